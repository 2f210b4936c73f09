"""What an operation selects, compiled once into shapes that completion walks without looking at the schema again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    VariableNode,
    is_abstract_type,
    is_interface_type,
    is_object_type,
)

INTROSPECTION = ("__schema", "__type")

Flags = Mapping[str, bool]  # the values of the variables that @skip and @include use
Fields = dict[str, list[FieldNode]]


class Kind(Enum):
    LEAF = auto()
    ENUM = auto()
    TYPENAME = auto()
    LIST = auto()
    OBJECT = auto()
    ABSTRACT = auto()


# Looked up once: completion asks for them for every value.
LEAF, ENUM, TYPENAME, LIST, OBJECT, ABSTRACT = Kind


@dataclass(slots=True)
class Shape:
    """What a value must look like in the answer."""

    kind: Kind
    nonnull: bool
    typename: str = ""
    values: frozenset[str] = frozenset()
    item: "Shape | None" = None
    selection: "Selection | None" = None


class Selection:
    """The fields chosen of a type, per concrete type, compiled when such an object first appears.

    A plan asks for `__typename` only where the type makes a difference: without it, an object of an interface has the
    fields that are chosen of every type, which stand under the interface's own name (`common`).
    """

    def __init__(self, compiler: "Compiler", parent: GraphQLObjectType | GraphQLAbstractType, nodes: list[FieldNode]):
        self._compiler = compiler
        self._nodes = nodes
        types = compiler.schema.get_possible_types(parent) if is_abstract_type(parent) else [parent]
        self._types: dict[str, Any] = {one.name: one for one in types}
        self.common = parent.name if is_interface_type(parent) else None
        if is_interface_type(parent):
            self._types[parent.name] = parent
        self._fields: dict[str, list[tuple[str, Shape]]] = {}

    def fields(self, typename: str) -> list[tuple[str, Shape]] | None:
        """The answer's keys and shapes for a concrete type, or None when callers must not know that type."""
        found = self._fields.get(typename)
        if found is None and typename in self._types:
            found = self._fields[typename] = self._compiler.fields(self._types[typename], self._nodes)
        return found


class Compiler:
    """Compiles the selections of one document, for one setting of its conditions."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], flags: Flags) -> None:
        self.schema = schema
        self._fragments = fragments
        self._flags = flags

    def root(self, parent: GraphQLObjectType, selections: Iterable[SelectionNode]) -> list[tuple[str, Shape]]:
        """The shapes of the root fields that services answer, and of `__typename`."""
        collected: Fields = {}
        self.collect(parent, selections, collected)
        return self._shapes(parent, {key: nodes for key, nodes in collected.items() if not introspects(nodes)})

    def collect(self, parent: GraphQLObjectType, selections: Iterable[SelectionNode], into: Fields) -> None:
        """CollectFields of the specification, with @skip and @include decided."""
        for node in selections:
            if not self._included(node.directives):
                continue
            match node:
                case FieldNode():
                    into.setdefault((node.alias or node.name).value, []).append(node)
                case InlineFragmentNode():
                    if node.type_condition is None or self._applies(node.type_condition.name.value, parent):
                        self.collect(parent, node.selection_set.selections, into)
                case FragmentSpreadNode():
                    fragment = self._fragments[node.name.value]
                    if self._applies(fragment.type_condition.name.value, parent):
                        self.collect(parent, fragment.selection_set.selections, into)

    def fields(self, parent: GraphQLObjectType, nodes: list[FieldNode]) -> list[tuple[str, Shape]]:
        collected: Fields = {}
        for node in nodes:
            if node.selection_set:
                self.collect(parent, node.selection_set.selections, collected)
        return self._shapes(parent, collected)

    def _shapes(self, parent: GraphQLObjectType, collected: Fields) -> list[tuple[str, Shape]]:
        shapes = []
        for key, nodes in collected.items():
            name = nodes[0].name.value
            if name == "__typename":
                shapes.append((key, Shape(TYPENAME, nonnull=True, typename=parent.name)))
            else:
                shapes.append((key, self._shape(parent.fields[name].type, nodes)))
        return shapes

    def _shape(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Shape:
        nonnull = isinstance(type_, GraphQLNonNull)
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList):
            return Shape(LIST, nonnull, item=self._shape(inner.of_type, nodes))
        if isinstance(inner, GraphQLEnumType):
            return Shape(ENUM, nonnull, values=frozenset(inner.values))
        if is_object_type(inner):
            return Shape(OBJECT, nonnull, typename=inner.name, selection=Selection(self, inner, nodes))
        if is_abstract_type(inner):
            return Shape(ABSTRACT, nonnull, selection=Selection(self, inner, nodes))
        return Shape(LEAF, nonnull)

    def _applies(self, condition: str, parent: GraphQLObjectType) -> bool:
        if condition == parent.name:
            return True
        type_ = self.schema.get_type(condition)
        return is_abstract_type(type_) and self.schema.is_sub_type(type_, parent)

    def _included(self, directives: Sequence[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            name = directive.name.value
            if name in ("skip", "include") and self._condition(directive) == (name == "skip"):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        assert directive.arguments
        value = directive.arguments[0].value
        if isinstance(value, VariableNode):
            return self._flags[value.name.value]
        return isinstance(value, BooleanValueNode) and value.value


def introspects(nodes: list[FieldNode]) -> bool:
    return nodes[0].name.value in INTROSPECTION
