"""From the commit that issues minutes to supervised items that can be read through the gateway.

Documents does not run here: what it would tell of each paper is published in its place, so that rendering does not
disturb the clock. Everything else is the real way: meetings takes the event, issues the minutes in one transaction,
its relay carries `minutes.issued` to the bus, supervision makes the items. From supervision's commit on they can be
read through the gateway, which keeps no copy; each is read back there as soon as supervision has told of it, and the
time until that answer is printed beside. Asking without pause would keep busy the very processes that are measured.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from deploy.bench.figures import Figure, p50, p99
from deploy.bench.meetings import Held, hold, sign
from deploy.bench.reader import Question, Reader
from deploy.bench.records import rows
from deploy.demo.office import Office
from deploy.demo.people import County
from deploy.local.stack import Stack
from services.contracts.base import Ref
from services.contracts.documents import DocumentIssued
from services.contracts.meetings import MinutesIssued
from services.contracts.supervision import ItemRegistered
from services.contracts.words.shared import DocumentKind
from services.kernel.clock import wall
from services.kernel.events import Envelope
from services.kernel.ids import new_id

MINUTES = 200
DECISIONS = 200
AT_A_TIME = 6  # meetings prepared side by side
PAUSE_SECONDS = 0.05  # what the last minutes caused is done before the next are issued
PATIENCE_SECONDS = 30.0
PAGE = 100
ITEMS = """query($meeting: ID!, $first: Int!, $after: String) {
supervisedItems(filter: { meetingId: $meeting }, first: $first, after: $after) {
nodes { id number } pageInfo { endCursor hasNextPage } } }"""
REQUESTED = "select id, subject_id from requested_paper where subject_id = any($1)"
COMMITTED = """select object_id, pg_xact_commit_timestamp(xmin) as at from audit_entry
where action = 'issue_minutes' and object_type = 'Minutes' and object_id = any($1)"""
REGISTERED = """select minutes_id, max(pg_xact_commit_timestamp(xmin)) as at from supervised_item
where minutes_id = any($1) group by minutes_id"""


@dataclass(frozen=True)
class Seen:
    """What was seen of one minutes: on the bus, and its items through the gateway."""

    minutes_id: UUID
    on_the_bus: datetime
    readable: datetime
    looked: float  # seconds that reading the items took


class Ear:
    """Hears what is said on the bus, and remembers when."""

    def __init__(self) -> None:
        self.issued: dict[UUID, datetime] = {}  # by minutes
        self.registered: set[UUID] = set()  # decisions that have become items
        self._heard = asyncio.Event()

    async def listen(self, bus: Client) -> None:
        async def minutes(message: Msg) -> None:
            self.issued.setdefault(Envelope.load(message.data).read(MinutesIssued).minutes_id, wall())

        async def item(message: Msg) -> None:
            event = Envelope.load(message.data).read(ItemRegistered)
            if event.decision_id is not None:
                self.registered.add(event.decision_id)
            self._heard.set()

        await bus.subscribe(MinutesIssued.bus_subject(), cb=minutes)
        await bus.subscribe(ItemRegistered.bus_subject(), cb=item)
        await bus.flush()

    async def until_registered(self, decisions: set[UUID]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not decisions <= self.registered:
                self._heard.clear()
                await self._heard.wait()


async def measure_events(stack: Stack, office: Office, county: County, reader: Reader) -> list[Figure]:
    """One minutes after the other, each with one decision; then one with very many."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def prepare(n: int, decisions: int) -> Held:
        async with gate:
            held = await hold(office, county, f"第{n}号日常工作", decisions)
            await sign(office, held)
            return held

    started = time.monotonic()
    small = list(await asyncio.gather(*(prepare(n, 1) for n in range(1, MINUTES + 1))))
    prepared = time.monotonic() - started
    large = await prepare(MINUTES + 1, DECISIONS)
    ids = [UUID(held.minutes_id) for held in (*small, large)]
    requests = {row["subject_id"]: row["id"] for row in await rows(stack, "meetings", REQUESTED, ids)}
    bus, ear = await nats.connect(stack.nats_url, token=stack.nats_token or None), Ear()
    try:
        await ear.listen(bus)
        seen = []
        for held in small:
            await asyncio.sleep(PAUSE_SECONDS)
            seen.append(await _issue(bus, ear, reader, held, requests[UUID(held.minutes_id)]))
        await asyncio.sleep(PAUSE_SECONDS)
        whole = await _issue(bus, ear, reader, large, requests[UUID(large.minutes_id)])
    finally:
        await bus.close()
    committed = {row["object_id"]: row["at"] for row in await rows(stack, "meetings", COMMITTED, ids)}
    registered = {row["minutes_id"]: row["at"] for row in await rows(stack, "supervision", REGISTERED, ids)}
    return _figures(seen, whole, committed, registered, prepared)


