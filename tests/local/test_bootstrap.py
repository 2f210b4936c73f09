"""The bootstrap script is plain POSIX shell, and costs nothing when nothing is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local.state import ROOT

SCRIPT = ROOT / "zhengban"


@pytest.mark.parametrize("shell", ["sh", "dash", "bash", "busybox"])
def test_every_shell_can_read_it(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    command = [program, "sh", "-n"] if shell == "busybox" else [program, "-n"]
    subprocess.run([*command, str(SCRIPT)], check=True, capture_output=True)


def test_shellcheck_finds_nothing() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not on this machine")
    found = subprocess.run(["shellcheck", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_without_python_it_says_what_to_do(tmp_path: Path) -> None:
    """On a machine without Python and without apt the answer is one sentence with a command."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "readlink", "cksum", "cat", "mkdir", "id", "printf", "flock", "rm"):
        program = shutil.which(name)
        if program:
            (programs / name).symlink_to(program)
    copy = tmp_path / "check out"
    (copy / "gateway" / "planner").mkdir(parents=True)
    for path in ("zhengban", "uv.lock", "pyproject.toml", "gateway/planner/package-lock.json"):
        shutil.copy(ROOT / path, copy / path)
    environment = {"PATH": str(programs), "ZHENGBAN_PYTHON": "no-such-python"}
    done = subprocess.run([str(copy / "zhengban"), "up"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].endswith("请执行：sudo apt-get install python3 python3-venv")
