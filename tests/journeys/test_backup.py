"""A backup is taken while people work, restored into an empty directory, and work goes on where it stood."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import aiohttp
import pytest

from deploy.backup.installation import Manifest, Place, digest_of
from deploy.backup.taking import take
from deploy.bench.meetings import Held, hold, sign
from deploy.demo.office import Office
from deploy.demo.people import CLERK, County
from deploy.local.stack import SERVICES, Stack
from deploy.local.state import State
from services.kernel.ids import new_id
from tests.conftest import new_directory
from tests.journeys.conftest import WORKING_DAY
from tests.journeys.databases import at_rest, rows
from tests.journeys.persistent import Persistent
from tests.journeys.test_killed_processes import ISSUED, Shift, every_audit_is_whole, nothing_is_lost_or_doubled
from tests.local.test_command_line import zhengban

SENT = """insert into outbox (id, subject, created_at, published_at)
values ($1, 'rst.meetings.topic.proposed.v1', now(), now())"""
HEARD = "insert into inbox (event_id, type, received_at) values ($1, 'meetings.topic.proposed.v1', now())"
FILES = "select distinct sha256 from stored_file where sha256 is not null"


async def issue(shift: Shift, title: str) -> Held:
    """A meeting's minutes, up to the issued paper."""
    held = await hold(shift.client, shift.county, title, decisions=2)
    await sign(shift.client, held)
    await shift.client.until(CLERK, ISSUED, lambda minutes: minutes["state"] == "ISSUED", id=held.minutes_id)
    shift.issued.append(held)
    return held


async def shift_on(stack: Stack, http: aiohttp.ClientSession) -> Shift:
    return Shift(Persistent(stack, http), await County.learn(Office(stack, http)), stack)


async def test_a_backup_of_a_working_office_is_restored_and_work_goes_on(
    state_directory: Path, other_directory: Path, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=40)) as http:
        async with Stack(state_directory, clock="steered", starts_at=WORKING_DAY, durable=False) as first:
            before = await shift_on(first, http)
            await issue(before, "备份前的工作")
            await at_rest(first)
            # Supervision hears nothing from here on: at the moment of the backup its items are still on their way.
            os.kill(first.pids()["supervision"], signal.SIGSTOP)
            await issue(before, "备份时正在投递的工作")
            taken = await asyncio.to_thread(zhengban, "backup", str(target), "--state", str(state_directory))
            assert taken.returncode == 0, taken.stderr
            os.kill(first.pids()["supervision"], signal.SIGCONT)
            await hold(before.client, before.county, "备份后的工作")
        restored = await asyncio.to_thread(zhengban, "restore", str(target), "--state", str(other_directory))
        assert restored.returncode == 0, restored.stderr
        async with Stack(other_directory, clock="steered", starts_at=WORKING_DAY, durable=False) as second:
            after = await shift_on(second, http)
            after.issued.extend(before.issued)
            await at_rest(second, within=90)
            await nothing_is_lost_or_doubled(second, after)
            await issue(after, "恢复后的工作")
            await at_rest(second, within=90)
            await nothing_is_lost_or_doubled(second, after)
            await every_audit_is_whole(second)
            await every_file_is_there(second)


async def every_file_is_there(stack: Stack) -> None:
    count = 0
    for service in SERVICES:
        for row in await rows(stack, service, FILES):
            path = stack.state.files / service / row["sha256"][:2] / row["sha256"]
            assert digest_of(path) == row["sha256"]
            count += 1
    assert count >= 6  # .docx and PDF of three minutes


@pytest.fixture(scope="module")
async def sound_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole backup of an office in which nothing has happened yet."""
    target = tmp_path_factory.mktemp("sound") / "backup"
    directory = new_directory()
    async with Stack(directory, services=(), gateway=False, durable=False) as stack:
        await stack.migrate(SERVICES)
        taken = await asyncio.to_thread(zhengban, "backup", str(target), "--state", str(directory))
        assert taken.returncode == 0, taken.stderr
        again = await asyncio.to_thread(zhengban, "backup", str(target), "--state", str(directory))
        assert (again.returncode, "已经存在" in again.stderr) == (1, True)
    State(directory).discard()
    assert set(Manifest.read(target).services) == set(SERVICES)
    return target


@pytest.mark.parametrize("harm", ["a dump", "a file", "no manifest", "a directory in use"])
async def test_a_backup_that_is_not_whole_is_not_restored(
    sound_backup: Path, other_directory: Path, tmp_path: Path, harm: str
) -> None:
    target = shutil.copytree(sound_backup, tmp_path / "backup")
    if harm == "a dump":
        dump = target / "meetings.dump"
        dump.write_bytes(dump.read_bytes()[:-1] + b"x")
    elif harm == "a file":
        wrong = target / "files" / "meetings" / "ab" / ("ab" * 32)
        wrong.parent.mkdir(parents=True)
        wrong.write_bytes(b"something else")
    elif harm == "no manifest":
        (target / "manifest.json").unlink()
    else:
        (other_directory / "notes").touch()
    restored = await asyncio.to_thread(zhengban, "restore", str(target), "--state", str(other_directory))
    assert restored.returncode == 1
    assert restored.stderr.splitlines()[-1].endswith(("。", "损坏：内容与其摘要不符。"))
    assert left_in(other_directory) == (["notes"] if "use" in harm else [])


async def test_the_moment_waits_until_no_restricted_matter_is_on_its_way(state_directory: Path, tmp_path: Path) -> None:
    event_id, said = new_id(), asyncio.Queue[str]()
    async with Stack(state_directory, services=(), gateway=False, durable=False) as stack:
        await stack.migrate(SERVICES)
        installation = {name: Place(stack.dsn(name), None) for name in SERVICES}
        await rows(stack, "meetings", SENT, event_id)
        taking = asyncio.create_task(take(installation, tmp_path / "backup", said.put_nowait))
        assert "限制知悉" in await said.get()
        await rows(stack, "documents", HEARD, event_id)
        manifest = await taking
    assert manifest.services["meetings"].audit_count == 0


def left_in(directory: Path) -> list[str]:
    return os.listdir(directory) if directory.exists() else []
