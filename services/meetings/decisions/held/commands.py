"""Meetings held on paper, registered after the fact (补登, AMB-47)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import AttendanceStatus, MeetingKind, Outcome, SpecialBasis, TopicFlag
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.lifecycle import advance, confirm_registrations, demand
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, EVIDENCE_REQUIRED, refuse
from services.kernel.rules import Case
from services.meetings.attendance.commands import Guest, listed
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.commands import DecisionText, announce, record_decisions, take_effect
from services.meetings.decisions.rules import Deliberation
from services.meetings.desk import DESK
from services.meetings.minutes.queries import locked
from services.meetings.minutes.registration.commands import confirm_minutes, register_minutes
from services.meetings.procedures import draft_term
from services.meetings.sittings import hosts, queries
from services.meetings.sittings.commands import MeetingPlan, make_meeting
from services.meetings.sittings.lifecycle import MEETING, OUTCOMES
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Meeting
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.numbers import take_number
from services.meetings.sittings.rules import Sitting
from services.meetings.sittings.session.commands import concluded
from services.meetings.topics.commands import HeardTopic, register_heard_topic

CONFIRM = "confirm_meeting_registrations"


@dataclass(frozen=True)
class TopicOnPaper:
    """A topic that was heard, with what came of it."""

    title: str
    unit_id: UUID
    outcome: Outcome
    conclusion: str
    involved_unit_ids: Sequence[UUID] = field(default_factory=list)
    scope_code: str | None = None
    authority_basis: str = ""
    flags: Sequence[TopicFlag] = field(default_factory=list)
    decisions: Sequence[DecisionText] = field(default_factory=list)


@dataclass(frozen=True)
class GuestOnPaper(Guest):
    """Somebody on the list, and whether he came."""

    status: AttendanceStatus = AttendanceStatus.PRESENT


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting as the papers tell it; when it began stands in the late registration itself.

    `date_note` says why the date is assumed, when the papers give none. `minutes_number` is the number of the minutes
    that were issued on paper; it is taken into the register, so that the system's own numbers go on after it.
    """

    kind: MeetingKind
    place: str
    host_id: UUID
    topics: Sequence[TopicOnPaper]
    attendees: Sequence[GuestOnPaper] = field(default_factory=list)
    basis: SpecialBasis | None = None
    session_no: int | None = None
    date_note: str = ""
    minutes_number: str = ""


async def register_held_meeting(session: AsyncSession, act: Act, *, held: HeldMeeting) -> Meeting:
    """办公室 registers a meeting that was held on paper; breaches of rules then in force stay as findings."""
    if act.late is None:
        raise refuse(EVIDENCE_REQUIRED)
    if not held.topics:
        raise refuse(CONTENT_INVALID, "会议议题", path=("topics",))
    plan = MeetingPlan(held.kind, act.occurred_at, held.place, held.host_id, held.basis)
    meeting = make_meeting(session, act, plan, on_paper=True)
    meeting.started_at = meeting.ended_at = act.occurred_at
    meeting.registered_as_held, meeting.date_note = True, held.date_note.strip()
    meeting.date_assumed = bool(meeting.date_note)
    await session.flush()
    advance(session, MEETING, "register_held_meeting", Case(meeting, act, _sitting(act, meeting, held)))
    meeting.mandate = hosts.mandate(meeting, act.view) or ""
    await take_number(session, act, meeting, given=held.session_no)
    _list(session, act, meeting, held)
    for item, topic in zip(await _items(session, act, meeting, held), held.topics, strict=True):
        sitting = await queries.sitting(session, act, meeting)
        await record_decisions(session, act, sitting, item, topic.decisions, announced=False)
    if number := held.minutes_number.strip():
        await register_minutes(session, act, await queries.sitting(session, act, meeting), number)
    title = f"确认补登：{meeting_name(meeting)}"
    DESK.open_task(session, act, meeting, CONFIRM, title, [post(PostCode.OFFICE_DIRECTOR)])
    return meeting


