"""The words that several services use: lights, papers, files, publicity."""

from services.kernel.labels import Labelled


class Light(Labelled):
    """状态灯: how near a due date is, in working days."""

    GREEN = "GREEN", "绿"
    YELLOW = "YELLOW", "黄"
    RED = "RED", "红"
    GREY = "GREY", "灰"
    BLUE = "BLUE", "蓝"


class TaskEnding(Labelled):
    """待办如何了结."""

    DONE = "DONE", "已办"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    LAPSED = "LAPSED", "已失效"


class LeaveDecision(Labelled):
    """请假审批结果."""

    APPROVED = "APPROVED", "批准"
    REJECTED = "REJECTED", "不批准"


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
    MEETING_STATISTICS = "MEETING_STATISTICS", "会议情况统计表"
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
