"""How a decision in force is evaluated, and how a later one takes its place (GZ-9.3)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.meetings import DecisionChanged
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DecisionStatus
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.kernel.rules import Case
from services.meetings.decisions.change.model import DecisionEvaluation, EvaluationAdvice
from services.meetings.decisions.lifecycle import DECISION
from services.meetings.decisions.model import Decision
from services.meetings.desk import DESK
from services.meetings.sittings.commands import consequence
from services.meetings.topics.model import Topic


@dataclass(frozen=True)
class EvaluationRecord:
    """An evaluation as it is put on record: by whom, when, with which result and advice."""

    evaluated_on: date
    evaluator: str
    text: str
    advice: EvaluationAdvice
    file_ids: list[UUID] = field(default_factory=list)


async def evaluate_decision(
    session: AsyncSession, act: Act, *, decision_id: UUID, evaluation: EvaluationRecord
) -> Decision:
    """The lead unit or the office puts the evaluation of a decision in force on record (GZ-9.3)."""
    decision = await load(session, Decision, decision_id, act)
    advance(session, DECISION, "evaluate_decision", Case(decision, act))
    if not evaluation.evaluator.strip() or not evaluation.text.strip():
        raise refuse(CONTENT_INVALID, "评估单位、评估结果", path=("evaluation",))
    since = decision.effective_at
    if evaluation.evaluated_on > act.today or (since is not None and evaluation.evaluated_on < since.date()):
        raise refuse(CONTENT_INVALID, "评估日期（应在议定事项生效之后）", path=("evaluation", "evaluatedOn"))
    row = DecisionEvaluation(
        decision_id=decision.id,
        evaluated_on=evaluation.evaluated_on,
        evaluator=evaluation.evaluator.strip(),
        text=evaluation.text.strip(),
        advice=evaluation.advice,
        recorded_by=act.doer.id,
        recorded_at=act.occurred_at,
        created_at=act.at,
    )
    session.add(row)
    await session.flush()
    await files.attach(session, act, evaluation.file_ids, row)
    if evaluation.advice is not EvaluationAdvice.CONTINUE:
        text = f"{decision.number}评估建议{evaluation.advice.label}；调整须另行提请议题研究。"
        to = [person(decision.source_leader_id), post(PostCode.OFFICE_DIRECTOR)]
        title = f"决策后评估：{decision.topic_title}"
        DESK.notify(session, act, decision, "decision_evaluated", title, text, to, restricted=decision.restricted)
    return decision


async def replace(session: AsyncSession, act: Act, decision: Decision) -> None:
    """A decision that changes an earlier one is in force now: the earlier one ends, and everybody learns of it.

    Of several decisions on one topic the first to take effect ends the earlier one.
    """
    if decision.changes_id is None:
        return
    earlier = await load(session, Decision, decision.changes_id)
    if earlier.state is not DecisionStatus.EFFECTIVE:
        return
    topic = await session.get_one(Topic, decision.topic_id)
    action = "end_decision" if topic.ends_decision else "supersede_decision"
    advance(session, DECISION, action, Case(earlier, consequence(act)))
    event = DecisionChanged(
        decision_id=earlier.id,
        number=earlier.number,
        status=earlier.state,
        lead_unit_id=earlier.lead_unit_id,
        by_decision_id=decision.id,
        by_number=decision.number,
        meeting_id=decision.meeting_id,
        changed_on=act.today,
        clauses=("GZ-9.3",),
    )
    publish(session, act, event, earlier)
    if earlier.lead_unit_id is not None:
        text = f"{earlier.number}{earlier.state.label}，依据{decision.number}。"
        to = [post(code, earlier.lead_unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
        title = f"议定事项{earlier.state.label}：{earlier.topic_title}"
        DESK.notify(session, act, earlier, "decision_changed", title, text, to, restricted=earlier.restricted)
