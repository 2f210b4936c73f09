"""Whoever follows a paper on its way hears of it when it has changed; nothing is read in between."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.issuing.model import PUBLISHED, Document, DocumentState
from services.kernel.acts import Act
from services.kernel.changes import EVERYTHING, NOTIFY, Changes
from services.kernel.graphql.context import Info

# What the asker may see changes without the paper, by posts and 委托: so it is read again now and then.
AGAIN_SECONDS = 30.0
LAST = (*PUBLISHED, DocumentState.FAILED, DocumentState.VOIDED)

Find = Callable[[AsyncSession, Act, UUID], Awaitable[Document | None]]

changes = Changes("document")


@event.listens_for(Document, "after_insert")
@event.listens_for(Document, "after_update")
def _tell(_: Any, connection: Connection, document: Document) -> None:
    """Said with the commit, by the id of the document and by that of the request, which is known before it."""
    said = [str(document.id), str(document.request_id)]
    connection.execute(NOTIFY, {"channel": changes.channel, "said": said})


async def follow(info: Info, find: Find, wanted: UUID) -> AsyncGenerator[Document | None, None]:
    """What the asker sees of the paper: at once, and whenever it is another version, until it is out or has failed.

    None as long, and as soon, as there is none that he sees.
    """
    seen: int | None = None
    loop = asyncio.get_running_loop()
    with changes.watching() as watcher:
        while True:
            await info.context.refresh()
            again = loop.time() + AGAIN_SECONDS
            row = await info.context.read(find, wanted)
            if row is None:
                yield None
            elif row.version != seen:
                seen = row.version
                yield row
                if row.state in LAST:
                    return
            while (left := again - loop.time()) > 0:
                if {str(wanted), EVERYTHING} & await watcher.next(left):
                    break
