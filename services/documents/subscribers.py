"""What documents does when others speak, itself included: its own papers are told of like everyone's."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import documents as documents_events
from services.contracts import meetings
from services.contracts.copies import keep_copies
from services.contracts.documents import DocumentArchived, DocumentFailed, DocumentIssued, DocumentVoided
from services.contracts.registry import events
from services.contracts.shared import DocumentRequested
from services.contracts.words.meetings import DecisionStatus, PartyResult
from services.documents.issuing import commands as issuing
from services.documents.papers import commands as papers
from services.documents.papers.upward import propose_upward_paper
from services.documents.reviews import commands as reviews
from services.kernel.acts import Act
from services.kernel.inbox import Inbox

inbox = Inbox()
keep_copies(inbox, documents_events.DeadlineRecomputed)
inbox.on(DocumentIssued)(papers.paper_issued)
inbox.on(DocumentFailed)(papers.paper_failed)
inbox.on(DocumentArchived)(papers.paper_archived)
inbox.on(DocumentVoided)(papers.paper_voided)
inbox.on(meetings.LegalReviewRequested)(reviews.open_for_topic)

APPROVED = (PartyResult.AGREED, PartyResult.AGREED_AS_AMENDED)


@inbox.on(meetings.TopicDrafted)
@inbox.on(meetings.TopicProposed)
async def keep_topic(session: AsyncSession, act: Act, event: meetings.TopicDrafted | meetings.TopicProposed) -> None:
    await reviews.keep_topic(session, event.topic_id, event.title, event.unit_id)


async def make_document(session: AsyncSession, act: Act, event: DocumentRequested) -> None:
    await issuing.request_document(session, act, event, event.source())


for requested in events():
    if issubclass(requested, DocumentRequested):
        inbox.on(requested)(make_document)


@inbox.on(meetings.DecisionRecorded)
async def keep_decision(session: AsyncSession, act: Act, event: meetings.DecisionRecorded) -> None:
    await _keep(session, event.decision)
    await propose_upward_paper(session, act, event)


@inbox.on(meetings.MinutesIssued)
async def keep_decisions(session: AsyncSession, act: Act, event: meetings.MinutesIssued) -> None:
    for decision in event.decisions:
        await _keep(session, decision)


@inbox.on(meetings.PartyApprovalRecorded)
async def keep_approval(session: AsyncSession, act: Act, event: meetings.PartyApprovalRecorded) -> None:
    await papers.keep_decision(session, event.decision_id, pending=event.result not in APPROVED)


async def _keep(session: AsyncSession, decision: meetings.Decision) -> None:
    pending = decision.needs_party_approval and decision.status is not DecisionStatus.EFFECTIVE
    await papers.keep_decision(session, decision.decision_id, pending=pending)
