"""What is done before a topic is heard: consult, coordinate, prove, and take over what documents tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.desk import post
from services.contracts.documents import ConsultationClosed, ConsultationOpened, LegalReviewCompleted
from services.contracts.documents import LegalReviewRequested as ReviewOpened
from services.contracts.meetings import LegalReviewRequested
from services.contracts.words.directory import PostCode
from services.contracts.words.documents import ReviewSubjectKind
from services.contracts.words.meetings import TopicFlag
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import (
    ACTOR_NOT_ALLOWED,
    CONTENT_INVALID,
    REASON_REQUIRED,
    STATE_NOT_ALLOWED,
    Refused,
    refuse,
    violation,
)
from services.meetings.desk import DESK
from services.meetings.topics.groundwork.kinds import ASKED
from services.meetings.topics.groundwork.model import (
    ConsultationResult,
    Coordination,
    CoordinationResult,
    Groundwork,
    GroundworkKind,
    LegalityReviewCopy,
    PublicConsultationCopy,
    UnitConsultation,
)
from services.meetings.topics.model import Topic
from services.meetings.topics.moves import (
    deputy_or_county_head,
    dossier_of,
    find_topic,
    move,
    office,
    shown_title,
    tell,
    unit_people,
)


@dataclass(frozen=True)
class ConsultationRecord:
    """What a consulted unit said, as the asking unit records it."""

    unit_id: UUID
    result: ConsultationResult
    consulted_on: date
    signatory: str
    text: str = ""


@dataclass(frozen=True)
class GroundworkRecord:
    """A piece of groundwork as the unit records it."""

    kind: GroundworkKind
    done_on: date
    text: str
    form: str = ""
    heard: str = ""
    adoption: str = ""
    applicable: bool = True
    file_ids: list[UUID] = field(default_factory=list)


async def ask_topic_units(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """Ask every involved unit that has not answered yet (GZ-10.2, GZ-10.3)."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "ask_topic_units")
    said = (await dossier_of(session, act, topic)).consulted()
    asked = [post(PostCode.UNIT_HEAD, unit) for unit in topic.involved_unit_ids if unit not in said]
    title = f"请答复意见：{topic.title}"
    DESK.open_task(session, act, topic, "answer_unit_consultation", title, asked, restricted=topic.restricted)
    return topic


async def record_unit_consultation(
    session: AsyncSession, act: Act, *, topic_id: UUID, consultation: ConsultationRecord
) -> Topic:
    """The asking unit records what an involved unit said (GZ-10.2, GZ-10.3)."""
    topic = await find_topic(session, act, topic_id)
    if consultation.unit_id not in topic.involved_unit_ids:
        raise refuse(CONTENT_INVALID, "该单位不在议题涉及单位之内", path=("unitId",))
    if consultation.consulted_on > act.today:
        raise refuse(CONTENT_INVALID, "征求意见日期", path=("consultedOn",))
    if not consultation.signatory.strip():
        raise refuse(CONTENT_INVALID, "签字人", path=("signatory",))
    await move(session, act, topic, "record_unit_consultation", asked=consultation)
    _keep_consultation(session, act, topic, consultation)
    return topic


