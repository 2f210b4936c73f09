"""What the leaders say of a topic, and what the office makes of it: endorsement, review, opinion, 备选."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.meetings import TopicBacklogged, TopicProposed, TopicRejected
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import Opinion, RejectionReason
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.meetings.desk import DESK
from services.meetings.procedures import procedure
from services.meetings.topics.model import OpinionStep, Topic, TopicState
from services.meetings.topics.moves import (
    SignedOpinion,
    ask_next,
    close_terms,
    dossier_of,
    find_topic,
    let_go,
    move,
    next_people,
    office,
    shown_title,
    sign,
    tell,
    unit_people,
)


async def endorse_topic(session: AsyncSession, act: Act, *, topic_id: UUID, text: str = "") -> Topic:
    """A member brings the topic forward (提出, CW-3.1)."""
    topic = await find_topic(session, act, topic_id)
    opinion = SignedOpinion(Opinion.AGREED, text)
    by = await move(session, act, topic, "endorse_topic", asked=opinion)
    topic.proposer_id = act.doer.id
    session.add(sign(act, topic, OpinionStep.ENDORSEMENT, opinion, by))
    _publish_proposed(session, act, topic, by)
    return topic


def _publish_proposed(session: AsyncSession, act: Act, topic: Topic, by: Capacity | None) -> None:
    """Tell the others that a topic was brought forward."""
    event = TopicProposed(
        title=shown_title(topic),
        restricted=topic.restricted,
        topic_id=topic.id,
        meeting_kind=topic.kind,
        proposer_id=topic.proposer_id or topic.drafted_by,
        unit_id=topic.unit_id,
        involved_unit_ids=tuple(topic.involved_unit_ids),
        scope_code=topic.scope_code or "",
        flags=topic.topic_flags,
        legal_basis=() if topic.restricted else tuple(topic.legal_basis),
    )
    publish(session, act, event, topic, by)


async def review_topic_as_leader(session: AsyncSession, act: Act, *, topic_id: UUID, opinion: SignedOpinion) -> Topic:
    """分管副县长 reviews what goes to a 县长办公会议 (BG-4)."""
    topic = await _opine(session, act, topic_id, "review_topic_as_leader", OpinionStep.LEADER_REVIEW, opinion)
    if topic.state is TopicState.REVIEWED:
        topic.proposer_id = act.doer.id
    return topic


async def give_topic_opinion(session: AsyncSession, act: Act, *, topic_id: UUID, opinion: SignedOpinion) -> Topic:
    """县长 signs his explicit opinion (CW-3.2, BG-4, GZ-23)."""
    return await _opine(session, act, topic_id, "give_topic_opinion", OpinionStep.COUNTY_HEAD, opinion)


async def accept_topic(session: AsyncSession, act: Act, *, topic_id: UUID, opinion: SignedOpinion) -> Topic:
    """The deputy head takes the matter up for a 专题会议 that he presides (ZT-2, ZT-3)."""
    topic = await _opine(session, act, topic_id, "accept_topic", OpinionStep.HOST, opinion)
    if topic.state is TopicState.ACCEPTED:
        topic.host_id = act.doer.id
    return topic


async def _opine(
    session: AsyncSession, act: Act, topic_id: UUID, action: str, step: OpinionStep, opinion: SignedOpinion
) -> Topic:
    topic = await find_topic(session, act, topic_id)
    by = await move(session, act, topic, action, asked=opinion)
    session.add(sign(act, topic, step, opinion, by))
    if topic.state is TopicState.DRAFT:
        topic.unit_head_id = topic.unit_signed_at = None
        text = f"{opinion.opinion.label if opinion.opinion else ''}：{opinion.text}"
        tell(session, act, topic, "topic.revise", f"请修改后再报：{topic.title}", text, unit_people(topic.unit_id))
    if topic.state is TopicState.REJECTED:
        _publish_rejected(session, act, topic, RejectionReason.NOT_AGREED, opinion.text, by)
    return topic


async def commission_topic(session: AsyncSession, act: Act, *, topic_id: UUID, host_id: UUID, text: str) -> Topic:
    """县长 commissions a deputy head to hold a 专题会议 on the matter (ZT-2.5)."""
    topic = await find_topic(session, act, topic_id)
    if not act.view.holds(host_id, PostCode.DEPUTY_HEAD):
        raise refuse(CONTENT_INVALID, "受委托的副县长", path=("hostId",))
    opinion = SignedOpinion(Opinion.AGREED, text)
    by = await move(session, act, topic, "commission_topic", asked=opinion)
    asked_before = next_people(act, topic, topic.state)
    topic.host_id, topic.commissioned_at = host_id, act.occurred_at
    if topic.state is TopicState.UNIT_HEAD_SIGNED:
        DESK.close_task(session, act, topic, "accept_topic", asked_before, TaskEnding.LAPSED)
        ask_next(session, act, topic)
    session.add(sign(act, topic, OpinionStep.COMMISSION, opinion, by))
    tell(session, act, topic, "topic.commissioned", f"县长委托专题研究：{topic.title}", text, [person(host_id)])
    return topic


async def backlog_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """The office lists the topic (列入备选) and tells the units 县长's opinion (CW-3.2)."""
    topic = await find_topic(session, act, topic_id)
    by = await move(session, act, topic, "backlog_topic")
    topic.queued_at = act.occurred_at
    signed = (await dossier_of(session, act, topic)).opinion(OpinionStep.COUNTY_HEAD)
    opinion, said = (signed.opinion, signed.text) if signed else (Opinion.AGREED, "")
    event = TopicBacklogged(
        topic_id=topic.id,
        unit_id=topic.unit_id,
        opinion=opinion,
        opinion_text="" if topic.restricted else said,
    )
    publish(session, act, event, topic, by)
    text = f"县长意见：{said or opinion.label}。已列入{topic.kind.label}备选议题，请做好上会准备。"
    to = unit_people(topic.unit_id, *topic.involved_unit_ids)
    tell(session, act, topic, "topic.backlogged", f"列入备选议题：{topic.title}", text, to)
    return topic


