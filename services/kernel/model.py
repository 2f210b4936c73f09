"""What all objects with a lifecycle share: id, version, and whether a late registration awaits confirmation."""

import enum
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy
from sqlalchemy import ARRAY, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from services.kernel.acts import Act
from services.kernel.columns import LocalTime
from services.kernel.ids import new_id
from services.kernel.refusals import VERSION_CONFLICT, Attempt, NotFound, Refused, violation
from services.kernel.sight import demand_seen

# The column types of every service's own DeclarativeBase: local times, JSONB, arrays.
TYPES: dict[Any, Any] = {
    # Enumerations are text in the database: a new value needs no migration, the type is checked on the way.
    enum.Enum: sqlalchemy.Enum(enum.Enum, native_enum=False, length=40),
    datetime: LocalTime(),
    dict[str, Any]: JSONB,
    list[Any]: JSONB,
    list[str]: ARRAY(Text),
    list[UUID]: ARRAY(Uuid()),
}


class Subject:
    """Mixin of every object with a lifecycle; `version` rises with each change (`expectedVersion`)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(nullable=False)
    unconfirmed: Mapped[bool] = mapped_column(default=False)  # a late registration awaits 办主任 (AMB-47)
    created_at: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 -- SQLAlchemy calls it on the class
        return {"version_id_col": cls.version, "eager_defaults": True}


T = TypeVar("T", bound=Any)


async def load(
    session: AsyncSession, model: type[T], object_id: UUID, act: Act | None = None, *, versioned: bool = True
) -> T:
    """Load one object and lock it for this command.

    Pass `act` for an id that the asker has named: what he may not see is `NotFound` like what does not exist, before
    version, right or state are looked at. `versioned`: it is the object that the mutation's `expectedVersion` speaks
    of; raises `Refused` VERSION_CONFLICT with the current version when the asker saw an older one.
    """
    found: T | None = (
        await session.execute(select(model).where(model.id == object_id).with_for_update())
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(model.__name__, object_id)
    if act is not None:
        await demand_seen(session, act, model, object_id)
    expected = act.expected_version if act is not None and versioned else None
    if expected is not None and found.version != expected:
        attempt = Attempt("expectedVersion", model.__name__, object_id)
        raise Refused([violation(VERSION_CONFLICT, str(found.version))], attempt)
    return found
