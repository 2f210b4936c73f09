"""What may be asked of meetings before they sit: plan, move, call off, prepare."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.meetings import MeetingCancelled, MeetingPostponed, MeetingRescheduled, MeetingScheduled
from services.contracts.refusals import HOST_NOT_ALLOWED
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DeferralReason, MeetingKind, SpecialBasis
from services.contracts.words.shared import TaskEnding
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, may
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.attendance.leave.endings import lapse_leaves
from services.meetings.attendance.model import Attendee
from services.meetings.desk import DESK
from services.meetings.procedures import MATERIAL_PRINT, procedure
from services.meetings.rights import OFFICE, agenda_signer
from services.meetings.sittings import hosts, queries
from services.meetings.sittings.agenda.versions import issue_version
from services.meetings.sittings.lifecycle import AGENDA_ITEM, HOST, MEETING
from services.meetings.sittings.locks import lock_part
from services.meetings.sittings.model import (
    AgendaItem,
    AgendaItemState,
    Arrangement,
    Meeting,
    MeetingState,
    Preparation,
    PreparationItem,
)
from services.meetings.sittings.naming import meeting_name, moment
from services.meetings.sittings.numbers import void_number
from services.meetings.sittings.recorder import chosen
from services.meetings.sittings.rules import Sitting
from services.meetings.topics import commands as topics
from services.meetings.topics.model import Topic

APPROVE, ISSUE, DELIVER, KEEP = "approve_arrangement", "issue_agenda", "deliver_material", "keep_late_topic"
FIXED = tuple(each for each in Preparation if each is not Preparation.OTHER)


@dataclass(frozen=True)
class MeetingPlan:
    """Kind, time, place and host; `recorder_id` is the clerk who will keep the record."""

    kind: MeetingKind
    starts_at: datetime
    place: str
    host_id: UUID
    basis: SpecialBasis | None = None
    recorder_id: UUID | None = None


def consequence(act: Act) -> Act:
    """What a rule orders because of an act: its state moves by itself, nobody's right is asked anew."""
    return replace(act, system=True, late=None, expected_version=None)


def make_meeting(session: AsyncSession, act: Act, plan: MeetingPlan, *, on_paper: bool = False) -> Meeting:
    """A planned meeting; raises CONTENT_INVALID or HOST_NOT_ALLOWED. Who presided on paper is judged later."""
    if plan.starts_at.tzinfo is None or not plan.place.strip():
        raise refuse(CONTENT_INVALID, "会议时间、地点")
    if plan.basis not in procedure(plan.kind).chains:
        raise refuse(CONTENT_INVALID, "专题会议召集依据（按分工或受县长委托）", path=("basis",))
    starts_at = plan.starts_at.astimezone(SHANGHAI)
    view = act.roster.as_of(starts_at.date())
    if plan.host_id not in view.persons:
        raise NotFound("Person", plan.host_id)
    if not on_paper and not hosts.may_be_planned(plan.kind, plan.host_id, view):
        raise refuse(HOST_NOT_ALLOWED, path=("hostId",))
    meeting = Meeting(
        kind=plan.kind,
        state=MeetingState.PLANNED,
        year=starts_at.year,
        starts_at=starts_at,
        place=plan.place.strip(),
        host_id=plan.host_id,
        basis=plan.basis,
        recorder_id=chosen(act, plan.recorder_id),
        roster_version=act.roster.version,
        planned_by=act.person.id,
        created_at=act.at,
    )
    session.add(meeting)
    return meeting


async def plan_meeting(session: AsyncSession, act: Act, *, plan: MeetingPlan) -> Meeting:
    """办公室 plans a meeting (CW-1.2); the host of a 专题会议 may do it himself."""
    meeting = make_meeting(session, act, plan)
    by = may((*OFFICE, *HOST), meeting, act)
    if by is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    if meeting.starts_at <= act.at:
        raise refuse(CONTENT_INVALID, "会议时间应晚于当前时间（已召开的会议请办理补登）", path=("startsAt",))
    await session.flush()
    session.add_all(
        PreparationItem(meeting_id=meeting.id, no=no, code=code, label=code.label) for no, code in enumerate(FIXED, 1)
    )
    clauses = procedure(meeting.kind).clauses
    record(
        session,
        Record(act, "plan_meeting", "Meeting", meeting.id, to_state=meeting.state, capacity=by, clauses=clauses),
    )
    announce(session, act, meeting, by)
    return meeting


def announce(session: AsyncSession, act: Act, meeting: Meeting, by: Capacity | None) -> None:
    """Tell the others of time, place, host and, once it is taken, the number."""
    event = MeetingScheduled(
        meeting_id=meeting.id,
        kind=meeting.kind,
        year=meeting.year,
        session_no=meeting.session_no,
        starts_at=meeting.starts_at,
        place=meeting.place,
        host_id=meeting.host_id,
        basis=meeting.basis,
        roster_version=act.roster.version,
        clauses=procedure(meeting.kind).clauses,
    )
    publish(session, act, event, meeting, by)


