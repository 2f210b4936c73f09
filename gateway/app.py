"""The gateway as one ASGI application."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gateway.auth import Gate
from gateway.callers import RequestIds
from gateway.endpoint import Endpoint
from gateway.engine import Engine
from gateway.errors import RequestRefused
from gateway.explorer import Explorer
from gateway.files import Files
from gateway.health import Health
from gateway.metrics import Metrics
from gateway.reload import Reloader
from gateway.settings import BadSetting, GatewaySettings
from gateway.streams import Streams
from gateway.subgraphs import Subgraphs
from gateway.websocket import SocketEndpoint

PUBLIC_KEY_MEMBERS = {"kty", "use", "key_ops", "alg", "kid", "crv", "x", "y", "n", "e"}
HEADERS_IN = ["authorization", "content-type", "x-request-id", "traceparent", "range", "if-none-match", "if-range"]
HEADERS_OUT = ["x-request-id", "etag", "content-range", "accept-ranges", "content-disposition", "retry-after"]


def create_app(settings: GatewaySettings) -> Starlette:
    """The application; `app.state.streams` is told to drain before the server stops."""
    if not settings.jwks:
        raise BadSetting("ZHENGBAN_JWKS is not set: the URL or the file of the issuer's keys")
    metrics = Metrics()
    gate = Gate(settings)
    subgraphs = Subgraphs(settings.subgraphs, settings.fetch_timeout, metrics.fetches)
    engine = Engine(subgraphs, metrics, settings.request_timeout)
    streams = Streams(metrics.streams)
    endpoint = Endpoint(settings, engine, gate, streams, metrics)
    files = Files(subgraphs, endpoint, settings.max_file_bytes, metrics)
    health = Health(engine, subgraphs, streams, metrics)
    reloader = Reloader(engine, settings.supergraph, set(settings.subgraphs))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(gate.open())
            await stack.enter_async_context(subgraphs)
            await reloader.load()
            watching = asyncio.create_task(reloader.watch())
            try:
                yield
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                if engine.graph:
                    await engine.graph.close()

    async def no_get(request: Request) -> Response:
        return endpoint.refused(request, RequestRefused("METHOD_NOT_ALLOWED"))

    async def http_error(request: Request, failure: Exception) -> Response:
        status = failure.status_code if isinstance(failure, HTTPException) else 500
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(status, "INTERNAL")
        return endpoint.refused(request, RequestRefused(code))

    routes: list[BaseRoute] = [
        Route("/graphql", endpoint.post, methods=["POST"]),
        WebSocketRoute("/graphql", SocketEndpoint(engine, gate, streams).serve),
        Route("/files/{service}/{rest:path}", files.pass_on, methods=["GET", "HEAD", "PUT"]),
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/metrics", health.metrics),
    ]
    if settings.development:
        routes += Explorer().routes()
    routes.append(Route("/graphql", no_get, methods=["GET"]))
    if not settings.jwks.startswith(("http://", "https://")):
        routes.append(Route("/.well-known/jwks.json", _public_keys(Path(settings.jwks))))
    middleware = [Middleware(RequestIds)]
    if settings.cors_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "HEAD", "PUT", "POST"],
                allow_headers=HEADERS_IN,
                expose_headers=HEADERS_OUT,
                max_age=3600,
            )
        )
    app = Starlette(
        routes=routes,
        middleware=middleware,
        lifespan=lifespan,
        exception_handlers={HTTPException: http_error, Exception: http_error},
    )
    app.state.streams = streams
    return app


def _public_keys(file: Path) -> Callable[[Request], Response]:
    def keys(request: Request) -> Response:
        """The embedded issuer's keys, their public members only."""
        found = json.loads(file.read_text())["keys"]
        public = [{name: value for name, value in key.items() if name in PUBLIC_KEY_MEMBERS} for key in found]
        return JSONResponse({"keys": public}, headers={"cache-control": "public, max-age=300"})

    return keys
