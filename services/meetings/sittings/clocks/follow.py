"""Whoever follows a meeting hears of it when it has changed; nothing is read in between."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.changes import NOTIFY, Changes
from services.kernel.graphql.context import Info
from services.kernel.graphql.follow import follow
from services.kernel.refusals import NotFound
from services.meetings.sittings.model import Meeting

T = TypeVar("T")
LoadMany = Callable[[AsyncSession, Act, list[UUID]], Awaitable[Mapping[UUID, T]]]

changes = Changes("meeting")


@event.listens_for(Meeting, "after_update")
def _tell(_: Any, connection: Connection, meeting: Meeting) -> None:
    """Whatever happens to agenda, list or session raises the meeting's version: said with that commit."""
    connection.execute(NOTIFY, {"channel": changes.channel, "said": [str(meeting.id)]})


async def follow_meeting(
    info: Info, meeting_id: UUID, load: LoadMany[T], every: float | None = None
) -> AsyncGenerator[T, None]:
    """What the asker sees of the meeting; raises `NotFound` as soon as he sees it no more."""

    async def find(session: AsyncSession, act: Act, wanted: UUID) -> T | None:
        return (await load(session, act, [wanted])).get(wanted)

    async with aclosing(follow(info, changes, find, meeting_id, every)) as readings:
        async for found in readings:
            if found is None:
                raise NotFound("Meeting", meeting_id)
            yield found
