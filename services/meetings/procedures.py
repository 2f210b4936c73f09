"""The four kinds of meeting side by side: what the regulations say of each, with the clauses that say it.

全体会议、常务会议、县长办公会议、专题会议. Code asks this table and never for the name of a kind.
"""

from dataclasses import replace
from typing import Final

from services.contracts.words.directory import DelegationScope, PostCode, UnitKind, UnitRole
from services.contracts.words.meetings import (
    MeetingKind,
    MinutesStep,
    RejectionReason,
    SpecialBasis,
    TopicFlag,
    UpwardPaper,
)
from services.contracts.words.shared import DocumentKind
from services.kernel.deadlines import WORKDAYS, WORKDAYS_BEFORE, Term
from services.kernel.policies import Policies
from services.meetings.columns import (
    AbsentHead,
    Exclusion,
    Gate,
    Host,
    Invitation,
    OneMatter,
    Path,
    Procedure,
    Relation,
    Scope,
    Seat,
    SignOff,
)
from services.meetings.topics.model import TopicState

P, R, F = PostCode, Relation, TopicFlag
LEADERS = (P.COUNTY_HEAD, P.DEPUTY_HEAD, P.PARK_PARTY_SECRETARY, P.PARK_DIRECTOR, P.PARTY_GROUP_MEMBER)
COUNTY_LEADERS = (P.COUNTY_HEAD, P.DEPUTY_HEAD, P.PARTY_GROUP_MEMBER)
LEAVE_IN_GENERAL = "县政府领导不能参会的，向县长请假；其他参会人员向县政府办公室主任请假。"
DIRECTOR_OF_OFFICE = Seat(P.OFFICE_DIRECTOR)
HEADS_INVOLVED = Seat(P.UNIT_HEAD, R.INVOLVED)

TOPIC_MATERIAL: Final = Term("topic_material", "CW-3.3a", 2, WORKDAYS, (0,))
MATERIAL_PRINT: Final = Term("material_print", "CW-4.4a", 1, WORKDAYS_BEFORE, (1,))
RECORD_AND_DRAFT: Final = Term("record_and_draft", "CW-6.2a", 2, WORKDAYS, (0,))
MINUTES_ISSUE: Final = Term("minutes_issue", "CW-6.2c", 5, WORKDAYS)  # a target; policy sets its length (AMB-07)
ABSENCE_EXPLANATION: Final = Term("absence_explanation", "GZ-18.2", 3, WORKDAYS)  # where the office names no other day
DRAFT_BY_POLICY: Final = Term("record_and_draft", "BG-6", 2, WORKDAYS, (0,))
DRAFT_BY_POLICY_SPECIAL: Final = Term("record_and_draft", "ZT-5.1", 2, WORKDAYS, (0,))

GATES_OF_THE_BOARD = (
    Gate("endorse_topic", "会议组成人员", "CW-3.1"),
    Gate("give_topic_opinion", "县长", "CW-3.2"),
    Gate("backlog_topic", "县政府办公室", "CW-3.2"),
    Gate("send_preparation_notice", "县政府办公室", "CW-3.2"),
    Gate("acknowledge_preparation_notice", "主办单位", "CW-3.3a"),
    Gate("record_preliminary_review", "县政府办公室", "CW-3.3b"),
    Gate("return_topic", "县政府办公室", "CW-3.3c"),
    Gate("pass_topic", "县政府办公室", "CW-3.3b"),
    Gate("consent_to_urgent_topic", "县长", "CW-3.4b"),
)
OFFICE_CHECK = SignOff(
    MinutesStep.OFFICE_DIRECTOR, P.OFFICE_DIRECTOR, "CW-6.2c", delegable=DelegationScope.OFFICE_DIRECTION
)  # or the 副主任 whom he has authorised (AMB-32)
CHAIN_OF_THE_BOARD = (
    OFFICE_CHECK,
    SignOff(MinutesStep.EXECUTIVE_DEPUTY_HEAD, P.EXECUTIVE_DEPUTY_HEAD, "CW-6.2c", substitutable=True),
    SignOff(MinutesStep.SIGNATURE, P.COUNTY_HEAD, "GZ-19.1", delegable=DelegationScope.SIGN),
)
PERSONNEL = Scope("6", "CW-2.6", "人事任免事项和干部处理意见", sets=(F.PERSONNEL,), restricted=True, weighed=False)

