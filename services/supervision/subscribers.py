"""What supervision does when others speak."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import supervision as supervision_events
from services.contracts.copies import keep_copies
from services.contracts.documents import DocumentFailed, DocumentIssued, DocumentRendered
from services.contracts.meetings import DecisionChanged, MinutesCorrected, MinutesIssued, PartyApprovalRecorded
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.inbox import Inbox
from services.supervision.bulletins.commands import bulletin_issued
from services.supervision.minutes.commands import (
    correct_from_minutes,
    end_with_decision,
    keep_party_approval,
    register_from_minutes,
)
from services.supervision.papers.commands import keep_failed, keep_issued, keep_rendered
from services.supervision.papers.model import Paper
from services.supervision.warnings.commands import warning_issued

inbox = Inbox()
keep_copies(inbox, supervision_events.DeadlineRecomputed)

# What follows for the object when its paper is issued.
ISSUED: dict[DocumentKind, Callable[[AsyncSession, Act, Paper], Awaitable[None]]] = {
    DocumentKind.WARNING_SHEET: warning_issued,
    DocumentKind.QUARTERLY_BULLETIN: bulletin_issued,
}

inbox.on(MinutesIssued)(register_from_minutes)
inbox.on(MinutesCorrected)(correct_from_minutes)
inbox.on(DecisionChanged)(end_with_decision)
inbox.on(PartyApprovalRecorded)(keep_party_approval)
inbox.on(DocumentRendered)(keep_rendered)
inbox.on(DocumentFailed)(keep_failed)


@inbox.on(DocumentIssued)
async def paper_issued(session: AsyncSession, act: Act, event: DocumentIssued) -> None:
    """Number and date come back to the object that the paper was asked for."""
    paper = await keep_issued(session, act, event)
    if paper is not None and paper.kind in ISSUED:
        await ISSUED[paper.kind](session, act, paper)
