"""Asking documents for a paper, and keeping its answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.documents import DocumentFailed, DocumentIssued, DocumentRendered
from services.contracts.shared import Recipient, Signer
from services.contracts.supervision import DocumentRequested
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, FileFormat
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, Right, authorise
from services.kernel.ids import new_id
from services.kernel.lifecycle import object_key
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import STATE_NOT_ALLOWED, Refused, Violation, refuse
from services.supervision.papers.model import Paper, PaperStatus

OFFICE_RIGHTS = (Right[Paper](PostCode.SUPERVISION_CHIEF), Right[Paper](PostCode.SUPERVISION_CLERK))
ORGAN = "平利县人民政府办公室（督查室）"


def line(text: str) -> str:
    """A text as one line: papers take no line breaks inside a paragraph."""
    return " ".join(text.split())


def office_name(act: Act) -> str:
    """The office as it signs its papers."""
    return next((unit.name for unit in act.view.units.values() if unit.kind == "OFFICE"), "")


def recipients(act: Act, unit_ids: Iterable[UUID]) -> tuple[Recipient, ...]:
    return tuple(Recipient(name=act.view.unit_name(each), unit_id=each) for each in unit_ids)


def signer(act: Act, by: Capacity | None) -> Signer | None:
    """Who signs, and for whom."""
    if by is None:
        return None
    name, title = act.view.person_name(by.person_id), act.view.title_of(by.person_id)
    return Signer(
        person_id=by.person_id,
        name=name,
        post=PostCode(by.post),
        title=title,
        on_behalf_of=by.on_behalf_of,
        stamp=by.stamp,
    )


async def request_paper(
    session: AsyncSession,
    act: Act,
    subject: Any,
    kind: DocumentKind,
    title: str,
    data: dict[str, Any],
    *,
    series: str | None = None,
    to: tuple[Recipient, ...] = (),
    cc: tuple[Recipient, ...] = (),
    by: Capacity | None = None,
    signed_on: date | None = None,
    formats: tuple[FileFormat, ...] = (FileFormat.DOCX, FileFormat.PDF),
) -> Paper:
    """Ask documents to render, number and issue a paper; the object shows 待印发 until it has."""
    object_type, object_id = object_key(subject)
    request = DocumentRequested(
        request_id=new_id(),
        requester=Ref(type=object_type, id=object_id),
        kind=kind,
        title=line(title),
        data=data,
        series=series,
        recipients=to,
        cc=cc,
        signer=signer(act, by),
        signed_on=signed_on,
        formats=formats,
    )
    paper = Paper(
        object_type=object_type,
        object_id=object_id,
        kind=kind,
        title=request.title,
        status=PaperStatus.REQUESTED,
        request_id=request.request_id,
        request=request.model_dump(mode="json"),
        requested_at=act.at,
    )
    session.add(paper)
    await session.flush()
    publish(session, act, request, object_id, by)
    return paper


async def retry_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> Paper:
    """Ask again for a paper that failed; a number is taken only when it is issued."""
    paper = await load(session, Paper, paper_id, act)
    found = authorise(OFFICE_RIGHTS, paper, act)
    if isinstance(found, Violation):
        raise Refused([found])
    if paper.status is not PaperStatus.FAILED:
        raise refuse(STATE_NOT_ALLOWED, paper.status.label)
    paper.request_id, paper.status, paper.version = new_id(), PaperStatus.REQUESTED, paper.version + 1
    paper.failure = paper.failure_code = None
    request = DocumentRequested.model_validate({**paper.request, "request_id": str(paper.request_id)})
    publish(session, act, request, paper.object_id)
    record(session, Record(act, "retry_paper", "Paper", paper.id))
    return paper


async def _answered(session: AsyncSession, request_id: UUID | None) -> Paper | None:
    """The paper that the answer belongs to; an answer to an earlier request belongs to none."""
    if request_id is None:
        return None
    query = select(Paper).where(Paper.request_id == request_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def keep_rendered(session: AsyncSession, act: Act, event: DocumentRendered) -> None:
    """The paper exists; it is not issued yet."""
    paper = await _answered(session, event.request_id)
    if paper is not None and paper.status is PaperStatus.REQUESTED:
        paper.document_id = event.document_id
        paper.files = [file.model_dump(mode="json") for file in event.files]


async def keep_issued(session: AsyncSession, act: Act, event: DocumentIssued) -> Paper | None:
    """The paper is issued; answers the paper when this is news."""
    paper = await _answered(session, event.request_id)
    if paper is None or paper.status is PaperStatus.ISSUED:
        return None
    paper.status = PaperStatus.ISSUED
    paper.document_id, paper.number, paper.issued_at = event.document_id, event.number, event.issued_at
    paper.files = [file.model_dump(mode="json") for file in event.files]
    paper.failure = paper.failure_code = None
    paper.version += 1
    return paper


async def keep_failed(session: AsyncSession, act: Act, event: DocumentFailed) -> None:
    """Nothing was numbered; the reason is shown and the paper may be asked for again."""
    paper = await _answered(session, event.request_id)
    if paper is None or paper.status is PaperStatus.ISSUED:
        return
    paper.status, paper.document_id = PaperStatus.FAILED, event.document_id
    paper.failure_code = event.code
    paper.failure = "；".join((event.message_zh, *event.problems))
    paper.version += 1
