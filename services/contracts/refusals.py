"""The register of refusal codes: kind, clauses and the Chinese sentence, one line each (spec 11).

A rule names its own clause; the clauses here are those of the code at large. `{detail}` takes what is meant.
"""

from services.kernel.refusals import Code, ViolationKind

ACTOR, STATE, CONTENT = ViolationKind.ACTOR, ViolationKind.STATE, ViolationKind.CONTENT

PARTY_APPROVAL_REQUIRED = Code("PARTY_APPROVAL_REQUIRED", STATE, ("GZ-3",), "该事项须报县委审定，尚无县委审定结果")
MAJOR_MATTER_WRONG_MEETING = Code(
    "MAJOR_MATTER_WRONG_MEETING", CONTENT, ("GZ-4",), "重大事项须提交县政府全体会议或常务会议讨论决定"
)
DECISION_STEP_MISSING = Code(
    "DECISION_STEP_MISSING",
    CONTENT,
    ("GZ-9.1",),
    "重大行政决策程序缺少：{detail}",
    {
        "participation": "公众参与",
        "expert": "专家论证",
        "risk": "风险评估",
        "legality": "合法性审查",
    },
)
EVALUATION_REQUIRED = Code("EVALUATION_REQUIRED", CONTENT, ("GZ-9.3",), "调整重大行政决策须附决策后评估结果")
PRECONDITION_MISSING = Code(
    "PRECONDITION_MISSING",
    CONTENT,
    ("GZ-10",),
    "缺少前置程序材料：{detail}",
    {
        "feasibility": "调查研究和可行性、可控性论证评估",
        "consult": "{}的协商（征求）意见",
        "stability": "社会稳定风险评估",
        "hearing": "听证会等听取意见情况",
        "situation": "事项情况",
        "suggestion": "明确意见",
        "basis": "决策依据",
        "uncoordinated": "2个及以上县领导分管工作未协调一致的情况",
    },
)
LEGAL_REVIEW_REQUIRED = Code("LEGAL_REVIEW_REQUIRED", CONTENT, ("GZ-12.2a",), "规范性文件须经县司法局合法性审查")
LEGAL_REVIEW_NEGATIVE = Code("LEGAL_REVIEW_NEGATIVE", STATE, ("GZ-12.2a",), "合法性审查结论为不合法，不得提请讨论")
CONSULTATION_REQUIRED = Code("CONSULTATION_REQUIRED", CONTENT, ("GZ-12.2c",), "规范性文件草案须公开征求意见")
CONSULTATION_TOO_SHORT = Code("CONSULTATION_TOO_SHORT", CONTENT, ("GZ-12.2c",), "公开征求意见期限少于{detail}日")
CONSULTATION_NOT_ENDED = Code("CONSULTATION_NOT_ENDED", STATE, ("GZ-12.2c",), "公开征求意见尚未截止")
HOST_NOT_ALLOWED = Code(
    "HOST_NOT_ALLOWED", ACTOR, ("GZ-13", "GZ-14", "GZ-15", "CW-1.2", "ZT-2", "XX-4.1", "XF-5"), "主持人不符合规定"
)
OUT_OF_PORTFOLIO = Code("OUT_OF_PORTFOLIO", ACTOR, ("GZ-16.1",), "议题不在主持人分管范围内")
FUNDS_AUTHORITY_REQUIRED = Code(
    "FUNDS_AUTHORITY_REQUIRED", CONTENT, ("GZ-16.2",), "涉及资金、项目安排，须有权限依据或提请上级会议研究"
)
DISAGREEMENT_UNRESOLVED = Code("DISAGREEMENT_UNRESOLVED", STATE, ("GZ-17.2",), "部门意见有分歧，须由分管副县长协调一致")
REPORT_OVER_10MIN = Code("REPORT_OVER_10MIN", CONTENT, ("GZ-17.4",), "汇报时间应控制在10分钟以内")
SIGNER_NOT_ALLOWED = Code("SIGNER_NOT_ALLOWED", ACTOR, ("GZ-19", "ZT-5"), "签发人不符合规定")
SIGNER_LEFT = Code("SIGNER_LEFT", STATE, ("GZ-19.2", "BG-6"), "{detail}已不担任原职务，不再签批本纪要")
DEPT_MEETING_QUOTA = Code("DEPT_MEETING_QUOTA", STATE, ("GZ-20.2",), "部门全县性业务工作会议原则上每年只召开1次")
HALF_DAY_LIMIT = Code("HALF_DAY_LIMIT", CONTENT, ("GZ-20.2",), "会议时间不超过半天")
UNIT_HEAD_APPROVAL_REQUIRED = Code(
    "UNIT_HEAD_APPROVAL_REQUIRED", CONTENT, ("GZ-21.2", "ZT-3"), "须经单位主要负责人审核把关"
)
COUNTERSIGN_INCOMPLETE = Code("COUNTERSIGN_INCOMPLETE", STATE, ("GZ-21.3", "BG-6"), "会签未完成：{detail}")
DOC_NOT_NEEDED = Code("DOC_NOT_NEEDED", STATE, ("GZ-22.1",), "不符合以县政府（办公室）名义发文的条件")
EXPLICIT_OPINION_REQUIRED = Code("EXPLICIT_OPINION_REQUIRED", CONTENT, ("GZ-23",), "请签署明确意见")
CLASSIFIED_NOT_ALLOWED = Code("CLASSIFIED_NOT_ALLOWED", CONTENT, ("GZ-28.3",), "本系统不得处理涉密内容")
NOT_CONFIRMED = Code("NOT_CONFIRMED", STATE, ("XX-4.2",), "学习时间和内容尚未经县长确定")
PLAN_MONTH_EMPTY = Code("PLAN_MONTH_EMPTY", CONTENT, ("XX-2.1", "XX-4.3"), "年度集中学习计划{detail}月没有安排")
ATTENDANCE_INCOMPLETE = Code("ATTENDANCE_INCOMPLETE", CONTENT, ("XX-5.4a",), "考勤未登记完整")
EXCHANGE_MISSING = Code("EXCHANGE_MISSING", CONTENT, ("XX-5.4a",), "集体研讨须有交流发言记录")
LEAVE_TOO_LATE = Code("LEAVE_TOO_LATE", STATE, ("CW-4.5", "XX-5.4b"), "须在会议（学习）开始前请假")
SCOPE_REQUIRED = Code("SCOPE_REQUIRED", CONTENT, ("CW-2", "BG-3", "ZT-2"), "请选择议事范围")
TOPIC_OUT_OF_SCOPE = Code(
    "TOPIC_OUT_OF_SCOPE",
    CONTENT,
    ("CW-2.N1", "CW-2.N2"),
    "不列入常务会议议题：{detail}",
    {
        "delegated": "属分管县长职权范围内可决定的事项，由分管县长研究决定",
        "establishment": "涉及机构、编制问题，由县编委会或县编委办研究决定",
    },
)
PROPOSER_NOT_MEMBER = Code("PROPOSER_NOT_MEMBER", ACTOR, ("CW-3.1",), "议题应由常务会议组成人员提出")
MAYOR_OPINION_REQUIRED = Code("MAYOR_OPINION_REQUIRED", STATE, ("CW-3.2",), "须有县长签署的明确意见")
REVIEW_ITEM_OPEN = Code("REVIEW_ITEM_OPEN", CONTENT, ("CW-3.3b",), "初审第{detail}项不符合要求")
VETOED_BY = Code("VETOED_BY", STATE, ("CW-3.3b",), "“一票否决”部门审查未通过：{detail}")
NEXT_MEETING_ONLY = Code(
    "NEXT_MEETING_ONLY",
    STATE,
    ("CW-3.3d", "CW-3.4b", "CW-4.4a"),
    "未按要求及时报送材料的议题，列入下次会议研究（确因工作需要增加的，须报经县长同意）",
)
TOPIC_OF_OTHER_MEETING = Code(
    "TOPIC_OF_OTHER_MEETING",
    CONTENT,
    ("CW-3.1", "BG-4", "ZT-3"),
    "议题只能列入所报送的会议（改由其他会议研究的，请按该会议的程序另行报送）：{detail}",
)
IMPROMPTU_TOPIC = Code("IMPROMPTU_TOPIC", STATE, ("CW-3.4",), "常务会议不研究临时动议事项")
REPORTER_NOT_HEAD = Code("REPORTER_NOT_HEAD", CONTENT, ("CW-5.2",), "须由主办单位主要负责同志汇报")
HEAD_ABSENT_TOPIC_DEFERRED = Code(
    "HEAD_ABSENT_TOPIC_DEFERRED", STATE, ("CW-5.2",), "主办单位主要负责同志不能到会，该议题不研究"
)
NOT_ON_ROSTER = Code("NOT_ON_ROSTER", ACTOR, ("CW-5.3",), "非与会人员")
PRESS_NOT_APPROVED = Code("PRESS_NOT_APPROVED", STATE, ("CW-6.1",), "新闻稿未按程序送审")
PRESS_MATTER_NOT_PUBLIC = Code(
    "PRESS_MATTER_NOT_PUBLIC", CONTENT, ("CW-6.1", "CW-2.6"), "新闻稿只能写宜于公开的事项：{detail}"
)
MINUTES_INCOMPLETE = Code("MINUTES_INCOMPLETE", CONTENT, ("CW-6.2b",), "纪要未反映会议决定事项：{detail}")
PLAN_BELOW_QUOTA = Code("PLAN_BELOW_QUOTA", CONTENT, ("XF-3", "XF-6"), "学法计划少于规定次数")
PLAN_ATTACHMENT_REQUIRED = Code("PLAN_ATTACHMENT_REQUIRED", CONTENT, ("BG-4",), "须附具体方案")
INTERNAL_DOCUMENT = Code("INTERNAL_DOCUMENT", STATE, ("BG-7", "ZT-7"), "会议纪要为内部文件，不得公开")
EXTERNAL_RECIPIENT = Code("EXTERNAL_RECIPIENT", CONTENT, ("BG-7", "ZT-7"), "会议纪要不得发往外部单位")
COMMISSION_REQUIRED = Code("COMMISSION_REQUIRED", CONTENT, ("ZT-2.5",), "须有县长委托记录")
ONE_TOPIC_PER_MEETING = Code("ONE_TOPIC_PER_MEETING", STATE, ("ZT-4",), "专题会议实行一事一议")
UNIT_NOT_IN_SCOPE = Code("UNIT_NOT_IN_SCOPE", CONTENT, ("DC-2",), "该单位不属于督查对象范围")
NO_URGE_BEFORE_ESCALATION = Code("NO_URGE_BEFORE_ESCALATION", STATE, ("DC-4.3",), "未经催办，不能提级督查")
ITEM_INCOMPLETE = Code("ITEM_INCOMPLETE", CONTENT, ("DC-7.1",), "交办事项要素不全：{detail}")
EXTENSION_AFTER_DUE = Code("EXTENSION_AFTER_DUE", STATE, ("DC-7.2",), "已超过办理时限，不能申请延期")
NEW_DATE_INVALID = Code("NEW_DATE_INVALID", CONTENT, ("DC-7.2",), "申请时限应晚于原时限")
FORMAL_DOC_REQUIRED = Code("FORMAL_DOC_REQUIRED", CONTENT, ("DC-7.4",), "须以正式公文反馈")
FEEDBACK_POINT_MISSING = Code("FEEDBACK_POINT_MISSING", CONTENT, ("DC-7.4",), "第{detail}项要点未答复")
PROJECT_FIGURES_REQUIRED = Code(
    "PROJECT_FIGURES_REQUIRED", CONTENT, ("DC-7.4",), "须填写已完成投资额、工程量和完成任务百分比"
)
CLOSE_NOT_APPROVED = Code("CLOSE_NOT_APPROVED", STATE, ("DC-7.5",), "未经县政府主管领导审定，不能办结")
INTERVIEW_NOT_APPROVED = Code("INTERVIEW_NOT_APPROVED", STATE, ("DC-9.3",), "约谈未经县政府同意")
INTERVIEWER_NOT_ALLOWED = Code("INTERVIEWER_NOT_ALLOWED", ACTOR, ("DC-9.3",), "约谈人应为县政府分管领导")
INTERVIEWEE_NOT_HEAD = Code("INTERVIEWEE_NOT_HEAD", CONTENT, ("DC-9.3",), "被约谈人应为单位主要负责人")
NO_INTERVIEW_BEFORE_CRITICISM = Code("NO_INTERVIEW_BEFORE_CRITICISM", STATE, ("DC-9.4",), "未经约谈，不能通报批评")

