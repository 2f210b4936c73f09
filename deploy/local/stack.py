"""The whole local stack: PostgreSQL, NATS, migrations, services and gateway, ended without a trace."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import leftovers, probes
from deploy.local.broker import EmbeddedNats
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.migrate import migrate
from deploy.local.postgres import EmbeddedPostgres, open_database, service_dsn
from deploy.local.process import Child, Command
from deploy.local.program import run_program
from deploy.local.state import ROOT, StackError, State

SERVICES = ("directory", "meetings", "supervision", "learning", "documents")
GATEWAY = "gateway"
READY_SECONDS = 60.0
COUNTY = ROOT / "deploy" / "county"


class Stack:
    """`async with Stack(directory) as stack:` holds the directory, runs everything, and stops it at the end.

    `services` and `gateway` choose what runs besides PostgreSQL and NATS. `clock="steered"` gives all processes the
    office clock that `stack.move_clock` moves; it starts at `starts_at`. The gateway has the port it had before, else
    `gateway_port`, else any free one. `durable=False` is for tests alone.
    """

    def __init__(
        self,
        directory: Path,
        *,
        services: Collection[str] = SERVICES,
        gateway: bool = True,
        clock: str = "system",
        starts_at: datetime | None = None,
        durable: bool = True,
        development: bool = True,
        gateway_port: int | None = None,
        report: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.state = State(directory)
        self.issuer = Issuer(self.state)
        self._services = tuple(name for name in SERVICES if name in services)
        self._with_gateway = gateway
        self._clock = clock
        self._starts_at = starts_at
        self._development = development
        self._gateway_port = gateway_port
        self._report = report
        self._dsns: dict[str, str] = {}
        self._ports: dict[str, int] = {}
        self._children: dict[str, Child] = {}
        self._admin_dsn = os.environ.get("ZHENGBAN_PG_DSN")
        self._nats_url = os.environ.get("ZHENGBAN_NATS_URL")
        self._postgres = EmbeddedPostgres(self.state, durable=durable, on_change=self._changed)
        self._nats = EmbeddedNats(self.state, on_change=self._changed)

    async def __aenter__(self) -> Self:
        self.state.hold()
        try:
            leftovers.end(self.state)
            self.state.sweep_temporary()
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # What runs

    @property
    def services(self) -> tuple[str, ...]:
        return self._services

    @property
    def admin_dsn(self) -> str:
        """The database superuser's URL (`postgresql://`)."""
        return self._admin_dsn or self._postgres.admin_dsn

    @property
    def nats_url(self) -> str:
        return self._nats_url or self._nats.url

    @property
    def nats_token(self) -> str:
        return os.environ.get("ZHENGBAN_NATS_TOKEN", "") if self._nats_url else self._nats.token

    @property
    def gateway_url(self) -> str:
        """Where screens send their GraphQL."""
        return f"{self.url(GATEWAY)}/graphql"

    def url(self, name: str) -> str:
        """Base URL of a service or of the gateway."""
        return f"http://127.0.0.1:{self.port(name)}"

    def port(self, name: str) -> int:
        """The loopback port of a service or of the gateway, chosen once for this stack."""
        if name not in self._ports:
            self._ports[name] = self.state.port(name, self._gateway_port if name == GATEWAY else None)
        return self._ports[name]

    def dsn(self, service: str) -> str:
        """The service's own DSN (`postgresql+asyncpg://`)."""
        return self._dsns[service]

    def token(self, login: str, ttl: int = 3600) -> str:
        """A bearer token for `login`, good for `ttl` seconds."""
        return self.issuer.token(login, ttl)

    def pids(self) -> dict[str, int]:
        """The pids of the processes that run now, by name."""
        return {name: child.pid for name, child in self._children.items() if child.pid is not None}

    def kill(self, name: str) -> int:
        """Kill -9 one process; the stack starts it again. Return the pid that was killed."""
        return self._children[name].kill()

    async def replaced(self, killed: dict[str, int], within: float = READY_SECONDS) -> None:
        """Wait until other processes run in the place of those killed (pid by name), and are ready."""

        async def are_replaced() -> bool:
            return all(self.pids().get(name, pid) != pid for name, pid in killed.items())

        await probes.until(are_replaced, within)
        await self.ready(*killed, within=within)

    async def ready(self, *names: str, within: float = READY_SECONDS) -> None:
        """Wait until the named processes (all of them by default) say that they are ready."""
        children = [self._children[name] for name in names] if names else list(self._children.values())
        await asyncio.gather(*(child.ready(within) for child in children))

    def pss(self) -> dict[str, int]:
        """Bytes of memory by name, shared pages divided among their users (PSS), with everything a process started."""
        return {name: leftovers.pss_of_tree(pid) for name, pid in self.pids().items()}

    # The office clock

    async def move_clock(self, to: datetime, *, settle: bool = True, within: float = READY_SECONDS) -> int:
        """Move the steered office clock forward; with `settle`, wait until every service has worked up to it."""
        from deploy.local.steering import Steering

        at = await Steering(self.nats_url, self.nats_token).set(to)
        if settle:
            await self.settled(at.version, within)
        return at.version

    async def settled(self, version: int, within: float = READY_SECONDS) -> None:
        """Wait until all timers have run up to this version of the office clock and their events are on the bus."""
        for name in self._services:
            await probes.until(partial(self._has_settled, name, version), within)

    async def _has_settled(self, name: str, version: int) -> bool:
        try:
            _, clock = await probes.get(self.port(name), "/health/clock")
        except OSError:
            return False
        return int(clock.get("workedUpTo", -1)) >= version and clock.get("outboxWaiting") == 0

    # Start and stop

    async def _start(self) -> None:
        self.issuer.prepare()
        self._report("启动数据库与消息总线")
        servers: list[EmbeddedPostgres | EmbeddedNats] = []
        servers += [] if self._admin_dsn else [self._postgres]
        servers += [] if self._nats_url else [self._nats]
        try:
            outcomes = await asyncio.gather(*(server.start() for server in servers), return_exceptions=True)
        finally:
            self._children |= {server.child.name: server.child for server in servers if server.child}
            self._remember()
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        if self._clock == "steered":
            await self._start_clock()
        await self.migrate(self._services)
        if "directory" in self._services:
            await self._import_county()
        self._report("启动各服务与网关")
        programs = [(name, ["-m", "services", name]) for name in self._services]
        if self._with_gateway:
            programs.append((GATEWAY, ["-m", "gateway"]))
        for name, arguments in programs:
            self._children[name] = Child(self._command(name, arguments))
            self._children[name].start()
        await self.ready()

    async def stop(self) -> None:
        """Stop in the opposite order: gateway, services, then the servers they stand on."""
        servers = [child for name, child in self._children.items() if name in ("nats", "postgres")]
        gateway = [child for name, child in self._children.items() if name == GATEWAY]
        services = [child for child in self._children.values() if child not in servers and child not in gateway]
        for group in (gateway, services, servers):
            await asyncio.gather(*(child.stop() for child in group))
        self._children.clear()
        self.state.write("running", {})
        self.state.let_go()

    async def _start_clock(self) -> None:
        from deploy.local.steering import Steering

        steering = Steering(self.nats_url, self.nats_token)
        if await steering.show() is None:
            if self._starts_at is None:
                raise StackError("可拨动的办公时钟需要一个起始时刻；请用 --at 指明，例如 --at 2022-01-24T09:00。")
            await steering.set(self._starts_at)

    async def migrate(self, services: Collection[str]) -> None:
        """Make the services' databases where missing and bring them to their newest revisions."""
        self._dsns |= {name: service_dsn(self.state, self.admin_dsn, name) for name in services}
        known = {} if self._admin_dsn else self.state.read("migrated")
        marks = {name: _revisions(name) for name in services}
        due = [name for name in services if known.get(name) != marks[name]]
        if not due:
            return
        self._report("更新数据库结构：" + "、".join(due))
        for name in due:
            await open_database(self.state, self.admin_dsn, name)
        await migrate({name: self._dsns[name] for name in due}, python_environment(), self.state.logs / "migrate.log")
        self.state.write("migrated", known | {name: marks[name] for name in due})

    async def _import_county(self) -> None:
        """Give the directory the county's roster, when it has not this one yet."""
        mark = hashlib.sha256((COUNTY / "roster.yaml").read_bytes()).hexdigest()
        if self.state.read("county").get("roster") == mark:
            return
        self._report("导入本县花名册与工作日历")
        log = self.state.logs / "import-county.log"
        failure = "本县花名册导入失败"
        arguments = ["-m", "services.directory.import_county"]
        await run_program(arguments, self.environment("directory"), log, failure=failure)
        self.state.write("county", {"roster": mark})

    def _command(self, name: str, arguments: list[str]) -> Command:
        port = self.port(name)
        return Command(
            name=name,
            argv=[sys.executable, *arguments],
            env=self.environment(name),
            cwd=ROOT,
            log=self.state.logs / f"{name}.log",
            probe=lambda: probes.is_ready(port),
            on_change=self._changed,
        )

    def environment(self, name: str) -> dict[str, str]:
        """Everything a process of the stack is told from outside."""
        environment = python_environment() | {
            "TMPDIR": str(self.state.temporary),
            "ZHENGBAN_HOST": "127.0.0.1",
            "ZHENGBAN_PORT": str(self.port(name)),
            "ZHENGBAN_ISSUER": ISSUER,
            "ZHENGBAN_AUDIENCE": AUDIENCE,
            "ZHENGBAN_JWKS": str(self.issuer.jwks),
            "ZHENGBAN_CLOCK": self._clock,
            "ZHENGBAN_DEVELOPMENT": "true" if self._development else "false",
            "ZHENGBAN_NATS_URL": self.nats_url,
            "ZHENGBAN_NATS_TOKEN": self.nats_token,
        }
        if name == GATEWAY:
            subgraphs = {service: self.url(service) for service in SERVICES}  # one that does not run has one, too
            return environment | {"ZHENGBAN_SUBGRAPHS": json.dumps(subgraphs), "ZHENGBAN_SHUTDOWN_TIMEOUT": "3"}
        return environment | {
            "ZHENGBAN_DSN": self._dsns[name],
            "ZHENGBAN_FILES": str(self.state.files),
        }

    def _changed(self, name: str, code: int | None) -> None:
        if code is None:
            self._remember()
            return
        how = f"被信号 {-code} 终止" if code < 0 else f"以代码 {code} 退出"
        self._report(f"{name} {how}，正在重新启动（日志：{self.state.logs / name}.log）")

    def _remember(self) -> None:
        leftovers.remember(self.state, self.pids())


def python_environment() -> dict[str, str]:
    """The caller's environment without what would steer our processes by accident; bytecode is always kept."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGBAN_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


def _revisions(service: str) -> str:
    """A mark that changes with the service's migrations or the kernel's."""
    digest = hashlib.sha256()
    folders = (ROOT / "services" / "kernel" / "alembic" / "versions", ROOT / "services" / service / "migrations")
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
