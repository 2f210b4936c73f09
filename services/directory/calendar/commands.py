"""What may be done to the calendar: seed it, and take over the State Council's notice of a year."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.copies import keep_calendar
from services.contracts.directory import CalendarUpdated, Day
from services.contracts.words.directory import PostCode
from services.directory.calendar.model import CalendarDay, CalendarYear
from services.directory.calendar.notice_file import InvalidNotice, read_notice
from services.kernel import calendar
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.calendar import LAST_PUBLISHED, CalendarStatus, library_year
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, refuse

KEEPERS = (PostCode.OFFICE_DIRECTOR, PostCode.OFFICE_CLERK)
FIRST_YEAR = 2022  # the regulations are in force from 26 January 2022 (TZ-1)
LAST_YEAR = 2100
CALENDAR_LOCK = 0x5A42_0CA1


async def seed_calendar(session: AsyncSession, act: Act) -> int:
    """Write down the years that every service knows by itself, the next one provisionally; returns how many.

    Nothing is published: the services agree already (version 0).
    """
    await _one_at_a_time(session)
    known = set((await session.execute(select(CalendarYear.year))).scalars())
    missing = [year for year in range(FIRST_YEAR, LAST_PUBLISHED + 2) if year not in known]
    for year in missing:
        await _write(session, act, year, 0, library_year(year).values(), None)
    return len(missing)


async def import_calendar(session: AsyncSession, act: Act, *, year: int, csv: str, notice_no: str) -> CalendarYear:
    """The office takes over the notice of a year; the same days again change nothing (spec 05, 5.2)."""
    if not any(act.holds(post) for post in KEEPERS):
        raise refuse(ACTOR_NOT_ALLOWED)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refuse(CONTENT_INVALID, f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间", path=("year",))
    if not notice_no.strip():
        raise refuse(CONTENT_INVALID, "放假通知文号", path=("noticeNo",))
    try:
        days = read_notice(year, csv, notice_no.strip())
    except InvalidNotice as fault:
        raise refuse(CONTENT_INVALID, str(fault), path=("csv",)) from fault
    await _one_at_a_time(session)
    current = (await session.execute(select(CalendarYear).where(CalendarYear.year == year))).scalar_one_or_none()
    if current is not None and await _days(session, year) == list(days):
        return current
    version = 1 + (await session.scalar(select(func.coalesce(func.max(CalendarYear.version), 0))) or 0)
    row = await _write(session, act, year, version, days, act.person.id)
    event = CalendarUpdated(
        year=year,
        status=CalendarStatus.OFFICIAL,
        version=version,
        days=tuple(Day(**vars(day)) for day in days),
    )
    publish(session, act, event, row)
    await keep_calendar(session, act, event)
    detail = {"year": year, "version": version, "notice": notice_no}
    record(session, Record(act, "import_calendar", "CalendarYear", row.id, detail=detail))
    return row


async def _one_at_a_time(session: AsyncSession) -> None:
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CALENDAR_LOCK})


async def _days(session: AsyncSession, year: int) -> list[calendar.CalendarDay]:
    rows = await session.execute(select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.date))
    return [calendar.CalendarDay(d.date, d.kind, d.name, d.source, d.status) for d in rows.scalars()]


async def _write(
    session: AsyncSession,
    act: Act,
    year: int,
    version: int,
    days: Iterable[calendar.CalendarDay],
    changed_by: UUID | None,
) -> CalendarYear:
    """Write every day of the year anew."""
    rows = list(days)
    await session.execute(delete(CalendarDay).where(CalendarDay.year == year))
    await session.execute(insert(CalendarDay), [{"year": year, **vars(day)} for day in rows])
    row = (await session.execute(select(CalendarYear).where(CalendarYear.year == year))).scalar_one_or_none()
    if row is None:
        row = CalendarYear(year=year)
        session.add(row)
    row.version, row.status, row.source = version, rows[0].status, rows[0].source
    row.changed_at, row.changed_by = act.at, changed_by
    await session.flush()
    return row
