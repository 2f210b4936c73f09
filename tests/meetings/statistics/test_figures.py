"""The four views of a year's meetings (GZ-13…20, CW-1.2, CW-3.3d, CW-4.3, CW-4.4, CW-5.2a, CW-6.2a)."""

from typing import Any

from tests.meetings.statistics.conftest import Spring
from tests.meetings.statistics.story import of_leaders, of_meetings, of_units, of_year, only, reasons


def counts(of: dict[str, Any]) -> dict[str, int]:
    """The plain numbers that are not nothing."""
    return only({name: value for name, value in of.items() if type(value) is int})


async def test_a_meeting_in_figures(spring: Spring) -> None:
    found = (await of_meetings(spring.office))[spring.meetings["february"]]
    assert (found["plannedMinutes"], found["actualMinutes"], found["overlong"]) == (30, 120, True)
    assert counts(found["attendance"]) == {
        "due": 19,
        "came": 16,
        "present": 15,
        "late": 1,
        "onLeave": 1,
        "absent": 2,
        "notified": 19,
    }
    invited = next(each["attendance"] for each in found["attendanceByCategory"] if each["category"] == "INVITED")
    assert (invited["due"], invited["came"]) == (10, 9)
    assert counts(found["agenda"]) == {
        "topics": 3,
        "heard": 2,
        "deferred": 1,
        "reports": 2,
        "longReports": 1,
        "returnedPrints": 1,
    }
    assert reasons(found) == {"HEAD_ABSENT": 1}
    assert (found["recordDue"], found["recordDone"], found["recordInTime"]) == ("2022-03-01", "2022-03-01", True)
    assert (found["draftSubmittedAt"] or "").startswith("2022-03-01T10:00")
    assert (found["minutesDue"], found["minutesInTime"], found["minutesIssuedAt"]) == ("2022-03-04", False, None)


async def test_ninety_minutes_are_not_too_long_and_a_record_nobody_made_is_late(spring: Spring) -> None:
    found = (await of_meetings(spring.office))[spring.meetings["mayor"]]
    assert (found["actualMinutes"], found["overlong"]) == (90, False)
    assert (found["recordDue"], found["recordDone"], found["recordInTime"]) == ("2022-03-14", None, False)


async def test_a_meeting_known_from_paper_has_no_length_and_a_cancelled_one_no_attendance(spring: Spring) -> None:
    found = await of_meetings(spring.office)
    paper, cancelled = found[spring.meetings["paper"]], found[spring.meetings["cancelled"]]
    assert (paper["actualMinutes"], paper["overlong"], paper["recordDue"]) == (None, None, None)
    assert (paper["minutesDue"], paper["minutesInTime"]) == (None, None)
    assert counts(cancelled["attendance"]) == {"due": 3, "unsettled": 3, "notified": 3}
    assert reasons(cancelled) == {"MEETING_CANCELLED": 1}


async def test_a_year_by_kind_of_meeting(spring: Spring) -> None:
    year = await of_year(spring.office)
    assert list(year) == ["PLENARY", "STANDING", "MAYOR", "SPECIAL"]
    standing = year["STANDING"]
    assert counts(standing["held"]) == {
        "total": 2,
        "held": 2,
        "registered": 1,
        "measured": 1,
        "overlong": 1,
        "minutes": 120,
    }
    assert counts(standing["recordsAndDrafts"]) == {"due": 1, "onTime": 1}
    assert counts(standing["minutesIssue"]) == {"due": 1, "late": 1}, "what is registered from paper owes nothing"
    assert counts(standing["topics"]) == {
        "total": 15,
        "proposed": 14,
        "drafting": 1,
        "underWay": 3,
        "decided": 9,
        "rejected": 1,
        "withdrawn": 1,
    }
    assert counts(standing["materials"]) == {"versions": 1, "returned": 1}
    assert counts(year["MAYOR"]["recordsAndDrafts"]) == {"due": 1, "late": 1}
    assert counts(year["SPECIAL"]["held"]) == {"total": 1, "cancelled": 1}
    assert [reasons(year[kind]) for kind in year] == [
        {},
        {"HEAD_ABSENT": 1},
        {"NOT_ARRANGED": 1},
        {"MEETING_CANCELLED": 1},
    ]


