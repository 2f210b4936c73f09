"""What may be asked of a meeting's agenda: arrangement, 议题单, urgent additions, material."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.desk import person, post
from services.contracts.directory import PostCode
from services.contracts.meetings import AgendaIssued, AgendaTopic, DeferralReason, PrestudyRequested
from services.contracts.shared import Addressee, DocumentKind
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, REASON_REQUIRED, NotFound, refuse
from services.kernel.rules import Case
from services.kernel.sight import seen
from services.meetings.attendance import roster
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper
from services.meetings.procedures import procedure
from services.meetings.sittings import queries, sheets
from services.meetings.sittings.commands import announce, ask_for_material, consequence, lock_item, put_off, tell
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Arrangement, Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.numbers import take_number
from services.meetings.sittings.rules import Sitting
from services.meetings.topics import commands as topics
from services.meetings.topics.model import Topic

APPROVE = "approve_arrangement"


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

    Proposing again replaces what was proposed before.
    """
    meeting = await load(session, Meeting, meeting_id, act)
    before = await queries.sitting(session, act, meeting)
    wanted = {entry.topic_id for entry in entries}
    for item in before.on_the_agenda():
        if item.topic_id not in wanted:
            await _remove(session, act, before, item)
    known = {item.topic_id: item for item in before.on_the_agenda()}
    chosen = await _load_topics(session, act, [entry.topic_id for entry in entries], before)
    if not keep_order:
        entries = sorted(entries, key=lambda entry: _by_urgency(chosen[entry.topic_id]))
    elif [e.topic_id for e in entries] != [t.id for t in sorted(chosen.values(), key=_by_urgency)]:
        if not (act.reason or "").strip():
            raise refuse(REASON_REQUIRED)
        meeting.arrangement_reason = act.reason or ""
    for position, entry in enumerate(entries, 1):
        topic = chosen[entry.topic_id]
        item = known.get(topic.id) or await _put_on(session, act, before, topic)
        item.position = position
        _plan(item, entry, before)
    sitting = await queries.sitting(session, act, meeting)
    advance(session, MEETING, "propose_arrangement", Case(meeting, act, sitting))
    meeting.arrangement = Arrangement.PROPOSED
    title = f"审定{meeting_name(meeting)}议题安排（{len(entries)}项）"
    DESK.open_task(session, act, meeting, APPROVE, title, [_settler(meeting)])
    return meeting


def _settler(meeting: Meeting) -> Addressee:
    """县长 settles what is heard, or the host himself (ZT-4)."""
    himself = procedure(meeting.kind).settled_by_host is not None
    return person(meeting.host_id) if himself else post(PostCode.COUNTY_HEAD)


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
        restricted=topic.restricted,
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


