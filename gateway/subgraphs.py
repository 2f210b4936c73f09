"""Requests to the services: one pooled HTTP client, addresses that never leave the house."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson
from prometheus_client import Counter

log = logging.getLogger(__name__)

CONNECTIONS_PER_SERVICE = 100
IDLE_SECONDS = 4.0  # far shorter than the services' own keep-alive (30 s), so that no reused connection is a dead one
CONNECT_SECONDS = 2.0
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
TRACE_PARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class FetchFailed(Exception):
    """A service gave no usable answer: SERVICE_UNAVAILABLE, TIMEOUT or SERVICE_ERROR."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Caller:
    """What travels with every request to a service: who asks, and the threads for the logs."""

    request_id: str
    deadline: float  # of the event loop's clock
    authorization: str | None = None
    traceparent: str | None = None

    def headers(self) -> dict[str, str]:
        made = {"x-request-id": self.request_id}
        if self.authorization:
            made["authorization"] = self.authorization
        if self.traceparent:
            made["traceparent"] = self.traceparent
        return made


class Subgraphs:
    """The services by name, and the connections to them."""

    def __init__(self, urls: Mapping[str, str], fetch_timeout: float, fetches: Counter) -> None:
        self.urls = dict(urls)
        self._fetch_timeout = fetch_timeout
        self._fetches = fetches
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0, limit_per_host=CONNECTIONS_PER_SERVICE, keepalive_timeout=IDLE_SECONDS
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"accept-encoding": "identity", "user-agent": "zhengban-gateway"},
            skip_auto_headers=("content-type",),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "used outside of its context"
        return self._session

    async def fetch(self, service: str, body: bytes, caller: Caller, *, repeatable: bool) -> dict[str, Any]:
        """POST one GraphQL request; raises `FetchFailed`. A `repeatable` one is sent again over a fresh connection."""
        try:
            answer = await self._fetch(service, body, caller, attempts=2 if repeatable else 1)
        except FetchFailed as failure:
            self._fetches.labels(service, failure.code).inc()
            raise
        self._fetches.labels(service, "errors" if answer.get("errors") else "ok").inc()
        return answer

    async def _fetch(self, service: str, body: bytes, caller: Caller, attempts: int) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        headers = {**caller.headers(), "content-type": "application/json", "accept": "application/json"}
        while True:
            attempts -= 1
            seconds = min(self._fetch_timeout, caller.deadline - loop.time())
            if seconds <= 0:
                raise FetchFailed("TIMEOUT")
            try:
                async with self.session.post(
                    f"{self.urls[service]}/graphql",
                    data=body,
                    headers=headers,
                    timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS),
                    allow_redirects=False,
                ) as response:
                    return _answer(service, response.status, await response.read())
            except aiohttp.ServerDisconnectedError as failure:
                if attempts:
                    continue
                raise FetchFailed("SERVICE_UNAVAILABLE") from failure
            except aiohttp.ConnectionTimeoutError as failure:
                raise FetchFailed("SERVICE_UNAVAILABLE") from failure
            except TimeoutError as failure:
                raise FetchFailed("TIMEOUT") from failure
            except (aiohttp.ClientError, OSError) as failure:
                log.warning("%s: %s", service, type(failure).__name__)
                raise FetchFailed("SERVICE_UNAVAILABLE") from failure

    async def is_reachable(self, service: str) -> bool:
        try:
            async with self.session.get(
                f"{self.urls[service]}/health/live", timeout=aiohttp.ClientTimeout(total=CONNECT_SECONDS)
            ) as response:
                return response.status < 500
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False


def _answer(service: str, status: int, body: bytes) -> dict[str, Any]:
    """A GraphQL answer, whatever its status; anything else is the service's fault."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    if isinstance(answer, dict) and ("data" in answer or answer.get("errors")):
        return answer
    log.warning("%s answered status %s without a GraphQL answer", service, status)
    raise FetchFailed("SERVICE_UNAVAILABLE" if status in (502, 503, 504) else "SERVICE_ERROR")
