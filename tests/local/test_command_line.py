"""The command line answers in Chinese, in one sentence, and with an exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.stack import Stack
from deploy.local.state import ROOT, State
from services.kernel.tokens import TokenVerifier
from tests.conftest import STARTS_AT


def zhengban(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_token_is_good_for_the_stack_of_the_directory(state_directory: Path) -> None:
    done = zhengban("token", "li.na", "--state", str(state_directory))
    assert done.returncode == 0
    verifier = TokenVerifier(str(Issuer(State(state_directory)).jwks), ISSUER, AUDIENCE)
    await verifier.refresh()
    assert verifier.verify(done.stdout.strip()).login == "li.na"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clock", "show"), "没有正在运行的系统"),
        (("clock", "advance", "1d"), "没有正在运行的系统"),
        (("clock", "advance", "soon"), "不是时长"),
    ],
)
async def test_a_clock_that_cannot_be_moved_says_why(state_directory: Path, words: tuple[str, ...], said: str) -> None:
    done = zhengban(*words, "--state", str(state_directory))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert said in done.stderr


async def test_the_steered_clock_moves_forward_only(state_directory: Path) -> None:
    async with Stack(state_directory, services=(), gateway=False, clock="steered", starts_at=STARTS_AT):
        assert zhengban("clock", "show", "--state", str(state_directory)).stdout.startswith("2022-01-24 08:30:00")
        moved = zhengban("clock", "advance", "3d", "--state", str(state_directory))
        assert moved.stdout.startswith("2022-01-27 08:30:00")
        back = zhengban("clock", "set", "2022-01-26", "--state", str(state_directory))
        assert back.returncode == 1
        assert "只能向前拨" in back.stderr
        assert zhengban("clock", "show", "--state", str(state_directory)).stdout.startswith("2022-01-27 08:30:00")


async def test_the_systems_clock_is_not_steered(state_directory: Path) -> None:
    async with Stack(state_directory, services=(), gateway=False):
        refused = zhengban("clock", "advance", "3d", "--state", str(state_directory))
        assert refused.returncode == 1
        assert "不能拨动" in refused.stderr
