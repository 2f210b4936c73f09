"""Every operation that the gateway offers, written out from its schema with arguments of any kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)

SCALARS: dict[str, Any] = {
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "Time": "09:00:00",
    "Decimal": "1",
}
LEFT_OUT = ("first", "after", "act")


@dataclass(frozen=True)
class Filling:
    """What stands in ids, texts, days and moments; `all_of_it` fills what may be left out as well."""

    name: str
    id: str
    text: str
    day: str = "2022-02-07"
    moment: str = "2022-02-07T09:00:00+08:00"
    all_of_it: bool = True


@dataclass(frozen=True)
class Operation:
    """One root field, ready to be asked."""

    field: str
    query: str
    variables: dict[str, Any]


def operations(schema: GraphQLSchema, kind: str, filling: Filling) -> Iterator[Operation]:
    """All root fields of `query` or `mutation`."""
    root = schema.query_type if kind == "query" else schema.mutation_type
    assert root is not None
    for name, field in root.fields.items():
        if not name.startswith("_"):
            yield _written(kind, name, field, filling)


def _written(kind: str, name: str, field: GraphQLField, filling: Filling) -> Operation:
    writer = _Writer(filling)
    wanted = {
        key: argument
        for key, argument in field.args.items()
        if key not in LEFT_OUT and (filling.all_of_it or isinstance(argument.type, GraphQLNonNull))
    }
    variables = {key: writer.value(argument.type) for key, argument in wanted.items()}
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in wanted.items())
    passed = ", ".join(f"{key}: ${key}" for key in wanted)
    head = f"{kind}({declared})" if declared else kind
    call = f"{name}({passed})" if passed else name
    return Operation(name, f"{head} {{ {call} {_selection(field)} }}", variables)


def _selection(field: GraphQLField) -> str:
    shown = get_named_type(field.type)
    if not is_composite_type(shown):
        return ""
    refusal = isinstance(shown, GraphQLUnionType) and any(each.name == "Refusal" for each in shown.types)
    return "{ __typename %s }" % ("... on Refusal { violations { code detail messageZh } }" if refusal else "")


class _Writer:
    def __init__(self, filling: Filling) -> None:
        self._filling = filling

    def value(self, kind: GraphQLInputType) -> Any:
        match kind:
            case GraphQLNonNull():
                return self.value(kind.of_type)
            case GraphQLList():
                return [self.value(kind.of_type)]
            case GraphQLEnumType():
                return next(iter(kind.values))
            case GraphQLInputObjectType():
                return {
                    name: self.value(field.type)
                    for name, field in kind.fields.items()
                    if self._filling.all_of_it or isinstance(field.type, GraphQLNonNull)
                }
        given = self._filling
        scalars = {"ID": given.id, "String": given.text, "Date": given.day, "DateTime": given.moment} | SCALARS
        return scalars.get(str(kind), given.text)
