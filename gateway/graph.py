"""One supergraph in service: its API schema, its planner, and the operations that were already planned."""

import asyncio
import hashlib
import logging
from collections import OrderedDict

from graphql import GraphQLSchema, build_schema, parse

from gateway.errors import RequestRefused
from gateway.operation import Operation, read_operation
from gateway.plan import UnknownPlan, read_plan
from gateway.sidecar import NotPlannable, Planner, PlannerUnavailable
from gateway.types import PossibleTypes, service_names

log = logging.getLogger(__name__)

MAX_CACHED = 1_000


class BadSupergraph(Exception):
    """The supergraph cannot be put into service."""


class Graph:
    """Reads operations and keeps the last `MAX_CACHED` with their plans."""

    def __init__(self, text: str, schema: GraphQLSchema, types: PossibleTypes, planner: Planner) -> None:
        self.hash = hashlib.sha256(text.encode()).hexdigest()
        self.schema = schema
        self.planner = planner
        self.hits = self.misses = 0
        self._types = types
        self._cache: OrderedDict[tuple[bytes, str | None], Operation] = OrderedDict()
        self._reading: dict[tuple[bytes, str | None], asyncio.Task[Operation]] = {}

    @classmethod
    async def open(cls, text: str, services: set[str]) -> "Graph":
        """Start a planner for `text`; raises `BadSupergraph`."""
        try:
            document = parse(text)
        except Exception as failure:
            raise BadSupergraph(f"the supergraph cannot be read: {failure}") from failure
        composed = service_names(document)
        if not composed:
            raise BadSupergraph("the file is not a supergraph")
        missing = composed - services
        if missing:
            raise BadSupergraph(f"no address is set for {', '.join(sorted(missing))} (ZHENGBAN_SUBGRAPHS)")
        planner = Planner(text)
        try:
            await planner.start()
            schema = build_schema(planner.schema)
        except Exception as failure:
            await planner.close()
            raise BadSupergraph(str(failure)) from failure
        return cls(text, schema, PossibleTypes(document), planner)

    async def operation(self, query: str, name: str | None) -> Operation:
        """The operation, planned; raises `RequestRefused`. Who asks for the same at once waits for one reading."""
        key = (hashlib.sha256(query.encode("utf-8", "surrogatepass")).digest(), name)
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            self.hits += 1
            return found
        self.misses += 1
        reading = self._reading.get(key)
        if reading is None:
            reading = self._reading[key] = asyncio.create_task(self._read(query, name))
            reading.add_done_callback(lambda done: self._read_done(key, done))
        operation = await asyncio.shield(reading)
        self._cache[key] = operation
        if len(self._cache) > MAX_CACHED:
            self._cache.popitem(last=False)
        return operation

    async def _read(self, query: str, name: str | None) -> Operation:
        operation = read_operation(self.schema, query, name)
        if not operation.needs_services:
            return operation
        chosen = operation.definition.name.value if operation.definition.name else None
        try:
            operation.plan = read_plan(await self.planner.plan(operation.for_planner(), chosen), self._types)
        except PlannerUnavailable as failure:
            raise RequestRefused("PLANNER_UNAVAILABLE") from failure
        except (NotPlannable, UnknownPlan) as failure:
            log.exception("a valid operation could not be planned")
            raise RequestRefused("OPERATION_NOT_PLANNABLE") from failure
        return operation

    def _read_done(self, key: tuple[bytes, str | None], done: asyncio.Task[Operation]) -> None:
        self._reading.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen, even when everyone who waited has gone

    async def close(self) -> None:
        await self.planner.close()
