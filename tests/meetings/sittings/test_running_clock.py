"""The clocks that a screen in the meeting room follows by the second (CW-5.1, GZ-17.4, GZ-20.3)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event

from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.__main__ import SERVICES
from services.contracts.base import PERSONNEL_MASK
from tests.gateway.conftest import free_port, serving
from tests.meetings.steps import done, in_session, ready_topic
from tests.service import RunningService

READING = "limitMinutes elapsedSeconds remainingSeconds mark"
CLOCK = f"state meeting {{ {READING} }} item {{ title }} reporterName report {{ {READING} }}"


class Screen:
    """One who follows `meetingClock` of a meeting."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def message(self) -> dict[str, Any]:
        return dict(await asyncio.wait_for(self._socket.receive_json(), 30))

    async def next(self) -> dict[str, Any]:
        message = await self.message()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return dict(message["payload"]["data"]["meetingClock"])

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """The next reading that says all of this of the report; at most a few others come before it."""
        for _ in range(10):
            reading = await self.next()
            if reading["report"] and wanted.items() <= reading["report"].items():
                return reading
        raise AssertionError(f"{wanted} was never shown")


@contextlib.asynccontextmanager
async def screen(office: RunningService, meeting_id: str, login: str, url: str = "") -> AsyncIterator[Screen]:
    token = {"authorization": f"Bearer {office.issuer.token(login)}"}
    query = 'subscription { meetingClock(meetingId: "%s") { %s } }' % (meeting_id, CLOCK)
    where = f"{url or office.url}/graphql"
    async with office.http.ws_connect(where, protocols=["graphql-transport-ws"]) as socket:
        await socket.send_json({"type": "connection_init", "payload": token})
        assert (await socket.receive_json())["type"] == "connection_ack"
        await socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        yield Screen(socket)


async def test_several_screens_follow_a_report_to_the_end_of_the_meeting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    async with screen(office, meeting["id"], "clerk") as desk, screen(office, meeting["id"], "deputy-b") as member:
        for each in (desk, member):
            first = await each.next()
            assert (first["item"], first["report"]) == (None, None)
            assert first["meeting"] == {
                "limitMinutes": 90,
                "elapsedSeconds": 0,
                "remainingSeconds": 5400,
                "mark": "NONE",
            }
        await done(office, "callTopic", as_="clerk", itemId=item_id)
        for each in (desk, member):
            called = await each.next()
            assert (called["item"]["title"], called["reporterName"]) == ("县城老旧小区改造方案", "住建甲")
        await done(office, "startReport", as_="clerk", itemId=item_id)
        for time, elapsed, mark in (
            ("09:00:00", 0, "NONE"),
            ("09:07:59", 479, "NONE"),
            ("09:08:00", 480, "NEARLY"),
            ("09:10:00", 600, "OVER"),
            ("09:10:30", 630, "OVER"),
        ):
            office.set_clock(f"2022-02-25T{time}")
            for each in (desk, member):
                reading = await each.until(elapsedSeconds=elapsed, remainingSeconds=600 - elapsed, mark=mark)
                assert reading["meeting"]["elapsedSeconds"] == elapsed
        await done(office, "endReport", as_="clerk", itemId=item_id)
        office.set_clock("2022-02-25T10:20:00")
        stopped = await desk.until(elapsedSeconds=630)
        while stopped["meeting"]["elapsedSeconds"] != 4800:
            stopped = await desk.until(elapsedSeconds=630)
        assert stopped["meeting"]["mark"] == "NEARLY"
        await done(office, "recordOutcome", as_="clerk", itemId=item_id, outcome="NOTED", conclusion="抓好落实。")
        await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
        last = await desk.next()
        while last["state"] != "CONCLUDED":
            last = await desk.next()
        assert (last["item"], last["meeting"]["elapsedSeconds"]) == (None, 4800)
        assert (await desk.message())["type"] == "complete"


async def test_nothing_is_read_while_nothing_happens(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    await done(office, "startReport", as_="clerk", itemId=item_id)
    read: list[str] = []
    engine = office.runtime.engine.sync_engine
    async with screen(office, meeting["id"], "clerk") as desk:
        await desk.until(elapsedSeconds=0)

        @event.listens_for(engine, "before_cursor_execute")
        def count(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "FROM meeting" in statement or "FROM agenda_item" in statement or "FROM roster_copy" in statement:
                read.append(statement)

        for second in range(1, 4):
            office.set_clock(f"2022-02-25T09:00:{second:02}")
            await desk.until(elapsedSeconds=second)
        event.remove(engine, "before_cursor_execute", count)
    assert [each for each in read if "meeting.id IN" in each] == []
    assert [each for each in read if "FROM agenda_item" in each] == []


async def test_who_does_not_see_the_meeting_finds_none(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    async with screen(office, meeting["id"], "town-clerk") as outside:
        message = await outside.message()
    (error,) = message["payload"]["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("NOT_FOUND", "未找到该内容，或您无权查看")


@pytest.mark.parametrize("login", ["clerk", "housing-head"])
async def test_personnel_matters_run_under_their_mask(office: RunningService, login: str) -> None:
    topics = [
        await ready_topic(office, "justice", title="某某任职", flags=["PERSONNEL"]),
        await ready_topic(office, title="老旧小区"),
    ]
    meeting = await in_session(office, topics)
    secret = next(item["id"] for item in meeting["agenda"] if item["membersOnly"])
    await done(office, "callTopic", as_="director", itemId=secret)
    async with screen(office, meeting["id"], login) as outsider, screen(office, meeting["id"], "mayor") as member:
        assert (await outsider.next())["item"] == {"title": PERSONNEL_MASK}
        assert (await member.next())["item"] == {"title": "某某任职"}


async def test_the_clock_comes_through_the_gateway(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    nowhere = {name: f"http://127.0.0.1:{free_port()}" for name in SERVICES}
    settings = GatewaySettings(subgraphs={**nowhere, "meetings": office.url}, jwks=str(office.issuer.jwks))
    async with (
        serving(create_app(settings)) as gateway,
        screen(office, meeting["id"], "mayor", gateway) as desk,
    ):
        assert (await desk.next())["state"] == "IN_SESSION"
        await done(office, "callTopic", as_="clerk", itemId=item_id)
        await done(office, "startReport", as_="clerk", itemId=item_id)
        office.set_clock("2022-02-25T09:09")
        assert (await desk.until(elapsedSeconds=540))["report"]["mark"] == "NEARLY"
