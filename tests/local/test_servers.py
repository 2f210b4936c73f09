"""The embedded servers keep what they promise: one database for one role, messages on disk, data over a crash."""

import asyncio
import socket
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest

from deploy.local.postgres import open_database
from deploy.local.stack import Stack
from deploy.local.state import State
from tests.conftest import NatsServer, Postgres


def plain(dsn: str) -> str:
    return dsn.replace("postgresql+asyncpg://", "postgresql://")


async def answer_to_token(port: int, token: str) -> str:
    """What the bus says to a client that shows this token; nats-py leaves its socket open when it is refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert (await reader.readline()).startswith(b"INFO ")
    writer.write(f'CONNECT {{"verbose": false, "auth_token": "{token}"}}\r\nPING\r\n'.encode())
    answer = (await reader.readline()).decode().strip()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_role_reaches_its_own_database_alone(postgres: Postgres) -> None:
    async with postgres.empty("meetings") as meetings, postgres.empty("documents") as documents:
        own = await asyncpg.connect(plain(meetings))
        assert await own.fetchval("select current_user") == "zhengban_meetings"
        await own.close()
        credentials = plain(meetings).rsplit("/", 1)[0]
        for foreign in (documents.rsplit("/", 1)[1], "postgres", "template1"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(f"{credentials}/{foreign}")


async def test_the_database_sorts_and_folds_by_unicode_on_every_machine(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.admin_dsn)
    row = await connection.fetchrow(
        "select datlocprovider::text as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding"
        " from pg_database where datname = 'template1'"
    )
    await connection.close()
    assert dict(row) == {"provider": "b", "locale": "C.UTF-8", "encoding": "UTF8"}


async def test_the_bus_is_closed_without_its_token(nats_server: NatsServer) -> None:
    port = urlsplit(nats_server.url).port or 0
    assert await answer_to_token(port, "guessed") == "-ERR 'Authorization Violation'"
    assert await answer_to_token(port, nats_server.token) == "PONG"


async def test_committed_rows_and_acknowledged_messages_outlive_kill_9(state_directory: Path) -> None:
    async with Stack(state_directory, services=(), gateway=False) as stack:
        database = plain(await open_database(stack.state, stack.admin_dsn, "meetings"))
        connection = await asyncpg.connect(database)
        await connection.execute("create table kept (n int)")
        await connection.execute("insert into kept values (1)")
        await connection.close()
        bus = await nats.connect(stack.nats_url, token=stack.nats_token)
        await bus.jetstream().add_stream(name="KEPT", subjects=["kept.>"])
        await bus.jetstream().publish("kept.one", b"1")
        await bus.close()

        killed = {name: stack.kill(name) for name in ("postgres", "nats")}
        await stack.replaced(killed)

        connection = await asyncpg.connect(database)
        assert await connection.fetchval("select count(*) from kept") == 1
        await connection.close()
        bus = await nats.connect(stack.nats_url, token=stack.nats_token)
        assert (await bus.jetstream().stream_info("KEPT")).state.messages == 1
        await bus.close()


async def test_data_and_ports_stay_from_one_start_to_the_next(state_directory: Path) -> None:
    seen = []
    for start in range(2):
        async with Stack(state_directory, services=(), gateway=False) as stack:
            database = await open_database(stack.state, stack.admin_dsn, "meetings")
            connection = await asyncpg.connect(plain(database))
            if start == 0:
                await connection.execute("create table kept (n int)")
            seen.append((database, stack.nats_url, await connection.fetchval("select to_regclass('kept')::text")))
            await connection.close()
    assert seen[0] == seen[1]
    assert seen[0][2] == "kept"


def test_a_taken_port_is_left_to_its_owner(state_directory: Path) -> None:
    state = State(state_directory)
    state.create()
    first = state.port("gateway")
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        assert state.port("gateway") != first
