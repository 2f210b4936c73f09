"""What happens because time passed: daily jobs, run once however many replicas run, missed days in order."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
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
START_OF_DAY = time(0, 0)

Job = Callable[[AsyncSession, Act], Awaitable[None]]


class Timers:
    """The service's daily jobs; `act.today` is the day a job works for."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}

    def daily(self, name: str) -> Callable[[Job], Job]:
        """Register a job that runs once for every day, at the day's beginning."""

        def register(job: Job) -> Job:
            self.jobs[name] = job
            return job

        return register


class TimerLoop:
    """Runs the jobs of every day up to today, one transaction each, under an advisory lock."""

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
            version, today = self._clock.version, self._clock.today()
            try:
                for name, job in self._timers.jobs.items():
                    await self._catch_up(name, job, today)
                self.worked_up_to = version
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("timers: trying again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS if self.worked_up_to == version else 1.0)

    async def _catch_up(self, name: str, job: Job, today: date) -> None:
        while True:
            async with self._sessions.begin() as session:
                await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TIMER_LOCK})
                through = await session.scalar(select(TimerRun.through).where(TimerRun.name == name))
                day = today if through is None else through + timedelta(days=1)
                if day > today:
                    return
                act = await self._make_act(datetime.combine(day, START_OF_DAY, SHANGHAI))
                await job(session, act)
                await session.execute(
                    insert(TimerRun)
                    .values(name=name, through=day)
                    .on_conflict_do_update(index_elements=["name"], set_={"through": day})
                )
