"""A service itself takes no more than it is told to, whether the request says its length or not."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.service import RunningService

LIMIT = 1_048_576
QUERY = "{ __typename }"


def body(size: int) -> bytes:
    """A request of exactly `size` bytes that a service would answer."""
    bare = json.dumps({"query": QUERY, "variables": {"x": ""}}).encode()
    return bare.replace(b'""}', b'"' + b"x" * (size - len(bare)) + b'"}')


async def pieces(content: bytes, size: int = 60_000) -> AsyncIterator[bytes]:
    """Without a length: aiohttp sends what comes from a generator in chunks."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


def sent(content: bytes, chunked: bool) -> Any:
    return pieces(content) if chunked else io.BytesIO(content)


async def post(service: RunningService, content: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json"}
    async with service.http.post(f"{service.url}/graphql", data=content, headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "without a length"])
async def test_a_body_at_the_limit_is_taken_and_one_byte_more_is_not(meetings: RunningService, chunked: bool) -> None:
    fits, too_much = body(LIMIT), body(LIMIT + 1)
    assert (len(fits), len(too_much)) == (LIMIT, LIMIT + 1)
    status, answer = await post(meetings, sent(fits, chunked))
    assert (status, answer["data"]) == (200, {"__typename": "Query"})
    status, answer = await post(meetings, sent(too_much, chunked))
    assert (status, answer["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")
    status, answer = await post(meetings, body(1000))
    assert (status, answer["data"]) == (200, {"__typename": "Query"})


async def test_a_body_without_end_is_answered_while_it_comes(meetings: RunningService) -> None:
    """Nothing is gathered beyond the limit: the answer comes although the body never ends."""
    address = urlsplit(meetings.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )

    async def pour() -> None:
        piece = b"x" * 65_536
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()

    pouring = asyncio.create_task(pour())
    head = await reader.readline()
    pouring.cancel()
    await asyncio.gather(pouring, return_exceptions=True)
    writer.close()
    assert head.split()[1] == b"413"
