"""Which absences the asker may see."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.directory.absences.model import Absence, AbsenceState
from services.kernel.acts import Act
from services.kernel.sight import shows

SEE_ALL = (
    PostCode.COUNTY_HEAD,
    PostCode.DEPUTY_HEAD,
    PostCode.OFFICE_DIRECTOR,
    PostCode.DEPUTY_DIRECTOR,
    PostCode.OFFICE_CLERK,
)


def visible_absences(act: Act, states: list[AbsenceState] | None = None) -> Select[Absence]:
    """The leaders and the office see all, everybody else his own and those that he stands in for."""
    query = select(Absence)
    if not any(act.holds(post) for post in SEE_ALL):
        query = query.where(or_(Absence.person_id == act.person.id, Absence.substitute_id == act.person.id))
    return query.where(Absence.state.in_(states)) if states else query


@shows(Absence)
async def load_absences(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Absence]:
    rows = (await session.execute(visible_absences(act).where(Absence.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
