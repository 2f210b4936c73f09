"""A paper's way from the proposal to the archive: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.documents.papers import rules
from services.documents.papers.model import OfficialPaper as P
from services.documents.papers.model import PaperOpinion
from services.documents.papers.model import PaperState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case

CLERK = Right[P](PostCode.OFFICE_CLERK)
DIRECTOR = Right[P](PostCode.OFFICE_DIRECTOR)
DEPUTY_DIRECTOR = Right[P](PostCode.DEPUTY_DIRECTOR)
UNIT_HEAD = Right[P](PostCode.UNIT_HEAD, of=lambda paper: paper.unit_id)
UNIT_CLERK = Right[P](PostCode.UNIT_CLERK, of=lambda paper: paper.unit_id)
AFFECTED_HEAD = Right[P](PostCode.UNIT_HEAD, of=lambda paper: paper.affected_unit_ids)
IN_CHARGE = (
    Right[P](PostCode.DEPUTY_HEAD, in_charge_of=lambda paper: paper.unit_id, substitutable=True),
    Right[P](PostCode.COUNTY_HEAD, in_charge_of=lambda paper: paper.unit_id),
)
SIGNERS = (
    Right[P](PostCode.COUNTY_HEAD, delegable=DelegationScope.SIGN, when=rules.of_the_county),
    Right[P](PostCode.OFFICE_DIRECTOR),
    Right[P](PostCode.COUNTY_HEAD),
    Right[P](PostCode.DEPUTY_HEAD),  # told by the rule that he is not the signer
)

AFTER_OPINION = {
    PaperOpinion.AGREED: S.SIGNED,
    PaperOpinion.CIRCLED: S.SIGNED,
    PaperOpinion.NOT_AGREED: S.REFUSED,
    PaperOpinion.REVISE: S.RETURNED,
    PaperOpinion.TRANSFERRED: S.RETURNED,
}


def _after_opinion(case: Case[P]) -> S:
    return AFTER_OPINION.get(case.given.opinion, case.subject.state)


def _unmoved(case: Case[P]) -> S:
    return case.subject.state


PAPER: dict[str, Step[P]] = {
    "admit_paper": Step(
        "发文立项",
        after=states(S.PROPOSED),
        becomes=S.ADMITTED,
        by=(CLERK, DIRECTOR),
        rules=(rules.paper_is_needed,),
        clauses=("GZ-22.1",),
    ),
    "refuse_paper": Step(
        "不发文",
        after=states(S.PROPOSED, S.DRAFTED, S.UNIT_HEAD_SIGNED, S.ACCEPTED, S.EDITED),
        becomes=S.REFUSED,
        by=(CLERK, DIRECTOR),
        clauses=("GZ-22.1",),
        needs_reason=True,
    ),
    "draft_paper": Step(
        "拟稿",
        after=states(S.ADMITTED, S.DRAFTED, S.RETURNED),
        becomes=S.DRAFTED,
        by=(UNIT_CLERK, UNIT_HEAD, CLERK),
        rules=(rules.what_is_not_public_says_why, rules.paper_is_not_classified),
        clauses=("GZ-21.2",),
    ),
    "approve_paper_draft": Step(
        "单位主要负责人审核把关",
        after=states(S.DRAFTED),
        becomes=S.UNIT_HEAD_SIGNED,
        by=(UNIT_HEAD,),
        clauses=("GZ-21.2",),
        registrable=True,
    ),
    "accept_paper": Step(
        "办公室收稿",
        after=states(S.DRAFTED, S.UNIT_HEAD_SIGNED),
        becomes=S.ACCEPTED,
        by=(CLERK, DIRECTOR),
        rules=(rules.unit_head_approved_the_draft,),
        clauses=("GZ-21.2",),
    ),
    "edit_paper": Step(
        "核稿",
        after=states(S.ACCEPTED),
        becomes=lambda case: S.COUNTERSIGNING if case.subject.affected_unit_ids else S.EDITED,
        by=(DEPUTY_DIRECTOR, CLERK),
        rules=(rules.what_is_not_public_says_why, rules.paper_is_not_classified),
        clauses=("GZ-21.1",),
    ),
    "countersign_paper": Step(
        "会签",
        after=states(S.COUNTERSIGNING),
        becomes=_unmoved,
        by=(AFFECTED_HEAD,),
        clauses=("GZ-21.3",),
        registrable=True,
    ),
    "coordinate_paper": Step(
        "协调会签分歧", after=states(S.COUNTERSIGNING), becomes=_unmoved, by=IN_CHARGE, clauses=("GZ-21.3",)
    ),
    "review_paper": Step(
        "分管副县长审核",
        after=states(S.EDITED, S.COUNTERSIGNING),
        becomes=_unmoved,
        by=IN_CHARGE,
        clauses=("GZ-21.1",),
        registrable=True,
    ),
    "sign_paper": Step(
        "签发",
        after=states(S.EDITED, S.COUNTERSIGNING),
        becomes=_after_opinion,
        by=SIGNERS,
        rules=(
            rules.party_committee_has_approved,
            rules.normative_paper_was_reviewed,
            rules.review_is_not_negative,
            rules.normative_paper_was_consulted_on,
            rules.consultation_has_ended,
            rules.consultation_was_long_enough,
            rules.signer_is_the_one_for_the_paper,
            rules.leader_in_charge_saw_the_offices_paper,
            rules.affected_units_countersigned,
            rules.signer_writes_an_explicit_opinion,
        ),
        clauses=("GZ-21.1", "GZ-23"),
    ),
    "return_paper": Step(
        "退回",
        after=states(S.DRAFTED, S.UNIT_HEAD_SIGNED, S.ACCEPTED, S.EDITED, S.COUNTERSIGNING),
        becomes=S.RETURNED,
        by=(CLERK, DIRECTOR, DEPUTY_DIRECTOR),
        clauses=("GZ-21.1",),
        needs_reason=True,
    ),
    "return_failed_paper": Step(
        "成文失败退回", after=states(S.SIGNED), becomes=S.RETURNED, by=(CLERK, DIRECTOR), clauses=("GZ-21.1",)
    ),
    "paper_issued": Step("印发", after=states(S.SIGNED), becomes=S.ISSUED, clauses=("GZ-21.1",)),
    "paper_archived": Step("归档", after=states(S.ISSUED), becomes=S.ARCHIVED, clauses=("GZ-21.1",)),
    "paper_voided": Step("作废", after=states(S.ISSUED), becomes=S.VOIDED, clauses=("GZ-21.1",)),
}
