"""Timers by the day and by the hour: every passed moment once, in order, at the office time when it was due."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import SYSTEM, Act
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI, SteeredClock
from services.kernel.database import Sessions, open_engine, open_sessions
from services.kernel.deadlines import DATE, MISSED, OPEN, Term, ends, meet, new_deadline, reminders
from services.kernel.ids import new_id
from services.kernel.policies import Policies
from services.kernel.roster import Roster
from services.kernel.store import Deadline, TimerRun
from services.kernel.timers import TimerLoop, Timers
from tests.conftest import DatabaseFor

KEY = "urgent_material"
URGENT = Term(KEY, "CW-3.4b", 0, DATE, remind_before=timedelta(hours=2))
START = datetime(2022, 1, 28, 9, tzinfo=SHANGHAI)
Worked = tuple[str, datetime]


@dataclass
class Thing:
    """What the deadlines are about."""

    id: object = field(default_factory=new_id)
    state: str = ""
    unconfirmed: bool = False


async def act_at(at: datetime) -> Act:
    return Act(SYSTEM, at, Roster(version=0), WorkCalendar(), Policies({}), system=True)


class Office:
    """A service's catalogue with one daily timer and two by the hour, which writes down what it works."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.worked: list[Worked] = []
        self.broken: set[str] = set()
        self.timers = Timers()
        self.timers.daily("day")(self.day)
        self.timers.at("remind", reminders(KEY))(self.remind)
        self.timers.after("miss", ends(KEY))(self.miss)

    def loop(self, now: datetime = START) -> TimerLoop:
        return TimerLoop(self.timers, self.sessions, SteeredClock(now), act_at)

    def note(self, name: str, act: Act) -> None:
        if name in self.broken:
            raise RuntimeError(f"{name} is broken")
        self.worked.append((name, act.at))

    async def day(self, _: AsyncSession, act: Act) -> None:
        self.note("day", act)

    async def remind(self, session: AsyncSession, act: Act) -> None:
        due = await session.scalars(select(Deadline).where(Deadline.state == OPEN, Deadline.remind_at <= act.at))
        for deadline in due:
            assert deadline.remind_at == act.at
            deadline.remind_at, deadline.reminded_on = None, act.today
        self.note("remind", act)

    async def miss(self, session: AsyncSession, act: Act) -> None:
        due = await session.scalars(select(Deadline).where(Deadline.state == OPEN, Deadline.due_at <= act.at))
        for deadline in due:
            assert deadline.due_at == act.at
            deadline.state, deadline.missed_on = MISSED, act.today
        self.note("miss", act)

    async def open(self, due_at: datetime, at: datetime = START) -> Thing:
        thing = Thing()
        async with self.sessions.begin() as session:
            session.add(new_deadline(await act_at(at), thing, URGENT, at.date(), title="材料", due_at=due_at))
        return thing

    async def forget(self) -> None:
        async with self.sessions.begin() as session:
            await session.execute(delete(Deadline))
            await session.execute(delete(TimerRun))
        self.worked.clear()


@pytest.fixture
async def office(database_for: DatabaseFor) -> AsyncIterator[Office]:
    async with database_for("meetings") as dsn:
        engine = open_engine(dsn, 4)
        yield Office(open_sessions(engine))
        await engine.dispose()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def expected(first: datetime, until: datetime, dues: Iterable[datetime]) -> list[Worked]:
    """What has to be worked from the first look until the last: days, reminders and ends, by their moments."""
    days = (until.date() - first.date()).days
    found = {("day", datetime.combine(first.date() + timedelta(days=n), time(0), SHANGHAI)) for n in range(days + 1)}
    for due in dues:
        reminder = due - timedelta(hours=2)
        found |= {("remind", reminder)} if START < reminder <= until else set()
        found |= {("miss", due)} if due < until else set()
    order = {"day": 0, "remind": 1, "miss": 2}
    return sorted(found, key=lambda each: (each[1], order[each[0]]))


async def test_a_jump_over_days_works_every_moment_in_order(office: Office) -> None:
    await office.open(local("2022-01-28T15:00"))
    await office.open(local("2022-01-30T08:30"))
    assert await office.loop().catch_up(START) is not None
    assert office.worked == [("day", local("2022-01-28T00:00"))]
    await office.loop().catch_up(local("2022-01-31T09:00"))
    assert office.worked[1:] == [
        ("remind", local("2022-01-28T13:00")),
        ("miss", local("2022-01-28T15:00")),
        ("day", local("2022-01-29T00:00")),
        ("day", local("2022-01-30T00:00")),
        ("remind", local("2022-01-30T06:30")),
        ("miss", local("2022-01-30T08:30")),
        ("day", local("2022-01-31T00:00")),
    ]
    await office.loop().catch_up(local("2022-01-31T09:00"))
    assert len(office.worked) == 8


