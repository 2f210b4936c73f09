"""Moves the steered office clock forward: one key in a NATS bucket that every process watches."""

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import datetime

import nats
from nats.js import JetStreamContext
from nats.js.errors import BucketNotFoundError, KeyNotFoundError, KeyWrongLastSequenceError
from nats.js.kv import KeyValue

from deploy.local.state import StackError, State
from services.kernel.clock import BUCKET, KEY, SHANGHAI


@dataclass(frozen=True)
class OfficeTime:
    """What the office clock stands at (办公时钟)."""

    now: datetime
    version: int
    revision: int  # of the bucket's key


class Steering:
    """Reads and moves the office clock of one NATS server."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    @classmethod
    def of(cls, state: State) -> "Steering":
        """The clock of the stack that now runs on a state directory."""
        if not state.is_held:
            raise StackError(f"目录 {state.directory} 上没有正在运行的系统；请先执行 ./zhengban up。")
        external = os.environ.get("ZHENGBAN_NATS_URL")
        if external:
            return cls(external, os.environ.get("ZHENGBAN_NATS_TOKEN", ""))
        return cls(f"nats://127.0.0.1:{state.read('ports')['nats']}", state.secret("nats"))

    async def show(self) -> OfficeTime | None:
        """What the clock stands at; None when this stack's clock is the system's."""
        try:
            async with _Connection(self.url, self.token) as jetstream:
                return await _read(await jetstream.key_value(BUCKET))
        except BucketNotFoundError:
            return None

    async def set(self, to: datetime) -> OfficeTime:
        """Move the clock forward to `to` (Asia/Shanghai when it names no zone); raise when that is not forward."""
        to = (to.replace(tzinfo=SHANGHAI) if to.tzinfo is None else to).astimezone(SHANGHAI)
        async with _Connection(self.url, self.token) as jetstream:
            bucket = await jetstream.create_key_value(bucket=BUCKET, history=1)
            for _ in range(20):  # somebody else may move it at the same time
                before = await _read(bucket)
                if before is not None and to <= before.now:
                    raise StackError(f"办公时钟只能向前拨：现在是 {before.now:%Y-%m-%d %H:%M:%S}。")
                version = before.version + 1 if before else 1
                value = json.dumps({"now": to.isoformat(), "version": version}).encode()
                try:
                    revision = await bucket.update(KEY, value, last=before.revision if before else 0)
                except KeyWrongLastSequenceError:
                    await asyncio.sleep(0.02)
                    continue
                return OfficeTime(to, version, revision)
        raise StackError("办公时钟正被别处反复拨动，请稍后再试。")


class _Connection:
    """A connection for one act."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    async def __aenter__(self) -> JetStreamContext:
        self._nats = await nats.connect(self._url, token=self._token, connect_timeout=5, allow_reconnect=False)
        return self._nats.jetstream()

    async def __aexit__(self, *_: object) -> None:
        await self._nats.close()


async def _read(bucket: KeyValue) -> OfficeTime | None:
    try:
        entry = await bucket.get(KEY)
    except KeyNotFoundError:
        return None
    value = json.loads(entry.value or b"{}")
    return OfficeTime(datetime.fromisoformat(value["now"]), int(value["version"]), int(entry.revision or 0))
