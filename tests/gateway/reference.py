"""What one server that owned everything would answer: graphql-core over the same data, resolved field by field."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, parse

from tests.gateway import county

Row = dict[str, Any]
Resolver = Callable[..., Any]


def _person(key: str | None) -> Row | None:
    return {"__typename": "Person", **county.PERSONS[key]} if key else None


def _unit(key: str | None) -> Row | None:
    return {"__typename": "Unit", **county.UNITS[key]} if key else None


def _topic(key: str) -> Row:
    return {"__typename": "Topic", **county.TOPICS[key]}


def _paper(row: Row) -> Row:
    return {"__typename": row["type"], **row}


def _everybody() -> list[Any]:
    return [_person(key) for key in county.PERSONS] + [_unit(key) for key in county.UNITS]


def _units(_: Row, filter: Row | None = None, first: int = 20) -> list[Any]:
    wanted = (filter or {}).get("kind")
    return [_unit(key) for key, row in county.UNITS.items() if wanted in (None, row["kind"])][:first]


RESOLVERS: dict[tuple[str, str], Resolver] = {
    ("Query", "units"): _units,
    ("Query", "unit"): lambda _, **given: _unit(given["id"] if given["id"] in county.UNITS else None),
    ("Query", "person"): lambda _, **given: _person(given["id"] if given["id"] in county.PERSONS else None),
    ("Query", "found"): lambda _, text="": [one for one in _everybody() if text in one["name"]],
    ("Query", "named"): lambda _: [_unit("u2"), None, _person("p3")],
    ("Query", "meetings"): lambda _: list(county.MEETINGS.values()),
    ("Query", "topic"): lambda _, **given: _topic(given["id"]) if given["id"] in county.TOPICS else None,
    ("Query", "documents"): lambda _: [_paper(row) for key in county.TOPICS for row in county.papers_of(key)],
    ("Unit", "parent"): lambda unit: _unit(unit["parent"]),
    ("Unit", "staff"): lambda unit: [_person(i) for i, row in county.PERSONS.items() if row["unit"] == unit["id"]],
    ("Unit", "weight"): lambda unit, times=1: county.weight(unit["kind"], unit["name"], times),
    ("Unit", "rank"): lambda unit: county.WEIGHTS[unit["kind"]],
    ("Unit", "label"): lambda unit: county.label(unit["kind"], county.WEIGHTS[unit["kind"]]),
    ("Unit", "topics"): lambda unit: [_topic(i) for i, row in county.TOPICS.items() if row["unit"] == unit["id"]],
    ("Person", "unit"): lambda person: _unit(person["unit"]),
    ("Person", "deputy"): lambda person: _person(person["deputy"]),
    ("Person", "topics"): lambda one: [_topic(i) for i, row in county.TOPICS.items() if row["proposer"] == one["id"]],
    ("Person", "load"): lambda person: len(person["id"]),
    ("Person", "signed"): lambda person: [
        {"__typename": "Minutes", **row} for row in county.MINUTES.values() if row["signer"] == person["id"]
    ],
    ("Topic", "proposer"): lambda topic: _person(topic["proposer"]),
    ("Topic", "unit"): lambda topic: _unit(topic["unit"]),
    ("Topic", "hearers"): lambda topic: [[_person(one) for one in row] for row in topic["hearers"]],
    ("Topic", "papers"): lambda topic: [_paper(row) for row in county.papers_of(topic["id"])],
    ("Topic", "latest"): lambda topic: next((_paper(row) for row in reversed(county.papers_of(topic["id"]))), None),
    ("Meeting", "topics"): lambda meeting: [_topic(key) for key in meeting["topics"]],
    ("Meeting", "host"): lambda meeting: _person(meeting["host"]),
    ("Notice", "to"): lambda notice: [_unit(key) for key in notice["to"]],
    ("Minutes", "signer"): lambda minutes: _person(minutes["signer"]),
}


def _resolve(source: Row, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    resolver = RESOLVERS.get((info.parent_type.name, info.field_name))
    return resolver(source, **arguments) if resolver else source[info.field_name]


def answer(schema: GraphQLSchema, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    result = execute_sync(schema, parse(query), {}, variable_values=variables, field_resolver=_resolve)
    assert not result.errors, result.errors
    assert result.data is not None
    return result.data
