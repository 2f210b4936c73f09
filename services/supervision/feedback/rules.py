"""Rules of procedure for feedback and its review, in the order of the regulation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.contracts import refusals
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CHAIN_ORDER, CONTENT_INVALID
from services.kernel.rules import Case, rule, rule_each
from services.supervision.feedback.model import Fault, Feedback, FeedbackKind, ReviewOutcome
from services.supervision.items.model import ReviewStage, SupervisedItem

Outcome = ReviewOutcome
ALLOWED = {
    ReviewStage.INSPECTION: (Outcome.PASSED, Outcome.RETURNED),
    ReviewStage.DIRECTOR: (Outcome.PASSED, Outcome.RETURNED),
    ReviewStage.LEADER: (Outcome.CLOSE, Outcome.CONTINUE, Outcome.RETURNED, Outcome.WARN),
}


@dataclass(frozen=True)
class Review:
    """What a reviewer says of a feedback; `earlier` are those who took a step of this chain before."""

    stage: ReviewStage
    outcome: ReviewOutcome
    kind: FeedbackKind
    opinion: str = ""
    faults: list[Fault] = field(default_factory=list)
    new_due: date | None = None
    earlier: frozenset[UUID] = frozenset()


def _feedback(case: Case[SupervisedItem]) -> Feedback | None:
    return case.given if isinstance(case.given, Feedback) else None


def _review(case: Case[SupervisedItem]) -> Review | None:
    return case.given if isinstance(case.given, Review) else None


@rule(refusals.FORMAL_DOC_REQUIRED, "DC-7.4a", "以正式公文报告", path=("documentNumber",))
def feedback_is_a_formal_document(case: Case[SupervisedItem]) -> bool:
    """Feedback bears a document number and comes with its file or its title."""
    feedback = _feedback(case)
    if feedback is None:
        return True
    return bool(feedback.document_number.strip()) and (feedback.has_file or bool(feedback.document_title.strip()))


@rule_each(refusals.FEEDBACK_POINT_MISSING, "DC-7.4b", "不得答非所问、回避矛盾、漏项掉项", path=("answers",))
def every_point_is_answered(case: Case[SupervisedItem]) -> Iterator[str]:
    """Every point has an answer of its own."""
    feedback = _feedback(case)
    if feedback is None:
        return
    answered = {answer["no"] for answer in feedback.answers if answer["text"].strip()}
    yield from (str(no) for no, _ in enumerate(case.subject.points, 1) if no not in answered)


@rule(
    refusals.PROJECT_FIGURES_REQUIRED,
    "DC-7.4c",
    "涉及项目类进展情况必须说明已完成投资额和工程量，并相应说明完成任务百分比",
    path=("project",),
)
def project_figures_are_given(case: Case[SupervisedItem]) -> bool:
    """A project's feedback states completed investment, quantities and percentage."""
    feedback = _feedback(case)
    if feedback is None or not case.subject.is_project:
        return True
    figures = (feedback.total_investment, feedback.completed_investment, feedback.percent)
    return all(figure is not None for figure in figures) and bool(feedback.quantities.strip())


@rule_each(refusals.PROJECT_FIGURES_INVALID, "DC-7.4c", "完成任务百分比", path=("project",))
def project_figures_are_possible(case: Case[SupervisedItem]) -> Iterator[str]:
    """Percentages lie between 0 and 100, and no more is completed than there is; a fall is explained."""
    feedback = _feedback(case)
    if feedback is None:
        return
    total, completed, percent = feedback.total_investment, feedback.completed_investment, feedback.percent
    if percent is not None and not 0 <= percent <= 100:
        yield "完成百分比应在0至100之间"
    if (total is not None and total < 0) or (completed is not None and completed < 0):
        yield "投资额不能为负"
    if total is not None and completed is not None and completed > total:
        yield "已完成投资额大于总投资额"
    before = case.subject.percent
    if percent is not None and before is not None and percent < before and not feedback.percent_note.strip():
        yield "完成百分比低于上次反馈，请说明原因"


@rule_each(CHAIN_ORDER, "DC-7.5", "经县政府办主任审阅后报县政府主管领导审定")
def review_keeps_the_order(case: Case[SupervisedItem]) -> Iterator[str]:
    """督查室 checks, 办主任 reads, the leader decides; nobody goes before the other."""
    review = _review(case)
    if review is not None and case.subject.review_stage is not review.stage:
        yield case.subject.review_stage.label if case.subject.review_stage else "承办单位"


@rule(ACTOR_NOT_ALLOWED, "DC-7.5", "负责对反馈结果进行审核把关")
def nobody_reviews_twice(case: Case[SupervisedItem]) -> bool:
    """Nobody takes two steps of one chain, and nobody reviews what he signed for his unit."""
    review = _review(case)
    return review is None or case.act.doer.id not in review.earlier


@rule_each(CONTENT_INVALID, "DC-7.5", "提出送审意见", path=("outcome",))
def review_says_what_it_may(case: Case[SupervisedItem]) -> Iterator[str]:
    """Every step has its own opinions; who sends back says why and until when, and a fault sends back."""
    review = _review(case)
    if review is None:
        return
    if review.outcome not in ALLOWED[review.stage]:
        yield f"{review.stage.label}不能提出“{review.outcome.label}”的意见"
    if review.outcome is Outcome.RETURNED:
        if not review.opinion.strip() and not review.faults:
            yield "请说明退回原因"
        if review.new_due is None or review.new_due <= case.on:
            yield "请填写晚于今日的重报时限"
    elif review.faults:
        yield "存在“" + "、".join(fault.label for fault in review.faults) + "”的应当退回重报"


@rule(refusals.CLOSE_NOT_APPROVED, "DC-7.5", "报县政府主管领导审定，按照要求处理")
def closing_was_approved(case: Case[SupervisedItem]) -> bool:
    """An item is closed only after the leader in charge has decided so."""
    return case.subject.closing_approved_by is not None
