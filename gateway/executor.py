"""Walks a query plan: fetches from the services and merges what they answer into one tree."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from gateway.entities import MISSING, Spot, clone, merge, project, rewrite, spots
from gateway.errors import Error, error, from_service
from gateway.plan import Condition, EntityFetch, Fetch, Group, Node, Parallel, Rewrite, Sequence
from gateway.subgraphs import Caller, FetchFailed, Subgraphs


class Batch:
    """The representations of one group, each once, and who waits for each of them."""

    def __init__(self, group: Group, data: dict[str, Any]) -> None:
        self.group = group
        self.waiting: list[list[tuple[dict[str, Any], Spot]]] = []
        self.places: list[Spot] = []  # where an error about all of them belongs
        numbers: dict[bytes, int] = {}
        for path in group.paths:
            affected = []
            for target, spot in spots(data, path):
                source = target
                if group.input_rewrites:
                    source = clone(target)
                    rewrite(source, group.input_rewrites)
                representation = project(group.requires, source)
                if representation is MISSING:
                    continue
                number = numbers.setdefault(orjson.dumps(representation), len(numbers))
                if number == len(self.waiting):
                    self.waiting.append([])
                self.waiting[number].append((target, spot))
                affected.append(spot)
            if affected:
                self.places.append(_common(affected))
        self.json = b"[" + b",".join(numbers) + b"]"

    def merge(self, entities: Any) -> Iterator[Spot]:
        """Merge what came back; yields where entities stand that their service does not know."""
        if not isinstance(entities, list):
            return
        for entity, waiting in zip(entities, self.waiting, strict=False):
            if entity is None:
                yield from (spot for _, spot in waiting)
            if not isinstance(entity, dict):
                continue
            rewrite(entity, self.group.output_rewrites)
            for index, (target, _) in enumerate(waiting):
                merge(target, clone(entity) if index else entity)

    def paths_of(self, rest: list[Any]) -> list[Spot]:
        """Where an error below `[number, …]` of the entities belongs in the whole answer."""
        if rest and isinstance(rest[0], int) and 0 <= rest[0] < len(self.waiting):
            inner = tuple(_renamed(part, self.group.output_rewrites) for part in rest[1:])
            return [(*spot, *inner) for _, spot in self.waiting[rest[0]]]
        return self.places


class Execution:
    """One run of a plan for one caller."""

    def __init__(
        self, subgraphs: Subgraphs, caller: Caller, variables: Mapping[str, Any], data: dict[str, Any] | None = None
    ) -> None:
        self._subgraphs = subgraphs
        self._caller = caller
        self._variables = variables
        self._stopped = False
        self.data: dict[str, Any] = data if data is not None else {}
        self.errors: list[Error] = []
        self.unknown: set[Spot] = set()  # where entities stand that do not exist for the caller

    async def run(self, node: Node) -> None:
        match node:
            case Fetch():
                await self._fetch(node)
            case EntityFetch():
                await self._fetch_entities(node)
            case Sequence():
                for one in node.nodes:
                    await self.run(one)
            case Parallel():
                async with asyncio.TaskGroup() as group:
                    for one in node.nodes:
                        group.create_task(self.run(one))
            case Condition():
                chosen = node.when_true if self._variables.get(node.variable) is True else node.when_false
                if chosen:
                    await self.run(chosen)

    async def _fetch(self, node: Fetch) -> None:
        if self._stopped and node.kind == "mutation":
            # GraphQL runs mutations one after the other and stops at the first that failed as a whole.
            self._fail(node.service, "NOT_EXECUTED", [(key,) for key in node.root_keys])
            return
        body = node.head + orjson.dumps(self._chosen(node.variables)) + b"}"
        try:
            answer = await self._subgraphs.fetch(node.service, body, self._caller, repeatable=node.kind == "query")
        except FetchFailed as failure:
            self._stopped = node.kind == "mutation"
            self._fail(node.service, failure.code, [(key,) for key in node.root_keys])
            return
        data = answer.get("data")
        if isinstance(data, dict):
            rewrite(data, node.rewrites)
            for index, (target, _) in enumerate(list(spots(self.data, node.path))):
                merge(target, clone(data) if index else data)
        else:
            self._stopped = self._stopped or node.kind == "mutation"
        self.add_errors(node, answer.get("errors"))

    def add_errors(self, node: Fetch, errors: Any) -> None:
        """Take over the errors that the answer to a root fetch reported."""
        at = _common([spot for _, spot in spots(self.data, node.path)])
        for reported in errors or ():
            path = reported.get("path") if isinstance(reported, dict) else None
            if path:
                renamed = tuple(_renamed(part, node.rewrites) for part in path)
                self.errors.append(from_service(reported, node.service, (*at, *renamed)))
            else:
                for key in node.root_keys:
                    self.errors.append(from_service(reported, node.service, (*at, key)))

    async def _fetch_entities(self, node: EntityFetch) -> None:
        batches = {group.key: Batch(group, self.data) for group in node.groups}
        if not any(batch.waiting for batch in batches.values()):
            return
        everywhere = [place for batch in batches.values() for place in batch.places]
        variables: dict[str, Any] = self._chosen(node.variables)
        for batch in batches.values():
            variables[batch.group.variable] = orjson.Fragment(batch.json)
        try:
            answer = await self._subgraphs.fetch(
                node.service, node.head + orjson.dumps(variables) + b"}", self._caller, repeatable=True
            )
        except FetchFailed as failure:
            self._fail(node.service, failure.code, everywhere)
            return
        data = answer.get("data")
        for key, batch in batches.items():
            self.unknown.update(batch.merge(data.get(key) if isinstance(data, dict) else None))
        for reported in answer.get("errors") or ():
            path = (reported.get("path") if isinstance(reported, dict) else None) or [None]
            named = batches.get(path[0])
            places = named.paths_of(path[1:]) if named else everywhere
            self.errors.extend(from_service(reported, node.service, place) for place in places)

    def _chosen(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: self._variables[name] for name in names if name in self._variables}

    def _fail(self, service: str, code: str, paths: list[Spot]) -> None:
        self.errors.extend(error(code, path=path, service=service) for path in paths)


def _common(paths: list[Spot]) -> Spot:
    """The longest common beginning: one error tells that a whole list could not be joined."""
    if not paths:
        return ()
    first, last = min(paths, key=_sortable), max(paths, key=_sortable)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]


def _sortable(path: Spot) -> list[str]:
    return [str(part) for part in path]


def _renamed(part: Any, rewrites: tuple[Rewrite, ...]) -> Any:
    for one in rewrites:
        if one.renames and one.path[-1] == part:
            return one.value
    return part
