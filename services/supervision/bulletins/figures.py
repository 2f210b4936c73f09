"""The figures of a bulletin: from one frozen snapshot, reconciled, percentages that add to 100."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.kernel.labels import Labelled


class Standing(Labelled):
    """How an item stands at the cut-off; every item counts once, in the first of these that holds."""

    CLOSED = "CLOSED", "已办结"
    SUSPENDED = "SUSPENDED", "暂缓"
    OVERDUE = "OVERDUE", "逾期"
    EXTENDED = "EXTENDED", "延期"
    ONGOING = "ONGOING", "正在办理"


@dataclass(frozen=True)
class Row:
    """One item in the snapshot, as it stood at the end of the cut-off day."""

    item_id: str
    number: str
    title: str
    unit_id: str | None
    unit: str
    meeting_id: str | None
    meeting: str
    standing: Standing
    due: str | None
    overdue_days: int
    progress: str

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Row":
        return cls(**{**stored, "standing": Standing(stored["standing"])})

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Tally:
    """Counts of one meeting or one unit; `running` = total − closed, the rest are its parts."""

    label: str
    unit_id: str | None
    meeting_id: str | None
    closed: int = 0
    suspended: int = 0
    overdue: int = 0
    extended: int = 0
    ongoing: int = 0

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """In the order of `Standing`."""
        return self.closed, self.suspended, self.overdue, self.extended, self.ongoing

    @property
    def total(self) -> int:
        return sum(self.parts)

    @property
    def running(self) -> int:
        return self.total - self.closed

    @property
    def percentages(self) -> list[int]:
        """Of the parts, in the order of `Standing`."""
        return percentages(self.parts)


def percentages(counts: Sequence[int]) -> list[int]:
    """Whole percentages by largest remainder: they add to 100, or are all 0 when there is nothing."""
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    shares = [count * 100 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda n: (-(counts[n] * 100 % total), n))
    for n in by_remainder[: 100 - sum(shares)]:
        shares[n] += 1
    return shares


def tally(label: str, rows: Iterable[Row], unit_id: str | None = None, meeting_id: str | None = None) -> Tally:
    """Count the rows."""
    standings = [row.standing for row in rows]
    counts = {standing.value.lower(): standings.count(standing) for standing in Standing}
    return Tally(label, unit_id, meeting_id, **counts)


@dataclass(frozen=True)
class Figures:
    """The three views of one snapshot."""

    overall: Tally
    by_meeting: list[Tally]
    by_unit: list[Tally]

    def reconcile(self) -> bool:
        """Every view counts the same items."""
        return all(
            tuple(sum(column) for column in zip(*(each.parts for each in view), strict=True)) == self.overall.parts
            for view in (self.by_meeting, self.by_unit)
            if view or self.overall.total
        )


def figures(rows: Sequence[Row]) -> Figures:
    """Count the snapshot per meeting and per unit, in the order in which they first appear."""
    meetings = dict.fromkeys((row.meeting_id, row.meeting) for row in rows)
    units = dict.fromkeys((row.unit_id, row.unit) for row in rows)
    return Figures(
        overall=tally("合计", rows),
        by_meeting=[
            tally(label, [row for row in rows if (row.meeting_id, row.meeting) == (key, label)], meeting_id=key)
            for key, label in meetings
        ],
        by_unit=[
            tally(label, [row for row in rows if (row.unit_id, row.unit) == (key, label)], unit_id=key)
            for key, label in units
        ],
    )


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    last = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}[quarter]
    return date(year, quarter * 3 - 2, 1), date(year, *last)


def quarter_before(day: date) -> tuple[int, int]:
    """The quarter that ended last before `day`."""
    quarter = (day.month - 1) // 3
    return (day.year, quarter) if quarter else (day.year - 1, 4)


def as_uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None
