"""初审: judge the five items, send back with reasons, or let pass (CW-3.3)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.meetings import ReturnReason, TopicMaterialReturned
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.shared import DocumentKind
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.meetings.desk import DESK
from services.meetings.topics.model import Topic
from services.meetings.topics.moves import Limit, dossier_of, find_topic, move, tell, unit_people
from services.meetings.topics.preparation.commands import RESUBMISSION
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult, PreliminaryReview, VetoReview
from services.meetings.topics.review.prefill import prefill
from services.meetings.topics.sheets import preliminary_review, request_form, topic_form


@dataclass(frozen=True)
class JudgedItem:
    """What the reviewer says of one item where he differs from the records."""

    number: int
    result: ItemResult
    evidence: str = ""


async def record_preliminary_review(
    session: AsyncSession,
    act: Act,
    *,
    topic_id: UUID,
    items: Sequence[JudgedItem] = (),
    opinion: str = "",
    delegated_matter: bool = False,
) -> Topic:
    """Judge the five items of 初审; what is not said stands as the records have it (CW-3.3b)."""
    topic = await find_topic(session, act, topic_id)
    said = {item.number: item for item in items}
    if len(said) != len(items) or not said.keys() <= REVIEW_ITEMS.keys():
        raise refuse(CONTENT_INVALID, "初审项目", path=("items",))
    await move(session, act, topic, "record_preliminary_review")
    topic.delegated_matter = delegated_matter
    dossier = await dossier_of(session, act, topic)
    judged = [asdict(said.get(item.number, item)) for item in prefill(topic, dossier, act.view)]
    session.add(
        PreliminaryReview(
            topic_id=topic.id,
            material_number=dossier.materials[-1].number,
            items=[{**item, "result": item["result"].value} for item in judged],
            opinion=opinion,
            reviewer_id=act.doer.id,
            reviewed_at=act.at,
        )
    )
    return topic


async def return_topic(
    session: AsyncSession,
    act: Act,
    *,
    topic_id: UUID,
    reasons: Sequence[ReturnReason],
    resubmit_due: date | None = None,
) -> Topic:
    """Send the material back with reasons; the unit mends it and hands in a new version (CW-3.3c)."""
    topic = await find_topic(session, act, topic_id)
    if any(reason.item is not None and reason.item not in REVIEW_ITEMS for reason in reasons):
        raise refuse(CONTENT_INVALID, "初审项目", path=("reasons",))
    if resubmit_due is not None and resubmit_due < act.today:
        raise refuse(CONTENT_INVALID, "重新报送期限", path=("resubmitDue",))
    by = await move(session, act, topic, "return_topic", asked=reasons, limit=Limit(due=resubmit_due))
    material = (await dossier_of(session, act, topic)).materials[-1]
    material.returned_at, material.resubmit_due = act.occurred_at, resubmit_due
    material.return_reasons = [{"item": reason.item, "text": reason.text} for reason in reasons]
    if resubmit_due is not None:
        title = f"重新报送议题材料：{topic.title}"
        await deadlines.open_deadline(
            session, act, topic, RESUBMISSION, resubmit_due, title=title, owner_unit_id=topic.unit_id
        )
    event = TopicMaterialReturned(
        topic_id=topic.id,
        version=material.number,
        reasons=() if topic.restricted else tuple(reasons),
        resubmit_due=resubmit_due,
    )
    publish(session, act, event, topic, by)
    text = f"第{material.number}稿退回：" + "；".join(reason.text for reason in reasons)
    tell(session, act, topic, "topic.returned", f"初审退回：{topic.title}", text, unit_people(topic.unit_id))
    return topic


async def pass_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """Let the topic pass 初审: a candidate for the next meeting (CW-3.3b, CW-3.5)."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "pass_topic")
    return topic


async def request_topic_form(session: AsyncSession, act: Act, *, topic_id: UUID, kind: DocumentKind) -> Topic:
    """Ask for the 议题申报审批表, or the 初审意见表 of the last version that was reviewed."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "request_topic_form", asked=kind)
    dossier = await dossier_of(session, act, topic)
    if kind is DocumentKind.PRELIMINARY_REVIEW_FORM:
        if not dossier.reviews:
            raise refuse(STATE_NOT_ALLOWED, "尚无初审记录")
        await request_form(
            session, act, topic, kind, kind.label, preliminary_review(act, topic, dossier, dossier.reviews[-1])
        )
    elif kind is DocumentKind.TOPIC_FORM:
        await request_form(session, act, topic, kind, kind.label, topic_form(act, topic, dossier))
    else:
        raise refuse(CONTENT_INVALID, "文书种类", path=("kind",))
    return topic


async def give_veto_opinion(session: AsyncSession, act: Act, *, topic_id: UUID, vetoed: bool, text: str = "") -> Topic:
    """A “一票否决” department says whether it objects to a commendation (CW-3.3b)."""
    topic = await find_topic(session, act, topic_id)
    if vetoed and not text.strip():
        raise refuse(CONTENT_INVALID, "否决理由", path=("text",))
    await move(session, act, topic, "give_veto_opinion", asked=vetoed)
    for unit in act.view.units_with_role(UnitRole.VETO):
        if act.view.holds(act.doer.id, PostCode.UNIT_HEAD, unit.id):
            session.add(
                VetoReview(
                    topic_id=topic.id,
                    unit_id=unit.id,
                    vetoed=vetoed,
                    text=text,
                    person_id=act.doer.id,
                    given_at=act.at,
                )
            )
            DESK.close_task(session, act, topic, "give_veto_opinion", [post(PostCode.UNIT_HEAD, unit.id)])
    return topic
