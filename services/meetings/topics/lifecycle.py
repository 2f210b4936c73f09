"""A topic's way to the meeting: read this table first.

Gates that not every kind of meeting has are told by `procedures.py`; `steps_of` leaves out the others.
"""

from uuid import UUID

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.meetings import DeferralReason
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states, stays
from services.kernel.refusals import Violation
from services.kernel.rules import Case, judge
from services.meetings.procedures import PROCEDURES, procedure
from services.meetings.rights import DIRECTOR, LEADERS, OFFICE
from services.meetings.topics import rules
from services.meetings.topics.groundwork import rules as groundwork
from services.meetings.topics.groundwork.kinds import ASKED
from services.meetings.topics.model import Topic
from services.meetings.topics.model import TopicState as S
from services.meetings.topics.opinions.course import by_opinion, onward

ON_ITS_WAY = states(
    S.DRAFT,
    S.UNIT_HEAD_SIGNED,
    S.PROPOSED,
    S.REVIEWED,
    S.OPINION_GIVEN,
    S.ACCEPTED,
    S.BACKLOG,
    S.NOTICED,
    S.SUBMITTED,
    S.RETURNED,
    S.PASSED,
)
SIGNED_ON_ITS_WAY = ON_ITS_WAY - {S.DRAFT}
ON_AN_AGENDA = states(S.ARRANGED, S.FINALIZED, S.CALLED)
PREPARED = ON_ITS_WAY | states(S.ARRANGED, S.FINALIZED)  # a flag set late asks for its groundwork late
NEW_PREPARATION = (
    DeferralReason.MATERIAL_LATE,
    DeferralReason.MATERIAL_RETURNED,
    DeferralReason.URGENT_MATERIAL_LATE,
    DeferralReason.RECONSIDER,
)


def _unit(topic: Topic) -> UUID:
    return topic.unit_id


def _is_settled(topic: Topic) -> bool:
    """Whoever let it in has decided already that it is heard."""
    return procedure(topic.kind).path.arranged_by is None


UNIT_HEAD = Right[Topic](PostCode.UNIT_HEAD, of=_unit)
UNIT_CLERK = Right[Topic](PostCode.UNIT_CLERK, of=_unit)
UNIT = (UNIT_CLERK, UNIT_HEAD)
INVOLVED_HEAD = Right[Topic](PostCode.UNIT_HEAD, of=lambda topic: topic.involved_unit_ids)
LEADER_IN_CHARGE = Right[Topic](PostCode.DEPUTY_HEAD, in_charge_of=_unit, substitutable=True)
COUNTY_HEAD = Right[Topic](PostCode.COUNTY_HEAD, delegable=DelegationScope.DECIDE_TOPICS)
COUNTY_HEAD_HIMSELF = Right[Topic](PostCode.COUNTY_HEAD)
LEADERS_INVOLVED = Right[Topic](
    PostCode.DEPUTY_HEAD, in_charge_of=lambda topic: (topic.unit_id, *topic.involved_unit_ids), substitutable=True
)
ANY_MEMBER = (*(Right[Topic](post) for post in LEADERS), Right[Topic](PostCode.OFFICE_DIRECTOR))
AUTHOR = (*UNIT, *(Right[Topic](right.post, person=lambda topic: topic.drafted_by) for right in ANY_MEMBER))
HOSTS = (
    LEADER_IN_CHARGE,
    Right[Topic](PostCode.DEPUTY_HEAD, person=lambda topic: topic.host_id),
    Right[Topic](PostCode.COUNTY_HEAD, in_charge_of=_unit),
)
FINALIZERS = (
    COUNTY_HEAD,
    *(
        Right[Topic](post, when=_is_settled)
        for post in (PostCode.OFFICE_CLERK, PostCode.OFFICE_DIRECTOR, PostCode.DEPUTY_HEAD)
    ),
)
IN_THE_ROOM = (*OFFICE, COUNTY_HEAD_HIMSELF, Right[Topic](PostCode.DEPUTY_HEAD))

CONTENT = (rules.topic_is_not_classified, rules.scope_is_chosen_by_the_one_it_names)
SCOPE = (rules.topic_names_its_scope, rules.scope_is_explained, rules.major_matter_goes_to_a_deciding_meeting)
EXCLUSIONS = (rules.matter_exceeds_a_deputys_power, rules.matter_is_not_of_establishment)
GROUNDWORK = (
    groundwork.decision_steps_are_complete,
    groundwork.illegal_decision_goes_no_further_without_the_county_head,
    groundwork.legality_review_had_its_time,
    groundwork.changed_decision_was_evaluated,
    groundwork.feasibility_was_assessed,
    groundwork.departments_were_consulted,
    groundwork.towns_were_asked,
    groundwork.stability_was_assessed,
    groundwork.legality_was_reviewed,
    groundwork.illegal_document_is_not_heard,
    groundwork.draft_was_opened_to_the_public,
    groundwork.consultation_was_long_enough,
    groundwork.consultation_has_ended,
    groundwork.disagreement_was_settled,
    groundwork.divided_matter_concerns_two_leaders,
    groundwork.plan_is_attached,
    groundwork.written_material_is_complete,
)
ADMISSION = (*SCOPE, *GROUNDWORK, rules.changed_decision_is_in_force)

