"""Subscriptions at the owning service: graphql-transport-ws, one connection for each."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import aiohttp
import orjson

from gateway.plan import Fetch
from gateway.subgraphs import CONNECT_SECONDS, Caller, FetchFailed, Subgraphs

PROTOCOL = "graphql-transport-ws"
ACK_SECONDS = 5.0
HEARTBEAT_SECONDS = 20.0
MAX_MESSAGE_BYTES = 32 * 1024 * 1024


async def events(
    subgraphs: Subgraphs, source: Fetch, variables: Mapping[str, Any], caller: Caller
) -> AsyncGenerator[dict[str, Any]]:
    """The `{data errors}` of every event; ends when the service completes, raises `FetchFailed` when it breaks off."""
    socket = await _open(subgraphs, source.service, caller)
    try:
        await _send(
            socket,
            {"type": "subscribe", "id": "1", "payload": {"query": source.query, "variables": dict(variables)}},
        )
        while True:
            message = await _receive(socket)
            match message.get("type"):
                case "next":
                    yield message["payload"]
                case "error":
                    yield {"data": None, "errors": message["payload"]}
                    return
                case "complete":
                    return
                case "ping":
                    await _send(socket, {"type": "pong"})
    except (aiohttp.ClientError, OSError) as failure:
        raise FetchFailed("SERVICE_UNAVAILABLE") from failure
    finally:
        await socket.close()


async def _open(subgraphs: Subgraphs, service: str, caller: Caller) -> aiohttp.ClientWebSocketResponse:
    """A connection that the service has acknowledged."""
    socket: aiohttp.ClientWebSocketResponse | None = None
    try:
        async with asyncio.timeout(CONNECT_SECONDS + ACK_SECONDS):
            socket = await subgraphs.session.ws_connect(
                f"{subgraphs.urls[service]}/graphql",
                protocols=(PROTOCOL,),
                headers=caller.headers(),
                heartbeat=HEARTBEAT_SECONDS,
                max_msg_size=MAX_MESSAGE_BYTES,
            )
            credentials = {"authorization": caller.authorization} if caller.authorization else {}
            await _send(socket, {"type": "connection_init", "payload": credentials})
            if (await _receive(socket)).get("type") != "connection_ack":
                raise FetchFailed("SERVICE_ERROR")
            acknowledged, socket = socket, None
            return acknowledged
    except TimeoutError as failure:
        raise FetchFailed("TIMEOUT") from failure
    except (aiohttp.ClientError, OSError) as failure:
        raise FetchFailed("SERVICE_UNAVAILABLE") from failure
    finally:
        if socket is not None:
            await socket.close()  # given up on the way, by us or by the client


async def _send(socket: aiohttp.ClientWebSocketResponse, message: dict[str, Any]) -> None:
    await socket.send_str(orjson.dumps(message).decode())


async def _receive(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """The next message; a connection that ends without `complete` has broken off."""
    frame = await socket.receive()
    if frame.type is not aiohttp.WSMsgType.TEXT:
        raise FetchFailed("SERVICE_UNAVAILABLE")
    try:
        message: dict[str, Any] = orjson.loads(frame.data)
    except orjson.JSONDecodeError as failure:
        raise FetchFailed("SERVICE_ERROR") from failure
    return message
