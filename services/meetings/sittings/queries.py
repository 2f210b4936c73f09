"""Which meetings the asker may see, and what is loaded with them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import AttendeeCategory, MeetingKind
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.kernel.store import Deadline
from services.meetings.attendance.model import Attendee
from services.meetings.papers.lists import papers_about
from services.meetings.papers.model import RequestedPaper
from services.meetings.procedures import PROCEDURES
from services.meetings.rights import OFFICE_POSTS, SUPERVISORS
from services.meetings.sittings.agenda.model import AgendaReceipt, AgendaSheet
from services.meetings.sittings.model import (
    AgendaItem,
    AgendaItemState,
    Meeting,
    MeetingState,
    PreparationItem,
    Statement,
)
from services.meetings.sittings.rules import Sitting
from services.meetings.topics.model import Topic
from services.meetings.topics.queries import own_units

KNOWN = (
    MeetingState.NOTIFIED,
    MeetingState.IN_SESSION,
    MeetingState.CONCLUDED,
    MeetingState.MINUTES_ISSUED,
    MeetingState.ARCHIVED,
    MeetingState.POSTPONED,
    MeetingState.CANCELLED,
)
SEES_EVERY_MEETING = frozenset({PostCode.COUNTY_HEAD, *OFFICE_POSTS, *SUPERVISORS})
HEARS_PERSONNEL = frozenset(
    {
        PostCode.COUNTY_HEAD,
        PostCode.EXECUTIVE_DEPUTY_HEAD,
        PostCode.DEPUTY_HEAD,
        PostCode.PARTY_GROUP_MEMBER,
        PostCode.PARK_PARTY_SECRETARY,
        PostCode.PARK_DIRECTOR,
        PostCode.OFFICE_DIRECTOR,
    }
)


def posts_of(act: Act) -> set[str]:
    return {holding.post for holding in act.view.holdings_of(act.person.id)}


def kinds_of_member(act: Act) -> list[MeetingKind]:
    """Kinds of meeting whose every session the asker is a member of by his post (组成人员)."""
    return [kind for kind, rules in PROCEDURES.items() if rules.is_member(act.view, act.person.id)]


def sees_whole_meeting(act: Act) -> ColumnElement[bool]:
    """Meetings whose agenda and minutes the asker may see whole: the office, members, those on the list."""
    return _sees(act)


def reads_record(act: Act) -> ColumnElement[bool]:
    """Meetings whose 会议记录 the asker may read: the office and members, no observer (spec 06, R17; 08, 10)."""
    return _sees(act, Attendee.category == AttendeeCategory.MEMBER)


def _sees(act: Act, *listed_as: ColumnElement[bool]) -> ColumnElement[bool]:
    listed = select(Attendee.meeting_id).where(Attendee.person_id == act.person.id, *listed_as)
    if posts_of(act) & SEES_EVERY_MEETING:
        return Meeting.id.is_not(None)
    return or_(
        Meeting.kind.in_(kinds_of_member(act)),
        Meeting.host_id == act.person.id,
        and_(Meeting.state.in_(KNOWN), Meeting.id.in_(listed.correlate(None))),
    )


def visible_meetings(
    act: Act,
    *,
    kind: MeetingKind | None = None,
    states: Iterable[MeetingState] | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> Select[Any]:
    """Meetings that exist for the asker: those above, and those on whose agenda his unit has a topic."""
    units = own_units(act)
    query = select(Meeting).where(
        or_(
            sees_whole_meeting(act),
            exists().where(
                AgendaItem.meeting_id == Meeting.id,
                AgendaItem.state.not_in((AgendaItemState.PROPOSED, AgendaItemState.REMOVED)),
                AgendaItem.unit_id.in_(units),
            )
            if units
            else false(),
        )
    )
    if kind is not None:
        query = query.where(Meeting.kind == kind)
    if states:
        query = query.where(Meeting.state.in_(list(states)))
    if since is not None:
        query = query.where(Meeting.starts_at >= since)
    if before is not None:
        query = query.where(Meeting.starts_at < before)
    return query


async def load_records_read(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, bool]:
    """Which of these meetings' records the asker may read."""
    query = select(Meeting.id).where(Meeting.id.in_(ids), reads_record(act))
    return dict.fromkeys(await session.scalars(query), True)


