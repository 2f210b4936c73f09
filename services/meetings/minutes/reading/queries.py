"""The wordings that are held against each other."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.refusals import NotFound
from services.meetings.minutes import queries
from services.meetings.minutes.model import Minutes, MinutesEntry
from services.meetings.minutes.reading.differences import Difference, differences
from services.meetings.sittings.model import AgendaItem
from services.meetings.sittings.queries import hears_personnel
from services.meetings.topics.model import Topic


async def what_changed(session: AsyncSession, act: Act, minutes: Minutes, since: int | None) -> list[Difference]:
    """The current wording against edition `since`, for those who read the minutes whole.

    Without `since`: against the edition before, and the first edition of a correction against what it corrects.
    Raises NotFound for an edition that there is not.
    """
    if not await queries.load_whole(session, act, [minutes.id]):
        return []
    if since is not None and not 1 <= since <= minutes.edition:
        raise NotFound("MinutesEdition", since)
    now = await _entries(session, act, minutes.id, minutes.edition)
    if since is None and minutes.corrects_id is not None:
        corrected = await session.get_one(Minutes, minutes.corrects_id)
        return differences(await _entries(session, act, corrected.id, corrected.edition), now)
    if since is None and minutes.edition == 1:
        return []
    return differences(await _entries(session, act, minutes.id, since or minutes.edition - 1), now)


async def _entries(session: AsyncSession, act: Act, minutes_id: UUID, edition: int) -> list[MinutesEntry]:
    query = (
        select(MinutesEntry, Topic.assigned_clerk_id)
        .join(AgendaItem, AgendaItem.id == MinutesEntry.item_id)
        .join(Topic, Topic.id == AgendaItem.topic_id)
        .where(MinutesEntry.minutes_id == minutes_id, MinutesEntry.edition == edition)
        .order_by(MinutesEntry.position)
    )
    rows = (await session.execute(query)).all()
    return [entry for entry, clerk in rows if not entry.restricted or hears_personnel(act, clerk)]
