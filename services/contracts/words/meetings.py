"""The words of meetings: kinds, flags, reasons, outcomes and steps."""

from services.kernel.labels import Labelled


class MeetingKind(Labelled):
    """会议类型 (GZ-13…16)."""

    PLENARY = "PLENARY", "全体会议"
    STANDING = "STANDING", "常务会议"
    MAYOR = "MAYOR", "县长办公会议"
    SPECIAL = "SPECIAL", "专题会议"


class SpecialBasis(Labelled):
    """专题会议召集依据 (GZ-16)."""

    BY_PORTFOLIO = "BY_PORTFOLIO", "按分工"
    COMMISSIONED = "COMMISSIONED", "受县长委托"


class UpwardPaper(Labelled):
    """What 县政府 hands up when the meeting has agreed to it (CW-2.2, CW-2.3)."""

    REQUEST_OR_REPORT = "REQUEST_OR_REPORT", "请示、报告"
    BILL = "BILL", "议案"


class TopicFlag(Labelled):
    """议题标记: what the rules look at beside the scope."""

    MAJOR_DECISION = "MAJOR_DECISION", "重大事项决策"  # GZ-3
    MAJOR_INVESTMENT = "MAJOR_INVESTMENT", "重大项目投资决策"  # GZ-3
    LARGE_FUNDS = "LARGE_FUNDS", "大额资金使用"  # GZ-3
    MAJOR_ADMINISTRATIVE_DECISION = "MAJOR_ADMINISTRATIVE_DECISION", "重大行政决策"  # GZ-9
    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT", "规范性文件"  # GZ-12
    PUBLIC_INTEREST = "PUBLIC_INTEREST", "涉及公共利益"  # GZ-10
    COMMENDATION = "COMMENDATION", "评优评先、表彰命名"  # CW-3.3b
    ESTABLISHMENT = "ESTABLISHMENT", "机构编制"  # CW-2.N2
    FUNDS_OR_PROJECT = "FUNDS_OR_PROJECT", "涉及资金、项目安排"  # GZ-16.2
    PERSONNEL = "PERSONNEL", "人事事项"  # CW-2.6
    URGENT = "URGENT", "紧急"  # CW-3.4b, BG-3.2, ZT-2.4
    PROJECT = "PROJECT", "项目类"  # DC-7.4c


class Opinion(Labelled):
    """领导明确意见 (GZ-23, CW-3.2)."""

    AGREED = "AGREED", "同意上会"
    NOT_AGREED = "NOT_AGREED", "不同意上会"
    REVISE = "REVISE", "修改后再报"
    TRANSFERRED = "TRANSFERRED", "转有关单位研办"
    OTHER = "OTHER", "其他意见"


class DeferralReason(Labelled):
    """议题缓议原因."""

    MATERIAL_LATE = "MATERIAL_LATE", "未按时报送议题材料"  # CW-3.3d
    MATERIAL_RETURNED = "MATERIAL_RETURNED", "议题材料未达到要求"  # CW-3.3d
    URGENT_MATERIAL_LATE = "URGENT_MATERIAL_LATE", "增加议题未按时限报送材料"  # CW-3.4b
    PRINT_LATE = "PRINT_LATE", "会议材料未按时送交"  # CW-4.4a
    HEAD_ABSENT = "HEAD_ABSENT", "主办单位主要负责同志不能到会"  # CW-5.2b
    NOT_ARRANGED = "NOT_ARRANGED", "本次会议未安排"  # CW-3.5
    RECONSIDER = "RECONSIDER", "会议决定再议"
    MEETING_CANCELLED = "MEETING_CANCELLED", "会议取消或延期"


class RejectionReason(Labelled):
    """议题不予列入原因."""

    DELEGATED_MATTER = "DELEGATED_MATTER", "属分管县长职权范围"  # CW-2.N1
    ESTABLISHMENT_MATTER = "ESTABLISHMENT_MATTER", "属机构编制事项"  # CW-2.N2
    NOT_AGREED = "NOT_AGREED", "县长不同意上会"  # CW-3.2
    VETOED = "VETOED", "“一票否决”"  # CW-3.3b
    OUT_OF_SCOPE = "OUT_OF_SCOPE", "不属议事范围"


class Outcome(Labelled):
    """议决结果: one per topic heard."""

    AGREED = "AGREED", "同意"
    AGREED_IN_PRINCIPLE = "AGREED_IN_PRINCIPLE", "原则同意"
    NOT_AGREED = "NOT_AGREED", "不同意"
    RECONSIDER = "RECONSIDER", "再议"
    NOTED = "NOTED", "传达听取"
    TO_PARTY_COMMITTEE = "TO_PARTY_COMMITTEE", "提请县委审定"
    TO_HIGHER_MEETING = "TO_HIGHER_MEETING", "提请县长办公会议、常务会议研究"  # GZ-16.2
    COORDINATED = "COORDINATED", "形成协调意见"  # GZ-4


class AttendeeCategory(Labelled):
    """参会人员类别 (GZ-14, AMB-15)."""

    MEMBER = "MEMBER", "组成人员"
    INVITED = "INVITED", "邀请"
    OBSERVER = "OBSERVER", "列席"
    STAFF = "STAFF", "会务"


class AttendanceStatus(Labelled):
    """到会情况."""

    PRESENT = "PRESENT", "出席"
    LATE = "LATE", "迟到"
    LEFT_EARLY = "LEFT_EARLY", "早退"
    ON_LEAVE = "ON_LEAVE", "请假"
    ABSENT = "ABSENT", "缺席"

    @property
    def came(self) -> bool:
        """到会: whoever was in the room, were it late or not to the end."""
        return self in (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY)


class NoticeChannel(Labelled):
    """通知方式 (CW-4.2)."""

    ELECTRONIC = "ELECTRONIC", "电子公文"
    PHONE = "PHONE", "电话"


class PartyResult(Labelled):
    """县委审定结果 (AMB-37)."""

    AGREED = "AGREED", "同意"
    AGREED_AS_AMENDED = "AGREED_AS_AMENDED", "修改后同意"
    NOT_AGREED = "NOT_AGREED", "不同意"
    POSTPONED = "POSTPONED", "缓议"


class MinutesStep(Labelled):
    """纪要审签环节 (AMB-02)."""

    OFFICE_DIRECTOR = "OFFICE_DIRECTOR", "办主任审核"
    DEPUTY_DIRECTOR = "DEPUTY_DIRECTOR", "口副主任核稿"
    EXECUTIVE_DEPUTY_HEAD = "EXECUTIVE_DEPUTY_HEAD", "常务副县长审定"
    COUNTERSIGNATURE = "COUNTERSIGNATURE", "参会副县长会签"
    HOST = "HOST", "主持人把关"
    SIGNATURE = "SIGNATURE", "签发"


class DecisionStatus(Labelled):
    """议定事项状态 (spec 03)."""

    RECORDED = "RECORDED", "已记录"
    PENDING_PARTY_APPROVAL = "PENDING_PARTY_APPROVAL", "待县委审定"
    EFFECTIVE = "EFFECTIVE", "生效"
    SUPERSEDED = "SUPERSEDED", "已被替代"
    RESCINDED = "RESCINDED", "已撤销"
