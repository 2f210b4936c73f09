"""Rules of procedure for extensions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.contracts import refusals
from services.kernel.refusals import CHAIN_ORDER, CONTENT_INVALID, STATE_NOT_ALLOWED
from services.kernel.rules import Case, rule, rule_each
from services.supervision.extensions.model import Extension, ExtensionState
from services.supervision.items.model import SupervisedItem


@dataclass(frozen=True)
class Request:
    """What the unit asks for; `pending`: another request of the item is still open."""

    requested_due: date
    difficulty: str
    work_done: str
    pending: bool = False


def _request(case: Case[SupervisedItem]) -> Request | None:
    return case.given if isinstance(case.given, Request) else None


@rule(refusals.EXTENSION_AFTER_DUE, "DC-7.2b", "确有客观困难不能按期完成的")
def extension_is_asked_in_time(case: Case[SupervisedItem]) -> bool:
    """A request comes on or before the due date (AMB-09)."""
    late = case.subject.due is not None and case.on > case.subject.due
    return not late or case.act.policies.flag("allow_late_extension")


@rule_each(CONTENT_INVALID, "DC-7.2b", "报请县政府领导同意后，方可延期办理", path=("due",))
def due_moves_by_extension(case: Case[SupervisedItem]) -> Iterator[str]:
    """Once an item is handed out its due date moves later by an extension alone; `given` is the date asked for."""
    due = case.subject.due
    later = isinstance(case.given, date) and due is not None and case.given > due
    if later and case.subject.dispatched_at is not None:
        yield "办理时限（交办后须按延期程序办理）"


@rule(refusals.NEW_DATE_INVALID, "DC-7.2b", "方可延期办理", path=("requestedDue",))
def new_date_is_later(case: Case[SupervisedItem]) -> bool:
    """The date asked for lies after the present one, and after today."""
    request, due = _request(case), case.subject.due
    return request is None or due is None or request.requested_due > max(due, case.on)


@rule_each(CONTENT_INVALID, "DC-7.2b", "应书面向县政府办（督查室）报告情况", path=("difficulty",))
def extension_gives_its_reasons(case: Case[SupervisedItem]) -> Iterator[str]:
    """The request states the objective difficulty and the work done so far."""
    request = _request(case)
    if request is not None:
        yield from (
            name
            for name, words in (("客观困难", request.difficulty), ("已做工作", request.work_done))
            if not words.strip()
        )


@rule_each(STATE_NOT_ALLOWED, "DC-7.2b", "核查并报请县政府领导同意")
def one_request_at_a_time(case: Case[SupervisedItem]) -> Iterator[str]:
    """An item has one open request; an item without a due date has nothing to extend."""
    request = _request(case)
    if request is not None and request.pending:
        yield "已有延期申请正在办理"
    if case.subject.due is None:
        yield "该事项没有办理时限"


@rule_each(CONTENT_INVALID, "DC-7.2b", "县政府办（督查室）核查", path=("finding",))
def extension_is_verified_in_words(case: Case[Extension]) -> Iterator[str]:
    """督查室 writes down what it found."""
    if isinstance(case.given, str) and not case.given.strip():
        yield "核查意见"


@rule_each(CHAIN_ORDER, "DC-7.2b", "核查并报请县政府领导同意后")
def extension_was_verified(case: Case[Extension]) -> Iterator[str]:
    """The leader decides after 督查室 has checked."""
    if case.subject.state is ExtensionState.SUBMITTED:
        yield "督查室"
