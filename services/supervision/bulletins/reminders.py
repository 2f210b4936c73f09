"""Telling people in time: the quarter's bulletin (spec 04, quarterly_bulletin)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.deadlines import MISSED, open_ones
from services.supervision import desk as people
from services.supervision.bulletins.commands import QUARTERLY_BULLETIN
from services.supervision.bulletins.model import Bulletin
from services.supervision.desk import desk


async def look_at_bulletins(session: AsyncSession, act: Act) -> None:
    """Five working days before, and the day after, to 督查室 and 办主任."""
    for deadline in await open_ones(session, keys=(QUARTERLY_BULLETIN.key,)):
        bulletin = await session.get(Bulletin, deadline.object_id)
        if bulletin is None:
            continue
        reminders = [act.calendar.sub_workdays(deadline.due, n).date for n in QUARTERLY_BULLETIN.remind_workdays_before]
        if act.today in reminders:
            deadline.reminded_on = act.today
            text = f"应于{deadline.due}前印发（CW-6.3）。"
            desk.notify(session, act, bulletin, "bulletin_due_soon", bulletin.title, text, people.OFFICE)
        if act.today > deadline.due:
            deadline.state, deadline.missed_on = MISSED, act.today
            text = f"应于{deadline.due}前印发，尚未印发。"
            to = [*people.OFFICE, *people.DIRECTOR]
            desk.notify(session, act, bulletin, "bulletin_overdue", bulletin.title, text, to)
