"""`./zhengban bench`: how long things take and how much memory they need, each beside its goal."""

import os
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
import click
from rich.console import Console

from deploy.bench import report
from deploy.bench.events import measure_events
from deploy.bench.figures import Figure
from deploy.bench.ledger import measure_ledger
from deploy.bench.papers import measure_papers
from deploy.bench.reader import Reader
from deploy.bench.records import keep_commit_times
from deploy.demo.office import Office
from deploy.demo.people import CLERK, INSPECTOR, County
from deploy.local.stack import SERVICES, Stack
from services.kernel.clock import SHANGHAI

STARTS_AT = datetime(2022, 2, 7, 9, 0, tzinfo=SHANGHAI)
WITHOUT_PAPERS = ("directory", "meetings", "supervision")
MB = 1_000_000


@dataclass
class Bench:
    """One state directory, started several times."""

    directory: Path
    console: Console

    @asynccontextmanager
    async def stack(self, what: str, services: Collection[str] = SERVICES) -> AsyncIterator[tuple[Stack, float]]:
        """The stack, and the seconds it took until every part of it was ready."""
        self.console.print(f"[bold]{what}[/bold]")
        started = time.monotonic()
        async with Stack(
            self.directory, services=services, clock="steered", starts_at=STARTS_AT, report=self.console.print
        ) as stack:
            yield stack, time.monotonic() - started


async def run(state_dir: Path, *, as_json: bool) -> bool:
    """Measure everything and print it; True when every goal was reached."""
    load = os.getloadavg()[0]
    bench = Bench(state_dir, Console(stderr=True, highlight=False))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        figures, memory = await _whole_stack(bench, http)
        figures += await _events_and_ledger(bench, http)
    if as_json:
        click.echo(report.as_json(figures, memory, load))
    else:
        report.show(report.paper(), figures, load)
    return all(figure.reached is not False for figure in figures)


async def _whole_stack(bench: Bench, http: aiohttp.ClientSession) -> tuple[list[Figure], dict[str, int]]:
    async with bench.stack("首次启动") as (stack, cold):
        await keep_commit_times(stack)
    async with bench.stack("再次启动；印发纪要") as (stack, warm):
        office = Office(stack, http)
        county = await County.learn(office)
        reader = Reader(http, stack.gateway_url, stack.token(CLERK))
        papers = await measure_papers(stack, office, county, reader)
        memory = stack.pss()
    startup = [
        Figure("ready_cold", "系统就绪：首次（建库、迁移、导入花名册）", cold, "s"),
        Figure("ready_warm", "系统就绪：再次启动", warm, "s", 10.0),
    ]
    return [*startup, *_memory(memory), *papers], memory


def _memory(memory: dict[str, int]) -> list[Figure]:
    parts = [
        Figure(f"memory_{name}", f"　{name}", size / MB, "MB", note="含 LibreOffice" if name == "documents" else "")
        for name, size in sorted(memory.items(), key=lambda part: -part[1])
    ]
    return [Figure("memory_total", "印发纪要后全系统内存（PSS）", sum(memory.values()) / MB, "MB", 1500.0), *parts]


async def _events_and_ledger(bench: Bench, http: aiohttp.ClientSession) -> list[Figure]:
    async with bench.stack("不含文书服务启动；事件与台账", WITHOUT_PAPERS) as (stack, _):
        office = Office(stack, http)
        county = await County.learn(office)
        token = stack.token(INSPECTOR)
        through = Reader(http, stack.gateway_url, token)
        straight = Reader(http, f"{stack.url('supervision')}/graphql", token)
        events = await measure_events(stack, office, county, through)
        return [*events, *await measure_ledger(through, straight)]