async def reject_topic(
    session: AsyncSession, act: Act, *, topic_id: UUID, reason: RejectionReason, suggestion: str = ""
) -> Topic:
    """The office takes off the list what does not belong there (CW-2.N1, CW-2.N2, CW-3.3b)."""
    topic = await find_topic(session, act, topic_id)
    by = await move(session, act, topic, "reject_topic", asked=reason)
    await close_terms(session, topic)
    usual = {each.reason: each.suggestion for each in procedure(topic.kind).exclusions}
    _publish_rejected(session, act, topic, reason, suggestion or usual.get(reason, ""), by)
    return topic


def _publish_rejected(
    session: AsyncSession, act: Act, topic: Topic, reason: RejectionReason, suggestion: str, by: Capacity | None
) -> None:
    event = TopicRejected(
        topic_id=topic.id,
        unit_id=topic.unit_id,
        reason_code=reason,
        suggestion="" if topic.restricted else suggestion,
    )
    publish(session, act, event, topic, by)
    let_go(session, act, topic)
    text = f"原因：{reason.label}。{suggestion}"
    tell(session, act, topic, "topic.rejected", f"议题不予列入：{topic.title}", text, unit_people(topic.unit_id))


async def consent_to_urgent_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """县长 agrees that the topic is added after the agenda was issued; his words are the act's reason (CW-3.4b)."""
    topic = await find_topic(session, act, topic_id)
    opinion = SignedOpinion(Opinion.AGREED, act.reason or "")
    by = await move(session, act, topic, "consent_to_urgent_topic", asked=opinion)
    topic.urgent_consent_at = act.occurred_at
    session.add(sign(act, topic, OpinionStep.URGENT_CONSENT, opinion, by))
    tell(session, act, topic, "topic.urgent", f"县长同意增加议题：{topic.title}", opinion.text, office(topic))
    return topic
