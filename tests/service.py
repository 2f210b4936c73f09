"""One real service in the test's own process, on real servers, spoken to by HTTP."""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

import aiohttp
import nats
import uvicorn
from starlette.applications import Starlette

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from services.kernel import copies
from services.kernel.clock import SHANGHAI, SteeredClock, wall
from services.kernel.events import Envelope
from services.kernel.ids import new_id
from services.kernel.runtime import Runtime
from services.kernel.settings import ROOT, Settings

FOUNDED = date(2021, 1, 1)
IDLE_SECONDS = 60  # no test meets a connection that is just being closed


def known_id(name: str) -> UUID:
    """The id that stands for `name` in every test."""
    return uuid5(NAMESPACE_URL, f"zhengban:{name}")


def instant(said: str) -> datetime:
    """`2022-01-28T09:00` by the office's clock."""
    return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI)


class Asks(Protocol):
    """Whoever can be asked for the one field of an operation: a service by itself, or the gateway before all."""

    async def ask(self, query: str, *, as_: str, **variables: Any) -> Any: ...


@dataclass
class RunningService:
    """A service under test: `await service.ask(query, as_="login", **variables)`."""

    app: Starlette
    url: str
    issuer: Issuer
    http: aiohttp.ClientSession

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.runtime
        return runtime

    async def post(self, query: str, *, as_: str | None = None, **variables: Any) -> dict[str, Any]:
        """The whole GraphQL answer."""
        headers = {"Authorization": f"Bearer {self.issuer.token(as_)}"} if as_ else {}
        body = {"query": query, "variables": variables}
        async with self.http.post(f"{self.url}/graphql", json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def ask(self, query: str, *, as_: str, **variables: Any) -> Any:
        """The data of the only field asked for; errors fail the test."""
        answer = await self.post(query, as_=as_, **variables)
        assert "errors" not in answer, answer["errors"]
        (value,) = answer["data"].values()
        return value

    async def error_code(self, query: str, *, as_: str | None = None, **variables: Any) -> str:
        """The code of the first GraphQL error."""
        answer = await self.post(query, as_=as_, **variables)
        return str(answer["errors"][0]["extensions"]["code"])

    def set_clock(self, to: str) -> None:
        """Move the office clock to `2022-01-28T09:00` (Asia/Shanghai)."""
        clock = self.runtime.clock
        assert isinstance(clock, SteeredClock)
        clock.move(instant(to), clock.version + 1)

    async def timers_done(self) -> None:
        """Wait until the timers have worked up to the clock."""
        while self.runtime.timers.worked_up_to < self.runtime.clock.version:
            await asyncio.sleep(0.02)

    async def receive(self, event: Any, about: Any) -> None:
        """Let the service receive another service's event, as the bus would deliver it."""
        envelope = Envelope(
            id=new_id(), type=event.TYPE, subject=str(about), time=wall(), data=event.model_dump(mode="json")
        )
        await self.runtime.inbox.receive(self.runtime.sessions, self.runtime.system_act, envelope.dump())

    async def give_roster(self, snapshot: Mapping[str, Any]) -> None:
        """Hand the service a roster, as the directory would publish it."""
        async with self.runtime.sessions.begin() as session:
            await copies.keep_roster(session, snapshot)


@contextlib.asynccontextmanager
async def running(
    service: str,
    *,
    dsn: str,
    nats_url: str,
    nats_token: str,
    issuer: Issuer,
    files: Path,
    opens: str = "2022-01-24T08:00",
) -> AsyncIterator[RunningService]:
    """Run one service until the block ends; what other tests have said on the shared bus is forgotten first.

    The office opens at `opens`: its timers work through no day before that one.
    """
    await _forget(nats_url, nats_token)
    settings = Settings(
        service=service,
        host="127.0.0.1",
        port=0,
        dsn=dsn,
        pool_size=5,
        nats_url=nats_url,
        nats_token=nats_token,
        nats_replicas=1,
        issuer=ISSUER,
        audience=AUDIENCE,
        jwks=str(issuer.jwks),
        clock="steered",
        files=files,
        county=ROOT / "deploy" / "county",
        development=False,
        max_body_bytes=1_048_576,
    )
    app = importlib.import_module(f"services.{service}.app").create(settings)
    app.state.runtime.clock.move(instant(opens), 1)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_level="warning",
            loop="none",
            ws="websockets-sansio",
            timeout_keep_alive=IDLE_SECONDS,
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError(f"{service} did not start")
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as http:
        yield RunningService(app, f"http://127.0.0.1:{port}", issuer, http)
    server.should_exit = True
    await task


async def _forget(nats_url: str, nats_token: str) -> None:
    """Empty the streams: a service with a fresh database would take the events of earlier tests for its own."""
    bus = await nats.connect(nats_url, token=nats_token)
    try:
        for stream in await bus.jetstream().streams_info():
            name = str(stream.config.name)
            if name.startswith(("EVT_", "RST_")):
                await bus.jetstream().purge_stream(name)
    finally:
        await bus.close()
