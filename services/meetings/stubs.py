"""Objects of other services, known here by their id alone."""

from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

KEY = [Key(fields=FieldSet("id"), resolvable=False)]


@strawberry.federation.type(keys=KEY, description="单位")
class Unit:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=KEY, description="人员")
class Person:
    id: strawberry.ID = strawberry.field(description="编号")


def unit(unit_id: UUID) -> Unit:
    return Unit(id=strawberry.ID(str(unit_id)))


def person(person_id: UUID) -> Person:
    return Person(id=strawberry.ID(str(person_id)))


def some_person(person_id: UUID | None) -> Person | None:
    return person(person_id) if person_id else None


@strawberry.federation.type(keys=KEY, description="文书")
class Document:
    id: strawberry.ID = strawberry.field(description="编号")


def document(document_id: UUID | None) -> Document | None:
    return Document(id=strawberry.ID(str(document_id))) if document_id else None


def some_unit(unit_id: UUID | None) -> Unit | None:
    return unit(unit_id) if unit_id else None
