"""What a correction changes, for commands and for those who read the minutes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.model import Decision
from services.meetings.minutes import queries
from services.meetings.minutes.correction.model import DecisionChange
from services.meetings.minutes.correction.rules import Correction
from services.meetings.minutes.model import Minutes, MinutesEntry, MinutesState
from services.meetings.sittings.model import AgendaItem
from services.meetings.sittings.queries import HEARS_PERSONNEL, posts_of
from services.meetings.topics.model import Topic


async def being_corrected(session: AsyncSession, minutes: Minutes) -> bool:
    """Is a correction of these minutes on its way?"""
    query = select(Minutes.id).where(Minutes.corrects_id == minutes.id, Minutes.state != MinutesState.WITHDRAWN)
    return (await session.execute(query)).first() is not None


async def line(session: AsyncSession, minutes: Minutes) -> list[Minutes]:
    """The minutes and their corrections before this one, the first paper first."""
    query = (
        select(Minutes)
        .where(
            Minutes.meeting_id == minutes.meeting_id,
            Minutes.correction < minutes.correction,
            Minutes.state != MinutesState.WITHDRAWN,
        )
        .order_by(Minutes.correction)
    )
    return list((await session.execute(query)).scalars())


async def changes_of(session: AsyncSession, minutes: Minutes) -> list[DecisionChange]:
    """The decisions as the current edition of the correction words them."""
    query = (
        select(DecisionChange)
        .where(DecisionChange.minutes_id == minutes.id, DecisionChange.edition == minutes.edition)
        .order_by(DecisionChange.position)
    )
    return list((await session.execute(query)).scalars())


async def copy_changes(session: AsyncSession, minutes: Minutes, edition: int) -> None:
    """Begin the next edition of a correction with the decisions as this one words them."""
    columns = [each.key for each in DecisionChange.__table__.columns if each.key not in ("id", "edition")]
    for change in await changes_of(session, minutes):
        session.add(DecisionChange(edition=edition, **{name: getattr(change, name) for name in columns}))


async def correction_of(
    session: AsyncSession, minutes: Minutes, now: Sequence[MinutesEntry], decisions: Sequence[Decision]
) -> Correction | None:
    """What these minutes change, None when they correct nothing."""
    if minutes.corrects_id is None:
        return None
    was = await queries.entries(session, await session.get_one(Minutes, minutes.corrects_id))
    known = {decision.id: decision for decision in decisions}
    return Correction(
        passages=len({_wording(each) for each in was} ^ {_wording(each) for each in now}),
        changes=await changes_of(session, minutes),
        decisions=known,
        agreed=await decision_queries.agreed_by_the_party(session, known),
    )


def _wording(entry: MinutesEntry) -> tuple[UUID, str, str]:
    return entry.item_id, entry.heading, entry.text


def as_they_will_read(
    decisions: Sequence[Decision], items: Mapping[UUID, AgendaItem], found: Sequence[DecisionChange]
) -> list[Decision]:
    """The decisions as the correction would leave them; nothing of it is stored."""
    worded = {change.decision_id: change for change in found if change.decision_id is not None}
    read = []
    for decision in decisions:
        change = worded.get(decision.id)
        read.append(decision if change is None else _reworded(decision.number, decision.outcome, change))
    for change in found:
        if change.decision_id is None:
            outcome = items[change.item_id].outcome
            assert outcome is not None
            read.append(_reworded("新增议定事项", outcome, change))
    return read


def _reworded(number: str, outcome: object, change: DecisionChange) -> Decision:
    return Decision(
        item_id=change.item_id,
        number=number,
        outcome=outcome,
        text=change.text,
        lead_unit_id=change.lead_unit_id,
        assist_unit_ids=change.assist_unit_ids,
        due=change.due,
        due_text=change.due_text,
        long_term=change.long_term,
        restricted=change.restricted,
    )


async def load_changes(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[DecisionChange]]:
    """What corrections change of decisions that the asker sees; of drafts only for readers of the whole minutes."""
    found: dict[UUID, list[DecisionChange]] = {each: [] for each in ids}
    hears = bool(posts_of(act) & HEARS_PERSONNEL)
    seen = decision_queries.visible_decisions(act).with_only_columns(Decision.id)
    query = (
        select(DecisionChange)
        .join(Minutes, and_(Minutes.id == DecisionChange.minutes_id, Minutes.edition == DecisionChange.edition))
        .join(AgendaItem, AgendaItem.id == DecisionChange.item_id)
        .join(Topic, Topic.id == AgendaItem.topic_id)
        .where(
            DecisionChange.minutes_id.in_(ids),
            queries.sees_whole_minutes(act),
            or_(DecisionChange.restricted.is_(False), literal(hears), Topic.assigned_clerk_id == act.person.id),
            or_(DecisionChange.decision_id.is_(None), DecisionChange.decision_id.in_(seen)),
        )
        .order_by(DecisionChange.position)
    )
    for row in (await session.execute(query)).scalars():
        found[row.minutes_id].append(row)
    return found


async def load_corrections(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Minutes]]:
    """The corrections of these minutes that the asker sees, the first one first."""
    found: dict[UUID, list[Minutes]] = {each: [] for each in ids}
    meetings = dict((await session.execute(select(Minutes.meeting_id, Minutes.id).where(Minutes.id.in_(ids)))).all())
    query = (
        queries.visible_minutes(act)
        .where(Minutes.meeting_id.in_(meetings), Minutes.corrects_id.is_not(None))
        .order_by(Minutes.correction)
    )
    for row in (await session.execute(query)).scalars():
        found[meetings[row.meeting_id]].append(row)
    return found
