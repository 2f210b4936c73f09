"""Real subgraphs, real tokens and a real gateway on free loopback ports, once for all gateway tests."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL

from gateway.app import create_app
from gateway.composition import compose
from gateway.settings import GatewaySettings
from tests.gateway import county
from tests.gateway.subgraphs import affairs, papers, roster
from tests.gateway.subgraphs.files import routes as file_routes

SCHEMAS: dict[str, Any] = {"roster": roster.schema, "affairs": affairs.schema, "papers": papers.schema}


class Server(uvicorn.Server):
    """A server inside of the test's own event loop, which leaves the signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: Any, port: int = 0) -> AsyncIterator[str]:
    """The base URL of `app` while it is served."""
    server = Server(
        uvicorn.Config(
            app,
            port=port,
            log_level="error",
            ws="websockets-sansio",
            timeout_graceful_shutdown=2,
            timeout_keep_alive=60,  # no request meets a connection that is just being closed
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.01)
    host, bound = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{bound}"
    finally:
        if hasattr(app.state, "streams"):
            app.state.streams.draining.set()
        server.should_exit = True
        await task


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Issuer:
    """Signs tokens as the embedded issuer does."""

    def __init__(self, folder: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key()))
        self.jwks = folder / "jwks.json"
        self.jwks.write_text(json.dumps({"keys": [{**public, "kid": "k1", "alg": "ES256", "place": "never-shown"}]}))

    def token(self, login: str = "wang", *, seconds: float = 600, audience: str = "zhengban", **more: Any) -> str:
        now = int(time.time())
        claims = {"sub": login, "aud": audience, "iss": "https://zhengban.local", "exp": now + int(seconds), **more}
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": "k1"})


@dataclass
class Stack:
    """What a test talks to."""

    url: str
    settings: GatewaySettings
    issuer: Issuer
    client: aiohttp.ClientSession
    subgraphs: dict[str, str] = field(default_factory=dict)

    def headers(self, **more: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.issuer.token()}", **more}

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """The answer to one operation, which must have been executed."""
        response = await self.post({"query": query, "variables": variables or {}}, **headers)
        assert response.status == 200, await response.text()
        return await response.json(content_type=None)

    async def post(self, body: Any, **headers: str) -> aiohttp.ClientResponse:
        response = await self.client.post(f"{self.url}/graphql", json=body, headers=self.headers(**headers))
        if response.content_type != "text/event-stream":
            await response.read()  # gives the connection back
        return response


def subgraph(name: str) -> Starlette:
    view = GraphQL[None, None](SCHEMAS[name], graphql_ide=None)

    async def live(_: Any) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    routes = [Route("/graphql", view, methods=["POST"]), WebSocketRoute("/graphql", view), Route("/health/live", live)]
    return Starlette(routes=[*routes, *file_routes()])


def sdl(schema: Any) -> str:
    return str(schema.execute_sync("{_service{sdl}}").data["_service"]["sdl"])


@pytest.fixture(scope="session")
def supergraph() -> str:
    return compose({name: sdl(schema) for name, schema in SCHEMAS.items()})


@pytest.fixture(scope="session")
async def stack(supergraph: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "supergraph.graphql").write_text(supergraph)
    issuer = Issuer(folder)
    async with contextlib.AsyncExitStack() as opened:
        urls = {name: await opened.enter_async_context(serving(subgraph(name))) for name in SCHEMAS}
        settings = GatewaySettings(
            subgraphs=urls,
            supergraph=folder / "supergraph.graphql",
            jwks=str(issuer.jwks),
            max_file_bytes=3_000_000,
            cors_origins=("https://desk.example",),
        )
        url = await opened.enter_async_context(serving(create_app(settings)))
        client = await opened.enter_async_context(aiohttp.ClientSession())
        yield Stack(url, settings, issuer, client, urls)


@pytest.fixture
def log() -> Iterator[list[str]]:
    county.LOG.clear()
    yield county.LOG
    county.LOG.clear()


@contextlib.asynccontextmanager
async def another_gateway(stack: Stack, **changes: Any) -> AsyncIterator[Stack]:
    """A second gateway over the same subgraphs, with other settings."""
    settings = replace(stack.settings, **changes)
    async with serving(create_app(settings)) as url:
        yield replace(stack, url=url, settings=settings)
