"""The words of supervision: sources, states, ways of urging, reasons and grades of a 督办单."""

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