async def reschedule_meeting(
    session: AsyncSession,
    act: Act,
    *,
    meeting_id: UUID,
    starts_at: datetime,
    place: str | None = None,
    host_id: UUID | None = None,
) -> Meeting:
    """Another time, place or host, with the reason; who was notified is notified anew."""
    meeting = await load(session, Meeting, meeting_id, act)
    old = meeting.starts_at
    by = advance(session, MEETING, "reschedule_meeting", Case(meeting, act))
    starts_at = starts_at.astimezone(SHANGHAI)
    if starts_at <= act.at or (meeting.session_no is not None and starts_at.year != meeting.year):
        raise refuse(CONTENT_INVALID, "会议时间应晚于当前时间，已取得会次的不得跨年", path=("startsAt",))
    meeting.starts_at, meeting.year = starts_at, starts_at.year
    meeting.place, meeting.host_id = place or meeting.place, host_id or meeting.host_id
    if not hosts.may_be_planned(meeting.kind, meeting.host_id, act.roster.as_of(meeting.on)):
        raise refuse(HOST_NOT_ALLOWED, path=("hostId",))
    sitting = await queries.sitting(session, act, meeting)
    tell(
        session,
        act,
        sitting,
        "meeting_rescheduled",
        f"{meeting_name(meeting)}改期至{moment(meeting)}，理由：{act.reason}",
    )
    meeting.notified_at = None
    for attendee in sitting.attendees:
        attendee.notified_at = attendee.channel = attendee.receipt = attendee.receipt_at = None
        attendee.signed_in_at = attendee.signed_out_at = None
    if meeting.sheet_is_out:
        for item in sitting.on_the_agenda():
            await ask_for_material(session, act, sitting, item)
        await issue_version(session, act, meeting, by)
    event = MeetingRescheduled(
        meeting_id=meeting.id,
        old_starts_at=old,
        starts_at=meeting.starts_at,
        place=meeting.place,
        host_id=meeting.host_id,
        reason=act.reason or "",
        roster_version=act.roster.version,
    )
    publish(session, act, event, meeting, by)
    return meeting


async def postpone_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """No date yet: the topics go back, the number is voided, those told are told."""
    meeting = await load(session, Meeting, meeting_id, act)
    by = advance(session, MEETING, "postpone_meeting", Case(meeting, act))
    await _call_off(session, act, meeting, "推迟，日期另行通知")
    meeting.arrangement = Arrangement.NONE
    meeting.session_no = meeting.notified_at = meeting.copies_required = None
    await session.execute(delete(Attendee).where(Attendee.meeting_id == meeting.id))
    event = MeetingPostponed(meeting_id=meeting.id, kind=meeting.kind, reason=act.reason or "")
    publish(session, act, event, meeting, by)
    return meeting


async def cancel_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """Called off with the reason: the topics go back and the number is voided (AMB-46)."""
    meeting = await load(session, Meeting, meeting_id, act)
    by = advance(session, MEETING, "cancel_meeting", Case(meeting, act))
    await _call_off(session, act, meeting, "取消")
    event = MeetingCancelled(meeting_id=meeting.id, kind=meeting.kind, reason=act.reason or "")
    publish(session, act, event, meeting, by)
    return meeting


async def _call_off(session: AsyncSession, act: Act, meeting: Meeting, how: str) -> None:
    """What waited for the meeting waits no more: topics go back, leave and to-dos lapse, the number is voided."""
    sitting = await queries.sitting(session, act, meeting)
    for item in sitting.on_the_agenda():
        await put_off(session, act, sitting, item, DeferralReason.MEETING_CANCELLED, None)
    if meeting.arrangement is Arrangement.PROPOSED:
        DESK.close_task(session, act, meeting, APPROVE, [settler(meeting)], TaskEnding.LAPSED)
    elif meeting.arrangement is Arrangement.APPROVED and meeting.session_no is None:
        DESK.close_task(session, act, meeting, ISSUE, [post(agenda_signer(act))], TaskEnding.LAPSED)
    await lapse_leaves(session, consequence(act), meeting)
    await void_number(session, meeting, act.reason or "")
    tell(session, act, sitting, "meeting_called_off", f"{meeting_name(meeting)}{how}，理由：{act.reason}")


async def put_off(
    session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem, reason: DeferralReason, clause: str | None
) -> None:
    """The topic is not heard in this meeting: it leaves the agenda and waits for a later one."""
    done = consequence(act)
    advance(session, AGENDA_ITEM, "defer", Case(item, done, sitting))
    item.deferral, item.deferral_clause = reason, clause or ""
    await ask_no_more_for_material(session, act, item)
    topic = await load(session, Topic, item.topic_id)
    await topics.defer_topic(session, done, topic, reason=reason, clause=clause, from_meeting_id=item.meeting_id)


