"""Whose files lie with meetings, and who may read them."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.store import StoredFile
from services.meetings.minutes.scans import queries as scans
from services.meetings.topics import queries as topics


async def may_read(session: AsyncSession, act: Act, file: StoredFile) -> bool:
    """May the asker see the object that the file lies with?"""
    return await topics.may_read(session, act, file) or await scans.may_read(session, act, file)
