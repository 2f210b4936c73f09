"""What the demo did, step by step, and the table it ends with."""

import statistics
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One step of the story."""

    chapter: str
    step: str
    who: str
    clause: str
    at: datetime
    outcome: str
    refused: bool = False


@dataclass
class Record:
    """Collects steps, latencies and checks while the story runs, and shows progress."""

    console: Console
    rows: list[Row] = field(default_factory=list)
    latencies: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    chapter: str = ""
    started: float = field(default_factory=time.monotonic)

    def begin(self, chapter: str) -> None:
        """A new chapter."""
        self.chapter = chapter
        self.console.print(f"\n[bold]{chapter}[/bold]")

    def step(self, at: datetime, who: str, step: str, clause: str, outcome: str) -> None:
        """A step that was taken."""
        self.rows.append(Row(self.chapter, step, who, clause, at, outcome))
        self.console.print(f"  [dim]{at:%m-%d %H:%M}[/dim] {who}　{step}　[green]{outcome}[/green]", highlight=False)

    def refusal(self, at: datetime, who: str, step: str, violation: dict[str, Any]) -> None:
        """An act that was refused, with the clause that speaks against it."""
        clauses = "、".join(clause["id"] for clause in violation["clauses"])
        outcome = f"{violation['code']}：{violation['messageZh']}"
        self.rows.append(Row(self.chapter, step, who, clauses, at, outcome, refused=True))
        self.console.print(
            f"  [dim]{at:%m-%d %H:%M}[/dim] {who}　{step}　[yellow]不予办理　{outcome}[/yellow]", highlight=False
        )
        for clause in violation["clauses"][:1]:
            words = clause["text"].removeprefix(clause["article"])[:60]
            self.console.print(f"      [dim]{clause['regulation']}{clause['article']}：{words}…[/dim]")

    def latency(self, name: str, seconds: float) -> None:
        self.latencies.setdefault(name, []).append(seconds)

    def check(self, name: str, holds: bool, detail: str = "") -> None:
        """A check of what came out; one that fails makes the demo fail."""
        if not holds:
            self.failures.append(f"{name}　{detail}")
            self.console.print(f"  [red]✗ {name}　{detail}[/red]")

    def conclude(self, files: list[Path]) -> bool:
        """Print the table, the files and the latencies; True when every check held."""
        table = Table(title="演示经过", show_lines=False, header_style="bold", expand=True)
        table.add_column("日期", width=5, no_wrap=True)
        for name, ratio in (("步骤", 7), ("办理人", 5), ("条款", 3), ("结果", 9)):
            table.add_column(name, ratio=ratio, overflow="fold")
        chapter = ""
        for row in self.rows:
            if row.chapter != chapter:
                chapter = row.chapter
                table.add_row("", f"[bold]{chapter}[/bold]", "", "", "")
            outcome = f"[yellow]不予办理　{row.outcome}[/yellow]" if row.refused else row.outcome
            table.add_row(f"{row.at:%m-%d}", row.step, row.who, row.clause, outcome)
        self.console.print()
        self.console.print(table)
        self._print_files(files)
        self._print_latencies()
        refusals = sum(row.refused for row in self.rows)
        took = time.monotonic() - self.started
        self.console.print(
            f"\n共{len(self.rows)}步，其中{refusals}项不予办理；产生文件{len(files)}个；用时{took:.1f}秒。"
        )
        for failure in self.failures:
            self.console.print(f"[red]未通过：{failure}[/red]")
        if not self.failures:
            self.console.print("[bold green]全部检查通过。[/bold green]")
        return not self.failures

    def _print_files(self, files: list[Path]) -> None:
        table = Table(title="产生的文件", header_style="bold")
        table.add_column("文件")
        table.add_column("大小", justify="right")
        for path in sorted(files):
            table.add_row(path.name, f"{path.stat().st_size / 1024:,.0f} KB")
        self.console.print(table)

    def _print_latencies(self) -> None:
        if not self.latencies:
            return
        table = Table(title="所见的时延（毫秒）", header_style="bold")
        for name in ("经过", "次数", "中位", "最大"):
            table.add_column(name, justify="left" if name == "经过" else "right")
        for name, values in self.latencies.items():
            ms = [value * 1000 for value in values]
            table.add_row(name, str(len(ms)), f"{statistics.median(ms):.0f}", f"{max(ms):.0f}")
        self.console.print(table)
