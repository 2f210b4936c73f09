"""What supervision tells: supervised items from registration to closing, and what is made of the results."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.contracts import shared
from services.contracts.base import Act, LocalTime, Ref, Titled, Value
from services.kernel.labels import Labelled


class SourceType(Labelled):
    """督办事项来源 (DC-5, DC-6, GZ-22, GZ-25…27)."""

    MAJOR_DEPLOYMENT = "MAJOR_DEPLOYMENT", "01 重大决策部署"
    MUNICIPAL_WORK_REPORT = "MUNICIPAL_WORK_REPORT", "02a 市政府工作报告"
    COUNTY_WORK_REPORT = "COUNTY_WORK_REPORT", "02b 县政府工作报告"
    PUBLIC_PROMISE = "PUBLIC_PROMISE", "02c 公开承诺事项"
    PLENARY_MEETING = "PLENARY_MEETING", "03a 全体会议决定事项"
    STANDING_MEETING = "STANDING_MEETING", "03b 常务会议决定事项"
    MAYOR_MEETING = "MAYOR_MEETING", "03c 县长办公会议决定事项"
    COMMISSIONED_MEETING = "COMMISSIONED_MEETING", "03d 受县长委托的专题会议决定事项"
    INSTRUCTION = "INSTRUCTION", "04 批示督办事项"
    CONGRESS_SUGGESTION = "CONGRESS_SUGGESTION", "05a 人大代表建议"
    CPPCC_PROPOSAL = "CPPCC_PROPOSAL", "05b 政协提案"
    MEDIA_REPORT = "MEDIA_REPORT", "06a 市级以上新闻媒体"
    INTERNAL_PUBLICATION = "INTERNAL_PUBLICATION", "06b 内刊"
    INTERNET_SUPERVISION = "INTERNET_SUPERVISION", "06c “互联网+督查”平台"
    PEOPLE_CN_MESSAGE = "PEOPLE_CN_MESSAGE", "06d 人民网网民留言"
    COUNTY_HEAD_MAILBOX = "COUNTY_HEAD_MAILBOX", "06e 县长信箱"
    INSPECTION_FINDING = "INSPECTION_FINDING", "07a 巡视整改"
    AUDIT_FINDING = "AUDIT_FINDING", "07b 审计整改"
    LEADER_ASSIGNMENT = "LEADER_ASSIGNMENT", "07c 县政府领导交办"
    SPECIAL_MEETING = "SPECIAL_MEETING", "08a 专题会议确定事项"
    FIELD_RESEARCH = "FIELD_RESEARCH", "08b 调研检查确定事项"
    INSTRUCTION_PAPER = "INSTRUCTION_PAPER", "09 对口批示件和重要文件"
    REFERRED_PAPER = "REFERRED_PAPER", "批办、转办公文"  # GZ-22.2
    PUBLIC_CONTACT = "PUBLIC_CONTACT", "三联互动"  # GZ-25
    JUDICIAL = "JUDICIAL", "司法建议、生效裁判"  # GZ-26.2
    OFFICE_PROPOSAL = "OFFICE_PROPOSAL", "督查室建议"  # 国令733 §11


class ItemCategory(Labelled):
    """督办事项类别 (DC-7.3)."""

    URGENT = "URGENT", "紧急"
    IMPORTANT = "IMPORTANT", "重要"
    GENERAL = "GENERAL", "一般"


class Handler(Labelled):
    """由谁督办 (AMB-08)."""

    SUPERVISION_OFFICE = "SUPERVISION_OFFICE", "督查室"
    LIAISON_SECTION = "LIAISON_SECTION", "口股室"


class ItemState(Labelled):
    """督办事项状态 (spec 03)."""

    EXPECTED = "EXPECTED", "待立项"
    REGISTERED = "REGISTERED", "已立项"
    DISPATCHED = "DISPATCHED", "已交办"
    RECEIVED = "RECEIVED", "已签收"
    IN_PROGRESS = "IN_PROGRESS", "办理中"
    REPORTED = "REPORTED", "已反馈"
    UNDER_REVIEW = "UNDER_REVIEW", "审核中"
    RETURNED = "RETURNED", "退回重报"
    CLOSED = "CLOSED", "已销号"
    SUSPENDED = "SUSPENDED", "暂停"
    CANCELLED = "CANCELLED", "已撤销"


class UrgeMethod(Labelled):
    """督办方式."""

    PHONE = "PHONE", "电话催办"
    WRITTEN = "WRITTEN", "书面催办"
    SYSTEM = "SYSTEM", "系统催办"
    ON_SITE = "ON_SITE", "现场督查"
    WARNING_SHEET = "WARNING_SHEET", "督办单"


class ClosingResult(Labelled):
    """销号结果."""

    DONE = "DONE", "办结"
    MERGED = "MERGED", "并案办理"


class WarningReason(Labelled):
    """预警原因 (DC-9.2)."""

    INATTENTION = "INATTENTION", "重视不够"
    WEAK_MEASURES = "WEAK_MEASURES", "措施不力"
    SLOW_PROGRESS = "SLOW_PROGRESS", "进展迟缓"
    PROBLEM_FOUND = "PROBLEM_FOUND", "督查发现问题"


class WarningLevel(Labelled):
    """督办单等级 (可选)."""

    BLUE = "BLUE", "蓝"
    YELLOW = "YELLOW", "黄"
    RED = "RED", "红"


class BulletinKind(Labelled):
    """通报种类 (CW-6.3b, DC-9.1)."""

    QUARTERLY = "QUARTERLY", "督办通报"
    SPECIAL = "SPECIAL", "督查通报"


class Medium(Labelled):
    """公开曝光媒体 (DC-9.4)."""

    WEBSITE = "WEBSITE", "政府网站"
    TELEVISION = "TELEVISION", "电视台"
    WEIPINGLI = "WEIPINGLI", "微平利"
    OTHER = "OTHER", "其他媒体"


class ItemEvent(Act):
    """The common part of what happens to a supervised item; `decision_id` when it came from minutes."""

    item_id: UUID
    number: str
    decision_id: UUID | None = None


class ItemRegistered(ItemEvent, Titled):
    """立项 (DC-5, DC-7.1). A restricted item has the mask as its title (AMB-42)."""

    TYPE = "supervision.item.registered.v1"

    source_type: SourceType
    source_ref: Ref | None = None
    category: ItemCategory
    state: ItemState
    handler: Handler
    lead_unit_id: UUID | None = None
    due: date | None = None


class DispatchedPoint(Value):
    """要点: one thing asked for, answered on its own (DC-7.4b)."""

    no: int
    text: str


class ItemDispatched(ItemEvent):
    """交办 (DC-7.1)."""

    TYPE = "supervision.item.dispatched.v1"

    lead_unit_id: UUID
    assist_unit_ids: tuple[UUID, ...] = ()
    due: date | None = None
    provisional: bool = False
    points: tuple[DispatchedPoint, ...]
    dispatched_on: date


class ItemReceived(ItemEvent):
    """签收 (DC-7.2a)."""

    TYPE = "supervision.item.received.v1"

    unit_id: UUID
    by: UUID
    at: LocalTime


class ItemReported(ItemEvent):
    """反馈 (DC-7.4): percent and investment for projects (DC-7.4c), money in 万元."""

    TYPE = "supervision.item.reported.v1"

    feedback_id: UUID
    version: int
    is_result: bool
    percent: Decimal | None = None
    total_investment: Decimal | None = None
    completed_investment: Decimal | None = None


class ItemReturned(ItemEvent):
    """退回重报 (DC-7.4b, DC-7.5)."""

    TYPE = "supervision.item.returned.v1"

    feedback_id: UUID
    reasons: tuple[str, ...]
    new_due: date


class ItemExtended(ItemEvent):
    """延期获准 (DC-7.2b)."""

    TYPE = "supervision.item.extended.v1"

    extension_id: UUID
    old_due: date
    new_due: date
    approver_id: UUID


class ItemExtensionRejected(ItemEvent):
    """延期未准 (DC-7.2b): the old date stands."""

    TYPE = "supervision.item.extension_rejected.v1"

    extension_id: UUID
    old_due: date
    requested_due: date
    approver_id: UUID


class ItemDueSoon(ItemEvent):
    """临近时限; working days left."""

    TYPE = "supervision.item.due_soon.v1"

    due: date
    days_left: int


class ItemOverdue(ItemEvent):
    """逾期: once per item and threshold of 1, 7 and 30 calendar days."""

    TYPE = "supervision.item.overdue.v1"

    unit_id: UUID
    due: date
    days: int


class ItemUrged(ItemEvent):
    """催办 (CW-6.3a, DC-4.3)."""

    TYPE = "supervision.item.urged.v1"

    method: UrgeMethod
    by: UUID
    at: LocalTime


class ItemEscalated(ItemEvent):
    """提级督查 (DC-4.3): from here on the 督查室 handles it."""

    TYPE = "supervision.item.escalated.v1"

    from_handler: Handler
    to_handler: Handler = Handler.SUPERVISION_OFFICE
    approved_by: UUID


class ItemSuspended(ItemEvent):
    """暂停: waits for 县委审定 (GZ-3), or 中止."""

    TYPE = "supervision.item.suspended.v1"

    at: LocalTime
    reason: str
    approved_by: UUID | None = None


class ItemClosed(ItemEvent):
    """办结销号 (DC-7.5): only after the leader's 审定."""

    TYPE = "supervision.item.closed.v1"

    at: LocalTime
    approved_by: UUID
    result: ClosingResult
    on_time: bool


