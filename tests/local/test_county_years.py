"""The years that the benchmark makes up are such as the services themselves would have written."""

import runpy
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from deploy.bench.years.seed import SERVICES, make, read_county, seed
from deploy.local.issuer import Issuer
from deploy.local.state import ROOT
from services.kernel import copies
from services.kernel.database import open_engine, open_sessions
from services.meetings.minutes.concerned import keep_concerned
from services.meetings.minutes.model import OUT, Minutes
from tests.conftest import DatabaseFor, NatsServer
from tests.roster import roster
from tests.service import RunningService, instant, running

MONTH = (date(2022, 3, 1), date(2022, 3, 31))
NOW = instant("2022-03-18T09:00")
NEXT_DAY = "2022-03-19T09:00"
MEETING = """query($id: ID!) { meeting(id: $id) { name state year sessionNo startsAt host { id } agendaVersion
agenda { order state title unit { id } topic { id } statements { text } deadlines { key } availableActions { name } }
agendaSheets { version entries { title minutes } changes { text } receipts { receivedAt attendee { name } } }
attendees { name category status leave { state } absence { kind } } preparations { label doneAt }
decisions { number state partyApprovals { result } } papers { title state } deadlines { due state } findings { code }
minutes { id state chain entries { heading text } signatures { step verdict } papers { state }
differences { heading } availableActions { name } } availableActions { name } } }"""
TOPIC = """query($id: ID!) { topic(id: $id) { state title flags scopeText opinions { step opinion }
deferrals { reason } unitConsultations { result } coordinations { result } groundwork { kind files { name } }
legalityConclusions { conclusion } preparationNotices { due } materials { number files { name } }
preliminaryReviews { items { number result } } reviewPrefill { number } deadlines { key state } findings { code }
papers { kind } availableActions { name } } }"""
IDS = "query($after: String) { %s(first: 100, after: $after) { nodes { %s } pageInfo { hasNextPage endCursor } } }"
ITEM = """number state light decisionNumber points { text } timeline { action } receipts { at }
feedback { status reviews { stage } } availableActions { name }"""
DESK = """query { me { unreadCount todos { nodes { title light standing ref { type } } }
done { nodes { title closedAt } } notices { nodes { title deliveredAt readAt } } } }"""


@pytest.fixture(scope="module")
async def databases(database_for: DatabaseFor) -> AsyncIterator[dict[str, str]]:
    """The three databases, with the small roster and one month of the county in them."""
    async with AsyncExitStack() as made:
        dsns = {service: await made.enter_async_context(database_for(service)) for service in SERVICES}
        for dsn in dsns.values():
            engine = open_engine(dsn, pool_size=1)
            async with open_sessions(engine).begin() as session:
                await copies.keep_roster(session, roster())
            await engine.dispose()
        await seed(dsns, [MONTH], NOW)
        yield dsns


@pytest.fixture
async def start(databases: dict[str, str], nats_server: NatsServer, issuer: Issuer, tmp_path: Path) -> Any:
    """`start(service)` runs one of the three over the month."""

    def run(service: str) -> Any:
        return running(
            service,
            dsn=databases[service],
            nats_url=nats_server.url,
            nats_token=nats_server.token,
            issuer=issuer,
            files=tmp_path,
            opens="2022-03-18T09:00",
        )

    return run


