"""Asking documents for papers, and taking its answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.documents import DocumentFailed, DocumentIssued
from services.contracts.meetings import DocumentRequested, RestrictedDocumentRequested
from services.contracts.shared import Recipient, Signer
from services.contracts.words.shared import DocumentKind, FileFormat, PublicAttribute
from services.kernel.acts import Act
from services.kernel.authority import Capacity, may
from services.kernel.ids import new_id
from services.kernel.lifecycle import object_key
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.meetings.papers import queries  # noqa: F401 -- declares who sees the papers
from services.meetings.papers.model import PaperState, RequestedPaper
from services.meetings.rights import DIRECTOR, OFFICE


async def request_paper(
    session: AsyncSession,
    act: Act,
    subject: Any,
    kind: DocumentKind,
    title: str,
    data: dict[str, Any],
    *,
    by: Capacity | None = None,
    series: str | None = None,
    recipients: Sequence[Recipient] = (),
    signer: Signer | None = None,
    signed_on: date | None = None,
    restricted: bool = False,
    external_number: str | None = None,
    public: bool = False,
    corrects_id: UUID | None = None,
    formats: tuple[FileFormat, ...] = (FileFormat.DOCX, FileFormat.PDF),
) -> RequestedPaper:
    """Ask documents for a paper about `subject`; restricted matter travels apart (AMB-42).

    With `external_number` the paper was issued outside, and documents only takes its number (AMB-47).
    """
    object_type, object_id = object_key(subject)
    event_class = RestrictedDocumentRequested if restricted else DocumentRequested
    event = event_class(
        request_id=new_id(),
        requester=Ref(type=object_type, id=object_id),
        kind=kind,
        title=title,
        data=data,
        series=series,
        recipients=tuple(recipients),
        signer=signer,
        signed_on=signed_on,
        public_attribute=PublicAttribute.PUBLIC if public else PublicAttribute.NOT_PUBLIC,
        not_public_reason=None if public else "内部文件",
        restricted=restricted,
        external_number=external_number,
        corrects_id=corrects_id,
        formats=formats,
    )
    return _ask(session, act, event, by)


def _ask(
    session: AsyncSession, act: Act, event: DocumentRequested | RestrictedDocumentRequested, by: Capacity | None
) -> RequestedPaper:
    row = RequestedPaper(
        id=event.request_id,
        subject_type=event.requester.type,
        subject_id=event.requester.id,
        kind=event.kind,
        title=event.title,
        progress=PaperState.REQUESTED,
        restricted=event.restricted,
        requested_at=act.at,
        request=event.model_dump(mode="json"),
    )
    session.add(row)
    publish(session, act, event, event.requester.id, by)
    return row


async def supersede(session: AsyncSession, subject_id: UUID, kind: DocumentKind) -> None:
    """Earlier requests of this kind no longer count: a new edition is asked for."""
    await session.execute(
        update(RequestedPaper)
        .where(
            RequestedPaper.subject_id == subject_id,
            RequestedPaper.kind == kind,
            RequestedPaper.progress.in_((PaperState.REQUESTED, PaperState.FAILED)),
        )
        .values(progress=PaperState.SUPERSEDED)
    )


async def retry_paper(
    session: AsyncSession, act: Act, *, paper_id: UUID, external_number: str | None = None
) -> RequestedPaper:
    """The office asks again for a paper that documents could not make.

    `external_number` corrects the number of a paper issued outside; 办主任, who confirmed it, does so (AMB-47).
    """
    row = await load(session, RequestedPaper, paper_id, act, versioned=False)
    corrects = external_number is not None
    if may((DIRECTOR,) if corrects else OFFICE, row, act) is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    if row.progress is not PaperState.FAILED:
        raise refuse(STATE_NOT_ALLOWED, row.progress.label)
    if corrects and not row.issued_outside:
        raise refuse(CONTENT_INVALID, "文号（由系统编号）", path=("externalNumber",))
    row.progress = PaperState.SUPERSEDED
    event_class = RestrictedDocumentRequested if row.restricted else DocumentRequested
    corrected = {"external_number": external_number.strip()} if external_number is not None else {}
    event = event_class.model_validate({**row.request, "request_id": new_id(), **corrected})
    return _ask(session, act, event, None)


async def paper_issued(session: AsyncSession, event: DocumentIssued) -> RequestedPaper | None:
    """Documents issued what was asked for; None when the request is not of this service or was taken before."""
    row = await _requested(session, event.request_id)
    if row is None or row.progress not in (PaperState.REQUESTED, PaperState.FAILED):
        return None
    row.progress, row.document_id = PaperState.ISSUED, event.document_id
    row.number, row.issued_at = event.number, event.issued_at
    row.failure_code = row.failure_zh = ""
    return row


async def paper_failed(session: AsyncSession, event: DocumentFailed) -> RequestedPaper | None:
    """Documents could not make the paper; the reason is shown until the office asks again."""
    row = await _requested(session, event.request_id)
    if row is None or row.progress is not PaperState.REQUESTED:
        return None
    row.progress, row.document_id = PaperState.FAILED, event.document_id
    row.failure_code = event.code
    row.failure_zh = "；".join((event.message_zh, *event.problems))
    return row


async def _requested(session: AsyncSession, request_id: UUID | None) -> RequestedPaper | None:
    if request_id is None:
        return None
    query = select(RequestedPaper).where(RequestedPaper.id == request_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()
