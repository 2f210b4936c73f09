"""Asking for a paper, and taking the answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.documents import DocumentFailed, DocumentIssued
from services.contracts.learning import DocumentRequested
from services.contracts.shared import Recipient, Signer
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.ids import new_id
from services.kernel.lifecycle import object_key
from services.kernel.outbox import publish
from services.learning.papers.model import PaperRequest


async def request_paper(
    session: AsyncSession,
    act: Act,
    subject: Any,
    kind: DocumentKind,
    title: str,
    data: Mapping[str, Any],
    *,
    series: str | None = None,
    recipients: tuple[Recipient, ...] = (),
    signer: Signer | None = None,
) -> PaperRequest:
    """Ask documents for the paper; its answer is taken by `paper_issued` or `paper_failed`."""
    object_type, object_id = object_key(subject)
    request = PaperRequest(id=new_id(), object_type=object_type, object_id=object_id, kind=kind, requested_at=act.at)
    session.add(request)
    event = DocumentRequested(
        request_id=request.id,
        requester=Ref(type=object_type, id=object_id),
        kind=kind,
        title=title,
        data=dict(data),
        series=series,
        recipients=recipients,
        signer=signer,
        signed_on=act.on,
    )
    publish(session, act, event, object_id)
    return request


async def paper_issued(session: AsyncSession, act: Act, event: DocumentIssued) -> PaperRequest | None:
    """Keep where the issued paper is; None when the paper is another service's."""
    request = await session.get(PaperRequest, event.request_id) if event.request_id else None
    if request is not None:
        request.document_id, request.number = event.document_id, event.number
        request.issued_at, request.failure = event.issued_at, None
    return request


async def paper_failed(session: AsyncSession, act: Act, event: DocumentFailed) -> None:
    """Keep why the paper could not be issued."""
    request = await session.get(PaperRequest, event.request_id)
    if request is not None:
        request.failure = "；".join((event.message_zh, *event.problems))


async def papers_of(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[PaperRequest]]:
    """The papers of several objects, the oldest first."""
    rows = (
        await session.execute(select(PaperRequest).where(PaperRequest.object_id.in_(ids)).order_by(PaperRequest.id))
    ).scalars()
    found: dict[UUID, list[PaperRequest]] = {each: [] for each in ids}
    for row in rows:
        found[row.object_id].append(row)
    return found
