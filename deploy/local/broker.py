"""The embedded nats-server with JetStream, every message written to disk before it is acknowledged."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local import probes
from deploy.local.process import Child, Command, OnChange
from deploy.local.state import StackError, State

VERSION = (2, 15)
OVERRIDE = "ZHENGBAN_NATS_SERVER_BIN"


class EmbeddedNats:
    """One server in the state directory, on loopback, opened by a token."""

    def __init__(self, state: State, *, on_change: OnChange = lambda name, code: None) -> None:
        self._state = state
        self._on_change = on_change
        self._monitor = 0
        self.port = 0
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return self._state.secret("nats")

    async def start(self) -> None:
        """Start the server and wait until JetStream answers."""
        program = binary()
        self.port, self._monitor = self._state.port("nats"), self._state.port("nats-monitor")
        home = self._state.directory / "nats"
        home.mkdir(exist_ok=True, mode=0o700)
        config = home / "nats.conf"
        config.touch(mode=0o600)
        config.write_text(_config(self.port, self._monitor, self.token, home / "store"))
        command = Command(
            name="nats",
            argv=[str(program), "--config", str(config)],
            env={"PATH": os.environ.get("PATH", "")},
            cwd=home,
            log=self._state.logs / "nats.log",
            probe=self._ready,
            on_change=self._on_change,
        )
        self.child = Child(command)
        self.child.start()
        await self.child.ready(30)
        await self._insist()

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop()

    async def _ready(self) -> bool:
        status, _ = await probes.get(self._monitor, "/healthz?js-enabled-only=true")
        return status == 200

    async def _insist(self) -> None:
        """The version and the durability that the promise "at least once" rests on."""
        _, about = await probes.get(self._monitor, "/varz")
        version = str(about.get("version", ""))
        if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < VERSION:
            needed = ".".join(str(part) for part in VERSION)
            raise StackError(f"nats-server 版本为 {version or '未知'}，需要 {needed}；请更新 {OVERRIDE} 所指的程序。")
        _, jetstream = await probes.get(self._monitor, "/jsz")
        if not jetstream.get("config", {}).get("sync_always"):
            raise StackError("nats-server 没有采用 sync_interval: always，消息可能丢失；请检查其版本与配置。")


def binary() -> Path:
    """The nats-server that runs here: the one named by the environment, else the wheel's."""
    override = os.environ.get(OVERRIDE)
    beside = Path(sys.executable).parent / "nats-server"
    found = override or (str(beside) if beside.exists() else shutil.which("nats-server"))
    if not found or not os.access(found, os.X_OK):
        raise StackError(f"找不到 nats-server（{found or '未安装'}）；请执行：./zhengban 或用 {OVERRIDE} 指明其路径。")
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    if "nats-server" not in answer.stdout:
        raise StackError(f"{found} 不是可用的 nats-server：{(answer.stderr or answer.stdout).strip()}")
    return Path(found)


def _config(port: int, monitor: int, token: str, store: Path) -> str:
    """The whole configuration; JSON is valid NATS configuration and quotes paths and tokens safely."""
    return json.dumps(
        {
            "server_name": "zhengban-local",
            "listen": f"127.0.0.1:{port}",
            "http": f"127.0.0.1:{monitor}",
            "authorization": {"token": token},
            "jetstream": {
                "store_dir": str(store),
                "sync_interval": "always",
                "max_memory_store": 64 * 1024 * 1024,
                "max_file_store": 4 * 1024 * 1024 * 1024,
            },
        },
        indent=2,
    )
