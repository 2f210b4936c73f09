"""`./zhengban bench --scale`: whether screens take longer over ten years of a county than over one.

Two installations run side by side, one with the last of the years, the other with all ten: the newest year is the same
in both, row by row. Every question is put to one and at once to the other, turn about, so that whatever else the
machine does meets both alike; what is compared is the ratio.
"""

import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import click
from rich.console import Console
from rich.table import Table

from deploy.bench import report
from deploy.bench.figures import Figure, p50, percentile
from deploy.bench.questions import ASKERS, SCREENS, Known, Screen, learn
from deploy.bench.reader import Question, Reader
from deploy.bench.years.seed import SERVICES, seed, years
from deploy.demo.office import Office
from deploy.demo.people import DIRECTOR, County
from deploy.local.stack import Stack
from deploy.local.state import State
from services.kernel.clock import SHANGHAI

NOW = datetime(2031, 12, 12, 9, 0, tzinfo=SHANGHAI)
SHORT, LONG = 1, 10  # years
GOAL = 1.3
PAGE = 20  # rows of a list
WARM_ROUNDS, ROUNDS = 10, 60
TOKEN_SECONDS = 6 * 3600


@dataclass
class Side:
    """One of the two installations, and what its questions took."""

    years: int
    stack: Stack
    known: Known
    http: aiohttp.ClientSession
    readers: dict[str, Reader] = field(default_factory=dict)

    def reader(self, asker: str) -> Reader:
        if asker not in self.readers:
            token = self.stack.token(ASKERS[asker](self.known), ttl=TOKEN_SECONDS)
            self.readers[asker] = Reader(self.http, self.stack.gateway_url, token)
        return self.readers[asker]


@dataclass
class Asking:
    """A screen in the eyes of one of those who open it; seconds of each side."""

    screen: Screen
    asker: str
    questions: tuple[Question, ...]
    rows: tuple[int, ...]
    seconds: tuple[list[float], ...]

    @property
    def ratio(self) -> float:
        short, long = (p50(each) for each in self.seconds)
        return long / short


async def run(directory: Path, *, as_json: bool, again: bool = False, only: str = "") -> bool:
    """Seed both, ask everything, print the table; True when no screen takes more than 1.3 times as long.

    `again` takes the installations as the last run left them; `only` is a part of the keys of the screens asked for.
    """
    for count in (SHORT, LONG):
        if not again:
            State(directory / str(count)).discard()
    load = os.getloadavg()[0]
    console = Console(stderr=True, highlight=False)
    async with AsyncExitStack() as open_:
        http = await open_.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)))
        sides = [await _side(open_, directory / str(count), count, http, console) for count in (SHORT, LONG)]
        askings = [
            await _prepare(sides, screen, asker)
            for screen in SCREENS
            for asker in screen.asked_by
            if only in screen.key
        ]
        console.print(f"[bold]{len(askings)}个问题，各{ROUNDS}轮[/bold]")
        await _measure(sides, askings)
    if as_json:
        click.echo(report.as_json(_figures(askings), {}, load))
    else:
        _show(report.paper(), askings, load)
    return all(asking.ratio <= GOAL for asking in askings)


async def _side(
    open_: AsyncExitStack, directory: Path, count: int, http: aiohttp.ClientSession, console: Console
) -> Side:
    console.print(f"[bold]{count}年的数据[/bold]")
    stack = await open_.enter_async_context(
        Stack(directory, services=SERVICES, clock="steered", starts_at=NOW, report=console.print)
    )
    office = Office(stack, http)
    county = await County.learn(office)
    if not stack.state.read("seeded"):
        started = time.monotonic()
        rows = await seed({name: stack.dsn(name) for name in SERVICES}, years(NOW, count), NOW)
        console.print(f"写入{rows:,}行，{time.monotonic() - started:.0f}秒")
        stack.state.write("seeded", {"rows": rows})
    director = Reader(http, stack.gateway_url, stack.token(DIRECTOR))
    return Side(count, stack, await learn(county, NOW.date(), director), http)


async def _prepare(sides: Sequence[Side], screen: Screen, asker: str) -> Asking:
    """Ask once to see that both answer; of a list both are then asked for as many rows as both have."""
    questions, rows = await _try(sides, screen, asker, PAGE)
    if len(set(rows)) > 1 and min(rows) > 0:
        questions, rows = await _try(sides, screen, asker, min(rows))
    return Asking(screen, asker, questions, rows, ([], []))


async def _try(
    sides: Sequence[Side], screen: Screen, asker: str, first: int
) -> tuple[tuple[Question, ...], tuple[int, ...]]:
    page = {"first": first} if "$first" in screen.query else {}
    questions = tuple(Question(screen.query, **page, **screen.variables(side.known)) for side in sides)
    answers = [await side.reader(asker).ask(question) for side, question in zip(sides, questions, strict=True)]
    return questions, tuple(_rows(answer) for answer in answers)


def _rows(answer: Any) -> int:
    """How many objects a page shows: of a list, or of the first list inside."""
    if isinstance(answer, list):
        return len(answer)
    if isinstance(answer, dict):
        return next((found for each in answer.values() if (found := _rows(each))), 0)
    return 0


async def _measure(sides: Sequence[Side], askings: Sequence[Asking]) -> None:
    for round_ in range(WARM_ROUNDS + ROUNDS):
        for asking in askings:
            for n in (0, 1) if round_ % 2 else (1, 0):
                taken = await sides[n].reader(asking.asker).timed(asking.questions[n])
                if round_ >= WARM_ROUNDS:
                    asking.seconds[n].append(taken)


def _figures(askings: Sequence[Asking]) -> list[Figure]:
    return [
        Figure(f"{each.screen.key}_{each.asker}", f"{each.screen.title}（{each.asker}）", each.ratio, "×", GOAL)
        for each in askings
    ]


def _show(console: Console, askings: Sequence[Asking], load: float) -> None:
    table = Table(title=f"{LONG}年与{SHORT}年的数据（毫秒）", header_style="bold")
    for name in ("页面", "由谁打开", "行数", f"{SHORT}年：中位", "95%", f"{LONG}年：中位", "95%", "之比", ""):
        table.add_column(name, justify="left" if name in ("页面", "由谁打开", "") else "right", overflow="fold")
    for each in askings:
        times = [f"{figure(taken) * 1000:.1f}" for taken in each.seconds for figure in (p50, _p95)]
        mark = "[green]✓[/green]" if each.ratio <= GOAL else "[red]✗[/red]"
        rows = "/".join(str(n) for n in dict.fromkeys(each.rows))
        table.add_row(each.screen.title, each.asker, rows, *times, f"{each.ratio:.2f} ×", mark)
    console.print(table)
    over = sum(each.ratio > GOAL for each in askings)
    console.print(
        f"[dim]目标：之比≤{GOAL}（以中位计）；{len(askings)}项中{over}项超过。各{ROUNDS}轮，两边交替请求；"
        f"处理器{os.cpu_count()}个，开始时负载{load:.1f}，结束时{os.getloadavg()[0]:.1f}。[/dim]"
    )


def _p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)
