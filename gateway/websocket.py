"""graphql-transport-ws towards the client: one socket, many operations."""

import asyncio
from contextlib import aclosing
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.auth import Gate, seconds_left
from gateway.callers import caller, request_id
from gateway.engine import Engine, read_question
from gateway.errors import Error, RequestRefused, error, stamp
from gateway.streams import Streams
from gateway.upstream import PROTOCOL

INIT_SECONDS = 10.0
MAX_OPERATIONS = 50  # at the same time on one socket

# What the protocol's text lays down.
BAD_MESSAGE, UNAUTHORIZED, FORBIDDEN, WRONG_PROTOCOL = 4400, 4401, 4403, 4406
INIT_TIMEOUT, ID_TAKEN, TOO_MANY_INITS, TOO_MANY = 4408, 4409, 4429, 4429
GOING_AWAY = 1001


class Closing(Exception):
    """The socket is to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SocketEndpoint:
    def __init__(self, engine: Engine, gate: Gate, streams: Streams) -> None:
        self._engine = engine
        self._gate = gate
        self._streams = streams

    async def serve(self, socket: WebSocket) -> None:
        offered = PROTOCOL in socket.scope.get("subprotocols", ())
        await socket.accept(PROTOCOL if offered else None)
        try:
            if not offered:
                raise Closing(WRONG_PROTOCOL, "Subprotocol not acceptable")
            await self._converse(socket)
        except Closing as closing:
            await socket.close(closing.code, closing.reason)
        except WebSocketDisconnect:
            pass

    async def _converse(self, socket: WebSocket) -> None:
        authorization = await self._initialised(socket)
        try:
            claims = self._gate.admit(authorization)
            place = self._streams.counted(claims.login, "websocket")
            with place:
                conversation = Conversation(socket, self._engine, authorization)
                await conversation.send({"type": "connection_ack"})
                await self._listen(conversation, seconds_left(claims))
        except RequestRefused as refusal:
            code = {"UNAUTHENTICATED": UNAUTHORIZED, "TOO_MANY_CONNECTIONS": TOO_MANY}.get(refusal.code, FORBIDDEN)
            raise Closing(code, refusal.code) from refusal

    async def _initialised(self, socket: WebSocket) -> str | None:
        """The token of `connection_init`, or of the handshake's header."""
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await receive(socket)
        except TimeoutError as late:
            raise Closing(INIT_TIMEOUT, "Connection initialisation timeout") from late
        if message["type"] != "connection_init":
            raise Closing(UNAUTHORIZED, "Unauthorized")
        payload = message.get("payload")
        for name, value in payload.items() if isinstance(payload, dict) else ():
            if name.lower() == "authorization" and isinstance(value, str):
                return value
        return socket.headers.get("authorization")

    async def _listen(self, conversation: "Conversation", seconds: float) -> None:
        """Handle messages until the client leaves, the token expires or the process ends."""
        listening = asyncio.create_task(conversation.listen())
        draining = asyncio.create_task(self._streams.draining.wait())
        try:
            await asyncio.wait({listening, draining}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
            elif draining.done():
                raise Closing(GOING_AWAY, "Going away")
            else:
                raise Closing(FORBIDDEN, "TOKEN_EXPIRED")
        finally:
            listening.cancel()
            draining.cancel()
            await asyncio.gather(listening, draining, return_exceptions=True)
            await conversation.end()


class Conversation:
    """What runs on one initialised socket."""

    def __init__(self, socket: WebSocket, engine: Engine, authorization: str | None) -> None:
        self._socket = socket
        self._engine = engine
        self._authorization = authorization
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def listen(self) -> None:
        while True:
            message = await receive(self._socket)
            match message["type"]:
                case "ping":
                    await self.send({"type": "pong"})
                case "pong":
                    pass
                case "complete":
                    task = self._running.pop(_id(message), None)
                    if task:
                        task.cancel()
                case "subscribe":
                    self._subscribe(_id(message), message.get("payload"))
                case "connection_init":
                    raise Closing(TOO_MANY_INITS, "Too many initialisation requests")
                case _:
                    raise Closing(BAD_MESSAGE, "Unknown message type")

    async def send(self, message: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_text(orjson.dumps(message).decode())

    async def end(self) -> None:
        """Stop everything that still runs."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _subscribe(self, id: str, payload: Any) -> None:
        if id in self._running:
            raise Closing(ID_TAKEN, f"Subscriber for {id} already exists")
        task = asyncio.create_task(self._run(id, payload, full=len(self._running) >= MAX_OPERATIONS))
        self._running[id] = task
        task.add_done_callback(lambda done: self._forget(id, done))

    def _forget(self, id: str, done: asyncio.Task[None]) -> None:
        if self._running.get(id) is done:
            del self._running[id]
        if not done.cancelled():
            done.exception()  # a socket that has gone cannot be told

    async def _run(self, id: str, payload: Any, *, full: bool) -> None:
        try:
            if full:
                raise RequestRefused("TOO_MANY_SUBSCRIPTIONS")
            question = read_question(payload)
            operation = await self._engine.operation(question)
            who = caller(self._socket, self._engine.deadline(), self._authorization)
            async with aclosing(self._engine.stream(operation, question, who)) as answers:
                async for answer in answers:
                    await self.send({"type": "next", "id": id, "payload": answer})
        except RequestRefused as refusal:
            await self._fail(id, refusal.as_errors())
        except WebSocketDisconnect:
            return
        except Exception:
            await self._fail(id, [error("INTERNAL")])
            raise
        else:
            self._running.pop(id, None)
            await self.send({"type": "complete", "id": id})

    async def _fail(self, id: str, errors: list[Error]) -> None:
        self._running.pop(id, None)
        await self.send({"type": "error", "id": id, "payload": stamp(errors, request_id(self._socket))})


async def receive(socket: WebSocket) -> dict[str, Any]:
    """The next message; raises `Closing` when it is not one of the protocol's."""
    try:
        message = orjson.loads(await socket.receive_text())
    except (orjson.JSONDecodeError, KeyError) as failure:
        raise Closing(BAD_MESSAGE, "Invalid message received") from failure
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(BAD_MESSAGE, "Invalid message received")
    return message


def _id(message: dict[str, Any]) -> str:
    found = message.get("id")
    if not isinstance(found, str) or not found:
        raise Closing(BAD_MESSAGE, "Invalid message received")
    return found
