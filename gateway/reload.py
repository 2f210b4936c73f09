"""Puts a changed supergraph file into service while requests go on."""

import asyncio
import logging
from pathlib import Path

from gateway.engine import Engine
from gateway.graph import BadSupergraph, Graph

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class Reloader:
    """Opens the graph of a file and swaps it when the file changes; a bad file changes nothing."""

    def __init__(self, engine: Engine, supergraph: Path, services: set[str]) -> None:
        self._engine = engine
        self._supergraph = supergraph
        self._services = services
        self._seen = ""

    async def load(self) -> None:
        """Put the file as it is now into service; raises `BadSupergraph`."""
        try:
            text = self._supergraph.read_text()
        except (OSError, UnicodeDecodeError) as failure:
            raise BadSupergraph(f"{self._supergraph.name} cannot be read") from failure
        if text == self._seen:
            return
        self._seen = text  # a bad file is tried once, not every second
        fresh = await Graph.open(text, self._services)
        old, self._engine.graph = self._engine.graph, fresh
        log.info("supergraph %s is in service", fresh.hash[:12])
        if old:
            await old.close()

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.load()
            except BadSupergraph as failure:
                log.error("the changed supergraph is not put into service: %s", failure)
            except Exception:
                log.exception("the changed supergraph is not put into service")