# What a flag brings is asked again when the topic is listed, when the 议题单 is signed and before the meeting decides:
# it may have been set after the gate. What 县长 alone may let pass is asked of him, when he settles the list.
ASKED_BY_FLAGS = (
    groundwork.decision_steps_are_complete,
    groundwork.stability_was_assessed,
    groundwork.legality_was_reviewed,
    groundwork.illegal_document_is_not_heard,
    groundwork.draft_was_opened_to_the_public,
    groundwork.consultation_was_long_enough,
    groundwork.consultation_has_ended,
    rules.veto_departments_have_spoken,
    rules.no_department_vetoed,
)
ASKED_WHEN_SETTLED = (
    *ASKED_BY_FLAGS,
    groundwork.illegal_decision_goes_no_further_without_the_county_head,
    rules.matter_is_not_of_establishment,
)


def _submitted(case: Case[Topic]) -> S:
    """Material that was asked for goes to 初审; what is added earlier lies with the draft."""
    state = S(case.subject.state)
    asked_for = state in (S.NOTICED, S.RETURNED) or (state is S.BACKLOG and case.subject.noticed_at is not None)
    return S.SUBMITTED if asked_for else state


def _deferred(case: Case[Topic]) -> S:
    """Late or insufficient material is prepared anew; whatever else came between leaves the topic ready."""
    path, state = procedure(case.subject.kind).path, S(case.subject.state)
    if case.given.asked in NEW_PREPARATION:
        return path.fallback
    return path.ready if state in ON_AN_AGENDA else state


def _ready(case: Case[Topic]) -> S:
    return procedure(case.subject.kind).path.ready


