"""What learning does when others speak."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import documents, meetings
from services.contracts import learning as learning_events
from services.contracts.copies import keep_copies
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.inbox import Inbox
from services.learning.lawstudy import commands as lawstudy
from services.learning.papers.commands import paper_failed, paper_issued
from services.learning.plans import commands as plans

inbox = Inbox()
keep_copies(inbox, learning_events.DeadlineRecomputed)


@inbox.on(meetings.MeetingScheduled)
async def keep_meeting(session: AsyncSession, act: Act, event: meetings.MeetingScheduled) -> None:
    day = event.starts_at.astimezone(SHANGHAI).date()
    await lawstudy.keep_meeting(
        session, act, meeting_id=event.meeting_id, kind=event.kind, day=day, host_id=event.host_id
    )


@inbox.on(meetings.MeetingRescheduled)
async def move_meeting(session: AsyncSession, act: Act, event: meetings.MeetingRescheduled) -> None:
    day = event.starts_at.astimezone(SHANGHAI).date()
    await lawstudy.move_meeting(session, act, meeting_id=event.meeting_id, day=day, host_id=event.host_id)


@inbox.on(meetings.MeetingPostponed)
async def postpone_meeting(session: AsyncSession, act: Act, event: meetings.MeetingPostponed) -> None:
    await lawstudy.move_meeting(session, act, meeting_id=event.meeting_id, day=None)


@inbox.on(meetings.PrestudyRequested)
async def want_prestudy(session: AsyncSession, act: Act, event: meetings.PrestudyRequested) -> None:
    await lawstudy.want_prestudy(session, act, event)


@inbox.on(meetings.MeetingStarted)
async def meeting_started(session: AsyncSession, act: Act, event: meetings.MeetingStarted) -> None:
    await lawstudy.meeting_started(
        session, meeting_id=event.meeting_id, host_id=event.host_id, delegated=event.delegated
    )


@inbox.on(meetings.AttendanceFinalized)
async def hold_with_meeting(session: AsyncSession, act: Act, event: meetings.AttendanceFinalized) -> None:
    await lawstudy.hold_with_meeting(session, act, meeting_id=event.meeting_id, rows=event.rows)


@inbox.on(meetings.MeetingCancelled)
async def cancel_with_meeting(session: AsyncSession, act: Act, event: meetings.MeetingCancelled) -> None:
    await lawstudy.cancel_with_meeting(session, act, meeting_id=event.meeting_id)


@inbox.on(meetings.MinutesIssued)
async def approve_plans_heard(session: AsyncSession, act: Act, event: meetings.MinutesIssued) -> None:
    """县长's signature on the minutes approves the plan that the meeting heard (AMB-44)."""
    for decision in event.decisions:
        if decision.plan_ref is not None and decision.plan_ref.type == "StudyPlan":
            on = event.issued_at.astimezone(SHANGHAI).date()
            await plans.approve_plan_by_minutes(session, act, plan_id=decision.plan_ref.id, on=on)


@inbox.on(documents.DocumentIssued)
async def take_paper(session: AsyncSession, act: Act, event: documents.DocumentIssued) -> None:
    request = await paper_issued(session, act, event)
    if request is not None and request.object_type == "StudyPlan":
        await plans.plan_issued(session, act, plan_id=request.object_id, number=event.number)


@inbox.on(documents.DocumentFailed)
async def note_failure(session: AsyncSession, act: Act, event: documents.DocumentFailed) -> None:
    await paper_failed(session, act, event)
