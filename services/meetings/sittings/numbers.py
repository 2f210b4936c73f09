"""第N次: taken when the 议题单 is issued, gapless for each year and kind (AMB-46)."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.refusals import NUMBER_NOT_FREE
from services.kernel.acts import Act
from services.kernel.refusals import refuse
from services.meetings.sittings.model import Meeting, SessionNumber

LOCK = 0x5A42_5E55


async def take_number(session: AsyncSession, act: Act, meeting: Meeting, *, given: int | None = None) -> None:
    """Give the meeting its number; `given` was used on paper before and must be free (外部登记)."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    taken = (
        await session.execute(
            select(SessionNumber.number).where(SessionNumber.kind == meeting.kind, SessionNumber.year == meeting.year)
        )
    ).scalars()
    numbers = set(taken)
    if given is not None and (given in numbers or given < 1):
        raise refuse(NUMBER_NOT_FREE, path=("sessionNo",))
    meeting.session_no = given or max(numbers, default=0) + 1
    session.add(
        SessionNumber(
            kind=meeting.kind,
            year=meeting.year,
            number=meeting.session_no,
            meeting_id=meeting.id,
            taken_at=act.at,
            external=given is not None,
        )
    )
    await session.flush()


async def void_number(session: AsyncSession, meeting: Meeting, reason: str) -> None:
    """The meeting is not held: its number stays taken, voided with the reason."""
    if meeting.session_no is None:
        return
    row = await session.get_one(SessionNumber, (meeting.kind, meeting.year, meeting.session_no))
    row.void_reason = reason
