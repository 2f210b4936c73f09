"""What may be asked of a meeting's agenda: arrangement, 议题单, urgent additions, material."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DeferralReason
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import (
    CONTENT_INVALID,
    REASON_REQUIRED,
    STATE_NOT_ALLOWED,
    NotFound,
    refuse,
)
from services.kernel.rules import Case
from services.kernel.sight import seen
from services.meetings.attendance import roster
from services.meetings.desk import DESK
from services.meetings.rights import agenda_signer
from services.meetings.sittings import queries
from services.meetings.sittings.agenda.model import AgendaReceipt
from services.meetings.sittings.agenda.versions import current_sheet, issue_version
from services.meetings.sittings.commands import (
    APPROVE,
    ISSUE,
    KEEP,
    announce,
    ask_for_material,
    ask_no_more_for_material,
    consequence,
    lock_item,
    put_off,
    settler,
)
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Arrangement, Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.numbers import take_number
from services.meetings.sittings.prestudy.commands import ask_for_law_study
from services.meetings.sittings.receivers import receivers
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting
from services.meetings.topics import commands as topics
from services.meetings.topics.lifecycle import ASKED_BY_FLAGS, ASKED_WHEN_SETTLED
from services.meetings.topics.model import Topic


@dataclass(frozen=True)
class AgendaEntry:
    """A topic as the office proposes it; the reporter is the unit's head unless named; minutes as planned."""

    topic_id: UUID
    reporter_id: UUID | None = None
    report_minutes: int = 10
    planned_minutes: int = 15


async def propose_arrangement(
    session: AsyncSession, act: Act, *, meeting_id: UUID, entries: Sequence[AgendaEntry], keep_order: bool = False
) -> Meeting:
    """办公室 proposes what is heard, by urgency and then by time; another order needs a reason (CW-3.5).

    Proposing again replaces what was proposed before, and what was settled is settled anew.
    """
    meeting = await load(session, Meeting, meeting_id, act)
    before = await queries.sitting(session, act, meeting)
    for item in before.on_the_agenda():
        await topics.withdraw_arrangement(session, consequence(act), topic=await _remove(session, act, before, item))
    chosen = await _load_topics(session, act, [entry.topic_id for entry in entries], before)
    if not keep_order:
        entries = sorted(entries, key=lambda entry: _by_urgency(chosen[entry.topic_id]))
    elif [e.topic_id for e in entries] != [t.id for t in sorted(chosen.values(), key=_by_urgency)]:
        if not (act.reason or "").strip():
            raise refuse(REASON_REQUIRED)
        meeting.arrangement_reason = act.reason or ""
    for position, entry in enumerate(entries, 1):
        topic = chosen[entry.topic_id]
        item = await _put_on(session, act, before, topic)
        item.position = position
        _plan(item, entry, before)
    await topics.ask_again(session, act, list(chosen.values()), "propose_arrangement", ASKED_BY_FLAGS)
    sitting = await queries.sitting(session, act, meeting)
    advance(session, MEETING, "propose_arrangement", Case(meeting, act, sitting))
    if meeting.arrangement is Arrangement.APPROVED:
        DESK.close_task(session, act, meeting, "issue_agenda", [post(agenda_signer(act))], TaskEnding.LAPSED)
    meeting.arrangement, meeting.arranged_by, meeting.arranged_stamp = Arrangement.PROPOSED, None, ""
    title = f"审定{meeting_name(meeting)}议题安排（{len(entries)}项）"
    DESK.open_task(session, act, meeting, APPROVE, title, [settler(meeting)])
    return meeting


def _by_urgency(topic: Topic) -> tuple[int, float]:
    return topic.urgency_rank, topic.queued_at.timestamp()