def _sitting(act: Act, meeting: Meeting, held: HeldMeeting) -> Sitting:
    """What the rules of hosting look at: the day's roster and whose matters were heard."""
    items = [
        AgendaItem(
            state=AgendaItemState.DECIDED, unit_id=topic.unit_id, involved_unit_ids=list(topic.involved_unit_ids)
        )
        for topic in held.topics
    ]
    return Sitting(meeting, act.view, items)


async def _items(session: AsyncSession, act: Act, meeting: Meeting, held: HeldMeeting) -> list[AgendaItem]:
    items = []
    for position, topic in enumerate(held.topics, 1):
        if not topic.title.strip() or not topic.conclusion.strip() or act.view.unit(topic.unit_id) is None:
            raise refuse(CONTENT_INVALID, "议题名称、主办单位、结论", path=("topics",))
        heard = HeardTopic(
            kind=meeting.kind,
            title=topic.title.strip(),
            unit_id=topic.unit_id,
            meeting_id=meeting.id,
            outcome=topic.outcome,
            involved_unit_ids=tuple(topic.involved_unit_ids),
            scope_code=topic.scope_code,
            flags=tuple(topic.flags),
        )
        row = await register_heard_topic(session, act, heard=heard, at=act.occurred_at)
        head = act.view.holder(PostCode.UNIT_HEAD, act.view.responsible_unit(topic.unit_id))
        item = AgendaItem(
            meeting_id=meeting.id,
            topic_id=row.id,
            state=AgendaItemState.DECIDED,
            position=position,
            unit_id=topic.unit_id,
            involved_unit_ids=list(topic.involved_unit_ids),
            reporter_id=head.id if head else None,
            report_minutes=0,
            planned_minutes=0,
            outcome=topic.outcome,
            conclusion=topic.conclusion.strip(),
            authority_basis=topic.authority_basis.strip(),
            decided_at=act.occurred_at,
            created_at=act.at,
        )
        session.add(item)
        await session.flush()
        given = Deliberation(meeting.kind, topic.outcome, frozenset(row.flags), item.authority_basis)
        demand(session, OUTCOMES, "register_held_meeting", Case(item, act, given))
        items.append(item)
    return items


def _list(session: AsyncSession, act: Act, meeting: Meeting, held: HeldMeeting) -> None:
    for position, guest in enumerate(held.attendees, 1):
        attendee = listed(meeting, guest, act.view, position, path=("attendees",))
        came = guest.status not in (AttendanceStatus.ON_LEAVE, AttendanceStatus.ABSENT)
        attendee.signed_in_at, attendee.status = act.occurred_at if came else None, guest.status
        session.add(attendee)


async def confirm_meeting_registrations(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """办主任 confirms what was registered after the fact; of a whole meeting the decisions take effect."""
    await locked(session, meeting_id)
    meeting = await load(session, Meeting, meeting_id, act)
    fresh = meeting.registered_as_held and meeting.unconfirmed
    await confirm_registrations(session, meeting, act)
    for item in await queries.agenda(session, meeting.id):
        if item.unconfirmed:
            await confirm_registrations(session, item, act)
    DESK.close_task(session, act, meeting, CONFIRM, [post(PostCode.OFFICE_DIRECTOR)])
    if fresh:
        await _announce(session, act, meeting)
        await confirm_minutes(session, act, await queries.sitting(session, act, meeting))
    return meeting


async def _announce(session: AsyncSession, act: Act, meeting: Meeting) -> None:
    sitting = await queries.sitting(session, act, meeting)
    term = draft_term(meeting.kind, act.policies)
    title = f"{meeting_name(meeting)}纪要（补登）"
    due = await deadlines.open_deadline(session, act, meeting, term, meeting.on, title=title)
    await session.flush()
    await deadlines.cancel(session, meeting, term.key)  # the papers exist: no clock runs for what was written then
    publish(session, act, concluded(meeting, sitting, due), meeting)
    for decision in await decision_queries.of_meeting(session, meeting.id):
        await take_effect(session, act, decision)
        announce(session, act, sitting, decision)
