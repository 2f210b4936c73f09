"""Objects of other services as they appear in this subgraph: their keys alone."""

from collections.abc import Iterable
from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Key

_KEY = Key(fields="id", resolvable=False)  # type: ignore[arg-type]


@strawberry.federation.type(keys=[_KEY], description="单位")
class Unit:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=[_KEY], description="人员")
class Person:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=[_KEY], description="会议")
class Meeting:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=[_KEY], description="会议纪要")
class Minutes:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=[_KEY], description="文书")
class Document:
    id: strawberry.ID = strawberry.field(description="编号")


def unit(key: UUID | None) -> Unit | None:
    return Unit(id=strawberry.ID(str(key))) if key else None


def units(keys: Iterable[UUID]) -> list[Unit]:
    return [Unit(id=strawberry.ID(str(key))) for key in keys]


def person(key: UUID | None) -> Person | None:
    return Person(id=strawberry.ID(str(key))) if key else None