async def _remove(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """The topic goes back to where it came from (AT-14)."""
    done = consequence(act)
    advance(session, AGENDA_ITEM, "remove", Case(item, done, sitting))
    await topics.unarrange_topic(session, done, topic=await load(session, Topic, item.topic_id))


async def approve_arrangement(
    session: AsyncSession, act: Act, *, meeting_id: UUID, removed_topic_ids: Sequence[UUID] = ()
) -> Meeting:
    """县长 settles what is heard; what he removes goes back (CW-3.5)."""
    meeting = await load(session, Meeting, meeting_id, act)
    sitting = await queries.sitting(session, act, meeting)
    if meeting.arrangement is not Arrangement.PROPOSED and meeting.state is MeetingState.PLANNED:
        raise refuse(CONTENT_INVALID, "办公室尚未提出议题安排意见")
    on_list = {item.topic_id for item in sitting.on_the_agenda()}
    if not set(removed_topic_ids) <= on_list:
        raise NotFound("Topic")
    advanced = set(removed_topic_ids)
    for item in sitting.on_the_agenda():
        if item.topic_id in advanced:
            await _remove(session, act, sitting, item)
    by = advance(session, MEETING, APPROVE, Case(meeting, act, sitting))
    meeting.arrangement = Arrangement.APPROVED
    kept = sitting.on_the_agenda()
    for order, item in enumerate(kept, 1):
        item.position = order
        await _finalize(session, act, sitting, item, by)
    DESK.close_task(session, act, meeting, APPROVE, [_settler(meeting)])
    title = f"签发{meeting_name(meeting)}议题单"
    DESK.open_task(session, act, meeting, "issue_agenda", title, [post(PostCode.OFFICE_DIRECTOR)])
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
    """办主任 issues the 议题单 (CW-4.1, AMB-14): the number is taken, the list of those who attend is drawn up."""
    meeting = await load(session, Meeting, meeting_id, act)
    sitting = await queries.sitting(session, act, meeting)
    by = advance(session, MEETING, "issue_agenda", Case(meeting, act, sitting))
    if meeting.session_no is None:
        await take_number(session, act, meeting)
    session.add_all(roster.draft(meeting, sitting.on_the_agenda(), sitting.view))
    await session.flush()
    announce(session, act, meeting, by)
    await _publish_sheet(session, act, meeting, sitting.on_the_agenda(), by, supplement=False)
    DESK.close_task(session, act, meeting, "issue_agenda", [post(PostCode.OFFICE_DIRECTOR)])
    await _ask_for_law_study(session, act, meeting, sitting)
    return meeting


async def _publish_sheet(
    session: AsyncSession,
    act: Act,
    meeting: Meeting,
    items: Sequence[AgendaItem],
    by: Capacity | None,
    *,
    supplement: bool,
) -> None:
    """One version of the 议题单: event, paper, and the clock of the printed material."""
    sitting = await queries.sitting(session, act, meeting)
    meeting.agenda_version += 1
    meeting.agenda_issued_at = act.occurred_at
    event = AgendaIssued(
        meeting_id=meeting.id,
        kind=meeting.kind,
        year=meeting.year,
        session_no=meeting.session_no or 0,
        version=meeting.agenda_version,
        meeting_date=meeting.on,
        topics=tuple(_row(sitting, item) for item in sitting.on_the_agenda()),
        law_study_id=meeting.law_study_id,
        supplement=supplement,
        issued_at=act.occurred_at,
        clauses=("CW-4.1",),
    )
    publish(session, act, event, meeting, by)
    title = f"{meeting_name(meeting)}{'补充' if supplement else ''}议题单"
    data = sheets.agenda_sheet(act, sitting, items, supplementary=supplement)
    await request_paper(session, act, meeting, DocumentKind.AGENDA_SHEET, title, data, by=by)
    for item in items:
        await ask_for_material(session, act, sitting, item)


def _row(sitting: Sitting, item: AgendaItem) -> AgendaTopic:
    topic = sitting.topics[item.topic_id]
    return AgendaTopic(
        title=PERSONNEL_MASK if item.restricted else topic.title,
        restricted=item.restricted,
        topic_id=topic.id,
        order=item.position,
        unit_id=item.unit_id,
        reporter_id=item.reporter_id or sitting.meeting.host_id,
        planned_minutes=item.planned_minutes,
        members_only=item.restricted,
        legal_basis=() if item.restricted else tuple(topic.legal_basis),
    )


async def _ask_for_law_study(session: AsyncSession, act: Act, meeting: Meeting, sitting: Sitting) -> None:
    """The quarter has no 会前学法 yet: learning is asked for one that suits the topics (XF-3.2)."""
    if procedure(meeting.kind).prestudy is None:
        return
    quarter = (meeting.on.month - 1) // 3 + 1
    first = meeting.starts_at.replace(month=quarter * 3 - 2, day=1, hour=0, minute=0, second=0, microsecond=0)
    year, month = (first.year, first.month + 3) if first.month < 10 else (first.year + 1, 1)
    planned = await session.scalar(
        select(
            exists().where(
                Meeting.kind == meeting.kind,
                Meeting.law_study_id.is_not(None),
                Meeting.state.not_in((MeetingState.CANCELLED, MeetingState.POSTPONED)),
                Meeting.starts_at >= first,
                Meeting.starts_at < first.replace(year=year, month=month),
            )
        )
    )
    if planned:
        return
    laws = [law for item in sitting.on_the_agenda() for law in sitting.topics[item.topic_id].legal_basis]
    event = PrestudyRequested(
        meeting_id=meeting.id,
        meeting_date=meeting.on,
        year=meeting.on.year,
        quarter=quarter,
        suggested_laws=tuple(dict.fromkeys(laws)),
        clauses=("XF-3.2",),
    )
    publish(session, act, event, meeting)
    text = f"第{quarter}季度尚未安排会前学法，已提请县司法局安排。"
    DESK.notify(
        session, act, meeting, "prestudy_missing", meeting_name(meeting), text, [post(PostCode.OFFICE_DIRECTOR)]
    )


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
    whole = await queries.sitting(session, act, meeting)
    sitting = Sitting(meeting, whole.view, whole.items, whole.topics, whole.attendees, added=items)
    by = advance(session, MEETING, "issue_supplement", Case(meeting, act, sitting))
    for item in items:
        await _finalize(session, act, sitting, item, by)
    newcomers = roster.added(meeting, items, list(sitting.attendees), sitting.view)
    for attendee in newcomers:
        attendee.added_after_notice = meeting.state is MeetingState.NOTIFIED
    session.add_all(newcomers)
    await session.flush()
    await _publish_sheet(session, act, meeting, items, by, supplement=True)
    if meeting.notified_at is not None:
        tell(session, act, sitting, "agenda_supplemented", f"{meeting_name(meeting)}增加议题{len(items)}项")
    return meeting


async def deliver_material(
    session: AsyncSession, act: Act, *, item_id: UUID, paper_copies: int | None = None
) -> Meeting:
    """The unit's material is in the office's hands: electronically, or as paper copies (CW-4.4a)."""
    sitting, item = await lock_item(session, act, item_id)
    advance(session, AGENDA_ITEM, "deliver_material", Case(item, act, sitting))
    due = await deadlines.meet(session, act, item, "material_print")
    item.material_delivered_at = item.material_delivered_at or act.occurred_at
    item.material_late = deadlines.is_late(due, act)
    item.paper_copies = paper_copies if paper_copies is not None else item.paper_copies
    to = [post(PostCode.UNIT_HEAD, item.unit_id), post(PostCode.UNIT_CLERK, item.unit_id)]
    DESK.close_task(session, act, item, "deliver_material", to)
    if item.material_late:
        ask_about_late(session, act, sitting, item)
    return sitting.meeting


def ask_about_late(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """县长 may keep a topic whose material came late; without his word it goes to the next meeting (AMB-06)."""
    title = f"会议材料迟交，是否上会：{sitting.title(item)}"
    DESK.open_task(
        session, act, item, "keep_late_topic", title, [post(PostCode.COUNTY_HEAD)], restricted=item.restricted
    )


async def keep_late_topic(session: AsyncSession, act: Act, *, item_id: UUID) -> Meeting:
    """县长 keeps the topic in spite of late material, with a reason (CW-4.4a, AMB-06)."""
    sitting, item = await lock_item(session, act, item_id)
    advance(session, AGENDA_ITEM, "keep_late_topic", Case(item, act, sitting))
    item.kept_reason = act.reason or ""
    DESK.close_task(session, act, item, "keep_late_topic", [post(PostCode.COUNTY_HEAD)])
    return sitting.meeting


async def flag_late_material(session: AsyncSession, act: Act, item: AgendaItem) -> None:
    """The last day has passed without material: the topic is flagged (CW-4.4a)."""
    meeting = await load(session, Meeting, item.meeting_id)
    sitting = await queries.sitting(session, act, meeting)
    item.material_late = True
    ask_about_late(session, act, sitting, item)
    text = f"《{sitting.title(item)}》会议材料未在会前1个工作日内送交，经县长同意方可上会，否则列入下次会议研究。"
    to = [post(code, item.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
    DESK.notify(
        session,
        act,
        meeting,
        "material_late",
        meeting_name(meeting),
        text,
        [*to, person(meeting.recorder_id)],
        restricted=item.restricted,
    )


async def defer_late_topics(session: AsyncSession, act: Act, sitting: Sitting) -> None:
    """What came late and was not kept goes to the next meeting (AMB-06)."""
    for item in sitting.on_the_agenda():
        if item.material_late and not item.kept_reason:
            await put_off(session, act, sitting, item, DeferralReason.PRINT_LATE, "CW-4.4a")


async def law_study_scheduled(
    session: AsyncSession, act: Act, *, meeting_id: UUID, law_study_id: UUID, subject: str, lecturer: str, minutes: int
) -> None:
    """Learning scheduled the 会前学法: item 0 of the agenda, printed on a new version of the sheet (XF-3.2)."""
    meeting = await load(session, Meeting, meeting_id, act)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED):
        return
    meeting.law_study_id, meeting.law_study_subject = law_study_id, subject
    meeting.law_study_lecturer, meeting.law_study_minutes = lecturer, minutes
    if meeting.agenda_version:
        sitting = await queries.sitting(session, act, meeting)
        await _publish_sheet(session, act, meeting, sitting.on_the_agenda(), None, supplement=False)


async def law_study_held(session: AsyncSession, *, meeting_id: UUID) -> None:
    """Learning tells that the 会前学法 took place (XF-3.2)."""
    meeting = await session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is not None:
        meeting.law_study_held = True
