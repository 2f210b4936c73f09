"""Deadlines that were counted over a year not yet published are counted anew when its calendar comes (spec 05)."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.copies import read_calendar
from services.kernel.deadlines import OPEN, Term
from services.kernel.store import Deadline

TOMORROW = timedelta(days=1)


@dataclass(frozen=True)
class Recounted:
    """A deadline that was counted anew, and the day it was due before."""

    deadline: Deadline
    old_due: date


async def recount(session: AsyncSession, act: Act) -> list[Recounted]:
    """Count every open provisional deadline by the calendar that this transaction holds; returns those that changed.

    A deadline moves earlier only when the new day is still tomorrow or later, else it keeps the old one (fairness).
    One that is a moment (`due_at`) was never counted and stays. Settled deadlines never change.
    """
    calendar = await read_calendar(session)
    query = select(Deadline).where(Deadline.state == OPEN, Deadline.provisional).order_by(Deadline.due, Deadline.id)
    changed = []
    for deadline in (await session.execute(query.with_for_update())).scalars():
        term = Term(deadline.key, deadline.clause, deadline.length, deadline.unit)
        counted, old_due = term.due(calendar, deadline.started_on), deadline.due
        fair = counted.date >= old_due or counted.date >= act.today + TOMORROW
        if deadline.due_at is None and fair:
            deadline.due = counted.date
        if deadline.due != old_due or deadline.provisional != counted.provisional:
            changed.append(Recounted(deadline, old_due))
        deadline.provisional, deadline.calendar_version = counted.provisional, counted.calendar_version
    return changed
