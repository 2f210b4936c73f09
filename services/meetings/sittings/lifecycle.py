"""A meeting's way from plan to minutes, and a topic's way through it: read these tables first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states, stays
from services.kernel.rules import Case
from services.meetings.decisions import rules as decision_rules
from services.meetings.procedures import procedure
from services.meetings.rights import AGENDA_SIGNERS, CLERK, DIRECTOR, LEADERS, OFFICE
from services.meetings.sittings import rules
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.model import AgendaItemState as I
from services.meetings.sittings.model import MeetingState as S

HOST = tuple(Right[Meeting](post, person=lambda meeting: meeting.host_id) for post in LEADERS)
# 县长 settles what is heard (CW-3.5, BG-4), or the host himself where the table says so (ZT-4).
TOPIC_DECIDER = Right[Meeting](
    PostCode.COUNTY_HEAD,
    delegable=DelegationScope.DECIDE_TOPICS,
    when=lambda meeting: procedure(meeting.kind).settled_by_host is None,
)
DECIDING_HOST = tuple(
    Right[Meeting](
        post,
        person=lambda meeting: meeting.host_id,
        when=lambda meeting: procedure(meeting.kind).settled_by_host is not None,
    )
    for post in (PostCode.DEPUTY_HEAD, PostCode.COUNTY_HEAD)
)
COUNTY_HEAD_HIMSELF = Right[Meeting](PostCode.COUNTY_HEAD)
CONVENERS = (DIRECTOR, COUNTY_HEAD_HIMSELF, *HOST)


def _rescheduled(case: Case[Meeting]) -> S:
    """Who was notified must be notified anew; an indefinitely postponed meeting begins again."""
    return {S.NOTIFIED: S.AGENDA_ISSUED, S.POSTPONED: S.PLANNED}.get(case.subject.state, case.subject.state)


LISTED = (
    rules.topics_are_of_this_kind,
    rules.planned_report_is_short,
    rules.reporter_is_the_unit_head,
    rules.commissioned_matter_has_a_commissioned_meeting,
    rules.special_meeting_has_one_topic,
)
HOSTS = (
    rules.plenary_host_is_allowed,
    rules.mayor_meeting_host_is_allowed,
    rules.special_meeting_lies_in_the_portfolio,
    rules.standing_host_is_allowed,
    rules.special_meeting_host_is_allowed,
    rules.commission_is_on_record,
)
OUTCOMES = (decision_rules.major_matter_is_decided_where_it_may_be, decision_rules.funds_rest_on_authority)
OVER = states(S.CONCLUDED, S.MINUTES_ISSUED, S.ARCHIVED)  # the issue of the minutes does not wait for the record
BEFORE = states(S.PLANNED, S.AGENDA_ISSUED, S.NOTIFIED)

MEETING: dict[str, Step[Meeting]] = {
    "propose_arrangement": Step(
        label="提出议题安排意见",
        after=states(S.PLANNED),
        becomes=S.PLANNED,
        by=OFFICE,
        rules=LISTED,
        clauses=("CW-3.5",),
    ),
    "approve_arrangement": Step(
        label="审定议题安排",
        after=states(S.PLANNED),
        becomes=S.PLANNED,
        by=(TOPIC_DECIDER, *DECIDING_HOST),
        rules=(*LISTED, rules.mayor_meeting_has_one_topic),
        clauses=("CW-3.5", "BG-4"),
        registrable=True,
    ),
    "issue_agenda": Step(
        label="签发议题单",
        after=states(S.PLANNED),
        becomes=S.AGENDA_ISSUED,
        by=tuple(AGENDA_SIGNERS.values()),
        rules=(
            rules.agenda_is_signed_by_the_one_named,
            rules.arrangement_is_approved,
            *LISTED,
            rules.meeting_is_short,
        ),
        clauses=("CW-4.1",),
        registrable=True,
    ),
    "issue_supplement": Step(
        label="签发补充议题单",
        after=states(S.AGENDA_ISSUED, S.NOTIFIED, S.IN_SESSION),
        becomes=stays,
        by=(DIRECTOR, COUNTY_HEAD_HIMSELF),  # 县长: only he lets a second matter in (BG-5.1)
        rules=(
            *LISTED,
            rules.topic_is_not_impromptu,
            rules.topics_are_delivered_beforehand,
            rules.meeting_is_short,
            rules.mayor_meeting_has_one_topic,
        ),
        clauses=("CW-3.4b", "CW-4.1"),
    ),
    "take_off_topic": Step(
        label="从已签发的议题单移出议题",
        after=states(S.AGENDA_ISSUED, S.NOTIFIED),
        becomes=stays,
        by=(TOPIC_DECIDER, *DECIDING_HOST),
        clauses=("CW-3.5",),
        needs_reason=True,
    ),
    "notify_meeting": Step(
        label="发出会议通知",
        after=states(S.AGENDA_ISSUED, S.NOTIFIED),
        becomes=S.NOTIFIED,
        by=(DIRECTOR,),
        rules=(rules.invitations_are_as_many_as_asked,),
        clauses=("CW-4.2", "CW-4.3"),
        registrable=True,
    ),
    "register_phone_notice": Step(
        label="登记电话通知",
        after=states(S.AGENDA_ISSUED, S.NOTIFIED),
        becomes=stays,
        by=OFFICE,
        clauses=("CW-4.2",),
        registrable=True,
    ),
    "add_attendees": Step(
        label="增加参会人员",
        after=states(S.AGENDA_ISSUED, S.NOTIFIED, S.IN_SESSION),
        becomes=stays,
        by=OFFICE,
        clauses=("CW-1.1", "CW-4.3"),
    ),
    "remove_attendee": Step(
        label="移出列席、邀请人员",
        after=states(S.AGENDA_ISSUED),
        becomes=S.AGENDA_ISSUED,
        by=OFFICE,
        clauses=("CW-1.1", "CW-4.3"),
    ),
    "start_meeting": Step(
        label="开始会议",
        after=states(S.NOTIFIED),
        becomes=S.IN_SESSION,
        by=(*OFFICE, *HOST),
        rules=(*HOSTS, rules.members_are_notified, rules.material_is_delivered, rules.members_have_come),
        clauses=("CW-1.2", "GZ-13", "GZ-14", "GZ-15", "GZ-16.1"),
        registrable=True,
    ),
    "conclude_meeting": Step(
        label="结束会议",
        after=states(S.IN_SESSION),
        becomes=S.CONCLUDED,
        by=OFFICE,
        rules=(
            rules.called_topics_are_decided,
            rules.meeting_was_short,
            rules.invited_guests_came,
            rules.deputy_director_attends,
            rules.heads_of_the_units_attend,
        ),
        clauses=("GZ-20.3", "CW-5.1", "CW-6.2a"),
        registrable=True,
    ),
    "finalize_record": Step(
        label="完成会议记录整理",
        after=OVER,
        becomes=stays,
        by=OFFICE,
        clauses=("CW-5.1", "CW-6.2a"),
        registrable=True,
    ),
    "review_record": Step(
        label="审核会议记录",
        after=OVER,
        becomes=stays,
        by=(DIRECTOR,),
        clauses=("CW-5.1", "CW-6.2a", "BG-6"),
        registrable=True,
    ),
    "draft_attendance_bulletin": Step(
        label="起草到会情况通报",
        after=states(S.CONCLUDED, S.MINUTES_ISSUED),
        becomes=stays,
        by=OFFICE,
        clauses=("GZ-18.1", "GZ-18.2", "CW-4.5", "CW-5.1"),
    ),
    "withdraw_attendance_bulletin": Step(
        label="撤回到会情况通报草稿",
        after=states(S.CONCLUDED, S.MINUTES_ISSUED),
        becomes=stays,
        by=OFFICE,
        clauses=("GZ-18.2",),
    ),
    "sign_attendance_bulletin": Step(
        label="签发到会情况通报",
        after=states(S.CONCLUDED, S.MINUTES_ISSUED),
        becomes=stays,
        by=(DIRECTOR,),
        clauses=("GZ-18.1", "GZ-18.2", "CW-4.5", "CW-5.1"),
    ),
    "name_recorder": Step(
        label="确定记录人",
        after=states(*BEFORE, S.POSTPONED, S.IN_SESSION),
        becomes=stays,
        by=OFFICE,
        clauses=("CW-5.1", "ZT-5.1"),
    ),
    "reschedule_meeting": Step(
        label="会议改期",
        after=states(S.PLANNED, S.AGENDA_ISSUED, S.NOTIFIED, S.POSTPONED),
        becomes=_rescheduled,
        by=CONVENERS,
        clauses=("CW-1.2",),
        needs_reason=True,
    ),
    "postpone_meeting": Step(
        label="推迟会议（日期另定）",
        after=BEFORE,
        becomes=S.POSTPONED,
        by=CONVENERS,
        clauses=("CW-1.2",),
        needs_reason=True,
    ),
    "cancel_meeting": Step(
        label="取消会议",
        after=states(*BEFORE, S.POSTPONED),
        becomes=S.CANCELLED,
        by=CONVENERS,
        clauses=("CW-1.2",),
        needs_reason=True,
    ),
    "register_held_meeting": Step(
        label="补登已召开的会议",
        after=states(S.PLANNED),
        becomes=S.CONCLUDED,
        by=(*OFFICE, *HOST),
        rules=(*HOSTS, rules.special_meeting_has_one_topic, rules.mayor_meeting_has_one_topic),
        clauses=("CW-1.2", "GZ-13", "GZ-14", "GZ-15", "GZ-16.1"),
        registrable=True,
    ),
    "issue_minutes": Step(label="纪要印发", after=states(S.CONCLUDED), becomes=S.MINUTES_ISSUED, clauses=("CW-6.2c",)),
    "archive_meeting": Step(label="会议归档", after=states(S.MINUTES_ISSUED), becomes=S.ARCHIVED, clauses=("CW-6.2c",)),
}

UNIT = tuple(
    Right[AgendaItem](post, of=lambda item: item.unit_id) for post in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
)

AGENDA_ITEM: dict[str, Step[AgendaItem]] = {
    "finalize": Step(label="列入议题单", after=states(I.PROPOSED), becomes=I.FINALIZED, clauses=("CW-3.5",)),
    "remove": Step(label="移出安排", after=states(I.PROPOSED, I.FINALIZED), becomes=I.REMOVED, clauses=("CW-3.5",)),
    "defer": Step(
        label="本次会议不研究",
        after=states(I.PROPOSED, I.FINALIZED, I.CALLED),
        becomes=I.DEFERRED,
        clauses=("CW-3.3d", "CW-5.2b"),
    ),
    "deliver_material": Step(
        label="送交会议材料",
        after=states(I.FINALIZED),
        becomes=I.FINALIZED,
        by=(*OFFICE, *UNIT),
        rules=(rules.material_comes_before_the_meeting, rules.material_is_in_time),
        clauses=("CW-4.4a", "GZ-17.3"),
        registrable=True,
    ),
    "return_material": Step(
        label="退回会议材料",
        after=states(I.FINALIZED),
        becomes=I.FINALIZED,
        by=OFFICE,
        rules=(rules.material_comes_before_the_meeting, rules.material_that_goes_back_was_delivered),
        clauses=("CW-4.4b",),
        registrable=True,
    ),
    "keep_late_topic": Step(
        label="同意材料迟交的议题上会",
        after=states(I.FINALIZED),
        becomes=I.FINALIZED,
        by=(Right[AgendaItem](PostCode.COUNTY_HEAD, delegable=DelegationScope.DECIDE_TOPICS),),
        clauses=("CW-4.4a",),
        needs_reason=True,
        registrable=True,
    ),
    "call_topic": Step(
        label="提请审议",
        after=states(I.FINALIZED, I.DEFERRED),
        becomes=I.CALLED,
        by=OFFICE,
        rules=(rules.topic_of_an_absent_head_is_not_heard, rules.deputys_report_is_on_record),
        clauses=("CW-5.1", "CW-5.2a", "CW-5.2b", "BG-5.1"),
        registrable=True,
    ),
    "start_report": Step(
        label="开始汇报",
        after=states(I.CALLED),
        becomes=I.CALLED,
        by=OFFICE,
        rules=(rules.report_is_clocked_once,),
        clauses=("GZ-17.4", "CW-5.2a"),
        registrable=True,
    ),
    "end_report": Step(
        label="结束汇报",
        after=states(I.CALLED),
        becomes=I.CALLED,
        by=OFFICE,
        rules=(rules.report_was_short,),
        clauses=("GZ-17.4", "CW-5.2a"),
        registrable=True,
    ),
    "record_statement": Step(
        label="记录发言",
        after=states(I.FINALIZED, I.CALLED, I.DECIDED),
        becomes=stays,
        by=(CLERK,),
        rules=(rules.reviewed_record_stays_as_it_is,),
        clauses=("CW-5.1", "GZ-18.1"),
        registrable=True,
    ),
    "record_outcome": Step(
        label="记录议决结果",
        after=states(I.CALLED),
        becomes=I.DECIDED,
        by=OFFICE,
        rules=(
            *OUTCOMES,
            decision_rules.majority_is_stated_with_a_major_decision,
            decision_rules.host_speaks_last_on_a_major_decision,
            decision_rules.opinions_were_heard,
        ),
        clauses=("CW-5.1", "GZ-4", "GZ-9.1", "GZ-16.2", "BG-5.2"),
        registrable=True,
    ),
}
