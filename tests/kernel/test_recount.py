"""Provisional deadlines are counted anew when their year is published, fairly and only while they are open."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.contracts import meetings
from services.contracts.copies import keep_copies
from services.contracts.directory import CalendarUpdated, Day
from services.kernel.acts import SYSTEM, Act
from services.kernel.calendar import CalendarStatus, DayKind, WorkCalendar, whole_year
from services.kernel.clock import SHANGHAI, wall
from services.kernel.copies import Copies
from services.kernel.database import Sessions, open_engine, open_sessions
from services.kernel.deadlines import DAYS, WORKDAYS, Term
from services.kernel.events import Envelope
from services.kernel.ids import new_id
from services.kernel.inbox import Inbox
from services.kernel.policies import Policies
from services.kernel.roster import Roster
from services.kernel.store import Deadline, OutboxRow
from tests.conftest import DatabaseFor

DAYS_OFF = {date(2027, 1, d): (DayKind.HOLIDAY, "元旦") for d in (1, 4, 5)}
NOW = datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)


@pytest.fixture
async def sessions(database_for: DatabaseFor) -> Any:
    async with database_for("meetings") as dsn:
        engine = open_engine(dsn, 2)
        yield open_sessions(engine)
        await engine.dispose()


async def put(sessions: Sessions, start: date, n: int, **changes: Any) -> UUID:
    """A deadline as it was counted before 2027 was published."""
    unit = changes.pop("unit", WORKDAYS)
    counted = Term("k", "CW-3.3a", n, unit).due(WorkCalendar(), start)
    values = {"object_type": "Topic", "object_id": new_id(), "key": "k", "clause": "CW-3.3a", "state": "OPEN"}
    values |= {"title": "材料", "started_on": start, "length": n, "unit": unit, "due": counted.date}
    values |= {"provisional": counted.provisional, "calendar_version": counted.calendar_version}
    row = Deadline(**{**values, **changes})
    async with sessions.begin() as session:
        session.add(row)
    return row.object_id


async def publish_2027(
    sessions: Sessions,
    special: Any = DAYS_OFF,
    *,
    now: datetime = NOW,
    recomputed: type[meetings.DeadlineRecomputed] | None = meetings.DeadlineRecomputed,
) -> None:
    """The service hears of the year as the bus would tell it, and reacts as every service does."""
    inbox = Inbox()
    keep_copies(inbox, recomputed)
    rows = whole_year(2027, special, "通知", CalendarStatus.OFFICIAL)
    days = tuple(Day(**vars(row)) for row in rows)
    event = CalendarUpdated(year=2027, status=CalendarStatus.OFFICIAL, version=1, days=days)

    async def make_act(*, revision: int | None = None) -> Act:
        roster, calendar = await Copies(sessions).current(revision)
        return Act(SYSTEM, now, roster or Roster(version=0), calendar, Policies({}), system=True)

    envelope = Envelope(new_id(), event.TYPE, "2027", wall(), event.model_dump(mode="json"))
    await inbox.receive(sessions, make_act, envelope.dump())


async def due(sessions: Sessions, object_id: UUID) -> tuple[date, bool, int]:
    async with sessions() as session:
        row = (await session.execute(select(Deadline).where(Deadline.object_id == object_id))).scalar_one()
        return row.due, row.provisional, row.calendar_version


async def said(sessions: Sessions) -> list[meetings.DeadlineRecomputed]:
    async with sessions() as session:
        rows = await session.execute(select(OutboxRow).order_by(OutboxRow.seq))
        return [Envelope.load(row.payload or b"").read(meetings.DeadlineRecomputed) for row in rows.scalars()]


async def test_a_provisional_deadline_moves_and_is_told(sessions: Sessions) -> None:
    moved = await put(sessions, date(2026, 12, 30), 2)  # provisionally 4 January
    same = await put(sessions, date(2026, 12, 30), 1)  # 31 December, published long ago
    await publish_2027(sessions)
    assert await due(sessions, moved) == (date(2027, 1, 6), False, 1)
    assert await due(sessions, same) == (date(2026, 12, 31), False, 0)
    (event,) = await said(sessions)
    assert (event.object.id, event.object.type, event.clauses) == (moved, "Topic", ("CW-3.3a",))
    assert (event.old_due, event.new_due, event.provisional) == (date(2027, 1, 4), date(2027, 1, 6), False)


async def test_a_deadline_that_stays_is_no_longer_provisional(sessions: Sessions) -> None:
    stays = await put(sessions, date(2026, 12, 30), 2)
    await publish_2027(sessions, {date(2027, 1, 1): (DayKind.HOLIDAY, "元旦")})
    assert await due(sessions, stays) == (date(2027, 1, 4), False, 1)
    (event,) = await said(sessions)
    assert event.old_due == event.new_due


async def test_settled_deadlines_never_change(sessions: Sessions) -> None:
    settled = [await put(sessions, date(2026, 12, 30), 2, state=state) for state in ("MET", "MISSED", "CANCELLED")]
    await publish_2027(sessions)
    assert {await due(sessions, each) for each in settled} == {(date(2027, 1, 4), True, 0)}
    assert await said(sessions) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-12-30", date(2027, 1, 3)), ("2027-01-02", date(2027, 1, 3)), ("2027-01-03", date(2027, 1, 4))],
)
async def test_earlier_only_when_it_is_still_tomorrow(sessions: Sessions, today: str, expected: date) -> None:
    """2027-01-03, a Sunday, becomes a working day: whoever has not got that day left keeps the old one."""
    makeup = {date(2027, 1, 1): (DayKind.HOLIDAY, "元旦"), date(2027, 1, 3): (DayKind.MAKEUP_WORKDAY, "元旦")}
    deadline = await put(sessions, date(2026, 12, 30), 2)
    await publish_2027(sessions, makeup, now=datetime.fromisoformat(f"{today}T09:00:00+08:00"))
    assert await due(sessions, deadline) == (expected, False, 1)


async def test_other_units_and_moments(sessions: Sessions) -> None:
    week = await put(sessions, date(2026, 12, 28), 7, unit=DAYS)  # 4 January, which becomes a holiday
    at = datetime(2027, 1, 4, 15, tzinfo=SHANGHAI)
    moment = await put(sessions, date(2026, 12, 30), 2, due_at=at)
    await publish_2027(sessions)
    assert (await due(sessions, week))[0] == date(2027, 1, 6)
    assert (await due(sessions, moment))[:2] == (date(2027, 1, 4), False)


async def test_a_year_still_ahead_stays_provisional(sessions: Sessions) -> None:
    later = await put(sessions, date(2026, 12, 30), 300)
    await publish_2027(sessions)
    assert (await due(sessions, later))[1]
    async with sessions() as session:
        assert (await session.execute(select(OutboxRow))).scalars().all()


async def test_a_service_without_deadlines_only_keeps_the_year(sessions: Sessions) -> None:
    deadline = await put(sessions, date(2026, 12, 30), 2)
    await publish_2027(sessions, recomputed=None)
    assert await due(sessions, deadline) == (date(2027, 1, 4), True, 0)
    _, calendar = await Copies(sessions).current()
    assert (calendar.version, calendar.is_workday(date(2027, 1, 4))) == (1, False)