async def ask_for_material(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """Start the clock of the printed material (CW-4.4a) and tell the unit."""
    term = procedure(sitting.meeting.kind).print_term
    if term is None or item.material_delivered_at is not None:
        return
    title = f"送交会议材料：{sitting.title(item)}"
    deadline = await deadlines.open_deadline(
        session, act, item, term, sitting.meeting.on, title=title, owner_unit_id=item.unit_id
    )
    DESK.open_task(
        session,
        act,
        item,
        DELIVER,
        title,
        units_of([item]),
        due=deadline.due,
        provisional=deadline.provisional,
        restricted=item.restricted,
    )


async def ask_no_more_for_material(session: AsyncSession, act: Act, item: AgendaItem) -> None:
    """The topic is not heard here: its clock stops, and nobody owes anything for it."""
    if await deadlines.find(session, item, MATERIAL_PRINT.key) is None:
        return
    await deadlines.cancel(session, item, MATERIAL_PRINT.key)
    if item.material_delivered_at is None:
        DESK.close_task(session, act, item, DELIVER, units_of([item]), TaskEnding.LAPSED)
    if item.material_late and not item.kept_reason:
        DESK.close_task(session, act, item, KEEP, [post(PostCode.COUNTY_HEAD)], TaskEnding.LAPSED)


def settler(meeting: Meeting) -> Addressee:
    """县长 settles what is heard, or the host himself (ZT-4)."""
    himself = procedure(meeting.kind).settled_by_host is not None
    return person(meeting.host_id) if himself else post(PostCode.COUNTY_HEAD)


def told(attendees: Sequence[Attendee]) -> list[Addressee]:
    """Those on the list who have a desk."""
    return [person(a.person_id) for a in attendees if a.person_id is not None]


def tell(session: AsyncSession, act: Act, sitting: Sitting, template: str, text: str) -> None:
    """Say something to everybody on the list."""
    DESK.notify(session, act, sitting.meeting, template, meeting_name(sitting.meeting), text, told(sitting.attendees))


async def name_recorder(session: AsyncSession, act: Act, *, meeting_id: UUID, recorder_id: UUID) -> Meeting:
    """The office says which clerk keeps the record (CW-5.1, ZT-5.1)."""
    meeting = await load(session, Meeting, meeting_id, act)
    advance(session, MEETING, "name_recorder", Case(meeting, act))
    meeting.recorder_id = chosen(act, recorder_id)
    return meeting


async def add_preparation(session: AsyncSession, act: Act, *, meeting_id: UUID, label: str) -> Meeting:
    """A line of the office's own on the 会务清单 (CW-5.1)."""
    meeting = await _for_office(session, act, meeting_id)
    if not label.strip():
        raise refuse(CONTENT_INVALID, "会务事项")
    last = await session.scalar(select(func.max(PreparationItem.no)).where(PreparationItem.meeting_id == meeting.id))
    session.add(PreparationItem(meeting_id=meeting.id, no=(last or 0) + 1, code=Preparation.OTHER, label=label.strip()))
    record(session, Record(act, "add_preparation", "Meeting", meeting.id, clauses=("CW-5.1",)))
    return meeting


async def tick_preparation(
    session: AsyncSession, act: Act, *, meeting_id: UUID, preparation_ids: Sequence[UUID]
) -> Meeting:
    """Lines of the 会务清单 are done, by name and time (CW-5.1)."""
    meeting = await _for_office(session, act, meeting_id)
    rows = (
        await session.execute(
            select(PreparationItem).where(
                PreparationItem.meeting_id == meeting.id, PreparationItem.id.in_(preparation_ids)
            )
        )
    ).scalars()
    ticked = list(rows)
    if len(ticked) != len(set(preparation_ids)):
        raise NotFound("PreparationItem")
    for row in ticked:
        if row.done_at is None:
            row.done_by, row.done_at = act.doer.id, act.occurred_at
    record(session, Record(act, "tick_preparation", "Meeting", meeting.id, clauses=("CW-5.1",)))
    return meeting


async def _for_office(session: AsyncSession, act: Act, meeting_id: UUID) -> Meeting:
    meeting = await load(session, Meeting, meeting_id, act)
    if may(OFFICE, meeting, act) is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    meeting.moves += 1
    return meeting


async def lock_item(session: AsyncSession, act: Act, item_id: UUID) -> tuple[Sitting, AgendaItem]:
    """One topic of an agenda with its meeting, which is locked."""
    meeting, item = await lock_part(session, act, AgendaItem, item_id)
    if item.state is AgendaItemState.REMOVED:
        raise NotFound("AgendaItem", item_id)
    meeting.moves += 1
    return await queries.sitting(session, act, meeting), item


def units_of(items: Iterable[AgendaItem]) -> list[Addressee]:
    """Heads and clerks of the units whose topics these are."""
    units = {item.unit_id for item in items}
    return [post(code, unit) for unit in sorted(units) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
