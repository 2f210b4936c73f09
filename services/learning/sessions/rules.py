"""Rules for study sessions, in the order of 《党组学习制度》."""

from dataclasses import dataclass
from datetime import datetime

from services.contracts import refusals
from services.contracts.words.directory import PostCode
from services.contracts.words.learning import StudyForm
from services.kernel.rules import Case, rule
from services.learning.sessions.model import SessionState, StudyLeave, StudySession

HOSTS = (PostCode.COUNTY_HEAD, PostCode.EXECUTIVE_DEPUTY_HEAD)
WITH_EXCHANGE = (StudyForm.EXCHANGE, StudyForm.SEMINAR)


@dataclass(frozen=True)
class Recorded:
    """What was recorded of a session, loaded for the rules of archiving."""

    unrecorded: int
    exchanges: int


@dataclass(frozen=True)
class LeaveFrom:
    """The session a leave is asked of."""

    starts_at: datetime


@rule(refusals.HOST_NOT_ALLOWED, "XX-4.1", "集中学习由县长或常务副县长主持", path=("hostId",))
def study_is_hosted_by_the_county_head_or_his_executive_deputy(case: Case[StudySession]) -> bool:
    """县长 or 常务副县长 presides; no 委托 is needed."""
    view = case.act.roster.as_of(case.subject.starts_at.astimezone(case.at.tzinfo).date())
    return any(view.holds(case.subject.host_id, post) for post in HOSTS)


@rule(refusals.NOT_CONFIRMED, "XX-4.2", "报县长确定", bar=True)
def study_is_confirmed_before_it_is_announced(case: Case[StudySession]) -> bool:
    """Time and content are confirmed by 县长 before anybody is told."""
    return case.subject.state is SessionState.CONFIRMED


@rule(refusals.ATTENDANCE_INCOMPLETE, "XX-5.4a", "集中学习有考勤")
def attendance_is_complete(case: Case[StudySession]) -> bool:
    """Everyone on the roster has an attendance mark."""
    recorded: Recorded = case.given
    return recorded.unrecorded == 0


@rule(refusals.EXCHANGE_MISSING, "XX-5.4a", "集体研讨有交流")
def a_discussion_has_an_exchange(case: Case[StudySession]) -> bool:
    """A seminar or exchange has at least one recorded contribution."""
    recorded: Recorded = case.given
    return case.subject.form not in WITH_EXCHANGE or recorded.exchanges > 0


@rule(refusals.LEAVE_TOO_LATE, "XX-5.4b", "须事先向主持人请假")
def leave_is_asked_before_the_study_begins(case: Case[StudyLeave]) -> bool:
    """Leave is asked of the host before the start."""
    session: LeaveFrom = case.given
    return case.at < session.starts_at
