"""What the operators of an installation do with one service's database: look at dead events, check the audit."""

import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.kernel import audit_chain, dead_events
from services.kernel.acts import SYSTEM, Act
from services.kernel.audit import GENESIS
from services.kernel.bus import Bus
from services.kernel.clock import BUCKET, KEY, SHANGHAI, SystemClock
from services.kernel.copies import Copies
from services.kernel.database import Sessions, open_engine, open_reads, open_sessions
from services.kernel.events import InvalidEvent
from services.kernel.inbox import Inbox
from services.kernel.policies import Policies
from services.kernel.refusals import NotFound
from services.kernel.settings import Settings


class NotDone(Exception):
    """The operator's command was not carried out; the text is one Chinese sentence."""


@dataclass
class Database:
    """One service's database, opened by an operator beside the running service."""

    settings: Settings
    inbox: Inbox
    sessions: Sessions
    reads: Sessions

    async def act(self, by: str, reason: str | None = None) -> Act:
        """An act of the named operator, who is nobody in the roster: technical rights only (R22)."""
        if not by.strip():
            raise NotDone("请写明由谁办理")
        roster, calendar = await Copies(self.reads).current()
        return Act(
            person=replace(SYSTEM, name=f"运维：{by.strip()}"),
            at=await self._office_now(),
            roster=roster,
            calendar=calendar,
            policies=Policies.load(self.settings.county),
            reason=reason,
            system=True,
        )

    async def _office_now(self) -> datetime:
        if self.settings.clock != "steered":
            return SystemClock().now()
        bus = Bus(self.settings.nats_url, self.settings.nats_token, "operator")
        await bus.connect()
        try:
            entry = await (await bus.js.key_value(BUCKET)).get(KEY)
            return datetime.fromisoformat(json.loads(entry.value or b"{}")["now"]).astimezone(SHANGHAI)
        finally:
            await bus.close()


@contextlib.asynccontextmanager
async def opened(settings: Settings, inbox: Inbox) -> AsyncIterator[Database]:
    engine = open_engine(settings.dsn, pool_size=1)
    try:
        yield Database(settings, inbox, open_sessions(engine), open_reads(engine))
    finally:
        await engine.dispose()


async def run(settings: Settings, inbox: Inbox, words: list[str]) -> int:
    """Carry out one command; 0 when it was done and all is well, 1 when not."""
    async with opened(settings, inbox) as here:
        try:
            return await _run(here, words)
        except NotFound as error:
            said = f"没有这个死信：{error}"
        except dead_events.Settled as error:
            said = f"此前已经处理（{error}），不再重复"
        except NotDone as error:
            said = str(error)
    sys.stderr.write(said + "\n")
    return 1


async def _run(here: Database, words: list[str]) -> int:
    match words:
        case ["events", "list"]:
            await _list(here)
        case ["events", "show", event_id]:
            await _show(here, event_id)
        case ["events", "retry", event_id, by]:
            await _retry(here, event_id, by)
        case ["events", "discard", event_id, by, reason]:
            await _discard(here, event_id, by, reason)
        case ["audit", "verify"]:
            return await _verify(here)
        case ["audit", "export", object_type, object_id]:
            await _export(here, object_type, object_id)
        case _:
            raise NotDone(f"没有这样的命令：{' '.join(words)}")
    return 0


async def _list(here: Database) -> None:
    async with here.reads() as session:
        for dead in await dead_events.waiting(session):
            row = dead.row
            error = row.error.splitlines()[0] if row.error else ""
            _say(f"{row.event_id}  {row.died_at:%Y-%m-%d %H:%M:%S}  {dead.type}  {dead.subject or '—'}  {error}")


async def _show(here: Database, event_id: str) -> None:
    async with here.reads() as session:
        dead = await dead_events.find(session, event_id)
    row = dead.row
    settled = f"{row.settled_how} {row.settled_at:%Y-%m-%d %H:%M:%S}" if row.settled_at else "待处理"
    _say(f"编号　　{row.event_id}")
    _say(f"类型　　{dead.type}")
    _say(f"所关对象　{dead.subject or '—'}")
    _say(f"时间　　{row.died_at:%Y-%m-%d %H:%M:%S}（投递 {row.deliveries} 次）")
    _say(f"状态　　{settled}")
    _say(f"错误　　{row.error}")
    _say(f"内容　　{json.dumps(dead.payload, ensure_ascii=False, indent=1) if dead.payload else '不予显示'}")


async def _retry(here: Database, event_id: str, by: str) -> None:
    act = await here.act(by)
    try:
        applied = await dead_events.retry(here.sessions, here.inbox, act, event_id)
    except (NotFound, dead_events.Settled):
        raise
    except InvalidEvent as error:
        raise NotDone(f"事件 {event_id} 无法识别，重试无用，请核实后作废：{error}") from error
    except Exception as error:
        raise NotDone(f"事件 {event_id} 仍未能办理，保留待处理：{error!r}") from error
    _say(f"事件 {event_id} 已办理" if applied else f"事件 {event_id} 此前已经办理，不再重复；已销案")


async def _discard(here: Database, event_id: str, by: str, reason: str) -> None:
    if not reason.strip():
        raise NotDone("作废须说明理由")
    await dead_events.discard(here.sessions, await here.act(by, reason.strip()), event_id)
    _say(f"事件 {event_id} 已作废")


async def _verify(here: Database) -> int:
    async with here.reads() as session:
        chain = await audit_chain.walk(session)
    service = here.settings.service
    if chain.first_break is not None:
        _say(f"{service}：审计链在第 {chain.first_break} 条断开；此前 {chain.count} 条完整，止于 {chain.head}")
        return 1
    head = f"，止于 {chain.head}" if chain.head != GENESIS else ""
    _say(f"{service}：审计链完整，共 {chain.count} 条{head}")
    return 0


async def _export(here: Database, object_type: str, object_id: str) -> None:
    try:
        wanted = UUID(object_id)
    except ValueError:
        raise NotDone(f"“{object_id}”不是对象编号") from None
    async with here.sessions() as session:  # a result that comes in pieces needs a transaction
        async for entry in audit_chain.of_object(session, object_type, wanted):
            _say(json.dumps(_plain(entry), ensure_ascii=False, default=str))


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in entry.items()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