# Of meetings in session; most of them advice that stays on record.
ARRANGEMENT_NOT_APPROVED = Code("ARRANGEMENT_NOT_APPROVED", STATE, ("CW-3.5",), "议题安排尚未送请县长审定")
MEETING_OVER_90MIN = Code(
    "MEETING_OVER_90MIN", CONTENT, ("GZ-20.3",), "会议应控制在90分钟以内，预计{detail}分钟，请确认知悉"
)
MEETING_TOOK_OVER_90MIN = Code(
    "MEETING_TOOK_OVER_90MIN", CONTENT, ("GZ-20.3",), "会议应控制在90分钟以内，实际用时{detail}分钟"
)
CALENDAR_CONFLICT = Code("CALENDAR_CONFLICT", CONTENT, ("GZ-30.1",), "与已有日程时间冲突，请确认知悉：{detail}")
INVITATION_COUNT = Code("INVITATION_COUNT", CONTENT, ("CW-4.3",), "邀请列席人数与规定不符：{detail}")
LEGAL_REVIEW_HURRIED = Code("LEGAL_REVIEW_HURRIED", CONTENT, ("GZ-9.1",), "合法性审查时间过短：{detail}")
MEMBER_NOT_NOTIFIED = Code("MEMBER_NOT_NOTIFIED", STATE, ("CW-4.2",), "尚未通知组成人员：{detail}")
MATERIAL_NOT_DELIVERED = Code("MATERIAL_NOT_DELIVERED", STATE, ("GZ-17.3",), "会议材料尚未送达：{detail}")
MATERIAL_LATE = Code("MATERIAL_LATE", CONTENT, ("CW-4.4a",), "会议材料未在会前1个工作日内送交：{detail}")
TOPICS_UNFINISHED = Code("TOPICS_UNFINISHED", STATE, ("CW-5.1",), "正在审议的议题尚未形成结论：{detail}")
LEFT_MIDWAY = Code("LEFT_MIDWAY", CONTENT, ("CW-5.3",), "中途退会：{detail}")
ATTENDEE_MISSING = Code("ATTENDEE_MISSING", CONTENT, ("ZT-2",), "应参加会议的人员未到会：{detail}")
MEMBERS_FEW = Code("MEMBERS_FEW", CONTENT, ("GZ-18.1",), "组成人员到会人数未达到本县确定的比例：{detail}")
MAJORITY_NOT_STATED = Code(
    "MAJORITY_NOT_STATED", CONTENT, ("GZ-9.1",), "重大行政决策应当记明主持人的决定与多数人意见是否一致：{detail}"
)
HOST_SPOKE_EARLY = Code(
    "HOST_SPOKE_EARLY", CONTENT, ("GZ-9.1",), "重大行政决策应由主持人最后发表意见：{detail}在其后发言"
)
OPINIONS_NOT_HEARD = Code("OPINIONS_NOT_HEARD", CONTENT, ("BG-5.2",), "尚未记录参会副县长的意见：{detail}")