class ItemCancelled(ItemEvent):
    """撤销: by 县长 or the original decider, or 县委 did not agree (AMB-37)."""

    TYPE = "supervision.item.cancelled.v1"

    at: LocalTime
    approved_by: UUID | None = None
    reason: str


class WarningIssued(Act):
    """督办单发出 (DC-9.2)."""

    TYPE = "supervision.warning.issued.v1"

    warning_id: UUID
    number: str
    unit_id: UUID
    item_id: UUID | None = None
    reason: WarningReason
    reply_due: date
    level: WarningLevel | None = None


class Figure(Value):
    """One row of a bulletin's figures; `total` = closed + running, overdue and extended are parts of them."""

    label: str
    unit_id: UUID | None = None
    meeting_id: UUID | None = None
    total: int
    closed: int
    running: int
    overdue: int
    extended: int


class BulletinIssued(Act):
    """《督办通报》印发 (CW-6.3b, DC-9.1): figures of one frozen snapshot."""

    TYPE = "supervision.bulletin.issued.v1"

    bulletin_id: UUID
    kind: BulletinKind
    period: str  # 2022-Q1 for a quarter
    cutoff: date
    figures: tuple[Figure, ...]
    document_id: UUID
    document_number: str


class InterviewEvent(Act):
    """The common part of an interview's way (约谈)."""

    interview_id: UUID
    unit_id: UUID
    head_id: UUID | None = None
    leader_id: UUID | None = None