async def every(service: RunningService, name: str, fields: str = "id", as_: str = "director") -> list[dict[str, Any]]:
    """All rows of a list, page after page."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = await service.ask(IDS % (name, fields), as_=as_, after=after)
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_the_same_seed_makes_the_same_month(databases: dict[str, str]) -> None:
    county = await read_county(databases["meetings"], NOW)
    (first,), (second,) = list(make(county, [MONTH])), list(make(county, [MONTH]))
    (other,) = make(county, [MONTH], seed=7)
    for service in SERVICES:
        assert getattr(first, service).records == getattr(second, service).records
        assert getattr(first, service).records != getattr(other, service).records


async def test_units_that_minutes_concern_are_the_same_made_up_moved_and_kept(databases: dict[str, str]) -> None:
    """As the years make them up, as the migration finds them in rows that were there before, as the service does."""
    (path,) = (ROOT / "services/meetings/migrations").glob("*_the_units_that_minutes_concern.py")
    moved = runpy.run_path(str(path))["OF_ISSUED_MINUTES"]
    read = select(Minutes.id, Minutes.concerned_unit_ids).where(Minutes.state.in_(OUT))
    engine = open_engine(databases["meetings"], pool_size=1)
    async with open_sessions(engine).begin() as session:
        made_up = dict((await session.execute(read)).tuples().all())
        assert all(made_up.values())
        await session.execute(update(Minutes).values(concerned_unit_ids=[]))
        await session.execute(text(moved))
        assert dict((await session.execute(read)).tuples().all()) == made_up
        not_out = select(Minutes.concerned_unit_ids).where(Minutes.state.not_in(OUT))
        assert not any((await session.execute(not_out)).scalars())
        await session.execute(update(Minutes).values(concerned_unit_ids=[]))
        for meeting_id in (await session.execute(select(Minutes.meeting_id))).scalars().all():
            await keep_concerned(session, meeting_id)
        assert dict((await session.execute(read)).tuples().all()) == made_up
    await engine.dispose()


async def test_whatever_stands_in_the_month_can_be_opened(start: Any) -> None:
    async with start("meetings") as service:
        meetings = [
            await service.ask(MEETING, as_="director", id=each["id"]) for each in await every(service, "meetings")
        ]
        listed = await every(service, "topics", "id kind state")
        alike = {(each["kind"], each["state"]): each["id"] for each in listed}  # one of each sort is opened
        topics = [await service.ask(TOPIC, as_="mayor", id=topic_id) for topic_id in alike.values()]
        decisions = await every(service, "decisions", "number state supervisionState")
        for login in ("deputy-a", "housing-head", "clerk"):
            for name in ("meetings", "topics", "minutesList", "decisions", "meetingLeaves", "activityInvitations"):
                await every(service, name, as_=login)
        week = 'query { calendarEntries(since: "2022-03-07", until: "2022-03-20") { title conflictsWith { title } } }'
        assert await service.ask(week, as_="mayor")
    states = {meeting["state"] for meeting in meetings}
    assert {"MINUTES_ISSUED", "PLANNED"} < states
    held = [meeting for meeting in meetings if meeting["state"] == "MINUTES_ISSUED"]
    for meeting in held:
        assert meeting["agenda"]
        assert meeting["minutes"]["entries"]
        assert [each["step"] for each in meeting["minutes"]["signatures"] if each["verdict"] == "SIGNED"]
        assert all(each["status"] for each in meeting["attendees"])
        assert all(each["state"] in ("DECIDED", "DEFERRED") for each in meeting["agenda"])
    assert {"DECIDED", "SUBMITTED", "ARRANGED"} < {topic["state"] for topic in topics}
    in_force = [each for each in decisions if each["state"] == "EFFECTIVE"]
    assert in_force
    assert all(each["supervisionState"] for each in in_force)


async def test_the_ledger_holds_the_decisions_in_force(start: Any) -> None:
    async with start("meetings") as service:
        decisions = await every(service, "decisions", "number state")
    async with start("supervision") as service:
        items = await every(service, "supervisedItems", ITEM)
    in_force = {each["number"] for each in decisions if each["state"] == "EFFECTIVE"}
    assert {item["decisionNumber"] for item in items} == in_force
    assert sorted(int(item["number"].split("〕")[1][:-1]) for item in items) == list(range(1, len(items) + 1))


async def test_desks_hold_what_waits(start: Any) -> None:
    waiting: set[str] = set()
    async with start("directory") as service:
        for login in ("mayor", "director", "housing-head", "clerk", "inspector"):
            desk = await service.ask(DESK, as_=login)
            assert desk["done"]["nodes"]
            waiting |= {each["title"] for each in desk["todos"]["nodes"]}
    assert waiting


@pytest.mark.parametrize("name", SERVICES)
async def test_the_next_day_comes(start: Any, name: str) -> None:
    """The services' timers work over the month as over what they wrote themselves."""
    async with start(name) as service:
        await service.timers_done()
        service.set_clock(NEXT_DAY)
        await service.timers_done()
