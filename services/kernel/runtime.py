"""What one running service holds: its database, bus, clock, copies and background work."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from datetime import datetime

import orjson
from nats.js.errors import BucketNotFoundError
from nats.js.kv import KeyValue
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel import files, idempotency
from services.kernel.acts import SYSTEM, Act
from services.kernel.bus import Bus
from services.kernel.clock import BUCKET, KEY, OfficeClock, SteeredClock, SystemClock
from services.kernel.copies import Copies
from services.kernel.database import open_engine, open_reads, open_sessions
from services.kernel.file_store import FileStore
from services.kernel.inbox import Inbox, bury
from services.kernel.outbox import Relay
from services.kernel.policies import Policies
from services.kernel.settings import Settings
from services.kernel.timers import TimerLoop, Timers
from services.kernel.tokens import REFRESH_SECONDS, TokenVerifier

log = logging.getLogger(__name__)

STEERED_START = datetime.fromisoformat("2022-01-24T08:00:00+08:00")


class Runtime:
    """Everything that lives as long as the process; `start` and `stop` are the app's lifespan."""

    def __init__(self, settings: Settings, inbox: Inbox, timers: Timers) -> None:
        self.settings = settings
        self.inbox = inbox
        self.engine = open_engine(settings.dsn, settings.pool_size)
        self.sessions = open_sessions(self.engine, self._wake_relay)
        self.reads = open_reads(self.engine)
        self.bus = Bus(settings.nats_url, settings.nats_token, settings.service, settings.nats_replicas)
        self.relay = Relay(self.engine, self.bus.send)
        self.clock: OfficeClock = SteeredClock(STEERED_START) if settings.clock == "steered" else SystemClock()
        self.copies = Copies(self.reads)
        self.policies = Policies.load(settings.county)
        self.files = FileStore(settings.files / settings.service)
        self.verifier = TokenVerifier(settings.jwks, settings.issuer, settings.audience)
        catalogue = Timers(timers.rows.values())
        catalogue.daily("housekeeping")(self._keep_house)
        self.timers = TimerLoop(catalogue, self.sessions, self.clock, self.system_act)
        self._tasks: list[asyncio.Task[None]] = []

    async def _keep_house(self, session: AsyncSession, _: Act) -> None:
        """Every day: forget old idempotency keys, links past their time and uploads that nobody attached."""
        await idempotency.prune(session, self.policies.number("idempotency_days"))
        await files.sweep(session, self.files)

    def _wake_relay(self) -> None:
        self.relay.wake()

    async def system_act(self, at: datetime | None = None, *, revision: int | None = None) -> Act:
        """An act of nobody: what time or another service's event causes."""
        roster, calendar = await self.copies.current(revision)
        return Act(
            person=SYSTEM,
            at=at or self.clock.now(),
            roster=roster,
            calendar=calendar,
            policies=self.policies,
            system=True,
        )

    async def start(self) -> None:
        await self.verifier.refresh()
        await self.bus.connect()
        service = self.settings.service
        for kind in ("evt", "rst"):
            await self.bus.ensure_stream(f"{kind}.{service}")
        if isinstance(self.clock, SteeredClock):
            self.clock.on_move(self.timers.wake)
            await self._follow_clock(self.clock)
        self._run(self.relay.run())
        for prefix, subjects in self.inbox.sources().items():
            self._run(self.bus.consume(prefix, service, subjects, self._receive, self._bury))
        self._run(self.timers.run())
        if self.verifier.is_remote:
            self._run(self._refresh_keys())

    async def stop(self) -> None:
        await end(self._tasks)
        await self.bus.close()
        await self.engine.dispose()

    def _run(self, work: Awaitable[None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    async def _receive(self, payload: bytes) -> bool:
        return await self.inbox.receive(self.sessions, self.system_act, payload)

    async def _bury(self, event_id: str, subject: str, payload: bytes, error: str, deliveries: int) -> None:
        await bury(self.sessions, event_id, subject, payload, error, deliveries)

    async def _refresh_keys(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self.verifier.refresh()
            except Exception:
                log.exception("keys of the issuer: keeping the old ones")

    async def _follow_clock(self, clock: SteeredClock) -> None:
        """Take the clock's present value, then follow its moves for ever."""
        bucket = await self._clock_bucket()
        watcher = await bucket.watch(KEY)
        ready = asyncio.Event()

        async def follow() -> None:
            nonlocal watcher
            while True:
                try:
                    async for entry in watcher:
                        if entry is None:
                            ready.set()
                            continue
                        if entry.value:
                            value = orjson.loads(entry.value)
                            clock.move(datetime.fromisoformat(value["now"]), int(value["version"]))
                    raise ConnectionError("the clock's watch ended")
                except asyncio.CancelledError:
                    raise
                except Exception:
                    log.exception("office clock: watching again")
                    await asyncio.sleep(1)
                    watcher = await bucket.watch(KEY)

        self._run(follow())
        await asyncio.wait_for(ready.wait(), 10)

    async def _clock_bucket(self) -> KeyValue:
        try:
            return await self.bus.js.key_value(BUCKET)
        except BucketNotFoundError:
            return await self.bus.js.create_key_value(bucket=BUCKET, history=1)


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until every task has ended: `asyncio.wait_for` loses a cancellation that meets its own result."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.5)