PLENARY = Procedure(
    kind=MeetingKind.PLENARY,
    code="QT",
    clauses=("GZ-13", "GZ-4"),
    presided="GZ-13",
    hosts=(Host(P.COUNTY_HEAD, delegate=P.EXECUTIVE_DEPUTY_HEAD, scope=DelegationScope.PRESIDE),),
    members=(
        *(Seat(post) for post in LEADERS),
        DIRECTOR_OF_OFFICE,
        Seat(P.UNIT_HEAD, kinds=(UnitKind.DEPARTMENT, UnitKind.DIRECT_BODY)),
    ),
    observers=(Seat(P.UNIT_HEAD, kinds=(UnitKind.TOWN, UnitKind.OUTSIDE)),),
    invitations=(),
    leave_of_county_head=COUNTY_LEADERS,
    leave_words=LEAVE_IN_GENERAL,
    scopes=(),
    exclusions=(),
    path=Path(
        gates=GATES_OF_THE_BOARD,
        ready=TopicState.PASSED,
        fallback=TopicState.BACKLOG,
        preconditions="GZ-10",
        written_material=None,
        plan_attached=None,
        material=TOPIC_MATERIAL,
        arranged_by=P.COUNTY_HEAD,
    ),
    settled_by_host=None,
    additions="CW-3.4a",
    decides_major=True,
    coordinates_major=False,
    funds_need_authority=False,
    refers_to=(),
    one_matter=OneMatter.NO,
    absent_head=AbsentHead.NOTHING,
    section_attends=None,
    hears_deputies=None,
    print_term=None,
    report_limited=None,
    monthly=None,
    prestudy=None,
    draft_term=RECORD_AND_DRAFT,
    draft_binding=False,
    chains={None: CHAIN_OF_THE_BOARD},
    internal=None,
    handler=UnitRole.SUPERVISION_OFFICE,
    session_series="PLENARY_SESSION",
    minutes_series="PLENARY_MINUTES",
    minutes_kind=DocumentKind.PLENARY_MINUTES,
)

STANDING = Procedure(
    kind=MeetingKind.STANDING,
    code="CW",
    clauses=("GZ-14", "CW-1.1", "CW-1.2"),
    presided="CW-1.2",
    hosts=(Host(P.COUNTY_HEAD, delegate=P.EXECUTIVE_DEPUTY_HEAD, scope=DelegationScope.CONVENE_STANDING),),
    members=(*(Seat(post) for post in LEADERS), DIRECTOR_OF_OFFICE),
    observers=(Seat(P.DEPUTY_DIRECTOR), HEADS_INVOLVED),
    invitations=(
        Invitation(P.INVITED_LEADER, UnitRole.PARTY_OFFICE, 1),
        Invitation(P.INVITED_LEADER, UnitRole.CONGRESS_OFFICE, 1),
        Invitation(P.INVITED_LEADER, UnitRole.CPPCC_OFFICE, 1),
        Invitation(P.CONGRESS_DEPUTY, UnitRole.CONGRESS_OFFICE, 3),
        Invitation(P.CPPCC_MEMBER, UnitRole.CPPCC_OFFICE, 3),
        Invitation(P.LEGAL_ADVISER, None, 1, at_least=True),
    ),
    leave_of_county_head=(*LEADERS, P.OFFICE_DIRECTOR, P.UNIT_HEAD),
    leave_words=("组成人员和列席的部门主要负责同志不能参会的，须提前向县长请假；其他列席人员向县政府办公室主任请假。"),
    scopes=(
        Scope("1", "CW-2.1", "传达重要决策部署和会议精神，提出贯彻落实意见", weighed=False),
        Scope("2", "CW-2.2", "呈报市政府、县委的重要请示和报告", upward=UpwardPaper.REQUEST_OR_REPORT),
        Scope("3", "CW-2.3", "提请县人大及其常委会审议的政府工作报告等议案", upward=UpwardPaper.BILL),
        Scope(
            "4",
            "CW-2.4",
            "县政府的命令、规范性文件以及重大决策",
            note="命令名称",
            instead=(F.NORMATIVE_DOCUMENT, F.MAJOR_ADMINISTRATIVE_DECISION),  # what they bring: GZ-9, GZ-12
        ),
        Scope("5", "CW-2.5", "长期规划、年度计划、财政预算及调整", sets=(F.MAJOR_DECISION,)),
        PERSONNEL,
        Scope("7", "CW-2.7", "部门、各镇请示县政府决策的重要事项"),
        Scope("8", "CW-2.8", "通报和讨论县政府其他事项", note="事项说明"),
    ),
    exclusions=(
        Exclusion("delegated", "CW-2.N1", RejectionReason.DELEGATED_MATTER, "由分管副县长研究决定或召开专题会议研究"),
        Exclusion("establishment", "CW-2.N2", RejectionReason.ESTABLISHMENT_MATTER, "由县编委会或县编委办研究决定"),
    ),
    path=Path(
        gates=GATES_OF_THE_BOARD,
        ready=TopicState.PASSED,
        fallback=TopicState.BACKLOG,
        preconditions="GZ-10",
        written_material=None,
        plan_attached=None,
        material=TOPIC_MATERIAL,
        arranged_by=P.COUNTY_HEAD,
    ),
    settled_by_host=None,
    additions="CW-3.4a",
    decides_major=True,
    coordinates_major=False,
    funds_need_authority=False,
    refers_to=(),
    one_matter=OneMatter.NO,
    absent_head=AbsentHead.NOT_HEARD,
    section_attends=None,
    hears_deputies=None,
    print_term=MATERIAL_PRINT,
    report_limited="CW-5.2a",
    monthly="CW-1.2",
    prestudy="XF-3.2",
    draft_term=RECORD_AND_DRAFT,
    draft_binding=True,
    chains={None: CHAIN_OF_THE_BOARD},
    internal=None,
    handler=UnitRole.SUPERVISION_OFFICE,
    session_series="STANDING_SESSION",
    minutes_series="STANDING_MINUTES",
    minutes_kind=DocumentKind.STANDING_MINUTES,
)

