"""What may be asked of consultations: plan, open, record opinions, close, answer them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk
from services.contracts.base import Ref
from services.contracts.documents import ConsultationClosed, ConsultationOpened
from services.contracts.words.directory import PostCode
from services.documents.consultations import sheets
from services.documents.consultations.lifecycle import CONSULTATION
from services.documents.consultations.model import (
    ConsultationKind,
    ConsultationOpinion,
    ConsultationState,
    PublicConsultation,
)
from services.documents.consultations.queries import opinions_of
from services.documents.desk import DESK
from services.documents.issuing.commands import request_document
from services.documents.reviews.commands import demand_own_draft
from services.kernel import lifecycle
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case

PLANNERS = (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
TO_ANSWER = "ANSWER_OPINIONS"


@dataclass(frozen=True)
class Plan:
    """拟公开征求意见."""

    subject_type: str  # Topic or OfficialPaper
    subject_id: UUID
    kind: ConsultationKind
    title: str
    unit_id: UUID
    starts_on: date
    ends_on: date
    channel: str
    link: str = ""
    short_reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """采纳情况 of one opinion."""

    opinion_id: UUID
    adopted: bool
    answer: str = ""


async def plan_consultation(session: AsyncSession, act: Act, *, plan: Plan) -> PublicConsultation:
    """A unit plans to lay the draft of its own topic or paper open."""
    if not any(act.holds(post, plan.unit_id) for post in PLANNERS) and not act.holds(PostCode.OFFICE_CLERK):
        raise refuse(ACTOR_NOT_ALLOWED)
    await demand_own_draft(session, act, _subject(plan), plan.unit_id)
    for name, value in (("title", plan.title), ("channel", plan.channel)):
        if not value.strip():
            raise refuse(CONTENT_INVALID, name, path=(name,))
    if plan.ends_on < plan.starts_on:
        raise refuse(CONTENT_INVALID, "截止日期早于起始日期", path=("endsOn",))
    consultation = PublicConsultation(
        **vars(plan), state=ConsultationState.PLANNED, planned_by=act.person.id, created_at=act.at
    )
    session.add(consultation)
    await session.flush()
    state = consultation.state
    record(session, Record(act, "plan_consultation", "PublicConsultation", consultation.id, to_state=state))
    return consultation


def _subject(consultation: PublicConsultation | Plan) -> Ref:
    return Ref(type=consultation.subject_type, id=consultation.subject_id)


async def open_consultation(session: AsyncSession, act: Act, *, consultation_id: UUID) -> PublicConsultation:
    """The announcement is out; from now on opinions come in."""
    consultation = await load(session, PublicConsultation, consultation_id, act)
    by = advance(session, CONSULTATION, "open_consultation", Case(consultation, act))
    consultation.opened_at = act.occurred_at
    event = ConsultationOpened(
        consultation_id=consultation.id,
        subject=_subject(consultation),
        starts_on=consultation.starts_on,
        ends_on=consultation.ends_on,
        channel=consultation.channel,
        link=consultation.link,
        short_reason=consultation.short_reason or "",
    )
    publish(session, act, event, consultation, by)
    document = await request_document(session, act, sheets.announcement(consultation, act), "documents")
    consultation.announcement_id = document.id
    return consultation


async def record_opinion(
    session: AsyncSession, act: Act, *, consultation_id: UUID, source: str, text: str, received_on: date | None
) -> PublicConsultation:
    """Enter one opinion, received within the period."""
    consultation = await load(session, PublicConsultation, consultation_id, act)
    advance(session, CONSULTATION, "record_opinion", Case(consultation, act))
    day = received_on or act.on
    if not consultation.starts_on <= day <= min(consultation.ends_on, act.today):
        raise refuse(CONTENT_INVALID, "收到日期不在征求意见期限内", path=("receivedOn",))
    if not text.strip() or not source.strip():
        raise refuse(CONTENT_INVALID, "意见内容和来源", path=("text",))
    session.add(ConsultationOpinion(consultation_id=consultation.id, source=source, text=text, received_on=day))
    return consultation


async def close_consultation(session: AsyncSession, act: Act, *, consultation_id: UUID) -> PublicConsultation:
    """The period is over."""
    consultation = await load(session, PublicConsultation, consultation_id, act)
    await _close(session, act, consultation)
    return consultation


async def close_ended(session: AsyncSession, act: Act) -> None:
    """Every consultation whose last day has passed is over by itself."""
    ended = await session.execute(
        select(PublicConsultation)
        .where(PublicConsultation.state == ConsultationState.OPEN, PublicConsultation.ends_on < act.today)
        .order_by(PublicConsultation.id)
        .with_for_update()
    )
    for consultation in ended.scalars():
        if not consultation.unconfirmed:
            await _close(session, act, consultation)


async def _close(session: AsyncSession, act: Act, consultation: PublicConsultation) -> None:
    advance(session, CONSULTATION, "close_consultation", Case(consultation, act))
    consultation.closed_at = act.occurred_at
    await _say_closed(session, act, consultation)
    to = [desk.post(PostCode.UNIT_CLERK, consultation.unit_id)]
    DESK.open_task(session, act, consultation, TO_ANSWER, f"说明意见采纳情况：{consultation.title}", to)


async def _say_closed(session: AsyncSession, act: Act, consultation: PublicConsultation) -> None:
    opinions = (await opinions_of(session, act, [consultation.id]))[consultation.id]
    event = ConsultationClosed(
        consultation_id=consultation.id,
        subject=_subject(consultation),
        starts_on=consultation.starts_on,
        ends_on=consultation.ends_on,
        opinions=len(opinions),
        adopted=sum(bool(opinion.adopted) for opinion in opinions),
        short_reason=consultation.short_reason or "",
    )
    publish(session, act, event, consultation)


async def adopt_opinions(
    session: AsyncSession, act: Act, *, consultation_id: UUID, answers: list[Answer], summary: str
) -> PublicConsultation:
    """采纳情况: every opinion is answered; the figures are told again."""
    consultation = await load(session, PublicConsultation, consultation_id, act)
    opinions = (await opinions_of(session, act, [consultation.id]))[consultation.id]
    by_id = {opinion.id: opinion for opinion in opinions}
    for answer in answers:
        if answer.opinion_id not in by_id:
            raise NotFound("ConsultationOpinion", answer.opinion_id)
        opinion = by_id[answer.opinion_id]
        opinion.adopted, opinion.answer = answer.adopted, answer.answer
    advance(session, CONSULTATION, "adopt_opinions", Case(consultation, act, opinions))
    consultation.summary = summary
    sheet = sheets.adoption_table(consultation, act, opinions)
    consultation.adoption_id = (await request_document(session, act, sheet, "documents")).id
    await _say_closed(session, act, consultation)
    to = [desk.post(PostCode.UNIT_CLERK, consultation.unit_id)]
    DESK.close_task(session, act, consultation, TO_ANSWER, to)
    return consultation


async def confirm_consultation_registrations(
    session: AsyncSession, act: Act, *, consultation_id: UUID
) -> PublicConsultation:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    consultation = await load(session, PublicConsultation, consultation_id, act)
    await lifecycle.confirm_registrations(session, consultation, act)
    return consultation
