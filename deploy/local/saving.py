"""Backup and restore of a local stack: its databases, its files, its county's mark and its office clock."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from deploy.backup.installation import Installation, Place
from deploy.backup.restoring import restore
from deploy.backup.taking import take
from deploy.local.attached import environment
from deploy.local.postgres import open_database
from deploy.local.stack import SERVICES, Stack
from deploy.local.state import StackError, State
from deploy.local.steering import Steering


def _report(line: str) -> None:
    click.secho(line, err=True)


def save(state: State, target: Path) -> None:
    """Take a backup of the stack that runs on the directory."""
    clock = asyncio.run(Steering.of(state).show())
    dsns = {name: environment(state, name)["ZHENGBAN_DSN"] for name in SERVICES}
    beside = {"county": state.read("county"), "clock": clock.now.isoformat() if clock else None}
    asyncio.run(take(_installation(state, dsns), target.absolute(), _report, beside))


def bring_back(source: Path, state: State) -> None:
    """Restore a backup into a directory that no stack has used yet; what fails leaves no directory."""
    if state.directory.exists() and any(state.directory.iterdir()):
        raise StackError(f"目录 {state.directory} 不是空的；恢复不会覆盖任何内容，请用 --state 另指目录。")
    try:
        asyncio.run(_bring_back(source, state))
    except BaseException:
        state.discard()
        raise


async def _bring_back(source: Path, state: State) -> None:
    async with Stack(state.directory, services=(), gateway=False, report=_report) as stack:
        dsns = {name: await open_database(state, stack.admin_dsn, name) for name in SERVICES}
        manifest = await restore(source, _installation(state, dsns), _report)
        state.write("county", manifest.beside["county"])
        if manifest.beside["clock"]:
            await Steering(stack.nats_url, stack.nats_token).set(datetime.fromisoformat(manifest.beside["clock"]))


def _installation(state: State, dsns: dict[str, str]) -> Installation:
    return {name: Place(dsn, state.files / name) for name, dsn in dsns.items()}