MAYOR = Procedure(
    kind=MeetingKind.MAYOR,
    code="BG",
    clauses=("GZ-15", "BG-1", "BG-2"),
    presided="GZ-15",
    hosts=(Host(P.COUNTY_HEAD, delegate=P.EXECUTIVE_DEPUTY_HEAD, scope=DelegationScope.PRESIDE),),
    members=(Seat(P.COUNTY_HEAD), Seat(P.DEPUTY_HEAD), DIRECTOR_OF_OFFICE),
    observers=(HEADS_INVOLVED,),
    invitations=(),
    leave_of_county_head=COUNTY_LEADERS,
    leave_words=LEAVE_IN_GENERAL,
    scopes=(
        Scope("1", "BG-3.1", "县政府工作中的专项问题"),
        Scope("2", "BG-3.2", "重大突发事件处置问题", sets=(F.URGENT,), weighed=False),
        Scope("3", "BG-3.3", "较大项目建设和资金使用问题"),
        Scope("4", "BG-3.4", "县长认为有必要研究布置的重要事项、重要活动", chosen_by=P.COUNTY_HEAD),
        Scope("5", "BG-3.5", "2个及以上县领导分管工作未协调一致的事项", divided=True),
        Scope("6", "BG-3.6", "分管县领导在职权范围内难以决定的事项", note="难以决定的原因"),
        Scope("7", "BG-3.7", "其他需要县长办公会决定的事项", note="事项说明"),
    ),
    exclusions=(),
    path=Path(
        gates=(Gate("review_topic_as_leader", "分管副县长", "BG-4"), Gate("give_topic_opinion", "县长", "BG-4")),
        ready=TopicState.OPINION_GIVEN,
        fallback=TopicState.OPINION_GIVEN,
        preconditions="GZ-10",
        written_material=None,
        plan_attached="BG-4",
        material=None,
        arranged_by=None,
    ),
    settled_by_host=None,
    additions=None,
    decides_major=False,
    coordinates_major=False,
    funds_need_authority=False,
    refers_to=(MeetingKind.STANDING,),
    one_matter=OneMatter.IN_PRINCIPLE,
    absent_head=AbsentHead.RECORDED,
    section_attends=None,
    hears_deputies="BG-5.2",
    print_term=None,
    report_limited="GZ-17.4",
    monthly=None,
    prestudy=None,
    draft_term=DRAFT_BY_POLICY,
    draft_binding=False,
    chains={
        None: (
            replace(OFFICE_CHECK, clause="BG-6"),
            SignOff(
                MinutesStep.COUNTERSIGNATURE, P.DEPUTY_HEAD, "BG-6", R.PRESENT, parallel=True, substitutable=True
            ),  # B角 only when both were in the room (AMB-33)
            SignOff(MinutesStep.SIGNATURE, P.COUNTY_HEAD, "GZ-19.1", delegable=DelegationScope.SIGN),
        )
    },
    internal="BG-7",
    handler=UnitRole.SUPERVISION_OFFICE,
    session_series="MAYOR_SESSION",
    minutes_series="MAYOR_MINUTES",
    minutes_kind=DocumentKind.MAYOR_MINUTES,
)

