"""What may be asked of documents: a new one, another try, 签收, publication, archive, 作废."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk, refusals
from services.contracts.documents import DocumentArchived, DocumentReceived, DocumentVoided
from services.contracts.shared import Addressee, DocumentRequested
from services.contracts.words.directory import PostCode
from services.documents.desk import DESK
from services.documents.issuing.answers import answer_again, common, say_failed
from services.documents.issuing.kinds import KINDS
from services.documents.issuing.lifecycle import DOCUMENT, REQUEST
from services.documents.issuing.model import PUBLISHED, Delivery, Document, DocumentState, PaperNumber
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, NotFound, Violation, refuse
from services.kernel.rules import Case, judge

TO_RECEIVE = "RECEIVE_DOCUMENT"
RECEIVERS = (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)


def _asked(act: Act, event: DocumentRequested) -> dict[str, Any]:
    """The request as it is kept."""
    signer_id = event.signer.person_id if event.signer else None
    who = {person for person in (event.actor, signer_id) if person is not None}
    readers = who | {row.person_id for row in (*event.recipients, *event.cc) if row.person_id is not None}
    units = {holding.unit_id for person in who for holding in act.view.holdings_of(person)}
    return {
        "requester_type": event.requester.type,
        "requester_id": event.requester.id,
        "requested_by": event.actor,
        "kind": event.kind,
        "title": event.title,
        "data": event.data,
        "formats": [each.value for each in event.formats],
        "series": event.series,
        "external_number": event.external_number,
        "recipients": [row.model_dump(mode="json") for row in event.recipients],
        "cc": [row.model_dump(mode="json") for row in event.cc],
        "signer": event.signer.model_dump(mode="json") if event.signer else None,
        "signed_on": event.signed_on,
        "public_attribute": event.public_attribute,
        "not_public_reason": event.not_public_reason,
        "corrects_id": event.corrects_id,
        "restricted": event.restricted,
        "reader_ids": sorted(readers),
        "unit_ids": [] if event.restricted else sorted(units),
    }


async def request_document(session: AsyncSession, act: Act, event: DocumentRequested, source: str) -> Document:
    """Keep a request for a paper, once per `request_id`; one that had failed begins anew with what it now says."""
    document = (
        await session.execute(select(Document).where(Document.request_id == event.request_id).with_for_update())
    ).scalar_one_or_none()
    if document is None:
        document = Document(
            request_id=event.request_id,
            source=source,
            state=DocumentState.REQUESTED,
            checks=[],
            problems=[],
            created_at=act.at,
            **_asked(act, event),
        )
        session.add(document)
        await session.flush()
        record(session, Record(act, "request_document", "Document", document.id, to_state=document.state))
    elif document.state is DocumentState.FAILED:
        for name, value in _asked(act, event).items():
            setattr(document, name, value)
        _begin_anew(session, act, document)
    else:
        await answer_again(session, act, document)
        return document
    verdict = judge(REQUEST, Case(document, act))
    if verdict.blocking:
        fail(session, act, document, verdict.blocking)
    return document


def fail(session: AsyncSession, act: Act, document: Document, violations: tuple[Violation, ...]) -> None:
    """成文失败: the requester is told why; nothing was numbered."""
    advance(session, DOCUMENT, "fail_document", Case(document, act))
    document.failure_code = violations[0].code
    document.failure_zh = "；".join(dict.fromkeys(each.message_zh for each in violations))
    document.problems = [each.detail for each in violations if each.detail]
    say_failed(session, act, document)


def _begin_anew(session: AsyncSession, act: Act, document: Document) -> None:
    advance(session, DOCUMENT, "retry_document", Case(document, act))
    document.failure_code = document.failure_zh = document.retry_at = None
    document.problems, document.checks, document.attempts = [], [], 0


async def retry_document(session: AsyncSession, act: Act, *, document_id: UUID) -> Document:
    """Try once more what had failed, with the same data."""
    document = await load(session, Document, document_id, act)
    _begin_anew(session, act, document)
    return document


def receivers(act: Act, unit_id: UUID) -> list[Addressee]:
    """Whose to-do the 签收 of the unit is: its clerk, else its head; nobody for a body without accounts."""
    for post in RECEIVERS:
        if act.view.holder(post, unit_id) is not None:
            return [desk.post(post, unit_id)]
    return []


async def receive_document(session: AsyncSession, act: Act, *, document_id: UUID, unit_id: UUID) -> Document:
    """签收 for the unit; the office enters it for a body that has no account of its own."""
    document = await load(session, Document, document_id, act)
    _standing(document)
    delivery = (
        await session.execute(
            select(Delivery).where(Delivery.document_id == document_id, Delivery.unit_id == unit_id).with_for_update()
        )
    ).scalar_one_or_none()
    if delivery is None or document.state not in PUBLISHED:
        raise NotFound("Delivery", unit_id)
    own = any(act.holds(post, unit_id) for post in RECEIVERS)
    if not own and not (act.holds(PostCode.OFFICE_CLERK) and not receivers(act, unit_id)):
        raise refuse(ACTOR_NOT_ALLOWED)
    if delivery.received_at is None:
        delivery.received_at, delivery.received_by = act.at, act.person.id
        detail = {"unit": str(unit_id)}
        record(session, Record(act, "receive_document", "Document", document.id, detail=detail))
        event = DocumentReceived(**common(document), unit_id=unit_id, by=act.person.id, at=act.at)
        publish(session, act, event, document)
        DESK.close_task(session, act, document, TO_RECEIVE, receivers(act, unit_id))
    return document


async def publish_document(session: AsyncSession, act: Act, *, document_id: UUID, link: str) -> Document:
    """Register that an issued document stands on the public site (GZ-24)."""
    document = await load(session, Document, document_id, act)
    _standing(document)
    advance(session, DOCUMENT, "publish_document", Case(document, act))
    document.published_at, document.published_link = act.at, link
    return document


async def archive_document(
    session: AsyncSession, act: Act, *, document_id: UUID, archive_no: str, retention: str | None
) -> Document:
    """归档 with 档号; the 保管期限 is that of the kind unless another is given."""
    document = await load(session, Document, document_id, act)
    _standing(document)
    by = advance(session, DOCUMENT, "archive_document", Case(document, act))
    document.archive_no, document.retention = archive_no, retention or KINDS[document.kind].retention
    event = DocumentArchived(**common(document), archive_no=archive_no, retention=document.retention)
    publish(session, act, event, document, by)
    return document


async def void_document(session: AsyncSession, act: Act, *, document_id: UUID) -> Document:
    """作废: the number stays taken, with the reason."""
    document = await load(session, Document, document_id, act)
    _standing(document)
    by = advance(session, DOCUMENT, "void_document", Case(document, act))
    number = (
        await session.execute(select(PaperNumber).where(PaperNumber.document_id == document.id).with_for_update())
    ).scalar_one_or_none()
    if number is not None:
        number.voided_at, number.void_reason = act.at, act.reason
    event = DocumentVoided(**common(document), number=document.full_number or "", reason=act.reason or "")
    publish(session, act, event, document, by)
    return document


def _standing(document: Document) -> None:
    if document.state is DocumentState.VOIDED:
        raise refuse(refusals.DOCUMENT_VOIDED)
