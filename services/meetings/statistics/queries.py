"""Exports of statistics belong to whoever asked for them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.meetings.papers.lists import papers_about
from services.meetings.papers.model import RequestedPaper
from services.meetings.statistics.model import MeetingFiguresExport


@shows(MeetingFiguresExport)
async def load_exports(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, MeetingFiguresExport]:
    own = select(MeetingFiguresExport).where(MeetingFiguresExport.requested_by == act.person.id)
    rows = (await session.execute(own.where(MeetingFiguresExport.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[RequestedPaper]]:
    """The files of the asker's own exports."""
    return await papers_about(session, MeetingFiguresExport, ids, MeetingFiguresExport.requested_by == act.person.id)
