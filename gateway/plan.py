"""Query plans, read once from the planner's JSON into what the executor walks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, OperationDefinitionNode, parse

from gateway.types import PossibleTypes

AT = None  # the path segment for "every element of this list"
Segment = str | frozenset[str] | None  # a field, the concrete types that may pass, or AT
Path = tuple[Segment, ...]


class UnknownPlan(Exception):
    """The plan holds a node that this executor does not know."""


@dataclass(frozen=True, slots=True)
class Required:
    """One selection of a representation: a field, or (with `types`) a fragment on a type."""

    name: str
    key: str
    types: frozenset[str] | None
    selections: tuple["Required", ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Set the value at `path`, or rename the key at its end."""

    path: tuple[str | frozenset[str], ...]
    value: str
    renames: bool


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request for root fields, merged at `path`."""

    service: str
    kind: str  # query | mutation | subscription
    query: str
    head: bytes  # the request's body up to the variables
    variables: tuple[str, ...]
    root_keys: tuple[str, ...]
    rewrites: tuple[Rewrite, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Group:
    """The entities at some paths, sent as one list of representations and answered under `key`."""

    key: str
    variable: str
    paths: tuple[Path, ...]
    requires: tuple[Required, ...]
    input_rewrites: tuple[Rewrite, ...]
    output_rewrites: tuple[Rewrite, ...]


@dataclass(frozen=True, slots=True)
class EntityFetch:
    """One request for fields of entities that other services found."""

    service: str
    head: bytes
    variables: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Condition:
    variable: str
    when_true: "Node | None"
    when_false: "Node | None"


Node = Fetch | EntityFetch | Sequence | Parallel | Condition


@dataclass(frozen=True, slots=True)
class Plan:
    """What to fetch; of a subscription, `source` gives the events and `node` what each of them still needs."""

    node: Node | None
    source: Fetch | None = None


def read_plan(document: dict[str, Any], types: PossibleTypes) -> Plan:
    """Take over a plan of the planner; raises `UnknownPlan`."""
    reader = _Reader(types)
    root = document.get("node")
    if root is None:
        return Plan(None)
    if root["kind"] == "Subscription":
        return Plan(None, reader.fetch(root["primary"]))
    if root["kind"] == "Sequence" and root["nodes"] and root["nodes"][0]["kind"] == "Subscription":
        rest = reader.nodes(root["nodes"][1:])
        return Plan(Sequence(rest) if rest else None, reader.fetch(root["nodes"][0]["primary"]))
    return Plan(reader.node(root))


class _Reader:
    def __init__(self, types: PossibleTypes) -> None:
        self._types = types

    def nodes(self, nodes: Iterable[dict[str, Any]]) -> tuple[Node, ...]:
        return tuple(self.node(node) for node in nodes)

    def node(self, node: dict[str, Any]) -> Node:
        match node["kind"]:
            case "Sequence":
                return Sequence(self.nodes(node["nodes"]))
            case "Parallel":
                return Parallel(self.nodes(node["nodes"]))
            case "Condition":
                return Condition(
                    node["condition"], self._optional(node.get("ifClause")), self._optional(node.get("elseClause"))
                )
            case "Fetch":
                return self.fetch(node)
            case "Flatten" if node["node"]["kind"] == "Fetch":
                return self._flattened(self._path(node["path"]), node["node"])
            case "BatchFetch":
                return self._batch(node)
            case kind:
                raise UnknownPlan(str(kind))

    def _optional(self, node: dict[str, Any] | None) -> Node | None:
        return self.node(node) if node else None

    def fetch(self, node: dict[str, Any], path: Path = ()) -> Fetch:
        return Fetch(
            service=node["serviceName"],
            kind=node.get("operationKind") or "query",
            query=node["operation"],
            head=_head(node),
            variables=tuple(node.get("variableUsages") or ()),
            root_keys=_root_keys(node["operation"]),
            rewrites=self._rewrites(node.get("outputRewrites")),
            path=path,
        )

    def _flattened(self, path: Path, node: dict[str, Any]) -> Node:
        if node.get("requires") is None:
            return self.fetch(node, path)  # root fields reached again, from inside of an answer
        return EntityFetch(
            service=node["serviceName"],
            head=_head(node),
            variables=tuple(node.get("variableUsages") or ()),
            groups=(self._group(node, "_entities", "representations", (path,)),),
        )

    def _batch(self, node: dict[str, Any]) -> EntityFetch:
        return EntityFetch(
            service=node["serviceName"],
            head=_head(node),
            variables=tuple(node.get("variableUsages") or ()),
            groups=tuple(
                self._group(
                    alias, alias["alias"], alias["representationsVariableName"], tuple(map(self._path, alias["paths"]))
                )
                for alias in node["entityBatch"]["aliases"]
            ),
        )

    def _group(self, node: dict[str, Any], key: str, variable: str, paths: tuple[Path, ...]) -> Group:
        return Group(
            key=key,
            variable=variable,
            paths=paths,
            requires=self._required(node["requires"]),
            input_rewrites=self._rewrites(node.get("inputRewrites")),
            output_rewrites=self._rewrites(node.get("outputRewrites")),
        )

    def _path(self, segments: list[Any]) -> Path:
        path: list[Segment] = []
        for segment in segments:
            if segment == "@":
                path.append(AT)
            elif "Field" in segment:
                path.append(segment["Field"])
            else:
                path.append(self._types.concrete(segment["TypeCondition"]))
        return tuple(path)

    def _required(self, selections: list[dict[str, Any]] | None) -> tuple[Required, ...]:
        made = []
        for selection in selections or ():
            inner = self._required(selection.get("selections"))
            match selection["kind"]:
                case "Field":
                    name = selection["name"]
                    made.append(Required(name, selection.get("alias") or name, None, inner))
                case "InlineFragment":
                    made.append(Required("", "", self._types.related(selection["typeCondition"]), inner))
                case kind:
                    raise UnknownPlan(f"requires {kind}")
        return tuple(made)

    def _rewrites(self, rewrites: list[dict[str, Any]] | None) -> tuple[Rewrite, ...]:
        made = []
        for rewrite in rewrites or ():
            setter = rewrite.get("ValueSetter") or (rewrite if rewrite.get("kind") == "ValueSetter" else None)
            renamer = rewrite.get("KeyRenamer") or (rewrite if rewrite.get("kind") == "KeyRenamer" else None)
            content = setter or renamer
            if content is None:
                raise UnknownPlan(f"rewrite {sorted(rewrite)}")
            path = tuple(
                segment["Key"] if "Key" in segment else self._types.concrete(segment["TypenameEquals"])
                for segment in content["path"]
            )
            value = content["renameKeyTo"] if renamer else content["setValueTo"]
            made.append(Rewrite(path, value, renames=renamer is not None))
        return tuple(made)


def _head(node: dict[str, Any]) -> bytes:
    return b'{"query":' + orjson.dumps(node["operation"]) + b',"variables":'


def _root_keys(operation: str) -> tuple[str, ...]:
    """The response keys of the root fields: where the error of a failed request belongs."""
    definition = next(one for one in parse(operation).definitions if isinstance(one, OperationDefinitionNode))
    return tuple(
        (field.alias or field.name).value
        for field in definition.selection_set.selections
        if isinstance(field, FieldNode) and field.name.value != "__typename"
    )
