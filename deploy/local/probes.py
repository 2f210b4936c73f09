"""Readiness over plain HTTP, without a client library: the launcher itself must start at once."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any


async def get(port: int, path: str) -> tuple[int, dict[str, Any]]:
    """GET a JSON document from a loopback port: status and body (empty when it is not a JSON object)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    parts = head.split(b" ", 2)
    if len(parts) < 2 or not parts[1].isdigit():
        return 0, {}
    try:
        document = json.loads(body)
    except ValueError:
        document = {}
    return int(parts[1]), document if isinstance(document, dict) else {}


async def until(holds: Callable[[], Awaitable[bool]], within: float) -> None:
    """Wait until the condition holds; raises TimeoutError when it does not `within` seconds."""
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 -- the condition lies in another process
            await asyncio.sleep(0.02)


async def is_ready(port: int) -> bool:
    """Whether the service behind the port says that it is ready."""
    status, _ = await get(port, "/health/ready")
    return status == 200
