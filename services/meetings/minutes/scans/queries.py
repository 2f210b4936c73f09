"""Who sees the scan of the signed paper: those who read the minutes whole, and hear what it shows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.store import StoredFile
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.queries import sees_whole_minutes
from services.meetings.minutes.scans.model import MinutesScan
from services.meetings.sittings.queries import HEARS_PERSONNEL, posts_of


def visible_scans(act: Act) -> Select[Any]:
    query = select(MinutesScan).join(Minutes, Minutes.id == MinutesScan.minutes_id).where(sees_whole_minutes(act))
    return query if posts_of(act) & HEARS_PERSONNEL else query.where(MinutesScan.restricted.is_(False))


async def load_scans(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[MinutesScan]]:
    """The scans of these minutes, the first one first."""
    found: dict[UUID, list[MinutesScan]] = {each: [] for each in ids}
    query = visible_scans(act).where(MinutesScan.minutes_id.in_(ids)).order_by(MinutesScan.file_id)
    for row in (await session.execute(query)).scalars():
        found[row.minutes_id].append(row)
    return found


async def may_read(session: AsyncSession, act: Act, file: StoredFile) -> bool:
    """Is the file the scan of minutes that the asker sees?"""
    if file.object_type != Minutes.__name__:
        return False
    query = visible_scans(act).where(MinutesScan.file_id == file.id)
    return (await session.execute(query)).first() is not None
