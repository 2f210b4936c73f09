"""What runs under a stack, known by pid and start time: to measure it, and to end what a killed launcher left."""

import contextlib
import signal
import time
from pathlib import Path

import psutil

from deploy.local.process import sweep
from deploy.local.state import State

SETTLE_SECONDS = 3.0


def remember(state: State, pids: dict[str, int]) -> None:
    """Note the running processes; a pid alone would not do, it may be given to somebody else."""
    running = {}
    for name, pid in pids.items():
        with contextlib.suppress(psutil.NoSuchProcess):
            running[name] = {"pid": pid, "started": psutil.Process(pid).create_time()}
    state.write("running", running)


def end(state: State) -> None:
    """End what an earlier launcher on this directory left running: first politely, after three seconds by force."""
    left = []
    for record in state.read("running").values():
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(record["pid"])
            if abs(process.create_time() - record["started"]) < 1.0 and process.status() != psutil.STATUS_ZOMBIE:
                process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
                left.append(process)
        sweep_orphans(record["pid"])
    psutil.wait_procs(left, timeout=SETTLE_SECONDS)
    for process in left:
        sweep(process.pid)
    _wait_for_postgres(state.directory / "postgres" / "data" / "postmaster.pid")


def sweep_orphans(group: int) -> None:
    """Kill the members of a process group whose leader is gone."""
    if psutil.pid_exists(group):
        return
    sweep(group)


def _wait_for_postgres(lock: Path) -> None:
    """A server killed with its launcher takes a moment: its children must be gone before a new one may start."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        try:
            pid = int(lock.read_text().split()[0])
        except (FileNotFoundError, ValueError, IndexError, PermissionError):
            return
        if not psutil.pid_exists(pid):
            return
        time.sleep(0.05)


def pss_of_tree(pid: int) -> int:
    """PSS in bytes of a process and everything below it."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += _pss(one.pid)
    return total


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as lines:
        for line in lines:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
