"""A subscription to one object: it is read again when the service says that it has changed, and not in between."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.changes import EVERYTHING, Changes
from services.kernel.graphql.context import Info

# What the asker may see changes without the object, by posts and 委托: so it is read again now and then.
AGAIN_SECONDS = 30.0

T = TypeVar("T")
Find = Callable[[AsyncSession, Act, UUID], Awaitable[T | None]]


async def follow(
    info: Info, changes: Changes, find: Find[T], wanted: UUID, every: float | None = None
) -> AsyncGenerator[T | None, None]:
    """What the asker sees of the object: at once, after each change, and said again `every` so many seconds.

    None as long, and as soon, as there is none that he sees.
    """
    loop = asyncio.get_running_loop()
    with changes.watching() as watcher:
        while True:
            await info.context.refresh()
            found = await info.context.read(find, wanted)
            again = loop.time() + AGAIN_SECONDS
            while True:
                yield found
                heard = await watcher.next(every or AGAIN_SECONDS)
                if {str(wanted), EVERYTHING} & heard or loop.time() >= again:
                    break
