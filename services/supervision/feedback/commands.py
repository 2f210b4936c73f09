"""What may be asked of feedback: submitting it, and the three steps of its review."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import Addressee
from services.contracts.supervision import ItemReported, ItemReturned
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.calendar import add_months
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.feedback.model import (
    AnswerStatus,
    Fault,
    Feedback,
    FeedbackKind,
    FeedbackReview,
    FeedbackStatus,
    ReviewOutcome,
)
from services.supervision.feedback.rules import Review
from services.supervision.items.commands import CLOSE, HANDLE, locked, move_due, note
from services.supervision.items.lifecycle import ITEM, STAGES
from services.supervision.items.model import ReportRhythm, ReviewStage, SupervisedItem, TimelineAction

MARKS = {
    ReviewStage.INSPECTION: TimelineAction.INSPECTED,
    ReviewStage.DIRECTOR: TimelineAction.REVIEWED,
    ReviewStage.LEADER: TimelineAction.APPROVED,
}


@dataclass(frozen=True)
class Answer:
    """The answer to one point."""

    no: int
    text: str
    status: AnswerStatus = AnswerStatus.UNDER_WAY


@dataclass(frozen=True)
class FeedbackDraft:
    """What the unit reports (办理情况报告, spec 08 no. 18)."""

    kind: FeedbackKind
    document_number: str = ""
    document_title: str = ""
    summary: str = ""
    answers: list[Answer] = field(default_factory=list)
    problems: str = ""
    next_steps: str = ""
    total_investment: Decimal | None = None
    completed_investment: Decimal | None = None
    quantities: str = ""
    percent: Decimal | None = None
    percent_note: str = ""
    file_ids: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Opinion:
    """What a reviewer says."""

    outcome: ReviewOutcome
    opinion: str = ""
    faults: list[Fault] = field(default_factory=list)
    new_due: date | None = None


async def submit_feedback(session: AsyncSession, act: Act, *, item_id: UUID, draft: FeedbackDraft) -> Feedback:
    """反馈 by the unit's head as a formal document, with an answer to every point (DC-7.4)."""
    item = await locked(session, act, item_id)
    assert item.lead_unit_id is not None
    rounds = await session.scalar(select(func.count()).select_from(Feedback).where(Feedback.item_id == item.id))
    feedback = Feedback(
        id=new_id(),
        item_id=item.id,
        round=(rounds or 0) + 1,
        kind=draft.kind,
        status=FeedbackStatus.SUBMITTED,
        unit_id=item.lead_unit_id,
        document_number=draft.document_number.strip(),
        document_title=draft.document_title,
        signer_id=act.doer.id,
        submitted_by=act.person.id,
        submitted_at=act.occurred_at,
        summary=draft.summary,
        answers=[{"no": each.no, "text": each.text, "status": each.status.value} for each in draft.answers],
        problems=draft.problems,
        next_steps=draft.next_steps,
        total_investment=draft.total_investment,
        completed_investment=draft.completed_investment,
        quantities=draft.quantities,
        percent=draft.percent,
        percent_note=draft.percent_note,
        has_file=bool(draft.file_ids),
    )
    by = advance(session, ITEM, "submit_feedback", Case(item, act, feedback))
    session.add(feedback)
    await session.flush()
    await files.attach(session, act, draft.file_ids, feedback)
    item.review_stage = ReviewStage.INSPECTION
    item.closing_approved_by = item.closing_approved_at = None
    if draft.kind is FeedbackKind.RESULT:
        item.reported_on = act.on
    _keep_progress(item, feedback)
    event = ItemReported(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        feedback_id=feedback.id,
        version=feedback.round,
        is_result=draft.kind is FeedbackKind.RESULT,
        percent=draft.percent,
        total_investment=draft.total_investment,
        completed_investment=draft.completed_investment,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.REPORTED, f"{draft.kind.label} {feedback.document_number}", by)
    desk.close_task(session, act, item, HANDLE, people.lead_people(act, item))
    _ask(session, act, item)
    return feedback


def _keep_progress(item: SupervisedItem, feedback: Feedback) -> None:
    item.progress = feedback.summary or item.progress
    for name in ("percent", "total_investment", "completed_investment"):
        value = getattr(feedback, name)
        if value is not None:
            setattr(item, name, value)


def _reviewers(act: Act, item: SupervisedItem, stage: ReviewStage) -> list[Addressee]:
    if stage is ReviewStage.INSPECTION:
        return people.inspectors(item)
    return people.DIRECTOR if stage is ReviewStage.DIRECTOR else people.leader(act, item)


def _ask(session: AsyncSession, act: Act, item: SupervisedItem) -> None:
    """Put the feedback on the desk of whoever has to act on it now."""
    if item.review_stage is not None:
        to = _reviewers(act, item, item.review_stage)
        people.ask(session, act, item, STAGES[item.review_stage], f"{MARKS[item.review_stage].label}反馈", to)


