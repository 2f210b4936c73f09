"""`./zhengban test`: every check and every test of the project, and one table of what came out."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

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
    is given goes to pytest.
    """
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and any(path.rglob("test_*.py"))}
    parts = [word for word in arguments if word in folders | {STATIC_PART, UNIT_PART, DEMO_PART}]
    extra = [word for word in arguments if word not in parts]
    everything = not parts and not extra
    outcomes = []
    if everything or STATIC_PART in parts:
        outcomes += [_check(name, command) for name, command in STATIC.items()]
    chosen = [str(TESTS / part) for part in parts if part in folders]
    if everything or extra or chosen or UNIT_PART in parts:
        marks = ["-m", UNIT_PART] if UNIT_PART in parts else []
        outcomes.append(_pytest([*chosen, *marks, *extra]))
    if (everything or DEMO_PART in parts) and (ROOT / "deploy" / "demo" / "run.py").exists():
        with tempfile.TemporaryDirectory(prefix="zhengban-out-") as out:
            outcomes.append(_check("demo", ["-m", "deploy.local", "demo", "--out", out]))
    _show(outcomes)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def _check(name: str, command: Sequence[str]) -> Outcome:
    return _timed(name, lambda: (1, 0, 0) if _python(command) == 0 else (0, 1, 0))


def _pytest(arguments: Sequence[str]) -> Outcome:
    def work() -> tuple[int, int, int]:
        with tempfile.TemporaryDirectory(prefix="zhengban-report-") as folder:
            report = Path(folder) / "report.xml"
            code = _python(["-m", "pytest", f"--junit-xml={report}", *arguments])
            passed, failed, skipped = _counts(report)
        return passed, failed or int(code != 0), skipped  # a run that broke off has failed, whatever it counted

    return _timed("pytest", work)


def _counts(report: Path) -> tuple[int, int, int]:
    if not report.exists():
        return 0, 0, 0
    suite = ElementTree.parse(report).getroot().find("testsuite")
    if suite is None:
        return 0, 0, 0
    total, failures, errors, skipped = (int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped"))
    return total - failures - errors - skipped, failures + errors, skipped


def _timed(name: str, work: Callable[[], tuple[int, int, int]]) -> Outcome:
    click.secho(f"── {name} ", bold=True)
    started = time.monotonic()
    passed, failed, skipped = work()
    return Outcome(name, time.monotonic() - started, passed, failed, skipped)


def _python(arguments: Sequence[str]) -> int:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=False).returncode


def _show(outcomes: Sequence[Outcome]) -> None:
    """The table, and a closing line that machines can read."""
    click.echo()
    for one in outcomes:
        verdict = click.style("失败", fg="red") if one.failed else click.style("通过", fg="green")
        click.echo(f"{verdict}  {one.name:<14}{one.passed:>5} 通过 {one.failed:>4} 失败 {one.seconds:>7.1f} 秒")
    passed, failed, skipped = (sum(getattr(one, key) for one in outcomes) for key in COUNTED)
    click.echo(f"共用 {sum(one.seconds for one in outcomes):.0f} 秒")
    click.echo(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
