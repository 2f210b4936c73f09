"""The way of bytes in and out: one-time PUT of a prepared upload, GET of a download link with Range and ETag."""

import re
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from services.kernel import files
from services.kernel.bodies import said_length
from services.kernel.file_store import MEGABYTE, TooMuch
from services.kernel.refusals import FILE_TOO_LARGE, NotFound, Refused
from services.kernel.runtime import Runtime
from services.kernel.store import StoredFile

RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def refusal(status: int, code: str, message_zh: str) -> JSONResponse:
    """The answer of a way beside GraphQL that is refused."""
    return JSONResponse({"errors": [{"message": message_zh, "extensions": {"code": code}}]}, status_code=status)


def _too_large(limit: int) -> JSONResponse:
    code = FILE_TOO_LARGE
    return refusal(413, code.name, code.sentence(str(limit // MEGABYTE)))


def file_routes(runtime: Runtime) -> list[Route]:
    """`PUT` and `GET /files/{token}`."""

    async def upload(request: Request) -> Response:
        limit = runtime.policies.number("file_max_mb") * MEGABYTE
        if said_length(request.scope) > limit:
            return _too_large(limit)
        try:
            row = await _take_in(runtime, request, limit)
        except TooMuch:
            return _too_large(limit)
        except NotFound:
            return refusal(404, "NOT_FOUND", "上传链接无效或已过期")
        except Refused as refused:
            first = refused.violations[0]
            return refusal(422, first.code, first.message_zh)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        return JSONResponse({"id": str(row.id), "sha256": row.sha256, "size": row.size, "mediaType": row.media_type})

    async def download(request: Request) -> Response:
        try:
            async with runtime.sessions.begin() as session:
                _, row = await files.follow(session, request.path_params["token"], "DOWNLOAD")
        except NotFound:
            return refusal(404, "NOT_FOUND", "下载链接无效或已过期")
        assert row.sha256 is not None
        assert row.size is not None
        etag = f'"{row.sha256}"'
        headers = {
            "ETag": etag,
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, no-store",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        wanted = _range(request.headers.get("range"), row.size)
        if wanted is None:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{row.size}"})
        start, end = wanted
        partial = "range" in request.headers
        if partial:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
        headers["Content-Length"] = str(end - start)
        return StreamingResponse(
            runtime.files.stream(row.sha256, start, end - start),
            status_code=206 if partial else 200,
            headers=headers,
            media_type=row.media_type,
        )

    return [
        Route("/files/{token}", upload, methods=["PUT"]),
        Route("/files/{token}", download, methods=["GET"]),
    ]


async def _take_in(runtime: Runtime, request: Request, limit: int) -> StoredFile:
    """Look at the link, let the bytes in, and only then open the transaction that makes them the link's file."""
    token = request.path_params["token"]
    async with runtime.sessions() as session:
        _, expected = await files.follow(session, token, "UPLOAD")
    arrived = await runtime.files.take_in(request.stream(), limit, lambda head: files.media_type(expected.name, head))
    try:
        async with runtime.sessions.begin() as session:
            return await files.receive(session, runtime.files, token, arrived)
    except BaseException:
        await runtime.files.discard(arrived)
        raise


def _range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and past-the-last byte wanted; None when the range cannot be satisfied."""
    if header is None:
        return 0, size
    match: Any = RANGE.match(header.strip())
    if match is None or (not match[1] and not match[2]):
        return None
    if not match[1]:
        start, end = max(0, size - int(match[2])), size
    else:
        start, end = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
    return (start, end) if start < end else None
