"""Who sees which study session."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.learning.sessions.model import StudyAttendance, StudyExchange, StudyLeave, StudySession

ORGANISERS = (
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.OFFICE_DIRECTOR,
    PostCode.OFFICE_CLERK,
)


def is_organiser(act: Act) -> bool:
    return any(act.holds(code) for code in ORGANISERS)


def visible_sessions(act: Act) -> Select[StudySession]:
    """Organisers see every session, the others those they take part in."""
    query = select(StudySession)
    if is_organiser(act):
        return query
    own = select(StudyAttendance.session_id).where(StudyAttendance.person_id == act.person.id)
    return query.where(or_(StudySession.id.in_(own), StudySession.host_id == act.person.id))


@shows(StudySession)
async def load_sessions(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, StudySession]:
    rows = (await session.execute(visible_sessions(act).where(StudySession.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def attendance_by_session(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, list[StudyAttendance]]:
    """Attendance of several sessions, in the order of their lists."""
    rows = await session.execute(
        select(StudyAttendance).where(StudyAttendance.session_id.in_(ids)).order_by(StudyAttendance.place_in_list)
    )
    found: dict[UUID, list[StudyAttendance]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.session_id].append(row)
    return found


async def exchanges_by_session(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[StudyExchange]]:
    """Contributions of several sessions, in the order they came."""
    rows = await session.execute(
        select(StudyExchange).where(StudyExchange.session_id.in_(ids)).order_by(StudyExchange.id)
    )
    found: dict[UUID, list[StudyExchange]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.session_id].append(row)
    return found


def visible_leaves(act: Act) -> Select[StudyLeave]:
    """Leave as far as the asker may see it: organisers and hosts all, the others their own."""
    query = select(StudyLeave).order_by(StudyLeave.id)
    if is_organiser(act):
        return query
    return query.where(or_(StudyLeave.person_id == act.person.id, StudyLeave.host_id == act.person.id))


@shows(StudyLeave)
async def load_leaves(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, StudyLeave]:
    rows = (await session.execute(visible_leaves(act).where(StudyLeave.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def leaves_by_session(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[StudyLeave]]:
    """Leave asked for from several sessions, in the order it came."""
    found: dict[UUID, list[StudyLeave]] = {each: [] for each in ids}
    query = visible_leaves(act).where(StudyLeave.session_id.in_(ids))
    for row in (await session.execute(query)).scalars():
        found[row.session_id].append(row)
    return found
