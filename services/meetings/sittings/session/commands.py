"""What may be asked of a meeting in session: start, call, report clock, statements, end."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.meetings import AttendanceFinalized, AttendanceRow, MeetingConcluded, MeetingStarted
from services.contracts.refusals import HEAD_ABSENT_TOPIC_DEFERRED, NOT_ON_ROSTER, REPORTER_NOT_HEAD
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory, DeferralReason
from services.contracts.words.shared import DocumentKind
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance, keep_findings
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, Refused, refuse, violation
from services.kernel.rules import Case
from services.kernel.store import Deadline
from services.meetings.attendance.model import Attendee, LeaveState
from services.meetings.attendance.remarks import leaves_of, request_sign_in_sheet
from services.meetings.columns import AbsentHead
from services.meetings.desk import DESK
from services.meetings.lengths import minutes_between
from services.meetings.papers.commands import supersede
from services.meetings.procedures import MINUTES_ISSUE, draft_term, procedure
from services.meetings.sittings import hosts, queries
from services.meetings.sittings.agenda.commands import defer_late_topics
from services.meetings.sittings.clocks import commands as clocks
from services.meetings.sittings.commands import consequence, lock_item, put_off
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from services.meetings.sittings.model import (
    AgendaItem,
    AgendaItemState,
    Meeting,
    MeetingState,
    Statement,
    StatementKind,
)
from services.meetings.sittings.naming import day, meeting_name
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting
from services.meetings.sittings.session.waiting import usher
from services.meetings.topics import commands as topics

LONGEST_REPORT = 24 * 60  # minutes that somebody may enter by hand


async def start_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID, host_id: UUID | None = None) -> Meeting:
    """The meeting begins; `host_id` is who presides when it is another than planned."""
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.host_id = host_id or meeting.host_id
    sitting = await queries.sitting(session, act, meeting)
    if meeting.state is MeetingState.NOTIFIED:
        await defer_late_topics(session, act, sitting)
    today = replace(sitting, view=act.view)
    by = advance(session, MEETING, "start_meeting", Case(meeting, act, today))
    if act.on != meeting.on:
        raise refuse(STATE_NOT_ALLOWED, f"会议定于{day(meeting.on)}，改期须先办理")
    meeting.started_at = act.occurred_at
    meeting.mandate = hosts.mandate(meeting, act.view) or ""
    event = MeetingStarted(
        meeting_id=meeting.id,
        kind=meeting.kind,
        at=meeting.started_at,
        host_id=meeting.host_id,
        delegated=bool(meeting.mandate),
        clauses=procedure(meeting.kind).clauses,
    )
    publish(session, act, event, meeting, by)
    await clocks.start_meeting_clock(session, act, meeting)
    return meeting


async def call_topic(session: AsyncSession, act: Act, *, item_id: UUID, reporter_id: UUID | None = None) -> Meeting:
    """A topic is called. In a 常务会议 it is deferred when the unit's head is not in the room (CW-5.2b)."""
    sitting, item = await lock_item(session, act, item_id)
    _in_session(sitting.meeting)
    if item.state is AgendaItemState.DEFERRED and item.deferral is not DeferralReason.HEAD_ABSENT:
        raise refuse(STATE_NOT_ALLOWED, item.state.label)
    head, reporter = sitting.head_of(item.unit_id), reporter_id or item.reporter_id
    here = {a.person_id for a in sitting.attendees if a.signed_in_at is not None and a.signed_out_at is None}
    absence = procedure(sitting.meeting.kind).absent_head
    if absence is AbsentHead.NOT_HEARD and item.state is AgendaItemState.FINALIZED:
        if reporter != head:
            raise refuse(REPORTER_NOT_HEAD, path=("reporterId",))
        if head not in here:
            advance(session, AGENDA_ITEM, "call_topic", Case(item, act, sitting))
            found = violation(HEAD_ABSENT_TOPIC_DEFERRED, sitting.title(item), clauses=("CW-5.2b",), blocking=False)
            keep_findings(session, item, "call_topic", act, [found])
            await put_off(session, act, sitting, item, DeferralReason.HEAD_ABSENT, "CW-5.2b")
            usher(session, act, sitting, item)
            return sitting.meeting
    item.reporter_id, item.deputy_reported = reporter, reporter != head
    advance(session, AGENDA_ITEM, "call_topic", Case(item, act, sitting))
    item.called_at = act.occurred_at
    await topics.call_topic(session, consequence(act), topic=sitting.topics[item.topic_id])
    usher(session, act, sitting, item)
    return sitting.meeting


