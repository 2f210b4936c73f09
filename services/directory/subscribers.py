"""What the directory does when others speak: it keeps the desk of everybody (待办、通知)."""

from types import ModuleType

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import documents, learning, meetings, shared, supervision
from services.directory.calendar.queries import notice_of
from services.directory.desk import commands
from services.kernel.acts import Act
from services.kernel.inbox import Inbox

inbox = Inbox()


def serve_the_desk(publisher: ModuleType) -> None:
    """Take the publisher's to-dos, notices and recounted deadlines."""
    source: str = publisher.TaskOpened.source()

    @inbox.on(publisher.TaskOpened)
    async def open_task(session: AsyncSession, act: Act, event: shared.TaskOpened) -> None:
        await commands.open_task(session, act, source, event)

    @inbox.on(publisher.TaskClosed)
    async def close_task(session: AsyncSession, act: Act, event: shared.TaskClosed) -> None:
        await commands.close_task(session, act, event)

    @inbox.on(publisher.NoticeRaised)
    async def take_notice(session: AsyncSession, act: Act, event: shared.NoticeRaised) -> None:
        await commands.take_notice(session, act, source, event)

    @inbox.on(publisher.DeadlineRecomputed)
    async def follow_deadline(session: AsyncSession, act: Act, event: shared.DeadlineRecomputed) -> None:
        notice = await notice_of(session, event.calendar_version)
        await commands.follow_deadline(session, act, source, event, notice)


for publisher in (meetings, supervision, learning, documents):
    serve_the_desk(publisher)
