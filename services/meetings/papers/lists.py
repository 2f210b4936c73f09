"""The papers that were asked for about objects of one kind."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.meetings.papers.model import RequestedPaper


async def papers_about(
    session: AsyncSession, kind: type[Any], ids: list[UUID], *sees: ColumnElement[bool], restricted: bool = True
) -> Mapping[UUID, list[RequestedPaper]]:
    """By object, in the order they were asked for; `sees` says of which objects, `restricted` whether those as well."""
    found: dict[UUID, list[RequestedPaper]] = {each: [] for each in ids}
    query = select(RequestedPaper).join(kind, kind.id == RequestedPaper.subject_id).where(kind.id.in_(ids), *sees)
    if not restricted:
        query = query.where(RequestedPaper.restricted.is_(False))
    for row in (await session.execute(query.order_by(RequestedPaper.id))).scalars():
        found[row.subject_id].append(row)
    return found
