"""The operators' commands: dead events and the audit of a running stack, from another process."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from deploy.local.stack import Stack
from services.contracts.directory import DelegationRevoked
from services.kernel.audit import Record, record
from services.kernel.clock import wall
from services.kernel.database import open_engine, open_sessions
from services.kernel.events import Envelope
from services.kernel.ids import new_id
from services.kernel.inbox import bury
from tests.conftest import STARTS_AT
from tests.kernel.test_events import an_act
from tests.local.test_command_line import zhengban

TOPIC = new_id()


@pytest.fixture
async def stack(state_directory: Path) -> AsyncIterator[Stack]:
    """Servers and the database of learning, but nothing that works on it."""
    async with Stack(
        state_directory, services=(), gateway=False, clock="steered", starts_at=STARTS_AT, durable=False
    ) as stack:
        await stack.migrate(["learning"])
        yield stack


async def operate(stack: Stack, *words: str) -> "subprocess.CompletedProcess[str]":
    return await asyncio.to_thread(zhengban, *words, "--state", str(stack.state.directory))


async def dead(stack: Stack) -> str:
    """Bury the end of a 委托 in learning's database; its id."""
    event = DelegationRevoked(id=new_id(), grantor_id=new_id(), grantee_id=new_id(), revoked_on=date(2022, 2, 1))
    envelope = Envelope(
        id=new_id(), type=event.TYPE, subject=str(event.id), time=wall(), data=event.model_dump(mode="json")
    )
    engine = open_engine(stack.dsn("learning"))
    await bury(open_sessions(engine), str(envelope.id), event.bus_subject(), envelope.dump(), "KeyError('x')", 8)
    await engine.dispose()
    return str(envelope.id)


async def act(stack: Stack, times: int) -> None:
    engine = open_engine(stack.dsn("learning"))
    sessions = open_sessions(engine)
    for number in range(times):
        async with sessions.begin() as session:
            record(session, Record(an_act(), f"act-{number}", "Topic", TOPIC, detail={"said": "机密"}))
    await engine.dispose()


async def test_an_operator_looks_at_a_dead_event_retries_and_discards(stack: Stack) -> None:
    first, second = await dead(stack), await dead(stack)
    listed = await operate(stack, "events", "list", "learning")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [first, second]
    assert "directory.delegation.revoked.v1" in listed.stdout
    shown = await operate(stack, "events", "show", "learning", first)
    assert '"revoked_on": "2022-02-01"' in shown.stdout
    retried = await operate(stack, "events", "retry", "learning", first, "--by", "王工")
    assert (retried.returncode, retried.stderr) == (0, "")
    assert "已办理" in retried.stdout
    again = await operate(stack, "events", "retry", "learning", first, "--by", "李工")
    assert again.returncode == 1
    assert "不再重复" in again.stderr
    nameless = await operate(stack, "events", "discard", "learning", second, "重复", "--by", " ")
    assert (nameless.returncode, nameless.stderr) == (1, "请写明由谁办理\n")
    discarded = await operate(stack, "events", "discard", "learning", second, "已在线下更正", "--by", "王工")
    assert discarded.returncode == 0
    assert (await operate(stack, "events", "list", "learning")).stdout == ""
    unknown = await operate(stack, "events", "show", "learning", "none")
    assert unknown.returncode == 1
    verified = await operate(stack, "audit", "verify", "learning")
    assert "共 2 条" in verified.stdout


async def test_a_broken_audit_is_found_wherever_it_broke(stack: Stack) -> None:
    await act(stack, 5)
    whole = await operate(stack, "audit", "verify", "learning")
    assert whole.returncode == 0
    assert "审计链完整，共 5 条，止于 " in whole.stdout
    admin = stack.admin_dsn.rsplit("/", 1)[0] + "/zhengban_learning"
    connection = await asyncpg.connect(admin)
    await connection.execute("alter table audit_entry disable trigger all")
    await connection.execute("update audit_entry set person_name = '别人' where seq = 3")
    await connection.close()
    broken = await operate(stack, "audit", "verify", "learning")
    assert broken.returncode == 1
    assert "在第 3 条断开" in broken.stdout


async def test_the_audit_of_an_object_goes_out_without_what_was_written(stack: Stack) -> None:
    await act(stack, 2)
    exported = await operate(stack, "audit", "export", "learning", "Topic", str(TOPIC))
    entries = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [entry["action"] for entry in entries] == ["act-0", "act-1"]
    assert all(UUID(entry["object_id"]) == TOPIC and len(entry["hash"]) == 64 for entry in entries)
    assert "机密" not in exported.stdout
    assert (await operate(stack, "audit", "export", "learning", "Topic", "none")).returncode == 1


async def test_nothing_runs_here_is_said_in_one_line(state_directory: Path) -> None:
    done = zhengban("audit", "verify", "--state", str(state_directory))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "没有正在运行的系统" in done.stderr
