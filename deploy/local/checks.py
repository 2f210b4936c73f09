"""`./zhengban test`: every check and every test of the project, and one table of what came out."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from deploy.local.state import ROOT

TESTS = ROOT / "tests"
STATIC = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
}
COUNTED = ("passed", "failed", "skipped")
STATIC_PART, UNIT_PART, DEMO_PART = "static", "unit", "demo"
MOST_PROCESSES = 4  # each starts servers of its own
SIDE_BY_SIDE = ["-n", str(max(2, min(os.cpu_count() or 1, MOST_PROCESSES))), "--dist", "loadfile"]
# A process that died is not replaced: what it held is lost to the count, and xdist may wait for it without end.
SIDE_BY_SIDE += ["--max-worker-restart", "0"]


@dataclass(frozen=True)
class Outcome:
    """What one step came to."""

    name: str
    seconds: float
    passed: int
    failed: int
    skipped: int = 0


def run_checks(arguments: Sequence[str]) -> int:
    """Run the named parts (all without a name), show the summary, and return the exit code.

    Parts are `static`, `unit` (the tests that start no server), the folders of `tests/`, and `demo`; whatever else
    is given goes to pytest, which then runs in one process.
    """
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and any(path.rglob("test_*.py"))}
    parts = [word for word in arguments if word in folders | {STATIC_PART, UNIT_PART, DEMO_PART}]
    extra = [word for word in arguments if word not in parts]
    everything = not parts and not extra
    chosen = [str(TESTS / part) for part in parts if part in folders]
    started = time.monotonic()
    outcomes = []
    with ThreadPoolExecutor(max_workers=1) as beside:  # the demo leaves half of the machine to them
        static = everything or STATIC_PART in parts
        reading = [beside.submit(_check, name, command) for name, command in STATIC.items() if static]
        if everything or DEMO_PART in parts:
            with tempfile.TemporaryDirectory(prefix="zhengban-out-") as out:
                outcomes.append(_check("demo", ["-m", "deploy.local", "demo", "--out", out], aloud=True))
        outcomes = [each.result() for each in reading] + outcomes
    if extra:
        outcomes.append(_pytest("pytest", [*chosen, *_marked(UNIT_PART if UNIT_PART in parts else ""), *extra]))
    elif UNIT_PART in parts:
        outcomes.append(_pytest("pytest", [*chosen, *SIDE_BY_SIDE, *_marked(UNIT_PART)]))
    elif everything or chosen:
        outcomes.append(_pytest("pytest", [*chosen, *SIDE_BY_SIDE]))
    _show(outcomes, time.monotonic() - started)
    return 0 if any(one.passed for one in outcomes) and not any(one.failed for one in outcomes) else 1


def _marked(expression: str) -> list[str]:
    return ["-m", expression] if expression else []


def _check(name: str, command: Sequence[str], *, aloud: bool = False) -> Outcome:
    """One command that passes or fails; what it says is shown as it comes, or in one piece at its end."""

    def work() -> tuple[int, int, int]:
        if aloud:
            _announce(name)
        done = _python(command, None if aloud else subprocess.PIPE)
        if not aloud:
            _announce(name)
            click.echo(done.stdout, nl=False)
        return (1, 0, 0) if done.returncode == 0 else (0, 1, 0)

    return _timed(name, work)


def _pytest(name: str, arguments: Sequence[str]) -> Outcome:
    def work() -> tuple[int, int, int]:
        _announce(name)
        with tempfile.TemporaryDirectory(prefix="zhengban-report-") as folder:
            report = Path(folder) / "report.xml"
            code = _python(["-m", "pytest", f"--junit-xml={report}", *arguments]).returncode
            passed, failed, skipped = _counts(report)
        broken = code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        return passed, failed or int(broken), skipped  # a run that broke off has failed, whatever it counted

    return _timed(name, work)


def _counts(report: Path) -> tuple[int, int, int]:
    if not report.exists():
        return 0, 0, 0
    suite = ElementTree.parse(report).getroot().find("testsuite")
    if suite is None:
        return 0, 0, 0
    total, failures, errors, skipped = (int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped"))
    return total - failures - errors - skipped, failures + errors, skipped


def _timed(name: str, work: Callable[[], tuple[int, int, int]]) -> Outcome:
    started = time.monotonic()
    passed, failed, skipped = work()
    return Outcome(name, time.monotonic() - started, passed, failed, skipped)


def _announce(name: str) -> None:
    click.secho(f"── {name} ", bold=True)


def _python(arguments: Sequence[str], output: int | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
        check=False,
    )


def _show(outcomes: Sequence[Outcome], seconds: float) -> None:
    """The table, and a closing line that machines can read."""
    click.echo()
    for one in outcomes:
        verdict = click.style("失败", fg="red") if one.failed else click.style("通过", fg="green")
        click.echo(f"{verdict}  {one.name:<14}{one.passed:>5} 通过 {one.failed:>4} 失败 {one.seconds:>7.1f} 秒")
    passed, failed, skipped = (sum(getattr(one, key) for one in outcomes) for key in COUNTED)
    click.echo(f"共用 {seconds:.0f} 秒")
    click.echo(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
