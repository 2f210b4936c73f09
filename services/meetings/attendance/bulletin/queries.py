"""Whose explanations the asker may see, and the attendance that a bulletin tells."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.kernel.store import StoredFile
from services.meetings.attendance.bulletin.model import AbsenceExplanation, ExplanationState
from services.meetings.attendance.bulletin.turnout import Turnout
from services.meetings.attendance.queries import load_lists
from services.meetings.attendance.remarks import leaves_of
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.queries import SEES_EVERY_MEETING, posts_of
from services.meetings.topics.queries import own_units


def visible_explanations(act: Act, *, state: ExplanationState | None = None) -> Select[Any]:
    """The office, 县长 and 督查室 see all of them, a unit its own."""
    query = select(AbsenceExplanation)
    if not posts_of(act) & SEES_EVERY_MEETING:
        query = query.where(AbsenceExplanation.unit_id.in_(own_units(act)))
    return query if state is None else query.where(AbsenceExplanation.state == state)


@shows(AbsenceExplanation)
async def load_explanations(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, AbsenceExplanation]:
    rows = (await session.execute(visible_explanations(act).where(AbsenceExplanation.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def explanations_of_meetings(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, list[AbsenceExplanation]]:
    found: dict[UUID, list[AbsenceExplanation]] = {each: [] for each in ids}
    query = visible_explanations(act).where(AbsenceExplanation.meeting_id.in_(ids)).order_by(AbsenceExplanation.id)
    for row in (await session.execute(query)).scalars():
        found[row.meeting_id].append(row)
    return found


async def files_of_explanations(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[StoredFile]]:
    """The files of explanations that the asker sees."""
    found: dict[UUID, list[StoredFile]] = {each: [] for each in ids}
    query = select(StoredFile).where(StoredFile.object_type == "AbsenceExplanation", StoredFile.object_id.in_(ids))
    for row in (await session.execute(query.order_by(StoredFile.id))).scalars():
        if row.object_id is not None:
            found[row.object_id].append(row)
    return found


async def load_turnouts(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Turnout]:
    """Of meetings that are over and that the asker sees whole; before the bulletin is out, for those who see leave."""
    lists, leaves = await load_lists(session, act, ids), await leaves_of(session, ids)
    over = select(Meeting).where(Meeting.id.in_(ids), Meeting.ended_at.is_not(None))
    if not posts_of(act) & SEES_EVERY_MEETING:
        over = over.where(Meeting.bulletin_signed_at.is_not(None))
    return {
        meeting.id: Turnout(act.roster.as_of(meeting.on), tuple(lists[meeting.id]), leaves)
        for meeting in (await session.execute(over)).scalars()
        if lists[meeting.id]
    }
