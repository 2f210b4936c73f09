"""The working-day calendar (工作日历): which days the office works, and how periods are counted.

Published years come from chinesecalendar, years without a State Council notice from the provisional rule; both
are overlaid by the days the county imported. Nothing is read from the network. The day a period starts on is not
counted; make-up Saturdays and Sundays (调休) are working days.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar
import holidays

from services.kernel.labels import Labelled

DAY = timedelta(days=1)
FIRST_PUBLISHED = min(chinese_calendar.holidays).year
LAST_PUBLISHED = max(chinese_calendar.holidays).year


class DayKind(Labelled):
    """What a calendar day is (日期类别)."""

    WORKDAY = "WORKDAY", "工作日"
    WEEKEND = "WEEKEND", "周末"
    HOLIDAY = "HOLIDAY", "放假"
    MAKEUP_WORKDAY = "MAKEUP_WORKDAY", "调休上班"


class CalendarStatus(Labelled):
    """Whether the year's holidays have been published (放假安排是否公布)."""

    OFFICIAL = "OFFICIAL", "已公布"
    PROVISIONAL = "PROVISIONAL", "放假安排未公布，暂定"


WORKING = frozenset({DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY})


@dataclass(frozen=True)
class CalendarDay:
    """One row of the calendar; `name` is the holiday that it belongs to, if any."""

    date: date
    kind: DayKind
    name: str
    source: str
    status: CalendarStatus

    @property
    def is_workday(self) -> bool:
        return self.kind in WORKING


@dataclass(frozen=True)
class Counted:
    """A day found by counting; `provisional` when the count went over a day whose year is not yet published."""

    date: date
    provisional: bool
    calendar_version: int


@dataclass(frozen=True)
class CountedDays:
    """A number of working days; `provisional` as in `Counted`."""

    days: int
    provisional: bool
    calendar_version: int


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later (earlier when negative), clamped to the month's end.

    Not rolled to a working day: `calendar.roll_forward(add_months(day, 1))` is the end of “1 个月”.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def whole_year(
    year: int, special: Mapping[date, tuple[DayKind, str]], source: str, status: CalendarStatus
) -> tuple[CalendarDay, ...]:
    """All days of `year`: Monday to Friday working, weekends off, except for the `special` days (kind and name).

    This is how a yearly notice of the State Council, which names only holidays and make-up days, becomes rows.
    Raises ValueError for a special day of another year.
    """
    if strange := [day for day in special if day.year != year]:
        raise ValueError(f"{strange[0]} does not lie in {year}")
    rows = []
    day = date(year, 1, 1)
    for _ in range(366 if monthrange(year, 2)[1] == 29 else 365):
        plain = DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY
        kind, name = special.get(day, (plain, ""))
        rows.append(CalendarDay(day, kind, name, source, status))
        if day != date.max:
            day += DAY
    return tuple(rows)


def _published(year: int) -> tuple[CalendarDay, ...]:
    def named(english: str) -> str:
        return str(chinese_calendar.Holiday(english).chinese)

    special = {d: (DayKind.HOLIDAY, named(n)) for d, n in chinese_calendar.holidays.items() if d.year == year}
    special |= {d: (DayKind.MAKEUP_WORKDAY, named(n)) for d, n in chinese_calendar.workdays.items() if d.year == year}
    # The library lists a long holiday's Saturdays and Sundays as holidays; plain weekends it does not list.
    return whole_year(year, special, f"国务院办公厅{year}年放假通知", CalendarStatus.OFFICIAL)


def _provisional(year: int) -> tuple[CalendarDay, ...]:
    statutory = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN")
    special = {day: (DayKind.HOLIDAY, name) for day, name in statutory.items()}
    return whole_year(year, special, "法定节假日推算", CalendarStatus.PROVISIONAL)


@lru_cache(maxsize=64)
def library_year(year: int) -> Mapping[date, CalendarDay]:
    """The rows of `year` that the project knows by itself: published, or by the provisional rule (spec 05, 5.2)."""
    rows = _published(year) if FIRST_PUBLISHED <= year <= LAST_PUBLISHED else _provisional(year)
    return MappingProxyType({row.date: row for row in rows})


@dataclass(frozen=True)
class WorkCalendar:
    """An immutable calendar in one version; `days` are the rows that the directory publishes over the library's.

    Version 0 is the library alone. Counting never raises for a year that is not published: it says `provisional`.
    Every function takes a plain `date`; a datetime is refused with TypeError, since its local day is not evident.
    """

    version: int = 0
    days: Mapping[date, CalendarDay] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, rows: Iterable[CalendarDay], version: int) -> "WorkCalendar":
        """The calendar in which `rows` stand over the library's, day by day."""
        return cls(version, MappingProxyType({row.date: row for row in rows}))

    def day(self, day: date) -> CalendarDay:
        """The row of one day."""
        if isinstance(day, datetime):
            raise TypeError("a datetime has no calendar day: convert it to a date in Asia/Shanghai first")
        return self.days.get(day) or library_year(day.year)[day]

    def is_workday(self, day: date) -> bool:
        return self.day(day).is_workday

    def status(self, first: date, last: date) -> CalendarStatus:
        """OFFICIAL when every day from `first` to `last` (both included) is published."""
        if last < first:
            raise ValueError(f"{last} lies before {first}")
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        published = all(self.day(day).status is CalendarStatus.OFFICIAL for day in days)
        return CalendarStatus.OFFICIAL if published else CalendarStatus.PROVISIONAL

    def add_workdays(self, day: date, n: int) -> Counted:
        """The `n`-th working day after `day`, which itself is not counted; `n` = 0 is `day` as it stands."""
        return self._walk(day, n, DAY)

    def sub_workdays(self, day: date, n: int) -> Counted:
        """The `n`-th working day before `day`, which itself is not counted (会前 n 个工作日)."""
        return self._walk(day, n, -DAY)

    def roll_forward(self, day: date) -> Counted:
        """`day`, or the next working day when it is none: how the end of a period of weeks or months moves."""
        return self._roll(day, DAY)

    def roll_back(self, day: date) -> Counted:
        """`day`, or the last working day before it: how the reminder of a period that never rolls moves."""
        return self._roll(day, -DAY)

    def workdays_between(self, start: date, end: date) -> CountedDays:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

        For a working day `end` it is the n of `add_workdays(start, n)`.
        """
        if end < start:
            back = self.workdays_between(end, start)
            return CountedDays(-back.days, back.provisional, back.calendar_version)
        rows = [self.day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1)]
        return CountedDays(sum(row.is_workday for row in rows), self._touches_provisional(rows), self.version)

    def _walk(self, day: date, n: int, step: timedelta) -> Counted:
        if n < 0:
            raise ValueError("count working days with n ≥ 0")
        self.day(day)  # refuses a datetime even when nothing is counted
        left = n

        def arrived(row: CalendarDay) -> bool:
            nonlocal left
            left -= row.is_workday
            return left == 0

        return self._seek(day + step, step, arrived) if n else Counted(day, False, self.version)

    def _roll(self, day: date, step: timedelta) -> Counted:
        return self._seek(day, step, lambda row: row.is_workday)

    def _seek(self, day: date, step: timedelta, arrived: Callable[[CalendarDay], bool]) -> Counted:
        seen = [self.day(day)]
        while not arrived(seen[-1]):
            seen.append(self.day(seen[-1].date + step))
        return Counted(seen[-1].date, self._touches_provisional(seen), self.version)

    @staticmethod
    def _touches_provisional(rows: Iterable[CalendarDay]) -> bool:
        return any(row.status is CalendarStatus.PROVISIONAL for row in rows)
