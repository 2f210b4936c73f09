"""Payloads that several services publish under their own name: to-dos, notices, deadlines, requests for papers."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator

from services.contracts.base import Act, LocalTime, Ref, Value
from services.contracts.directory import PostCode
from services.kernel.labels import Labelled


class Light(Labelled):
    """状态灯: how near a due date is, in working days."""

    GREEN = "GREEN", "绿"
    YELLOW = "YELLOW", "黄"
    RED = "RED", "红"
    GREY = "GREY", "灰"
    BLUE = "BLUE", "蓝"


class Addressee(Value):
    """A person, or whoever holds a post (of a unit) when the desk is read."""

    person_id: UUID | None = None
    post: PostCode | None = None
    unit_id: UUID | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if (self.person_id is None) == (self.post is None):
            raise ValueError("an addressee is either a person or a post")
        return self


class TaskOpened(Act):
    """待办产生: something somebody has to do; the same `task_id` again replaces what was said before."""

    task_id: UUID
    to: Addressee
    kind: str
    ref: Ref
    title_zh: str  # masked when restricted
    due: date | None = None
    due_at: LocalTime | None = None  # where the limit is an hour (CW-3.4b)
    provisional: bool = False
    light: Light = Light.GREEN
    restricted: bool = False


class TaskEnding(Labelled):
    """待办如何了结."""

    DONE = "DONE", "已办"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    LAPSED = "LAPSED", "已失效"


class TaskClosed(Act):
    """待办了结."""

    task_id: UUID
    ending: TaskEnding = TaskEnding.DONE
    closed_at: LocalTime


class NoticeRaised(Act):
    """通知: said once to each recipient; delivery, reading and 签收 are recorded by the desk as three times."""

    notice_id: UUID
    template: str
    data: dict[str, Any]
    recipients: tuple[Addressee, ...]
    title_zh: str
    text_zh: str
    ref: Ref | None = None
    restricted: bool = False


class DeadlineRecomputed(Act):
    """期限重算 (spec 05): a provisional deadline counted anew because the calendar of its year was published."""

    object: Ref
    key: str
    old_due: date
    new_due: date
    provisional: bool
    calendar_version: int


class LeaveDecision(Labelled):
    """请假审批结果."""

    APPROVED = "APPROVED", "批准"
    REJECTED = "REJECTED", "不批准"


class LeaveDecided(Act):
    """请假批复 (GZ-18, CW-4.5, XX-5.4): leave from a meeting or a study session, not a county absence."""

    leave_id: UUID
    subject: Ref  # Meeting, StudySession or LawStudy
    person_id: UUID
    decision: LeaveDecision
    approver_id: UUID
    reason: str | None = None
    decided_at: LocalTime


class DocumentKind(Labelled):
    """What is rendered: the catalogue of spec 08, 8.3, plus the plain 公文."""

    OFFICIAL_PAPER = "OFFICIAL_PAPER", "公文"
    TOPIC_FORM = "TOPIC_FORM", "议题审批表"
    PREPARATION_NOTICE = "PREPARATION_NOTICE", "上会准备通知"
    PRELIMINARY_REVIEW_FORM = "PRELIMINARY_REVIEW_FORM", "初审意见表"
    LEGALITY_OPINION = "LEGALITY_OPINION", "合法性审查意见书"
    VETO_OPINION = "VETO_OPINION", "“一票否决”审查意见"
    AGENDA_SHEET = "AGENDA_SHEET", "议题单"
    MEETING_NOTICE = "MEETING_NOTICE", "会议通知"
    INVITATION = "INVITATION", "邀请函"
    SIGN_IN_SHEET = "SIGN_IN_SHEET", "会议签到表"
    MEETING_RECORD = "MEETING_RECORD", "会议记录"
    PLENARY_MINUTES = "PLENARY_MINUTES", "全体会议纪要"
    STANDING_MINUTES = "STANDING_MINUTES", "常务会议纪要"
    MAYOR_MINUTES = "MAYOR_MINUTES", "县长办公会议纪要"
    SPECIAL_MINUTES = "SPECIAL_MINUTES", "专题会议纪要"
    PRESS_RELEASE = "PRESS_RELEASE", "新闻稿"
    LEDGER = "LEDGER", "督办台账"
    ASSIGNMENT_NOTICE = "ASSIGNMENT_NOTICE", "交办通知"
    WARNING_SHEET = "WARNING_SHEET", "督办单"
    FEEDBACK_REPORT = "FEEDBACK_REPORT", "反馈报告"
    FEEDBACK_REVIEW_SHEET = "FEEDBACK_REVIEW_SHEET", "送审意见表"
    EXTENSION_APPLICATION = "EXTENSION_APPLICATION", "延期申请"
    EXTENSION_REPLY = "EXTENSION_REPLY", "延期批复"
    INSPECTION_RECORD = "INSPECTION_RECORD", "现场督查记录"
    QUARTERLY_BULLETIN = "QUARTERLY_BULLETIN", "督办通报"
    SPECIAL_BULLETIN = "SPECIAL_BULLETIN", "督查通报"
    INTERVIEW_PROPOSAL = "INTERVIEW_PROPOSAL", "约谈审批表"
    INTERVIEW_NOTICE = "INTERVIEW_NOTICE", "约谈通知书"
    INTERVIEW_RECORD = "INTERVIEW_RECORD", "约谈记录"
    RECTIFICATION_PLAN = "RECTIFICATION_PLAN", "情况说明和整改方案"
    CRITICISM = "CRITICISM", "通报批评"
    REFERRAL = "REFERRAL", "移送函"
    ANNUAL_SUMMARY = "ANNUAL_SUMMARY", "年度督查结果汇总表"
    OBJECTION_DECISION = "OBJECTION_DECISION", "复核决定"
    SUPERVISOR_APPOINTMENT = "SUPERVISOR_APPOINTMENT", "督查员聘书"
    STUDY_PLAN = "STUDY_PLAN", "年度集中学习计划"
    LAW_STUDY_PLAN = "LAW_STUDY_PLAN", "年度学法计划"
    STUDY_NOTICE = "STUDY_NOTICE", "学习通知"
    STUDY_SIGN_IN_SHEET = "STUDY_SIGN_IN_SHEET", "学习签到表"
    STUDY_RECORD = "STUDY_RECORD", "学习记录"
    PERSONAL_STUDY_LEDGER = "PERSONAL_STUDY_LEDGER", "个人学习台账"
    STUDY_SUMMARY = "STUDY_SUMMARY", "学习情况年度汇总"
    PUBLIC_CONTACT_LIST = "PUBLIC_CONTACT_LIST", "三联互动清单"
    ATTENDANCE_BULLETIN = "ATTENDANCE_BULLETIN", "到会情况通报"
    DRAFTING_NOTE = "DRAFTING_NOTE", "规范性文件起草说明"
    CONSULTATION_ANNOUNCEMENT = "CONSULTATION_ANNOUNCEMENT", "征求意见公告"
    ADOPTION_TABLE = "ADOPTION_TABLE", "意见采纳情况表"
    DRAFTING_SHEET = "DRAFTING_SHEET", "发文稿纸"
    INCOMING_SHEET = "INCOMING_SHEET", "收文处理笺"


class FileFormat(Labelled):
    """文件格式."""

    DOCX = "DOCX", "Word 文档"
    PDF = "PDF", "PDF 文件"
    XLSX = "XLSX", "Excel 表格"


class PublicAttribute(Labelled):
    """公开属性 (GZ-24)."""

    PUBLIC = "PUBLIC", "主动公开"
    ON_REQUEST = "ON_REQUEST", "依申请公开"
    NOT_PUBLIC = "NOT_PUBLIC", "不予公开"


class Recipient(Value):
    """Who gets the paper (主送、抄送、分送): a unit, a person, or a body by name alone."""

    name: str
    unit_id: UUID | None = None
    person_id: UUID | None = None


class Signer(Value):
    """签发人, with the one he signs for (受县长委托, or B（代A）)."""

    person_id: UUID
    name: str
    post: PostCode
    title: str
    on_behalf_of: UUID | None = None
    stamp: str = ""


class DocumentRequested(Act):
    """请求成文 (AMB-40): a paper signed in the service that owns it, to be rendered, checked, numbered and issued.

    `request_id` is the idempotency key: the same request again is answered with the same document. Without `series`
    the paper gets no number. `external_number` is that of a paper issued outside: the register takes it as 外部登记,
    nothing is rendered or delivered again (AMB-47).
    """

    request_id: UUID
    requester: Ref
    kind: DocumentKind
    title: str
    data: dict[str, Any]
    series: str | None = None
    external_number: str | None = None
    recipients: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    signer: Signer | None = None
    signed_on: date | None = None
    public_attribute: PublicAttribute = PublicAttribute.NOT_PUBLIC
    not_public_reason: str | None = None
    restricted: bool = False
    corrects_id: UUID | None = None  # the document that this one corrects (更正)
    formats: tuple[FileFormat, ...] = (FileFormat.DOCX, FileFormat.PDF)

    @model_validator(mode="after")
    def _restricted_travels_apart(self) -> Self:
        if self.restricted is not type(self).RESTRICTED:
            raise ValueError("restricted matter travels on `rst.`, and nothing else does (AMB-42)")
        return self
