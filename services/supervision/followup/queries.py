"""Who sees urges and visits: whoever may read the unit's feedback."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.followup.model import Inspection, Urge
from services.supervision.items.model import SupervisedItem
from services.supervision.items.queries import may_see


async def _of_items(session: AsyncSession, act: Act, model: Any, ids: list[UUID]) -> Mapping[UUID, list[Any]]:
    query = (
        select(model)
        .join(SupervisedItem, SupervisedItem.id == model.item_id)
        .where(may_see(act, assisting=False), model.item_id.in_(ids))
        .order_by(model.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found


async def urges_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Urge]]:
    return await _of_items(session, act, Urge, ids)


async def inspections_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Inspection]]:
    return await _of_items(session, act, Inspection, ids)


async def _by_id(session: AsyncSession, act: Act, model: Any, ids: list[UUID]) -> Mapping[UUID, Any]:
    query = (
        select(model)
        .join(SupervisedItem, SupervisedItem.id == model.item_id)
        .where(may_see(act, assisting=False), model.id.in_(ids))
    )
    return {row.id: row for row in (await session.execute(query)).scalars()}


@shows(Urge)
async def urges_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Urge]:
    return await _by_id(session, act, Urge, ids)


@shows(Inspection)
async def inspections_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Inspection]:
    return await _by_id(session, act, Inspection, ids)
