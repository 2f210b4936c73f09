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
            turns = await self._turns(now, failed)
            due = [each for each in turns if each.timer.is_due(each.moment, now)]
            if not due:
                return None if failed else _until_next(turns, now)
            earliest = min(each.moment for each in due)
            for turn in due:  # all of one moment, before anybody is asked again
                if turn.moment == earliest and not await self._take(turn):
                    failed.add(turn.timer.name)

    async def _turns(self, now: datetime, failed: set[str]) -> list[Turn]:
        """The next moment of every timer that has one before the next look."""
        until = now + timedelta(seconds=LOOK_SECONDS)
        async with self._sessions() as session:
            through = await _through(session)
            wanted = [timer for timer in self._timers.rows.values() if timer.name not in failed]
            moments = [(await _next_moment(session, timer, through, now, until), timer) for timer in wanted]
        return [Turn(moment, timer) for moment, timer in moments if moment is not None and moment <= until]

    async def _take(self, turn: Turn) -> bool:
        """Work the turn, unless another replica has done so since it was found; False when it failed."""
        timer, moment = turn.timer, turn.moment
        try:
            async with self._sessions.begin() as session:
                await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TIMER_LOCK})
                through = await _through(session) if timer.moments is None else {}
                if await _next_moment(session, timer, through, moment, moment) == moment:
                    await self._work(session, turn)
        except Exception:
            log.exception("timer %s at %s: trying again", timer.name, moment)
            return False
        return True

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


async def _through(session: AsyncSession) -> dict[str, date]:
    """The last day that each daily timer has worked."""
    return {row.name: row.through for row in await session.execute(select(TimerRun.name, TimerRun.through))}


async def _next_moment(
    session: AsyncSession, timer: Timer, through: dict[str, date], now: datetime, until: datetime
) -> datetime | None:
    """What the timer waits for next; a daily one that has never run begins today."""
    if timer.moments is not None:
        return await timer.moments(session, until)
    day = through[timer.name] + DAY if timer.name in through else now.date()
    return datetime.combine(day, START_OF_DAY, SHANGHAI)


def _until_next(turns: list[Turn], now: datetime) -> float:
    """Seconds to sleep: until a moment soon to come, never so short that the loop would spin."""
    ahead = [(turn.moment - now).total_seconds() for turn in turns]
    return max(AGAIN_SECONDS, min(ahead, default=LOOK_SECONDS))
