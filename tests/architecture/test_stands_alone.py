"""A service's image is the kernel, the contracts and that one service: each imports with nothing else present."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.__main__ import SERVICES
from services.kernel.settings import ROOT


@pytest.mark.parametrize("service", SERVICES)
def test_service_stands_alone(service: str, tmp_path: Path) -> None:
    house = tmp_path / "services"
    house.mkdir()
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "services" / name, house / name)
    for name in ("kernel", "contracts", service):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "services" / name, house / name, ignore=ignored)
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import services.{service}.app",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_nothing_reads_outside_of_the_project() -> None:
    """The project stands alone: no file that git tracks names a folder beside it."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    outside = ".." + "/shared"
    strangers = [
        name
        for name in tracked
        if name.endswith((".py", ".sh", ".toml", ".yaml", ".mjs", "run", "zhengban"))
        and outside in (ROOT / name).read_text(encoding="utf-8", errors="ignore")
    ]
    assert strangers == []
