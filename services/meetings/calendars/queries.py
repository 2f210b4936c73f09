"""What stands in whose calendar, and who may look at it (GZ-30)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.sight import shows
from services.meetings.activities.model import ActivityAnswer, ActivityInvitation, ActivityState, InvitedLeader
from services.meetings.attendance.model import AbsenceCopy, Attendee, LeaveState, MeetingLeave
from services.meetings.calendars.entry import Entry, EntryKind, EntryState
from services.meetings.calendars.model import CalendarFeed
from services.meetings.countywide.model import CountyWideMeeting, CountyWideState
from services.meetings.procedures import procedure
from services.meetings.rights import OFFICE_POSTS
from services.meetings.sittings.model import AgendaItem, Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.queries import KNOWN, posts_of
from services.meetings.sittings.rules import ON_THE_AGENDA

SEES_EVERY_CALENDAR = frozenset({PostCode.COUNTY_HEAD, *OFFICE_POSTS})
CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})
SURE = frozenset(KNOWN) - CALLED_OFF
LONGEST = timedelta(days=1)  # that something in a calendar lasts, absences apart


@dataclass(frozen=True)
class Window:
    """From the first moment up to, not including, the second."""

    since: datetime
    before: datetime

    @classmethod
    def of_days(cls, first: date, last: date) -> "Window":
        """Whole days, the last one included."""
        return cls(midnight(first), midnight(last + timedelta(days=1)))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def may_see_calendar(act: Act, person_id: UUID) -> bool:
    """Everybody his own; 县长 and the office everybody's; no administrator any but his own."""
    return person_id == act.person.id or sees_every_calendar(act)


def sees_every_calendar(act: Act) -> bool:
    """县长 and the office; no administrator does."""
    return bool(posts_of(act) & SEES_EVERY_CALENDAR)


@shows(CalendarFeed)
async def load_feeds(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, CalendarFeed]:
    rows = (await session.execute(select(CalendarFeed).where(CalendarFeed.id.in_(ids)))).scalars()
    return {row.id: row for row in rows if may_see_calendar(act, row.person_id)}


async def own_feed(session: AsyncSession, act: Act) -> CalendarFeed | None:
    """The asker's feed, once he has asked for one."""
    return (
        await session.execute(select(CalendarFeed).where(CalendarFeed.person_id == act.person.id))
    ).scalar_one_or_none()


async def entries(
    session: AsyncSession, act: Act, person_ids: Sequence[UUID], window: Window
) -> Mapping[UUID, list[Entry]]:
    """What these persons have to do in the window, in the order of time: meetings, activities, absences."""
    persons = set(person_ids)
    found: dict[UUID, dict[str, Entry]] = {each: {} for each in person_ids}
    everything = [
        *await _meetings(session, act, persons, window),
        *await _county_wide(session, act, persons, window),
        *await _activities(session, persons, window),
        *await _absences(session, persons, window),
    ]
    for entry in everything:
        if entry.overlaps(window.since, window.before):
            found[entry.person_id].setdefault(entry.uid, entry)
    return {
        person_id: sorted(lines.values(), key=lambda each: (each.starts_at, each.uid))
        for person_id, lines in found.items()
    }


async def _meetings(session: AsyncSession, act: Act, persons: set[UUID], window: Window) -> Iterator[Entry]:
    """Meetings they sit in: by the list once it is known, before that by their post or as host."""
    rows = (
        await session.execute(
            select(Meeting).where(
                Meeting.starts_at >= window.since - LONGEST,
                Meeting.starts_at < window.before,
                Meeting.state.not_in(CALLED_OFF),
            )
        )
    ).scalars()
    meetings = {row.id: row for row in rows}
    seats: dict[UUID, set[UUID]] = defaultdict(set)
    on_leave = and_(MeetingLeave.attendee_id == Attendee.id, MeetingLeave.state == LeaveState.APPROVED)
    query = (
        select(Attendee.meeting_id, Attendee.person_id)
        .outerjoin(MeetingLeave, on_leave)
        .where(Attendee.meeting_id.in_(meetings), Attendee.person_id.in_(persons), MeetingLeave.id.is_(None))
    )
    for meeting_id, person_id in await session.execute(query):
        if person_id is not None:
            seats[meeting_id].add(person_id)
    agendas: dict[UUID, list[AgendaItem]] = defaultdict(list)
    items = select(AgendaItem).where(AgendaItem.meeting_id.in_(meetings), AgendaItem.state.in_(ON_THE_AGENDA))
    for item in (await session.execute(items)).scalars():
        agendas[item.meeting_id].append(item)
    return (
        _sitting(act, meeting, person_id, agendas[meeting.id])
        for meeting in meetings.values()
        for person_id in (seats[meeting.id] if meeting.state in SURE else _expected(act, meeting, persons))
    )


def _expected(act: Act, meeting: Meeting, persons: set[UUID]) -> set[UUID]:
    """Who will sit in a meeting of which nobody has been told yet: its host, and its members by their posts."""
    view, rules = act.roster.as_of(meeting.on), procedure(meeting.kind)
    return {each for each in persons if each == meeting.host_id or rules.is_member(view, each)}


