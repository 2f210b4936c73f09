"""Parts of a meeting, locked in one order: the meeting first, then what belongs to it, then its clocks."""

from collections.abc import AsyncIterator, Collection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.model import load
from services.kernel.refusals import NotFound
from services.kernel.sight import demand_seen
from services.kernel.store import Deadline
from services.meetings.sittings.model import AgendaItem, Meeting

P = TypeVar("P", bound=Any)


async def lock_part(
    session: AsyncSession, act: Act, model: type[P], part_id: UUID, *, versioned: bool = True
) -> tuple[Meeting, P]:
    """A part that the asker names, as it stands once its meeting is locked, so that two clerks work one by one.

    `versioned`: the mutation's `expectedVersion` speaks of the meeting.
    """
    part: P | None = await session.get(model, part_id)
    if part is None:
        raise NotFound(model.__name__, part_id)
    await demand_seen(session, act, model, part_id)
    meeting = await load(session, Meeting, part.meeting_id, act if versioned else None)
    await session.refresh(part)
    return meeting, part


async def running(
    session: AsyncSession, keys: Collection[str], *where: ColumnElement[bool]
) -> AsyncIterator[tuple[Meeting, AgendaItem | None, Deadline]]:
    """Clocks that run, the first to end first, with what they run for."""
    query = (
        select(Deadline.object_type, Deadline.object_id, Deadline.id)
        .where(Deadline.state == deadlines.OPEN, Deadline.key.in_(keys), *where)
        .order_by(Deadline.due, Deadline.due_at, Deadline.id)
    )
    for object_type, object_id, deadline_id in (await session.execute(query)).all():
        item = await session.get_one(AgendaItem, object_id) if object_type == "AgendaItem" else None
        meeting = await load(session, Meeting, item.meeting_id if item else object_id)
        if item is not None:
            await session.refresh(item)
        deadline = await session.get_one(Deadline, deadline_id)
        if deadline.state == deadlines.OPEN:
            yield meeting, item, deadline
