"""What meetings does when others speak."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import meetings as meetings_events
from services.contracts.copies import keep_copies
from services.contracts.directory import AbsenceApproved, AbsenceEnded
from services.contracts.documents import DocumentArchived, DocumentFailed, DocumentIssued
from services.contracts.learning import LawStudyHeld, LawStudyScheduled
from services.contracts.supervision import ItemCancelled, ItemClosed, ItemRegistered, ItemSuspended
from services.contracts.words.supervision import ItemState
from services.kernel.acts import Act
from services.kernel.inbox import Inbox
from services.meetings.attendance.leave import absences
from services.meetings.decisions.commands import follow_item
from services.meetings.minutes.issue import commands as minutes
from services.meetings.papers import commands as papers
from services.meetings.press import commands as press
from services.meetings.sittings.prestudy import commands as prestudy
from services.meetings.topics import subscribers as topics

inbox = Inbox()
keep_copies(
    inbox,
    meetings_events.DeadlineRecomputed,
    besides={AbsenceApproved: absences.absence_approved, AbsenceEnded: absences.absence_ended},
)
topics.register(inbox)


@inbox.on(DocumentIssued)
async def document_issued(session: AsyncSession, act: Act, event: DocumentIssued) -> None:
    paper = await papers.paper_issued(session, event)
    if paper is not None and paper.subject_type == "Minutes":
        await minutes.minutes_issued(session, act, paper)


@inbox.on(DocumentFailed)
async def document_failed(session: AsyncSession, act: Act, event: DocumentFailed) -> None:
    paper = await papers.paper_failed(session, event)
    if paper is not None and paper.subject_type == "Minutes":
        await minutes.minutes_failed(session, act, paper)
    elif paper is not None and paper.subject_type == "PressRelease":
        await press.press_failed(session, act, paper)


@inbox.on(DocumentArchived)
async def document_archived(session: AsyncSession, act: Act, event: DocumentArchived) -> None:
    await minutes.minutes_archived(session, act, event.document_id)


@inbox.on(LawStudyScheduled)
async def law_study_scheduled(session: AsyncSession, act: Act, event: LawStudyScheduled) -> None:
    await prestudy.law_study_scheduled(
        session,
        act,
        meeting_id=event.meeting_id,
        law_study_id=event.law_study_id,
        subject=event.subject,
        lecturer=event.lecturer,
        minutes=event.minutes,
    )


@inbox.on(LawStudyHeld)
async def law_study_held(session: AsyncSession, act: Act, event: LawStudyHeld) -> None:
    if event.meeting_id is not None:
        await prestudy.law_study_held(session, meeting_id=event.meeting_id)


@inbox.on(ItemRegistered)
async def item_registered(session: AsyncSession, _: Act, event: ItemRegistered) -> None:
    await follow_item(session, event.decision_id, event.state, event.number)


@inbox.on(ItemSuspended)
async def item_suspended(session: AsyncSession, _: Act, event: ItemSuspended) -> None:
    await follow_item(session, event.decision_id, ItemState.SUSPENDED)


@inbox.on(ItemClosed)
async def item_closed(session: AsyncSession, _: Act, event: ItemClosed) -> None:
    await follow_item(session, event.decision_id, ItemState.CLOSED)


@inbox.on(ItemCancelled)
async def item_cancelled(session: AsyncSession, _: Act, event: ItemCancelled) -> None:
    await follow_item(session, event.decision_id, ItemState.CANCELLED)
