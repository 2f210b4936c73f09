"""Rules of procedure for correcting issued minutes, in the order of the regulations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.contracts import refusals
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED
from services.kernel.rules import Case, rule_each
from services.meetings.decisions.model import CORRECTABLE, Decision
from services.meetings.minutes.correction.model import DecisionChange
from services.meetings.minutes.model import Minutes


@dataclass(frozen=True)
class Correction:
    """What a correction changes, beside what was issued."""

    passages: int = 0  # topics whose wording or heading is another
    changes: Sequence[DecisionChange] = ()
    decisions: Mapping[UUID, Decision] = field(default_factory=dict)  # of the meeting, as they stand
    agreed: frozenset[UUID] = frozenset()  # decisions to whose wording 县委 has agreed

    def pairs(self) -> Iterator[tuple[Decision, DecisionChange]]:
        """What stands and what it becomes, for decisions that the minutes had."""
        for change in self.changes:
            if change.decision_id is not None:
                yield self.decisions[change.decision_id], change


def rewords_alone(decision: Decision, change: DecisionChange, agreed: frozenset[UUID]) -> bool:
    """Does the office change, on its own, a text to which 县委 has agreed?"""
    return decision.id in agreed and decision.text != change.text and not change.party_ref


@rule_each(refusals.PARTY_APPROVAL_REQUIRED, "GZ-3", "必须报县委审定", bar=True, path=("changes",))
def what_the_party_agreed_to_is_not_reworded_alone(case: Case[Minutes]) -> Iterator[str]:
    """The text to which 县委 agreed changes only under the number of 县委's own paper."""
    correction: Correction = case.given.correction or Correction()
    for decision, change in correction.pairs():
        if rewords_alone(decision, change, correction.agreed):
            yield decision.number


@rule_each(CONTENT_INVALID, "CW-6.2b", "力求领会准确", bar=True, path=("entries",))
def a_correction_changes_something(case: Case[Minutes]) -> Iterator[str]:
    """A correction that changes nothing is none."""
    correction: Correction | None = case.given.correction
    if correction is not None and not correction.passages and not correction.changes:
        yield "更正没有改动原纪要"


@rule_each(CONTENT_INVALID, "CW-6.2b", "力求领会准确", bar=True, path=("changes",))
def decisions_are_corrected_as_they_stand(case: Case[Minutes]) -> Iterator[str]:
    """What was changed or rescinded meanwhile is looked at again before it is corrected."""
    correction: Correction = case.given.correction or Correction()
    for decision, change in correction.pairs():
        if decision.state not in CORRECTABLE:
            yield f"{decision.number}{decision.state.label}，不能更正"
        elif decision.revision != change.revision:
            yield f"{decision.number}已有新的表述，请重新核对"


@rule_each(STATE_NOT_ALLOWED, "CW-6.2c", "审定后及时印发", bar=True)
def the_last_word_is_corrected_and_once_at_a_time(case: Case[Minutes]) -> Iterator[str]:
    """Corrections form a line: the newest paper is corrected, and no second draft stands beside the first."""
    being_corrected: bool = case.given
    if case.subject.corrected_by_id is not None:
        yield "已更正，请更正最新的纪要"
    elif being_corrected:
        yield "正在更正"


@rule_each(STATE_NOT_ALLOWED, "CW-6.2c", "审定后及时印发", bar=True)
def it_is_a_correction(case: Case[Minutes]) -> Iterator[str]:
    """Decisions are worded anew with a correction; the first draft words them itself."""
    if case.subject.corrects_id is None:
        yield "不是更正纪要"
