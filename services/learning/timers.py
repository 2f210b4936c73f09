"""What happens in learning because time passed."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.timers import Timers
from services.learning.duties.commands import judge_duties

timers = Timers()


@timers.daily("duties")
async def duties(session: AsyncSession, act: Act) -> None:
    """Periods that ended are judged, periods that end soon are warned of (spec 04)."""
    await judge_duties(session, act)
