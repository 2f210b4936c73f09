"""Real servers for the tests: one of each kind per session, started when a test first asks for it."""

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from deploy.local.broker import EmbeddedNats
from deploy.local.issuer import Issuer
from deploy.local.migrate import migrate
from deploy.local.postgres import EmbeddedPostgres, dsn, fence
from deploy.local.stack import Stack, python_environment
from deploy.local.state import State
from tests.service import RunningService, running

SERVERS = {
    "postgres",
    "nats_server",
    "stack",
    "database_for",
    "serving",
    "state_directory",
}  # fixtures that start something
PREFIX = "zhengban-test-"
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 1024**3
DatabaseFor = Callable[[str], AbstractAsyncContextManager[str]]
Serving = Callable[[str, str], AbstractAsyncContextManager[RunningService]]
STARTS_AT = datetime.fromisoformat("2022-01-24T08:30:00+08:00")


def new_directory() -> Path:
    """A fresh directory for servers; in memory where there is room, which makes a database in 10 ms instead of 200."""
    writable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    # Its size is no promise: where the kernel has less memory left than it may hold, processes are killed.
    roomy = writable and min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available) > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY if roomy else None))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remove what processes that were killed left in memory."""
    if hasattr(session.config, "workerinput"):
        return  # whoever started the processes side by side has done it
    for directory in MEMORY.glob(f"{PREFIX}[0-9]*-*"):
        owner = directory.name.removeprefix(PREFIX).split("-")[0]
        if not psutil.pid_exists(int(owner)) and directory.stat().st_uid == os.geteuid():
            State(directory).discard()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "unit: starts no server (set by itself; `./zhengban test unit`)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("unit")


@pytest.fixture(scope="session")
def session_state() -> Iterator[State]:
    """A state directory that lives as long as the session, where the database's own account can reach it too."""
    directory = new_directory()
    state = State(directory)
    state.hold()
    yield state
    state.let_go()
    state.discard()


@dataclass
class Postgres:
    """One real server for the session, and databases on it."""

    admin_dsn: str
    state: State
    templates: dict[str, str] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=itertools.count)

    @asynccontextmanager
    async def empty(self, service: str, template: str | None = None) -> AsyncIterator[str]:
        """The DSN of a fresh database without any table, owned by the service's role; dropped when the block ends."""
        database = f"t_{service}_{next(self.names)}"
        try:
            yield await self._create(service, database, template)
        finally:  # hundreds of them at once would fill the memory of a small machine
            await self._drop(database)

    @asynccontextmanager
    async def migrated(self, service: str) -> AsyncIterator[str]:
        """The same at the service's newest revision, copied from a template that is migrated once."""
        if service not in self.templates:
            template = f"template_{service}"
            target = await self._create(service, template, None)
            await migrate({service: target}, python_environment(), self.state.logs / f"migrate-{service}.log")
            self.templates[service] = template
        async with self.empty(service, self.templates[service]) as dsn:
            yield dsn

    async def _create(self, service: str, database: str, template: str | None) -> str:
        role, password = f"zhengban_{service}", self.state.secret(f"postgres.{service}")
        connection = await asyncpg.connect(self.admin_dsn)
        try:
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
                await connection.execute(f"create role \"{role}\" login password '{password}'")
            source = f' template "{template}" strategy file_copy' if template else ""
            await connection.execute(f'create database "{database}" owner "{role}"{source}')
            await fence(connection, database, role)
        finally:
            await connection.close()
        parts = urlsplit(self.admin_dsn)
        return dsn(role, password, parts.hostname or "", parts.port or 0, database, "postgresql+asyncpg")

    async def _drop(self, database: str) -> None:
        connection = await asyncpg.connect(self.admin_dsn)
        try:
            await connection.execute(f'drop database if exists "{database}" with (force)')
        finally:
            await connection.close()


@pytest.fixture(scope="session")
async def postgres(session_state: State) -> AsyncIterator[Postgres]:
    """The session's PostgreSQL: `admin_dsn`, `async with postgres.empty(service) as dsn`, `.migrated(service)`."""
    server = EmbeddedPostgres(session_state, durable=False)
    try:
        await server.start()
        yield Postgres(server.admin_dsn, session_state)
    finally:
        await server.stop()


@pytest.fixture(scope="session")
def database_for(postgres: Postgres) -> DatabaseFor:
    """`async with database_for("meetings") as dsn`: a fresh, migrated database that nobody else uses."""
    return postgres.migrated


@dataclass(frozen=True)
class NatsServer:
    """Where the session's nats-server listens, and the token that opens it."""

    url: str
    token: str


@pytest.fixture(scope="session")
async def nats_server(session_state: State) -> AsyncIterator[NatsServer]:
    """The session's nats-server with JetStream, on disk."""
    server = EmbeddedNats(session_state)
    try:
        await server.start()
        yield NatsServer(server.url, server.token)
    finally:
        await server.stop()


@pytest.fixture(scope="session")
def issuer(session_state: State) -> Issuer:
    """The session's token issuer: `issuer.token("login")`, `issuer.jwks`."""
    made = Issuer(session_state)
    made.prepare()
    return made


@pytest.fixture(scope="session")
def serving(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> Serving:
    """`async with serving("meetings", "2022-02-06T08:00") as service`: on a database of its own, from that moment."""

    @asynccontextmanager
    async def start(service: str, opens: str) -> AsyncIterator[RunningService]:
        servers = {"nats_url": nats_server.url, "nats_token": nats_server.token, "issuer": issuer}
        files = tmp_path_factory.mktemp("files")
        async with (
            database_for(service) as dsn,
            running(service, dsn=dsn, files=files, opens=opens, **servers) as started,
        ):
            yield started

    return start


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """The whole stack, with an office clock that stands at 24 January 2022 until it is moved."""
    directory = new_directory()
    running = Stack(directory, clock="steered", starts_at=STARTS_AT, durable=False)
    try:
        async with running:
            yield running
    finally:
        running.state.discard()


@pytest.fixture
def state_directory() -> Iterator[Path]:
    """A directory of the test's own for a stack; it lies in the open temporary folder, short and reachable."""
    directory = new_directory()
    yield directory
    State(directory).discard()


other_directory = state_directory
