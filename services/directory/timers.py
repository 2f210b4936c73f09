"""What happens in the directory because time passed: windows open and end, absences are over, desks change."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.directory.absences.commands import pass_absences
from services.directory.delegations.commands import turn_delegations
from services.directory.desk.changes import tell_everybody
from services.kernel.acts import Act
from services.kernel.timers import Timers

timers = Timers()


@timers.daily("delegations")
async def delegations(session: AsyncSession, act: Act) -> None:
    await turn_delegations(session, act)


@timers.daily("absences")
async def absences(session: AsyncSession, act: Act) -> None:
    await pass_absences(session, act)


@timers.daily("desk")
async def desk(session: AsyncSession, _: Act) -> None:
    """A new day has other lights, and other people stand in."""
    await tell_everybody(session)
