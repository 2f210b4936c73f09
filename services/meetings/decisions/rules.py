"""Rules of procedure for what a meeting decides, in the order of the regulations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.contracts import refusals
from services.contracts.words.meetings import MeetingKind, Outcome, TopicFlag
from services.kernel.refusals import STATE_NOT_ALLOWED
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.decisions.model import Decision
from services.meetings.minutes.model import MinutesState
from services.meetings.procedures import procedure
from services.meetings.sittings.model import AgendaItem
from services.meetings.topics.model import MAJOR_FLAGS

DECIDING = frozenset({Outcome.AGREED, Outcome.AGREED_IN_PRINCIPLE, Outcome.TO_PARTY_COMMITTEE})


@dataclass(frozen=True)
class Deliberation:
    """How a topic was deliberated: what the rules of its outcome look at."""

    kind: MeetingKind
    outcome: Outcome
    flags: frozenset[str]
    authority_basis: str
    silent_deputies: tuple[str, ...] = ()  # deputy heads in the room of whom no opinion is recorded
    with_majority: bool | None = None  # does the host decide as most of the members think?
    majority_reason: str = ""  # why, if he does not
    spoke_after_host: tuple[str, ...] = ()  # who had the first word after the host had his


@dataclass(frozen=True)
class Rewording:
    """A decision worded anew: how far its minutes are, its new text, and whether 县委 has agreed to the old one."""

    minutes: MinutesState | None
    text: str
    agreed: bool


def _of(case: Case[Any]) -> Deliberation:
    given: Deliberation = case.given
    return given


@rule(refusals.PARTY_APPROVAL_REQUIRED, "GZ-3", "必须报县委审定", bar=True, path=("decision",))
def what_the_party_agreed_to_keeps_its_words(case: Case[Decision]) -> bool:
    """The office does not reword what 县委 has agreed to, not even before the minutes are out."""
    given: Rewording | None = case.given
    return given is None or not given.agreed or given.text.strip() == case.subject.text


@rule(refusals.MAJOR_MATTER_WRONG_MEETING, "GZ-4", "须经县政府全体会议或常务会议讨论决定", path=("outcome",))
def major_matter_is_decided_where_it_may_be(case: Case[AgendaItem]) -> bool:
    """A matter that was found to be a major one is not decided here: it is coordinated, put off or sent up."""
    given = _of(case)
    major = any(flag.value in given.flags for flag in MAJOR_FLAGS)
    return procedure(given.kind).decides_major or given.outcome not in DECIDING or not major


@rule_each(refusals.MAJORITY_NOT_STATED, "GZ-9.1", "严格落实《重大行政决策程序暂行条例》", path=("agreesWithMajority",))
def majority_is_stated_with_a_major_decision(case: Case[AgendaItem]) -> Iterator[str]:
    """The record says whether the host decides as most of the members think, and why if not (国令713 §30)."""
    given = _of(case)
    if not _is_major_decision(given) or given.outcome not in DECIDING | {Outcome.NOT_AGREED}:
        return
    if given.with_majority is None:
        yield "一致或不一致"
    elif not given.with_majority and not given.majority_reason.strip():
        yield "不一致的理由"


@rule_each(
    refusals.HOST_SPOKE_EARLY,
    "GZ-9.1",
    "把公众参与、专家论证、风险评估、合法性审查和集体讨论决定",
    severity=Severity.ADVISORY,
)
def host_speaks_last_on_a_major_decision(case: Case[AgendaItem]) -> Iterator[str]:
    """行政首长最后发表意见 (国令713 §30): who spoke after him without having spoken before is put on record."""
    given = _of(case)
    if _is_major_decision(given) and given.spoke_after_host:
        yield "、".join(given.spoke_after_host)


def _is_major_decision(given: Deliberation) -> bool:
    return TopicFlag.MAJOR_ADMINISTRATIVE_DECISION.value in given.flags


@rule(refusals.FUNDS_AUTHORITY_REQUIRED, "GZ-16.2", "严格按照规定权限和程序办理", path=("authorityBasis",))
def funds_rest_on_authority(case: Case[AgendaItem]) -> bool:
    """A 专题会议 decides on money or projects only within named powers; else it sends the matter up."""
    given = _of(case)
    if not procedure(given.kind).funds_need_authority or TopicFlag.FUNDS_OR_PROJECT.value not in given.flags:
        return True
    return given.outcome not in DECIDING or bool(given.authority_basis.strip())


@rule_each(STATE_NOT_ALLOWED, "CW-6.2c", "经政府办主任、县政府常务副县长、县长审定后", bar=True)
def decisions_are_worded_with_the_draft(case: Case[Decision]) -> Iterator[str]:
    """While the minutes are signed nobody words a decision anew."""
    given: Rewording | None = case.given
    state = given.minutes if given is not None else None
    if case.subject.minutes_document_id is None and state is not None and state is not MinutesState.DRAFTING:
        yield f"纪要{state.label}"


@rule_each(refusals.OPINIONS_NOT_HEARD, "BG-5.2", "县长在充分听取各方面意见的基础上", severity=Severity.ADVISORY)
def opinions_were_heard(case: Case[AgendaItem]) -> Iterator[str]:
    """A 县长办公会议 decides after the deputy heads in the room were heard; silence stays on record."""
    given = _of(case)
    if procedure(given.kind).hears_deputies is not None and given.silent_deputies:
        yield "、".join(given.silent_deputies)


@rule(refusals.ALREADY_ISSUED, "CW-6.2c", "审定后及时印发", bar=True)
def issued_decision_keeps_its_words(case: Case[Decision]) -> bool:
    """What stands in issued minutes is corrected by a later paper, or changed by a decision on a new topic."""
    return case.subject.minutes_document_id is None
