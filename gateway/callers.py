"""The threads of one request: its id in and out, and who sent it."""

from uuid import uuid4

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.subgraphs import REQUEST_ID, TRACE_PARENT, Caller


class RequestIds:
    """Give every request an id, the caller's own if it is well formed, and send it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        header = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await self._app(scope, receive, send_with_id)


def request_id(connection: HTTPConnection) -> str:
    return str(connection.scope["state"]["request_id"])


def caller(connection: HTTPConnection, deadline: float, authorization: str | None = None) -> Caller:
    """What goes on to the services; `authorization` replaces the header's where a socket brings it in its payload."""
    trace = connection.headers.get("traceparent", "")
    return Caller(
        request_id=request_id(connection),
        deadline=deadline,
        authorization=authorization or connection.headers.get("authorization"),
        traceparent=trace if TRACE_PARENT.fullmatch(trace) else None,
    )
