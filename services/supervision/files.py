"""Files of supervision's objects, shown batched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.store import StoredFile


async def _by_object(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[StoredFile]]:
    query = select(StoredFile).where(StoredFile.object_id.in_(ids)).order_by(StoredFile.id)
    found: dict[UUID, list[StoredFile]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        if row.object_id is not None:
            found[row.object_id].append(row)
    return found


async def files_of(info: Info, object_id: UUID) -> list[File]:
    """The files of an object that the asker sees."""
    return [File.of(row) for row in await info.context.load(_by_object, object_id) or []]
