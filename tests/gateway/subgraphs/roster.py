"""Test subgraph: who is who."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import Annotated

import strawberry

from tests.gateway import county

SEEN = {"persons": 0}


@strawberry.enum
class UnitKind(Enum):
    OFFICE = "OFFICE"
    DEPARTMENT = "DEPARTMENT"
    TOWN = "TOWN"


@strawberry.interface
class Named:
    name: str


@strawberry.federation.type(keys=["id"])
class Unit(Named):
    id: strawberry.ID
    kind: UnitKind
    rooms: list[list[str]]

    @strawberry.field
    def parent(self) -> Unit | None:
        return Unit.find(county.UNITS[self.id]["parent"])

    @strawberry.field
    def staff(self) -> list[Person]:
        return [Person.of(row) for row in county.PERSONS.values() if row["unit"] == self.id]

    @classmethod
    def of(cls, row: county.Row) -> Unit:
        return cls(id=row["id"], name=row["name"], kind=UnitKind(row["kind"]), rooms=row["rooms"])

    @classmethod
    def find(cls, id: str | None) -> Unit | None:
        return cls.of(county.UNITS[id]) if id in county.UNITS else None

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID) -> Unit | None:
        return cls.find(id)


@strawberry.federation.type(keys=["id"])
class Person(Named):
    id: strawberry.ID
    posts: list[str | None] | None

    @strawberry.field
    def unit(self) -> Unit:
        return Unit.of(county.UNITS[county.PERSONS[self.id]["unit"]])

    @strawberry.field
    def deputy(self) -> Person | None:
        return Person.find(county.PERSONS[self.id]["deputy"])

    @classmethod
    def of(cls, row: county.Row) -> Person:
        return cls(id=row["id"], name=row["name"], posts=row["posts"])

    @classmethod
    def find(cls, id: str | None) -> Person | None:
        return cls.of(county.PERSONS[id]) if id in county.PERSONS else None

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID) -> Person | None:
        SEEN["persons"] += 1
        if id == "p-broken":
            raise RuntimeError("secret: postgresql://roster:pw@10.0.0.7/roster")
        return cls.find(id)


Found = Annotated[Person | Unit, strawberry.union("Found")]


@strawberry.input
class UnitFilter:
    kind: UnitKind | None = None
    name: str | None = None


@strawberry.type
class Query:
    @strawberry.field
    def units(self, filter: UnitFilter | None = None, first: int = 20) -> list[Unit]:
        rows = [row for row in county.UNITS.values() if not filter or filter.kind in (None, UnitKind(row["kind"]))]
        return [Unit.of(row) for row in rows[:first]]

    @strawberry.field
    def unit(self, id: strawberry.ID) -> Unit | None:
        return Unit.find(id)

    @strawberry.field
    def person(self, id: strawberry.ID) -> Person | None:
        return Person.find(id)

    @strawberry.field
    def found(self, text: str = "") -> list[Found]:
        everybody: list[Found] = [Person.of(row) for row in county.PERSONS.values()]
        everybody += [Unit.of(row) for row in county.UNITS.values()]
        return [one for one in everybody if text in one.name]

    @strawberry.field
    def named(self) -> list[Named | None]:
        return [Unit.of(county.UNITS["u2"]), None, Person.of(county.PERSONS["p3"])]

    @strawberry.field
    async def slow(self, seconds: float) -> str | None:
        await asyncio.sleep(seconds)
        return "done"

    @strawberry.field
    def many(self, count: int) -> list[Person]:
        return [Person(id=strawberry.ID(f"x{n}"), name=f"人{n}", posts=[]) for n in range(count)]


schema = strawberry.federation.Schema(query=Query, types=[Unit, Person], federation_version="2.9")
