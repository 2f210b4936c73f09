"""The papers of an object; who sees the object sees that they exist, the bytes are with documents."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.supervision.papers.model import Paper


async def papers_of(session: AsyncSession, act: Act, object_ids: list[UUID]) -> Mapping[UUID, list[Paper]]:
    """By object, in the order in which they were asked for; asked only for objects the asker sees."""
    rows = (await session.execute(select(Paper).where(Paper.object_id.in_(object_ids)).order_by(Paper.id))).scalars()
    found: dict[UUID, list[Paper]] = defaultdict(list)
    for row in rows:
        found[row.object_id].append(row)
    return found
