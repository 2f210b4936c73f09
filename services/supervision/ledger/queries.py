"""Exports of the ledger belong to whoever asked for them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.ledger.model import LedgerExport


def own_exports(act: Act) -> Select[LedgerExport]:
    return select(LedgerExport).where(LedgerExport.requested_by == act.person.id)


@shows(LedgerExport)
async def exports_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, LedgerExport]:
    rows = (await session.execute(own_exports(act).where(LedgerExport.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}
