"""POST /graphql: one operation per request, answered as JSON or as a stream of events.

A request that is refused before execution has no `data` and status 400 or what its code says, with either media type,
so that monitoring sees it; everything that was executed is 200, partial answers included. Only `application/json` is
read: a browser never sends that across origins without asking first, which is the guard against forged requests.
"""

import time
from typing import Any

import orjson
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gateway.auth import Gate, seconds_left
from gateway.callers import caller, request_id
from gateway.engine import Engine, Question, read_question
from gateway.errors import CODES, RequestRefused, error, stamp
from gateway.metrics import Metrics
from gateway.operation import Operation
from gateway.settings import GatewaySettings
from gateway.streams import EVENT_STREAM, Streams, server_sent_events
from services.kernel.tokens import Claims

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


class Endpoint:
    def __init__(
        self, settings: GatewaySettings, engine: Engine, gate: Gate, streams: Streams, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._gate = gate
        self._streams = streams
        self._metrics = metrics

    async def post(self, request: Request) -> Response:
        started = time.perf_counter()
        media_type, kind, outcome = JSON, "unknown", "refused"
        try:
            media_type = accepted(request.headers.get("accept", "*/*"))
            claims = self._admit(request)
            question = await self._question(request)
            operation = await self._engine.operation(question)
            kind = operation.kind.value
            if claims is None and operation.needs_services:
                raise RequestRefused("UNAUTHENTICATED")
            if media_type == EVENT_STREAM:
                outcome = "stream"
                return self._stream(request, operation, question, claims)
            answer = await self._engine.answer(operation, question, caller(request, self._engine.deadline()))
            outcome = "errors" if "errors" in answer else "ok"
            return Response(orjson.dumps(answer), media_type=media_type)
        except RequestRefused as refusal:
            return self.refused(request, refusal, media_type)
        finally:
            self._metrics.requests.labels(kind, outcome).inc()
            self._metrics.duration.labels(kind).observe(time.perf_counter() - started)

    def refused(self, request: Request, refusal: RequestRefused, media_type: str = JSON) -> Response:
        """The answer to a request of which nothing was executed."""
        self._metrics.errors.labels(refusal.code).inc()
        headers = {}
        if refusal.status == 401:
            headers["www-authenticate"] = "Bearer"
        if refusal.code == "METHOD_NOT_ALLOWED":
            headers["allow"] = "POST"
        if CODES[refusal.code].retryable:
            headers["retry-after"] = "1"
        body = orjson.dumps({"errors": stamp(refusal.as_errors(), request_id(request))})
        return Response(body, refusal.status, headers, media_type=JSON if media_type == EVENT_STREAM else media_type)

    def _admit(self, request: Request) -> Claims | None:
        """The claims; None for somebody unknown in development, who may only look at the schema."""
        authorization = request.headers.get("authorization", "")
        if self._settings.development and authorization.strip().lower() in ("", "bearer"):
            return None  # GraphiQL sends its header with the token still to be filled in
        return self._gate.admit(authorization)

    def _stream(self, request: Request, operation: Operation, question: Question, claims: Claims | None) -> Response:
        if operation.kind is OperationType.SUBSCRIPTION:
            operation.variables(question.variables)  # refused with a status, while that is still possible
        answers = self._engine.stream(operation, question, caller(request, self._engine.deadline()))
        return server_sent_events(
            self._streams,
            answers,
            person=claims.login if claims else "",
            seconds=seconds_left(claims) if claims else None,
            lost=lambda code: self._lost(request, code),
        )

    def _lost(self, request: Request, code: str) -> dict[str, Any]:
        return {"errors": stamp([error(code)], request_id(request))}

    async def _question(self, request: Request) -> Question:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != JSON:
            raise RequestRefused("UNSUPPORTED_MEDIA_TYPE")
        body = await read_body(request, self._settings.max_body_bytes)
        try:
            return read_question(orjson.loads(body))
        except orjson.JSONDecodeError as failure:
            raise RequestRefused("MALFORMED_JSON") from failure


async def read_body(request: Request, limit: int) -> bytes:
    """The body, never more than `limit` bytes; raises `RequestRefused` (BODY_TOO_LARGE)."""
    if int(request.headers.get("content-length") or 0) > limit:
        raise RequestRefused("BODY_TOO_LARGE")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise RequestRefused("BODY_TOO_LARGE")
    except ClientDisconnect as gone:
        raise RequestRefused("BAD_REQUEST") from gone
    return bytes(body)


def accepted(accept: str) -> str:
    """The media type of the answer; the first known one wins among equals. Raises `RequestRefused`."""
    best, weight = "", 0.0
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        known = {
            JSON: JSON, GRAPHQL_JSON: GRAPHQL_JSON, EVENT_STREAM: EVENT_STREAM, "*/*": JSON, "application/*": JSON
        }.get(name)  # fmt: skip
        if known and quality > weight:
            best, weight = known, quality
    if not best:
        raise RequestRefused("NOT_ACCEPTABLE")
    return best
