"""What stays on record about a year's meetings and topics: 特许, 检查发现, and what was registered afterwards.

Each object has one year and one kind, so that each finding and each registration is counted exactly once.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, func, literal, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import MeetingKind
from services.kernel.store import Finding, LateRegistrationRow
from services.meetings.attendance.model import MeetingLeave
from services.meetings.minutes.model import Minutes
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.statistics.counts import ITEMS, drafted_in, number_of
from services.meetings.statistics.figures import Records, Registrations
from services.meetings.statistics.sight import Year
from services.meetings.topics.model import Topic


async def records_by_kind(
    session: AsyncSession, year: Year, kinds: list[MeetingKind]
) -> dict[MeetingKind, tuple[Records, ...]]:
    """By sort, code and clauses: what passed although a rule speaks against it (AMB-20)."""
    about = _objects(year, kinds).subquery()
    keys = (about.c.kind, Finding.kind, Finding.code, Finding.clauses)
    query = (
        select(*keys, func.count())
        .select_from(about)
        .join(Finding, (Finding.object_type == about.c.object_type) & (Finding.object_id == about.c.object_id))
        .group_by(*keys)
        .order_by(*keys)
    )
    found: dict[MeetingKind, list[Records]] = defaultdict(list)
    for kind, sort, code, clauses, count in await session.execute(query):
        found[kind].append(Records(sort, code, tuple(clauses), count))
    return {kind: tuple(rows) for kind, rows in found.items()}


async def registrations_by_kind(
    session: AsyncSession, year: Year, kinds: list[MeetingKind]
) -> dict[MeetingKind, tuple[Registrations, ...]]:
    """By sort of act: what was registered after the fact, and what still waits for 办主任 (AMB-47)."""
    about, row = _objects(year, kinds).subquery(), LateRegistrationRow
    keys = (about.c.kind, row.object_type, row.action)
    query = (
        select(*keys, number_of(), number_of(row.confirmed_at.is_(None)))
        .select_from(about)
        .join(row, (row.object_type == about.c.object_type) & (row.object_id == about.c.object_id))
        .group_by(*keys)
        .order_by(*keys)
    )
    found: dict[MeetingKind, list[Registrations]] = defaultdict(list)
    for kind, object_type, action, count, unconfirmed in await session.execute(query):
        found[kind].append(Registrations(object_type, action, count, unconfirmed))
    return {kind: tuple(rows) for kind, rows in found.items()}


def _objects(year: Year, kinds: list[MeetingKind]) -> Any:
    """The year's meetings with their agendas, minutes and leave, and the topics drafted in the year."""
    held = (Meeting.year == year.number, Meeting.kind.in_(kinds))

    def named(model: type[Any], id: Any, kind: Any) -> Select[Any]:
        return select(literal(model.__name__).label("object_type"), id.label("object_id"), kind)

    def of(model: type[Any]) -> Select[Any]:
        return named(model, model.id, Meeting.kind).join(Meeting, Meeting.id == model.meeting_id).where(*held)

    return union_all(
        named(Meeting, Meeting.id, Meeting.kind).where(*held),
        named(AgendaItem, ITEMS.id, Meeting.kind).select_from(Meeting).join(ITEMS, true()).where(*held),
        of(Minutes),
        of(MeetingLeave),
        named(Topic, Topic.id, Topic.kind).where(*drafted_in(year), Topic.kind.in_(kinds)),
    )
