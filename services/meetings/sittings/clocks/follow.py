"""Whoever follows a meeting hears of it when it has changed; nothing is read in between."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.changes import EVERYTHING, NOTIFY, Changes
from services.kernel.graphql.context import Info
from services.kernel.refusals import NotFound
from services.meetings.sittings.model import Meeting

# What the asker may see changes without the meeting, by posts and 委托: so it is read again now and then.
AGAIN_SECONDS = 30.0

T = TypeVar("T")
LoadMany = Callable[[AsyncSession, Act, list[UUID]], Awaitable[Mapping[UUID, T]]]

changes = Changes("meeting")


@event.listens_for(Meeting, "after_update")
def _tell(_: Any, connection: Connection, meeting: Meeting) -> None:
    """Whatever happens to agenda, list or session raises the meeting's version: said with that commit."""
    connection.execute(NOTIFY, {"channel": changes.channel, "said": [str(meeting.id)]})


async def follow(
    info: Info, meeting_id: UUID, load: LoadMany[T], every: float = AGAIN_SECONDS
) -> AsyncGenerator[T, None]:
    """What the asker sees of the meeting: at once, after each change, and said again `every` so many seconds.

    Raises `NotFound` as soon as he sees the meeting no more.
    """
    loop = asyncio.get_running_loop()
    with changes.watching() as watcher:
        while True:
            await info.context.refresh()
            found = (await info.context.read(load, [meeting_id])).get(meeting_id)
            if found is None:
                raise NotFound("Meeting", meeting_id)
            again = loop.time() + AGAIN_SECONDS
            while True:
                yield found
                if {str(meeting_id), EVERYTHING} & await watcher.next(every) or loop.time() >= again:
                    break
