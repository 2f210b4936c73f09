"""Rules of procedure for county-wide meetings, in the order of the regulations."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts import refusals
from services.contracts.words.directory import PostCode
from services.kernel.refusals import CHAIN_ORDER
from services.kernel.roster import Person, RosterView
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.countywide.limits import LIMITS
from services.meetings.countywide.model import CountyWideMeeting, CountyWideState

HOUR = 60


@dataclass(frozen=True)
class YearSoFar:
    """How many of the year's meetings of the unit stand beside this one: asked for, and let through."""

    asked: int = 0
    passed: int = 0


def leader_in_charge(view: RosterView, meeting: CountyWideMeeting) -> Person | None:
    """分管领导 of the unit, or of the body that answers for it; None when nobody but 县长 is in charge."""
    leader = view.leader_of_unit(meeting.unit_id) or view.leader_of_unit(meeting.counted_unit_id)
    return None if leader is None or view.holds(leader.id, PostCode.COUNTY_HEAD) else leader


def _is_within_the_year(case: Case[CountyWideMeeting], others: int) -> bool:
    return not LIMITS[case.subject.kind].counted or others < case.act.policies.number("dept_meetings_per_year")


def _year(case: Case[CountyWideMeeting]) -> YearSoFar:
    return case.given if isinstance(case.given, YearSoFar) else YearSoFar()


@rule_each(CHAIN_ORDER, "GZ-20.1", "严格控制以县政府名义召开的全县性会议")
def leader_in_charge_reviews_first(case: Case[CountyWideMeeting]) -> Iterator[str]:
    """县长 decides after the leader in charge of the unit, unless he is in charge himself."""
    leader = leader_in_charge(case.act.view, case.subject)
    if case.subject.state is CountyWideState.APPLIED and leader is not None:
        yield f"分管领导{leader.name}"


@rule(refusals.DEPT_MEETING_QUOTA, "GZ-20.2", "原则上每年只召开1次", path=("application", "exceptionReason"))
def further_meeting_is_asked_for_as_an_exception(case: Case[CountyWideMeeting]) -> bool:
    """A department that has asked for its meeting of the year says why it needs another."""
    return bool(case.subject.exception_reason.strip()) or _is_within_the_year(case, _year(case).asked)


@rule(
    refusals.DEPT_MEETING_QUOTA,
    "GZ-20.2",
    "县政府各部门召开的全县性业务工作会议，原则上每年只召开1次",
    severity=Severity.DISPENSABLE,
    dispensable_by="DEPUTY_HEAD",
)
def department_meets_once_a_year(case: Case[CountyWideMeeting]) -> bool:
    """A department holds one county-wide meeting a year; the leader in charge may allow another with his reason."""
    in_charge = leader_in_charge(case.act.view, case.subject)
    return in_charge is None or _is_within_the_year(case, _year(case).passed)


@rule(
    refusals.DEPT_MEETING_QUOTA,
    "GZ-20.2",
    "县政府各部门召开的全县性业务工作会议，原则上每年只召开1次",
    severity=Severity.DISPENSABLE,
    dispensable_by="COUNTY_HEAD",
)
def department_of_the_county_head_meets_once_a_year(case: Case[CountyWideMeeting]) -> bool:
    """The same for a department that 县长 is in charge of himself: he may allow another with his reason."""
    in_charge = leader_in_charge(case.act.view, case.subject)
    return in_charge is not None or _is_within_the_year(case, _year(case).passed)


@rule(refusals.HALF_DAY_LIMIT, "GZ-20.2", "时间不超过半天", path=("application", "plannedMinutes"))
def department_meeting_is_planned_for_half_a_day(case: Case[CountyWideMeeting]) -> bool:
    """A department's county-wide meeting is planned for half a day at most."""
    limit = case.act.policies.number("half_day_h") * HOUR
    return not LIMITS[case.subject.kind].half_a_day or case.subject.planned_minutes <= limit


@rule(refusals.HALF_DAY_LIMIT, "GZ-20.2", "时间不超过半天", severity=Severity.ADVISORY)
def department_meeting_kept_to_half_a_day(case: Case[CountyWideMeeting]) -> bool:
    """A department's county-wide meeting that took longer than half a day is put on record."""
    return not took_over_half_a_day(case)


@rule_each(
    refusals.MEETING_OVER_90MIN,
    "GZ-20.3",
    "除全县综合性会议外，其他会议控制在90分钟以内",
    severity=Severity.ADVISORY,
    acknowledge=True,
    path=("application", "plannedMinutes"),
)
def county_wide_meeting_is_planned_short(case: Case[CountyWideMeeting]) -> Iterator[str]:
    """Who asks for more than ninety minutes, and who allows it, has seen the limit (AMB-16)."""
    planned = case.subject.planned_minutes
    if LIMITS[case.subject.kind].short and planned > case.act.policies.number("meeting_limit_min"):
        yield str(planned)


@rule_each(
    refusals.MEETING_TOOK_OVER_90MIN,
    "GZ-20.3",
    "除全县综合性会议外，其他会议控制在90分钟以内",
    severity=Severity.ADVISORY,
)
def county_wide_meeting_was_short(case: Case[CountyWideMeeting]) -> Iterator[str]:
    """A county-wide meeting that really took more than ninety minutes is put on record."""
    if took_over_the_limit(case):
        yield str(case.subject.actual_minutes)


def took_over_the_limit(case: Case[CountyWideMeeting]) -> bool:
    """Did it take more than the ninety minutes that bind it (超时会议)?"""
    taken = case.subject.actual_minutes or 0
    return LIMITS[case.subject.kind].short and taken > case.act.policies.number("meeting_limit_min")


def took_over_half_a_day(case: Case[CountyWideMeeting]) -> bool:
    """Did it take more than the half day that binds it?"""
    taken = case.subject.actual_minutes or 0
    return LIMITS[case.subject.kind].half_a_day and taken > case.act.policies.number("half_day_h") * HOUR
