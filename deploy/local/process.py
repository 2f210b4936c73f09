"""One child process: started, watched, restarted when it dies, ended without a trace."""

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.state import StackError

BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
STEADY_SECONDS = 10.0  # a child that lived this long starts its back-off anew
PROBE_SECONDS = 0.05
LOG_BYTES = 8 * 1024 * 1024  # a longer log is set aside at the next start
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)
log = logging.getLogger(__name__)


OnChange = Callable[[str, int | None], None]  # name, and the exit code (None when it was started)


@dataclass(frozen=True)
class Command:
    """What to run, and how it is asked to end."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    probe: Callable[[], Awaitable[bool]]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 12.0
    account: tuple[int, int] | None = None  # uid and gid to change to
    on_change: OnChange = lambda name, code: None  # told of every start, and of every end that was not asked for


class Child:
    """Keeps one command running until it is told to stop."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self._failures = 0  # early deaths in a row
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def pid(self) -> int | None:
        """The pid of the running process; None between a crash and the restart."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process now and keep it running from here on."""
        path = self.command.log
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        exited = self._spawn()
        self._keeper = asyncio.get_running_loop().create_task(self._keep(exited), name=f"keep {self.name}")

    async def ready(self, within: float) -> None:
        """Wait until the probe succeeds; raise with the end of the log when it does not `within` seconds."""
        deadline = time.monotonic() + within
        while True:
            if self._process is not None:
                with contextlib.suppress(OSError, asyncio.TimeoutError):
                    if await asyncio.wait_for(self.command.probe(), 2.0):
                        self._failures = 0
                        return
            if time.monotonic() > deadline or self._failures >= len(BACKOFF_SECONDS):
                raise StackError(f"{self.name} 未能就绪；日志 {self.command.log} 的末尾：\n{self._log_end()}")
            await asyncio.sleep(PROBE_SECONDS)

    def kill(self) -> int:
        """Kill -9 the process itself (not its group), as a crash would; return the pid that was killed."""
        if self._process is None:
            raise StackError(f"{self.name} 当前没有在运行。")
        self._process.kill()
        return self._process.pid

    async def stop(self) -> None:
        """Ask the process to end, insist after the grace period, and sweep its whole group."""
        self._stopping = True
        process, keeper = self._process, self._keeper
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(self.command.stop_signal)
        if keeper is None:
            return
        if process is None:
            keeper.cancel()
        _, late = await asyncio.wait({keeper}, timeout=self.command.grace_seconds)
        if late and process is not None:
            log.warning("%s 未在 %.0f 秒内结束，强制终止", self.name, self.command.grace_seconds)
            sweep(process.pid)
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
        self._keeper = None

    async def _keep(self, exited: asyncio.Future[int]) -> None:
        while True:
            started = time.monotonic()
            code = await exited
            pid, self._process = self._process.pid if self._process else 0, None
            sweep(pid)
            if self._stopping:
                return
            self.command.on_change(self.name, code)
            if time.monotonic() - started > STEADY_SECONDS:
                self._failures = 0
            await asyncio.sleep(BACKOFF_SECONDS[min(self._failures, len(BACKOFF_SECONDS) - 1)])
            self._failures += 1
            exited = self._spawn()

    def _spawn(self) -> asyncio.Future[int]:
        """Start the process; the future holds its exit code once it is gone."""
        command = self.command
        uid, gid = command.account or (None, None)
        options: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": []} if command.account else {}
        with open(command.log, "ab") as output:
            process = subprocess.Popen(
                command.argv,
                env=dict(command.env),
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(command.stop_signal),
                **options,
            )
        self._process = process
        command.on_change(command.name, None)
        loop = asyncio.get_running_loop()
        exited: asyncio.Future[int] = loop.create_future()
        handle = os.pidfd_open(process.pid)

        def on_exit() -> None:
            loop.remove_reader(handle)
            os.close(handle)
            code = process.wait()
            if not exited.done():
                exited.set_result(code)

        loop.add_reader(handle, on_exit)
        return exited

    def _log_end(self) -> str:
        lines = self.command.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])


def dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends `stop_signal` to the child when the launcher dies, even by kill -9."""
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def sweep(group: int) -> None:
    """Kill whatever is left of a process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