def _in_session(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.IN_SESSION:
        raise refuse(STATE_NOT_ALLOWED, meeting.state.label)


async def start_report(session: AsyncSession, act: Act, *, item_id: UUID) -> Meeting:
    """The report's clock begins (GZ-17.4)."""
    sitting, item = await lock_item(session, act, item_id)
    advance(session, AGENDA_ITEM, "start_report", Case(item, act, sitting))
    item.report_started_at = act.occurred_at
    await clocks.start_report_clock(session, act, sitting.meeting, item)
    return sitting.meeting


async def end_report(session: AsyncSession, act: Act, *, item_id: UUID, minutes: int | None = None) -> Meeting:
    """The report is over; `minutes` where no clock ran. More than ten stays on record (GZ-17.4)."""
    sitting, item = await lock_item(session, act, item_id)
    first = item.report_ended_at is None
    item.report_ended_at = item.report_ended_at or act.occurred_at  # a second hand corrects the minutes alone
    if minutes is None:
        if item.report_started_at is None:
            raise refuse(CONTENT_INVALID, "汇报用时", path=("minutes",))
        minutes = minutes_between(item.report_started_at, item.report_ended_at)
    if not 0 <= minutes <= LONGEST_REPORT:
        raise refuse(CONTENT_INVALID, "汇报用时", path=("minutes",))
    item.reported_minutes = minutes
    advance(session, AGENDA_ITEM, "end_report", Case(item, act, sitting))
    await clocks.stop_report_clock(session, act, item)
    if first:
        await clocks.start_discussion_clock(session, act, sitting.meeting, item)
    return sitting.meeting


async def record_statement(
    session: AsyncSession,
    act: Act,
    *,
    item_id: UUID,
    kind: StatementKind,
    text: str,
    attendee_id: UUID | None = None,
) -> Meeting:
    """What somebody on the list said, wrote or objected to, in order (CW-5.1, GZ-18.1)."""
    sitting, item = await lock_item(session, act, item_id)
    speaker = next((a for a in sitting.attendees if a.id == attendee_id), None)
    if speaker is None or not text.strip():
        raise refuse(CONTENT_INVALID, "发言人和发言内容", path=("attendeeId",))
    if kind is not StatementKind.WRITTEN_OPINION and speaker.signed_in_at is None:
        raise refuse(CONTENT_INVALID, "发言人未到会（未到会人员的意见请记为书面意见）", path=("attendeeId",))
    advance(session, AGENDA_ITEM, "record_statement", Case(item, act, sitting))
    await add_statement(session, item, kind, speaker, text, act.occurred_at)
    return sitting.meeting


async def add_statement(
    session: AsyncSession, item: AgendaItem, kind: StatementKind, speaker: Attendee, text: str, at: datetime
) -> None:
    """The next statement; raises NOT_ON_ROSTER for an observer on what members alone hear (CW-2.6, AMB-22)."""
    reports = speaker.person_id is not None and speaker.person_id == item.reporter_id
    if item.restricted and speaker.category is not AttendeeCategory.MEMBER and not reports:
        found = violation(NOT_ON_ROSTER, speaker.name, clauses=("CW-2.6", "CW-5.3"), path=("attendeeId",))
        raise Refused([found])
    last = await session.scalar(select(func.max(Statement.no)).where(Statement.item_id == item.id))
    session.add(
        Statement(
            item_id=item.id,
            no=(last or 0) + 1,
            kind=kind,
            person_id=speaker.person_id,
            speaker=speaker.name,
            text=text.strip(),
            at=at,
        )
    )


async def conclude_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """The meeting ends: attendance is settled, record and draft fall due two working days later (CW-6.2a)."""
    meeting = await load(session, Meeting, meeting_id, act)
    sitting = await queries.sitting(session, act, meeting)
    meeting.ended_at = act.occurred_at
    by = advance(session, MEETING, "conclude_meeting", Case(meeting, act, sitting))
    if meeting.started_at is not None and meeting.ended_at < meeting.started_at:
        raise refuse(CONTENT_INVALID, "会议结束时间（不得早于开始时间）")
    await clocks.stop_meeting_clock(session, act, meeting)
    for item in sitting.items:
        if item.state is AgendaItemState.FINALIZED:
            await put_off(session, act, sitting, item, DeferralReason.NOT_ARRANGED, "CW-3.5")
    await _settle_attendance(session, sitting)
    await _tell_attendance(session, act, sitting, by)
    due = await _start_the_clock(session, act, meeting)
    publish(session, act, concluded(meeting, sitting, due), meeting, by)
    return meeting


async def _start_the_clock(session: AsyncSession, act: Act, meeting: Meeting) -> Deadline:
    term = draft_term(meeting.kind, act.policies)
    title = f"完成{meeting_name(meeting)}记录整理和纪要起草"
    due = await deadlines.open_deadline(session, act, meeting, term, act.on, title=title)
    DESK.open_task(
        session,
        act,
        meeting,
        term.key,
        title,
        [recorder(meeting)],
        due=due.due,
        provisional=due.provisional,
    )
    target = replace(MINUTES_ISSUE, length=act.policies.number("minutes_issue_target_wd"))
    await deadlines.open_deadline(session, act, meeting, target, act.on, title=f"印发{meeting_name(meeting)}纪要")
    return due


def concluded(meeting: Meeting, sitting: Sitting, due: Deadline) -> MeetingConcluded:
    """What the others learn of a meeting that is over."""
    assert meeting.ended_at is not None
    return MeetingConcluded(
        meeting_id=meeting.id,
        kind=meeting.kind,
        year=meeting.year,
        session_no=meeting.session_no,
        meeting_date=meeting.on,
        ended_at=meeting.ended_at,
        host_id=meeting.host_id,
        basis=meeting.basis,
        heard_topic_ids=tuple(i.topic_id for i in sitting.items if i.state is AgendaItemState.DECIDED),
        record_due=due.due,
        draft_due=due.due,
        provisional=due.provisional,
        clauses=(due.clause,),
    )


async def _settle_attendance(session: AsyncSession, sitting: Sitting) -> None:
    """出席, 迟到, 早退, 请假, 缺席 of everybody on the list."""
    leaves = await leaves_of(session, [sitting.meeting.id])
    for attendee in sitting.attendees:
        leave = leaves.get(attendee.id)
        on_leave = leave is not None and leave.state is LeaveState.APPROVED
        attendee.status = _status(sitting.meeting, attendee, on_leave)


async def settle_late_leave(session: AsyncSession, act: Act, sitting: Sitting, attendee_id: UUID) -> None:
    """Leave asked for in time and given after the meeting: who did not come was on leave (GZ-18, CW-5.1)."""
    for attendee in sitting.attendees:
        if attendee.id == attendee_id and attendee.status is AttendanceStatus.ABSENT:
            attendee.status = AttendanceStatus.ON_LEAVE
            if not sitting.meeting.registered_as_held:  # its list is on paper, and was told to nobody
                await _tell_attendance(session, act, sitting, None)


async def _tell_attendance(session: AsyncSession, act: Act, sitting: Sitting, by: Capacity | None) -> None:
    """Others learn who came; the 签到表 is printed, with who gave whose leave (spec 08, 9)."""
    meeting = sitting.meeting
    rows = tuple(_attendance_row(attendee) for attendee in sitting.attendees)
    publish(session, act, AttendanceFinalized(meeting_id=meeting.id, rows=rows, clauses=("CW-5.1",)), meeting, by)
    await supersede(session, meeting.id, DocumentKind.SIGN_IN_SHEET)
    await request_sign_in_sheet(session, act, sitting, by)


def _status(meeting: Meeting, attendee: Attendee, on_leave: bool) -> AttendanceStatus:
    if attendee.signed_in_at is None:
        return AttendanceStatus.ON_LEAVE if on_leave else AttendanceStatus.ABSENT
    if attendee.category is not AttendeeCategory.MEMBER:
        return AttendanceStatus.PRESENT  # observers come and go with their topic (CW-5.1)
    if meeting.started_at is not None and attendee.signed_in_at > meeting.started_at:
        return AttendanceStatus.LATE
    gone, ended = attendee.signed_out_at, meeting.ended_at
    if gone is not None and ended is not None and gone < ended:
        return AttendanceStatus.LEFT_EARLY
    return AttendanceStatus.PRESENT


def _attendance_row(attendee: Attendee) -> AttendanceRow:
    assert attendee.status is not None
    return AttendanceRow(
        name=attendee.name,
        person_id=attendee.person_id,
        unit_id=attendee.unit_id,
        category=attendee.category,
        status=attendee.status,
        signed_in_at=attendee.signed_in_at,
        signed_out_at=attendee.signed_out_at,
    )
