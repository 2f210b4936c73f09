"""Who sees the scan of the signed paper: those who read the minutes whole, and hear what it shows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.queries import sees_whole_minutes
from services.meetings.minutes.scans.model import MinutesScan
from services.meetings.sittings.queries import HEARS_PERSONNEL, posts_of


def visible_scans(act: Act) -> Select[Any]:
    query = select(MinutesScan).join(Minutes, Minutes.id == MinutesScan.minutes_id).where(sees_whole_minutes(act))
    return query if posts_of(act) & HEARS_PERSONNEL else query.where(MinutesScan.restricted.is_(False))


@shows(MinutesScan)
async def load_scans(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, MinutesScan]:
    rows = (await session.execute(visible_scans(act).where(MinutesScan.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def scans_of_minutes(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[MinutesScan]]:
    """The scans of these minutes, the first one first."""
    found: dict[UUID, list[MinutesScan]] = {each: [] for each in ids}
    query = visible_scans(act).where(MinutesScan.minutes_id.in_(ids)).order_by(MinutesScan.id)
    for row in (await session.execute(query)).scalars():
        found[row.minutes_id].append(row)
    return found
