"""The counting itself, done by the database: each number by whatever it is asked for, a kind, a unit, a meeting."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Integer, Select, cast, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.contracts.words.meetings import AttendanceStatus
from services.kernel.acts import Act
from services.kernel.deadlines import MET, MISSED, OPEN
from services.kernel.store import Deadline
from services.meetings.attendance.model import Attendee
from services.meetings.procedures import MINUTES_ISSUE, PROCEDURES, RECORD_AND_DRAFT
from services.meetings.sittings.material.model import MeetingMaterial
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Meeting, MeetingState
from services.meetings.sittings.rules import ON_THE_AGENDA
from services.meetings.statistics.figures import Agenda, Attendance, Deferrals, Held, Materials, Terms, Topics
from services.meetings.statistics.sight import Year
from services.meetings.topics.model import Deferral, Topic, TopicState
from services.meetings.topics.preparation.model import Material

MINUTE = 60
OVER = (MeetingState.CONCLUDED, MeetingState.MINUTES_ISSUED, MeetingState.ARCHIVED)
AHEAD = (MeetingState.PLANNED, MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED, MeetingState.IN_SESSION)
ISSUED = (MeetingState.MINUTES_ISSUED, MeetingState.ARCHIVED)
WAITING = (AgendaItemState.PROPOSED, AgendaItemState.FINALIZED, AgendaItemState.CALLED)
SETTLED = (TopicState.DRAFT, TopicState.DECIDED, TopicState.REJECTED, TopicState.WITHDRAWN)
REPORTS_ARE_LIMITED = [kind for kind, each in PROCEDURES.items() if each.report_limited]

T = TypeVar("T")
Columns = Mapping[str, ColumnElement[Any]]
Where = ColumnElement[bool]

# A meeting that was registered from its papers has no length: they tell when it was, not when it ended.
MEASURED = (
    Meeting.state.in_(OVER)
    & Meeting.registered_as_held.is_(False)
    & Meeting.started_at.is_not(None)
    & Meeting.ended_at.is_not(None)
)
TAKEN = cast(func.ceil(func.extract("epoch", Meeting.ended_at - Meeting.started_at) / MINUTE), Integer)
IS_OVER = Meeting.state.in_(OVER)


def counts_for_its_meeting(deadline: Any, key: str) -> Where:
    """A term of the meeting, by the key of its kind; one that was lifted counts nowhere."""
    found: Where = (
        (deadline.object_type == "Meeting")
        & (deadline.object_id == Meeting.id)
        & (deadline.key == key)
        & deadline.state.in_((MET, MISSED, OPEN))
    )
    return found


def _of_each_meeting(model: Any, belongs: Where) -> Any:
    """What belongs to meetings, looked up meeting by meeting: a year costs the same however many lie before it.

    OFFSET 0 keeps the planner from reading the whole table instead, as it would for a year in a short history.
    """
    return aliased(model, select(model).where(belongs).offset(0).lateral())


ITEMS = _of_each_meeting(AgendaItem, AgendaItem.meeting_id == Meeting.id)
LISTED = _of_each_meeting(Attendee, Attendee.meeting_id == Meeting.id)
DRAFTS, ISSUES = (  # the two working days of record and draft (CW-6.2a), and the five of the minutes (AMB-07)
    _of_each_meeting(Deadline, counts_for_its_meeting(Deadline, term.key)) for term in (RECORD_AND_DRAFT, MINUTES_ISSUE)
)


def number_of(*where: Where) -> ColumnElement[int]:
    return func.count().filter(*where) if where else func.count()


def total_of(column: Any, *where: Where) -> ColumnElement[int]:
    added = func.sum(column)
    return cast(func.coalesce(added.filter(*where) if where else added, 0), Integer)


def longer_than_allowed(act: Act) -> Where:
    """其他会议控制在90分钟以内 (GZ-20.3); binds every kind of meeting of this service (AMB-16)."""
    return MEASURED & (TAKEN - act.policies.number("meeting_limit_min") > 0)


async def counted(
    session: AsyncSession, shape: type[T], query: Select[Any], key: Any, columns: Columns
) -> dict[Any, T]:
    """`query` grouped by the key, one `shape` for each."""
    rows = await session.execute(
        query.with_only_columns(key, *columns.values(), maintain_column_froms=True).group_by(key)
    )
    return {row[0]: shape(**dict(zip(columns, row[1:], strict=True))) for row in rows}


async def meetings_by(session: AsyncSession, act: Act, year: Year, key: Any, *where: Where) -> dict[Any, Held]:
    """How the year's meetings went."""
    columns = {
        "total": number_of(),
        "ahead": number_of(Meeting.state.in_(AHEAD)),
        "held": number_of(IS_OVER),
        "postponed": number_of(Meeting.state == MeetingState.POSTPONED),
        "cancelled": number_of(Meeting.state == MeetingState.CANCELLED),
        "registered": number_of(IS_OVER, Meeting.registered_as_held.is_(True)),
        "measured": number_of(MEASURED),
        "overlong": number_of(longer_than_allowed(act)),
        "minutes": total_of(TAKEN, MEASURED),
        "minutes_issued": number_of(Meeting.state.in_(ISSUED)),
    }
    return await counted(session, Held, select(Meeting).where(Meeting.year == year.number, *where), key, columns)