async def _load_topics(session: AsyncSession, act: Act, ids: Sequence[UUID], sitting: Sitting) -> dict[UUID, Topic]:
    """The topics, locked in one order so that two arrangements cannot block each other.

    Raises `NotFound` for one that the asker does not see, unless it stands on the agenda before him.
    """
    query = select(Topic).where(Topic.id.in_(ids)).order_by(Topic.id).with_for_update()
    found = {topic.id: topic for topic in (await session.execute(query)).scalars()}
    known = {*await seen(session, act, Topic, list(ids)), *(item.topic_id for item in sitting.items)}
    for topic_id in ids:
        if topic_id not in found or topic_id not in known:
            raise NotFound("Topic", topic_id)
    return {topic_id: found[topic_id] for topic_id in ids}


async def _put_on(
    session: AsyncSession, act: Act, sitting: Sitting, topic: Topic, *, supplement: bool = False
) -> AgendaItem:
    await topics.propose_arrangement(session, act, topic=topic, meeting_id=sitting.meeting.id)
    item = AgendaItem(
        meeting_id=sitting.meeting.id,
        topic_id=topic.id,
        state=AgendaItemState.PROPOSED,
        position=len(sitting.items) + 1,
        unit_id=topic.unit_id,
        involved_unit_ids=topic.involved_unit_ids,
        report_minutes=0,
        planned_minutes=0,
        supplement=supplement,
        created_at=act.at,
    )
    session.add(item)
    await session.flush()
    return item


def _plan(item: AgendaItem, entry: AgendaEntry, sitting: Sitting) -> None:
    if not 0 < entry.report_minutes <= entry.planned_minutes:
        raise refuse(CONTENT_INVALID, "汇报时间、议题用时", path=("reportMinutes",))
    item.reporter_id = entry.reporter_id or sitting.head_of(item.unit_id)
    item.report_minutes, item.planned_minutes = entry.report_minutes, entry.planned_minutes