class InterviewApproved(InterviewEvent):
    """约谈获县政府同意 (DC-9.3a, AMB-11)."""

    TYPE = "supervision.interview.approved.v1"

    approved_on: date


class InterviewHeld(InterviewEvent):
    """约谈进行 (DC-9.3a): the plan falls due one week later (DC-9.3b)."""

    TYPE = "supervision.interview.held.v1"

    held_on: date
    plan_due: date
    provisional: bool = False


class InterviewPlanOverdue(InterviewEvent):
    """整改方案逾期 (DC-9.3b)."""

    TYPE = "supervision.interview.plan_overdue.v1"

    plan_due: date
    days: int


class InterviewPlanReceived(InterviewEvent):
    """整改方案收到 (DC-9.3b)."""

    TYPE = "supervision.interview.plan_received.v1"

    plan_due: date
    received_on: date


class CriticismIssued(Act):
    """通报批评 (DC-9.4)."""

    TYPE = "supervision.criticism.issued.v1"

    criticism_id: UUID
    unit_id: UUID
    interview_id: UUID
    media: tuple[Medium, ...]
    document_number: str | None = None


class AccountabilityTransferred(Act):
    """问责移送 (DC-9.5): the id and nothing else (AMB-42)."""

    TYPE = "supervision.accountability.transferred.v1"

    transfer_id: UUID


class UnitCounts(Value):
    """What one unit met with in the year (DC-9.6); the points are the 考核办's to give."""

    unit_id: UUID
    bulletins_praised: int
    bulletins_criticised: int
    warnings: int
    interviews: int
    criticisms: int
    carried_over: int = 0  # 补计 (AMB-18)


class AnnualSummarySent(Act):
    """年度督查结果报送县考核办 (DC-9.6)."""

    TYPE = "supervision.annual_summary.sent.v1"

    year: int
    cutoff: date
    counts: tuple[UnitCounts, ...]


class DocumentRequested(shared.DocumentRequested):
    """督查文书请求成文."""

    TYPE = "supervision.document.requested.v1"


class RestrictedDocumentRequested(shared.DocumentRequested):
    """移送文书请求成文 (DC-9.5, AMB-42): readable by documents alone."""

    TYPE = "supervision.restricted_document.requested.v1"
    RESTRICTED = True


class TaskOpened(shared.TaskOpened):
    """督查待办产生."""

    TYPE = "supervision.task.opened.v1"


class TaskClosed(shared.TaskClosed):
    """督查待办了结."""

    TYPE = "supervision.task.closed.v1"


class NoticeRaised(shared.NoticeRaised):
    """督查通知提醒."""

    TYPE = "supervision.notice.raised.v1"


class DeadlineRecomputed(shared.DeadlineRecomputed):
    """督查期限重算."""

    TYPE = "supervision.deadline.recomputed.v1"
