"""A year by leader: where he was, over what he presided, what he brought in, and what he did under a 委托."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import MeetingKind
from services.kernel.acts import Act
from services.meetings.activities import queries as activities
from services.meetings.attendance.model import LeaveState, MeetingLeave
from services.meetings.minutes.model import MinutesSignature
from services.meetings.sittings.model import Meeting
from services.meetings.statistics import counts
from services.meetings.statistics.counts import number_of
from services.meetings.statistics.figures import LeaderFigures
from services.meetings.statistics.sight import Year, leaders_seen
from services.meetings.topics.model import Topic, TopicOpinion


async def figures(session: AsyncSession, act: Act, *, year: Year) -> list[LeaderFigures]:
    """The cards of the county's leaders that the asker may see, in the roster's order."""
    leaders, window = leaders_seen(act, year), year.window
    if not leaders:
        return []
    in_year = Meeting.year == year.number
    who = (in_year, counts.IS_OVER, counts.LISTED.person_id.in_(leaders))
    attendance = await counts.attendance_by(session, (counts.LISTED.person_id, Meeting.kind), *who)
    hosted = await _pairs(
        session,
        select(Meeting.host_id, number_of(), number_of(Meeting.mandate != ""))
        .where(in_year, counts.IS_OVER, Meeting.host_id.in_(leaders))
        .group_by(Meeting.host_id),
    )
    leaves = await _pairs(
        session,
        select(MeetingLeave.person_id, number_of(), number_of(MeetingLeave.state == LeaveState.APPROVED))
        .join(Meeting, Meeting.id == MeetingLeave.meeting_id)
        .where(in_year, MeetingLeave.person_id.in_(leaders))
        .group_by(MeetingLeave.person_id),
    )
    proposed = await _counts(session, Topic.proposer_id, leaders, *counts.drafted_in(year))
    given = TopicOpinion.given_at
    opinions = await _counts(
        session,
        TopicOpinion.person_id,
        leaders,
        TopicOpinion.delegation_id.is_not(None),
        given >= window.since,
        given < window.before,
    )
    signed = MinutesSignature.at
    signatures = await _counts(
        session,
        MinutesSignature.person_id,
        leaders,
        MinutesSignature.delegation_id.is_not(None),
        signed >= window.since,
        signed < window.before,
    )
    invited = {
        row.leader_id: row for row in await activities.figures(session, act, since=window.since, before=window.before)
    }
    return [
        LeaderFigures(
            person_id=leader,
            attendance={kind: each for kind in MeetingKind if (each := attendance.get(leader, {}).get(kind))},
            hosted=hosted.get(leader, (0, 0))[0],
            mandated=hosted.get(leader, (0, 0))[1],
            leaves=leaves.get(leader, (0, 0))[0],
            leaves_given=leaves.get(leader, (0, 0))[1],
            topics_proposed=proposed.get(leader, 0),
            delegated_opinions=opinions.get(leader, 0),
            delegated_signatures=signatures.get(leader, 0),
            activities=invited.get(leader),
        )
        for leader in leaders
    ]


async def _pairs(session: AsyncSession, query: Any) -> dict[UUID, tuple[int, int]]:
    return {person: (all_of_them, of_them) for person, all_of_them, of_them in await session.execute(query)}


async def _counts(session: AsyncSession, person: Any, leaders: list[UUID], *where: counts.Where) -> dict[UUID, int]:
    query = select(person, func.count()).where(person.in_(leaders), *where).group_by(person)
    return {row[0]: row[1] for row in await session.execute(query)}
