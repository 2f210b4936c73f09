"""Test subgraph: the papers of a topic; it adds to topics, units and persons."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry

from tests.gateway import county
from tests.gateway.subgraphs.affairs import Refusal
from tests.gateway.subgraphs.roster import UnitKind


@strawberry.federation.type(keys=["id"])
class Unit:
    id: strawberry.ID
    kind: UnitKind = strawberry.federation.field(external=True, default=UnitKind.OFFICE)
    rank: int = strawberry.federation.field(external=True, default=0)

    @strawberry.federation.field(requires=["kind", "rank"])
    def label(self) -> str | None:
        return county.label(self.kind.value, self.rank)

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID, kind: str = "OFFICE", rank: int = 0) -> Unit:
        return cls(id=id, kind=UnitKind(kind), rank=rank)


@strawberry.federation.type(keys=["id"])
class Person:
    id: strawberry.ID

    @strawberry.field
    def signed(self) -> list[Minutes]:
        return [Minutes.of(row) for row in county.MINUTES.values() if row["signer"] == self.id]


@strawberry.interface
class Document:
    id: strawberry.ID
    title: str
    pages: int


@strawberry.federation.type(keys=["id"])
class Notice(Document):
    @strawberry.field
    def to(self) -> list[Unit]:
        return [Unit(id=one) for one in county.NOTICES[self.id]["to"]]

    @classmethod
    def of(cls, row: county.Row) -> Notice:
        return cls(id=row["id"], title=row["title"], pages=row["pages"])


@strawberry.federation.type(keys=["id"])
class Minutes(Document):
    @strawberry.field
    def signer(self) -> Person | None:
        signer = county.MINUTES[self.id]["signer"]
        return Person(id=signer) if signer else None

    @classmethod
    def of(cls, row: county.Row) -> Minutes:
        return cls(id=row["id"], title=row["title"], pages=row["pages"])


Paper = Annotated[Notice | Minutes, strawberry.union("Paper")]


def paper_of(row: county.Row) -> Notice | Minutes:
    return Notice.of(row) if row["type"] == "Notice" else Minutes.of(row)


@strawberry.federation.type(keys=["id"])
class Topic:
    id: strawberry.ID

    @strawberry.field
    def papers(self) -> list[Paper]:
        return [paper_of(row) for row in county.papers_of(self.id)]

    @strawberry.field
    def latest(self) -> Document | None:
        papers = county.papers_of(self.id)
        return paper_of(papers[-1]) if papers else None


@strawberry.type
class Query:
    @strawberry.field
    def documents(self) -> list[Document]:
        return [paper_of(row) for topic in county.TOPICS for row in county.papers_of(topic)]


Stamped = Annotated[Notice | Refusal, strawberry.union("Stamped")]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def stamp(self, id: strawberry.ID, pause: float = 0) -> Stamped:
        await asyncio.sleep(pause)
        county.LOG.append(f"stamp {id}")
        if id not in county.NOTICES:
            return Refusal(code="PAPER_UNKNOWN", message_zh="没有这一公文")
        return Notice.of(county.NOTICES[id])


schema = strawberry.federation.Schema(
    query=Query, mutation=Mutation, types=[Unit, Person, Topic, Notice, Minutes], federation_version="2.9"
)
