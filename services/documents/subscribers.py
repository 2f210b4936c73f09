"""What documents does when others speak."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.copies import keep_copies
from services.contracts.registry import events
from services.contracts.shared import DocumentRequested
from services.documents.issuing import commands as issuing
from services.kernel.acts import Act
from services.kernel.inbox import Inbox

inbox = Inbox()
keep_copies(inbox)


async def make_document(session: AsyncSession, act: Act, event: DocumentRequested) -> None:
    await issuing.request_document(session, act, event, event.source())


for requested in events():
    if issubclass(requested, DocumentRequested):
        inbox.on(requested)(make_document)
