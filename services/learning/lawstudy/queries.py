"""Who sees which law study: everyone who is logged in; it is no secret what leaders learn."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.learning import LawStudyKind
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.learning.lawstudy.model import LawStudy, LawStudyAttendance


def visible_law_studies(act: Act, kind: LawStudyKind | None = None, meeting_id: UUID | None = None) -> Select[LawStudy]:
    query = select(LawStudy)
    if kind is not None:
        query = query.where(LawStudy.kind == kind)
    return query if meeting_id is None else query.where(LawStudy.meeting_id == meeting_id)


@shows(LawStudy)
async def load_law_studies(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, LawStudy]:
    rows = (await session.execute(visible_law_studies(act).where(LawStudy.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def law_studies_of_meetings(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[LawStudy]]:
    """The law studies bound to several meetings."""
    found: dict[UUID, list[LawStudy]] = {each: [] for each in ids}
    query = visible_law_studies(act).where(LawStudy.meeting_id.in_(ids)).order_by(LawStudy.id)
    for row in (await session.execute(query)).scalars():
        assert row.meeting_id is not None
        found[row.meeting_id].append(row)
    return found


async def attendance_by_law_study(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, list[LawStudyAttendance]]:
    found: dict[UUID, list[LawStudyAttendance]] = {each: [] for each in ids}
    query = (
        select(LawStudyAttendance)
        .where(LawStudyAttendance.law_study_id.in_(ids))
        .order_by(LawStudyAttendance.place_in_list)
    )
    for row in (await session.execute(query)).scalars():
        found[row.law_study_id].append(row)
    return found
