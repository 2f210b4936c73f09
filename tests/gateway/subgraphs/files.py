"""The files of a test subgraph: one large file with ranges, and a place that counts what is put."""

import hashlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

CONTENT = bytes(range(256)) * 4_096  # 1 MiB
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


async def get(request: Request) -> Response:
    if request.path_params["rest"] != "纸/a b.bin":
        return JSONResponse({"errors": [{"extensions": {"code": "NOT_FOUND"}}]}, 404)
    headers = {"etag": ETAG, "accept-ranges": "bytes", "x-internal-host": "10.0.0.9"}
    if request.headers.get("if-none-match") == ETAG:
        return Response(status_code=304, headers=headers)
    start, end, status = 0, len(CONTENT), 200
    if given := request.headers.get("range"):
        first, _, last = given.removeprefix("bytes=").partition("-")
        start, end, status = int(first), int(last) + 1, 206
        headers["content-range"] = f"bytes {start}-{end - 1}/{len(CONTENT)}"
    headers["content-length"] = str(end - start)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(start, end, 10_000):
            yield CONTENT[at : min(at + 10_000, end)]

    return StreamingResponse(pieces(), status, headers, media_type="application/octet-stream")


async def put(request: Request) -> Response:
    digest, size, pieces = hashlib.sha256(), 0, 0
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
        pieces += 1
    return JSONResponse(
        {
            "sha256": digest.hexdigest(),
            "size": size,
            "pieces": pieces,
            "query": request.url.query,
            "type": request.headers.get("content-type"),
            "authorization": request.headers.get("authorization"),
        }
    )


def routes() -> list[Route]:
    return [Route("/files/{rest:path}", get, methods=["GET"]), Route("/files/{rest:path}", put, methods=["PUT"])]
