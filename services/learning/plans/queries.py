"""Who sees which plan."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.learning import PlanKind
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.learning.plans.model import PlanState, StudyPlan

MAKERS = (
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.OFFICE_DIRECTOR,
    PostCode.OFFICE_CLERK,
    PostCode.LEGALITY_REVIEWER,
)


def visible_plans(act: Act, kind: PlanKind | None = None, year: int | None = None) -> Select[StudyPlan]:
    """Makers see every plan, everybody else those in force."""
    query = select(StudyPlan)
    if not any(act.holds(code) for code in MAKERS):
        query = query.where(or_(StudyPlan.state == PlanState.IN_FORCE, StudyPlan.state == PlanState.CLOSED))
    if kind is not None:
        query = query.where(StudyPlan.kind == kind)
    return query if year is None else query.where(StudyPlan.year == year)


@shows(StudyPlan)
async def load_plans(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, StudyPlan]:
    rows = (await session.execute(visible_plans(act).where(StudyPlan.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
