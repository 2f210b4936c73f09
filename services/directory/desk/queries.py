"""What lies on the asker's desk."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.shared import Light, TaskEnding
from services.directory.desk.model import NEVER, Notice, Task
from services.directory.desk.reach import Reach, Standing, reaches
from services.kernel.acts import Act
from services.kernel.sight import shows


def todos(act: Act) -> Select[Task]:
    """Open to-dos that the asker sees: his own, and those he stands in for on this day (GZ-5, GZ-6.2)."""
    return select(Task).where(Task.is_open, or_(*(_within(reach) for reach in reaches(act.view, act.person.id))))


def done(act: Act) -> Select[Task]:
    """To-dos that the asker has done (已办)."""
    closed = and_(Task.closed_by == act.person.id, Task.ending == TaskEnding.DONE)
    return select(Task).where(closed, Task.opened_event.is_not(None), ~Task.is_open)


def notices(act: Act, unread_only: bool = False) -> Select[Notice]:
    query = select(Notice).where(Notice.person_id == act.person.id)
    return query.where(Notice.read_at.is_(None)) if unread_only else query


@shows(Notice)
async def load_notices(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Notice]:
    rows = (await session.execute(notices(act).where(Notice.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def unread_count(session: AsyncSession, act: Act) -> int:
    return await session.scalar(select(func.count()).select_from(notices(act, unread_only=True).subquery())) or 0


def standing_of(act: Act, task: Task) -> Reach:
    """In which standing the asker sees the to-do: the first that covers it, his own before all others."""
    return next(
        (
            r
            for r in reaches(act.view, act.person.id)
            if r.covers(task.to_person, task.to_post, task.to_unit) and r.is_about(task.about)
        ),
        Reach(Standing.OWN, act.person.id, frozenset()),
    )


def light_of(act: Act, due: date) -> Light:
    """绿 · 黄 within `yellow_days_wd` working days · 红 past due · 灰 without a due date (状态灯)."""
    if due == NEVER:
        return Light.GREY
    if due < act.today:
        return Light.RED
    left = act.calendar.workdays_between(act.today, due).days
    return Light.YELLOW if left <= act.policies.number("yellow_days_wd") else Light.GREEN


def _within(reach: Reach) -> ColumnElement[bool]:
    anywhere = sorted({post for post, unit_id in reach.addresses if unit_id is None})
    of_units: dict[str, list[UUID]] = {}
    for post, unit_id in reach.addresses:
        if unit_id is not None:
            of_units.setdefault(post, []).append(unit_id)
    meant = or_(
        Task.to_person == reach.person_id,
        and_(Task.to_post.in_(anywhere), Task.to_unit.is_(None)),
        *(and_(Task.to_post == post, Task.to_unit.in_(units)) for post, units in sorted(of_units.items())),
    )
    if reach.refs is not None:
        meant = and_(meant, Task.about.bool_op("&&")(sorted(reach.refs)))
    # A restricted matter goes to the named few and those who act for them, never to a queue (AMB-42).
    return and_(meant, Task.restricted.is_(False)) if reach.standing is Standing.COORDINATION else meant
