"""Who waits for changes in this process: one LISTEN connection of the service tells all of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Protocol

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.settings import Settings

log = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
FIRST_SECONDS = 5.0
EVERYTHING = ""  # said when anything may have changed, and after the listener has missed something
# Made once: in some services it runs with every event. Parameters: `channel`, and what is `said` on it.
NOTIFY = text("SELECT pg_notify(:channel, said) FROM unnest(CAST(:said AS text[])) AS said")


class Configured(Protocol):
    """The running service, as far as it is needed here: where its database is."""

    settings: Settings


class Watcher:
    """What one subscriber has not yet looked at; many changes at once are one."""

    def __init__(self) -> None:
        self._payloads: set[str] = set()
        self._woken = asyncio.Event()

    def put(self, payload: str) -> None:
        self._payloads.add(payload)
        self._woken.set()

    async def next(self, seconds: float | None = None) -> set[str]:
        """Wait for changes, then take all of them; none when `seconds` have passed without one."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()
        payloads, self._payloads = self._payloads, set()
        return payloads


class Changes:
    """PostgreSQL tells of a change when its transaction commits, to every replica of the service."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._watchers: set[Watcher] = set()

    async def tell(self, session: AsyncSession, said: Iterable[str]) -> None:
        """Say something with the commit; what is said twice in one transaction is heard once."""
        await session.execute(NOTIFY, {"channel": self.channel, "said": list(said)})

    @contextlib.contextmanager
    def watching(self) -> Iterator[Watcher]:
        """A watcher that hears of every change until the block ends."""
        watcher = Watcher()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    @contextlib.asynccontextmanager
    async def listening(self, runtime: Configured) -> AsyncIterator[None]:
        """Listen as long as the service runs; it is up when it hears, or without the database after a while."""
        hears = asyncio.Event()
        task = asyncio.create_task(self._listen(runtime.settings.dsn.replace("+asyncpg", "", 1), hears))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hears.wait(), FIRST_SECONDS)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _tell(self, payload: str) -> None:
        for watcher in self._watchers:
            watcher.put(payload)

    async def _listen(self, dsn: str, hears: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(dsn)
                lost = asyncio.Event()
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                try:
                    await connection.add_listener(self.channel, lambda *said: self._tell(str(said[-1])))
                    self._tell(EVERYTHING)  # what was said while nobody listened
                    hears.set()
                    await lost.wait()
                    log.warning("%s: connection lost, listening again", self.channel)
                finally:
                    connection.terminate()
            except (OSError, asyncpg.PostgresError) as error:
                log.warning("%s: cannot listen, trying again: %s", self.channel, error)
            await asyncio.sleep(AGAIN_SECONDS)