async def agenda_by(session: AsyncSession, act: Act, key: Any, *where: Where) -> dict[Any, Agenda]:
    """What became of the topics on the agendas of these meetings, and of their material; keys are of `ITEMS`."""
    item = ITEMS
    sent_back = (
        select(func.count())
        .where(MeetingMaterial.item_id == item.id, MeetingMaterial.returned_at.is_not(None))
        .correlate(item)
        .scalar_subquery()
    )
    columns = {
        "topics": number_of(),
        "heard": number_of(item.state == AgendaItemState.DECIDED),
        "deferred": number_of(item.state == AgendaItemState.DEFERRED),
        "waiting": number_of(item.state.in_(WAITING)),
        "supplements": number_of(item.supplement.is_(True)),
        "planned_minutes": total_of(item.planned_minutes, item.state.in_(ON_THE_AGENDA)),
        "reports": number_of(item.reported_minutes.is_not(None)),
        "long_reports": number_of(
            item.reported_minutes > act.policies.number("report_limit_min"), Meeting.kind.in_(REPORTS_ARE_LIMITED)
        ),
        "late_prints": number_of(item.material_late.is_(True)),
        "returned_prints": total_of(sent_back),
    }
    query = select(Meeting).join(item, true())
    return await counted(session, Agenda, query.where(item.state != AgendaItemState.REMOVED, *where), key, columns)


async def attendance_by(
    session: AsyncSession, keys: tuple[Any, Any], *where: Where
) -> dict[Any, dict[Any, Attendance]]:
    """Who came to these meetings, by the first key and then by the second; keys are of `LISTED`."""
    columns = {
        "due": number_of(),
        "present": number_of(LISTED.status == AttendanceStatus.PRESENT),
        "late": number_of(LISTED.status == AttendanceStatus.LATE),
        "left_early": number_of(LISTED.status == AttendanceStatus.LEFT_EARLY),
        "on_leave": number_of(LISTED.status == AttendanceStatus.ON_LEAVE),
        "absent": number_of(LISTED.status == AttendanceStatus.ABSENT),
        "unsettled": number_of(LISTED.status.is_(None)),
        "notified": number_of(LISTED.notified_at.is_not(None)),
    }
    query = select(*keys, *columns.values()).select_from(Meeting).join(LISTED, true())
    found: dict[Any, dict[Any, Attendance]] = {}
    for row in await session.execute(query.where(*where).group_by(*keys)):
        found.setdefault(row[0], {})[row[1]] = Attendance(**dict(zip(columns, row[2:], strict=True)))
    return found


async def _reasons(session: AsyncSession, key: Any, reason: Any, query: Select[Any]) -> dict[Any, Deferrals]:
    found: dict[Any, dict[Any, int]] = {}
    for row in await session.execute(
        query.with_only_columns(key, reason, func.count(), maintain_column_froms=True).group_by(key, reason)
    ):
        found.setdefault(row[0], {})[row[1]] = row[2]
    return {each: dict(sorted(reasons.items())) for each, reasons in found.items()}


async def deferrals_by(session: AsyncSession, year: Year, key: Any, *where: Where) -> dict[Any, Deferrals]:
    """How often topics were put off in the year, before a meeting or by it, and why (CW-3.3d)."""
    query = select(Deferral).join(Topic, Topic.id == Deferral.topic_id)
    within = (Deferral.deferred_at >= year.window.since, Deferral.deferred_at < year.window.before)
    return await _reasons(session, key, Deferral.reason, query.where(*within, *where))


async def deferrals_of_meetings(session: AsyncSession, *where: Where) -> dict[Any, Deferrals]:
    """Why topics on these agendas were not heard."""
    query = select(AgendaItem).where(AgendaItem.state == AgendaItemState.DEFERRED, *where)
    return await _reasons(session, AgendaItem.meeting_id, AgendaItem.deferral, query)


async def topics_by(session: AsyncSession, year: Year, key: Any, *where: Where) -> dict[Any, Topics]:
    """Where the topics drafted in the year stand now."""
    columns = {
        "total": number_of(),
        "drafting": number_of(Topic.state == TopicState.DRAFT),
        "under_way": number_of(Topic.state.not_in(SETTLED)),
        "decided": number_of(Topic.state == TopicState.DECIDED),
        "rejected": number_of(Topic.state == TopicState.REJECTED),
        "withdrawn": number_of(Topic.state == TopicState.WITHDRAWN),
    }
    return await counted(session, Topics, select(Topic).where(*drafted_in(year), *where), key, columns)


def drafted_in(year: Year) -> tuple[Where, Where]:
    return Topic.drafted_at >= year.window.since, Topic.drafted_at < year.window.before


async def materials_by(session: AsyncSession, year: Year, key: Any, *where: Where) -> dict[Any, Materials]:
    """Versions of topic material that units handed in within the year."""
    columns = {
        "versions": number_of(),
        "late": number_of(Material.late.is_(True)),
        "returned": number_of(Material.returned_at.is_not(None)),
    }
    within = (Material.submitted_at >= year.window.since, Material.submitted_at < year.window.before)
    query = select(Material).join(Topic, Topic.id == Material.topic_id).where(*within, *where)
    return await counted(session, Materials, query, key, columns)


async def terms_by(session: AsyncSession, year: Year, terms: Any, key: Any, *where: Where) -> dict[Any, Terms]:
    """`DRAFTS` or `ISSUES`: was what the year's meetings owe ready in time?"""
    columns = {
        "due": number_of(),
        "on_time": number_of(terms.state == MET),
        "late": number_of(terms.state == MISSED),
        "open": number_of(terms.state == OPEN),
    }
    query = select(Meeting).join(terms, true())
    return await counted(session, Terms, query.where(Meeting.year == year.number, *where), key, columns)


def local_month() -> ColumnElement[int]:
    """The month in which a meeting begins, by the office's own time."""
    return cast(func.extract("month", cast(func.timezone("Asia/Shanghai", Meeting.starts_at), Date)), Integer)
