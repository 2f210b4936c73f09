"""Rules of procedure for minutes, in the order of the regulations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.contracts import refusals
from services.contracts.words.meetings import MinutesStep
from services.kernel.authority import Capacity
from services.kernel.refusals import CHAIN_ORDER
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.decisions.model import Decision
from services.meetings.decisions.rules import DECIDING
from services.meetings.minutes.chain import gone
from services.meetings.minutes.correction.rules import Correction
from services.meetings.minutes.model import Minutes


@dataclass(frozen=True)
class Draft:
    """What the draft says, beside what was heard and decided."""

    heard: Mapping[UUID, str]  # topics heard, by agenda item, as they may be named
    texts: Mapping[UUID, str]
    decisions: Sequence[Decision]
    correction: Correction | None = None  # what it changes, when it corrects issued minutes
    former: Sequence[tuple[Decision, str]] = ()  # how decisions read before they were worded anew


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and in which capacity the asker could sign now."""

    step: MinutesStep | None
    capacity: Capacity | None
    waiting: tuple[str, ...] = ()  # deputy heads who have not countersigned
    signed_before: bool = False  # he has signed another step of this edition
    was_there: bool = True  # who countersigns for another was in the room himself
    before_him: tuple[str, ...] = ()  # who countersigns before the one who will sign for 县长

    @property
    def label(self) -> str:
        return self.step.label if self.step else ""


def _turn(case: Case[Minutes]) -> Turn:
    given: Turn = case.given
    return given


@rule(refusals.SIGNER_NOT_ALLOWED, "GZ-19.1", "由县长签发", bar=True)
def signer_is_the_one_named(case: Case[Minutes]) -> bool:
    """The last signature is 县长's, or of one to whom he delegated 签发; of a 专题会议 held 按分工 its host's."""
    turn = _turn(case)
    return turn.step is not MinutesStep.SIGNATURE or turn.capacity is not None


@rule_each(refusals.SIGNER_LEFT, "GZ-19.2", "由主持召开或委托召开会议的县政府领导同志签发", severity=Severity.ADVISORY)
def signers_hold_their_posts(case: Case[Minutes]) -> Iterator[str]:
    """Who has left the post that he attended in signs no more; that he did not stays on record."""
    yield from (case.act.view.person_name(each) for each in gone(case.act, case.subject))


@rule_each(refusals.MINUTES_INCOMPLETE, "CW-6.2b", "会议纪要必须完整反映会议决定事项", path=("entries",))
def every_topic_heard_is_in_the_minutes(case: Case[Minutes]) -> Iterator[str]:
    """Every topic that was heard stands in the minutes."""
    draft: Draft = case.given
    for item_id, title in draft.heard.items():
        if not draft.texts.get(item_id, "").strip():
            yield title


@rule_each(refusals.MINUTES_INCOMPLETE, "CW-6.2b", "力求领会准确", path=("entries",))
def the_draft_carries_no_former_wording(case: Case[Minutes]) -> Iterator[str]:
    """A decision that was worded anew does not stand in the draft as it read before."""
    draft: Draft = case.given
    now = {decision.text for decision in draft.decisions}
    for decision, former in draft.former:
        if former not in now and f"\n{former}\n" in f"\n{draft.texts.get(decision.item_id, '')}\n":
            yield f"{decision.number}（仍为修改前的表述）"


@rule_each(refusals.MINUTES_INCOMPLETE, "CW-6.2b", "便于执行", path=("decisions",))
def every_decision_names_who_answers_until_when(case: Case[Minutes]) -> Iterator[str]:
    """Every decision names the unit that answers for it, and a limit or 长期."""
    draft: Draft = case.given
    for decision in draft.decisions:
        if decision.outcome not in DECIDING:
            continue
        if decision.lead_unit_id is None:
            yield f"{decision.number}（责任单位）"
        if decision.due is None and not decision.due_text and not decision.long_term:
            yield f"{decision.number}（时限）"


@rule_each(CHAIN_ORDER, "CW-6.2c", "经政府办主任、县政府常务副县长、县长审定", bar=True)
def signing_chain_is_kept(case: Case[Minutes]) -> Iterator[str]:
    """Each signs in his turn."""
    turn = _turn(case)
    if turn.capacity is None and turn.step not in (MinutesStep.SIGNATURE, MinutesStep.COUNTERSIGNATURE):
        yield turn.label


@rule(refusals.SIGNER_NOT_ALLOWED, "CW-6.2c", "经政府办主任、县政府常务副县长、县长审定", bar=True)
def nobody_signs_two_steps(case: Case[Minutes]) -> bool:
    """No person signs two steps of one chain (spec 06, 6.2.4)."""
    return not _turn(case).signed_before


@rule_each(refusals.COUNTERSIGN_INCOMPLETE, "BG-6", "参会副县长会签", bar=True)
def countersignatures_come_before_the_signature(case: Case[Minutes]) -> Iterator[str]:
    """All 副县长 who attended countersign before 县长 signs."""
    turn = _turn(case)
    if turn.step is MinutesStep.COUNTERSIGNATURE and turn.capacity is None:
        yield "、".join(turn.waiting)


@rule_each(refusals.COUNTERSIGN_INCOMPLETE, "BG-6", "参会副县长会签后", bar=True)
def who_signs_for_the_county_head_countersigns_last(case: Case[Minutes]) -> Iterator[str]:
    """To whom 签发 is delegated signs once: with the same signature he countersigns, after the others (AMB-31)."""
    if _turn(case).before_him:
        yield "、".join(_turn(case).before_him)


@rule(refusals.SIGNER_NOT_ALLOWED, "BG-6", "参会副县长会签", bar=True)
def substitute_countersigns_what_he_heard(case: Case[Minutes]) -> bool:
    """A B角 countersigns for A only if he attended as well (AMB-33)."""
    turn = _turn(case)
    standing_in = turn.capacity is not None and not turn.capacity.is_own
    return turn.step is not MinutesStep.COUNTERSIGNATURE or not standing_in or turn.was_there
