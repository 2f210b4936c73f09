"""Who sees the material of a meeting, how often it went back, and who has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.kernel.store import StoredFile
from services.meetings.calendars.queries import Window
from services.meetings.sittings.material.model import MaterialReceipt, MeetingMaterial
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.queries import HEARS_PERSONNEL, posts_of, sees_whole_meeting
from services.meetings.topics.model import Topic
from services.meetings.topics.queries import sees


@dataclass(frozen=True)
class Returns:
    """How often the material of one topic went back to its unit."""

    unit_id: UUID
    topic_id: UUID
    count: int


def visible_materials(act: Act) -> Select[Any]:
    """Of meetings that the asker sees whole, personnel matters for the few (CW-2.6); and of topics that he sees."""
    heard = true() if posts_of(act) & HEARS_PERSONNEL else MeetingMaterial.restricted.is_(False)
    known = MeetingMaterial.topic_id.in_(select(Topic.id).where(sees(act)))
    query = select(MeetingMaterial).join(Meeting, Meeting.id == MeetingMaterial.meeting_id)
    return query.where(or_(and_(sees_whole_meeting(act), heard), known))


@shows(MeetingMaterial)
async def load_materials(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, MeetingMaterial]:
    rows = (await session.execute(visible_materials(act).where(MeetingMaterial.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def materials_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[MeetingMaterial]]:
    """By line of the agenda, the first version first."""
    found: dict[UUID, list[MeetingMaterial]] = {each: [] for each in ids}
    query = visible_materials(act).where(MeetingMaterial.item_id.in_(ids)).order_by(MeetingMaterial.number)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found


async def files_of_materials(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[StoredFile]]:
    """The files of versions that the asker sees."""
    found: dict[UUID, list[StoredFile]] = {each: [] for each in ids}
    query = select(StoredFile).where(StoredFile.object_type == "MeetingMaterial", StoredFile.object_id.in_(ids))
    for row in (await session.execute(query.order_by(StoredFile.id))).scalars():
        if row.object_id is not None:
            found[row.object_id].append(row)
    return found


async def load_material_receipts(
    session: AsyncSession, _: Act, ids: list[UUID]
) -> Mapping[UUID, list[MaterialReceipt]]:
    """To whom these versions were delivered, and who has read them."""
    found: dict[UUID, list[MaterialReceipt]] = {each: [] for each in ids}
    query = select(MaterialReceipt).where(MaterialReceipt.material_id.in_(ids))
    for row in (await session.execute(query)).scalars():
        found[row.material_id].append(row)
    return found


async def material_returns(session: AsyncSession, act: Act, first: date, last: date) -> list[Returns]:
    """Returns between two days, both counted, by unit and topic, as far as the asker sees them (CW-4.4b)."""
    window, at = Window.of_days(first, last), MeetingMaterial.returned_at
    seen = visible_materials(act).where(at >= window.since, at < window.before).subquery()
    query = select(seen.c.unit_id, seen.c.topic_id, func.count()).group_by(seen.c.unit_id, seen.c.topic_id)
    rows = await session.execute(query.order_by(seen.c.unit_id, func.min(seen.c.returned_at)))
    return [Returns(*row) for row in rows]