def _sitting(act: Act, meeting: Meeting, person_id: UUID, agenda: list[AgendaItem]) -> Entry:
    starts = meeting.started_at or meeting.starts_at
    planned = meeting.law_study_minutes + sum(item.planned_minutes for item in agenda)
    minutes = planned or act.policies.number("meeting_limit_min")
    personnel = bool(agenda) and all(item.restricted for item in agenda)
    return Entry(
        person_id=person_id,
        kind=EntryKind.MEETING,
        object_id=meeting.id,
        title=PERSONNEL_MASK if personnel else meeting_name(meeting),
        place=meeting.place,
        starts_at=starts,
        ends_at=meeting.ended_at or starts + timedelta(minutes=minutes),
        state=EntryState.CONFIRMED if meeting.state in SURE else EntryState.TENTATIVE,
    )


async def _county_wide(session: AsyncSession, act: Act, persons: set[UUID], window: Window) -> Iterator[Entry]:
    """County-wide meetings: leaders from the approval on, heads of the units from the notice on."""
    heads: dict[UUID, list[UUID]] = defaultdict(list)
    for holding in act.view.holdings:
        if holding.person_id in persons and holding.post == PostCode.UNIT_HEAD:
            heads[holding.unit_id].append(holding.person_id)
    query = select(CountyWideMeeting).where(
        CountyWideMeeting.starts_at >= window.since - LONGEST,
        CountyWideMeeting.starts_at < window.before,
        CountyWideMeeting.state.in_((CountyWideState.APPROVED, CountyWideState.NOTIFIED, CountyWideState.HELD)),
    )
    rows = list((await session.execute(query)).scalars())
    return (
        Entry(
            person_id=person_id,
            kind=EntryKind.COUNTY_WIDE,
            object_id=row.id,
            title=row.title,
            place=row.place,
            starts_at=row.started_at or row.starts_at,
            ends_at=row.ends_at,
            state=EntryState.TENTATIVE if row.state is CountyWideState.APPROVED else EntryState.CONFIRMED,
        )
        for row in rows
        for person_id in dict.fromkeys(
            (
                *(leader for leader in row.leader_ids if leader in persons),
                *(head for unit in row.attending_unit_ids for head in heads[unit] if row.notified_at is not None),
            )
        )
    )


async def _activities(session: AsyncSession, persons: set[UUID], window: Window) -> Iterator[Entry]:
    """Activities they accepted or are sent to; those they have yet to answer are not sure."""
    query = (
        select(ActivityInvitation, InvitedLeader)
        .join(InvitedLeader, InvitedLeader.invitation_id == ActivityInvitation.id)
        .where(
            ActivityInvitation.starts_at < window.before,
            ActivityInvitation.ends_at > window.since,
            ActivityInvitation.state.in_((ActivityState.ARRANGED, ActivityState.ACCEPTED, ActivityState.HELD)),
            or_(InvitedLeader.leader_id.in_(persons), InvitedLeader.sent_id.in_(persons)),
        )
    )
    rows = [(invitation, invited) for invitation, invited in await session.execute(query)]
    return (
        entry
        for invitation, invited in rows
        if (entry := _activity(invitation, invited)) is not None and entry.person_id in persons
    )


def _activity(invitation: ActivityInvitation, invited: InvitedLeader) -> Entry | None:
    sent = invited.sent_id if invited.answer is ActivityAnswer.SENT else None
    if invited.answer is ActivityAnswer.DECLINED or (
        invited.answer is ActivityAnswer.PENDING and invitation.state is ActivityState.HELD
    ):
        return None
    return Entry(
        person_id=sent or invited.leader_id,
        kind=EntryKind.ACTIVITY,
        object_id=invitation.id,
        title=invitation.title,
        place=invitation.place,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        state=EntryState.TENTATIVE if invited.answer is ActivityAnswer.PENDING else EntryState.CONFIRMED,
        note="受派出席" if sent else "",
    )


async def _absences(session: AsyncSession, persons: set[UUID], window: Window) -> Iterator[Entry]:
    """公务外出, 休假 and 因私请假, day by day, up to the first day back (GZ-28.2)."""
    query = select(AbsenceCopy).where(
        AbsenceCopy.person_id.in_(persons),
        AbsenceCopy.valid_until > AbsenceCopy.valid_from,
        AbsenceCopy.valid_until >= window.since.date(),
        AbsenceCopy.valid_from <= window.before.date(),
    )
    rows = list((await session.execute(query)).scalars())
    return (
        Entry(
            person_id=row.person_id,
            kind=EntryKind.ABSENCE,
            object_id=row.id,
            title=row.kind.label,
            place="",
            starts_at=midnight(row.valid_from),
            ends_at=midnight(row.valid_until),
            state=EntryState.CONFIRMED,
            all_day=True,
        )
        for row in rows
    )
