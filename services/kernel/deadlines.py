"""Deadlines: counted once at their trigger, stored with the calendar they were counted by, met or missed for good."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.kernel.acts import Act
from services.kernel.calendar import Counted, WorkCalendar, add_months
from services.kernel.lifecycle import object_key
from services.kernel.store import Deadline
from services.kernel.timers import Moments

WORKDAYS, DAYS, MONTHS, DATE, WORKDAYS_BEFORE = "WORKDAYS", "DAYS", "MONTHS", "DATE", "WORKDAYS_BEFORE"
MINUTES = "MINUTES"  # of the office clock, from a moment to a `due_at`
OPEN, MET, MISSED, CANCELLED = "OPEN", "MET", "MISSED", "CANCELLED"


@dataclass(frozen=True)
class Term:
    """One row of a service's timer catalogue (spec 04): how long, counted how, by which clause.

    Periods roll forward to a working day; dates of the form 前 never do (spec 00 0.5). A deadline that is a moment
    (`due_at`) is reminded of `remind_before` it, at that moment.
    """

    key: str
    clause: str
    length: int
    unit: str
    remind_workdays_before: tuple[int, ...] = ()
    remind_before: timedelta | None = None

    def due(self, calendar: WorkCalendar, start: date) -> Counted:
        """The last day on which the act is in time; the start day itself is not counted."""
        if self.unit == WORKDAYS:
            return calendar.add_workdays(start, self.length)
        if self.unit == WORKDAYS_BEFORE:
            return calendar.sub_workdays(start, self.length)
        if self.unit == MONTHS:
            return calendar.roll_forward(add_months(start, self.length))
        if self.unit == DAYS:
            return calendar.roll_forward(start + timedelta(days=self.length))
        return Counted(start, False, calendar.version)

    def ends_at(self, start: datetime) -> datetime:
        """The moment at which a term of minutes that begins at `start` is over: its `due_at`."""
        return start + timedelta(minutes=self.length)

    def remind_at(self, due_at: datetime | None, now: datetime) -> datetime | None:
        """When to remind of a moment; None when that time has passed before the deadline was made."""
        if due_at is None or self.remind_before is None or due_at - self.remind_before <= now:
            return None
        return due_at - self.remind_before


async def open_deadline(
    session: AsyncSession,
    act: Act,
    subject: Any,
    term: Term,
    start: date,
    *,
    title: str,
    owner_unit_id: UUID | None = None,
    due_at: datetime | None = None,
) -> Deadline:
    """Start the clock of `term` for the object; an open one of the same key is cancelled and a new round begins."""
    object_type, object_id = object_key(subject)
    current = await find(session, subject, term.key)
    if current is not None and current.state == OPEN:
        current.state = CANCELLED
    rounds = await session.scalar(
        select(func.coalesce(func.max(Deadline.round), 0)).where(
            Deadline.object_type == object_type, Deadline.object_id == object_id, Deadline.key == term.key
        )
    )
    deadline = new_deadline(
        act, subject, term, start, title=title, owner_unit_id=owner_unit_id, due_at=due_at, round_=(rounds or 0) + 1
    )
    session.add(deadline)
    return deadline


def new_deadline(
    act: Act,
    subject: Any,
    term: Term,
    start: date,
    *,
    title: str,
    owner_unit_id: UUID | None = None,
    due_at: datetime | None = None,
    round_: int = 1,
) -> Deadline:
    """The deadline of an object that has just come to be and can have no earlier round; the caller adds it."""
    object_type, object_id = object_key(subject)
    counted = term.due(act.calendar, start)
    return Deadline(
        object_type=object_type,
        object_id=object_id,
        key=term.key,
        round=round_,
        clause=term.clause,
        started_on=start,
        due=counted.date if due_at is None else due_at.date(),
        due_at=due_at,
        remind_at=term.remind_at(due_at, act.at),
        length=term.length,
        unit=term.unit,
        provisional=counted.provisional,
        calendar_version=counted.calendar_version,
        state=OPEN,
        title=title,
        owner_unit_id=owner_unit_id,
    )


async def find(session: AsyncSession, subject: Any, key: str) -> Deadline | None:
    """The latest round of the object's deadline `key`."""
    object_type, object_id = object_key(subject)
    return (
        await session.execute(
            select(Deadline)
            .where(Deadline.object_type == object_type, Deadline.object_id == object_id, Deadline.key == key)
            .order_by(Deadline.round.desc())
            .limit(1)
        )
    ).scalar_one_or_none()


async def meet(session: AsyncSession, act: Act, subject: Any, key: str) -> Deadline | None:
    """The act that the deadline waited for was done, in time or late."""
    deadline = await find(session, subject, key)
    if deadline is not None and deadline.state in (OPEN, MISSED):
        deadline.met_on = act.on
        deadline.state = MISSED if is_late(deadline, act) else MET
    return deadline


async def cancel(session: AsyncSession, subject: Any, key: str) -> None:
    """The deadline has lost its object (withdrawn, deferred, suspended)."""
    deadline = await find(session, subject, key)
    if deadline is not None and deadline.state == OPEN:
        deadline.state = CANCELLED


def is_late(deadline: Deadline | None, act: Act) -> bool:
    """Late ⇔ the local date of the act is after the due date, or the act after the moment where there is one."""
    if deadline is None:
        return False
    return act.on > deadline.due if deadline.due_at is None else act.occurred_at > deadline.due_at


async def open_ones(session: AsyncSession, *, keys: tuple[str, ...] = (), until: date | None = None) -> list[Deadline]:
    """Open deadlines (of these keys, due on or before `until`), the oldest first, locked for the timer."""
    query = select(Deadline).where(Deadline.state == OPEN).order_by(Deadline.due, Deadline.id).with_for_update()
    if keys:
        query = query.where(Deadline.key.in_(keys))
    if until is not None:
        query = query.where(Deadline.due <= until)
    return list((await session.execute(query)).scalars())


def reminders(*keys: str) -> Moments:
    """The moments at which open deadlines of these keys are reminded of, for a timer; the job clears `remind_at`."""
    return _moments(Deadline.remind_at, keys)


def ends(*keys: str, unless: ColumnElement[bool] | None = None) -> Moments:
    """The moments at which open deadlines of these keys end, but for those that wait; the job settles them."""
    return _moments(Deadline.due_at, keys, *([] if unless is None else [~unless]))


def _moments(
    column: InstrumentedAttribute[datetime | None], keys: tuple[str, ...], *where: ColumnElement[bool]
) -> Moments:
    waiting = select(func.min(column)).where(Deadline.state == OPEN, Deadline.key.in_(keys), *where)

    async def first(session: AsyncSession, until: datetime) -> datetime | None:
        return await session.scalar(waiting.where(column <= until))

    return first
