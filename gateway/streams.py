"""Open subscriptions of this process: how many there may be, server-sent events, and their end at shutdown."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import orjson
from prometheus_client import Gauge
from starlette.responses import StreamingResponse

from gateway.errors import RequestRefused

EVENT_STREAM = "text/event-stream"
MAX_STREAMS = 5_000  # sockets and event streams of this process
MAX_STREAMS_PER_PERSON = 20
KEEP_ALIVE_SECONDS = 12.0
UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Streams:
    """Counts long-lived connections and tells all of them when the process is about to end."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._by_person: Counter[str] = Counter()
        self._count = 0
        self.draining = asyncio.Event()

    @contextmanager
    def counted(self, person: str, transport: str) -> Iterator[None]:
        """Hold one place; raises `RequestRefused` (TOO_MANY_CONNECTIONS)."""
        full = self._count >= MAX_STREAMS or self._by_person[person] >= MAX_STREAMS_PER_PERSON
        if full or self.draining.is_set():
            raise RequestRefused("TOO_MANY_CONNECTIONS")
        self._count += 1
        self._by_person[person] += 1
        self._gauge.labels(transport).inc()
        try:
            yield
        finally:
            self._count -= 1
            self._by_person[person] -= 1
            if not self._by_person[person]:
                del self._by_person[person]
            self._gauge.labels(transport).dec()

    async def until_drained(
        self, answers: AsyncGenerator[dict[str, Any]], seconds: float | None
    ) -> AsyncIterator[dict[str, Any] | None]:
        """The answers, None when nothing has happened for a while; raises TimeoutError when `seconds` are over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds if seconds is not None else None
        draining = asyncio.create_task(self.draining.wait())
        following: asyncio.Future[dict[str, Any]] | None = None
        try:
            while True:
                following = following or asyncio.ensure_future(anext(answers))
                wait = min(KEEP_ALIVE_SECONDS, end - loop.time()) if end is not None else KEEP_ALIVE_SECONDS
                either: set[asyncio.Future[Any]] = {following, draining}
                await asyncio.wait(either, timeout=max(wait, 0), return_when=asyncio.FIRST_COMPLETED)
                if following.done():
                    done, following = following, None
                    try:
                        yield done.result()
                    except StopAsyncIteration:
                        return
                elif draining.done():
                    return
                elif end is not None and loop.time() >= end:
                    raise TimeoutError
                else:
                    yield None
        finally:
            draining.cancel()
            if following:
                following.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
                    await following
            await answers.aclose()


def server_sent_events(
    streams: Streams,
    answers: AsyncGenerator[dict[str, Any]],
    person: str,
    seconds: float | None,
    lost: Callable[[str], dict[str, Any]],
) -> StreamingResponse:
    """The distinct-connections mode of graphql-sse: `next` for every answer, then `complete`."""

    async def body() -> AsyncIterator[bytes]:
        try:
            with streams.counted(person, "sse"):
                async for answer in streams.until_drained(answers, seconds):
                    yield b":\n\n" if answer is None else _next(answer)
        except RequestRefused as refusal:
            yield _next(lost(refusal.code))
        except TimeoutError:
            yield _next(lost("TOKEN_EXPIRED"))
        yield b"event: complete\ndata:\n\n"

    return StreamingResponse(body(), media_type=EVENT_STREAM, headers=UNBUFFERED)


def _next(answer: dict[str, Any]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(answer) + b"\n\n"
