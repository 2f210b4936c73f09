"""A study session's way from proposal to archive: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.learning.sessions import rules
from services.learning.sessions.model import SessionState as S
from services.learning.sessions.model import StudyLeave, StudySession
from services.learning.sessions.model import StudyLeaveState as L

OFFICE = (Right[StudySession](PostCode.OFFICE_CLERK), Right[StudySession](PostCode.OFFICE_DIRECTOR))
MAYOR = Right[StudySession](PostCode.COUNTY_HEAD, delegable=DelegationScope.PRESIDE)
HOSTED = rules.study_is_hosted_by_the_county_head_or_his_executive_deputy

SESSION: dict[str, Step[StudySession]] = {
    "propose_session": Step(
        "报县长确定", states(S.DRAFT), S.PROPOSED, OFFICE, (HOSTED,), ("XX-4.2",), registrable=True
    ),
    "confirm_session": Step(
        "确定学习时间和内容", states(S.PROPOSED), S.CONFIRMED, (MAYOR,), (HOSTED,), ("XX-4.2",), registrable=True
    ),
    "notify_session": Step(
        "发出学习通知",
        states(S.DRAFT, S.PROPOSED, S.CONFIRMED),
        S.NOTIFIED,
        OFFICE,
        (rules.study_is_confirmed_before_it_is_announced,),
        ("XX-4.2", "XX-3"),
        registrable=True,
    ),
    "hold_session": Step("开展学习", states(S.NOTIFIED), S.HELD, OFFICE, (HOSTED,), ("XX-4.1",), registrable=True),
    "record_session": Step(
        "登记考勤和记录", states(S.NOTIFIED, S.HELD), lambda case: case.subject.state, OFFICE, clauses=("XX-5.4a",)
    ),
    "archive_session": Step(
        "归档",
        states(S.HELD),
        S.ARCHIVED,
        OFFICE,
        (rules.attendance_is_complete, rules.a_discussion_has_an_exchange),
        ("XX-5.4a",),
    ),
    "cancel_session": Step(
        "取消学习",
        states(S.DRAFT, S.PROPOSED, S.CONFIRMED, S.NOTIFIED),
        S.CANCELLED,
        (*OFFICE, MAYOR),
        needs_reason=True,
    ),
}

HOST = tuple(
    Right[StudyLeave](post, person=lambda leave: leave.host_id)
    for post in (PostCode.COUNTY_HEAD, PostCode.EXECUTIVE_DEPUTY_HEAD)
)

LEAVE: dict[str, Step[StudyLeave]] = {
    "approve_study_leave": Step("批准请假", states(L.SUBMITTED), L.APPROVED, HOST, clauses=("XX-5.4b",)),
    "reject_study_leave": Step("不批准请假", states(L.SUBMITTED), L.REJECTED, HOST, clauses=("XX-5.4b",)),
}
