"""The way of minutes from the draft to the issued paper: read this table first."""

from services.kernel.lifecycle import Step, states, stays
from services.kernel.rules import Case
from services.meetings.minutes import rules
from services.meetings.minutes.chain import SIGNATURES, SIGNERS
from services.meetings.minutes.correction import rules as correction
from services.meetings.minutes.model import OUT, Minutes
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
        rules=(
            correction.what_the_party_agreed_to_is_not_reworded_alone,
            rules.signers_hold_their_posts,
            rules.every_topic_heard_is_in_the_minutes,
            rules.the_draft_carries_no_former_wording,
            rules.every_decision_names_who_answers_until_when,
            correction.a_correction_changes_something,
            correction.decisions_are_corrected_as_they_stand,
        ),
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
            rules.who_signs_for_the_county_head_countersigns_last,
        ),
        clauses=("CW-6.2c", "GZ-19.1", "GZ-19.2", "BG-6", "ZT-5.1", "ZT-5.2"),
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
    "correct_minutes": Step(  # what is issued stays as it is; a later paper corrects it (spec 06, 6.2.7)
        label="更正纪要",
        after=states(*OUT),
        becomes=stays,
        by=OFFICE,
        rules=(correction.the_last_word_is_corrected_and_once_at_a_time,),
        clauses=("CW-6.2b", "CW-6.2c"),
        needs_reason=True,
    ),
    "attach_minutes_scan": Step(
        label="存入签字件扫描",
        after=states(S.SIGNED, S.ISSUED, S.ARCHIVED),
        becomes=stays,
        by=OFFICE,
        clauses=("GZ-19", "CW-6.2c"),
    ),
    "edit_minutes_correction": Step(
        label="更正议定事项",
        after=states(S.DRAFTING),
        becomes=S.DRAFTING,
        by=OFFICE,
        rules=(correction.it_is_a_correction,),
        clauses=("CW-6.2b",),
    ),
    "withdraw_minutes_correction": Step(
        label="撤回更正",
        after=states(S.DRAFTING),
        becomes=S.WITHDRAWN,
        by=OFFICE,
        rules=(correction.it_is_a_correction,),
        clauses=("CW-6.2c",),
        needs_reason=True,
    ),
}

# What follows by itself, no action of its own: 签发 with the signature before it by the one to whom it is delegated
# (AMB-31), that nobody waits for a signer who has left his post, that a draft goes back when a decision has changed.
FOLLOWING: dict[str, Step[Minutes]] = {
    "sign_for_the_county_head": Step(
        label="受县长委托签发", after=states(S.IN_REVIEW), becomes=S.SIGNED, by=SIGNATURES, clauses=("GZ-5", "GZ-19.1")
    ),
    "release_signers": Step(
        label="签批人离任，不再签批",
        after=states(S.IN_REVIEW),
        becomes=S.IN_REVIEW,
        rules=(rules.signers_hold_their_posts,),
        clauses=("GZ-19.2", "BG-6"),
    ),
    "send_back": Step(
        label="议定事项已变化，退回修改", after=states(S.IN_REVIEW), becomes=S.DRAFTING, clauses=("GZ-3", "CW-6.2b")
    ),
}
