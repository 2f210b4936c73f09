"""外出 and 休假 that reach a meeting: leave is asked for by itself, and the clerk learns of it (spec 06, 6.2.5)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.directory import AbsenceApproved, AbsenceEnded
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.model import load
from services.meetings.attendance.leave.commands import ask_for_leave
from services.meetings.attendance.leave.endings import OPEN, take_back
from services.meetings.attendance.model import AbsenceCopy, Attendee, LeaveState, MeetingLeave
from services.meetings.desk import DESK
from services.meetings.sittings import queries
from services.meetings.sittings.model import Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting

LISTED = (MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED)  # the list is drawn up, and nobody has come yet


async def absence_approved(session: AsyncSession, act: Act, event: AbsenceApproved) -> None:
    """Somebody will be away: every meeting ahead whose list holds him asks leave for him."""
    values = event.model_dump(include={"id", "person_id", "kind", "valid_from", "valid_until"})
    await session.execute(insert(AbsenceCopy).values(values).on_conflict_do_update(index_elements=["id"], set_=values))
    ahead = (
        select(Meeting.id)
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .where(
            Attendee.person_id == event.person_id,
            Meeting.state.in_(LISTED),
            Meeting.starts_at > act.at,
            Meeting.starts_at >= _begin(event.valid_from),
            Meeting.starts_at < _begin(event.valid_until),
        )
        .order_by(Meeting.id)
    )
    for meeting_id in (await session.scalars(ahead)).all():
        meeting = await load(session, Meeting, meeting_id)
        sitting = await queries.sitting(session, act, meeting)
        await ask_for_the_absent(
            session, act, sitting, [a for a in sitting.attendees if a.person_id == event.person_id]
        )


async def absence_ended(session: AsyncSession, act: Act, event: AbsenceEnded) -> None:
    """Somebody is back earlier: what was asked for by itself and is not decided is withdrawn, and the clerk told."""
    await session.execute(
        update(AbsenceCopy)
        .where(AbsenceCopy.id == event.id, AbsenceCopy.valid_until > event.ended_on)
        .values(valid_until=event.ended_on)
    )
    leaves = select(MeetingLeave.meeting_id, MeetingLeave.id).where(MeetingLeave.absence_id == event.id)
    for meeting_id, leave_id in (await session.execute(leaves.order_by(MeetingLeave.meeting_id))).all():
        meeting = await load(session, Meeting, meeting_id)  # locked before its leave, as everywhere
        leave = await load(session, MeetingLeave, leave_id)
        settled = leave.state not in OPEN or meeting.state not in LISTED
        if settled or meeting.on < event.ended_on or meeting.starts_at <= act.at:
            continue
        if leave.state is LeaveState.SUBMITTED:
            take_back(session, act, leave)
            follows = "因外出、休假自动提出的请假已撤回，请按时参会"
        else:
            follows = "原请假已获批准，能否到会请与本人确认"
        who = act.view.person_name(leave.person_id)
        text = f"{who}已于{event.ended_on:%Y年%m月%d日}销假，会议当日在岗；{follows}（GZ-28.2、GZ-18）。"
        _tell(session, act, meeting, "attendee_returned", text, leave)


async def ask_for_the_absent(session: AsyncSession, act: Act, sitting: Sitting, attendees: Iterable[Attendee]) -> None:
    """Leave for those who are away on the meeting's day; whoever decides it is told by the texts (AMB-03).

    `act` is one of the system. Who has asked himself, or withdrew what was asked for him, is left alone.
    """
    meeting = sitting.meeting
    away = await _away(session, meeting)
    valid = select(MeetingLeave).where(MeetingLeave.meeting_id == meeting.id, MeetingLeave.state != LeaveState.LAPSED)
    asked = (await session.scalars(valid)).all()
    for attendee in attendees:
        own = [leave for leave in asked if leave.person_id == attendee.person_id]
        absences = [absence for absence in away if absence.person_id == attendee.person_id]
        for leave in own:
            if leave.absence_id and leave.state is LeaveState.SUBMITTED and not absences:
                take_back(session, act, leave)  # the meeting was moved to a day on which he is there
        if not absences or meeting.starts_at <= act.at:
            continue
        absence = absences[0]
        reason = f"{absence.kind.label}（{absence.valid_from:%Y年%m月%d日}至{absence.last_day:%Y年%m月%d日}），已获批准"
        if sitting.view.holds(absence.person_id, PostCode.COUNTY_HEAD):
            text = f"{attendee.name}{reason}，会议当日不在岗；请报请县长委托主持或者推迟会议（GZ-5、CW-1.2）。"
            _tell(session, act, meeting, "attendee_absent", text)
        elif not any(leave.state in OPEN or leave.absence_id == absence.id for leave in own):
            leave = await ask_for_leave(session, act, sitting, attendee, reason, absence.id)
            approver = PostCode.COUNTY_HEAD if leave.to_county_head else PostCode.OFFICE_DIRECTOR
            text = (
                f"{attendee.name}{reason}，会议当日不在岗，已自动提出请假，由{approver.label}审批（GZ-28.2、GZ-18）。"
            )
            _tell(session, act, meeting, "attendee_absent", text, leave)


async def _away(session: AsyncSession, meeting: Meeting) -> list[AbsenceCopy]:
    """Absences of people on the list that cover the meeting's day."""
    query = (
        select(AbsenceCopy)
        .where(
            AbsenceCopy.person_id.in_(select(Attendee.person_id).where(Attendee.meeting_id == meeting.id)),
            AbsenceCopy.valid_from <= meeting.on,
            AbsenceCopy.valid_until > meeting.on,
        )
        .order_by(AbsenceCopy.valid_from, AbsenceCopy.id)
    )
    return list(await session.scalars(query))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _tell(
    session: AsyncSession, act: Act, meeting: Meeting, template: str, text: str, leave: MeetingLeave | None = None
) -> None:
    """The meeting's clerk learns of it, and the one for whom leave was asked."""
    to = [recorder(meeting), *([person(leave.person_id)] if leave and leave.person_id else [])]
    DESK.notify(session, act, leave or meeting, template, meeting_name(meeting), text, to)
