"""The service app factory: /graphql, /files, /health, /metrics, and a lifespan that runs the background work."""

import contextlib
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from services.kernel.bodies import BodyTooLarge, Bounded, too_large
from services.kernel.clauses import ClauseLookup
from services.kernel.database import is_away
from services.kernel.files_http import file_routes
from services.kernel.graphql.context import Context
from services.kernel.graphql.schema import UNAVAILABLE, UNAVAILABLE_ZH, ServiceSchema, coded
from services.kernel.inbox import Inbox
from services.kernel.runtime import Runtime
from services.kernel.settings import Settings
from services.kernel.store import DeadEvent
from services.kernel.timers import Timers
from services.kernel.tokens import Claims, InvalidToken

log = logging.getLogger(__name__)

PERSON_UNKNOWN = InvalidToken("PERSON_UNKNOWN", "您的账号尚未登记在人员名册中")
TOKEN_CACHE = 512


class ServiceGraphQL(GraphQL[Context, None]):
    """Strawberry's ASGI view with our context: the token says only who; the roster says the rest."""

    def __init__(self, schema: ServiceSchema, runtime: Runtime, clause: ClauseLookup) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
        )
        self._runtime, self._clause = runtime, clause
        self._verified: dict[str, Claims] = {}

    async def get_context(self, request: Any, response: Any) -> Context:
        connection: HTTPConnection = request
        roster, calendar = await self._runtime.copies.current()
        context = Context(
            runtime=self._runtime,
            clause=self._clause,
            roster=roster,
            calendar=calendar,
            person=None,
            request_id=connection.headers.get("x-request-id"),
        )
        header = connection.headers.get("authorization", "")
        if header:
            self.identify(context, header)
        return context

    async def process_result(self, request: Any, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Errors from before the execution (syntax, validation) get their code here."""
        result.errors = [coded(error) for error in result.errors] if result.errors else None
        return await super().process_result(request, result)

    async def on_ws_connect(self, context: Context) -> Any:
        parameters = context.connection_params or {}
        header = parameters.get("authorization") or parameters.get("Authorization")
        if header:
            self.identify(context, str(header))
        return await super().on_ws_connect(context)

    def identify(self, context: Context, header: str) -> None:
        """Find the person of the bearer token, or keep why it was refused."""
        try:
            claims = self._claims(header)
        except InvalidToken as refused:
            context.refused_token = refused
            return
        view = context.roster.as_of(self._runtime.clock.today())
        person = view.person_by_login(claims.login)
        if person is None or not view.holdings_of(person.id):
            context.refused_token = PERSON_UNKNOWN
        else:
            context.person = person

    def _claims(self, header: str) -> Claims:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise InvalidToken("TOKEN_UNKNOWN", "登录凭证无法识别，请重新登录")
        # A signature is checked once; expiry is checked each time.
        digest = hashlib.sha256(token.encode()).hexdigest()
        known = self._verified.get(digest)
        if known is not None and known.expires_at > time.time():
            return known
        claims = self._runtime.verifier.verify(token)
        if len(self._verified) >= TOKEN_CACHE:
            self._verified.clear()
        self._verified[digest] = claims
        return claims


class Metrics:
    """What the operators watch."""

    def __init__(self, runtime: Runtime) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("zhengban_requests", "HTTP requests", ["path", "status"], registry=self.registry)
        self.seconds = Histogram("zhengban_request_seconds", "Duration of requests", ["path"], registry=self.registry)
        waiting = Gauge("zhengban_outbox_waiting", "Events not yet published", registry=self.registry)
        waiting.set_function(lambda: runtime.relay.waiting)
        self.dead = Gauge("zhengban_dead_events", "Events that could not be applied", registry=self.registry)


Lifespan = Callable[[Runtime], AbstractAsyncContextManager[None]]
Routes = Callable[[Runtime], Sequence[Route]]


def build(
    settings: Settings,
    schema: ServiceSchema,
    inbox: Inbox,
    timers: Timers,
    clause: ClauseLookup,
    lifespans: Sequence[Lifespan] = (),
    own_routes: Routes = lambda _: (),
) -> Starlette:
    """The service's ASGI app; `lifespans` are what the service itself keeps running beside the kernel's work.

    `own_routes` are ways of its own beside GraphQL; under /files/ the gateway passes them on.
    """
    runtime = Runtime(settings, inbox, timers)
    metrics = Metrics(runtime)
    view = ServiceGraphQL(schema, runtime, clause)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await runtime.start()
        async with contextlib.AsyncExitStack() as stack:
            for hook in lifespans:
                await stack.enter_async_context(hook(runtime))
            log.info("%s is up", settings.service)
            yield
        await runtime.stop()

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        checks = await readiness(runtime)
        well = all(check["ok"] for check in checks.values())
        return JSONResponse({"ready": well, "checks": checks}, status_code=200 if well else 503)

    async def clock(_: Request) -> Response:
        return JSONResponse(
            {
                "now": runtime.clock.now().isoformat(),
                "version": runtime.clock.version,
                "workedUpTo": runtime.timers.worked_up_to,
                "outboxWaiting": runtime.relay.waiting,
            }
        )

    async def show_metrics(_: Request) -> Response:
        async with runtime.sessions() as session:
            count = select(func.count()).select_from(DeadEvent).where(DeadEvent.settled_at.is_(None))
            metrics.dead.set(await session.scalar(count) or 0)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    routes: list[Any] = [
        Route("/graphql", view, methods=["POST"]),
        WebSocketRoute("/graphql", view),
        *file_routes(runtime),
        *own_routes(runtime),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/health/clock", clock),
        Route("/metrics", show_metrics),
    ]
    answers: dict[Any, Any] = {DBAPIError: away, ConnectionError: away, BodyTooLarge: too_large}
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=answers)
    app.add_middleware(Bounded, max_bytes=settings.max_body_bytes, besides="/files/")
    app.state.runtime = runtime
    app.add_middleware(Measured, metrics=metrics)
    return app


async def away(_: Request, error: Exception) -> Response:
    """The answer before any field was resolved, when the database is not to be reached."""
    if not is_away(error):
        raise error
    log.warning("database away: %s", type(error).__name__)
    said = {"message": UNAVAILABLE_ZH, "extensions": {"code": UNAVAILABLE, "retryable": True}}
    return JSONResponse({"errors": [said]}, status_code=503)


class Measured:
    """Counts and times every HTTP request."""

    def __init__(self, app: Any, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = "/" + scope["path"].split("/", 2)[1]
        started, status = time.perf_counter(), 500

        async def watch(message: Mapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._metrics.requests.labels(path, status).inc()
            self._metrics.seconds.labels(path).observe(time.perf_counter() - started)


async def readiness(runtime: Runtime) -> dict[str, dict[str, Any]]:
    """Database, bus, and how old the copy of the roster is."""
    try:
        async with runtime.sessions() as session:
            await session.execute(text("SELECT 1"))
        database = {"ok": True}
    except Exception:
        log.exception("readiness: database")
        database = {"ok": False}
    await runtime.copies.current() if database["ok"] else None
    max_age = timedelta(hours=runtime.policies.number("roster_max_age_h"))
    # An old roster is told, not refused: the service goes on working while the directory is down (design 4).
    roster = {"ok": True, "version": runtime.copies.roster.version, "fresh": runtime.copies.is_fresh(max_age)}
    return {"database": database, "bus": {"ok": runtime.bus.connected}, "roster": roster}
