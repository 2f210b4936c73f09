"""Which units issued minutes concern: those whose topics the meeting had, and those that lead or assist a decision."""

from uuid import UUID

from sqlalchemy import func, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.meetings.decisions.model import Decision
from services.meetings.minutes.model import OUT, Minutes
from services.meetings.sittings.model import AgendaItem, AgendaItemState


async def keep_concerned(session: AsyncSession, meeting_id: UUID) -> None:
    """Keep them with the minutes and every correction of them, as the decisions read now (spec 07, 7.1).

    A personnel matter concerns no unit by its decisions (CW-2.6). The list of minutes finds a unit's own by this alone,
    without a look into all that the unit has ever had on an agenda.
    """
    brought = (AgendaItem.meeting_id == meeting_id, AgendaItem.state != AgendaItemState.REMOVED)
    decided = (Decision.meeting_id == meeting_id, Decision.restricted.is_(False))
    units = union(
        select(AgendaItem.unit_id.label("unit_id")).where(*brought),
        select(func.unnest(AgendaItem.involved_unit_ids)).where(*brought),
        select(Decision.lead_unit_id).where(*decided, Decision.lead_unit_id.is_not(None)),
        select(func.unnest(Decision.assist_unit_ids)).where(*decided),
    )
    found = sorted((await session.execute(units)).scalars())
    out = (Minutes.meeting_id == meeting_id, Minutes.state.in_(OUT))
    await session.execute(update(Minutes).where(*out).values(concerned_unit_ids=found))
