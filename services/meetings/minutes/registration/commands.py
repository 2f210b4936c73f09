"""Minutes that were issued on paper: registered with their meeting, their number taken into the register (AMB-47)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance
from services.kernel.rules import Case
from services.meetings.minutes import sheet
from services.meetings.minutes.commands import first_edition
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import Minutes
from services.meetings.papers.commands import request_paper
from services.meetings.procedures import procedure
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.rules import Sitting


async def register_minutes(session: AsyncSession, act: Act, sitting: Sitting, number: str) -> None:
    """Keep them with the meeting they belong to; they wait for 办主任 as the meeting does."""
    minutes = await first_edition(session, act, sitting, number=number)
    minutes.unconfirmed = True
    clauses = MINUTES["register_minutes"].clauses
    record(session, Record(act, "register_minutes", "Minutes", minutes.id, to_state=minutes.state, clauses=clauses))


async def confirm_minutes(session: AsyncSession, act: Act, sitting: Sitting) -> None:
    """办主任 confirmed the meeting: documents is asked to take the number of its minutes (外部登记)."""
    query = select(Minutes).where(Minutes.meeting_id == sitting.meeting.id, Minutes.corrects_id.is_(None))
    minutes = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if minutes is None or not minutes.unconfirmed:
        return
    minutes.unconfirmed = False
    advance(session, MINUTES, "register_minutes", Case(minutes, consequence(act)))
    kind = procedure(minutes.kind)
    await request_paper(
        session,
        act,
        minutes,
        kind.minutes_kind,
        sheet.title(sitting, minutes),
        {},
        series=kind.minutes_series,
        external_number=minutes.document_number,
    )
