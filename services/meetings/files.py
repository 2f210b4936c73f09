"""Who may read the files of meetings: whoever sees the topic that they belong to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.store import StoredFile
from services.meetings.topics.groundwork.model import Groundwork
from services.meetings.topics.preparation.model import Material
from services.meetings.topics.queries import load_topics

# Everything with files hangs on a topic; the type under which the file is attached, and its table.
OWNERS: Mapping[str, Any] = {"Material": Material, "Groundwork": Groundwork}


async def may_read(session: AsyncSession, act: Act, file: StoredFile) -> bool:
    """Does the asker see the topic of the file's object?"""
    table = OWNERS.get(file.object_type or "")
    owner = await session.get(table, file.object_id) if table and file.object_id else None
    return owner is not None and owner.topic_id in await load_topics(session, act, [owner.topic_id])
