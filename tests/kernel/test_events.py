"""Events: written with the act, delivered at least once, applied once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.audit_chain import Chain, walk
from services.kernel.bus import Bus
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.database import Sessions, open_engine, open_sessions
from services.kernel.events import Event, InvalidEvent
from services.kernel.ids import new_id
from services.kernel.inbox import Inbox, bury
from services.kernel.outbox import Relay, publish
from services.kernel.policies import Policies
from services.kernel.roster import Person, Roster
from services.kernel.runtime import end
from services.kernel.store import AuditEntry, DeadEvent, InboxRow, OutboxRow
from tests.conftest import DatabaseFor, NatsServer

SOMEBODY = Person(new_id(), "somebody", "某甲")


class Said(Event):
    """Something was said."""

    TYPE = "kerneltest.word.said.v1"
    word: str


class Whispered(Event):
    """Something was said that only one may hear."""

    TYPE = "kerneltest.word.whispered.v1"
    RESTRICTED = True
    word: str


def an_act() -> Act:
    at = datetime(2022, 2, 7, 9, tzinfo=SHANGHAI)
    return Act(SOMEBODY, at, Roster(version=1), WorkCalendar(), Policies({}))


async def make_act(*, revision: int | None = None) -> Act:
    return an_act()


@dataclass
class Place:
    """A database and a connection to the bus."""

    engine: AsyncEngine
    sessions: Sessions
    bus: Bus
    relay: Relay
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def run(self, work: Awaitable[None]) -> None:
        self.tasks.append(asyncio.ensure_future(work))  # type: ignore[arg-type]

    def listen(self, inbox: Inbox, durable: str) -> None:
        async def receive(payload: bytes) -> bool:
            return await inbox.receive(self.sessions, make_act, payload)

        async def keep(event_id: str, subject: str, payload: bytes, error: str, deliveries: int) -> None:
            await bury(self.sessions, event_id, subject, payload, error, deliveries)

        for prefix, subjects in inbox.sources().items():
            self.run(self.bus.consume(prefix, durable, subjects, receive, keep))

    async def say(self, *words: str, kind: Callable[..., Event] = Said) -> None:
        async with self.sessions.begin() as session:
            for word in words:
                publish(session, an_act(), kind(word=word), SOMEBODY.id)

    async def count(self, table: Any, *where: Any) -> int:
        async with self.sessions() as session:
            return int(await session.scalar(select(func.count()).select_from(table).where(*where)) or 0)


@pytest.fixture
async def place(database_for: DatabaseFor, nats_server: NatsServer) -> AsyncIterator[Place]:
    async with database_for("meetings") as dsn:
        engine = open_engine(dsn)
        woken: list[Callable[[], None]] = []
        sessions = open_sessions(engine, lambda: [wake() for wake in woken] and None)
        bus = Bus(nats_server.url, nats_server.token, "kerneltest")
        await bus.connect()
        await bus.ensure_stream("evt.kerneltest")
        await bus.ensure_stream("rst.kerneltest")
        await bus.js.purge_stream("EVT_KERNELTEST")
        relay = Relay(engine, bus.send)
        woken.append(relay.wake)
        here = Place(engine, sessions, bus, relay)
        yield here
        await end(here.tasks)
        await bus.close()
        await engine.dispose()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():
        await asyncio.sleep(0.01)


async def test_an_event_is_applied_once_although_it_comes_twice(place: Place) -> None:
    heard: list[str] = []
    inbox = Inbox()

    @inbox.on(Said)
    async def hear(session: AsyncSession, act: Act, event: Said) -> None:
        heard.append(event.word)

    place.listen(inbox, str(new_id()))
    place.run(place.relay.run())
    await place.say("一", "二", "三")

    async def three() -> bool:
        return len(heard) == 3

    await until(three)
    async with place.sessions() as session:
        payload = await session.scalar(select(OutboxRow.payload).limit(1))
    assert payload is not None
    await place.bus.send("evt.kerneltest.word.said.v1", payload, "the same under another message id")
    await place.say("四")

    async def four() -> bool:
        return "四" in heard

    await until(four)
    assert heard == ["一", "二", "三", "四"]

    async def all_are_kept() -> bool:  # a handler is heard before its transaction has ended
        return await place.count(InboxRow) == 4

    await until(all_are_kept)


async def test_what_is_rolled_back_was_never_said(place: Place) -> None:
    place.run(place.relay.run())

    async def break_off() -> None:
        async with place.sessions.begin() as session:
            publish(session, an_act(), Said(word="不"), SOMEBODY.id)
            record(session, Record(an_act(), "say", "Word", None))
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await break_off()
    await place.say("是")

    async def published() -> bool:
        return await place.count(OutboxRow, OutboxRow.published_at.is_not(None)) == 1

    await until(published)
    assert await place.count(OutboxRow) == 1
    assert await place.count(AuditEntry) == 0


async def test_a_message_that_is_no_event_is_buried_and_holds_up_nobody(place: Place) -> None:
    heard: list[str] = []
    inbox = Inbox()

    @inbox.on(Said)
    async def hear(session: AsyncSession, act: Act, event: Said) -> None:
        heard.append(event.word)

    place.listen(inbox, str(new_id()))
    place.run(place.relay.run())
    await place.bus.send("evt.kerneltest.word.said.v1", b"{not json", str(new_id()))
    await place.say("后来")

    async def both() -> bool:
        return heard == ["后来"] and await place.count(DeadEvent) == 1

    await until(both)


async def test_a_failing_handler_leaves_nothing_and_is_tried_again(place: Place) -> None:
    attempts: list[UUID] = []
    inbox = Inbox()

    @inbox.on(Said)
    async def hear(session: AsyncSession, act: Act, event: Said) -> None:
        attempts.append(new_id())
        record(session, Record(act, "hear", "Word", None))
        if len(attempts) < 3:
            raise ConnectionError("not yet")

    place.listen(inbox, str(new_id()))
    place.run(place.relay.run())
    await place.say("终于")

    async def applied() -> bool:
        return await place.count(InboxRow) == 1

    await until(applied)
    assert len(attempts) == 3
    assert await place.count(AuditEntry) == 1


async def test_a_restricted_payload_is_blanked_after_publishing(place: Place) -> None:
    place.run(place.relay.run())
    await place.say("人事", kind=Whispered)

    async def blanked() -> bool:
        return await place.count(OutboxRow, OutboxRow.payload.is_(None)) == 1

    await until(blanked)


async def test_a_relay_that_dies_before_marking_publishes_again_and_nobody_notices(place: Place) -> None:
    heard: list[str] = []
    inbox = Inbox()

    @inbox.on(Said)
    async def hear(session: AsyncSession, act: Act, event: Said) -> None:
        heard.append(event.word)

    await place.say("一次")
    async with place.sessions() as session:
        row = (await session.execute(select(OutboxRow))).scalar_one()
    assert row.payload is not None
    # Sent, but the process died before the row was marked; the second sending even carries another message id.
    await place.bus.send(row.subject, row.payload, str(new_id()))
    place.run(place.relay.run())
    place.listen(inbox, str(new_id()))

    async def published() -> bool:
        return await place.count(OutboxRow, OutboxRow.published_at.is_not(None)) == 1

    await until(published)
    await place.say("最后")

    async def last() -> bool:
        return "最后" in heard

    await until(last)
    assert heard == ["一次", "最后"]


async def test_at61_the_audit_is_chained_and_cannot_be_altered(place: Place) -> None:
    async def act_once(n: int) -> None:
        async with place.sessions.begin() as session:
            record(session, Record(an_act(), f"act-{n}", "Word", None, detail={"n": n}))

    await asyncio.gather(*(act_once(n) for n in range(12)))
    async with place.sessions() as session:
        entries = list((await session.execute(select(AuditEntry).order_by(AuditEntry.seq))).scalars())
        assert [entry.seq for entry in entries] == list(range(1, 13))
        whole = await walk(session, batch=5)
        assert (whole.count, whole.head, whole.first_break) == (12, entries[-1].hash, None)
        session.expunge_all()
        entries[4].reason = "改过的"
        broken = Chain()
        assert not broken.follow(entries)
        assert (broken.count, broken.first_break) == (4, 5)
        missing = Chain()
        assert not missing.follow(entries[:2] + entries[3:])
        assert missing.first_break == 3
    for statement in ("UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with place.sessions.begin() as session:
                await session.execute(text(statement))


def test_an_unknown_spec_version_is_no_event() -> None:
    from services.kernel.events import Envelope

    with pytest.raises(InvalidEvent):
        Envelope.load(b'{"specversion":"0.3"}')
