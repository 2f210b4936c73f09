"""What happens in supervision because time passed."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.timers import Timers
from services.supervision.bulletins.commands import draft_due_bulletin
from services.supervision.bulletins.reminders import look_at_bulletins
from services.supervision.items.reminders import look_at_due_dates, look_at_first_supervisions
from services.supervision.warnings.commands import tell_overdue_replies

timers = Timers()


@timers.daily("due_dates")
async def due_dates(session: AsyncSession, act: Act) -> None:
    """Lights turn yellow and red (DC-7.2)."""
    await look_at_due_dates(session, act)


@timers.daily("first_supervision")
async def first_supervision(session: AsyncSession, act: Act) -> None:
    """会后1个月督办一次 (CW-6.3a)."""
    await look_at_first_supervisions(session, act)


@timers.daily("warning_replies")
async def warning_replies(session: AsyncSession, act: Act) -> None:
    """督办单 without a reply (DC-9.2)."""
    await tell_overdue_replies(session, act)


@timers.daily("quarterly_bulletin")
async def quarterly_bulletin(session: AsyncSession, act: Act) -> None:
    """每季度印发《督办通报》 (CW-6.3b)."""
    await draft_due_bulletin(session, act)
    await look_at_bulletins(session, act)
