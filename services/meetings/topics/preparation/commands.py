"""The notice to prepare, its clock, and the material that answers it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import FileRef
from services.contracts.meetings import TopicMaterialRequested, TopicMaterialSubmitted
from services.contracts.words.meetings import DeferralReason, NoticeChannel, TopicFlag
from services.kernel import deadlines, files
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.deadlines import DATE, OPEN, Term
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.kernel.store import Deadline, StoredFile
from services.meetings.desk import DESK
from services.meetings.procedures import procedure
from services.meetings.topics.commands import defer_topic
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.model import OpinionStep, Topic
from services.meetings.topics.model import TopicState as S
from services.meetings.topics.moves import (
    TERMS,
    ask_veto_departments,
    close_terms,
    dossier_of,
    find_topic,
    leader_in_charge,
    move,
    tell,
    unit_people,
)
from services.meetings.topics.preparation.model import Material, PreparationNotice
from services.meetings.topics.sheets import request_preparation_notice

URGENT_MATERIAL: Final = Term("urgent_material", "CW-3.4b", 0, DATE, remind_before=timedelta(hours=2))
RESUBMISSION: Final = Term("topic_resubmission", "CW-3.3c", 0, DATE, (0,))
WAITING_FOR_MATERIAL = (S.NOTICED, S.RETURNED)
# Nothing follows an act registered after the fact before 办主任 has confirmed it (AMB-47), time neither.
WAITS_FOR_CONFIRMATION: Final = Deadline.object_id.in_(select(Topic.id).where(Topic.unconfirmed))
LATE = {
    "topic_material": (DeferralReason.MATERIAL_LATE, "CW-3.3d"),
    "urgent_material": (DeferralReason.URGENT_MATERIAL_LATE, "CW-3.4b"),
    "topic_resubmission": (DeferralReason.MATERIAL_RETURNED, "CW-3.3d"),
}


@dataclass(frozen=True)
class NoticeToPrepare:
    """How the notice went out; an urgent addition has its hour, others the two working days."""

    channel: NoticeChannel = NoticeChannel.ELECTRONIC
    delivered_at: datetime | None = None  # of a telephone call; electronic delivery is now
    answered_by: str = ""
    due_at: datetime | None = None
    with_paper: bool = False


async def send_preparation_notice(session: AsyncSession, act: Act, *, topic_id: UUID, notice: NoticeToPrepare) -> Topic:
    """Tell the units that the topic is to be heard; the clock starts on the day of delivery (CW-3.3a, AMB-05)."""
    topic = await find_topic(session, act, topic_id)
    by_phone = notice.channel is NoticeChannel.PHONE
    if by_phone and not notice.answered_by.strip():
        raise refuse(CONTENT_INVALID, "接听人", path=("answeredBy",))
    delivered = (notice.delivered_at or act.occurred_at).astimezone(SHANGHAI)
    if delivered > act.at or (not by_phone and delivered != act.occurred_at):
        raise refuse(CONTENT_INVALID, "送达时间", path=("deliveredAt",))
    by = await move(session, act, topic, "send_preparation_notice", asked=notice)
    dossier = await dossier_of(session, act, topic)
    deadline = await _start_clock(session, act, topic, delivered, notice.due_at)
    session.add(
        PreparationNotice(
            topic_id=topic.id,
            no=len(dossier.notices) + 1,
            channel=notice.channel,
            answered_by=notice.answered_by,
            delivered_at=delivered,
            due=deadline.due,
            due_at=deadline.due_at,
            provisional=deadline.provisional,
            sent_by=act.doer.id,
        )
    )
    topic.noticed_at = topic.noticed_at or delivered
    units = (topic.unit_id, *topic.involved_unit_ids)
    event = TopicMaterialRequested(
        topic_id=topic.id,
        unit_ids=units,
        delivered_at=delivered,
        due=deadline.due,
        due_at=deadline.due_at,
        provisional=deadline.provisional,
        calendar_version=deadline.calendar_version,
    )
    publish(session, act, event, topic, by)
    _announce(session, act, topic, dossier, deadline)
    if notice.with_paper:
        await request_preparation_notice(session, act, topic, dossier, deadline.due, by)
    return topic


async def _start_clock(
    session: AsyncSession, act: Act, topic: Topic, delivered: datetime, due_at: datetime | None
) -> Deadline:
    """The clock that runs from now on; an earlier one, of whatever length, runs no more."""
    await close_terms(session, topic)
    usual = procedure(topic.kind).path.material
    assert usual is not None  # the gate exists only where the procedure has a term
    title = f"报送议题材料：{topic.title}"
    if due_at is None:
        start = delivered.date()
        return await deadlines.open_deadline(
            session, act, topic, usual, start, title=title, owner_unit_id=topic.unit_id
        )
    due_at = due_at.astimezone(SHANGHAI)
    return await deadlines.open_deadline(
        session, act, topic, URGENT_MATERIAL, due_at.date(), title=title, owner_unit_id=topic.unit_id, due_at=due_at
    )


def _announce(session: AsyncSession, act: Act, topic: Topic, dossier: Dossier, deadline: Deadline) -> None:
    """The to-do of the unit, the notice to all units, and what the “一票否决” departments have to say."""
    DESK.open_task(
        session,
        act,
        topic,
        "submit_topic_material",
        f"报送议题材料：{topic.title}",
        unit_people(topic.unit_id),
        due=deadline.due,
        due_at=deadline.due_at,
        provisional=deadline.provisional,
        restricted=topic.restricted,
    )
    until = f"{deadline.due_at:%Y-%m-%d %H:%M}" if deadline.due_at else f"{deadline.due:%Y-%m-%d}"
    weekday = "一二三四五六日"[deadline.due.weekday()]
    mark = "（放假安排未公布，暂定）" if deadline.provisional else ""
    signed = dossier.opinion(OpinionStep.COUNTY_HEAD)
    opinion = signed.text or signed.opinion.label if signed else "同意上会"
    text = f"县长意见：{opinion}。请于{until}（星期{weekday}）前报送规范的议题材料{mark}；{_otherwise(topic)}。"
    to = unit_people(topic.unit_id, *topic.involved_unit_ids)
    tell(session, act, topic, "topic.material_requested", f"上会准备通知：{topic.title}", text, to)
    if topic.has(TopicFlag.COMMENDATION):
        ask_veto_departments(session, act, topic)


async def acknowledge_preparation_notice(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """签收: evidence that the notice was read; the clock does not wait for it (AMB-05)."""
    topic = await find_topic(session, act, topic_id)
    query = (
        select(PreparationNotice).where(PreparationNotice.topic_id == topic.id).order_by(PreparationNotice.no.desc())
    )
    notice = (await session.execute(query.limit(1))).scalar_one_or_none()
    if notice is None:
        raise refuse(STATE_NOT_ALLOWED, "尚未发出上会准备通知")
    await move(session, act, topic, "acknowledge_preparation_notice")
    if notice.received_at is None:
        notice.received_by, notice.received_at = act.doer.id, act.occurred_at
    return topic


async def submit_topic_material(
    session: AsyncSession, act: Act, *, topic_id: UUID, file_ids: Sequence[UUID], note: str = ""
) -> Topic:
    """Hand in a version of the material; late material is taken, and the topic waits for the next meeting (CW-3.3d)."""
    topic = await find_topic(session, act, topic_id)
    if not file_ids:
        raise refuse(CONTENT_INVALID, "议题材料文件", path=("fileIds",))
    late = await _meet_clocks(session, act, topic)
    by = await move(session, act, topic, "submit_topic_material")
    before = (await dossier_of(session, act, topic)).materials
    material = Material(
        topic_id=topic.id,
        number=len(before) + 1,
        note=note,
        late=late,
        submitted_by=act.doer.id,
        submitted_at=act.occurred_at,
        return_reasons=[],
        created_at=act.at,
    )
    session.add(material)
    await session.flush()
    attached = await files.attach(session, act, file_ids, material)
    event = TopicMaterialSubmitted(
        topic_id=topic.id,
        version=material.number,
        files=() if topic.restricted else tuple(_ref(file) for file in attached),
        submitted_at=act.occurred_at,
    )
    publish(session, act, event, topic, by)
    return topic


def _ref(file: StoredFile) -> FileRef:
    return FileRef(
        file_id=file.id,
        name=file.name,
        media_type=file.media_type or "",
        size=file.size or 0,
        sha256=file.sha256 or "",
    )


async def _meet_clocks(session: AsyncSession, act: Act, topic: Topic) -> bool:
    """Stop the clocks that run; a late one puts the topic off before its material is taken."""
    late = False
    for key in TERMS:
        deadline = await deadlines.find(session, topic, key)
        if deadline is None or deadline.state != OPEN or topic.state not in WAITING_FOR_MATERIAL:
            continue
        await deadlines.meet(session, act, topic, key)
        if deadlines.is_late(deadline, act):
            late = True
            reason, clause = LATE[key]
            await _defer_late(session, act, topic, reason, clause)
    return late


async def _defer_late(session: AsyncSession, act: Act, topic: Topic, reason: DeferralReason, clause: str) -> None:
    """Not the unit but time puts the topic off."""
    await defer_topic(session, replace(act, system=True), topic, reason=reason, clause=clause)


async def remind_of_material(session: AsyncSession, act: Act) -> None:
    """On the morning of the last day: head and clerk read what happens when it passes (spec 07, 7.1)."""
    async for topic, deadline in _open_terms(session, act, Deadline.due_at.is_(None), Deadline.due <= act.today):
        if deadline.due != act.today or deadline.reminded_on is not None:
            continue
        _remind(
            session,
            act,
            topic,
            deadline,
            f"今天是报送议题材料的最后一天（{deadline.due:%Y-%m-%d}），{_otherwise(topic)}。",
        )


async def remind_of_urgent_material(session: AsyncSession, act: Act) -> None:
    """Two hours before the hour that the office has set (CW-3.4b, spec 04)."""
    async for topic, deadline in _open_terms(session, act, Deadline.remind_at <= act.at):
        deadline.remind_at = None
        text = f"议题材料的报送时限为{deadline.due_at:%Y-%m-%d %H:%M}，请按时限报送；{_otherwise(topic)}（CW-3.4）。"
        _remind(session, act, topic, deadline, text)


def _otherwise(topic: Topic) -> str:
    """What becomes of a topic whose material is late (CW-3.3d, spec 07 7.1)."""
    return f"逾期列入下次{topic.kind.label}研究"


def _remind(session: AsyncSession, act: Act, topic: Topic, deadline: Deadline, text: str) -> None:
    deadline.reminded_on = act.today
    to = unit_people(topic.unit_id)
    tell(session, act, topic, "topic.material_due", f"请报送议题材料：{topic.title}", text, to)


async def put_off_late_topics(session: AsyncSession, act: Act) -> None:
    """The day after the last: what has not come is put off to the next meeting (CW-3.3d)."""
    async for topic, deadline in _open_terms(session, act, Deadline.due_at.is_(None), Deadline.due < act.today):
        if not topic.unconfirmed:
            await _miss(session, act, topic, deadline, f"{deadline.due:%Y-%m-%d}")


async def put_off_late_urgent_topics(session: AsyncSession, act: Act) -> None:
    """The hour has passed: an urgent addition without its material is put off (CW-3.4b)."""
    async for topic, deadline in _open_terms(session, act, Deadline.due_at <= act.at, ~WAITS_FOR_CONFIRMATION):
        await _miss(session, act, topic, deadline, f"{deadline.due_at:%Y-%m-%d %H:%M}")


async def _miss(session: AsyncSession, act: Act, topic: Topic, deadline: Deadline, until: str) -> None:
    deadline.state, deadline.missed_on = deadlines.MISSED, act.today
    text = f"{deadline.title}，期限{until}已过。"
    to = leader_in_charge(act.view, topic)
    tell(session, act, topic, "topic.material_overdue", f"议题材料逾期：{topic.title}", text, to)
    if topic.state in WAITING_FOR_MATERIAL:
        reason, clause = LATE[deadline.key]
        await defer_topic(session, act, topic, reason=reason, clause=clause)


async def _open_terms(
    session: AsyncSession, act: Act, *where: ColumnElement[bool]
) -> AsyncIterator[tuple[Topic, Deadline]]:
    """Topics whose clock runs, and the clock; the topic is locked before its deadline, as everywhere."""
    query = (
        select(Deadline.object_id, Deadline.id)
        .where(Deadline.state == OPEN, Deadline.key.in_(TERMS), *where)
        .order_by(Deadline.due, Deadline.id)
    )
    for topic_id, deadline_id in (await session.execute(query)).all():
        topic = await find_topic(session, act, topic_id)
        deadline = await session.get_one(Deadline, deadline_id)
        if deadline.state == OPEN:
            yield topic, deadline
