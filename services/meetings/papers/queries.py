"""Which requested papers the asker may see: those shown with what they are about."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import seen, shows
from services.meetings.countywide.model import CountyWideMeeting
from services.meetings.minutes import queries as minutes
from services.meetings.papers.model import RequestedPaper
from services.meetings.press import queries as press
from services.meetings.sittings import queries as sittings
from services.meetings.statistics import queries as statistics
from services.meetings.topics.model import Topic


@shows(RequestedPaper)
async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, RequestedPaper]:
    rows = list((await session.execute(select(RequestedPaper).where(RequestedPaper.id.in_(ids)))).scalars())
    about = list({row.subject_id for row in rows})
    subjects = {**await seen(session, act, Topic, about), **await seen(session, act, CountyWideMeeting, about)}
    shown = [row for row in rows if row.subject_id in subjects]
    for load_papers_of in (sittings.load_papers, minutes.load_papers, press.load_papers, statistics.load_papers):
        shown += [row for of_one in (await load_papers_of(session, act, about)).values() for row in of_one]
    return {row.id: row for row in shown if row.id in ids}