@shows(Meeting)
async def load_meetings(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Meeting]:
    rows = (await session.execute(visible_meetings(act).where(Meeting.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


def hears_personnel(act: Act, clerk_id: UUID | None) -> bool:
    """人事事项: members, 办主任 and the clerk assigned to the matter (CW-2.6); nobody else, no administrator."""
    return bool(posts_of(act) & HEARS_PERSONNEL) or (clerk_id is not None and clerk_id == act.person.id)


async def load_agendas(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[AgendaItem]]:
    """The agendas of these meetings; whoever does not see a meeting whole finds his own unit's topics alone."""
    whole = set(
        (await session.execute(select(Meeting.id).where(Meeting.id.in_(ids), sees_whole_meeting(act)))).scalars()
    )
    units = set(own_units(act))
    found: dict[UUID, list[AgendaItem]] = {each: [] for each in ids}
    query = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id.in_(ids), AgendaItem.state != AgendaItemState.REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    for item in (await session.execute(query)).scalars():
        if item.meeting_id in whole or item.unit_id in units:
            found[item.meeting_id].append(item)
    return found


@shows(AgendaItem)
async def load_agenda_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, AgendaItem]:
    """Topics of agendas by id, as `load_agendas` shows them."""
    named = select(AgendaItem.meeting_id).where(AgendaItem.id.in_(ids))
    meetings = (await session.execute(visible_meetings(act).where(Meeting.id.in_(named)))).scalars()
    agendas = await load_agendas(session, act, [meeting.id for meeting in meetings])
    return {item.id: item for items in agendas.values() for item in items if item.id in ids}


async def load_topics_of_items(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, Topic]:
    """Topics by id, for the titles on an agenda that the asker already sees."""
    rows = (await session.execute(select(Topic).where(Topic.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_sheets(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[AgendaSheet]]:
    """Every version of the 议题单 of meetings that the asker sees whole, the oldest first."""
    found: dict[UUID, list[AgendaSheet]] = {each: [] for each in ids}
    query = (
        select(AgendaSheet)
        .join(Meeting, Meeting.id == AgendaSheet.meeting_id)
        .where(AgendaSheet.meeting_id.in_(ids), sees_whole_meeting(act))
        .order_by(AgendaSheet.version)
    )
    for row in (await session.execute(query)).scalars():
        found[row.meeting_id].append(row)
    return found


async def load_receipts(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[AgendaReceipt]]:
    """Who was sent these versions, and who has them."""
    found: dict[UUID, list[AgendaReceipt]] = {each: [] for each in ids}
    for row in (await session.execute(select(AgendaReceipt).where(AgendaReceipt.sheet_id.in_(ids)))).scalars():
        found[row.sheet_id].append(row)
    return found


async def load_readable(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, bool]:
    """Topics of agendas by id: of which the asker may read what was said and concluded."""
    query = select(AgendaItem.id).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    return dict.fromkeys(await session.scalars(query.where(AgendaItem.id.in_(ids), reads_record(act))), True)


async def load_statements(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[Statement]]:
    found: dict[UUID, list[Statement]] = {each: [] for each in ids}
    query = select(Statement).where(Statement.item_id.in_(ids)).order_by(Statement.no)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found


async def load_preparations(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[PreparationItem]]:
    found: dict[UUID, list[PreparationItem]] = {each: [] for each in ids}
    query = select(PreparationItem).where(PreparationItem.meeting_id.in_(ids)).order_by(PreparationItem.no)
    for row in (await session.execute(query)).scalars():
        found[row.meeting_id].append(row)
    return found


async def load_deadlines(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[Deadline]]:
    found: dict[UUID, list[Deadline]] = {each: [] for each in ids}
    query = select(Deadline).where(Deadline.object_id.in_(ids)).order_by(Deadline.due, Deadline.id)
    for row in (await session.execute(query)).scalars():
        found[row.object_id].append(row)
    return found


async def sitting(session: AsyncSession, act: Act, meeting: Meeting) -> Sitting:
    """The meeting with its agenda and its list, as its rules look at it."""
    items = await agenda(session, meeting.id)
    topics = await load_topics_of_items(session, act, [item.topic_id for item in items])
    return Sitting(
        meeting=meeting,
        view=act.roster.as_of(meeting.on),
        items=items,
        topics=topics,
        attendees=await attendees(session, meeting.id),
    )


async def agenda(session: AsyncSession, meeting_id: UUID) -> list[AgendaItem]:
    query = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state != AgendaItemState.REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return list((await session.execute(query)).scalars())


async def attendees(session: AsyncSession, meeting_id: UUID) -> list[Attendee]:
    query = select(Attendee).where(Attendee.meeting_id == meeting_id).order_by(Attendee.position, Attendee.id)
    return list((await session.execute(query)).scalars())


async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[RequestedPaper]]:
    """Papers of meetings that the asker sees whole; those on personnel matters are for the few (AMB-42)."""
    few = bool(posts_of(act) & HEARS_PERSONNEL)
    return await papers_about(session, Meeting, ids, sees_whole_meeting(act), restricted=few)
