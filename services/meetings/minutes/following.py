"""Minutes follow the decisions: what is drafted reads as was decided, also after a decision has changed (CW-6.2b)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.meetings.decisions.model import CORRECTABLE, Decision
from services.meetings.minutes import queries
from services.meetings.minutes.correction.queries import changes_of
from services.meetings.minutes.model import Minutes, MinutesState
from services.meetings.minutes.signing.commands import send_back


async def follow_decision(
    session: AsyncSession, act: Act, minutes: Iterable[Minutes], decision: Decision, was: str, reason: str
) -> None:
    """A draft that says the decision as it `was` says it anew; what is in review and says otherwise goes back first.

    What was worded by hand stays: the office looks at it.
    """
    for each in minutes:
        if each.state is MinutesState.IN_REVIEW and await _says_otherwise(session, each, decision, was):
            await send_back(session, act, each, reason)
        if each.state is MinutesState.DRAFTING and each.corrects_id is None:
            await _reword(session, each, decision, was)


async def _says_otherwise(session: AsyncSession, minutes: Minutes, decision: Decision, was: str) -> bool:
    if minutes.corrects_id is None:
        return decision.text != was or decision.state not in CORRECTABLE
    return any(
        each.decision_id == decision.id and (each.text != decision.text or decision.state not in CORRECTABLE)
        for each in await changes_of(session, minutes)
    )


async def _reword(session: AsyncSession, minutes: Minutes, decision: Decision, was: str) -> None:
    new = f"\n{decision.text}\n" if decision.state in CORRECTABLE else "\n"
    for entry in await queries.entries(session, minutes):
        if entry.item_id == decision.item_id:
            entry.text = f"\n{entry.text}\n".replace(f"\n{was}\n", new, 1).strip("\n")
