"""Rules for yearly plans."""

from collections.abc import Iterator
from datetime import date

from services.contracts import refusals
from services.contracts.words.learning import LawStudyKind, PlanKind
from services.kernel.refusals import CHAIN_ORDER
from services.kernel.rules import Case, rule, rule_each
from services.learning.duties import periods
from services.learning.plans.model import PlanState, StudyPlan

LECTURES_A_YEAR = 2


@rule_each(refusals.PLAN_MONTH_EMPTY, "XX-2.1", "集中学习每月不少于1次", path=("entries",))
def plan_covers_every_month(case: Case[StudyPlan]) -> Iterator[str]:
    """A yearly study plan has a session in every month that is judged."""
    plan = case.subject
    if plan.kind is not PlanKind.STUDY:
        return
    planned = {entry.month for entry in plan.entries}
    for number in range(1, 13):
        if number not in planned and periods.month(date(plan.year, number, 1)).is_judged:
            yield str(number)


@rule(refusals.PLAN_BELOW_QUOTA, "XF-3.2", "县政府常务会议每季度安排1次会前学法", path=("entries",))
def law_plan_has_a_study_before_a_meeting_in_every_quarter(case: Case[StudyPlan]) -> bool:
    """A law-study plan has one 会前学法 in each quarter."""
    plan = case.subject
    held = {e.quarter for e in plan.entries if e.law_study_kind is LawStudyKind.PRE_MEETING}
    return plan.kind is not PlanKind.LAW_STUDY or held >= {1, 2, 3, 4}


@rule(refusals.PLAN_BELOW_QUOTA, "XF-3.3", "每年至少举办2次", path=("entries",))
def law_plan_has_two_lectures(case: Case[StudyPlan]) -> bool:
    """A law-study plan has at least two 专题学法."""
    plan = case.subject
    lectures = [e for e in plan.entries if e.law_study_kind is LawStudyKind.LECTURE]
    return plan.kind is not PlanKind.LAW_STUDY or len(lectures) >= LECTURES_A_YEAR


@rule_each(CHAIN_ORDER, "XF-6", "学法计划由县司法局会同县政府办制定")
def law_plan_is_made_together_with_the_office(case: Case[StudyPlan]) -> Iterator[str]:
    """A law-study plan is co-signed by 县政府办 before it is submitted."""
    if case.subject.kind is PlanKind.LAW_STUDY and case.subject.state is not PlanState.COSIGNED:
        yield "县政府办公室主任"
