"""What is counted, and how the parts add up: plain numbers, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.contracts.words.meetings import AttendeeCategory, DeferralReason, MeetingKind
from services.meetings.activities.queries import ActivityFigures
from services.meetings.countywide.queries import CountyWideFigures

Deferrals = Mapping[DeferralReason, int]
DISPENSATION, ADVISORY, LATE_REGISTRATION = "DISPENSATION", "ADVISORY", "LATE_REGISTRATION"  # sorts of findings


@dataclass(frozen=True)
class Attendance:
    """到会情况: everybody on the list stands in exactly one of the parts."""

    due: int = 0  # 应到
    present: int = 0
    late: int = 0
    left_early: int = 0
    on_leave: int = 0
    absent: int = 0
    unsettled: int = 0  # the meeting is not over
    notified: int = 0  # of those due, who was told of the meeting (CW-4.2)

    @property
    def came(self) -> int:
        return self.present + self.late + self.left_early

    @property
    def parts(self) -> tuple[int, ...]:
        return self.present, self.late, self.left_early, self.on_leave, self.absent, self.unsettled

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(*(mine + yours for mine, yours in zip(_values(self), _values(other), strict=True)))


def _values(row: Attendance) -> tuple[int, ...]:
    return row.due, *row.parts, row.notified


@dataclass(frozen=True)
class Agenda:
    """Topics on agendas: each was heard, was not, or still waits for its meeting."""

    topics: int = 0
    heard: int = 0
    deferred: int = 0
    waiting: int = 0
    supplements: int = 0  # of them on a 补充议题单 (CW-3.4b)
    planned_minutes: int = 0  # report and discussion of those on the agenda (GZ-20.3)
    reports: int = 0  # with a known length
    long_reports: int = 0  # longer than the limit (GZ-17.4, CW-5.2a)
    late_prints: int = 0  # material not delivered in time (CW-4.4a)
    returned_prints: int = 0  # times that material went back to be printed anew (CW-4.4b)

    @property
    def parts(self) -> tuple[int, ...]:
        return self.heard, self.deferred, self.waiting


@dataclass(frozen=True)
class Topics:
    """Topics drafted in a year by where they stand now."""

    total: int = 0
    drafting: int = 0
    under_way: int = 0
    decided: int = 0
    rejected: int = 0
    withdrawn: int = 0

    @property
    def proposed(self) -> int:
        """Those that a unit's head has signed, or that have gone further."""
        return self.total - self.drafting

    @property
    def parts(self) -> tuple[int, ...]:
        return self.drafting, self.under_way, self.decided, self.rejected, self.withdrawn


@dataclass(frozen=True)
class Materials:
    """Versions of topic material handed in (CW-3.3)."""

    versions: int = 0
    late: int = 0  # CW-3.3a
    returned: int = 0  # CW-3.3c


@dataclass(frozen=True)
class Terms:
    """What fell due after meetings: record and draft in two working days (CW-6.2a), the minutes in five (AMB-07)."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0

    @property
    def parts(self) -> tuple[int, ...]:
        return self.on_time, self.late, self.open


@dataclass(frozen=True)
class Held:
    """Meetings of one kind and year by how they went."""

    total: int = 0
    ahead: int = 0
    held: int = 0
    postponed: int = 0
    cancelled: int = 0
    registered: int = 0  # of those held, entered afterwards (AMB-47)
    measured: int = 0  # of those held, whose beginning and end are known
    overlong: int = 0  # of those measured, longer than the limit (GZ-20.3)
    minutes: int = 0  # that those measured took together
    minutes_issued: int = 0  # 纪要 that are out

    @property
    def parts(self) -> tuple[int, ...]:
        return self.ahead, self.held, self.postponed, self.cancelled


@dataclass(frozen=True)
class Records:
    """What stays on record with one sort, code and clauses (检查发现、特许); each is counted once."""

    sort: str
    code: str
    clauses: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Registrations:
    """Acts of one sort that were registered after the fact (补登, AMB-47)."""

    object_type: str
    action: str
    count: int
    unconfirmed: int


@dataclass(frozen=True)
class MeetingFigures:
    """One meeting."""

    actual_minutes: int | None
    overlong: bool | None
    planned_minutes: int
    agenda: Agenda
    deferrals: Deferrals
    attendance: Mapping[AttendeeCategory, Attendance]
    record_due: date | None
    record_done: date | None
    record_in_time: bool | None  # None while it is neither done nor late
    record_finalized_at: datetime | None
    draft_submitted_at: datetime | None
    minutes_due: date | None
    minutes_in_time: bool | None  # None while they are neither out nor late
    minutes_issued_at: datetime | None


@dataclass(frozen=True)
class UnitFigures:
    """One unit's year."""

    unit_id: UUID
    topics: Topics = field(default_factory=Topics)
    agenda: Agenda = field(default_factory=Agenda)
    deferrals: Deferrals = field(default_factory=dict)
    materials: Materials = field(default_factory=Materials)
    head: Attendance = field(default_factory=Attendance)
    county_wide: CountyWideFigures | None = None


@dataclass(frozen=True)
class LeaderFigures:
    """One leader's year."""

    person_id: UUID
    attendance: Mapping[MeetingKind, Attendance]
    hosted: int
    mandated: int  # of those hosted, 受县长委托
    leaves: int  # asked for
    leaves_given: int
    topics_proposed: int
    delegated_opinions: int  # signed under a 委托
    delegated_signatures: int
    activities: ActivityFigures | None

    @property
    def delegated(self) -> int:
        """How often he acted under a 委托 (GZ-5): opinions and signatures given, meetings presided over."""
        return self.delegated_opinions + self.delegated_signatures + self.mandated


@dataclass(frozen=True)
class KindFigures:
    """One kind of meeting in one year."""

    kind: MeetingKind
    held: Held
    months: tuple[int, ...]  # meetings held, January first
    gaps: tuple[int, ...]  # months that are over without one, where one a month is the rule (CW-1.2)
    agenda: Agenda
    deferrals: Deferrals
    topics: Topics
    materials: Materials
    attendance: Mapping[AttendeeCategory, Attendance]
    drafts: Terms
    issues: Terms
    records: tuple[Records, ...]
    registrations: tuple[Registrations, ...]

    @property
    def exceptions(self) -> int:
        """特许: what is allowed "原则上" or "一般" alone, and was done otherwise (AMB-20)."""
        return sum(each.count for each in self.records if each.sort == DISPENSATION)
