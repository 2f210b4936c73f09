"""What happened in documents because time passed."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.consultations import commands as consultations
from services.kernel.acts import Act
from services.kernel.timers import Timers

timers = Timers()


@timers.daily("close_ended_consultations")
async def close_ended_consultations(session: AsyncSession, act: Act) -> None:
    await consultations.close_ended(session, act)
