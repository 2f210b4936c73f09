"""A year by kind of meeting: how often, how long, what was heard and put off, what stays on record (GZ-13…20)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import AttendeeCategory, MeetingKind
from services.kernel.acts import Act
from services.meetings.procedures import procedure
from services.meetings.sittings import months
from services.meetings.sittings.model import Meeting
from services.meetings.statistics import counts, records
from services.meetings.statistics.figures import Agenda, Attendance, Held, KindFigures, Materials, Terms, Topics
from services.meetings.statistics.sight import Year, whole_kinds
from services.meetings.topics.model import Topic


async def figures(session: AsyncSession, act: Act, *, year: Year) -> list[KindFigures]:
    """The year's figures of every kind of which the asker sees all meetings."""
    kinds = whole_kinds(act)
    if not kinds:
        return []
    in_year = (Meeting.year == year.number, Meeting.kind.in_(kinds))
    of_kinds = Topic.kind.in_(kinds)
    meetings = await counts.meetings_by(session, act, year, Meeting.kind, in_year[1])
    by_month = await _months(session, year, kinds)
    agendas = await counts.agenda_by(session, act, Meeting.kind, *in_year)
    deferrals = await counts.deferrals_by(session, year, Topic.kind, of_kinds)
    topics = await counts.topics_by(session, year, Topic.kind, of_kinds)
    materials = await counts.materials_by(session, year, Topic.kind, of_kinds)
    categories = (Meeting.kind, counts.LISTED.category)
    attendance = await counts.attendance_by(session, categories, *in_year, counts.IS_OVER)
    drafts = await counts.terms_by(session, year, counts.DRAFTS, Meeting.kind, in_year[1])
    issues = await counts.terms_by(session, year, counts.ISSUES, Meeting.kind, in_year[1])
    on_record = await records.records_by_kind(session, year, kinds)
    registered = await records.registrations_by_kind(session, year, kinds)
    return [
        KindFigures(
            kind=kind,
            held=meetings.get(kind, Held()),
            months=by_month[kind],
            gaps=_gaps(act, year, kind, by_month[kind]),
            agenda=agendas.get(kind, Agenda()),
            deferrals=deferrals.get(kind, {}),
            topics=topics.get(kind, Topics()),
            materials=materials.get(kind, Materials()),
            attendance=_by_category(attendance.get(kind, {})),
            drafts=drafts.get(kind, Terms()),
            issues=issues.get(kind, Terms()),
            records=on_record.get(kind, ()),
            registrations=registered.get(kind, ()),
        )
        for kind in kinds
    ]


def _by_category(found: Mapping[AttendeeCategory, Attendance]) -> dict[AttendeeCategory, Attendance]:
    return {category: found[category] for category in AttendeeCategory if category in found}


async def _months(session: AsyncSession, year: Year, kinds: list[MeetingKind]) -> dict[MeetingKind, tuple[int, ...]]:
    """How many were held in each month."""
    month = counts.local_month().label("month")
    query = (
        select(Meeting.kind, month, func.count())
        .where(Meeting.year == year.number, Meeting.kind.in_(kinds), counts.IS_OVER)
        .group_by(Meeting.kind, month)
    )
    found = {(kind, number): count for kind, number, count in await session.execute(query)}
    return {kind: tuple(found.get((kind, number), 0) for number in range(1, 13)) for kind in kinds}


def _gaps(act: Act, year: Year, kind: MeetingKind, held: tuple[int, ...]) -> tuple[int, ...]:
    """Months that are over, are judged, and had no meeting where one a month is the rule (一般每月召开一次, CW-1.2)."""
    if procedure(kind).monthly is None:
        return ()
    firsts = [date(year.number, number, 1) for number in range(1, 13)]
    return tuple(
        first.month
        for first, count in zip(firsts, held, strict=True)
        if count == 0 and months.after(first) <= act.today and months.is_judged(first)
    )
