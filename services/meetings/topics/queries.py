"""Which topics the asker may see, and how he finds them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.meetings.topics.model import Topic


def visible_topics(act: Act) -> Select[Topic]:
    """Topics that exist for the asker: his unit's own (spec 06, 6.2.6)."""
    units = [holding.unit_id for holding in act.view.holdings_of(act.person.id)]
    return select(Topic).where(Topic.unit_id.in_(units))


async def load_topics(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Topic]:
    rows = (await session.execute(visible_topics(act).where(Topic.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
