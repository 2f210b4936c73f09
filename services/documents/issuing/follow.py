"""Whoever follows a paper on its way hears of it when it has changed; nothing is read in between."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event

from services.documents.issuing.model import PUBLISHED, Document, DocumentState
from services.kernel.changes import NOTIFY, Changes
from services.kernel.graphql.context import Info
from services.kernel.graphql.follow import Find, follow

LAST = (*PUBLISHED, DocumentState.FAILED, DocumentState.VOIDED)

changes = Changes("document")


@event.listens_for(Document, "after_insert")
@event.listens_for(Document, "after_update")
def _tell(_: Any, connection: Connection, document: Document) -> None:
    """Said with the commit, by the id of the document and by that of the request, which is known before it."""
    said = [str(document.id), str(document.request_id)]
    connection.execute(NOTIFY, {"channel": changes.channel, "said": said})


async def follow_paper(info: Info, find: Find[Document], wanted: UUID) -> AsyncGenerator[Document | None, None]:
    """What the asker sees of the paper: at once, and whenever it is another version, until it is out or has failed.

    None as long, and as soon, as there is none that he sees.
    """
    seen: int | None = None
    async with aclosing(follow(info, changes, find, wanted)) as readings:
        async for row in readings:
            if row is None:
                yield None
            elif row.version != seen:
                seen = row.version
                yield row
                if row.state in LAST:
                    return