async def _review(
    session: AsyncSession, act: Act, feedback_id: UUID, stage: ReviewStage, opinion: Opinion
) -> tuple[SupervisedItem, Feedback]:
    """One step of the chain: judge it, move the item, keep the opinion."""
    feedback = await load(session, Feedback, feedback_id, act, versioned=False)
    item = await locked(session, act, feedback.item_id)
    rows = await session.execute(select(FeedbackReview.by).where(FeedbackReview.feedback_id == feedback.id))
    earlier = frozenset({*rows.scalars(), *({feedback.signer_id} if feedback.signer_id else ())})
    review = Review(stage, opinion.outcome, feedback.kind, opinion.opinion, opinion.faults, opinion.new_due, earlier)
    by = advance(session, ITEM, STAGES[stage], Case(item, act, review))
    step = FeedbackReview(
        feedback_id=feedback.id,
        stage=stage,
        outcome=opinion.outcome,
        opinion=opinion.opinion,
        faults=[fault.value for fault in opinion.faults],
        new_due=opinion.new_due,
        by=act.doer.id,
        on_behalf_of=by.on_behalf_of if by else None,
        stamp=by.stamp if by else "",
        at=act.occurred_at,
    )
    session.add(step)
    desk.close_task(session, act, item, STAGES[stage], _reviewers(act, item, stage))
    note(session, act, item, MARKS[stage], opinion.outcome.label, by)
    if opinion.outcome is ReviewOutcome.RETURNED:
        _send_back(session, act, item, feedback, opinion, by)
    return item, feedback


def _send_back(
    session: AsyncSession, act: Act, item: SupervisedItem, feedback: Feedback, opinion: Opinion, by: Capacity | None
) -> None:
    """退回重报 (DC-7.4b): which points, why, and until when."""
    assert opinion.new_due is not None
    feedback.status, feedback.void_on = FeedbackStatus.RETURNED, act.on
    item.review_stage, item.reported_on = None, None
    move_due(session, act, item, opinion.new_due)
    faults = [fault.label for fault in opinion.faults]
    reasons = tuple(reason for reason in (*faults, opinion.opinion.strip()) if reason)
    event = ItemReturned(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        feedback_id=feedback.id,
        reasons=reasons if not item.restricted else (),
        new_due=opinion.new_due,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.RETURNED, f"重报时限{opinion.new_due}", by)
    _hand_back(
        session, act, item, f"{'；'.join(reasons)}。请于{opinion.new_due}前重报。", "feedback_returned", "反馈退回"
    )


def _hand_back(session: AsyncSession, act: Act, item: SupervisedItem, text: str, template: str, what: str) -> None:
    """The unit goes on: its to-do is open again."""
    lead = people.lead_people(act, item)
    people.ask(session, act, item, HANDLE, "办理督办事项", lead, item.due)
    people.tell(session, act, item, template, what, text, lead)


async def inspect_feedback(session: AsyncSession, act: Act, *, feedback_id: UUID, opinion: Opinion) -> Feedback:
    """督查室 checks and proposes (DC-7.5); an interim report ends here (AMB-10)."""
    item, feedback = await _review(session, act, feedback_id, ReviewStage.INSPECTION, opinion)
    if opinion.outcome is ReviewOutcome.RETURNED:
        return feedback
    if feedback.kind is FeedbackKind.INTERIM:
        feedback.status, item.review_stage = FeedbackStatus.NOTED, None
        if item.long_term and item.due is not None and item.report_rhythm is not None:
            move_due(session, act, item, next_report(act, item.due, item.report_rhythm))
        _hand_back(session, act, item, f"进展反馈已阅，请继续办理，时限{item.due}。", "feedback_noted", "反馈已阅")
        return feedback
    feedback.status, item.review_stage = FeedbackStatus.INSPECTED, ReviewStage.DIRECTOR
    _ask(session, act, item)
    return feedback


PERIODS = {
    ReportRhythm.WEEKLY: lambda day, n: day + timedelta(days=7 * n),
    ReportRhythm.MONTHLY: add_months,
    ReportRhythm.QUARTERLY: lambda day, n: add_months(day, 3 * n),
}


def next_report(act: Act, due: date, rhythm: ReportRhythm) -> date:
    """The due date after a report of a long-term item: a report ahead of its own period moves nothing."""
    period: Callable[[date, int], date] = PERIODS[rhythm]
    if act.on <= period(due, -1):
        return due
    later = period(due, 1)
    while later <= act.on:
        later = period(later, 1)
    return act.calendar.roll_forward(later).date


async def review_feedback(session: AsyncSession, act: Act, *, feedback_id: UUID, opinion: Opinion) -> Feedback:
    """办主任审阅 (DC-7.5)."""
    item, feedback = await _review(session, act, feedback_id, ReviewStage.DIRECTOR, opinion)
    if opinion.outcome is not ReviewOutcome.RETURNED:
        feedback.status, item.review_stage = FeedbackStatus.REVIEWED, ReviewStage.LEADER
        _ask(session, act, item)
    return feedback


async def approve_feedback(session: AsyncSession, act: Act, *, feedback_id: UUID, opinion: Opinion) -> Feedback:
    """县政府主管领导审定 (DC-7.5): to be closed, to go on, to be reported anew, or to be warned."""
    item, feedback = await _review(session, act, feedback_id, ReviewStage.LEADER, opinion)
    if opinion.outcome is ReviewOutcome.RETURNED:
        return feedback
    feedback.status, item.review_stage = FeedbackStatus.APPROVED, None
    office = people.inspectors(item)
    if opinion.outcome is ReviewOutcome.CLOSE:
        item.closing_approved_by, item.closing_approved_at = act.doer.id, act.at
        people.ask(session, act, item, CLOSE, "办结销号", office)
        return feedback
    item.reported_on, feedback.void_on = None, act.on
    _hand_back(session, act, item, f"审定意见：{opinion.outcome.label}。", "feedback_decided", "审定意见")
    if opinion.outcome is ReviewOutcome.WARN:
        people.ask(session, act, item, "draft_warning", "拟发督办单", office)
    return feedback
