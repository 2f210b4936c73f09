"""A plan's way from its draft to the year it governs: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.learning import PlanKind
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.learning.plans import rules
from services.learning.plans.model import PlanState as S
from services.learning.plans.model import StudyPlan


def is_study(plan: StudyPlan) -> bool:
    return plan.kind is PlanKind.STUDY


def is_law_study(plan: StudyPlan) -> bool:
    return plan.kind is PlanKind.LAW_STUDY


CLERK = Right[StudyPlan](PostCode.OFFICE_CLERK, when=is_study)
DIRECTOR = Right[StudyPlan](PostCode.OFFICE_DIRECTOR)
JUSTICE = Right[StudyPlan](PostCode.LEGALITY_REVIEWER, when=is_law_study)  # 县司法局 drafts; its own people alone
MAYOR = Right[StudyPlan](PostCode.COUNTY_HEAD, delegable=DelegationScope.PRESIDE)

QUOTAS = (
    rules.plan_covers_every_month,
    rules.law_plan_has_a_study_before_a_meeting_in_every_quarter,
    rules.law_plan_has_two_lectures,
)

PLAN: dict[str, Step[StudyPlan]] = {
    "revise_plan": Step("修改计划", states(S.DRAFT), S.DRAFT, (CLERK, DIRECTOR, JUSTICE)),
    "cosign_plan": Step(
        "政府办会同制定",
        states(S.DRAFT),
        S.COSIGNED,
        (Right(PostCode.OFFICE_DIRECTOR, when=is_law_study),),
        QUOTAS,
        ("XF-6",),
        registrable=True,
    ),
    "submit_plan": Step(
        "报县政府审定",
        states(S.DRAFT, S.COSIGNED),
        S.SUBMITTED,
        (CLERK, Right(PostCode.OFFICE_DIRECTOR, when=is_study), JUSTICE),
        (*QUOTAS, rules.law_plan_is_made_together_with_the_office),
        ("XX-4.3", "XF-6"),
        registrable=True,
    ),
    "return_plan": Step("退回修改", states(S.SUBMITTED), S.DRAFT, (MAYOR,), clauses=("XX-4.2",), needs_reason=True),
    "approve_plan": Step(
        "审定计划", states(S.SUBMITTED), S.APPROVED, (MAYOR,), clauses=("XX-4.2", "XF-6"), registrable=True
    ),
    "put_plan_in_force": Step("印发实施", states(S.APPROVED), S.IN_FORCE, clauses=("XF-6",)),
}
