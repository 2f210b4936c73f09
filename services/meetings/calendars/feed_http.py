"""The way of a calendar's feed to the telephone: GET by its secret address, with ETag (the gateway passes it on)."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.kernel.files_http import refusal
from services.kernel.refusals import NotFound
from services.kernel.runtime import Runtime
from services.meetings.calendars import commands, ics

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_routes(runtime: Runtime) -> list[Route]:
    """`GET /files/calendars/{token}.ics`: beside the files, so that the gateway needs no way of its own."""

    async def feed(request: Request) -> Response:
        act = await runtime.system_act()
        try:
            async with runtime.sessions.begin() as session:
                person_id, told = await commands.follow_calendar_feed(session, act, request.path_params["token"])
        except NotFound:
            return refusal(404, "NOT_FOUND", "日程订阅地址无效或已停用")
        content = ics.write(f"{act.view.person_name(person_id)}的日程", told)
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        headers = {
            "ETag": etag,
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "X-Content-Type-Options": "nosniff",
        }
        if _has(request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=MEDIA_TYPE)

    return [Route("/files/calendars/{token}.ics", feed, methods=["GET"])]


def _has(header: str | None, etag: str) -> bool:
    """Does the client hold this state already? A weak mark does as well for GET (RFC 9110, 13.1.2)."""
    known = [each.strip().removeprefix("W/") for each in (header or "").split(",")]
    return etag in known or "*" in known
