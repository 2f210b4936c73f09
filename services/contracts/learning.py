"""What learning tells: study plans and sessions, law study bound to meetings, gaps in what is required."""

from datetime import date
from uuid import UUID

from services.contracts import shared
from services.contracts.base import Act, LocalTime, Value
from services.contracts.words.learning import GapKind, LawStudyKind, PlanKind, StudyForm


class LawStudyScheduled(Act):
    """会前学法排定 (XF-3.2): item 0 of the meeting's agenda."""

    TYPE = "learning.law_study.scheduled.v1"

    law_study_id: UUID
    meeting_id: UUID
    subject: str
    lecturer: str
    minutes: int
    focus_codes: tuple[int, ...] = ()  # XF-4.1…4.6


class LawStudyHeld(Act):
    """学法完成 (XF-3.2, XF-3.3)."""

    TYPE = "learning.law_study.held.v1"

    law_study_id: UUID
    kind: LawStudyKind
    meeting_id: UUID | None = None
    held_on: date
    attendance_count: int


class PlanEntry(Value):
    """One row of a yearly plan; a month for studies, a quarter for 会前学法."""

    month: int | None = None
    quarter: int | None = None
    law_study_kind: LawStudyKind | None = None
    subject: str
    form: StudyForm | None = None
    categories: tuple[int, ...] = ()  # XX-1.1…1.10, or XF-4.1…4.6 for law study
    lecturer: str = ""


class StudyPlanApproved(Act):
    """学习计划、学法计划批准 (XX-4.2, XF-6)."""

    TYPE = "learning.study_plan.approved.v1"

    plan_id: UUID
    year: int
    kind: PlanKind
    entries: tuple[PlanEntry, ...]
    approved_on: date


class StudyEvent(Act):
    """The common part of a study session's way (集中学习)."""

    session_id: UUID
    held_on: date
    form: StudyForm
    subject: str
    host_id: UUID
    categories: tuple[int, ...]


class StudyConfirmed(StudyEvent):
    """学习时间和内容确定 (XX-4.2)."""

    TYPE = "learning.study.confirmed.v1"

    starts_at: LocalTime
    place: str


class StudyHeld(StudyEvent):
    """集中学习进行 (XX-2.1): counts for its month."""

    TYPE = "learning.study.held.v1"

    expected: int
    present: int
    on_leave: int
    absent: int


class StudyArchived(StudyEvent):
    """学习归档 (XX-5.4a): attendance complete, exchanges recorded."""

    TYPE = "learning.study.archived.v1"

    expected: int
    present: int
    late: int
    left_early: int
    on_leave: int
    absent: int
    exchanges: int


class GapDetected(Act):
    """缺口 (XX-2, XF-3): stays on record whatever is held later."""

    TYPE = "learning.gap.detected.v1"

    gap_id: UUID
    kind: GapKind
    period: str  # 2022-02, 2022-Q1 or 2022
    person_id: UUID | None = None
    required: int
    actual: int


class PersonYear(Value):
    """One person's year (XX-2, XX-5.4)."""

    person_id: UUID
    sessions_expected: int
    sessions_present: int
    unexcused: int
    self_study_notes: int
    research_days: int
    papers: int
    months_in_post: int


class UnitYear(Value):
    """One unit's year of 学法 (XF-7)."""

    unit_id: UUID
    reported: bool
    sessions: int = 0
    hours: int = 0
    participants: int = 0
    has_own_system: bool = False


class YearClosed(Act):
    """学习年度结账 (XX, XF-7)."""

    TYPE = "learning.year.closed.v1"

    year: int
    persons: tuple[PersonYear, ...]
    units: tuple[UnitYear, ...]


class LeaveDecided(shared.LeaveDecided):
    """学习请假批复 (XX-5.4b): by the session's host."""

    TYPE = "learning.leave.decided.v1"


class DocumentRequested(shared.DocumentRequested):
    """学习文书请求成文."""

    TYPE = "learning.document.requested.v1"


class TaskOpened(shared.TaskOpened):
    """学习待办产生."""

    TYPE = "learning.task.opened.v1"


class TaskClosed(shared.TaskClosed):
    """学习待办了结."""

    TYPE = "learning.task.closed.v1"


class NoticeRaised(shared.NoticeRaised):
    """学习通知提醒."""

    TYPE = "learning.notice.raised.v1"


class DeadlineRecomputed(shared.DeadlineRecomputed):
    """学习期限重算."""

    TYPE = "learning.deadline.recomputed.v1"
