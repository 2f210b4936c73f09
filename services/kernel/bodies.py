"""How much a request may bring: counted while it comes in, whether it says its length or not."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

CODE, MESSAGE_ZH = "BODY_TOO_LARGE", "请求正文过大"


class BodyTooLarge(Exception):
    """More came than the service takes; nothing was done."""


class Bounded:
    """Breaks off a request whose body passes the limit; the way of files has a limit of its own."""

    def __init__(self, app: Any, max_bytes: int, besides: str) -> None:
        self._app, self._max_bytes, self._besides = app, max_bytes, besides

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._besides):
            await self._app(scope, receive, send)
            return
        if said_length(scope) > self._max_bytes:
            await _too_large()(scope, receive, send)
            return
        size = 0

        async def counted() -> Mapping[str, Any]:
            nonlocal size
            message: Mapping[str, Any] = await receive()
            size += len(message.get("body", b""))
            if size > self._max_bytes:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)


def said_length(scope: Any) -> int:
    """What the request says of its length; 0 when it says nothing or nonsense, which is counted all the same."""
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(value) if value.isdigit() else 0


async def too_large(_: Request, error: Exception) -> Response:
    """The answer when the body turned out too large on the way."""
    return _too_large()


def _too_large() -> Response:
    said = {"message": MESSAGE_ZH, "extensions": {"code": CODE, "retryable": False}}
    return JSONResponse({"errors": [said]}, status_code=413)
