"""Test subgraph: topics and meetings; it adds to persons and units of the roster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import strawberry
from graphql import GraphQLError
from strawberry.types import Info

from tests.gateway import county
from tests.gateway.subgraphs.roster import UnitKind

OPEN_STREAMS = {"count": 0}


@strawberry.federation.type(keys=["id"])
class Unit:
    id: strawberry.ID
    kind: UnitKind = strawberry.federation.field(external=True, default=UnitKind.OFFICE)
    name: str = strawberry.federation.field(external=True, default="")

    @strawberry.federation.field(requires=["kind", "name"])
    def weight(self, times: int = 1) -> int:
        return county.weight(self.kind.value, self.name, times)

    @strawberry.federation.field(requires=["kind"])
    def rank(self) -> int:
        return county.WEIGHTS[self.kind.value]

    @strawberry.field
    def topics(self) -> list[Topic]:
        return [Topic.of(row) for row in county.TOPICS.values() if row["unit"] == self.id]

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID, kind: str = "OFFICE", name: str = "") -> Unit:
        return cls(id=id, kind=UnitKind(kind), name=name)


@strawberry.federation.type(keys=["id"])
class Person:
    id: strawberry.ID

    @strawberry.field
    def topics(self) -> list[Topic]:
        return [Topic.of(row) for row in county.TOPICS.values() if row["proposer"] == self.id]

    @strawberry.field
    def load(self) -> int:
        return len(self.id)


@strawberry.federation.type(keys=["id"])
class Topic:
    id: strawberry.ID
    title: str

    @strawberry.field
    def proposer(self) -> Person:
        return Person(id=county.TOPICS[self.id]["proposer"])

    @strawberry.field
    def unit(self) -> Unit | None:
        unit = county.TOPICS[self.id]["unit"]
        return Unit(id=unit) if unit else None

    @strawberry.field
    def hearers(self) -> list[list[Person | None]]:
        return [[Person(id=one) if one else None for one in row] for row in county.TOPICS[self.id]["hearers"]]

    @classmethod
    def of(cls, row: county.Row) -> Topic:
        return cls(id=row["id"], title=row["title"])

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID) -> Topic | None:
        return cls.of(county.TOPICS[id]) if id in county.TOPICS else None


@strawberry.type(description="政府常务会议")
class Meeting:
    id: strawberry.ID
    title: str

    @strawberry.field
    def topics(self) -> list[Topic]:
        return [Topic.of(county.TOPICS[one]) for one in county.MEETINGS[self.id]["topics"]]

    @strawberry.field
    def host(self) -> Person | None:
        host = county.MEETINGS[self.id]["host"]
        return Person(id=host) if host else None


@strawberry.federation.type(shareable=True)
class Refusal:
    code: str
    message_zh: str


Filed = Annotated[Topic | Refusal, strawberry.union("Filed")]


@strawberry.type
class Query:
    @strawberry.field
    def meetings(self) -> list[Meeting]:
        return [Meeting(id=row["id"], title=row["title"]) for row in county.MEETINGS.values()]

    @strawberry.field
    def topic(self, id: strawberry.ID) -> Topic | None:
        return Topic.of(county.TOPICS[id]) if id in county.TOPICS else None

    @strawberry.field
    def stranger(self, id: strawberry.ID) -> Person:
        return Person(id=id)

    @strawberry.field
    def strangers(self, count: int) -> list[Person | None]:
        return [Person(id=f"p{n % 3 + 1}") for n in range(count)]

    @strawberry.field
    def guests(self, ids: list[strawberry.ID]) -> list[Person | None]:
        return [Person(id=one) for one in ids]

    @strawberry.field
    def hosts(self, ids: list[strawberry.ID]) -> list[Person]:
        return [Person(id=one) for one in ids]

    @strawberry.field
    def refused(self) -> str | None:
        raise GraphQLError("没有这一议题", extensions={"code": "NOT_FOUND", "stacktrace": ["secret"]})

    @strawberry.field
    def crash(self) -> str | None:
        raise RuntimeError("secret: SELECT * FROM topic at 10.0.0.8")

    @strawberry.field
    def asker(self, info: Info) -> list[str]:
        headers = info.context["request"].headers
        return [headers.get(name, "") for name in ("authorization", "x-request-id", "traceparent")]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def file_topic(self, id: strawberry.ID, pause: float = 0) -> Filed:
        await asyncio.sleep(pause)
        county.LOG.append(f"file {id}")
        if id not in county.TOPICS:
            return Refusal(code="TOPIC_UNKNOWN", message_zh="没有这一议题")
        return Topic.of(county.TOPICS[id])


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def topic_changed(self, ids: list[strawberry.ID], pause: float = 0) -> AsyncIterator[Topic]:
        OPEN_STREAMS["count"] += 1
        try:
            for one in ids:
                await asyncio.sleep(pause)
                if one == "bad":
                    raise GraphQLError("停止", extensions={"code": "STOPPED"})
                yield Topic.of(county.TOPICS[one])
        finally:
            OPEN_STREAMS["count"] -= 1

    @strawberry.subscription
    async def asked_by(self, info: Info) -> AsyncIterator[str]:
        yield str(info.context["connection_params"].get("authorization", ""))


schema = strawberry.federation.Schema(
    query=Query, mutation=Mutation, subscription=Subscription, types=[Unit, Person, Topic], federation_version="2.9"
)
