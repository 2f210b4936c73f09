"""One client operation, read, checked and planned: what the cache keeps and every request runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    execute_sync,
    get_variable_values,
    parse,
    print_ast,
    validate,
    value_from_ast_untyped,
    visit,
)
from graphql.language import Visitor

from gateway import limits
from gateway.errors import Error, RequestRefused, error
from gateway.plan import Plan
from gateway.selection import INTROSPECTION, Compiler, Fields, Shape, introspects

MAX_VALIDATION_ERRORS = 20
# How graphql-core words that the document is larger than its parser may read.
PARSER_LIMITS = {"tokens. Parsing aborted": "DOCUMENT_TOO_LARGE", "nested too deeply": "DOCUMENT_TOO_DEEP"}
MAX_COMPILED = 16  # settings of the conditions of one operation that are kept compiled


@dataclass(slots=True)
class Operation:
    """A valid operation of the API schema."""

    schema: GraphQLSchema
    document: DocumentNode
    definition: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]  # the variables of @skip and @include
    defaults: dict[str, Any]
    introspects: bool
    needs_services: bool
    plan: Plan = field(default_factory=lambda: Plan(None))
    _compiled: dict[tuple[bool, ...], list[tuple[str, Shape]]] = field(default_factory=dict)

    @property
    def kind(self) -> OperationType:
        return self.definition.operation

    @property
    def root_type(self) -> GraphQLObjectType:
        root = self.schema.get_root_type(self.kind)
        assert root is not None
        return root

    def variables(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values to run with, defaults filled in; raises `RequestRefused` (BAD_USER_INPUT)."""
        if not self.definition.variable_definitions:
            return {}
        checked = get_variable_values(self.schema, self.definition.variable_definitions, dict(given), max_errors=10)
        if isinstance(checked, list):
            raise RequestRefused("BAD_USER_INPUT", errors=as_errors(checked, "BAD_USER_INPUT"))
        return {**self.defaults, **given}

    def shapes(self, variables: Mapping[str, Any]) -> list[tuple[str, Shape]]:
        """The answer's root fields under these variables."""
        flags = tuple(variables.get(name) is True for name in self.conditions)
        found = self._compiled.get(flags)
        if found is None:
            if len(self._compiled) >= MAX_COMPILED:
                self._compiled.clear()
            compiler = Compiler(self.schema, self.fragments, dict(zip(self.conditions, flags, strict=True)))
            found = compiler.root(self.root_type, self.definition.selection_set.selections)
            self._compiled[flags] = found
        return found

    def introspect(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the operation asks of the schema itself, by answer's key."""
        flags = {name: variables.get(name) is True for name in self.conditions}
        collected: Fields = {}
        compiler = Compiler(self.schema, self.fragments, flags)
        compiler.collect(self.root_type, self.definition.selection_set.selections, collected)
        asked = [node for nodes in collected.values() if introspects(nodes) for node in nodes]
        if not asked:
            return {}
        definition = OperationDefinitionNode(
            operation=OperationType.QUERY,
            variable_definitions=self.definition.variable_definitions,
            selection_set=SelectionSetNode(selections=tuple(asked)),
            directives=(),
        )
        document = DocumentNode(definitions=(definition, *self.fragments.values()))
        result = execute_sync(self.schema, document, variable_values=dict(variables))
        return result.data or {}

    def for_planner(self) -> str:
        """The document that the planner gets: this operation alone, and not what only the gateway can answer."""
        document = DocumentNode(definitions=(self.definition, *self.fragments.values()))
        return print_ast(visit(document, _WithoutIntrospection()) if self.introspects else document)


def read_operation(schema: GraphQLSchema, query: str, name: str | None) -> Operation:
    """Parse, measure and validate; raises `RequestRefused`."""
    try:
        document = parse(query, no_location=False, max_tokens=limits.MAX_TOKENS)
        definition = _chosen(document, name)
        limits.check(document, definition)
        problems = validate(schema, document, max_errors=MAX_VALIDATION_ERRORS)
    except RecursionError as failure:
        raise RequestRefused("DOCUMENT_TOO_DEEP") from failure
    except GraphQLError as failure:
        code = next((code for text, code in PARSER_LIMITS.items() if text in failure.message), "GRAPHQL_PARSE_FAILED")
        raise RequestRefused(code, errors=as_errors([failure], code)) from failure
    if problems:
        raise RequestRefused("GRAPHQL_VALIDATION_FAILED", errors=as_errors(problems, "GRAPHQL_VALIDATION_FAILED"))
    facts = _Facts()
    visit(document, facts)
    if facts.deferred:
        raise RequestRefused("DEFER_NOT_SUPPORTED")
    if schema.get_root_type(definition.operation) is None:
        raise RequestRefused("GRAPHQL_VALIDATION_FAILED", f"接口没有 {definition.operation.value} 操作")
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    used = _used_fragments(definition, fragments)
    operation = Operation(
        schema=schema,
        document=document,
        definition=definition,
        fragments={key: value for key, value in fragments.items() if key in used},
        conditions=tuple(sorted(facts.conditions)),
        defaults={
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in definition.variable_definitions or ()
            if one.default_value
        },
        introspects=facts.introspects,
        needs_services=False,
    )
    operation.needs_services = any(
        one.name.value not in (*INTROSPECTION, "__typename")
        for one in _root_fields(definition.selection_set, operation.fragments)
    )
    return operation


def as_errors(problems: list[GraphQLError], code: str) -> list[Error]:
    """Errors of graphql-core with our code."""
    return [
        error(
            code,
            problem.message[:500],
            locations=[{"line": at.line, "column": at.column} for at in problem.locations or ()],
        )
        for problem in problems
    ]


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if name is not None:
        operations = [one for one in operations if one.name and one.name.value == name]
    if len(operations) != 1:
        raise RequestRefused("OPERATION_NOT_FOUND")
    return operations[0]


def _used_fragments(definition: OperationDefinitionNode, known: dict[str, FragmentDefinitionNode]) -> set[str]:
    used: set[str] = set()
    waiting: list[Node] = [definition]
    while waiting:
        spreads = _Spreads()
        visit(waiting.pop(), spreads)
        for name in spreads.names - used:
            used.add(name)
            waiting.append(known[name])
    return used


def _root_fields(selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> list[FieldNode]:
    found: list[FieldNode] = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            found.append(node)
        elif hasattr(node, "selection_set"):
            found.extend(_root_fields(node.selection_set, fragments))
        else:
            found.extend(_root_fields(fragments[node.name.value].selection_set, fragments))  # type: ignore[attr-defined]
    return found


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: Any, *_: Any) -> None:
        self.names.add(node.name.value)


class _Facts(Visitor):
    """What one walk over a valid document tells."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: set[str] = set()
        self.introspects = False
        self.deferred = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.introspects = self.introspects or node.name.value in INTROSPECTION

    def enter_directive(self, node: Any, *_: Any) -> None:
        if node.name.value in ("defer", "stream"):
            self.deferred = True
        if node.name.value in ("skip", "include") and isinstance(node.arguments[0].value, VariableNode):
            self.conditions.add(node.arguments[0].value.name.value)


class _WithoutIntrospection(Visitor):
    """Puts `__typename` under the same key where the schema is asked: a selection must not become empty."""

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        if node.name.value not in INTROSPECTION:
            return None
        return FieldNode(
            name=NameNode(value="__typename"), alias=node.alias or node.name, arguments=(), directives=node.directives
        )

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> Any:
        return self.REMOVE if node.type_condition.name.value.startswith("__") else None
