"""A decision's way from the record to its effect: read this table first."""

from dataclasses import dataclass

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DecisionStatus as S
from services.contracts.words.meetings import PartyResult
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states, stays
from services.kernel.rules import Case
from services.meetings.decisions import rules
from services.meetings.decisions.model import CORRECTABLE, Decision
from services.meetings.rights import OFFICE


@dataclass(frozen=True)
class PartyWord:
    """What 县委 said, and whether the minutes are out already."""

    result: PartyResult
    minutes_issued: bool


def _after_the_party(case: Case[Decision]) -> S:
    given: PartyWord = case.given
    match given.result:
        case PartyResult.AGREED | PartyResult.AGREED_AS_AMENDED:
            return S.EFFECTIVE if given.minutes_issued else S.RECORDED
        case PartyResult.NOT_AGREED:
            return S.RESCINDED
        case PartyResult.POSTPONED:
            return S.PENDING_PARTY_APPROVAL


LEAD_UNIT = tuple(
    Right[Decision](code, of=lambda decision: [decision.lead_unit_id] if decision.lead_unit_id else [])
    for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
)
OPEN = states(S.RECORDED, S.PENDING_PARTY_APPROVAL)

DECISION: dict[str, Step[Decision]] = {
    "await_party_approval": Step(
        label="报县委审定", after=states(S.RECORDED), becomes=S.PENDING_PARTY_APPROVAL, clauses=("GZ-3",)
    ),
    "edit_decision": Step(
        label="修改议定事项表述",
        after=OPEN,
        becomes=stays,
        by=OFFICE,
        rules=(
            rules.what_the_party_agreed_to_keeps_its_words,
            rules.decisions_are_worded_with_the_draft,
            rules.issued_decision_keeps_its_words,
        ),
        clauses=("GZ-3", "CW-6.2b"),
    ),
    "correct_decision": Step(label="更正议定事项", after=CORRECTABLE, becomes=stays, clauses=("CW-6.2b", "CW-6.2c")),
    "take_effect": Step(
        label="生效", after=states(S.RECORDED), becomes=S.EFFECTIVE, clauses=("CW-6.2c", "ZT-5.1", "ZT-5.2")
    ),
    "record_party_approval": Step(
        label="登记县委审定结果",
        after=states(S.PENDING_PARTY_APPROVAL),
        becomes=_after_the_party,
        by=OFFICE,
        clauses=("GZ-3",),
        registrable=True,
    ),
    "evaluate_decision": Step(
        label="登记决策后评估",
        after=states(S.EFFECTIVE),
        becomes=stays,
        by=(*LEAD_UNIT, *OFFICE),
        clauses=("GZ-9.3",),
    ),
    "supersede_decision": Step(
        label="被新的议定事项替代", after=states(S.EFFECTIVE), becomes=S.SUPERSEDED, clauses=("GZ-9.3",)
    ),
    "end_decision": Step(label="经会议研究终止", after=states(S.EFFECTIVE), becomes=S.RESCINDED, clauses=("GZ-9.3",)),
}