SPECIAL_CHECK = SignOff(
    MinutesStep.DEPUTY_DIRECTOR, P.DEPUTY_DIRECTOR, "ZT-5.1", R.SECTION, policy="zt_deputy_check"
)  # not in the text: the 口副主任 attends (ZT-2), so he checks (AMB-02)

SPECIAL = Procedure(
    kind=MeetingKind.SPECIAL,
    code="ZT",
    clauses=("GZ-16.1", "ZT-1", "ZT-2"),
    presided="ZT-2",
    hosts=(
        Host(P.DEPUTY_HEAD, R.PORTFOLIO, substitutable=True),
        Host(P.COUNTY_HEAD, delegate=P.DEPUTY_HEAD, scope=DelegationScope.COMMISSIONED_TASK),
    ),
    members=(Seat(P.DEPUTY_HEAD, R.HOST), Seat(P.DEPUTY_DIRECTOR, R.SECTION), HEADS_INVOLVED),
    observers=(),
    invitations=(),
    leave_of_county_head=COUNTY_LEADERS,
    leave_words=LEAVE_IN_GENERAL,
    scopes=(
        Scope("1", "ZT-2.1", "分管范围内需要统筹协调的事项"),
        Scope("2", "ZT-2.2", "县政府既定工作安排、需要组织实施的事项", note="既定工作安排的依据"),
        Scope("3", "ZT-2.3", "分管领域较大项目建设问题", sets=(F.FUNDS_OR_PROJECT,)),
        Scope("4", "ZT-2.4", "突发事件处置问题", sets=(F.URGENT,)),
        Scope("5", "ZT-2.5", "受县长委托专题研究的有关事项", commissioned=True),
        Scope("6", "ZT-2.6", "其他需要专题研究的事项", note="事项说明"),
    ),
    exclusions=(),
    path=Path(
        gates=(Gate("commission_topic", "县长", "ZT-2.5"), Gate("accept_topic", "主持会议的副县长", "ZT-3")),
        ready=TopicState.ACCEPTED,
        fallback=TopicState.ACCEPTED,
        preconditions=None,
        written_material="ZT-3",
        plan_attached=None,
        material=None,
        arranged_by=None,
    ),
    settled_by_host="ZT-4",
    additions=None,
    decides_major=False,
    coordinates_major=True,
    funds_need_authority=True,
    refers_to=(MeetingKind.MAYOR, MeetingKind.STANDING),
    one_matter=OneMatter.ALWAYS,
    absent_head=AbsentHead.WARNED,
    section_attends="ZT-2",
    hears_deputies=None,
    print_term=None,
    report_limited=None,
    monthly=None,
    prestudy=None,
    draft_term=DRAFT_BY_POLICY_SPECIAL,
    draft_binding=False,
    chains={
        SpecialBasis.BY_PORTFOLIO: (
            SPECIAL_CHECK,
            SignOff(  # 县长 when he was the host (AMB-43), or for a host who has left (GZ-19.2)
                MinutesStep.SIGNATURE, P.DEPUTY_HEAD, "ZT-5.1", R.HOST, also=P.COUNTY_HEAD, instead=P.COUNTY_HEAD
            ),
        ),
        SpecialBasis.COMMISSIONED: (
            SPECIAL_CHECK,
            SignOff(MinutesStep.HOST, P.DEPUTY_HEAD, "ZT-5.2", R.HOST),
            SignOff(MinutesStep.SIGNATURE, P.COUNTY_HEAD, "ZT-5.2", delegable=DelegationScope.SIGN),
        ),
    },
    internal="ZT-7",
    handler=UnitRole.LIAISON_SECTION,
    session_series="SPECIAL_SESSION",
    minutes_series="SPECIAL_MINUTES",
    minutes_kind=DocumentKind.SPECIAL_MINUTES,
)

PROCEDURES: Final[dict[MeetingKind, Procedure]] = {p.kind: p for p in (PLENARY, STANDING, MAYOR, SPECIAL)}


def draft_term(kind: MeetingKind, policies: Policies) -> Term:
    """Record and draft of the minutes: as long as the text says, or where it says nothing, the county (AMB-28)."""
    own = PROCEDURES[kind]
    return own.draft_term if own.draft_binding else replace(own.draft_term, length=policies.number("minutes_draft_wd"))


def procedure(kind: MeetingKind) -> Procedure:
    """What the regulations say of meetings of this kind."""
    return PROCEDURES[kind]