ALREADY_ISSUED = Code("ALREADY_ISSUED", STATE, (), "已印发的文件不能修改")
DOCUMENT_VOIDED = Code("DOCUMENT_VOIDED", STATE, (), "文件已作废")
NUMBER_NOT_FREE = Code("NUMBER_NOT_FREE", STATE, (), "该文号已被占用")
FORMAT_CHECK_FAILED = Code("FORMAT_CHECK_FAILED", CONTENT, (), "版式检查未通过：{detail}")
PDF_UNAVAILABLE = Code("PDF_UNAVAILABLE", STATE, (), "本机未安装 PDF 转换组件，暂不能印发")
TEMPLATE_REJECTED = Code("TEMPLATE_REJECTED", CONTENT, (), "模板未通过检查：{detail}")
FILE_INFECTED = Code("FILE_INFECTED", CONTENT, (), "文件未通过安全检查")
LECTURER_REQUIRED = Code("LECTURER_REQUIRED", CONTENT, ("XF-3",), "请填写主讲人")
ORGANISER_NOT_JUSTICE = Code("ORGANISER_NOT_JUSTICE", CONTENT, ("XF-3",), "专题学法由县司法局组织")
PROJECT_FIGURES_INVALID = Code("PROJECT_FIGURES_INVALID", CONTENT, ("DC-7.4",), "项目数据有误：{detail}")
MEDIA_RECORD_MISSING = Code("MEDIA_RECORD_MISSING", CONTENT, ("DC-9.4",), "请登记公开媒体及时间")
TERM_EXPIRED = Code("TERM_EXPIRED", ACTOR, ("DC-8",), "聘期已届满")
