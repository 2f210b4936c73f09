"""Which bulletins the asker may see, and how the items stood on a past day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.supervision import ItemState
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.bulletins.figures import Row, Standing, figures
from services.supervision.bulletins.model import Bulletin, BulletinState
from services.supervision.feedback.model import Feedback, FeedbackKind
from services.supervision.items.model import DueChange, SupervisedItem, local_day
from services.supervision.items.sources import MEETING_SOURCES

__all__ = ["bulletins_by_id", "figures", "standing_at", "visible_bulletins"]

WRITERS = (PostCode.SUPERVISION_CHIEF, PostCode.SUPERVISION_CLERK, PostCode.OFFICE_DIRECTOR)
LEADERS = (PostCode.COUNTY_HEAD, PostCode.EXECUTIVE_DEPUTY_HEAD)
READERS = (PostCode.DEPUTY_HEAD, PostCode.DEPUTY_DIRECTOR, PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)


def visible_bulletins(act: Act) -> Select[Bulletin]:
    """Drafts for those who make and sign them; what is issued for every leader and unit."""
    query = select(Bulletin)
    if any(act.holds(post) for post in (*WRITERS, *LEADERS)):
        return query
    if any(act.holds(post) for post in READERS):
        return query.where(Bulletin.state == BulletinState.ISSUED)
    return query.where(false())


@shows(Bulletin)
async def bulletins_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Bulletin]:
    rows = (await session.execute(visible_bulletins(act).where(Bulletin.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def standing_at(session: AsyncSession, act: Act, first: date, cutoff: date) -> list[Row]:
    """Items of meetings that ran in the period, as they stood at the end of the cut-off day.

    Carried into the period, or registered in it: so that one period's running items and the next one's new ones are
    the next one's total. Computed from recorded days, not from today's state: it does not matter when it is asked.
    """
    item = SupervisedItem
    query = (
        select(item)
        .where(
            item.source_type.in_(MEETING_SOURCES),
            item.state != ItemState.EXPECTED,
            item.registered_on <= cutoff,
            or_(item.cancelled_on.is_(None), item.cancelled_on > cutoff),
            or_(item.closed_on.is_(None), item.closed_on >= first),
        )
        .order_by(item.meeting_date, item.year, item.serial)
    )
    items = list((await session.execute(query)).scalars())
    ids = [each.id for each in items]
    changes, results = defaultdict(list), defaultdict(list)
    for change in (
        await session.execute(select(DueChange).where(DueChange.item_id.in_(ids)).order_by(DueChange.id))
    ).scalars():
        changes[change.item_id].append(change)
    is_result = Feedback.kind == FeedbackKind.RESULT
    for feedback in (await session.execute(select(Feedback).where(Feedback.item_id.in_(ids), is_result))).scalars():
        results[feedback.item_id].append(feedback)
    return [_row(act, each, changes[each.id], results[each.id], cutoff) for each in items]


def due_at(item: SupervisedItem, changes: Iterable[DueChange], cutoff: date) -> date | None:
    """The due date that stood at the end of that day."""
    return next((change.old_due for change in changes if change.changed_on > cutoff), item.due)


def _row(act: Act, item: SupervisedItem, changes: list[DueChange], results: list[Feedback], cutoff: date) -> Row:
    due = due_at(item, changes, cutoff)
    handed_out = item.dispatched_at is not None and local_day(item.dispatched_at) <= cutoff
    standing_results = [
        each.submitted_on
        for each in results
        if each.submitted_on <= cutoff and (each.void_on is None or each.void_on > cutoff)
    ]
    answered = max(standing_results, default=None)
    late = (answered or cutoff) if handed_out and due is not None else None
    days = max((late - due).days, 0) if late is not None and due is not None else 0
    suspended = item.suspended_on is not None and item.suspended_on <= cutoff
    if item.closed_on is not None and item.closed_on <= cutoff:
        standing, days = Standing.CLOSED, 0
    elif suspended and (item.released_on is None or item.released_on > cutoff):
        standing, days = Standing.SUSPENDED, 0
    elif days:
        standing = Standing.OVERDUE
    elif any(change.extension and change.changed_on <= cutoff for change in changes):
        standing = Standing.EXTENDED
    else:
        standing = Standing.ONGOING
    hidden = item.restricted
    unit_id = None if hidden or item.lead_unit_id is None else str(item.lead_unit_id)
    return Row(
        item_id=str(item.id),
        number=item.number or "",
        title=item.title,
        unit_id=unit_id,
        unit=act.view.unit_name(item.lead_unit_id) if unit_id else "（人事事项）",
        meeting_id=str(item.meeting_id) if item.meeting_id else None,
        meeting=item.meeting_label,
        standing=standing,
        due=due.isoformat() if due else None,
        overdue_days=days,
        progress="" if hidden else item.progress,
    )
