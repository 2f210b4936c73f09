"""The papers of an object; who sees the object sees that they exist, the bytes are with documents."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import seen_refs, shows
from services.supervision.bulletins.model import Bulletin
from services.supervision.extensions.model import Extension
from services.supervision.items.model import SupervisedItem
from services.supervision.ledger.model import LedgerExport
from services.supervision.papers.model import Paper
from services.supervision.warnings.model import WarningSheet

OWNERS = (SupervisedItem, Extension, WarningSheet, Bulletin, LedgerExport)


@shows(Paper)
async def papers_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Paper]:
    rows = list((await session.execute(select(Paper).where(Paper.id.in_(ids)))).scalars())
    owned = await seen_refs(session, act, OWNERS, [(row.object_type, row.object_id) for row in rows])
    return {row.id: row for row in rows if (row.object_type, row.object_id) in owned}


async def papers_of(session: AsyncSession, act: Act, object_ids: list[UUID]) -> Mapping[UUID, list[Paper]]:
    """By object, in the order in which they were asked for; asked only for objects the asker sees."""
    rows = (await session.execute(select(Paper).where(Paper.object_id.in_(object_ids)).order_by(Paper.id))).scalars()
    found: dict[UUID, list[Paper]] = defaultdict(list)
    for row in rows:
        found[row.object_id].append(row)
    return found
