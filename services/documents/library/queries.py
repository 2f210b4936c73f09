"""The library as it is read: it is open to everyone who is logged in."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.library.model import NormativeDocument, NormativeState, RegulationSource
from services.kernel.acts import Act
from services.kernel.sight import shows


async def sources(session: AsyncSession, act: Act) -> Mapping[str, RegulationSource]:
    rows = (await session.execute(select(RegulationSource))).scalars()
    return {row.regulation_id: row for row in rows}


def normative_documents(act: Act, *, state: NormativeState | None = None) -> Select[NormativeDocument]:
    query = select(NormativeDocument)
    return query if state is None else query.where(NormativeDocument.state == state)


@shows(NormativeDocument)
async def load_normative(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, NormativeDocument]:
    rows = (await session.execute(select(NormativeDocument).where(NormativeDocument.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
