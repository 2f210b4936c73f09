"""Who may sign in and out, and a leave's way to its answer: read these tables first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states, stays
from services.meetings.attendance import rules
from services.meetings.attendance.model import LeaveState, MeetingLeave
from services.meetings.rights import OFFICE
from services.meetings.sittings.model import Meeting, MeetingState

HELD = states(MeetingState.NOTIFIED, MeetingState.IN_SESSION)

DOOR: dict[str, Step[Meeting]] = {
    "sign_in": Step(
        label="登记签到",
        after=HELD,
        becomes=stays,
        by=OFFICE,
        rules=(rules.only_those_on_the_list_sign_in,),
        clauses=("CW-5.1", "CW-5.3"),
        registrable=True,
    ),
    "sign_out": Step(label="登记签退", after=HELD, becomes=stays, by=OFFICE, clauses=("CW-5.1",), registrable=True),
    "mark_leaving": Step(
        label="登记中途离场",
        after=states(MeetingState.IN_SESSION),
        becomes=stays,
        by=OFFICE,
        rules=(rules.nobody_leaves_midway,),
        clauses=("CW-5.3",),
    ),
    "register_substitute": Step(
        label="登记代会",
        after=states(MeetingState.IN_SESSION, MeetingState.CONCLUDED),
        becomes=stays,
        by=OFFICE,
        rules=(rules.who_has_come_needs_no_substitute, rules.substitutes_are_entered_while_the_meeting_sits),
        clauses=("GZ-18.2", "CW-4.5", "CW-5.3"),
        registrable=True,
    ),
}

# He himself; for a guest without an account the office, which was told (AMB-03, AMB-48).
SELF = (
    *(Right[MeetingLeave](post, person=lambda leave: leave.person_id) for post in PostCode),
    *(Right[MeetingLeave](right.post, when=lambda leave: leave.person_id is None) for right in OFFICE),
)
APPROVERS = (
    Right[MeetingLeave](
        PostCode.COUNTY_HEAD, delegable=DelegationScope.PRESIDE, when=lambda leave: leave.to_county_head
    ),
    Right[MeetingLeave](
        PostCode.OFFICE_DIRECTOR,
        delegable=DelegationScope.OFFICE_DIRECTION,
        when=lambda leave: not leave.to_county_head,
    ),
)

LEAVE: dict[str, Step[MeetingLeave]] = {
    "request_meeting_leave": Step(
        label="请假",
        after=states(LeaveState.SUBMITTED),
        becomes=LeaveState.SUBMITTED,
        by=SELF,
        rules=(rules.county_head_delegates_or_postpones, rules.leave_is_asked_for_before_the_meeting),
        clauses=("CW-4.5", "GZ-18.1", "GZ-18.2"),
        registrable=True,
    ),
    "approve_meeting_leave": Step(
        label="批准请假",
        after=states(LeaveState.SUBMITTED),
        becomes=LeaveState.APPROVED,
        by=APPROVERS,
        rules=(rules.nobody_decides_his_own_leave,),
        clauses=("CW-4.5", "GZ-18.1", "GZ-18.2"),
        registrable=True,
    ),
    "reject_meeting_leave": Step(
        label="不批准请假",
        after=states(LeaveState.SUBMITTED),
        becomes=LeaveState.REJECTED,
        by=APPROVERS,
        rules=(rules.nobody_decides_his_own_leave,),
        clauses=("CW-4.5", "GZ-18.1", "GZ-18.2"),
        needs_reason=True,
        registrable=True,
    ),
    "withdraw_meeting_leave": Step(
        label="撤回请假",
        after=states(LeaveState.SUBMITTED),
        becomes=LeaveState.WITHDRAWN,
        by=SELF,
        clauses=("GZ-18.1", "GZ-18.2"),
    ),
    "lapse_meeting_leave": Step(
        label="请假随会议推迟、取消失效",
        after=states(LeaveState.SUBMITTED, LeaveState.APPROVED),
        becomes=LeaveState.LAPSED,
        clauses=("CW-4.5", "GZ-18.1", "GZ-18.2"),
    ),
}
