"""Calendar periods in which something is owed, and from which on they are judged (spec 00, 0.5.6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.kernel.calendar import add_months
from services.kernel.rules import IN_FORCE

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year; `end` is its last day."""

    name: str  # 2022-02, 2022-Q1 or 2022
    start: date
    end: date

    @property
    def is_judged(self) -> bool:
        """The regulations were in force for at least half of it."""
        return (self.end - max(self.start, IN_FORCE)).days + 1 >= ((self.end - self.start).days + 1) / 2


def month(day: date) -> Period:
    """The month that `day` lies in."""
    start = day.replace(day=1)
    return Period(f"{day:%Y-%m}", start, add_months(start, 1) - DAY)


def quarter(day: date) -> Period:
    """The quarter that `day` lies in."""
    number = (day.month - 1) // 3
    start = date(day.year, 3 * number + 1, 1)
    return Period(f"{day.year}-Q{number + 1}", start, add_months(start, 3) - DAY)


def year(day: date) -> Period:
    """The year that `day` lies in."""
    return Period(str(day.year), date(day.year, 1, 1), date(day.year, 12, 31))
