"""Who sees requests for more time: whoever may read the unit's feedback."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.extensions.model import Extension, ExtensionState
from services.supervision.items.model import SupervisedItem
from services.supervision.items.queries import may_see


def visible_extensions(act: Act, states: list[ExtensionState] | None = None) -> Select[Extension]:
    query = (
        select(Extension)
        .join(SupervisedItem, SupervisedItem.id == Extension.item_id)
        .options(contains_eager(Extension.item))
        .where(may_see(act, assisting=False))
    )
    return query.where(Extension.state.in_(states)) if states is not None else query


@shows(Extension)
async def extensions_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Extension]:
    rows = (await session.execute(visible_extensions(act).where(Extension.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def extensions_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Extension]]:
    """By item, the first request first."""
    found: dict[UUID, list[Extension]] = defaultdict(list)
    query = visible_extensions(act).where(Extension.item_id.in_(ids)).order_by(Extension.id)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found
