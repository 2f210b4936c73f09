"""Files pass through as they come."""

import hashlib
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from yarl import URL

from tests.gateway.conftest import Stack, another_gateway, free_port
from tests.gateway.subgraphs.files import CONTENT, ETAG

PATH = "/files/papers/%E7%BA%B8/a%20b.bin"


def url(stack: Stack, path: str = PATH) -> URL:
    return URL(stack.url + path, encoded=True)


async def test_get_with_range_and_etag(stack: Stack) -> None:
    async with stack.client.get(url(stack)) as response:
        assert (response.status, response.headers["etag"]) == (200, ETAG)
        assert response.content_length == len(CONTENT)
        assert "x-internal-host" not in response.headers
        assert await response.read() == CONTENT
    async with stack.client.get(url(stack), headers={"range": "bytes=1000-20999"}) as response:
        assert response.status == 206
        assert response.headers["content-range"] == f"bytes 1000-20999/{len(CONTENT)}"
        assert await response.read() == CONTENT[1000:21_000]
    async with stack.client.get(url(stack), headers={"if-none-match": ETAG}) as response:
        assert (response.status, await response.read()) == (304, b"")
    async with stack.client.head(url(stack)) as response:
        assert (response.status, response.content_length) == (200, len(CONTENT))


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 50_000):
        yield b"x" * 50_000


async def test_put_is_passed_on_piece_by_piece(stack: Stack) -> None:
    headers = stack.headers(**{"content-type": "application/pdf"})
    async with stack.client.put(
        url(stack, "/files/papers/up/1?once=a%2Fb"), data=pieces(2_000_000), headers=headers
    ) as put:
        answer = await put.json()
    assert answer["sha256"] == hashlib.sha256(b"x" * 2_000_000).hexdigest()
    assert (answer["size"], answer["query"], answer["type"]) == (2_000_000, "once=a%2Fb", "application/pdf")
    assert answer["pieces"] > 1
    assert answer["authorization"] == headers["authorization"]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_that_is_too_large_is_refused(stack: Stack, declared: bool) -> None:
    data = BytesIO(b"x" * 3_500_000) if declared else pieces(3_500_000)
    async with stack.client.put(url(stack, "/files/papers/up/2"), data=data) as put:
        assert put.status == 413
        assert (await put.json())["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


async def test_unknown_places(stack: Stack) -> None:
    for path in (
        "/files/nobody/a",
        "/files/papers/../health/live",
        "/files/papers/%2e%2e/health/live",
        "/files/papers/x",
    ):
        async with stack.client.get(url(stack, path)) as response:
            assert response.status == 404
            assert (await response.json())["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    async with stack.client.delete(url(stack)) as response:
        assert response.status == 405


async def test_a_service_that_is_down(stack: Stack) -> None:
    urls = stack.subgraphs | {"papers": f"http://127.0.0.1:{free_port()}"}
    async with another_gateway(stack, subgraphs=urls) as gateway, stack.client.get(url(gateway)) as response:
        assert response.status == 503
        assert (await response.json())["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        assert "127.0.0.1" not in await response.text()
