"""How large a document may be. These figures are part of the contract: lowering one is a breaking change.

They are checked before validation and planning, whose cost grows faster than the document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
)

from gateway.errors import RequestRefused

MAX_TOKENS = 10_000  # of the document's text
MAX_DEPTH = 16  # fields inside of fields; the usual introspection query needs 15
MAX_ROOT_FIELDS = 30  # per operation, fragments counted
MAX_ALIASES = 200  # per operation, fragments counted each time they are used
MAX_NESTING = 64  # braces inside of braces, fragments followed
MAX_FIELDS = 5_000  # per operation, fragments counted each time they are used


@dataclass(frozen=True, slots=True)
class Size:
    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    fields: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            self.root_fields + other.root_fields,
            self.aliases + other.aliases,
            self.fields + other.fields,
        )


class _Measure:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}

    def of(self, selections: Iterable[SelectionNode], nesting: int = 0) -> Size:
        if nesting > MAX_NESTING:
            raise RequestRefused("DOCUMENT_TOO_DEEP")
        size = Size()
        for node in selections:
            match node:
                case FieldNode():
                    if node.alias and node.alias.value.startswith("__"):
                        raise RequestRefused("GRAPHQL_VALIDATION_FAILED", "别名不能以两个下划线开头")
                    inner = self.of(node.selection_set.selections, nesting + 1) if node.selection_set else Size()
                    size = size.beside(
                        Size(1 + inner.depth, 1, inner.aliases + (node.alias is not None), 1 + inner.fields)
                    )
                case InlineFragmentNode():
                    size = size.beside(self.of(node.selection_set.selections, nesting + 1))
                case FragmentSpreadNode():
                    size = size.beside(self._fragment(node.name.value, nesting + 1))
        return size

    def _fragment(self, name: str, nesting: int) -> Size:
        if name not in self._known:
            self._known[name] = Size()  # a fragment inside itself is refused by validation
            fragment = self._fragments.get(name)
            if fragment:
                self._known[name] = self.of(fragment.selection_set.selections, nesting)
        return self._known[name]


def check(document: DocumentNode, operation: OperationDefinitionNode) -> None:
    """Raise `RequestRefused` when the operation is larger than the contract allows."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    size = _Measure(fragments).of(operation.selection_set.selections)
    if size.depth > MAX_DEPTH:
        raise RequestRefused("DOCUMENT_TOO_DEEP", f"查询嵌套过深，最多 {MAX_DEPTH} 层")
    for actual, limit, what in (
        (size.root_fields, MAX_ROOT_FIELDS, "根字段"),
        (size.aliases, MAX_ALIASES, "别名"),
        (size.fields, MAX_FIELDS, "字段"),
    ):
        if actual > limit:
            raise RequestRefused("DOCUMENT_TOO_LARGE", f"查询过大：{what} {actual} 个，最多 {limit} 个")
