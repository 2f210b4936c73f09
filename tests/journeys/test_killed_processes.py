"""kill -9 of any process while minutes become items: nothing is lost, nothing is doubled."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from deploy.bench.meetings import Held, hold, sign
from deploy.demo.office import Office
from deploy.demo.people import CLERK, County
from deploy.local.stack import GATEWAY, SERVICES, Stack
from services.kernel.audit_chain import walk
from tests.journeys.conftest import WORKING_DAY
from tests.journeys.databases import at_rest, rows, sent, until, value
from tests.journeys.persistent import Persistent

KILLED = (*SERVICES, GATEWAY, "nats", "postgres")
MOMENT_SECONDS = 1.5  # after the last signature: the paper, the events and the items are all made within it
WORKERS = 3
ISSUED = "query($id: ID!) { minutes(id: $id) { state papers { failureZh } } }"
REQUESTS = "select id from requested_paper where progress <> 'SUPERSEDED'"
SIGNATURES = "select count(*) from audit_entry where action = 'sign_minutes' and to_state = 'SIGNED'"
TOLD = "select count(*) from notice where template = 'minutes_issued_unit' and person_id = $1::uuid"
TODOS = """select count(*) from task where kind = 'dispatch_item' and opened_event is not null
and (closed_event is null or closed_event < opened_event) group by ref_id"""
EVENTS = "select count(*) from outbox where subject = $1"
RELAY_FAILED = b"outbox relay: trying again"  # it says so in the service's log when the bus has not answered


@pytest.fixture
async def durable(state_directory: Path) -> AsyncIterator[Stack]:
    """A stack that keeps what it has acknowledged, as outside of tests."""
    async with Stack(state_directory, clock="steered", starts_at=WORKING_DAY) as stack:
        yield stack


@dataclass
class Shift:
    """People issue one paper after the other while somebody kills their machines."""

    client: Persistent
    county: County
    stack: Stack
    signed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    issued: list[Held] = field(default_factory=list)

    async def work(self, worker: int) -> None:
        """Meeting after meeting, from the papers to the issued minutes."""
        count = 0
        while not self.over.is_set():
            count += 1
            held = await hold(self.client, self.county, f"第{worker}组第{count}项工作", decisions=1 + count % 3)
            await sign(self.client, held)
            self.signed.set()
            minutes = await self.client.until(
                CLERK, ISSUED, lambda m: m["state"] == "ISSUED" or m["papers"][-1]["failureZh"], id=held.minutes_id
            )
            assert minutes["state"] == "ISSUED", minutes
            self.issued.append(held)

    async def kill(self, order: list[str], chance: random.Random) -> None:
        """One process after the other, each in the moments after a last signature."""
        try:
            for name in order:
                self.signed.clear()
                await asyncio.wait_for(self.signed.wait(), 60)
                await asyncio.sleep(chance.uniform(0, MOMENT_SECONDS))
                await self.stack.replaced({name: self.stack.kill(name)})
        finally:
            self.over.set()


async def test_killed_processes_lose_and_double_nothing(durable: Stack) -> None:
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    order = [*KILLED, chance.choice(SERVICES)]
    chance.shuffle(order)
    print(f"seed {seed}: {order}")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=40)) as http:
        county = await County.learn(Office(durable, http))
        shift = Shift(Persistent(durable, http), county, durable)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(shift.kill(order, chance))
            for worker in range(1, WORKERS + 1):
                tasks.create_task(shift.work(worker))
    print(f"{len(shift.issued)} minutes; sent again: {dict(shift.client.sent_again)}")
    await at_rest(durable, within=90)
    await nothing_is_lost_or_doubled(durable, shift)
    await every_audit_is_whole(durable)


async def test_an_event_counts_as_sent_only_when_the_bus_has_it(durable: Stack) -> None:
    """A relay that marks before it sends, or before it is answered, loses the event here every time.

    The bus stands still while the relay sends what was committed, so it never answers; then it is killed, and with it
    whatever lies unread in its socket, and the service, and with it whatever it had in mind.
    """
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=40)) as http:
        county = await County.learn(Office(durable, http))
        shift = Shift(Persistent(durable, http), county, durable)
        held = await hold(shift.client, county, "总线停顿时签发的工作", decisions=2)
        await at_rest(durable)
        log = durable.state.logs / "meetings.log"
        said_before = log.stat().st_size
        os.kill(durable.pids()["nats"], signal.SIGSTOP)
        await sign(shift.client, held)

        async def relay_has_failed() -> bool:
            return RELAY_FAILED in log.read_bytes()[said_before:]

        await until(relay_has_failed, 60, "the relay has not tried to send")
        await durable.replaced({name: durable.kill(name) for name in ("meetings", "nats")})
        await at_rest(durable, within=90)
        for service in SERVICES:
            written = [str(row["id"]) for row in await rows(durable, service, "select id from outbox order by id")]
            assert sorted(await sent(durable, service)) == written, service
        shift.issued.append(held)
    await nothing_is_lost_or_doubled(durable, shift)
    await every_audit_is_whole(durable)


async def nothing_is_lost_or_doubled(stack: Stack, shift: Shift) -> None:
    """Every act once, every paper once, every item once, every number once and none left out."""
    minutes = len(shift.issued)
    decisions = sorted(each for held in shift.issued for each in held.decision_ids)
    everything = list(range(1, minutes + 1))
    # meetings: each act was done once, however often it was sent
    sessions = await rows(stack, "meetings", "select number from session_number order by number")
    assert [row["number"] for row in sessions] == everything
    assert sorted(str(row["id"]) for row in await rows(stack, "meetings", "select id from decision")) == decisions
    assert await value(stack, "meetings", SIGNATURES) == minutes
    assert await value(stack, "meetings", EVENTS, "evt.meetings.minutes.issued.v1") == minutes
    # documents: one paper for each request, numbers without gaps
    requests = [row["id"] for row in await rows(stack, "meetings", REQUESTS)]
    assert len(requests) == minutes
    papers = await rows(stack, "documents", "select request_id, state from document")
    assert sorted((row["request_id"], row["state"]) for row in papers) == sorted((each, "ISSUED") for each in requests)
    numbers = await rows(stack, "documents", "select number from paper_number order by number")
    assert [row["number"] for row in numbers] == everything
    assert await value(stack, "documents", EVENTS, "evt.documents.document.issued.v1") == minutes
    # supervision: one item for each decision, numbers without gaps, told back to meetings
    items = await rows(stack, "supervision", "select decision_id, number from supervised_item order by serial")
    assert sorted(str(row["decision_id"]) for row in items) == decisions
    assert [row["number"] for row in items] == [f"督〔2022〕{n}号" for n in range(1, len(decisions) + 1)]
    known = await rows(stack, "meetings", "select id, supervision_number from decision")
    assert {(row["id"], row["supervision_number"]) for row in known} == {tuple(row) for row in items}
    # directory: everybody was told once
    assert await value(stack, "directory", TOLD, shift.county.people[shift.county.heads["NYNCJ"]]) == minutes
    assert len(await rows(stack, "directory", TODOS)) == len(decisions)
    for service in SERVICES:
        assert await rows(stack, service, "select * from dead_event") == []


async def every_audit_is_whole(stack: Stack) -> None:
    for service in SERVICES:
        engine = create_async_engine(stack.dsn(service))
        async with AsyncSession(engine) as session:
            assert (await walk(session)).first_break is None, service
        await engine.dispose()