async def _remove(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> Topic:
    """The line goes; its topic, locked, is to go back to where it came from (AT-14)."""
    advance(session, AGENDA_ITEM, "remove", Case(item, consequence(act), sitting))
    await ask_no_more_for_material(session, act, item)
    return await load(session, Topic, item.topic_id)


async def approve_arrangement(
    session: AsyncSession,
    act: Act,
    *,
    meeting_id: UUID,
    removed_topic_ids: Sequence[UUID] = (),
    ordered_topic_ids: Sequence[UUID] = (),
) -> Meeting:
    """县长 settles what is heard; what he removes goes back, and `ordered_topic_ids` is his own order (CW-3.5)."""
    meeting = await load(session, Meeting, meeting_id, act)
    sitting = await queries.sitting(session, act, meeting)
    if meeting.arrangement is not Arrangement.PROPOSED and meeting.state is MeetingState.PLANNED:
        raise refuse(CONTENT_INVALID, "办公室尚未提出议题安排意见")
    on_list = {item.topic_id for item in sitting.on_the_agenda()}
    if not set(removed_topic_ids) <= on_list:
        raise NotFound("Topic")
    for item in sitting.on_the_agenda():
        if item.topic_id in removed_topic_ids:
            await topics.unarrange_topic(session, consequence(act), topic=await _remove(session, act, sitting, item))
    by = advance(session, MEETING, APPROVE, Case(meeting, act, sitting))
    meeting.arrangement = Arrangement.APPROVED
    meeting.arranged_by, meeting.arranged_stamp = act.doer.id, by.stamp if by else ""
    kept = sitting.on_the_agenda()
    if ordered_topic_ids:
        place = {topic_id: order for order, topic_id in enumerate(ordered_topic_ids)}
        if len(place) != len(ordered_topic_ids) or set(place) != {item.topic_id for item in kept}:
            raise refuse(CONTENT_INVALID, "议题次序（应列全部保留的议题）", path=("orderedTopicIds",))
        kept = sorted(kept, key=lambda item: place[item.topic_id])
    await topics.ask_again(session, act, [sitting.topics[item.topic_id] for item in kept], APPROVE, ASKED_WHEN_SETTLED)
    for order, item in enumerate(kept, 1):
        item.position = order
        await _finalize(session, act, sitting, item, by)
    DESK.close_task(session, act, meeting, APPROVE, [settler(meeting)])
    title = f"签发{meeting_name(meeting)}议题单"
    DESK.open_task(session, act, meeting, ISSUE, title, [post(agenda_signer(act))])
    return meeting


async def _finalize(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem, by: Capacity | None) -> None:
    done = consequence(act)
    advance(session, AGENDA_ITEM, "finalize", Case(item, done, sitting))
    await topics.finalize_topic(
        session,
        done,
        topic=sitting.topics[item.topic_id],
        order=item.position,
        reporter_id=item.reporter_id or sitting.meeting.host_id,
        planned_minutes=item.planned_minutes,
    )


async def issue_agenda(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """The 议题单 is signed (CW-4.1, AMB-14): the number is taken, the list of those who attend is drawn up."""
    meeting = await load(session, Meeting, meeting_id, act)
    sitting = await queries.sitting(session, act, meeting)
    by = advance(session, MEETING, ISSUE, Case(meeting, act, sitting))
    listed = [sitting.topics[item.topic_id] for item in sitting.on_the_agenda()]
    await topics.ask_again(session, act, listed, ISSUE, ASKED_BY_FLAGS)
    if meeting.session_no is None:
        await take_number(session, act, meeting)
    session.add_all(roster.draft(meeting, sitting.on_the_agenda(), sitting.view))
    await session.flush()
    announce(session, act, meeting, by)
    await issue_version(session, act, meeting, by)
    await _ask_for_materials(session, act, meeting, sitting.on_the_agenda())
    DESK.close_task(session, act, meeting, ISSUE, [post(agenda_signer(act))])
    await ask_for_law_study(session, act, meeting, sitting)
    return meeting


async def _ask_for_materials(session: AsyncSession, act: Act, meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    """The clock of the printed material starts for each topic that stands on the sheet (CW-4.4a)."""
    sitting = await queries.sitting(session, act, meeting)
    for item in items:
        await ask_for_material(session, act, sitting, item)


async def issue_supplement(
    session: AsyncSession, act: Act, *, meeting_id: UUID, entries: Sequence[AgendaEntry]
) -> Meeting:
    """补充议题单 (CW-3.4b): urgent topics that 县长 agreed to and that passed 初审 join the agenda."""
    meeting = await load(session, Meeting, meeting_id, act)
    before = await queries.sitting(session, act, meeting)
    chosen = await _load_topics(session, act, [entry.topic_id for entry in entries], before)
    if not chosen:
        raise refuse(CONTENT_INVALID, "增加的议题", path=("entries",))
    items: list[AgendaItem] = []
    for entry in entries:
        item = await _put_on(session, act, before, chosen[entry.topic_id], supplement=True)
        item.position = len(before.items) + len(items) + 1
        _plan(item, entry, before)
        items.append(item)
    sitting = replace(await queries.sitting(session, act, meeting), added=items)
    by = advance(session, MEETING, "issue_supplement", Case(meeting, act, sitting))
    await topics.ask_again(session, act, list(chosen.values()), "issue_supplement", ASKED_WHEN_SETTLED)
    for item in items:
        await _finalize(session, act, sitting, item, by)
    newcomers = roster.added(meeting, items, list(sitting.attendees), sitting.view)
    for attendee in newcomers:
        attendee.added_after_notice = meeting.state is MeetingState.NOTIFIED
    session.add_all(newcomers)
    await session.flush()
    await issue_version(session, act, meeting, by, added=items)
    await _ask_for_materials(session, act, meeting, items)
    return meeting


async def take_off_topic(session: AsyncSession, act: Act, *, item_id: UUID) -> Meeting:
    """县长, or the host where he settles it, takes a topic off the issued 议题单, with the reason (CW-3.5)."""
    sitting, item = await lock_item(session, act, item_id)
    meeting = sitting.meeting
    by = advance(session, MEETING, "take_off_topic", Case(meeting, act, sitting))
    if item.state is not AgendaItemState.FINALIZED:
        raise refuse(STATE_NOT_ALLOWED, item.state.label)
    if len(sitting.on_the_agenda()) == 1:
        raise refuse(CONTENT_INVALID, "议题单至少保留一项议题（取消、推迟会议请另行办理）", path=("itemId",))
    await put_off(session, act, sitting, item, DeferralReason.NOT_ARRANGED, "CW-3.5")
    await issue_version(session, act, meeting, by)
    return meeting


async def acknowledge_agenda(
    session: AsyncSession, act: Act, *, meeting_id: UUID, attendee_ids: Sequence[UUID] = ()
) -> Meeting:
    """One who attends has the 议题单 in force (签收); the office enters it for guests and for who was telephoned."""
    meeting = await load(session, Meeting, meeting_id, act)
    sheet = await current_sheet(session, meeting)
    if sheet is None or meeting.notified_at is None:
        raise refuse(STATE_NOT_ALLOWED, "议题单尚未送达")
    mine = receivers(act, meeting, await queries.attendees(session, meeting.id), attendee_ids, himself=act.doer.id)
    by_hand = act.doer.id if attendee_ids else None
    for each in mine:
        receipt = await session.get(AgendaReceipt, (sheet.id, each.id))
        if receipt is None:
            receipt = AgendaReceipt(sheet_id=sheet.id, attendee_id=each.id, delivered_at=act.occurred_at)
            session.add(receipt)
        if receipt.received_at is None:
            receipt.received_at, receipt.registered_by = act.occurred_at, by_hand
    meeting.moves += 1
    detail = {"version": sheet.version, "attendees": [str(each.id) for each in mine]}
    record(session, Record(act, "acknowledge_agenda", "Meeting", meeting.id, clauses=("GZ-17.3",), detail=detail))
    return meeting


def late_is_put_off(act: Act) -> bool:
    """Does the county put off what came late unless 县长 keeps it, or hear it all the same (AMB-06)?"""
    return act.policies.text("late_material") == "defer"


def ask_about_late(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """县长 may keep a topic whose material came late; without his word it goes to the next meeting (AMB-06)."""
    if not late_is_put_off(act):
        return
    title = f"会议材料迟交，是否上会：{sitting.title(item)}"
    DESK.open_task(session, act, item, KEEP, title, [post(PostCode.COUNTY_HEAD)], restricted=item.restricted)


async def keep_late_topic(session: AsyncSession, act: Act, *, item_id: UUID) -> Meeting:
    """县长 keeps the topic in spite of late material, with a reason (CW-4.4a, AMB-06)."""
    sitting, item = await lock_item(session, act, item_id)
    by = advance(session, AGENDA_ITEM, KEEP, Case(item, act, sitting))
    item.kept_reason = act.reason or ""
    item.kept_by, item.kept_stamp = act.doer.id, by.stamp if by else ""
    DESK.close_task(session, act, item, KEEP, [post(PostCode.COUNTY_HEAD)])
    return sitting.meeting


async def flag_late_material(session: AsyncSession, act: Act, meeting: Meeting, item: AgendaItem) -> None:
    """The last day has passed without material: the topic is flagged (CW-4.4a)."""
    sitting = await queries.sitting(session, act, meeting)
    item.material_late = True
    ask_about_late(session, act, sitting, item)
    follows = "经县长同意方可上会，否则列入下次会议研究" if late_is_put_off(act) else "送达后方可上会"
    text = f"《{sitting.title(item)}》会议材料未在会前1个工作日内送交，{follows}。"
    to = [post(code, item.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
    DESK.notify(
        session,
        act,
        meeting,
        "material_late",
        meeting_name(meeting),
        text,
        [*to, recorder(meeting)],
        restricted=item.restricted,
    )


async def defer_late_topics(session: AsyncSession, act: Act, sitting: Sitting) -> None:
    """What came late and was not kept, and what has not come at all, goes to the next meeting (AMB-06)."""
    late = [
        item
        for item in sitting.on_the_agenda()
        if item.material_late and not item.kept_reason and (late_is_put_off(act) or item.material_delivered_at is None)
    ]
    for item in late:
        await put_off(session, act, sitting, item, DeferralReason.PRINT_LATE, "CW-4.4a")
    if late:
        await issue_version(session, act, sitting.meeting, None)
