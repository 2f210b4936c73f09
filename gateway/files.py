"""PUT and GET of files: passed on to the owning service as they come, never held whole.

The service decides who may: by the token, or by the link that it made for one person.
"""

import logging
from collections.abc import AsyncIterator

import aiohttp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from yarl import URL

from gateway.callers import caller
from gateway.endpoint import Endpoint
from gateway.errors import RequestRefused
from gateway.metrics import Metrics
from gateway.subgraphs import CONNECT_SECONDS, Subgraphs

log = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
SILENCE_SECONDS = 60.0  # between two pieces of a file

FORWARDED = ("content-type", "content-length", "range", "if-range", "if-match", "if-none-match", "if-modified-since")
RETURNED = (
    "content-type", "content-length", "content-range", "content-disposition", "content-security-policy",
    "accept-ranges", "etag", "last-modified", "cache-control", "x-content-type-options", "retry-after",
)  # fmt: skip


class Files:
    def __init__(self, subgraphs: Subgraphs, endpoint: Endpoint, max_bytes: int, metrics: Metrics) -> None:
        self._subgraphs = subgraphs
        self._endpoint = endpoint
        self._max_bytes = max_bytes
        self._metrics = metrics

    async def pass_on(self, request: Request) -> Response:
        service = request.path_params["service"]
        try:
            if service not in self._subgraphs.urls:
                raise RequestRefused("NOT_FOUND")
            response = await self._pass_on(request, service)
        except RequestRefused as refusal:
            self._metrics.files.labels(service if refusal.code != "NOT_FOUND" else "", refusal.status).inc()
            return self._endpoint.refused(request, refusal)
        self._metrics.files.labels(service, response.status_code).inc()
        return response

    async def _pass_on(self, request: Request, service: str) -> Response:
        headers = caller(request, 0).headers()
        headers |= {name: request.headers[name] for name in FORWARDED if name in request.headers}
        if int(request.headers.get("content-length") or 0) > self._max_bytes:
            raise RequestRefused("BODY_TOO_LARGE", "文件过大")
        try:
            answer = await self._subgraphs.session.request(
                request.method,
                self._target(request, service),
                headers=headers,
                data=self._pieces(request) if request.method == "PUT" else None,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
                allow_redirects=False,
            )
        except TimeoutError as failure:
            raise RequestRefused("TIMEOUT") from failure
        except (aiohttp.ClientError, OSError) as failure:
            cause = failure.__cause__
            if isinstance(cause, RequestRefused):
                raise cause from failure
            log.warning("%s: %s", service, type(failure).__name__)
            raise RequestRefused("SERVICE_UNAVAILABLE") from failure
        except ClientDisconnect as gone:
            raise RequestRefused("BAD_REQUEST") from gone
        returned = {name: answer.headers[name] for name in RETURNED if name in answer.headers}
        return StreamingResponse(_content(answer), answer.status, returned)

    def _target(self, request: Request, service: str) -> URL:
        """The same path and query at the service, exactly as they were written."""
        raw = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        rest = raw.split("/", 3)[3]
        if any(part in (".", "..") for part in request.path_params["rest"].split("/")):
            raise RequestRefused("NOT_FOUND")
        query = request.scope["query_string"].decode("latin-1")
        return URL(f"{self._subgraphs.urls[service]}/files/{rest}{'?' if query else ''}{query}", encoded=True)

    async def _pieces(self, request: Request) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self._max_bytes:
                raise RequestRefused("BODY_TOO_LARGE", "文件过大")
            yield chunk


async def _content(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async with answer:
        async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
            yield chunk
