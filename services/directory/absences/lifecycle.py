"""An absence's way from the application to the return: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.directory.absences import rules
from services.directory.absences.model import Absence
from services.directory.absences.model import AbsenceState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states

# Whose absences GZ-28.2 speaks of: members of the government and heads of bodies.
LEADERS = (
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.DEPUTY_HEAD,
    PostCode.PARTY_GROUP_MEMBER,
    PostCode.PARK_PARTY_SECRETARY,
    PostCode.PARK_DIRECTOR,
    PostCode.OFFICE_DIRECTOR,
)
ABSENTEES = (PostCode.COUNTY_HEAD, *LEADERS, PostCode.DEPUTY_DIRECTOR, PostCode.UNIT_HEAD)

HIMSELF = tuple(Right[Absence](post, person=lambda a: a.person_id) for post in ABSENTEES)
APPROVER = (
    Right[Absence](
        PostCode.COUNTY_HEAD,
        when=lambda a: a.approver_post is PostCode.COUNTY_HEAD,
        delegable=DelegationScope.PRESIDE,
    ),
    Right[Absence](PostCode.EXECUTIVE_DEPUTY_HEAD, when=lambda a: a.approver_post is PostCode.EXECUTIVE_DEPUTY_HEAD),
    Right[Absence](
        PostCode.OFFICE_DIRECTOR,
        when=lambda a: a.approver_post is PostCode.OFFICE_DIRECTOR,
        delegable=DelegationScope.OFFICE_DIRECTION,
    ),
)
OFFICE = (Right[Absence](PostCode.OFFICE_DIRECTOR), Right[Absence](PostCode.OFFICE_CLERK))

ABSENCE: dict[str, Step[Absence]] = {
    "apply_for_absence": Step(
        label="提出外出、休假申请",
        after=states(S.NEW),
        becomes=S.APPLIED,
        by=HIMSELF,
        rules=(rules.an_absence_has_a_window_and_a_reason,),
        clauses=("GZ-28.2",),
        registrable=True,
    ),
    "approve_absence": Step(
        label="批准外出、休假",
        after=states(S.APPLIED),
        becomes=S.APPROVED,
        by=APPROVER,
        rules=(rules.nobody_approves_his_own_absence, rules.the_county_heads_absence_cites_its_approval),
        clauses=("GZ-28.2", "GZ-6.2"),
        registrable=True,
    ),
    "reject_absence": Step(
        label="不批准外出、休假",
        after=states(S.APPLIED),
        becomes=S.REJECTED,
        by=APPROVER,
        rules=(rules.nobody_approves_his_own_absence,),
        clauses=("GZ-28.2",),
        needs_reason=True,
    ),
    "withdraw_absence": Step(
        label="撤回申请", after=states(S.APPLIED), becomes=S.WITHDRAWN, by=HIMSELF, clauses=("GZ-28.2",)
    ),
    "pass_absence": Step(label="外出、休假到期", after=states(S.APPROVED), becomes=S.OVER, clauses=("GZ-28.2",)),
    "end_absence": Step(
        label="销假",
        after=states(S.APPROVED, S.OVER),
        becomes=S.ENDED,
        by=(*HIMSELF, *OFFICE),
        rules=(rules.the_return_lies_within_the_absence,),
        clauses=("GZ-28.2", "GZ-6.2"),
    ),
}
