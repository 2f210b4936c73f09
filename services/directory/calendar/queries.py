"""The calendar as it stands, and how working days are counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.directory.calendar.model import CalendarDay, CalendarYear
from services.kernel import calendar
from services.kernel.acts import Act
from services.kernel.calendar import Counted, WorkCalendar


async def calendar_year(session: AsyncSession, _: Act, year: int) -> CalendarYear | None:
    return (await session.execute(select(CalendarYear).where(CalendarYear.year == year))).scalar_one_or_none()


async def days_of_year(session: AsyncSession, _: Act, year: int) -> list[CalendarDay]:
    rows = await session.execute(select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.date))
    return list(rows.scalars())


async def notice_of(session: AsyncSession, version: int) -> str:
    """The notice by which the calendar took this version."""
    return await session.scalar(select(CalendarYear.source).where(CalendarYear.version == version)) or ""


@dataclass(frozen=True)
class Count:
    """How a period was counted, day by day; the day it starts on is not among them."""

    found: Counted
    days: tuple[calendar.CalendarDay, ...]


def count_workdays(days: WorkCalendar, start: date, n: int, *, before: bool = False) -> Count:
    """The `n`-th working day after (or before) `start`, and every day that was passed on the way."""
    found = days.sub_workdays(start, n) if before else days.add_workdays(start, n)
    step = timedelta(days=-1 if before else 1)
    distance = abs((found.date - start).days)
    return Count(found, tuple(days.day(start + step * k) for k in range(1, distance + 1)))
