"""What stands in the services' databases, and whether everything that was said has been heard."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import nats
from nats.js import JetStreamContext

from deploy.local.stack import SERVICES, Stack

WAITING = "('REQUESTED', 'RENDERED')"  # documents that are still being made
TABLES = "select tablename from pg_tables where schemaname = 'public' order by tablename"


async def rows(stack: Stack, service: str, query: str, *arguments: Any) -> list[Any]:
    """What a query finds in the service's database."""
    connection = await asyncpg.connect(stack.dsn(service).replace("+asyncpg", ""))
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


async def value(stack: Stack, service: str, query: str, *arguments: Any) -> Any:
    """The one value that a query finds."""
    ((found,),) = await rows(stack, service, query, *arguments)
    return found


async def contents(stack: Stack) -> dict[tuple[str, str], str]:
    """A fingerprint of every row of every table; of the audit only what was done, since it keeps refusals as well."""
    found = {}
    for service in SERVICES:
        for (table,) in await rows(stack, service, TABLES):
            done = "where row.outcome <> 'REFUSED'" if table == "audit_entry" else ""
            text = f"select coalesce(string_agg(row::text, chr(10) order by row::text), '') from \"{table}\" row {done}"
            found[service, table] = hashlib.sha256((await value(stack, service, text)).encode()).hexdigest()
    return found


async def refusals(stack: Stack, service: str) -> int:
    """How many refusals the service has on its audit."""
    return int(await value(stack, service, "select count(*) from audit_entry where outcome = 'REFUSED'"))


async def until(holds: Callable[[], Awaitable[Any]], within: float, what: str) -> None:
    """Look until the condition holds."""
    deadline = time.monotonic() + within
    while not await holds():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.05)


async def at_rest(stack: Stack, within: float = 60.0) -> None:
    """Wait until no event waits to be sent or to be taken, and no paper is being made."""
    bus = await nats.connect(stack.nats_url, token=stack.nats_token, allow_reconnect=False)
    try:

        async def rests() -> bool:
            return not await _waiting(stack, bus.jetstream())

        await until(rests, within, f"still waiting: {await _waiting(stack, bus.jetstream())}")
    finally:
        await bus.close()


async def _waiting(stack: Stack, jetstream: JetStreamContext) -> dict[str, int]:
    waiting = {}
    for service in SERVICES:
        waiting[f"{service} outbox"] = await value(
            stack, service, "select count(*) from outbox where published_at is null"
        )
    waiting["papers"] = await value(stack, "documents", f"select count(*) from document where state in {WAITING}")
    for stream in await jetstream.streams_info():
        for consumer in await jetstream.consumers_info(stream.config.name):
            waiting[f"{stream.config.name} → {consumer.name}"] = (consumer.num_pending or 0) + (
                consumer.num_ack_pending or 0
            )
    return {name: count for name, count in waiting.items() if count}


async def sent(stack: Stack, service: str) -> list[str]:
    """The ids of all events that stand on the service's streams, each as often as it stands there."""
    bus = await nats.connect(stack.nats_url, token=stack.nats_token, allow_reconnect=False)
    try:
        found = []
        for name in (f"EVT_{service.upper()}", f"RST_{service.upper()}"):
            state = (await bus.jetstream().stream_info(name)).state
            numbers = range(max(1, state.first_seq), state.last_seq + 1)
            messages = [await bus.jetstream().get_msg(name, number) for number in numbers]
            found += [(message.headers or {})["Nats-Msg-Id"] for message in messages]
        return found
    finally:
        await bus.close()


async def last_event(stack: Stack, service: str, event_type: str) -> dict[str, Any]:
    """The newest event of this type that the service has published."""
    query = "select convert_from(payload, 'UTF8') from outbox where subject = $1 order by seq desc limit 1"
    document: dict[str, Any] = json.loads(await value(stack, service, query, f"evt.{event_type}"))
    return document
