"""Real servers for the tests: one of each kind per session, started when a test first asks for it."""

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.broker import EmbeddedNats
from deploy.local.issuer import Issuer
from deploy.local.migrate import migrate
from deploy.local.postgres import EmbeddedPostgres, dsn, fence
from deploy.local.stack import Stack, python_environment
from deploy.local.state import State

SERVERS = {"postgres", "nats_server", "stack", "database_for", "state_directory"}  # fixtures that start something
PREFIX = "zhengban-test-"
LEFT_BEHIND_SECONDS = 6 * 3600
ROOM_BYTES = 4 * 1024**3
DatabaseFor = Callable[[str], Awaitable[str]]
STARTS_AT = datetime.fromisoformat("2022-01-24T08:30:00+08:00")


def new_directory() -> Path:
    """A fresh directory for servers; in memory where there is room, which makes a database in 10 ms instead of 200."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=memory if roomy else None))


def pytest_sessionstart() -> None:
    """Remove what a session that was killed long ago left in memory."""
    for directory in Path("/dev/shm").glob(f"{PREFIX}*"):
        old = time.time() - directory.stat().st_mtime > LEFT_BEHIND_SECONDS
        if old and directory.stat().st_uid == os.geteuid() and not State(directory).is_held:
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

    async def empty(self, service: str) -> str:
        """A fresh database without any table, owned by the service's role; its DSN."""
        return await self._create(service, f"t_{service}_{next(self.names)}", None)

    async def migrated(self, service: str) -> str:
        """A fresh database at the service's newest revision, copied from a template migrated once; its DSN."""
        if service not in self.templates:
            template = f"template_{service}"
            target = await self._create(service, template, None)
            await migrate({service: target}, python_environment(), self.state.logs / f"migrate-{service}.log")
            self.templates[service] = template
        return await self._create(service, f"t_{service}_{next(self.names)}", self.templates[service])

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


@pytest.fixture(scope="session")
async def postgres(session_state: State) -> AsyncIterator[Postgres]:
    """The session's PostgreSQL: `postgres.admin_dsn`, `await postgres.empty(service)`, `.migrated(service)`."""
    server = EmbeddedPostgres(session_state, durable=False)
    try:
        await server.start()
        yield Postgres(server.admin_dsn, session_state)
    finally:
        await server.stop()


@pytest.fixture(scope="session")
def database_for(postgres: Postgres) -> DatabaseFor:
    """`await database_for("meetings")` is the DSN of a fresh, migrated database that nobody else uses."""
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
