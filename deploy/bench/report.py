"""The figures for people, as a table, and for machines, as one JSON object."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from deploy.bench.figures import Figure

LEAST_COLUMNS = 110  # narrower, the tables break every word
DIGITS = {"s": 2, "ms": 1, "MB": 0, "×": 2}


def paper() -> Console:
    """Where the tables go: as wide as the terminal, and wide enough where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=LEAST_COLUMNS)


def written(value: float, unit: str) -> str:
    """A value with its unit, in as many digits as it deserves."""
    return f"{value:,.{DIGITS[unit]}f} {unit}"


def show(console: Console, figures: Sequence[Figure], load: float) -> None:
    """The table."""
    table = Table(title="测量结果", header_style="bold")
    for name in ("项目", "所测", "目标", "", "说明"):
        table.add_column(name, justify="right" if name in ("所测", "目标") else "left", overflow="fold")
    for each in figures:
        goal = "" if each.goal is None else f"≤ {written(each.goal, each.unit)}"
        mark = {None: "", True: "[green]✓[/green]", False: "[red]✗[/red]"}[each.reached]
        table.add_row(each.title, written(each.value, each.unit), goal, mark, f"[dim]{each.note}[/dim]")
    console.print(table)
    console.print(
        f"[dim]处理器{os.cpu_count()}个，开始时负载{load:.1f}；用时随机器上的其他工作而变，比值为同一次运行中的比较。[/dim]"
    )


def as_json(figures: Sequence[Figure], memory: Mapping[str, int], load: float) -> str:
    """Everything in one object; `reached` is null where there is no goal."""
    return json.dumps(
        {
            "figures": {each.key: asdict(each) | {"reached": each.reached} for each in figures},
            "memoryBytes": dict(memory),
            "processors": os.cpu_count(),
            "loadAtStart": load,
        },
        ensure_ascii=False,
        indent=1,
    )
