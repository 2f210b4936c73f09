"""Which minutes the asker may see, and how much of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.meetings.minutes.model import OUT, Minutes, MinutesEntry, MinutesSignature, MinutesState
from services.meetings.papers.lists import papers_about
from services.meetings.papers.model import RequestedPaper
from services.meetings.sittings.model import AgendaItem
from services.meetings.sittings.queries import (
    HEARS_PERSONNEL,
    SEES_EVERY_MEETING,
    hears_personnel,
    kinds_of_member,
    posts_of,
)
from services.meetings.topics.model import Topic
from services.meetings.topics.queries import units_of_concern


def sees_whole_minutes(act: Act) -> ColumnElement[bool]:
    """The office and the members read them whole."""
    if posts_of(act) & SEES_EVERY_MEETING:
        return Minutes.id.is_not(None)
    return or_(Minutes.kind.in_(kinds_of_member(act)), Minutes.host_id == act.person.id)


def visible_minutes(act: Act, *, state: MinutesState | None = None) -> Select[Any]:
    """Minutes that exist for the asker; a unit sees an excerpt once they are issued: what it brought or must do.

    So does who follows the unit up: the leader in charge, his B角 (GZ-6.2), his 口.
    """
    units = units_of_concern(act)
    whole = sees_whole_minutes(act)
    excerpt = Minutes.concerned_unit_ids.bool_op("&&")(units)
    query = select(Minutes).where(or_(whole, Minutes.state.in_(OUT) & excerpt) if units else whole)
    return query if state is None else query.where(Minutes.state == state)


@shows(Minutes)
async def load_minutes(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Minutes]:
    rows = (await session.execute(visible_minutes(act).where(Minutes.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def minutes_of_meetings(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Minutes]:
    """The minutes of each meeting; their corrections are found with them."""
    query = visible_minutes(act).where(Minutes.meeting_id.in_(ids), Minutes.corrects_id.is_(None))
    return {row.meeting_id: row for row in (await session.execute(query)).scalars()}


async def load_whole(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, bool]:
    """Which minutes the asker reads whole."""
    rows = await session.execute(select(Minutes.id).where(Minutes.id.in_(ids), sees_whole_minutes(act)))
    return dict.fromkeys(rows.scalars(), True)


async def load_entries(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[MinutesEntry]]:
    """The wording of the current edition; personnel matters for the few, a unit's excerpt for the unit."""
    whole = await load_whole(session, act, ids)
    units = set(units_of_concern(act))
    found: dict[UUID, list[MinutesEntry]] = {each: [] for each in ids}
    query = (
        select(MinutesEntry, AgendaItem, Topic.assigned_clerk_id)
        .join(Minutes, Minutes.id == MinutesEntry.minutes_id)
        .join(AgendaItem, AgendaItem.id == MinutesEntry.item_id)
        .join(Topic, Topic.id == AgendaItem.topic_id)
        .where(MinutesEntry.minutes_id.in_(ids), MinutesEntry.edition == Minutes.edition)
        .order_by(MinutesEntry.position)
    )
    for entry, item, clerk_id in (await session.execute(query)).all():
        mine = bool(units & {item.unit_id, *item.involved_unit_ids})
        if (entry.minutes_id in whole or mine) and (not entry.restricted or hears_personnel(act, clerk_id)):
            found[entry.minutes_id].append(entry)
    return found


async def load_signatures(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[MinutesSignature]]:
    """The chain as it was signed, for those who read the minutes whole."""
    found: dict[UUID, list[MinutesSignature]] = {each: [] for each in ids}
    query = (
        select(MinutesSignature)
        .join(Minutes, Minutes.id == MinutesSignature.minutes_id)
        .where(Minutes.id.in_(ids), sees_whole_minutes(act))
        .order_by(MinutesSignature.id)
    )
    for row in (await session.execute(query)).scalars():
        found[row.minutes_id].append(row)
    return found


async def entries(session: AsyncSession, minutes: Minutes) -> list[MinutesEntry]:
    """The wording of the current edition, for commands."""
    query = (
        select(MinutesEntry)
        .where(MinutesEntry.minutes_id == minutes.id, MinutesEntry.edition == minutes.edition)
        .order_by(MinutesEntry.position)
    )
    return list((await session.execute(query)).scalars())


async def locked(session: AsyncSession, meeting_id: UUID) -> list[Minutes]:
    """The minutes of the meeting and their corrections, the newest first: locked before meeting and decisions are."""
    query = (
        select(Minutes)
        .where(Minutes.meeting_id == meeting_id, Minutes.state != MinutesState.WITHDRAWN)
        .order_by(Minutes.correction.desc())
    )
    return list((await session.execute(query.with_for_update())).scalars())


async def signatures(session: AsyncSession, minutes: Minutes) -> list[MinutesSignature]:
    """Signatures of the current edition."""
    query = (
        select(MinutesSignature)
        .where(MinutesSignature.minutes_id == minutes.id, MinutesSignature.edition == minutes.edition)
        .order_by(MinutesSignature.id)
    )
    return list((await session.execute(query)).scalars())


async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[RequestedPaper]]:
    """The papers asked for, for those who read the minutes whole; extracts on personnel for the few (AMB-42)."""
    few = bool(posts_of(act) & HEARS_PERSONNEL)
    return await papers_about(session, Minutes, ids, sees_whole_minutes(act), restricted=few)
