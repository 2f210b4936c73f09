"""Every mutation of a service, asked about objects that are there and that the asker may not see."""

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from graphql import GraphQLSchema
from sqlalchemy import select

from services.kernel.acts import Act
from services.kernel.sight import seen, shown_kinds
from tests.journeys.operations import Filling, Operation, operations
from tests.service import RunningService, known_id

# Ids of the roster are open to everybody; where one is asked for, one that is right lets the command come further.
UNIT, PERSON = re.compile(r"unit", re.IGNORECASE), re.compile(r"person|host|leader|reporter|grant", re.IGNORECASE)
STALE = {"expectedVersion": 987_654}
Question = tuple[str, str, dict[str, Any]]


async def unseen_by(service: RunningService, name: str, login: str) -> dict[str, UUID]:
    """One object of each kind that is there but not for this person."""
    runtime = service.runtime
    roster, calendar = await runtime.copies.current()
    now = runtime.clock.now()
    person = roster.as_of(now.date()).person_by_login(login)
    assert person is not None
    act = Act(person=person, at=now, roster=roster, calendar=calendar, policies=runtime.policies)
    found = {}
    for kind in shown_kinds():
        if kind.__module__.startswith(f"services.{name}."):
            model: Any = kind
            async with runtime.sessions() as session:
                there = list((await session.execute(select(model.id).order_by(model.id.desc()).limit(500))).scalars())
                hidden = set(there) - set(await seen(session, act, model, there))
            if hidden:
                found[kind.__name__] = max(hidden)
    return found


def _questions(name: str, wanted: UUID) -> Iterator[Question]:
    """Every mutation about this id: bare, with all that may be filled in, and with a version that is long past."""
    schema: GraphQLSchema = importlib.import_module(f"services.{name}.schema").schema._schema
    assert schema.mutation_type is not None
    for all_of_it in (False, True):
        filling = Filling("an id", str(wanted), "内容", all_of_it=all_of_it)
        for operation in operations(schema, "mutation", filling):
            if str(wanted) in str(operation.variables):
                variables = _with_the_roster(operation.variables)
                yield operation.field, operation.query, variables
                if not all_of_it and "act" in schema.mutation_type.fields[operation.field].args:
                    yield operation.field, _versioned(operation), {**variables, "act": STALE}


def _versioned(operation: Operation) -> str:
    head, _, call = operation.query.partition("{")
    head = head.replace("(", "($act: ActInput, ", 1)
    return f"{head}{{{call.replace(f'{operation.field}(', f'{operation.field}(act: $act, ', 1)}"


def _with_the_roster(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _with_the_roster(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_the_roster(each, key) for each in value]
    if key != "id" and key.lower().endswith(("id", "ids")):
        return str(known_id("housing" if UNIT.search(key) else "mayor")) if _of_the_roster(key) else value
    return value


def _of_the_roster(key: str) -> bool:
    return bool(UNIT.search(key) or PERSON.search(key))


async def tells_nothing(service: RunningService, name: str, login: str) -> Counter[str]:
    """For ids of unseen objects this person is answered word for word as for ids of nobody's.

    Returns how often an object of each kind was not found; fails on the first answer that tells of one.
    """
    asked: Counter[str] = Counter()
    nobody_s = [await service.post(query, as_=login, **given) for _, query, given in _questions(name, uuid4())]
    for kind, hidden in (await unseen_by(service, name, login)).items():
        for (field, query, given), expected in zip(_questions(name, hidden), nobody_s, strict=True):
            told = await service.post(query, as_=login, **given)
            assert told == expected, (login, kind, field, given)
            asked[kind] += [error["extensions"]["code"] for error in told.get("errors", ())] == ["NOT_FOUND"]
    return asked