TOPIC: dict[str, Step[Topic]] = {
    "draft_topic": Step("起草议题", states(S.DRAFT), stays, AUTHOR, CONTENT, ("CW-3.1",), registrable=True),
    "edit_topic": Step("修改议题", states(S.DRAFT, S.RETURNED), stays, AUTHOR, CONTENT, ("CW-3.1", "CW-3.3c")),
    "sign_topic": Step(
        "单位主要负责人签报",
        states(S.DRAFT),
        S.UNIT_HEAD_SIGNED,
        (UNIT_HEAD,),
        (*SCOPE, groundwork.written_material_is_complete),
        ("GZ-8", "GZ-17.1", "ZT-3"),
        registrable=True,
    ),
    "endorse_topic": Step(
        "组成人员提出议题",
        states(S.DRAFT, S.UNIT_HEAD_SIGNED),
        S.PROPOSED,
        (LEADER_IN_CHARGE, *ANY_MEMBER, *UNIT),
        (rules.proposer_is_a_member, rules.unit_head_has_signed, rules.matter_is_not_of_establishment),
        ("CW-3.1",),
        registrable=True,
    ),
    "review_topic_as_leader": Step(
        "分管副县长审核",
        states(S.DRAFT, S.UNIT_HEAD_SIGNED),
        by_opinion(S.REVIEWED),
        (LEADER_IN_CHARGE, COUNTY_HEAD_HIMSELF),  # 县长: of a unit that no deputy is in charge of
        (
            rules.county_head_reviews_what_no_deputy_is_in_charge_of,
            rules.unit_head_has_signed,
            rules.opinion_is_explicit,
            *onward(*ADMISSION),
        ),
        ("BG-4", "GZ-17.1"),
        registrable=True,
    ),
    "give_topic_opinion": Step(
        "县长签署意见",
        states(S.UNIT_HEAD_SIGNED, S.PROPOSED, S.REVIEWED),
        by_opinion(S.OPINION_GIVEN),
        (COUNTY_HEAD,),
        (
            rules.nobody_decides_on_what_he_brought,
            rules.no_level_is_skipped,
            rules.opinion_is_explicit,
            *onward(rules.major_matter_goes_to_a_deciding_meeting, *EXCLUSIONS),
        ),
        ("CW-3.1", "CW-3.2", "BG-4", "GZ-23"),
        registrable=True,
    ),
    "commission_topic": Step(
        "县长委托专题研究",
        states(S.DRAFT, S.UNIT_HEAD_SIGNED),
        stays,
        (COUNTY_HEAD_HIMSELF,),
        (),
        ("ZT-2.5", "GZ-16.1"),
        registrable=True,
    ),
    "accept_topic": Step(
        "主持人受理议题",
        states(S.DRAFT, S.UNIT_HEAD_SIGNED),
        by_opinion(S.ACCEPTED),
        HOSTS,
        (
            rules.commission_is_his_whom_it_names,
            rules.unit_head_checked_the_matter,
            rules.opinion_is_explicit,
            *onward(rules.county_head_commissioned_it, *ADMISSION),
        ),
        ("ZT-2", "ZT-3", "GZ-16.1"),
        registrable=True,
    ),
    "backlog_topic": Step(
        "列入备选议题",
        states(S.PROPOSED, S.OPINION_GIVEN),
        S.BACKLOG,
        OFFICE,
        (rules.county_head_gave_his_opinion,),
        ("CW-3.2",),
        registrable=True,
    ),
    "consent_to_urgent_topic": Step(
        "县长同意增加议题",
        states(S.OPINION_GIVEN, S.BACKLOG, S.NOTICED, S.SUBMITTED, S.RETURNED, S.PASSED),
        stays,
        (COUNTY_HEAD,),
        (),
        ("CW-3.4b",),
        needs_reason=True,
        registrable=True,
    ),
    "send_preparation_notice": Step(
        "发出上会准备通知",
        states(S.BACKLOG, S.NOTICED),
        S.NOTICED,
        OFFICE,
        (rules.second_notice_says_why, rules.urgent_addition_has_its_hour),
        ("CW-3.2", "CW-3.3a", "CW-3.4b"),
        registrable=True,
    ),
    "acknowledge_preparation_notice": Step(
        "签收上会准备通知", ON_ITS_WAY | ON_AN_AGENDA, stays, UNIT, (), ("CW-3.3a",), registrable=True
    ),
    "submit_topic_material": Step(
        "报送议题材料",
        ON_ITS_WAY - {S.PASSED},
        _submitted,
        UNIT,
        (groundwork.disagreement_is_settled_before_it_is_reported,),
        ("CW-3.3a", "BG-4", "ZT-3"),
        registrable=True,
    ),
    "record_preliminary_review": Step("记录初审情况", states(S.SUBMITTED), stays, OFFICE, (), ("CW-3.3b",)),
    "return_topic": Step(
        "初审退回", states(S.SUBMITTED), S.RETURNED, OFFICE, (rules.return_says_why,), ("CW-3.3c",), registrable=True
    ),
    "pass_topic": Step(
        "初审通过",
        states(S.SUBMITTED),
        S.PASSED,
        (*OFFICE, COUNTY_HEAD_HIMSELF),  # 县长: only he lets pass what the rules allow in principle alone
        (*ADMISSION, *EXCLUSIONS, rules.review_items_are_met, rules.no_department_vetoed),
        ("CW-3.3b", "CW-3.3c"),
    ),
    "give_veto_opinion": Step(
        "“一票否决”部门提出审查意见",
        SIGNED_ON_ITS_WAY | ON_AN_AGENDA,
        stays,
        (Right[Topic](PostCode.UNIT_HEAD),),
        (rules.department_has_a_veto,),
        ("CW-3.3b",),
    ),
    "ask_topic_units": Step("征求相关单位意见", PREPARED, stays, UNIT, (), ("GZ-10.2", "GZ-10.3", "GZ-17.1")),
    "record_unit_consultation": Step(
        "登记会商（征求）意见", PREPARED, stays, (*UNIT, *OFFICE), (), ("GZ-10.2", "GZ-10.3"), registrable=True
    ),
    "answer_unit_consultation": Step("答复征求意见", PREPARED, stays, (INVOLVED_HEAD,), (), ("GZ-10.2", "GZ-10.3")),
    "coordinate_topic": Step(
        "分管副县长协调",
        PREPARED,
        stays,
        (LEADER_IN_CHARGE, COUNTY_HEAD_HIMSELF),  # 县长: of a unit that no deputy is in charge of
        (rules.county_head_coordinates_what_no_deputy_is_in_charge_of,),
        ("GZ-17.2",),
        registrable=True,
    ),
    "add_topic_groundwork": Step(
        "登记前置程序材料",
        PREPARED,
        stays,
        (*UNIT, *OFFICE),
        (groundwork.word_of_the_party_is_recorded_by_the_office,),
        tuple(dict.fromkeys(each.clause for each in ASKED.values())),
        registrable=True,
    ),
    "approve_groundwork_not_applicable": Step("同意不适用前置程序", PREPARED, stays, OFFICE, (), ("GZ-9.1", "GZ-10.1")),
    "request_topic_legality_review": Step("送请合法性审查", PREPARED, stays, (*UNIT, *OFFICE), (), ("GZ-12.2a",)),
    "flag_topic": Step(
        "标记议题",
        ON_ITS_WAY | ON_AN_AGENDA,
        stays,
        (*UNIT, LEADERS_INVOLVED, *OFFICE, COUNTY_HEAD_HIMSELF),
        (),
        ("GZ-3",),
    ),
    "unflag_topic": Step(
        "取消议题标记",
        ON_ITS_WAY | ON_AN_AGENDA,
        stays,
        (*UNIT, LEADERS_INVOLVED, *OFFICE, COUNTY_HEAD_HIMSELF),
        (rules.flag_of_others_is_cleared_by_the_county_head, rules.unit_clears_its_own_flags_alone),
        ("GZ-3",),
    ),
    "assign_topic_clerk": Step("指定承办人员", ON_ITS_WAY | ON_AN_AGENDA, stays, (DIRECTOR,), (), ("CW-2.6",)),
    "request_topic_form": Step(
        "生成议题文书", SIGNED_ON_ITS_WAY | ON_AN_AGENDA | {S.DECIDED}, stays, OFFICE, (), ("CW-3.1", "CW-3.3b")
    ),
    "reject_topic": Step(
        "不予列入", SIGNED_ON_ITS_WAY, S.REJECTED, OFFICE, (), ("CW-2.N1", "CW-2.N2", "CW-3.3b"), needs_reason=True
    ),
    "withdraw_topic": Step("撤回议题", ON_ITS_WAY, S.WITHDRAWN, (UNIT_HEAD,), (), ("GZ-8",), needs_reason=True),
    "propose_arrangement": Step(
        "提出议题安排意见",
        states(S.PASSED, S.OPINION_GIVEN, S.ACCEPTED),
        S.ARRANGED,
        (*OFFICE, COUNTY_HEAD_HIMSELF),  # 县长: when he lets a second matter in (BG-5.1)
        (
            rules.only_ready_topics_are_arranged,
            rules.late_topic_waits_for_the_next_meeting,
            rules.major_matter_goes_to_a_deciding_meeting,
        ),
        ("CW-3.5",),
        registrable=True,
    ),
    "finalize_topic": Step(
        "审定议题安排",
        states(S.ARRANGED),
        S.FINALIZED,
        FINALIZERS,
        (rules.major_matter_goes_to_a_deciding_meeting,),
        ("CW-3.5", "BG-4", "ZT-2"),
        registrable=True,
    ),
    "withdraw_arrangement": Step(
        "调整议题安排意见", states(S.ARRANGED, S.FINALIZED), _ready, (*OFFICE, COUNTY_HEAD_HIMSELF), (), ("CW-3.5",)
    ),
    "unarrange_topic": Step(
        "移出本次会议安排", states(S.ARRANGED, S.FINALIZED), _ready, (COUNTY_HEAD,), (), ("CW-3.5",), registrable=True
    ),
    "call_topic": Step("审议议题", states(S.FINALIZED), S.CALLED, IN_THE_ROOM, (), ("CW-5.2a",), registrable=True),
    "decide_topic": Step(
        "形成议决结果",
        states(S.CALLED),
        S.DECIDED,
        IN_THE_ROOM,
        (rules.changed_decision_is_in_force, rules.one_decision_takes_the_place_of_another),
        ("CW-6.2b", "BG-5.2", "ZT-4"),
        registrable=True,
    ),
    "defer_topic": Step(
        "列入下次会议研究",
        (ON_ITS_WAY | ON_AN_AGENDA) - {S.DRAFT, S.UNIT_HEAD_SIGNED, S.PROPOSED, S.REVIEWED},
        _deferred,
        OFFICE,
        (),
        ("CW-3.3d", "CW-3.4b", "CW-5.2b"),
        registrable=True,
    ),
}

BY_THE_MEETING = frozenset(
    {
        "propose_arrangement",
        "finalize_topic",
        "withdraw_arrangement",
        "unarrange_topic",
        "call_topic",
        "decide_topic",
        "defer_topic",
    }
)
GATES = frozenset(gate.step for each in PROCEDURES.values() for gate in each.path.gates)


def open_groundwork(case: Case[Topic]) -> list[Violation]:
    """What is still to be done before the topic is heard; nothing once it was called or goes no further."""
    return list(judge(GROUNDWORK, case).blocking) if case.subject.state in PREPARED else []


def steps_of(topic: Topic) -> dict[str, Step[Topic]]:
    """The rows of the table that this kind of meeting has."""
    path = procedure(topic.kind).path
    return {name: step for name, step in TOPIC.items() if name not in GATES or path.has(name)}


def offered(topic: Topic) -> dict[str, Step[Topic]]:
    """The rows that somebody may be offered for a topic that stands; what a meeting does with it is offered there."""
    return {name: step for name, step in steps_of(topic).items() if name not in BY_THE_MEETING | {"draft_topic"}}
