"""The launcher: what it starts it also ends, however it ends itself."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from deploy.local import probes
from deploy.local.stack import Stack
from deploy.local.state import ROOT, StackError, State
from tests.local.test_servers import answer_to_token

LAUNCH = """
import asyncio, sys
from pathlib import Path
from deploy.local.cli import run
from deploy.local.stack import Stack

async def main():
    async with Stack(Path(sys.argv[1]), services=(), gateway=False):
        print("ready", flush=True)
        await asyncio.Event().wait()

run(main())
"""


def running(directory: Path) -> list[psutil.Process]:
    """The processes that the stack on this directory has noted down, and all below them."""
    records = json.loads((directory / "running.json").read_text())
    leaders = [psutil.Process(record["pid"]) for record in records.values()]
    return leaders + [child for leader in leaders for child in leader.children(recursive=True)]


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def are_gone(processes: list[psutil.Process]) -> None:
    async def none_is_alive() -> bool:
        return not any(is_alive(process) for process in processes)

    await probes.until(none_is_alive, 30)


@pytest.fixture
async def launcher(state_directory: Path) -> AsyncIterator["subprocess.Popen[str]"]:
    """A launcher in a process of its own, ready."""
    process = await asyncio.to_thread(
        subprocess.Popen,
        [sys.executable, "-c", LAUNCH, str(state_directory)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == "ready\n"
    yield process
    process.terminate()
    await asyncio.to_thread(process.wait)
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
async def test_a_stop_signal_ends_everything(
    launcher: "subprocess.Popen[str]", state_directory: Path, number: signal.Signals
) -> None:
    started = running(state_directory)
    assert {process.name() for process in started} >= {"postgres", "nats-server"}
    launcher.send_signal(number)
    assert await asyncio.to_thread(launcher.wait) == 0
    assert not [process for process in started if is_alive(process)]
    assert not State(state_directory).is_held
    assert not (state_directory / "postgres" / "data" / "postmaster.pid").exists()


async def test_kill_9_of_the_launcher_ends_everything_too(
    launcher: "subprocess.Popen[str]", state_directory: Path
) -> None:
    started = running(state_directory)
    launcher.kill()
    await are_gone(started)
    async with Stack(state_directory, services=(), gateway=False) as stack:
        assert set(stack.pids()) == {"postgres", "nats"}


async def test_what_a_killed_launcher_could_not_end_is_ended_by_the_next(
    launcher: "subprocess.Popen[str]", state_directory: Path
) -> None:
    started = running(state_directory)
    stuck = next(process for process in started if process.name() == "nats-server")
    stuck.suspend()  # it cannot even take notice of the signal
    launcher.kill()
    await are_gone([process for process in started if process != stuck])
    assert is_alive(stuck)
    async with Stack(state_directory, services=(), gateway=False) as stack:
        assert not is_alive(stuck)
        assert await answer_to_token(stack.state.read("ports")["nats"], stack.nats_token) == "PONG"


async def test_one_directory_holds_one_stack(launcher: "subprocess.Popen[str]", state_directory: Path) -> None:
    before = running(state_directory)
    with pytest.raises(StackError, match=f"{launcher.pid}"):
        async with Stack(state_directory, services=(), gateway=False):
            pass
    assert all(is_alive(process) for process in before)
    with pytest.raises(StackError, match="正在使用"):
        State(state_directory).discard()


async def test_two_stacks_run_side_by_side(
    launcher: "subprocess.Popen[str]", state_directory: Path, other_directory: Path
) -> None:
    async with Stack(other_directory, services=(), gateway=False) as stack:
        here, there = State(state_directory).read("ports"), stack.state.read("ports")
        assert not set(here.values()) & set(there.values())
        assert await answer_to_token(there["nats"], stack.nats_token) == "PONG"
        assert await answer_to_token(here["nats"], stack.nats_token) != "PONG"  # each has a token of its own
    assert all(is_alive(process) for process in running(state_directory))


async def test_a_server_that_cannot_start_says_why_and_leaves_nothing(state_directory: Path) -> None:
    state = State(state_directory)
    state.create()
    (state_directory / "nats").write_text("a file where a directory belongs")
    with pytest.raises(FileExistsError):
        async with Stack(state_directory, services=(), gateway=False):
            pass
    assert not state.is_held
    assert state.read("running") == {}
    assert not (state_directory / "postgres" / "data" / "postmaster.pid").exists()


async def test_memory_is_counted_by_process(state_directory: Path) -> None:
    async with Stack(state_directory, services=(), gateway=False) as stack:
        memory = stack.pss()
    assert set(memory) == {"postgres", "nats"}
    assert all(size > 1_000_000 for size in memory.values())
