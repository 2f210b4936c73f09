"""Which delegations the asker may see."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.directory.delegations.model import Delegation, DelegationState
from services.kernel.acts import Act
from services.kernel.sight import shows

SEE_ALL = (
    PostCode.COUNTY_HEAD,
    PostCode.DEPUTY_HEAD,
    PostCode.OFFICE_DIRECTOR,
    PostCode.DEPUTY_DIRECTOR,
    PostCode.OFFICE_CLERK,
    PostCode.AUDITOR,
)


def visible_delegations(act: Act, states: list[DelegationState] | None = None) -> Select[Delegation]:
    """The leaders and the office see all, everybody else those that concern him."""
    query = select(Delegation)
    if not any(act.holds(post) for post in SEE_ALL):
        query = query.where(or_(Delegation.grantor_id == act.person.id, Delegation.grantee_id == act.person.id))
    return query.where(Delegation.state.in_(states)) if states else query


@shows(Delegation)
async def load_delegations(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Delegation]:
    rows = (await session.execute(visible_delegations(act).where(Delegation.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
