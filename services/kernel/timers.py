"""What happens because time passed: every day or at a moment, once however many replicas run, missed times in order."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI, OfficeClock
from services.kernel.store import TimerRun

log = logging.getLogger(__name__)

TIMER_LOCK = 0x5A42_71CC
LOOK_SECONDS = 30.0
AGAIN_SECONDS = 1.0
START_OF_DAY = time(0, 0)
DAY = timedelta(days=1)

Job = Callable[[AsyncSession, Act], Awaitable[None]]
Moments = Callable[[AsyncSession, datetime], Awaitable[datetime | None]]
"""The earliest moment, up to and including the given one, that the service's rows still wait for."""


@dataclass(frozen=True)
class Timer:
    """One row of the service's timer catalogue (spec 04): what is done, and its rhythm.

    moments  where its rows name the moments it works at; None: at the beginning of every day
    after    worked once the clock has passed the moment: who acts at that very moment is still in time
    """

    name: str
    job: Job
    moments: Moments | None = None
    after: bool = False

    def is_due(self, moment: datetime, now: datetime) -> bool:
        return moment < now if self.after else moment <= now


class Timers:
    """The service's timer catalogue; `act.at` is the moment, and `act.today` the day, that a job works for."""

    def __init__(self, rows: Iterable[Timer] = ()) -> None:
        self.rows: dict[str, Timer] = {row.name: row for row in rows}

    def daily(self, name: str) -> Callable[[Job], Job]:
        """Register a job that runs once for every day, at the day's beginning."""
        return lambda job: self._register(Timer(name, job))

    def at(self, name: str, moments: Moments) -> Callable[[Job], Job]:
        """Register a job that runs at every moment that `moments` names; in its transaction it settles the rows."""
        return lambda job: self._register(Timer(name, job, moments))

    def after(self, name: str, moments: Moments) -> Callable[[Job], Job]:
        """Like `at`, once the moment has passed: for what was not done in time."""
        return lambda job: self._register(Timer(name, job, moments, after=True))

    def _register(self, row: Timer) -> Job:
        if row.name in self.rows:
            raise ValueError(f"two timers are called {row.name}")
        self.rows[row.name] = row
        return row.job


@dataclass(frozen=True)
class Turn:
    """A timer and the moment that it works for next."""

    moment: datetime
    timer: Timer


class TimerLoop:
    """Works every timer up to now, the earliest moment first, one transaction each, under an advisory lock."""

    def __init__(
        self,
        timers: Timers,
        sessions: async_sessionmaker[AsyncSession],
        clock: OfficeClock,
        make_act: Callable[[datetime], Awaitable[Act]],
    ) -> None:
        self._timers, self._sessions, self._clock, self._make_act = timers, sessions, clock, make_act
        self._wake = asyncio.Event()
        self.worked_up_to = -1  # version of the office clock whose timers have all run

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; a job that fails is logged and tried again with the next look."""
        while True:
            self._wake.clear()
            version, wait = self._clock.version, AGAIN_SECONDS
            try:
                ahead = await self.catch_up(self._clock.now())
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("timers: trying again")
            else:
                if ahead is not None:
                    self.worked_up_to, wait = version, ahead
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)

    async def catch_up(self, now: datetime) -> float | None:
        """Work every moment up to `now`; the seconds until the next look, or None when a timer has failed.

        One that fails waits for the next look with all its moments; the others go on without it.
        """
        failed: set[str] = set()
        while True:
            turn: Turn | None = None
            try:
                async with self._sessions.begin() as session:
                    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TIMER_LOCK})
                    turns = await self._turns(session, now, failed)
                    due = [each for each in turns if each.timer.is_due(each.moment, now)]
                    if not due:
                        return None if failed else _until_next(turns, now)
                    turn = min(due, key=lambda each: each.moment)
                    await self._work(session, turn)
            except Exception:
                if turn is None:
                    raise
                log.exception("timer %s at %s: trying again", turn.timer.name, turn.moment)
                failed.add(turn.timer.name)

    async def _turns(self, session: AsyncSession, now: datetime, failed: set[str]) -> list[Turn]:
        """The next moment of every timer that has one before the next look."""
        runs = await session.execute(select(TimerRun.name, TimerRun.through))
        through: dict[str, date] = {row.name: row.through for row in runs}
        until = now + timedelta(seconds=LOOK_SECONDS)
        found = []
        for timer in self._timers.rows.values():
            if timer.name in failed:
                continue
            moment: datetime | None
            if timer.moments is not None:
                moment = await timer.moments(session, until)
            else:
                day = through[timer.name] + DAY if timer.name in through else now.date()
                moment = datetime.combine(day, START_OF_DAY, SHANGHAI)
            if moment is not None and moment <= until:
                found.append(Turn(moment, timer))
        return found

    async def _work(self, session: AsyncSession, turn: Turn) -> None:
        timer, moment = turn.timer, turn.moment
        await timer.job(session, await self._make_act(moment))
        if timer.moments is None:
            await session.execute(
                insert(TimerRun)
                .values(name=timer.name, through=moment.date())
                .on_conflict_do_update(index_elements=["name"], set_={"through": moment.date()})
            )
            return
        await session.flush()
        if await timer.moments(session, moment) is not None:
            raise RuntimeError("the job has left rows that still wait for this moment")


def _until_next(turns: list[Turn], now: datetime) -> float:
    """Seconds to sleep: until a moment soon to come, never so short that the loop would spin."""
    ahead = [(turn.moment - now).total_seconds() for turn in turns]
    return max(AGAIN_SECONDS, min(ahead, default=LOOK_SECONDS))
