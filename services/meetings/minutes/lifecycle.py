"""The way of minutes from the draft to the issued paper: read this table first."""

from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case
from services.meetings.minutes import rules
from services.meetings.minutes.chain import SIGNERS
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.model import MinutesState as S
from services.meetings.rights import DIRECTOR, OFFICE


def _after_a_signature(case: Case[Minutes]) -> S:
    """The last step signs; before it the next one waits, and of a parallel step the others."""
    minutes = case.subject
    last = minutes.step is not None and minutes.step.value == minutes.chain[-1]
    return S.SIGNED if last else S.IN_REVIEW


MINUTES: dict[str, Step[Minutes]] = {
    "edit_minutes": Step(
        label="修改纪要", after=states(S.DRAFTING), becomes=S.DRAFTING, by=OFFICE, clauses=("CW-6.2a", "CW-6.2b")
    ),
    "submit_minutes": Step(
        label="纪要送审",
        after=states(S.DRAFTING),
        becomes=S.IN_REVIEW,
        by=OFFICE,
        rules=(rules.every_topic_heard_is_in_the_minutes, rules.every_decision_names_who_answers_until_when),
        clauses=("CW-6.2a", "CW-6.2b", "BG-6", "ZT-5.1", "ZT-5.2"),
    ),
    "sign_minutes": Step(
        label="审签纪要",
        after=states(S.IN_REVIEW),
        becomes=_after_a_signature,
        by=SIGNERS,
        rules=(
            rules.signer_is_the_one_named,
            rules.signing_chain_is_kept,
            rules.nobody_signs_two_steps,
            rules.countersignatures_come_before_the_signature,
            rules.substitute_countersigns_what_he_heard,
        ),
        clauses=("CW-6.2c", "GZ-19.1", "GZ-19.2", "BG-6", "ZT-5.1", "ZT-5.2"),
    ),
    "sign_for_the_county_head": Step(
        label="受县长委托签发", after=states(S.IN_REVIEW), becomes=S.SIGNED, clauses=("GZ-5", "GZ-19.1")
    ),
    "register_minutes": Step(
        label="登记线下印发的纪要", after=states(S.DRAFTING), becomes=S.SIGNED, clauses=("CW-6.2c", "BG-6", "ZT-5.1")
    ),
    "return_minutes": Step(
        label="退回修改",
        after=states(S.IN_REVIEW),
        becomes=S.DRAFTING,
        by=SIGNERS,
        rules=(
            rules.signer_is_the_one_named,
            rules.signing_chain_is_kept,
            rules.countersignatures_come_before_the_signature,
        ),
        clauses=("CW-6.2c", "BG-6", "ZT-5.1", "ZT-5.2"),
        needs_reason=True,
    ),
    "recall_minutes": Step(
        label="成文失败，退回修改",
        after=states(S.SIGNED),
        becomes=S.DRAFTING,
        by=(DIRECTOR,),
        clauses=("CW-6.2c",),
        needs_reason=True,
    ),
    "issue_minutes": Step(label="纪要印发", after=states(S.SIGNED), becomes=S.ISSUED, clauses=("CW-6.2c",)),
    "archive_minutes": Step(label="纪要归档", after=states(S.ISSUED), becomes=S.ARCHIVED, clauses=("CW-6.2c",)),
}
