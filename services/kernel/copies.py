"""The service's copy of the roster, the windows and the calendar, so that it works while the directory is down."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.kernel.calendar import CalendarDay, CalendarStatus, DayKind, WorkCalendar
from services.kernel.clock import wall
from services.kernel.roster import Absence, Delegation, Roster
from services.kernel.store import CalendarDayCopy, RosterCopy, WindowCopy

DELEGATION, ABSENCE = "DELEGATION", "ABSENCE"
_ROW = 1
_COPY = cast(Table, RosterCopy.__table__)
REVISION = select(_COPY.c.revision).where(_COPY.c.id == _ROW)  # made once: every request and event asks it


async def _touch(session: AsyncSession) -> None:
    """Every change of a copy raises the revision by which the caches of all replicas notice it."""
    await session.execute(
        insert(RosterCopy)
        .values(id=_ROW, version=0, snapshot={}, received_at=wall(), revision=1)
        .on_conflict_do_update(index_elements=["id"], set_={"revision": RosterCopy.revision + 1})
    )


async def keep_roster(session: AsyncSession, snapshot: Mapping[str, Any]) -> None:
    """Take over a published structure; an older version than the one held changes nothing."""
    await _touch(session)
    await session.execute(
        update(RosterCopy)
        .where(RosterCopy.id == _ROW, RosterCopy.version < int(snapshot["version"]))
        .values(version=int(snapshot["version"]), snapshot=dict(snapshot), received_at=wall())
    )


async def keep_window(
    session: AsyncSession,
    *,
    window_id: UUID,
    kind: str,
    person_id: UUID,
    valid_from: date,
    valid_until: date,
    grantor_id: UUID | None = None,
    scopes: tuple[str, ...] = (),
    meeting_id: UUID | None = None,
    topic_id: UUID | None = None,
) -> None:
    """Take over a 委托, with what it is narrowed to, or an absence; `valid_until` is the first day outside."""
    values: dict[str, Any] = {
        "kind": kind,
        "person_id": person_id,
        "grantor_id": grantor_id,
        "scopes": list(scopes),
        "meeting_id": meeting_id,
        "topic_id": topic_id,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    await session.execute(
        insert(WindowCopy).values(id=window_id, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    )
    await _touch(session)


async def end_window(session: AsyncSession, window_id: UUID, on: date) -> None:
    """The window ends with `on` as its first day outside: acts before it stay valid."""
    await session.execute(
        update(WindowCopy).where(WindowCopy.id == window_id, WindowCopy.valid_until > on).values(valid_until=on)
    )
    await _touch(session)


async def keep_calendar(session: AsyncSession, year: int, version: int, days: list[Mapping[str, Any]]) -> None:
    """Take over every day of one year anew; the days of other years stay as they are."""
    await session.execute(
        delete(CalendarDayCopy).where(CalendarDayCopy.day.between(date(year, 1, 1), date(year, 12, 31)))
    )
    for day in days:
        session.add(
            CalendarDayCopy(
                day=date.fromisoformat(str(day["date"])[:10]),
                kind=str(day["kind"]),
                name=str(day.get("name", "")),
                source=str(day.get("source", "")),
                status=str(day.get("status", "OFFICIAL")),
                version=version,
            )
        )
    await _touch(session)


async def read_calendar(session: AsyncSession) -> WorkCalendar:
    """The calendar as this transaction sees it: the imported days over the published years."""
    days = (await session.execute(select(CalendarDayCopy))).scalars().all()
    return WorkCalendar.of(
        (CalendarDay(d.day, DayKind(d.kind), d.name, d.source, CalendarStatus(d.status)) for d in days),
        version=max((d.version for d in days), default=0),
    )


class Copies:
    """In-memory roster and calendar, read again when the revision in the database has changed."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions
        self._revision = -1
        self.roster = Roster(version=0)
        self.calendar = WorkCalendar()
        self.received_at: datetime | None = None

    async def current(self, revision: int | None = None) -> tuple[Roster, WorkCalendar]:
        """Roster and calendar as of the last event that this service has applied.

        `revision` is what `REVISION` has just given to a caller who had to ask the database anyhow.
        """
        if revision is None or revision != self._revision:
            async with self._sessions() as session:
                revision = (await session.execute(REVISION)).scalar()
                if revision is not None and revision != self._revision:
                    await self._read(session)
                    self._revision = revision
        return self.roster, self.calendar

    async def _read(self, session: AsyncSession) -> None:
        row = await session.get_one(RosterCopy, _ROW)
        windows = (await session.execute(select(WindowCopy))).scalars().all()
        delegations = tuple(
            Delegation(
                valid_from=w.valid_from,
                valid_until=w.valid_until,
                id=w.id,
                grantor_id=w.grantor_id,
                grantee_id=w.person_id,
                scopes=tuple(w.scopes),
                meeting_id=w.meeting_id,
                topic_id=w.topic_id,
            )
            for w in windows
            if w.kind == DELEGATION and w.grantor_id is not None
        )
        absences = tuple(
            Absence(valid_from=w.valid_from, valid_until=w.valid_until, id=w.id, person_id=w.person_id)
            for w in windows
            if w.kind == ABSENCE
        )
        self.received_at = row.received_at
        self.roster = (
            Roster.read(row.snapshot, delegations, absences)
            if row.version
            else Roster(version=0, delegations=delegations, absences=absences)
        )
        self.calendar = await read_calendar(session)

    def is_fresh(self, max_age: timedelta) -> bool:
        """Is the copy there, and not older than the policy allows?"""
        return self.received_at is not None and wall() - self.received_at <= max_age
