"""Files of supervision's objects: shown batched, and read by whoever sees the object they belong to."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.store import StoredFile
from services.supervision.extensions.queries import extensions_by_id
from services.supervision.feedback.queries import feedback_by_id
from services.supervision.followup.queries import inspections_by_id
from services.supervision.warnings.queries import warnings_by_id

OWNERS: dict[str, Callable[[AsyncSession, Act, list[UUID]], Awaitable[Mapping[UUID, Any]]]] = {
    "Feedback": feedback_by_id,
    "Extension": extensions_by_id,
    "Inspection": inspections_by_id,
    "WarningSheet": warnings_by_id,
}


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


async def may_read(session: AsyncSession, act: Act, file: StoredFile) -> bool:
    """Whoever sees the object may read its files."""
    owners = OWNERS.get(file.object_type or "")
    return (
        owners is not None and file.object_id in await owners(session, act, [file.object_id])
        if file.object_id
        else False
    )