async def test_at_the_very_moment_one_is_still_in_time(office: Office) -> None:
    due = local("2022-01-28T15:00")
    thing = await office.open(due)
    late = await office.open(due)
    await office.loop().catch_up(due)
    assert ("miss", due) not in office.worked
    async with office.sessions.begin() as session:
        met = await meet(session, await act_at(due), thing, KEY)
        assert met is not None
        assert met.state == "MET"
        missed = await meet(session, await act_at(due + timedelta(minutes=1)), late, KEY)
        assert missed is not None
        assert missed.state == MISSED
    await office.loop().catch_up(due + timedelta(seconds=1))
    assert ("miss", due) not in office.worked  # nothing was open any more


async def test_a_reminder_whose_time_has_passed_is_not_given(office: Office) -> None:
    await office.open(local("2022-01-28T10:00"))
    await office.loop().catch_up(local("2022-01-28T10:30"))
    assert [name for name, _ in office.worked] == ["day", "miss"]


async def test_a_timer_that_fails_holds_up_no_other(office: Office) -> None:
    await office.open(local("2022-01-28T15:00"))
    office.broken = {"remind"}
    assert await office.loop().catch_up(START) is not None
    assert await office.loop().catch_up(local("2022-01-29T09:00")) is None
    assert [name for name, _ in office.worked] == ["day", "miss", "day"]
    office.broken = set()
    await office.open(local("2022-01-29T15:00"))
    assert await office.loop().catch_up(local("2022-01-29T13:30")) is not None
    assert office.worked[3:] == [("remind", local("2022-01-29T13:00"))]


async def test_a_job_that_settles_nothing_is_rolled_back_and_does_not_spin(office: Office) -> None:
    async def forgetful(session: AsyncSession, act: Act) -> None:
        await session.execute(update(Deadline).values(title="别的"))

    office.timers = Timers()
    office.timers.after("forgetful", ends(KEY))(forgetful)
    loop = office.loop()
    await office.open(local("2022-01-28T15:00"))
    assert await loop.catch_up(local("2022-01-28T16:00")) is None
    async with office.sessions() as session:
        assert await session.scalar(select(Deadline.title)) == "材料"


async def test_two_timers_of_one_name_are_a_mistake() -> None:
    timers = Timers()
    timers.daily("a")(_nothing)
    with pytest.raises(ValueError, match="two timers"):
        timers.after("a", ends(KEY))(_nothing)


async def _nothing(_: AsyncSession, __: Act) -> None: ...


async def test_the_loop_looks_again_when_the_clock_moves_and_sleeps_until_a_moment_near(office: Office) -> None:
    clock = SteeredClock(START)
    loop = TimerLoop(office.timers, office.sessions, clock, act_at)
    clock.on_move(loop.wake)
    running = asyncio.create_task(loop.run())
    try:
        due = local("2022-01-28T15:00")
        await office.open(due)
        clock.move(due + timedelta(hours=1), 1)
        while loop.worked_up_to < 1:
            await asyncio.sleep(0.01)
        assert office.worked == expected(START, due + timedelta(hours=1), [due])
        near = local("2022-01-28T16:00:12")
        await office.open(near, at=local("2022-01-28T15:59"))
        assert await loop.catch_up(clock.now()) == 12.0
    finally:
        running.cancel()
        await asyncio.wait([running])


minutes = st.integers(min_value=1, max_value=5 * 24 * 60)


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dues=st.lists(minutes, max_size=5, unique=True),
    looks=st.lists(minutes, min_size=1, max_size=5, unique=True).map(sorted),
    replicas=st.integers(min_value=1, max_value=2),
)
async def test_every_passed_moment_is_worked_once_in_order(
    office: Office, dues: list[int], looks: list[int], replicas: int
) -> None:
    """However the clock jumps and the process is away between two looks, and with two replicas looking at once."""
    await office.forget()
    moments = [START + timedelta(minutes=each) for each in dues]
    for due in moments:
        await office.open(due)
    for look in looks:
        now = START + timedelta(minutes=look)
        await asyncio.gather(*(office.loop().catch_up(now) for _ in range(replicas)))
    first, last = (START + timedelta(minutes=looks[each]) for each in (0, -1))
    wanted = expected(first, last, moments)
    assert sorted(office.worked) == sorted(wanted)
    for rhythm in ({"day"}, {"remind", "miss"}):
        assert [each for each in office.worked if each[0] in rhythm] == [each for each in wanted if each[0] in rhythm]
