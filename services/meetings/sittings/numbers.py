"""第N次: taken when the 议题单 is issued, gapless for each kind and year, or term of government (AMB-46)."""

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.refusals import NUMBER_NOT_FREE
from services.kernel.acts import Act
from services.kernel.policies import Policies
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.meetings.sittings.model import Meeting, SessionNumber

LOCK = 0x5A42_5E55


def counted_in(meeting: Meeting, policies: Policies) -> int:
    """The year in which the meeting is counted: its own, or by policy that in which its term of government began (届).

    Raises CONTENT_INVALID when the county counts by terms and has not said when this one began.
    """
    if policies.text("session_numbering") != "term":
        return meeting.year
    begun = [day for day in map(date.fromisoformat, policies.listed("government_terms")) if day <= meeting.on]
    if not begun:
        raise refuse(CONTENT_INVALID, "会次按届编号，但政策参数未写明本届政府的起始日期", path=("sessionNo",))
    return max(begun).year


async def take_number(session: AsyncSession, act: Act, meeting: Meeting, *, given: int | None = None) -> None:
    """Give the meeting its number; `given` was used on paper before and must be free (外部登记)."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    year = counted_in(meeting, act.policies)
    taken = (
        await session.execute(
            select(SessionNumber.number).where(SessionNumber.kind == meeting.kind, SessionNumber.year == year)
        )
    ).scalars()
    numbers = set(taken)
    if given is not None and (given in numbers or given < 1):
        raise refuse(NUMBER_NOT_FREE, path=("sessionNo",))
    meeting.session_no = given or max(numbers, default=0) + 1
    session.add(
        SessionNumber(
            kind=meeting.kind,
            year=year,
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
    taken = select(SessionNumber).where(
        SessionNumber.meeting_id == meeting.id,
        SessionNumber.number == meeting.session_no,
        SessionNumber.void_reason.is_(None),
    )
    row = (await session.execute(taken)).scalar_one()
    row.void_reason = reason
