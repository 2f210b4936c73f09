"""Which invitations the asker may see, and what stands in the leaders' way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.meetings.activities.model import ActivityAnswer, ActivityInvitation, ActivityState, InvitedLeader
from services.meetings.activities.rules import Weighing
from services.meetings.calendars import queries as calendars
from services.meetings.calendars.entry import Entry, EntryKind
from services.meetings.calendars.queries import Window

BEFORE_THE_LEADERS = (ActivityState.REQUESTED, ActivityState.RETURNED)


def represented(act: Act) -> list[UUID]:
    """The asker, and the leaders he stands in for while they are away (AB角)."""
    view = act.view
    absent = {holding.person_id for holding in view.holdings if view.is_absent(holding.person_id)}
    return [act.person.id, *(each for each in sorted(absent) if act.person.id in view.substitutes(each))]


def _sees(act: Act) -> ColumnElement[bool]:
    """The office all, a unit its own, a leader those that reached him, whoever is sent those that he goes to."""
    if calendars.sees_every_calendar(act):
        return true()
    own = [
        h.unit_id for h in act.view.holdings_of(act.person.id) if h.post in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
    ]
    return or_(
        ActivityInvitation.unit_id.in_(own),
        and_(
            ActivityInvitation.leader_ids.bool_op("&&")(represented(act)),
            ActivityInvitation.arranged_at.is_not(None),
        ),
        exists()
        .where(InvitedLeader.invitation_id == ActivityInvitation.id, InvitedLeader.sent_id == act.person.id)
        .correlate(ActivityInvitation),
    )


def visible_activities(
    act: Act,
    *,
    states: list[ActivityState] | None = None,
    leader_id: UUID | None = None,
    unit_id: UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> Select[Any]:
    """Invitations that exist for the asker, narrowed by what he gives."""
    query = select(ActivityInvitation).where(_sees(act))
    if states:
        query = query.where(ActivityInvitation.state.in_(states))
    if leader_id is not None:
        query = query.where(ActivityInvitation.leader_ids.bool_op("@>")([leader_id]))
    if unit_id is not None:
        query = query.where(ActivityInvitation.unit_id == unit_id)
    if since is not None:
        query = query.where(ActivityInvitation.starts_at >= since)
    if before is not None:
        query = query.where(ActivityInvitation.starts_at < before)
    return query


@shows(ActivityInvitation)
async def load_activities(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, ActivityInvitation]:
    rows = (await session.execute(visible_activities(act).where(ActivityInvitation.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_invited(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[InvitedLeader]]:
    """The leaders asked to these activities, in the order of the request."""
    found: dict[UUID, list[InvitedLeader]] = {each: [] for each in ids}
    query = select(InvitedLeader).where(InvitedLeader.invitation_id.in_(ids)).order_by(InvitedLeader.position)
    for row in (await session.execute(query)).scalars():
        found[row.invitation_id].append(row)
    return found


async def load_weighings(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Weighing]:
    """Each activity with what stands in the way of those whose calendars the asker may see."""
    rows = list((await session.execute(select(ActivityInvitation).where(ActivityInvitation.id.in_(ids)))).scalars())
    mine = set(represented(act))
    looked_at = {
        row.id: [each for each in row.leader_ids if each in mine or calendars.may_see_calendar(act, each)]
        for row in rows
    }
    return await _weigh(session, act, rows, looked_at)


async def weighing(
    session: AsyncSession, act: Act, invitation: ActivityInvitation, person_ids: Iterable[UUID]
) -> Weighing:
    """The leaders asked, and what else these persons have to do while the activity lasts."""
    persons = list(dict.fromkeys(person_ids))
    return (await _weigh(session, act, [invitation], {invitation.id: persons}))[invitation.id]


async def _weigh(
    session: AsyncSession, act: Act, rows: Sequence[ActivityInvitation], looked_at: Mapping[UUID, list[UUID]]
) -> dict[UUID, Weighing]:
    if not rows:
        return {}
    invited = await load_invited(session, act, [row.id for row in rows])
    window = Window(min(row.starts_at for row in rows), max(row.ends_at for row in rows))
    persons = {each for whose in looked_at.values() for each in whose}
    lines = await calendars.entries(session, act, sorted(persons), window)
    return {
        row.id: Weighing(
            invited[row.id],
            [
                entry
                for each in looked_at[row.id]
                for entry in lines[each]
                if entry.overlaps(row.starts_at, row.ends_at) and not _is(entry, row)
            ],
        )
        for row in rows
    }


def _is(entry: Entry, invitation: ActivityInvitation) -> bool:
    return entry.kind is EntryKind.ACTIVITY and entry.object_id == invitation.id


@dataclass(frozen=True)
class ActivityFigures:
    """One leader's invitations of one period, for statistics (GZ-30)."""

    leader_id: UUID
    asked: int
    accepted: int
    sent: int
    declined: int


async def figures(session: AsyncSession, act: Act, *, since: datetime, before: datetime) -> list[ActivityFigures]:
    """How each leader answered what was laid before him; cancelled ones do not count."""
    query = (
        select(InvitedLeader.leader_id, InvitedLeader.answer)
        .join(ActivityInvitation, ActivityInvitation.id == InvitedLeader.invitation_id)
        .where(
            _sees(act),
            ActivityInvitation.starts_at >= since,
            ActivityInvitation.starts_at < before,
            ActivityInvitation.state.not_in((*BEFORE_THE_LEADERS, ActivityState.CANCELLED)),
        )
    )
    counts: dict[UUID, Counter[ActivityAnswer]] = defaultdict(Counter)
    for leader_id, answer in await session.execute(query):
        if calendars.may_see_calendar(act, leader_id):
            counts[leader_id][answer] += 1
    return [
        ActivityFigures(
            leader_id=leader_id,
            asked=count.total(),
            accepted=count[ActivityAnswer.ACCEPTED],
            sent=count[ActivityAnswer.SENT],
            declined=count[ActivityAnswer.DECLINED],
        )
        for leader_id, count in sorted(counts.items())
    ]
