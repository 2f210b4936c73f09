"""What the clocks of a meeting run for, as the asker may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Meeting
from services.meetings.sittings.queries import load_agendas, load_meetings


@dataclass(frozen=True)
class Running:
    """A meeting, and the topic that is being heard in it."""

    meeting: Meeting
    item: AgendaItem | None


async def load_running(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Running]:
    """By meeting; whoever does not see a meeting whole finds his own unit's topic alone."""
    meetings = await load_meetings(session, act, ids)
    agendas = await load_agendas(session, act, list(meetings))
    return {each: Running(meeting, _heard(agendas[each])) for each, meeting in meetings.items()}


def _heard(agenda: list[AgendaItem]) -> AgendaItem | None:
    called = [item for item in agenda if item.state is AgendaItemState.CALLED and item.called_at is not None]
    return max(called, key=lambda item: (item.called_at, item.position), default=None)
