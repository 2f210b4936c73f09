"""The words of learning: plans, forms of study, gaps."""

from services.kernel.labels import Labelled


class PlanKind(Labelled):
    """计划种类 (XX-4.3, XF-6)."""

    STUDY = "STUDY", "年度集中学习计划"
    LAW_STUDY = "LAW_STUDY", "年度学法计划"


class LawStudyKind(Labelled):
    """学法方式 (XF-3.1)."""

    PRE_MEETING = "PRE_MEETING", "会前学法"
    LECTURE = "LECTURE", "专题学法"


class StudyForm(Labelled):
    """集中学习形式 (XX-2.1)."""

    GUIDED_READING = "GUIDED_READING", "组织领学"
    EXCHANGE = "EXCHANGE", "交流讨论"
    SEMINAR = "SEMINAR", "主题研讨"
    EXPERT_LECTURE = "EXPERT_LECTURE", "专家辅导"
    OTHER = "OTHER", "其他"


class GapKind(Labelled):
    """学习缺口种类."""

    MONTHLY_STUDY = "MONTHLY_STUDY", "每月集中学习"  # XX-2.1
    QUARTERLY_LAW = "QUARTERLY_LAW", "每季度会前学法"  # XF-3.2
    LECTURE = "LECTURE", "全年专题学法"  # XF-3.3
    RESEARCH_DAYS = "RESEARCH_DAYS", "全年调研天数"  # XX-2.3a
    PAPERS = "PAPERS", "全年学习文章"  # XX-2.3b
