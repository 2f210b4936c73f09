"""Shows the logs of all processes in one stream, each line with its process's name in its own colour."""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

import click

COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "bright_cyan", "bright_green", "bright_magenta")
LOOK_SECONDS = 0.1


class Follower:
    """Reads what is added to the `*.log` files of a directory from now on."""

    def __init__(self, directory: Path, show: Callable[[str], None] = click.echo) -> None:
        self._directory = directory
        self._show = show
        self._seen = {path: path.stat().st_size for path in directory.glob("*.log")}
        self._colours: dict[str, str] = {}
        self._next_colour = itertools.cycle(COLOURS)

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            self.show_new()
            await asyncio.sleep(LOOK_SECONDS)

    def show_new(self) -> None:
        """Show the whole lines that were added since the last look."""
        for path in sorted(self._directory.glob("*.log")):
            start = self._seen.get(path, 0)
            size = path.stat().st_size
            if size < start:  # set aside and begun anew
                start = 0
            if size == start:
                continue
            with open(path, "rb") as file:
                file.seek(start)
                added = file.read(size - start)
            whole = added[: added.rfind(b"\n") + 1]
            self._seen[path] = start + len(whole)
            for line in whole.decode(errors="replace").splitlines():
                self._show(f"{self._label(path.stem)} {line}")

    def _label(self, name: str) -> str:
        if name not in self._colours:
            self._colours[name] = next(self._next_colour)
        return click.style(f"{name:<12}│", fg=self._colours[name])
