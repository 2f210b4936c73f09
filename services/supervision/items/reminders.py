"""Telling people in time: items that fall due, items that are late, first supervisions (spec 07, 7.1)."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import Addressee
from services.contracts.supervision import ItemDueSoon, ItemOverdue
from services.kernel.acts import Act
from services.kernel.deadlines import MISSED, open_ones
from services.kernel.outbox import publish
from services.kernel.store import Deadline
from services.supervision import desk as people
from services.supervision.items.commands import FIRST_SUPERVISION, SUPERVISE, note
from services.supervision.items.lights import is_overdue
from services.supervision.items.model import OWING, UNDER_WAY, SupervisedItem, TimelineAction

SOON_WORKDAYS = (3, 1)
THRESHOLDS = (1, 7, 30)  # calendar days
LOOK_AHEAD = timedelta(days=20)  # holds three working days across the longest holiday


async def look_at_due_dates(session: AsyncSession, act: Act) -> None:
    """Every day: what is due in 3 or 1 working days, and what is 1, 7 or 30 days late, once each."""
    query = (
        select(SupervisedItem)
        .where(SupervisedItem.state.in_(UNDER_WAY), SupervisedItem.due <= act.today + LOOK_AHEAD)
        .order_by(SupervisedItem.id)
        .with_for_update()
    )
    for item in (await session.execute(query)).scalars():
        assert item.due is not None
        if is_overdue(item, act.today):
            _tell_overdue(session, act, item, item.due)
        elif item.state in OWING and item.due > act.today:
            _tell_soon(session, act, item, item.due)


def _points(item: SupervisedItem) -> str:
    return "；".join(item.points)


def _tell_soon(session: AsyncSession, act: Act, item: SupervisedItem, due: date) -> None:
    days = next((n for n in SOON_WORKDAYS if act.calendar.sub_workdays(due, n).date == act.today), None)
    if days is None:
        return
    if not item.restricted:
        event = ItemDueSoon(
            item_id=item.id, number=item.number or "", decision_id=item.decision_id, due=due, days_left=days
        )
        publish(session, act, event, item)
    note(session, act, item, TimelineAction.DUE_SOON, f"还有{days}个工作日")
    to, text = people.lead_people(act, item), f"{_points(item)}。时限{due}。"
    people.tell(session, act, item, "item_due_soon", f"还有{days}个工作日到期", text, to)


def overdue_recipients(act: Act, item: SupervisedItem, threshold: int) -> list[Addressee]:
    """Unit and 口副主任 at once, 办主任 from the 7th day, 分管副县长 from the 30th."""
    to = [*people.lead_people(act, item), *people.deputy_director(act, item)]
    if threshold >= 7:
        to += people.DIRECTOR
    if threshold >= 30:
        to += people.leader(act, item)
    return to


def _tell_overdue(session: AsyncSession, act: Act, item: SupervisedItem, due: date) -> None:
    days = (act.today - due).days
    threshold = max((n for n in THRESHOLDS if n <= days), default=0)
    if threshold <= item.overdue_told:
        return
    item.overdue_told, item.ever_overdue = threshold, True
    if not item.restricted and item.lead_unit_id is not None:
        event = ItemOverdue(
            item_id=item.id,
            number=item.number or "",
            decision_id=item.decision_id,
            unit_id=item.lead_unit_id,
            due=due,
            days=threshold,
        )
        publish(session, act, event, item)
    note(session, act, item, TimelineAction.OVERDUE, f"逾期{days}天")
    to, text = overdue_recipients(act, item, threshold), f"{_points(item)}。时限{due}，已逾期{days}天。"
    people.tell(session, act, item, "item_overdue", f"逾期{days}天", text, to)


async def look_at_first_supervisions(session: AsyncSession, act: Act) -> None:
    """One month after the meeting the decision is supervised for the first time (CW-6.3a); late goes to 办主任."""
    for deadline in await open_ones(session, keys=(FIRST_SUPERVISION.key,), until=act.today + LOOK_AHEAD):
        item = await session.get(SupervisedItem, deadline.object_id)
        if item is not None:
            _tell_first_supervision(session, act, item, deadline)


def _tell_first_supervision(session: AsyncSession, act: Act, item: SupervisedItem, deadline: Deadline) -> None:
    to, due, what = people.handlers(act, item), deadline.due, "会后1个月督办"
    reminders = [act.calendar.sub_workdays(due, n).date for n in FIRST_SUPERVISION.remind_workdays_before]
    if act.today in reminders:
        people.tell(session, act, item, "first_supervision_soon", what, f"应于{due}前督办一次（CW-6.3）。", to)
        deadline.reminded_on = act.today
    if act.today == due:
        people.ask(session, act, item, SUPERVISE, what, to, due)
    if act.today > due:
        deadline.state, deadline.missed_on = MISSED, act.today
        text = f"应于{due}前督办，尚无督办记录。"
        people.tell(session, act, item, "first_supervision_missed", what, text, people.DIRECTOR)
