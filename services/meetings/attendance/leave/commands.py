"""What may be asked of leave from a meeting (GZ-18, CW-4.5, AMB-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.desk import person
from services.contracts.meetings import LeaveDecided
from services.contracts.refusals import NOT_ON_ROSTER
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DeferralReason
from services.contracts.words.shared import LeaveDecision
from services.kernel.acts import Act
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.kernel.rules import Case
from services.meetings.attendance.leave.endings import DECIDE, OPEN, approver, take_back
from services.meetings.attendance.lifecycle import LEAVE
from services.meetings.attendance.model import Attendee, LeaveState, MeetingLeave, Receipt
from services.meetings.columns import AbsentHead
from services.meetings.desk import DESK
from services.meetings.procedures import procedure
from services.meetings.sittings import queries
from services.meetings.sittings.agenda.versions import issue_version
from services.meetings.sittings.commands import put_off
from services.meetings.sittings.locks import lock_part
from services.meetings.sittings.model import Meeting, MeetingState, StatementKind
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting
from services.meetings.sittings.session.commands import add_statement, settle_late_leave


@dataclass(frozen=True)
class WrittenOpinion:
    """What somebody who cannot come says of a topic beforehand (GZ-18.1)."""

    item_id: UUID
    text: str


async def request_leave(
    session: AsyncSession,
    act: Act,
    *,
    meeting_id: UUID,
    reason: str,
    opinions: Sequence[WrittenOpinion] = (),
    attendee_id: UUID | None = None,
) -> MeetingLeave:
    """One who is on the list asks for leave and may say in writing what he thinks of the topics.

    For a guest without an account the office asks: `attendee_id` (AMB-03, AMB-48).
    """
    meeting = await load(session, Meeting, meeting_id, act, versioned=False)
    open_one = await _lock_open(session, meeting_id, act.doer.id, attendee_id)
    sitting = await queries.sitting(session, act, meeting)
    mine = next((a for a in sitting.attendees if _asks(a, act, attendee_id)), None)
    if mine is None:
        raise refuse(NOT_ON_ROSTER)
    if meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.ARCHIVED):
        raise refuse(STATE_NOT_ALLOWED, meeting.state.label)
    asked_by_itself = (
        open_one is not None and open_one.absence_id is not None and open_one.state is LeaveState.SUBMITTED
    )
    if not reason.strip() or (open_one is not None and not asked_by_itself):
        raise refuse(CONTENT_INVALID, "请假事由（同一会议只能有一份请假）", path=("reason",))
    leave = open_one or await ask_for_leave(session, act, sitting, mine, reason)
    if open_one is not None:  # what was asked for by itself becomes his own words, and he asks now
        leave.reason, leave.starts_at = reason.strip(), meeting.starts_at
        advance(session, LEAVE, "request_meeting_leave", Case(leave, act))
    for opinion in opinions:
        item = next((i for i in sitting.items if i.id == opinion.item_id), None)
        if item is None or not opinion.text.strip():
            raise refuse(CONTENT_INVALID, "书面意见", path=("opinions",))
        await add_statement(session, item, StatementKind.WRITTEN_OPINION, mine, opinion.text, act.occurred_at)
    return leave


def _asks(attendee: Attendee, act: Act, attendee_id: UUID | None) -> bool:
    if attendee_id is None:
        return attendee.person_id == act.doer.id
    return attendee.id == attendee_id and attendee.person_id is None


async def ask_for_leave(
    session: AsyncSession, act: Act, sitting: Sitting, mine: Attendee, reason: str, absence_id: UUID | None = None
) -> MeetingLeave:
    """The request goes to the one who decides it; `absence_id` when an absence asks for it by itself."""
    meeting = sitting.meeting
    # 办主任 does not decide his own leave (spec 06, 6.2.4).
    to_head = {*procedure(meeting.kind).leave_of_county_head, PostCode.OFFICE_DIRECTOR}
    leave = MeetingLeave(
        meeting_id=meeting.id,
        attendee_id=mine.id,
        person_id=mine.person_id,
        absence_id=absence_id,
        state=LeaveState.SUBMITTED,
        reason=reason.strip(),
        to_county_head=mine.post in to_head
        or (mine.person_id is not None and any(sitting.view.holds(mine.person_id, each) for each in to_head)),
        starts_at=meeting.starts_at,
        submitted_by=mine.person_id if act.system and mine.person_id else act.person.id,
        submitted_at=act.occurred_at,
        created_at=act.at,
    )
    session.add(leave)
    await session.flush()
    advance(session, LEAVE, "request_meeting_leave", Case(leave, act))
    mine.receipt, mine.receipt_at, mine.leave_id = Receipt.ASKS_LEAVE, act.occurred_at, leave.id
    title = f"审批{mine.name}请假：{meeting_name(meeting)}"
    DESK.open_task(session, act, leave, DECIDE, title, [approver(leave)], due=meeting.on)
    return leave


async def _lock_open(
    session: AsyncSession, meeting_id: UUID, person_id: UUID, attendee_id: UUID | None
) -> MeetingLeave | None:
    """His leave from this meeting, undecided or given; locked after the meeting, as everywhere."""
    whose = MeetingLeave.person_id == person_id if attendee_id is None else MeetingLeave.attendee_id == attendee_id
    query = select(MeetingLeave).where(MeetingLeave.meeting_id == meeting_id, whose, MeetingLeave.state.in_(OPEN))
    return (await session.execute(query.with_for_update())).scalars().first()


async def approve_leave(session: AsyncSession, act: Act, *, leave_id: UUID) -> MeetingLeave:
    """Leave is given; topics of a head who cannot come are not heard where the texts say so (CW-5.2b)."""
    meeting, leave = await _lock(session, act, leave_id)
    _decide(session, act, leave, "approve_meeting_leave", LeaveDecision.APPROVED)
    deferred = []
    sitting = await queries.sitting(session, act, meeting)
    await settle_late_leave(session, act, sitting, leave.attendee_id)
    if procedure(meeting.kind).absent_head is AbsentHead.NOT_HEARD and leave.person_id is not None:
        for item in sitting.on_the_agenda():
            if sitting.head_of(item.unit_id) == leave.person_id and item.called_at is None:
                deferred.append(sitting.title(item))
                await put_off(session, act, sitting, item, DeferralReason.HEAD_ABSENT, "CW-5.2b")
        if deferred and meeting.sheet_is_out:
            await issue_version(session, act, meeting, None)
    topics = f"；不能到会汇报，议题不研究：{'、'.join(deferred)}" if deferred else ""
    await _tell(session, act, leave, meeting, f"请假已获批准{topics}")
    return leave


async def reject_leave(session: AsyncSession, act: Act, *, leave_id: UUID) -> MeetingLeave:
    """Leave is not given, with the reason."""
    meeting, leave = await _lock(session, act, leave_id)
    _decide(session, act, leave, "reject_meeting_leave", LeaveDecision.REJECTED)
    await _tell(session, act, leave, meeting, f"请假未获批准：{act.reason}")
    return leave


async def _lock(session: AsyncSession, act: Act, leave_id: UUID) -> tuple[Meeting, MeetingLeave]:
    """The leave with its meeting, which is locked first: so a notice that asks or takes back leave never crosses."""
    meeting, _ = await lock_part(session, act, MeetingLeave, leave_id, versioned=False)
    return meeting, await load(session, MeetingLeave, leave_id, act)


def _decide(session: AsyncSession, act: Act, leave: MeetingLeave, action: str, decision: LeaveDecision) -> None:
    by = advance(session, LEAVE, action, Case(leave, act))
    leave.approver_id, leave.decided_at = act.doer.id, act.occurred_at
    leave.approver_stamp = by.stamp if by else ""
    leave.decision_reason = act.reason or ""
    if leave.person_id is not None:  # of a guest from outside no roster knows anything
        event = LeaveDecided(
            leave_id=leave.id,
            subject=Ref(type="Meeting", id=leave.meeting_id),
            person_id=leave.person_id,
            decision=decision,
            approver_id=leave.approver_id,
            reason=act.reason,
            decided_at=leave.decided_at,
            clauses=("CW-4.5", "GZ-18.1", "GZ-18.2"),
        )
        publish(session, act, event, leave, by)
    DESK.close_task(session, act, leave, DECIDE, [approver(leave)])


async def _tell(session: AsyncSession, act: Act, leave: MeetingLeave, meeting: Meeting, text: str) -> None:
    """The applicant, the office and the host learn of it (spec 07, 7.1)."""
    who = (await session.get_one(Attendee, leave.attendee_id)).name
    applicant = [person(leave.person_id)] if leave.person_id else []
    to = dict.fromkeys([*applicant, recorder(meeting), person(meeting.host_id)])
    text = f"{who}{meeting_name(meeting)}{text}（审批人：{act.view.person_name(leave.approver_id)}）"
    DESK.notify(session, act, leave, "leave_decided", meeting_name(meeting), text, to)


async def withdraw_leave(session: AsyncSession, act: Act, *, leave_id: UUID) -> MeetingLeave:
    """The applicant takes it back before it is decided."""
    _, leave = await _lock(session, act, leave_id)
    take_back(session, act, leave)
    return leave


async def confirm_leave_registrations(session: AsyncSession, act: Act, *, leave_id: UUID) -> MeetingLeave:
    """办主任 confirms what was registered after the fact for this leave (AMB-47)."""
    leave = await load(session, MeetingLeave, leave_id, act)
    await confirm_registrations(session, leave, act)
    return leave