async def test_months_without_a_standing_meeting_are_gaps_once_they_are_over(spring: Spring) -> None:
    """January was in force for six days and is not judged, May is not over."""
    year = await of_year(spring.office)
    assert year["STANDING"]["months"][:5] == [0, 2, 0, 0, 0]
    assert year["STANDING"]["gaps"] == [3, 4]
    assert [year[kind]["gaps"] for kind in ("PLENARY", "MAYOR", "SPECIAL")] == [[], [], []]
    assert (await of_year(spring.office, year=2021))["STANDING"]["gaps"] == []


async def test_exceptions_findings_and_late_registrations_are_counted_by_clause(spring: Spring) -> None:
    """AMB-20: what is allowed 原则上 alone; AMB-47: what was registered afterwards has figures of its own."""
    year = await of_year(spring.office)
    assert year["MAYOR"]["exceptions"] == 1
    exceptions = [each for each in year["MAYOR"]["findings"] if each["sort"] == "DISPENSATION"]
    expected = {"sort": "DISPENSATION", "code": "ONE_TOPIC_PER_MEETING", "clauses": ["BG-5.1"], "count": 1}
    assert exceptions == [expected]
    found = {each["code"]: each["clauses"] for each in year["STANDING"]["findings"]}
    assert found == {
        "HEAD_ABSENT_TOPIC_DEFERRED": ["CW-5.2b"],
        "INVITATION_COUNT": ["CW-4.3"],
        "MEETING_TOOK_OVER_90MIN": ["GZ-20.3"],
        "REPORT_OVER_10MIN": ["GZ-17.4"],
    }
    registration = {
        "objectType": "Meeting",
        "action": "register_held_meeting",
        "count": 1,
        "unconfirmed": 1,
    }
    assert (year["STANDING"]["registered"], year["STANDING"]["registrations"]) == (1, [registration])


async def test_a_year_by_unit(spring: Spring) -> None:
    units = await of_units(spring.office)
    assert sorted(units) == ["finance", "housing", "justice"]
    assert reasons(units["finance"]) == {"HEAD_ABSENT": 1, "NOT_ARRANGED": 1}
    assert counts(units["finance"]["headAttendance"]) == {
        "due": 2,
        "came": 1,
        "present": 1,
        "absent": 1,
        "notified": 2,
    }
    housing = units["housing"]
    assert (housing["agenda"]["longReports"], housing["agenda"]["returnedPrints"]) == (1, 1)
    assert counts(housing["materials"]) == {"versions": 1, "returned": 1}
    assert counts(housing["countyWide"]) == {"applied": 2, "allowed": 2, "exceptions": 1}
    assert counts(units["justice"]["topics"]) == {"total": 8, "proposed": 8, "decided": 8}, "one on personnel: counted"


async def test_a_year_by_leader(spring: Spring) -> None:
    leaders = await of_leaders(spring.office)
    assert list(leaders) == ["mayor", "executive", "deputy-a", "deputy-b"]
    own = {
        login: (row["attendance"]["due"], row["attendance"]["came"], row["hosted"]) for login, row in leaders.items()
    }
    assert own == {"mayor": (3, 3, 2), "executive": (3, 3, 1), "deputy-a": (2, 2, 0), "deputy-b": (2, 1, 0)}
    assert (leaders["deputy-a"]["attendance"]["late"], leaders["deputy-a"]["topicsProposed"]) == (1, 3)
    assert (leaders["deputy-b"]["leaves"], leaders["deputy-b"]["leavesGiven"]) == (1, 1)
    kinds = {each["kind"]: each["attendance"]["onLeave"] for each in leaders["deputy-b"]["attendanceByKind"]}
    assert kinds == {"STANDING": 1, "MAYOR": 0}
    executive = leaders["executive"]
    assert (executive["mandated"], executive["delegatedOpinions"], executive["delegated"]) == (1, 1, 2)


async def test_what_is_no_year_is_refused(spring: Spring) -> None:
    for field in (
        "meetingYearFigures { kind }",
        "unitMeetingFigures { unit { id } }",
        "leaderMeetingFigures { hosted }",
    ):
        query = f"query {{ {field.replace(' {', '(year: 1) {', 1)} }}"
        assert await spring.office.error_code(query, as_="clerk") == "BAD_USER_INPUT"
