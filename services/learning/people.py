"""People and units as learning points to them; the directory owns them."""

from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)], description="人员（directory 服务）")
class Person:
    id: strawberry.ID = strawberry.field(description="编号")


def person(person_id: UUID) -> Person:
    return Person(id=strawberry.ID(str(person_id)))
