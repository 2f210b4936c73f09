"""Who waits for changes of his desk in this process: one LISTEN connection for all of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from services.contracts.shared import Addressee
from services.directory.desk.commands import CHANNEL, heard
from services.kernel.runtime import Runtime

log = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
FIRST_SECONDS = 5.0
EVERYBODY = ""


class Watcher:
    """What one subscriber has not yet looked at; many changes at once are one."""

    def __init__(self) -> None:
        self._payloads: set[str] = set()
        self._woken = asyncio.Event()

    def put(self, payload: str) -> None:
        self._payloads.add(payload)
        self._woken.set()

    async def next(self) -> list[Addressee | None]:
        """Wait for changes, then take all of them; None stands for everybody."""
        await self._woken.wait()
        self._woken.clear()
        payloads, self._payloads = self._payloads, set()
        return [heard(payload) for payload in payloads]


class Changes:
    """PostgreSQL tells of a change when its transaction commits, to every replica of the service."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    @contextlib.contextmanager
    def watching(self) -> Any:
        """A watcher that hears of every change until the block ends."""
        watcher = Watcher()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    @contextlib.asynccontextmanager
    async def listening(self, runtime: Runtime) -> AsyncIterator[None]:
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
                    await connection.add_listener(CHANNEL, lambda *said: self._tell(str(said[-1])))
                    self._tell(EVERYBODY)  # what was said while nobody listened
                    hears.set()
                    await lost.wait()
                    log.warning("desk: connection lost, listening again")
                finally:
                    connection.terminate()
            except (OSError, asyncpg.PostgresError) as error:
                log.warning("desk: cannot listen, trying again: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)


changes = Changes()
