"""How leave ends undecided, or with its meeting's date; nobody has to decide it any more."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.rules import Case
from services.meetings.attendance.lifecycle import LEAVE
from services.meetings.attendance.model import LeaveState, MeetingLeave
from services.meetings.desk import DESK
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.naming import meeting_name

DECIDE = "decide_leave"
OPEN = (LeaveState.SUBMITTED, LeaveState.APPROVED)


def approver(leave: MeetingLeave) -> Addressee:
    """Who decides it (AMB-03)."""
    return post(PostCode.COUNTY_HEAD if leave.to_county_head else PostCode.OFFICE_DIRECTOR)


def take_back(session: AsyncSession, act: Act, leave: MeetingLeave) -> None:
    """The request is withdrawn."""
    advance(session, LEAVE, "withdraw_meeting_leave", Case(leave, act))
    DESK.close_task(session, act, leave, DECIDE, [approver(leave)], TaskEnding.WITHDRAWN)


async def lapse_leaves(session: AsyncSession, act: Act, meeting: Meeting) -> None:
    """The meeting is not held on its day: leave from it is void, and whoever asked for it learns that.

    `act` is one of the system; the meeting is locked, and its leaves after it.
    """
    query = (
        select(MeetingLeave)
        .where(MeetingLeave.meeting_id == meeting.id, MeetingLeave.state.in_(OPEN))
        .order_by(MeetingLeave.id)
        .with_for_update()
    )
    for leave in (await session.scalars(query)).all():
        advance(session, LEAVE, "lapse_meeting_leave", Case(leave, act))
        DESK.close_task(session, act, leave, DECIDE, [approver(leave)], TaskEnding.LAPSED)
        text = f"{meeting_name(meeting)}{meeting.state.label}，原请假失效；另行召开时不能参加的，请重新请假。"
        to = [person(leave.person_id or leave.submitted_by)]
        DESK.notify(session, act, leave, "leave_lapsed", meeting_name(meeting), text, to)