async def _issue(bus: Client, ear: Ear, reader: Reader, held: Held, request_id: UUID) -> Seen:
    """Say that the paper is out, and read the items through the gateway when supervision has told of all of them."""
    minutes_id = UUID(held.minutes_id)
    await _say_issued(bus, held, request_id)
    await ear.until_registered({UUID(each) for each in held.decision_ids})
    started = time.perf_counter()
    found = await _items(reader, held)
    looked, readable = time.perf_counter() - started, wall()
    if found != len(held.decision_ids):
        raise ValueError(f"{found} items of {len(held.decision_ids)} decisions")
    return Seen(minutes_id, ear.issued[minutes_id], readable, looked)


async def _say_issued(bus: Client, held: Held, request_id: UUID) -> None:
    """What documents says of a paper that is issued."""
    document_id, now = new_id(), wall()
    event = DocumentIssued(
        document_id=document_id,
        kind=DocumentKind.SPECIAL_MINUTES,
        requester=Ref(type="Minutes", id=UUID(held.minutes_id)),
        request_id=request_id,
        number=f"测量〔2022〕{held.minutes_id[-6:]}号",
        issued_at=now,
        files=(),
    )
    envelope = Envelope(
        id=new_id(), type=event.TYPE, subject=str(document_id), time=now, data=event.model_dump(mode="json")
    )
    await bus.jetstream().publish(
        event.bus_subject(), envelope.dump(), headers={"Nats-Msg-Id": str(envelope.id)}, timeout=5
    )


async def _items(reader: Reader, held: Held) -> int:
    """How many of the meeting's items can be read now, page by page."""
    found, after = 0, None
    while True:
        page = await reader.ask(Question(ITEMS, meeting=held.id, first=PAGE, after=after))
        found += len(page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _figures(
    seen: Sequence[Seen],
    whole: Seen,
    committed: dict[UUID, datetime],
    registered: dict[UUID, datetime],
    prepared: float,
) -> list[Figure]:
    def since_commit(each: Seen, moment: datetime) -> float:
        return (moment - committed[each.minutes_id]).total_seconds() * 1000

    latency = [since_commit(each, each.readable) for each in seen]
    carried = [since_commit(each, each.on_the_bus) for each in seen]
    made = [since_commit(each, registered[each.minutes_id]) for each in seen]
    looks = [each.looked * 1000 for each in seen]
    note = f"{len(seen)}份纪要各一项；自督查服务提交之时起，经网关的查询即可读到（网关不留副本），每份均经网关读回核对"
    return [
        Figure("event_readable_p50", "纪要印发提交→督办事项可读（中位）", p50(made), "ms", 15.0, note),
        Figure("event_readable_p99", "　同上（99%）", p99(made), "ms", 60.0, f"最慢{max(made):.1f}毫秒"),
        Figure("event_on_bus_p50", "　其中：提交→到达总线（中位）", p50(carried), "ms"),
        Figure(
            "event_answer_p50",
            "　至随后一次查询的答复收到（中位）",
            p50(latency),
            "ms",
            note=f"督查服务告知立项后查询一次；99%：{p99(latency):.1f}毫秒，最慢{max(latency):.1f}毫秒",
        ),
        Figure("event_look_p50", "　查询一次所用（中位）", p50(looks), "ms"),
        Figure(
            "event_large_minutes",
            f"一份纪要{DECISIONS}项：印发提交→全部可见",
            since_commit(whole, whole.readable) / 1000,
            "s",
            1.0,
            f"分{-(-DECISIONS // PAGE)}页读取",
        ),
        Figure(
            "minutes_prepared",
            f"补登{MINUTES}次会议至纪要签发，每份",
            prepared / MINUTES * 1000,
            "ms",
            note=f"每份6次办理，{AT_A_TIME}份并行",
        ),
    ]
