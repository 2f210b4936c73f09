"""The state directory of one stack: who holds it, its secrets, its ports, its logs."""

import fcntl
import json
import os
import random
import secrets
import shutil
import socket
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT / ".zhengban" / "up"
PORTS = range(20_000, 32_000)  # below Linux's ephemeral range, so that no outgoing connection takes one of them


class StackError(Exception):
    """The local stack cannot do this; the text is one clear Chinese sentence with what mends it."""


class State:
    """A directory that one stack at a time may hold; everything secret in it is readable by its owner alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self._lock: int | None = None

    @property
    def logs(self) -> Path:
        return self.directory / "logs"

    @property
    def files(self) -> Path:
        return self.directory / "files"

    @property
    def temporary(self) -> Path:
        """For the processes' temporary files, so that none stay in the machine's own folder after kill -9."""
        return self.directory / "tmp"

    @property
    def is_held(self) -> bool:
        """Whether some launcher, this one or another, holds the directory now."""
        try:
            descriptor = os.open(self.directory / "lock", os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def create(self) -> None:
        """Make the directory; root's may be passed through (not read) by the unprivileged database user."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.directory.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for path in (self.logs, self.files, self.temporary):
            path.mkdir(exist_ok=True, mode=0o700)

    def hold(self) -> None:
        """Take the directory, or raise: the kernel lets go of it when the holder dies, however it dies."""
        self.create()
        descriptor = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode().strip()
            os.close(descriptor)
            raise StackError(
                f"目录 {self.directory} 正由另一个进程（{holder}）使用；请先停止它，或用 --state 另指目录。"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._lock = descriptor

    def sweep_temporary(self) -> None:
        """Remove the temporary files of processes that are gone."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(mode=0o700)

    def let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def discard(self) -> None:
        """Remove everything that a stopped stack left in the directory, the database's files beside it included."""
        if self.is_held:
            raise StackError(f"目录 {self.directory} 正在使用；请先停止在它上面运行的系统。")
        beside = self.directory / "postgres"
        if beside.is_symlink():
            shutil.rmtree(beside.resolve(), ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    def read(self, name: str) -> dict[str, Any]:
        """The JSON record called `name`; empty when there is none yet."""
        try:
            record: dict[str, Any] = json.loads((self.directory / f"{name}.json").read_text())
        except FileNotFoundError:
            return {}
        return record

    def write(self, name: str, record: dict[str, Any]) -> None:
        """Replace the JSON record called `name` at one stroke."""
        path = self.directory / f"{name}.json"
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:
            json.dump(record, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def secret(self, name: str) -> str:
        """The password called `name`, made when it is first asked for."""
        known = self.read("secrets")
        if name not in known:
            known[name] = secrets.token_urlsafe(24)
            self.write("secrets", known)
        return str(known[name])

    def port(self, name: str, preferred: int | None = None) -> int:
        """The loopback port of `name`: the one it had last time if that is free, else a free one."""
        known = self.read("ports")
        for port in (known.get(name), preferred):
            if port is not None and _is_free(port):
                break
        else:
            taken = set(known.values())
            port = next(p for p in iter(lambda: random.choice(PORTS), None) if p not in taken and _is_free(p))
        if known.get(name) != port:
            known[name] = port
            self.write("ports", known)
        return int(port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
