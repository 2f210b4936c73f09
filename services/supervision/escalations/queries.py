"""Who sees requests for escalation: whoever may read the unit's feedback, but not the unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.escalations.model import Escalation
from services.supervision.items.model import SupervisedItem
from services.supervision.items.queries import may_see, own_units


def visible_escalations(act: Act) -> Select[Escalation]:
    units = own_units(act)
    seen = may_see(act, assisting=False)
    if units:
        ours = SupervisedItem.lead_unit_id.in_(units)
        seen = and_(seen, or_(not_(ours), Escalation.requested_by == act.person.id))
    return (
        select(Escalation)
        .join(SupervisedItem, SupervisedItem.id == Escalation.item_id)
        .options(contains_eager(Escalation.item))
        .where(seen)
    )


@shows(Escalation)
async def escalations_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Escalation]:
    rows = (await session.execute(visible_escalations(act).where(Escalation.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def escalations_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Escalation]]:
    """By item, the first request first."""
    found: dict[UUID, list[Escalation]] = defaultdict(list)
    query = visible_escalations(act).where(Escalation.item_id.in_(ids)).order_by(Escalation.id)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found
