"""Whatever has happened in a year, the parts add up to the totals, and every view counts the same things."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import (
    AttendanceStatus,
    AttendeeCategory,
    DeferralReason,
    MeetingKind,
    Outcome,
)
from services.kernel.clock import SHANGHAI
from services.kernel.deadlines import CANCELLED, MET, MISSED, OPEN
from services.kernel.ids import new_id
from services.kernel.store import Deadline, Finding
from services.meetings.attendance.model import Attendee
from services.meetings.procedures import MINUTES_ISSUE, RECORD_AND_DRAFT
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Meeting, MeetingState
from services.meetings.topics.drafting.commands import blank
from services.meetings.topics.model import Deferral, Topic, TopicState
from tests.meetings.statistics.conftest import Spring
from tests.meetings.statistics.story import of_leaders, of_meetings, of_units, of_year, reasons
from tests.service import known_id

UNITS = ("housing", "finance", "justice", "town")
LEADERS = ("mayor", "executive", "deputy-a", "deputy-b")
TEN_MINUTES = (MeetingKind.STANDING, MeetingKind.MAYOR)  # the reports that GZ-17.4 speaks of
OVER = (MeetingState.CONCLUDED, MeetingState.MINUTES_ISSUED, MeetingState.ARCHIVED)
PARTS = {
    "held": ("total", ("ahead", "held", "postponed", "cancelled")),
    "agenda": ("topics", ("heard", "deferred", "waiting")),
    "topics": ("total", ("drafting", "underWay", "decided", "rejected", "withdrawn")),
    "attendance": ("due", ("present", "late", "leftEarly", "onLeave", "absent", "unsettled")),
    "headAttendance": ("due", ("came", "onLeave", "absent", "unsettled")),
    "recordsAndDrafts": ("due", ("onTime", "late", "open")),
    "minutesIssue": ("due", ("onTime", "late", "open")),
}


@dataclass
class Made:
    """What was put into the year: the count of an eye that knows nothing of SQL."""

    rows: list[Any] = field(default_factory=list)
    seen: Counter[Any] = field(default_factory=Counter)


def a_year(random: Random, year: int, act: Any) -> Made:
    """Some sixty meetings, in every state, with whatever may stand on their agendas and lists."""
    made = Made()
    for _ in range(60):
        kind, state = random.choice(list(MeetingKind)), random.choice([*MeetingState, *OVER])
        # Also the first minutes and the last of a year, which another zone would count elsewhere.
        starts = datetime(year, 1, 1, 0, 5, tzinfo=SHANGHAI) + timedelta(minutes=random.randrange(364 * 24 * 60))
        minutes = random.choice((30, 89, 90, 91, 200))
        over = state in OVER
        meeting = Meeting(
            id=new_id(),
            kind=kind,
            state=state,
            year=year,
            starts_at=starts,
            place="会议室",
            host_id=known_id(random.choice(LEADERS)),
            basis=None,
            recorder_id=known_id("clerk"),
            roster_version=1,
            planned_by=known_id("clerk"),
            started_at=starts if over else None,
            ended_at=starts + timedelta(minutes=minutes) if over else None,
            created_at=starts,
        )
        made.rows.append(meeting)
        made.seen["meetings", kind] += 1
        if over:
            made.seen["overlong", kind] += minutes > 90
            made.seen["month", kind, starts.month] += 1
            made.rows += deadlines(random, meeting, made)
        made.rows += agenda(random, act, meeting, made)
        made.rows += a_list(random, meeting, made)
        if random.random() < 0.3:
            made.rows.append(a_finding(random, meeting, made))
    return made


def agenda(random: Random, act: Any, meeting: Meeting, made: Made) -> Iterator[Any]:
    for position in range(1, random.randrange(1, 7)):
        unit, state = random.choice(UNITS), random.choice(list(AgendaItemState))
        topic = a_topic(random, act, meeting, unit)
        made.seen["topics", meeting.kind] += 1
        made.seen["unit topics", unit] += 1
        taken = random.choice((None, 5, 10, 11, 30))
        reason = random.choice(list(DeferralReason))
        yield topic
        yield AgendaItem(
            meeting_id=meeting.id,
            topic_id=topic.id,
            state=state,
            position=position,
            unit_id=known_id(unit),
            involved_unit_ids=[],
            report_minutes=10,
            planned_minutes=20,
            reported_minutes=taken,
            material_late=random.random() < 0.2,
            outcome=Outcome.AGREED if state is AgendaItemState.DECIDED else None,
            deferral=reason if state is AgendaItemState.DEFERRED else None,
            created_at=meeting.starts_at,
        )
        if state is AgendaItemState.REMOVED:
            continue
        made.seen["items", meeting.kind] += 1
        made.seen["unit items", unit] += 1
        made.seen["long", meeting.kind] += meeting.kind in TEN_MINUTES and taken is not None and taken > 10
        if state is AgendaItemState.DEFERRED:
            made.seen["deferral", meeting.kind, reason] += 1
            made.seen["unit deferral", unit, reason] += 1
            yield Deferral(
                topic_id=topic.id,
                reason=reason,
                clause=None,
                note="",
                from_state=TopicState.FINALIZED,
                from_meeting_id=meeting.id,
                deferred_at=meeting.starts_at,
            )


def a_topic(random: Random, act: Any, meeting: Meeting, unit: str) -> Topic:
    topic = blank(act, meeting.kind, known_id(unit), random.choice(list(TopicState)))
    topic.id, topic.title, topic.drafted_at = new_id(), "议题", meeting.starts_at
    return topic


def a_list(random: Random, meeting: Meeting, made: Made) -> Iterator[Attendee]:
    people = [*((login, PostCode.DEPUTY_HEAD) for login in LEADERS), *((unit, PostCode.UNIT_HEAD) for unit in UNITS)]
    for position, (name, post) in enumerate(random.sample(people, random.randrange(2, 9)), 1):
        over = meeting.state in OVER
        status = random.choice(list(AttendanceStatus)) if over else None
        head = post == PostCode.UNIT_HEAD
        if over:
            made.seen["due", meeting.kind] += 1
            made.seen["head" if head else "leader", name] += 1
            made.seen[status, name] += 1
        yield Attendee(
            meeting_id=meeting.id,
            position=position,
            category=AttendeeCategory.OBSERVER if head else AttendeeCategory.MEMBER,
            post=post,
            person_id=known_id(f"{name}-head" if head else name),
            name=name,
            title="",
            unit_id=known_id(name) if head else known_id("county"),
            left_at=[],
            status=status,
        )


def deadlines(random: Random, meeting: Meeting, made: Made) -> Iterator[Deadline]:
    """Those that count, and of some meetings earlier rounds that were lifted."""
    day = meeting.starts_at.date()
    for term in (RECORD_AND_DRAFT, MINUTES_ISSUE):
        for round_ in range(1, random.randrange(2, 4)):
            state = random.choice((MET, MISSED, OPEN)) if round_ == 1 else CANCELLED
            made.seen[term.key, state, meeting.kind] += 1
            yield Deadline(
                object_type="Meeting",
                object_id=meeting.id,
                key=term.key,
                round=round_,
                clause=term.clause,
                started_on=day,
                due=day,
                length=term.length,
                unit=term.unit,
                provisional=False,
                calendar_version=1,
                state=state,
                title=term.key,
            )


def a_finding(random: Random, meeting: Meeting, made: Made) -> Finding:
    clauses = random.choice((["BG-5.1"], ["CW-1.2", "GZ-14"]))
    made.seen["exception", meeting.kind] += 1
    return Finding(
        object_type="Meeting",
        object_id=meeting.id,
        action="approve_arrangement",
        kind="DISPENSATION",
        code="ONE_TOPIC_PER_MEETING",
        clauses=clauses,
        message_zh="",
        at=meeting.starts_at,
        occurred_at=meeting.starts_at,
    )


def parts_add_up(row: dict[str, Any]) -> None:
    for name, figures in row.items():
        if name in PARTS and isinstance(figures, dict):
            total, parts = PARTS[name]
            assert figures[total] == sum(figures[part] for part in parts), (name, figures)


@pytest.mark.parametrize("seed", range(3))
async def test_the_parts_of_any_year_add_up_and_all_views_agree(spring: Spring, seed: int) -> None:
    office, year = spring.office, 2030 + 2 * seed  # the years between stay empty
    made = a_year(Random(seed), year, await office.runtime.system_act())
    async with office.runtime.sessions.begin() as session:
        session.add_all(made.rows)
    kinds = await of_year(office, year=year)
    units = await of_units(office, year=year)
    leaders = await of_leaders(office, year=year)
    for row in (*kinds.values(), *units.values(), *leaders.values()):
        parts_add_up(row)

    seen = made.seen
    for name, row in kinds.items():
        kind = MeetingKind(name)
        assert row["held"]["total"] == seen["meetings", kind]
        assert row["held"]["overlong"] == seen["overlong", kind]
        assert row["months"] == [seen["month", kind, month] for month in range(1, 13)]
        assert sum(row["months"]) == row["held"]["held"]
        assert row["topics"]["total"] == seen["topics", kind]
        assert (row["agenda"]["topics"], row["agenda"]["longReports"]) == (seen["items", kind], seen["long", kind])
        assert reasons(row) == {r.value: seen["deferral", kind, r] for r in DeferralReason if seen["deferral", kind, r]}
        assert row["attendance"]["due"] == seen["due", kind]
        for figure, term in (("recordsAndDrafts", RECORD_AND_DRAFT), ("minutesIssue", MINUTES_ISSUE)):
            parts = [row[figure][part] for part in ("onTime", "late", "open")]
            assert parts == [seen[term.key, state, kind] for state in (MET, MISSED, OPEN)], figure
        assert row["exceptions"] == seen["exception", kind] == sum(each["count"] for each in row["findings"])

    for unit in UNITS:
        row = units[unit]
        assert row["topics"]["total"] == seen["unit topics", unit]
        assert row["agenda"]["topics"] == seen["unit items", unit]
        assert reasons(row) == {
            r.value: seen["unit deferral", unit, r] for r in DeferralReason if seen["unit deferral", unit, r]
        }
        assert row["headAttendance"]["due"] == seen["head", unit]
    for login in LEADERS:
        attendance = leaders[login]["attendance"]
        assert attendance["due"] == seen["leader", login]
        assert attendance["onLeave"] == seen[AttendanceStatus.ON_LEAVE, login]
        assert attendance["due"] == sum(each["attendance"]["due"] for each in leaders[login]["attendanceByKind"])

    for part, figure in (("topics", "total"), ("agenda", "heard"), ("agenda", "deferred"), ("agenda", "latePrints")):
        by_kind, by_unit = (sum(row[part][figure] for row in view.values()) for view in (kinds, units))
        assert by_kind == by_unit, (part, figure)
    assert sum(row["hosted"] for row in leaders.values()) == sum(row["held"]["held"] for row in kinds.values())
    beside = await of_year(office, year=year + 1)
    assert all(row["held"]["total"] == row["topics"]["total"] == 0 for row in beside.values())


async def test_each_meeting_alone_comes_to_the_years_figures(spring: Spring) -> None:
    """The meetings one by one against the year that they make up."""
    found = await of_meetings(spring.office)
    own = [found[meeting_id] for meeting_id in spring.meetings.values()]
    kinds = await of_year(spring.office)
    for figure in ("heard", "deferred", "longReports", "returnedPrints"):
        by_kind = sum(row["agenda"][figure] for row in kinds.values())
        assert sum(row["agenda"][figure] for row in own) == by_kind, figure
    for due, in_time, figure in (
        ("recordDue", "recordInTime", "recordsAndDrafts"),
        ("minutesDue", "minutesInTime", "minutesIssue"),
    ):
        terms = [row[figure] for row in kinds.values()]
        assert sum(row[due] is not None for row in own) == sum(each["due"] for each in terms) > 0, figure
        for part, said in (("onTime", True), ("late", False)):
            assert sum(row[in_time] is said for row in own) == sum(each[part] for each in terms), (figure, part)
    overlong = sum(row["held"]["overlong"] for row in kinds.values())
    assert sum(row["overlong"] is True for row in own) == overlong