async def answer_unit_consultation(
    session: AsyncSession, act: Act, *, topic_id: UUID, result: ConsultationResult, text: str = ""
) -> Topic:
    """The head of an involved unit answers for it (GZ-10.2, GZ-10.3)."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "answer_unit_consultation", asked=result)
    view = act.view
    for unit in topic.involved_unit_ids:
        if view.holds(act.doer.id, PostCode.UNIT_HEAD, view.responsible_unit(unit)):
            answer = ConsultationRecord(unit, result, act.on, act.doer.name, text)
            _keep_consultation(session, act, topic, answer)
    return topic


def _keep_consultation(session: AsyncSession, act: Act, topic: Topic, said: ConsultationRecord) -> None:
    session.add(UnitConsultation(topic_id=topic.id, **vars(said), recorded_by=act.doer.id, recorded_at=act.occurred_at))
    DESK.close_task(session, act, topic, "answer_unit_consultation", [post(PostCode.UNIT_HEAD, said.unit_id)])
    if said.result is ConsultationResult.DISAGREED:
        title = f"请协调部门分歧：{topic.title}"
        to = deputy_or_county_head(act.view, topic)
        DESK.open_task(session, act, topic, "coordinate_topic", title, to, restricted=topic.restricted)


async def coordinate_topic(
    session: AsyncSession, act: Act, *, topic_id: UUID, result: CoordinationResult, text: str
) -> Topic:
    """分管副县长, or 县长 where there is none, records how he brought the units together (GZ-17.2)."""
    topic = await find_topic(session, act, topic_id)
    if not text.strip():
        raise refuse(CONTENT_INVALID, "协调情况", path=("text",))
    by = await move(session, act, topic, "coordinate_topic", asked=result)
    session.add(
        Coordination(
            topic_id=topic.id,
            result=result,
            text=text,
            person_id=act.doer.id,
            on_behalf_of=by.on_behalf_of if by else None,
            stamp=by.stamp if by else "",
            coordinated_at=act.occurred_at,
        )
    )
    DESK.close_task(session, act, topic, "coordinate_topic", deputy_or_county_head(act.view, topic))
    title = f"协调结果为{result.label}：{topic.title}"
    tell(session, act, topic, "topic.coordinated", title, text, [*unit_people(topic.unit_id), *office(topic)])
    return topic


async def add_topic_groundwork(session: AsyncSession, act: Act, *, topic_id: UUID, work: GroundworkRecord) -> Topic:
    """Put a proof on file, or declare with a reason that a step does not apply (GZ-9.1, GZ-10, AMB-45)."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "add_topic_groundwork", asked=work)
    _check(act, work)
    row = Groundwork(
        topic_id=topic.id,
        kind=work.kind,
        applicable=work.applicable,
        text=work.text,
        form=work.form.strip(),
        heard=work.heard.strip(),
        adoption=work.adoption.strip(),
        done_on=work.done_on,
        recorded_by=act.doer.id,
        recorded_at=act.occurred_at,
        created_at=act.at,
    )
    session.add(row)
    await session.flush()
    await files.attach(session, act, work.file_ids, row)
    if not work.applicable:
        title = f"请审核“{work.kind.label}”不适用：{topic.title}"
        DESK.open_task(
            session, act, topic, "approve_groundwork_not_applicable", title, office(topic), restricted=topic.restricted
        )
    return topic


def _check(act: Act, work: GroundworkRecord) -> None:
    """Raises CONTENT_INVALID or REASON_REQUIRED for what a record of its kind must bring and does not."""
    asked, done = ASKED[work.kind], work.applicable
    if not work.text.strip():
        raise refuse(CONTENT_INVALID if done else REASON_REQUIRED, "办理情况", path=("text",))
    if not done and not asked.waivable:
        raise refuse(CONTENT_INVALID, f"{work.kind.label}不能填报“不适用”", path=("applicable",))
    if work.done_on > act.today:
        raise refuse(CONTENT_INVALID, "办理日期", path=("doneOn",))
    wanted = {
        "fileIds": ("附件", asked.proof and done and not work.file_ids),
        "heard": ("听取对象", asked.heard and not work.heard.strip()),
        "form": ("县委审定文号", asked.reference and not work.form.strip()),
    }
    for name, (word, missing) in wanted.items():
        if missing:
            detail = f"{work.kind.label}{word}（{asked.clause}）"
            raise Refused([violation(CONTENT_INVALID, detail, clauses=(asked.clause,), path=("input", name))])


async def approve_groundwork_not_applicable(
    session: AsyncSession, act: Act, *, groundwork_id: UUID, file_ids: Sequence[UUID]
) -> Topic:
    """The office agrees, with 县司法局's opinion on file, that a step does not apply (GZ-9.1, AMB-45)."""
    work = await load(session, Groundwork, groundwork_id, act, versioned=False)
    topic = await find_topic(session, act, work.topic_id)
    if not file_ids:
        raise refuse(CONTENT_INVALID, "县司法局意见", path=("fileIds",))
    if work.recorded_by == act.doer.id:
        raise refuse(ACTOR_NOT_ALLOWED)
    if work.counts:
        raise refuse(STATE_NOT_ALLOWED, "无须审核")
    await move(session, act, topic, "approve_groundwork_not_applicable", asked=work.kind)
    work.approved_by, work.approved_at = act.doer.id, act.occurred_at
    await files.attach(session, act, file_ids, work)
    DESK.close_task(session, act, topic, "approve_groundwork_not_applicable", office(topic))
    return topic


