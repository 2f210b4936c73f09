"""Years of a county, written into the databases of its services: the same for the same seed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import asyncpg
from sqlalchemy import update
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.years import attendance, diary, minutes, sittings, supervision
from deploy.bench.years.setting import DAY, Chance, County, clock
from deploy.bench.years.topics import bring, think_of
from deploy.bench.years.year import UNHEARD, Counters, Year
from services.contracts.words.meetings import MeetingKind
from services.kernel.copies import Copies
from services.kernel.database import open_engine, open_sessions
from services.kernel.store import RosterCopy
from services.meetings.topics.model import TopicState
from services.supervision.items.model import ItemSerial

SEED = 2022
SERVICES = ("directory", "meetings", "supervision")
Stretch = tuple[date, date]


def years(until: datetime, count: int) -> list[Stretch]:
    """The last `count` calendar years up to that of `until`, which is as far as `until` has come."""
    return [(date(n, 1, 1), date(n, 12, 31)) for n in range(until.year - count + 1, until.year + 1)]


def make(county: County, stretches: list[Stretch], seed: int = SEED) -> Iterator[Year]:
    """One stretch after the other; the rows of the last also hold what has been counted through all."""
    counters = Counters()
    for first, last in stretches:
        year = Year(county, Chance(f"{seed}:{first}"), counters, first, last)
        meetings = sittings.plan(year)
        sittings.bring_topics(year, meetings)
        for meeting in meetings:
            _hold(year, meeting)
        _leave_unheard(year)
        diary.keep_diary(year)
        if last == stretches[-1][1]:
            for of_year, serial in counters.serials.items():
                year.supervision.add(ItemSerial, year=of_year, last=serial)
        yield year


def _hold(year: Year, meeting: sittings.Planned) -> None:
    sitting = sittings.write(year, meeting)
    present = attendance.seat(year, sitting)
    decided = minutes.decide(year, sitting)
    document_id = minutes.write_minutes(year, sitting, decided, present)
    for each in decided:
        minutes.write_decision(year, sitting, each, document_id, supervision.follow_up(year, sitting, each))


def _leave_unheard(year: Year) -> None:
    """Topics that come to no meeting: most are withdrawn or not agreed to, the latest are still on their way."""
    days = year.county.workdays(year.first, year.last)
    for _ in range(year.share(UNHEARD)):
        day = year.chance.one(days)
        topic = think_of(year, year.chance.one((MeetingKind.STANDING, MeetingKind.MAYOR)), day)
        if year.has_passed(clock(topic.drafted_on, 12)):
            end = year.chance.one((TopicState.WITHDRAWN, TopicState.REJECTED))
            bring(year, topic, None, (end, clock(day, 17) + 20 * DAY))


async def read_county(dsn: str, now: datetime) -> County:
    """The roster and the calendar as a service has been told of them; raises ValueError when it has not yet."""
    engine = open_engine(dsn, pool_size=1)
    try:
        roster, calendar = await Copies(open_sessions(engine)).current()
    finally:
        await engine.dispose()
    if not roster.version:
        raise ValueError("the service has no roster yet")
    return County(roster, calendar, now)


async def seed(dsns: Mapping[str, str], stretches: list[Stretch], now: datetime) -> int:
    """Write the stretches into the three databases (DSN by service); returns how many rows these are."""
    county = await read_county(dsns["meetings"], now)
    written = 0
    for year in make(county, stretches):
        for service in SERVICES:
            rows = getattr(year, service)
            written += len(rows)
            await rows.copy(dsns[service])
    for service in SERVICES:
        await _settle(dsns[service])
    return written


async def _settle(dsn: str) -> None:
    """Tell the service of the absences that were added, and let the database count its rows."""
    engine = create_async_engine(dsn)
    try:
        async with engine.begin() as connection:
            await connection.execute(update(RosterCopy).values(revision=RosterCopy.revision + 1))
    finally:
        await engine.dispose()
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
