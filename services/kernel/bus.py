"""The connection to NATS JetStream: streams, publishing with acknowledgement, and our own continuous pull."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import nats
import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from services.kernel.database import is_away
from services.kernel.events import InvalidEvent, is_restricted
from services.kernel.inbox import error_kept

log = logging.getLogger(__name__)

DAY = 86_400.0
RETRY_DELAYS_SECONDS = (0.2, 1.0, 5.0, 30.0, 120.0)
DATABASE_AWAY_SECONDS = 0.5
MAX_DELIVERIES = 8
ACK_WAIT_SECONDS = 30.0
PULL_EXPIRES_SECONDS = 30
PULL_BATCH = 64
HEARTBEAT_SECONDS = 2
STATUS_OF_A_FINISHED_PULL = {"404", "408", "409", "503"}

Receive = Callable[[bytes], Awaitable[Any]]
Bury = Callable[[str, str, bytes, str, int], Awaitable[None]]


def stream_name(prefix: str) -> str:
    """`evt.meetings` → `EVT_MEETINGS`."""
    return prefix.upper().replace(".", "_")


class Bus:
    """One service's connection; publishes on its own streams and pulls from those of others."""

    def __init__(self, url: str, token: str, name: str, replicas: int = 1) -> None:
        self._url, self._token, self._name, self._replicas = url, token, name, replicas
        self._nc: Client | None = None
        self._js: JetStreamContext | None = None
        self._reconnected: list[asyncio.Event] = []
        self._closing = False

    @property
    def connected(self) -> bool:
        return self._nc is not None and self._nc.is_connected

    @property
    def js(self) -> JetStreamContext:
        assert self._js is not None, "connect first"
        return self._js

    @property
    def nc(self) -> Client:
        assert self._nc is not None, "connect first"
        return self._nc

    async def connect(self) -> None:
        """Connect and keep connected for ever; every loss and return is logged."""

        async def on_reconnected() -> None:
            log.info("bus: connected again")
            for event in self._reconnected:
                event.set()

        async def on_disconnected() -> None:
            if not self._closing:
                log.warning("bus: connection lost")

        async def on_error(error: Exception) -> None:
            log.warning("bus: %s", error)

        self._nc = await nats.connect(
            self._url.split(","),  # one URL per node: credentials of a URL do not pass to nodes learned of later
            token=self._token or None,
            name=self._name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.3,
            ping_interval=5,
            max_outstanding_pings=2,
            reconnected_cb=on_reconnected,
            disconnected_cb=on_disconnected,
            error_cb=on_error,
        )
        self._js = self._nc.jetstream(timeout=5)

    async def close(self) -> None:
        self._closing = True
        if self._nc is not None and not self._nc.is_closed:
            await self._nc.close()

    async def ensure_stream(self, prefix: str) -> None:
        """Create or update the stream of one publisher (`evt.<service>` or `rst.<service>`)."""
        restricted = prefix.startswith("rst.")
        config = StreamConfig(
            name=stream_name(prefix),
            subjects=[f"{prefix}.>"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            discard=DiscardPolicy.NEW,
            max_age=DAY if restricted else 30 * DAY,
            duplicate_window=600,
            num_replicas=self._replicas,
        )
        try:
            await self.js.stream_info(stream_name(prefix))
        except NotFoundError:
            await self.js.add_stream(config)
        else:
            await self.js.update_stream(config)

    async def send(self, subject: str, payload: bytes, message_id: str) -> None:
        """Publish and wait until the server has it on disk."""
        stream = stream_name(".".join(subject.split(".", 2)[:2]))
        await self.js.publish(subject, payload, stream=stream, headers={"Nats-Msg-Id": message_id})

    async def consume(self, prefix: str, durable: str, subjects: list[str], receive: Receive, bury: Bury) -> None:
        """Pull messages of one stream until cancelled and hand them to `receive`, one after the other.

        A message that is no event is buried at once; one whose handling fails is retried with growing pauses and
        buried after MAX_DELIVERIES. While the database is away nothing is buried: the message is not to blame.
        """
        name = stream_name(prefix)
        while True:
            try:
                await self.ensure_stream(prefix)
                await self.js.add_consumer(
                    name,
                    ConsumerConfig(
                        durable_name=durable,
                        ack_policy=AckPolicy.EXPLICIT,
                        ack_wait=ACK_WAIT_SECONDS,
                        filter_subjects=sorted(subjects),
                        max_ack_pending=PULL_BATCH,
                    ),
                )
                puller = Puller(self, name, durable)
                self._reconnected.append(puller.reconnected)
                try:
                    await puller.run(lambda message: self._handle(message, receive, bury))
                finally:
                    self._reconnected.remove(puller.reconnected)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("bus: consumer %s of %s: trying again", durable, name)
                await asyncio.sleep(1)

    async def _handle(self, message: Msg, receive: Receive, bury: Bury) -> None:
        deliveries = message.metadata.num_delivered
        try:
            await receive(message.data)
        except InvalidEvent as error:
            await self._bury(message, bury, str(error), deliveries)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if is_away(error):
                log.warning("bus: %s waits for the database", message.subject)
                await message.nak(delay=DATABASE_AWAY_SECONDS)
                return
            said = error_kept(message.subject, repr(error))
            trace = None if is_restricted(message.subject) else error  # a trace may quote the matter (AMB-42)
            log.error("bus: %s failed (delivery %s): %s", message.subject, deliveries, said, exc_info=trace)
            if deliveries >= MAX_DELIVERIES:
                await self._bury(message, bury, repr(error), deliveries)
            else:
                await message.nak(delay=RETRY_DELAYS_SECONDS[min(deliveries, len(RETRY_DELAYS_SECONDS)) - 1])
        else:
            await message.ack_sync(timeout=5)

    async def _bury(self, message: Msg, bury: Bury, error: str, deliveries: int) -> None:
        headers = message.headers or {}
        event_id = headers.get("Nats-Msg-Id") or f"{message.metadata.stream}:{message.metadata.sequence.stream}"
        log.error("bus: dead event %s on %s: %s", event_id, message.subject, error_kept(message.subject, error))
        await bury(event_id, message.subject, message.data, error, deliveries)
        await message.term()


class Puller:
    """A continuous pull (ADR-37 of NATS): nats-py's own `fetch` of several messages can stall for seconds."""

    def __init__(self, bus: Bus, stream: str, durable: str) -> None:
        self._bus, self._stream, self._durable = bus, stream, durable
        self.reconnected = asyncio.Event()

    async def run(self, handle: Callable[[Msg], Awaitable[None]]) -> None:
        nc = self._bus.nc
        inbox = nc.new_inbox()
        subscription = await nc.subscribe(inbox)
        left = 0
        try:
            while True:
                if left <= 0 or self.reconnected.is_set():
                    self.reconnected.clear()
                    await self._request(inbox)
                    left = PULL_BATCH
                try:
                    message = await subscription.next_msg(timeout=HEARTBEAT_SECONDS * 2.5)
                except TimeoutError:
                    left = 0  # two heartbeats missed: the pull is gone
                    continue
                if message.subject == inbox:  # a status, not a message: those carry the stream's subject
                    status = (message.headers or {}).get("Status", "")
                    if status in STATUS_OF_A_FINISHED_PULL:
                        left = 0
                        if status in ("409", "503"):
                            await asyncio.sleep(0.2)
                    continue
                left -= 1
                await handle(message)
        finally:
            if not nc.is_closed:
                await subscription.unsubscribe()

    async def _request(self, inbox: str) -> None:
        request = {
            "batch": PULL_BATCH,
            "expires": PULL_EXPIRES_SECONDS * 1_000_000_000,
            "idle_heartbeat": HEARTBEAT_SECONDS * 1_000_000_000,
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._durable}"
        await self._bus.nc.publish(subject, orjson.dumps(request), reply=inbox)
