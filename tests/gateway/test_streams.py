"""Subscriptions: graphql-transport-ws and server-sent events, joined per event, ended cleanly on both sides."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from gateway.streams import MAX_STREAMS_PER_PERSON
from gateway.websocket import MAX_OPERATIONS
from tests.gateway.conftest import Stack, another_gateway, free_port
from tests.gateway.subgraphs.affairs import OPEN_STREAMS

CHANGES = """subscription($ids: [ID!]!, $pause: Float! = 0) {
  topicChanged(ids: $ids, pause: $pause) { title proposer { name } papers { __typename ... on Minutes { title } } }
}"""
FIRST = {
    "title": "年度学法计划",
    "proposer": {"name": "王一"},
    "papers": [{"__typename": "Notice"}, {"__typename": "Minutes", "title": "会议纪要"}],
}
SECOND = {"title": "预算调整", "proposer": {"name": "李二"}, "papers": []}


class Socket:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, type_: str, **more: Any) -> None:
        await self._socket.send_json({"type": type_, **more})

    async def subscribe(self, id: str, query: str, **variables: Any) -> None:
        await self.send("subscribe", id=id, payload={"query": query, "variables": variables})

    async def receive(self) -> Any:
        return await self._socket.receive_json(timeout=10)

    async def closed(self) -> int | None:
        while (await self._socket.receive(timeout=10)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self._socket.close_code


@asynccontextmanager
async def connected(stack: Stack, payload: Any = None, *, initialise: bool = True) -> AsyncIterator[Socket]:
    async with stack.client.ws_connect(f"{stack.url}/graphql", protocols=("graphql-transport-ws",)) as raw:
        socket = Socket(raw)
        if initialise:
            token = f"Bearer {stack.issuer.token()}"
            await socket.send("connection_init", payload={"Authorization": token} if payload is None else payload)
            if payload is None:
                assert await socket.receive() == {"type": "connection_ack"}
        yield socket


async def until_none_is_open() -> None:
    async with asyncio.timeout(10):
        while OPEN_STREAMS["count"]:
            await asyncio.sleep(0.02)


async def test_every_event_is_joined(stack: Stack) -> None:
    async with connected(stack) as socket:
        await socket.subscribe("a", CHANGES, ids=["t1", "t3"])
        assert await socket.receive() == {"type": "next", "id": "a", "payload": {"data": {"topicChanged": FIRST}}}
        assert await socket.receive() == {"type": "next", "id": "a", "payload": {"data": {"topicChanged": SECOND}}}
        assert await socket.receive() == {"type": "complete", "id": "a"}
        await socket.subscribe("a", "{ units(first: 1) { id } }")
        assert (await socket.receive())["payload"] == {"data": {"units": [{"id": "u1"}]}}
        assert (await socket.receive())["type"] == "complete"
        await socket.send("ping")
        assert await socket.receive() == {"type": "pong"}


async def test_the_token_reaches_the_service(stack: Stack) -> None:
    async with connected(stack) as socket:
        await socket.subscribe("a", "subscription { askedBy }")
        assert (await socket.receive())["payload"]["data"]["askedBy"].startswith("Bearer ey")


async def test_events_overlap_and_completing_one_ends_it_at_the_service(stack: Stack) -> None:
    async with connected(stack) as socket:
        await socket.subscribe("slow", CHANGES, ids=["t1"] * 1_000, pause=0.05)
        await socket.subscribe("quick", CHANGES, ids=["t3"])
        kinds = {("slow", "next"): 0, ("quick", "next"): 0, ("quick", "complete"): 0}
        while not all(kinds.values()):
            message = await socket.receive()
            kinds[message["id"], message["type"]] += 1
        assert OPEN_STREAMS["count"] == 1
        await socket.send("complete", id="slow")
        await until_none_is_open()


async def test_leaving_ends_everything_at_the_service(stack: Stack) -> None:
    async with connected(stack) as socket:
        for name in "abc":
            await socket.subscribe(name, CHANGES, ids=["t1"] * 1_000, pause=0.05)
        for _ in range(6):
            await socket.receive()
    await until_none_is_open()


async def test_errors_of_operations(stack: Stack) -> None:
    async with connected(stack) as socket:
        for query, code in (
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("{", "GRAPHQL_PARSE_FAILED"),
            (CHANGES, "BAD_USER_INPUT"),
        ):
            await socket.subscribe("a", query)
            message = await socket.receive()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == code
        await socket.subscribe("b", CHANGES, ids=["t3", "bad"])
        assert (await socket.receive())["payload"]["data"]["topicChanged"] == SECOND
        broken = (await socket.receive())["payload"]
        assert broken["data"] is None
        assert broken["errors"][0]["extensions"]["code"] == "STOPPED"
        assert (await socket.receive())["type"] == "complete"


async def test_a_service_that_is_down_is_told_as_such(stack: Stack) -> None:
    urls = stack.subgraphs | {"affairs": f"http://127.0.0.1:{free_port()}"}
    async with another_gateway(stack, subgraphs=urls) as gateway, connected(gateway) as socket:
        await socket.subscribe("a", CHANGES, ids=["t1"])
        message = await socket.receive()
        assert message["payload"]["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        assert "127.0.0.1" not in str(message)
        assert (await socket.receive())["type"] == "complete"


@pytest.mark.parametrize(
    ("payload", "code"),
    [({}, 4401), ({"authorization": "Bearer x.y.z"}, 4403), ({"authorization": "nonsense"}, 4401)],
)
async def test_who_may_not_enter(stack: Stack, payload: Any, code: int) -> None:
    async with connected(stack, payload) as socket:
        assert await socket.closed() == code


async def test_the_protocol_is_kept(stack: Stack) -> None:
    async with stack.client.ws_connect(f"{stack.url}/graphql") as raw:
        assert await Socket(raw).closed() == 4406
    async with connected(stack, initialise=False) as socket:
        await socket.subscribe("a", "{ __typename }")
        assert await socket.closed() == 4401
    async with connected(stack) as socket:
        await socket.send("connection_init")
        assert await socket.closed() == 4429
    async with connected(stack) as socket:
        await socket.send("nonsense")
        assert await socket.closed() == 4400
    async with connected(stack) as socket:
        for _ in range(2):
            await socket.subscribe("a", CHANGES, ids=["t1"] * 9, pause=1)
        assert await socket.closed() == 4409
    await until_none_is_open()


async def test_an_expired_token_ends_the_socket(stack: Stack) -> None:
    async with connected(stack, {"authorization": f"Bearer {stack.issuer.token(seconds=-3)}"}) as socket:
        assert await socket.receive() == {"type": "connection_ack"}
        await socket.subscribe("a", CHANGES, ids=["t1"] * 1_000, pause=0.5)
        assert await socket.closed() == 4403
    await until_none_is_open()


async def test_there_are_limits(stack: Stack) -> None:
    async with connected(stack) as socket:
        for number in range(MAX_OPERATIONS + 1):
            await socket.subscribe(str(number), CHANGES, ids=["t1"], pause=100)
        message = await socket.receive()
        assert (message["type"], message["id"]) == ("error", str(MAX_OPERATIONS))
        assert message["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    await until_none_is_open()
    opened: list[Any] = []
    try:
        for _ in range(MAX_STREAMS_PER_PERSON):
            context = connected(stack)
            await context.__aenter__()
            opened.append(context)
        async with connected(stack, {"authorization": f"Bearer {stack.issuer.token()}"}) as one_too_many:
            assert await one_too_many.closed() == 4429
    finally:
        for context in opened:
            await context.__aexit__(None, None, None)


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a text/event-stream, comments left out."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(":", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"].strip(), json.loads(lines["data"]) if lines["data"].strip() else None))
    return found


async def test_server_sent_events(stack: Stack) -> None:
    response = await stack.post({"query": CHANGES, "variables": {"ids": ["t1", "t3"]}}, accept="text/event-stream")
    assert response.content_type == "text/event-stream"
    assert events(await response.text()) == [
        ("next", {"data": {"topicChanged": FIRST}}),
        ("next", {"data": {"topicChanged": SECOND}}),
        ("complete", None),
    ]
    response = await stack.post({"query": "{ units(first: 1) { id } }"}, accept="text/event-stream")
    assert events(await response.text()) == [("next", {"data": {"units": [{"id": "u1"}]}}), ("complete", None)]
    refused = await stack.post({"query": CHANGES}, accept="text/event-stream")
    assert refused.status == 400
    assert (await refused.json())["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_leaving_an_event_stream_ends_it_at_the_service(stack: Stack) -> None:
    body = {"query": CHANGES, "variables": {"ids": ["t1"] * 1_000, "pause": 0.05}}
    response = await stack.post(body, accept="text/event-stream")
    await response.content.readuntil(b"\n\n")
    assert OPEN_STREAMS["count"] == 1
    response.close()
    await until_none_is_open()


async def test_an_expired_token_ends_an_event_stream(stack: Stack) -> None:
    headers = {"authorization": f"Bearer {stack.issuer.token(seconds=-3)}", "accept": "text/event-stream"}
    body = {"query": CHANGES, "variables": {"ids": ["t1"] * 1_000, "pause": 0.5}}
    async with stack.client.post(f"{stack.url}/graphql", json=body, headers=headers) as response:
        kinds = events(await response.text())
    assert kinds[-1] == ("complete", None)
    assert kinds[-2][1]["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"
    await until_none_is_open()
