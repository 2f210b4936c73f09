"""Whether this process lives, whether it can serve, and its figures."""

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.engine import Engine
from gateway.metrics import Metrics
from gateway.streams import Streams
from gateway.subgraphs import Subgraphs


class Health:
    def __init__(self, engine: Engine, subgraphs: Subgraphs, streams: Streams, metrics: Metrics) -> None:
        self._engine = engine
        self._subgraphs = subgraphs
        self._streams = streams
        self._metrics = metrics

    async def live(self, request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(self, request: Request) -> Response:
        """200 while there is a planner and at least one service to ask; names only, no addresses."""
        names = sorted(self._subgraphs.urls)
        reached = dict(zip(names, await asyncio.gather(*map(self._subgraphs.is_reachable, names)), strict=True))
        graph = self._engine.graph
        planner = graph is not None and graph.planner.alive
        serving = planner and any(reached.values()) and not self._streams.draining.is_set()
        body = {
            "status": "ready" if serving and all(reached.values()) else "degraded" if serving else "unready",
            "planner": planner,
            "supergraph": graph.hash if graph else None,
            "services": reached,
        }
        return JSONResponse(body, 200 if serving else 503)

    async def metrics(self, request: Request) -> Response:
        graph = self._engine.graph
        self._metrics.planner_up.set(graph is not None and graph.planner.alive)
        return Response(generate_latest(self._metrics.registry), media_type=CONTENT_TYPE_LATEST)
