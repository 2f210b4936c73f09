"""Who sees warning sheets: 督查室 and the leaders, the 口 concerned, and the warned unit once it is issued."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.items.queries import SECTION_POSTS, SEES_ALL, own_units
from services.supervision.warnings.model import WarningSheet, WarningState

SENT = (WarningState.ISSUED, WarningState.RECEIVED, WarningState.REPLIED, WarningState.CLOSED)


def visible_warnings(
    act: Act, states: list[WarningState] | None = None, unit_id: UUID | None = None
) -> Select[WarningSheet]:
    query = select(WarningSheet)
    if not any(act.holds(post) for post in SEES_ALL):
        query = query.where(or_(false(), *_grounds(act)))
    if states is not None:
        query = query.where(WarningSheet.state.in_(states))
    return query.where(WarningSheet.unit_id == unit_id) if unit_id else query


def _grounds(act: Act) -> list[ColumnElement[bool]]:
    view, me = act.view, act.person.id
    grounds: list[ColumnElement[bool]] = []
    units = own_units(act)
    if units:
        grounds.append(and_(WarningSheet.unit_id.in_(units), WarningSheet.state.in_(SENT)))
    if act.holds(PostCode.DEPUTY_HEAD):
        grounds.append(and_(WarningSheet.leader_id == me, WarningSheet.state.in_(SENT)))
    sections = {holding.unit_id for holding in view.holdings_of(me) if holding.post in SECTION_POSTS}
    served = [p for p in view.portfolios if p.deputy_director_id == me or p.section_id in sections]
    if served:
        units_served = {unit for p in served for unit in p.unit_ids}
        grounds.append(and_(WarningSheet.unit_id.in_(units_served), WarningSheet.state.in_(SENT)))
    return grounds


@shows(WarningSheet)
async def warnings_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, WarningSheet]:
    rows = (await session.execute(visible_warnings(act).where(WarningSheet.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def warnings_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[WarningSheet]]:
    """By item, the first sheet first."""
    found: dict[UUID, list[WarningSheet]] = defaultdict(list)
    query = visible_warnings(act).where(WarningSheet.item_id.in_(ids)).order_by(WarningSheet.id)
    for row in (await session.execute(query)).scalars():
        if row.item_id is not None:
            found[row.item_id].append(row)
    return found