async def request_topic_legality_review(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """Send the topic to 县司法局 by way of documents, which owns the review (GZ-12.2a, AMB-41)."""
    topic = await find_topic(session, act, topic_id)
    by = await move(session, act, topic, "request_topic_legality_review")
    event = LegalReviewRequested(
        title=shown_title(topic),
        restricted=topic.restricted,
        topic_id=topic.id,
        kind=_review_kind(topic),
        unit_id=topic.unit_id,
        legal_basis=() if topic.restricted else tuple(topic.legal_basis),
    )
    publish(session, act, event, topic, by)
    return topic


def _review_kind(topic: Topic) -> ReviewSubjectKind:
    if topic.has(TopicFlag.NORMATIVE_DOCUMENT):
        return ReviewSubjectKind.NORMATIVE_DOCUMENT
    if topic.has(TopicFlag.MAJOR_ADMINISTRATIVE_DECISION):
        return ReviewSubjectKind.MAJOR_ADMINISTRATIVE_DECISION
    return ReviewSubjectKind.OTHER


async def _topic_of(session: AsyncSession, subject: Ref) -> Topic | None:
    """The topic that documents speaks of; None when the subject is a paper, or no topic of ours."""
    return await session.get(Topic, subject.id) if subject.type == "Topic" else None


async def _upsert(session: AsyncSession, model: Any, key: str, values: dict[str, Any], change: dict[str, Any]) -> None:
    """Events may come twice or the later one first: what a row knows already stays."""
    statement = insert(model).values(**values)
    await session.execute(statement.on_conflict_do_update(index_elements=[key], set_=change))


async def keep_review_opened(session: AsyncSession, act: Act, event: ReviewOpened) -> None:
    """县司法局 has the topic before it."""
    topic = await _topic_of(session, event.subject)
    if topic is None:
        return
    values = {"review_id": event.review_id, "topic_id": topic.id, "kind": event.kind, "suggestions": ""}
    change = {"sent_on": event.sent_on}
    await _upsert(session, LegalityReviewCopy, "review_id", values | change, change)


async def keep_review_completed(session: AsyncSession, act: Act, event: LegalReviewCompleted) -> None:
    """县司法局 has come to a conclusion (GZ-12.2a); the unit and the office are told."""
    topic = await _topic_of(session, event.subject)
    if topic is None:
        return
    change = {
        "conclusion": event.conclusion,
        "reviewer_id": event.reviewer_id,
        "concluded_on": event.concluded_on,
        "suggestions": event.suggestions,
        "document_id": event.document_id,
    }
    values = {"review_id": event.review_id, "topic_id": topic.id, "kind": event.kind} | change
    await _upsert(session, LegalityReviewCopy, "review_id", values, change)
    title = f"合法性审查结论为{event.conclusion.label}：{topic.title}"
    to = [*unit_people(topic.unit_id), *office(topic)]
    tell(session, act, topic, "topic.legality_reviewed", title, event.suggestions or title, to)


async def keep_consultation_opened(session: AsyncSession, act: Act, event: ConsultationOpened) -> None:
    """The draft is open to the public (GZ-12.2c)."""
    topic = await _topic_of(session, event.subject)
    if topic is None:
        return
    change = {"starts_on": event.starts_on, "ends_on": event.ends_on, "short_reason": event.short_reason}
    values = {"consultation_id": event.consultation_id, "topic_id": topic.id, "closed": False} | change
    await _upsert(session, PublicConsultationCopy, "consultation_id", values, change)


async def keep_consultation_closed(session: AsyncSession, act: Act, event: ConsultationClosed) -> None:
    """The public has been heard (GZ-12.2c)."""
    topic = await _topic_of(session, event.subject)
    if topic is None:
        return
    change = {
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "short_reason": event.short_reason,
        "closed": True,
        "opinions": event.opinions,
        "adopted": event.adopted,
    }
    values = {"consultation_id": event.consultation_id, "topic_id": topic.id} | change
    await _upsert(session, PublicConsultationCopy, "consultation_id", values, change)
