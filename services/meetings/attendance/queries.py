"""Whose names and leave the asker may see."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.sight import shows
from services.meetings.attendance.model import AbsenceCopy, Attendee, LeaveState, MeetingLeave
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.queries import SEES_EVERY_MEETING, posts_of, sees_whole_meeting


def visible_leaves(act: Act, *, state: LeaveState | None = None) -> Select[Any]:
    """The asker's own leave; for the office, 县长 and whom 县长 may authorise to decide it, everybody's (GZ-5)."""
    all_of_them = true() if posts_of(act) & {PostCode.EXECUTIVE_DEPUTY_HEAD, *SEES_EVERY_MEETING} else None
    mine = or_(MeetingLeave.person_id == act.person.id, MeetingLeave.submitted_by == act.person.id)
    query = select(MeetingLeave).where(mine if all_of_them is None else all_of_them)
    return query if state is None else query.where(MeetingLeave.state == state)


@shows(MeetingLeave)
async def load_leaves(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, MeetingLeave]:
    rows = (await session.execute(visible_leaves(act).where(MeetingLeave.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_absences(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, AbsenceCopy]:
    """By attendee: the absence that covers the meeting's day, for those who see leave."""
    day = cast(func.timezone(SHANGHAI.key, Meeting.starts_at), Date)
    query = (
        select(Attendee.id, AbsenceCopy)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .join(AbsenceCopy, AbsenceCopy.person_id == Attendee.person_id)
        .where(Attendee.id.in_(ids), AbsenceCopy.valid_from <= day, AbsenceCopy.valid_until > day)
        .order_by(AbsenceCopy.valid_from.desc(), AbsenceCopy.id.desc())
    )
    if not posts_of(act) & SEES_EVERY_MEETING:
        query = query.where(AbsenceCopy.person_id == act.person.id)
    return {row[0]: row[1] for row in await session.execute(query)}


@shows(Attendee)
async def load_attendees(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Attendee]:
    """Names on the lists that the asker may read."""
    query = select(Attendee).join(Meeting, Meeting.id == Attendee.meeting_id)
    rows = (await session.execute(query.where(Attendee.id.in_(ids), sees_whole_meeting(act)))).scalars()
    return {row.id: row for row in rows}


async def load_lists(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Attendee]]:
    """The lists of the meetings that the asker sees whole."""
    found: dict[UUID, list[Attendee]] = {each: [] for each in ids}
    query = (
        select(Attendee)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .where(Attendee.meeting_id.in_(ids), sees_whole_meeting(act))
        .order_by(Attendee.position, Attendee.id)
    )
    for row in (await session.execute(query)).scalars():
        found[row.meeting_id].append(row)
    return found
