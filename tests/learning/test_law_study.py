"""Law study bound to meetings, lectures, and the gaps that stay."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.contracts.meetings import (
    AttendanceFinalized,
    AttendanceRow,
    MeetingCancelled,
    MeetingPostponed,
    MeetingRescheduled,
    MeetingScheduled,
    MeetingStarted,
    PrestudyRequested,
)
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory, MeetingKind
from services.kernel.clock import SHANGHAI, wall
from services.kernel.events import Envelope, Event
from services.kernel.ids import new_id
from tests.learning.asking import HOLD_LECTURE, SCHEDULE, codes, published
from tests.learning.test_sessions import a_study
from tests.service import RunningService, known_id

LECTURE = {
    "kind": "LECTURE",
    "subject": "行政处罚法专题",
    "plannedOn": "2022-03-10",
    "lecturer": "某教授",
    "lecturerUnit": "某大学法学院",
    "lecturerTitle": "教授",
    "focusCodes": [2],
}
GAPS = 'query { dutyGaps(since: "2022-01-01") { kind period required actual } }'
PROGRESS = "query($on: Date!) { dutyProgress(on: $on) { kind period actual } }"


def scheduled(meeting_id: UUID, day: int, kind: MeetingKind = MeetingKind.STANDING, month: int = 2) -> MeetingScheduled:
    return MeetingScheduled(
        meeting_id=meeting_id,
        kind=kind,
        year=2022,
        starts_at=datetime(2022, month, day, 9, tzinfo=SHANGHAI),
        place="县政府常务会议室",
        host_id=known_id("mayor"),
        roster_version=1,
    )


async def a_meeting(
    service: RunningService, day: int = 25, kind: MeetingKind = MeetingKind.STANDING, month: int = 2
) -> UUID:
    meeting_id = new_id()
    await service.receive(scheduled(meeting_id, day, kind, month), meeting_id)
    return meeting_id


async def hold(service: RunningService, meeting_id: UUID, delegated: bool = False) -> None:
    at = datetime(2022, 2, 25, 9, tzinfo=SHANGHAI)
    host = known_id("executive" if delegated else "mayor")
    started = MeetingStarted(meeting_id=meeting_id, kind=MeetingKind.STANDING, at=at, host_id=host, delegated=delegated)
    await service.receive(started, meeting_id)
    rows = tuple(
        AttendanceRow(name=name, category=AttendeeCategory.MEMBER, status=status)
        for name, status in (("县长甲", AttendanceStatus.PRESENT), ("副县长甲", AttendanceStatus.ON_LEAVE))
    )
    finalized = AttendanceFinalized(meeting_id=meeting_id, rows=rows)
    await service.receive(finalized, meeting_id)


async def actual(service: RunningService, on: str, kind: str) -> int:
    rows = await service.ask(PROGRESS, as_="clerk", on=on)
    return int(next(row["actual"] for row in rows if row["kind"] == kind))


def bound(meeting_id: UUID) -> dict[str, Any]:
    return {"kind": "PRE_MEETING", "subject": "重大行政决策程序暂行条例", "meetingId": str(meeting_id)}


async def test_at52_study_before_a_meeting_counts_with_its_sign_in(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    study = await learning.ask(SCHEDULE, as_="justice-reviewer", input=bound(meeting_id))
    (scheduled,) = await published(learning, "learning.law_study.scheduled.v1")
    assert scheduled.data["meeting_id"] == str(meeting_id)
    assert await actual(learning, "2022-03-01", "QUARTERLY_LAW") == 0
    await hold(learning, meeting_id)
    query = "query($id: ID!) { lawStudy(id: $id) { state heldOn attendance { name status } } }"
    seen = await learning.ask(query, as_="deputy-a", id=study["id"])
    assert (seen["state"], seen["heldOn"]) == ("HELD", "2022-02-25")
    assert seen["attendance"] == [
        {"name": "县长甲", "status": "PRESENT"},
        {"name": "副县长甲", "status": "ON_LEAVE"},
    ]
    (held,) = await published(learning, "learning.law_study.held.v1")
    assert held.data["attendance_count"] == 1
    assert await actual(learning, "2022-03-01", "QUARTERLY_LAW") == 1


async def test_at52_a_cancelled_meeting_has_no_study_that_counts(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    study = await learning.ask(SCHEDULE, as_="justice-reviewer", input=bound(meeting_id))
    cancelled = MeetingCancelled(meeting_id=meeting_id, kind=MeetingKind.STANDING, reason="防汛")
    await learning.receive(cancelled, meeting_id)
    await hold(learning, meeting_id)
    query = "query($id: ID!) { lawStudy(id: $id) { state } }"
    assert (await learning.ask(query, as_="clerk", id=study["id"]))["state"] == "CANCELLED"
    assert await actual(learning, "2022-03-01", "QUARTERLY_LAW") == 0


def moved(meeting_id: UUID, *on: int) -> MeetingRescheduled:
    return MeetingRescheduled(
        meeting_id=meeting_id,
        old_starts_at=datetime(2022, 3, 31, 9, tzinfo=SHANGHAI),
        starts_at=datetime(2022, *on, 9, tzinfo=SHANGHAI),
        place="县政府常务会议室",
        host_id=known_id("mayor"),
        reason="防汛",
        roster_version=1,
    )


def wanted(meeting_id: UUID) -> PrestudyRequested:
    return PrestudyRequested(meeting_id=meeting_id, meeting_date=date(2022, 2, 25), year=2022, quarter=1)


def envelope(event: Event, about: UUID) -> Envelope:
    return Envelope(id=new_id(), type=event.TYPE, subject=str(about), time=wall(), data=event.model_dump(mode="json"))


async def take(service: RunningService, told: Envelope) -> None:
    runtime = service.runtime
    await runtime.inbox.receive(runtime.sessions, runtime.system_act, told.dump())


STUDY = "query($id: ID!) { lawStudy(id: $id) { state plannedOn heldOn } }"


async def test_xf_3_2_study_moves_with_its_meeting_and_counts_for_the_quarter_it_is_held_in(
    learning: RunningService,
) -> None:
    learning.set_clock("2022-03-28T09:00")
    meeting_id = await a_meeting(learning, 31, month=3)
    study = await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id))
    for _ in range(2):
        await learning.receive(moved(meeting_id, 4, 2), meeting_id)
    learning.set_clock("2022-04-02T12:00")
    await hold(learning, meeting_id)
    seen = await learning.ask(STUDY, as_="clerk", id=study["id"])
    assert seen == {"state": "HELD", "plannedOn": "2022-04-02", "heldOn": "2022-04-02"}
    assert await actual(learning, "2022-03-31", "QUARTERLY_LAW") == 0
    assert await actual(learning, "2022-04-02", "QUARTERLY_LAW") == 1


async def test_xf_3_2_study_of_a_postponed_meeting_waits_for_a_day(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    await learning.receive(wanted(meeting_id), meeting_id)
    study = await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id))
    postponed = MeetingPostponed(meeting_id=meeting_id, kind=MeetingKind.STANDING, reason="防汛")
    for _ in range(2):
        await learning.receive(postponed, meeting_id)
    assert (await learning.ask(STUDY, as_="clerk", id=study["id"]))["state"] == "POSTPONED"
    assert codes(await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id)))[0].startswith("CONTENT_INVALID")
    closed = await published(learning, "learning.task.closed.v1")
    assert [each.data["ending"] for each in closed] == ["DONE", "LAPSED", "LAPSED"]
    await learning.receive(moved(meeting_id, 3, 4), meeting_id)
    seen = await learning.ask(STUDY, as_="clerk", id=study["id"])
    assert seen == {"state": "SCHEDULED", "plannedOn": "2022-03-04", "heldOn": None}


async def test_xf_3_2_news_of_a_meeting_that_comes_late_gives_way(learning: RunningService) -> None:
    meeting_id = new_id()
    told = [scheduled(meeting_id, 24), scheduled(meeting_id, 25), moved(meeting_id, 3, 4)]
    plan, announcement, move = (envelope(event, meeting_id) for event in told)
    with pytest.raises(LookupError):  # it is tried again when the meeting is known
        await take(learning, move)
    await take(learning, plan)
    study = await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id))
    await take(learning, move)
    await take(learning, announcement)
    assert (await learning.ask(STUDY, as_="clerk", id=study["id"]))["plannedOn"] == "2022-03-04"


async def test_amb_03_leave_given_after_the_meeting_covers_its_study_too(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    study = await learning.ask(SCHEDULE, as_="justice-reviewer", input=bound(meeting_id))
    for status in (AttendanceStatus.ABSENT, AttendanceStatus.ON_LEAVE, AttendanceStatus.ABSENT):
        rows = (AttendanceRow(name="副县长甲", category=AttendeeCategory.MEMBER, status=status),)
        await learning.receive(AttendanceFinalized(meeting_id=meeting_id, rows=rows), meeting_id)
    query = "query($id: ID!) { lawStudy(id: $id) { attendance { name status } } }"
    seen = await learning.ask(query, as_="clerk", id=study["id"])
    assert seen["attendance"] == [{"name": "副县长甲", "status": "ON_LEAVE"}]
    assert len(await published(learning, "learning.law_study.held.v1")) == 1


async def test_amb04_the_meetings_delegated_host_presides_its_study(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    study = await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id))
    await hold(learning, meeting_id, delegated=True)
    query = "query($id: ID!) { lawStudy(id: $id) { hostStamp host { id } } }"
    seen = await learning.ask(query, as_="clerk", id=study["id"])
    assert seen == {"hostStamp": "受县长委托", "host": {"id": str(known_id("executive"))}}


async def test_study_is_bound_to_a_standing_meeting(learning: RunningService) -> None:
    special = await a_meeting(learning, kind=MeetingKind.SPECIAL)
    for meeting in (special, new_id()):
        assert await learning.error_code(SCHEDULE, as_="clerk", input=bound(meeting)) == "NOT_FOUND"


async def test_at54_a_lecture_is_organised_by_the_justice_bureau(learning: RunningService) -> None:
    assert codes(await learning.ask(SCHEDULE, as_="clerk", input=LECTURE)) == ["ORGANISER_NOT_JUSTICE"]


async def test_at54_a_lecture_names_its_lecturer(learning: RunningService) -> None:
    refused = await learning.ask(SCHEDULE, as_="justice-reviewer", input={**LECTURE, "lecturer": " "})
    assert codes(refused) == ["LECTURER_REQUIRED"]


async def test_a_lecture_is_hosted_by_the_county_head(learning: RunningService) -> None:
    study = await learning.ask(SCHEDULE, as_="justice-reviewer", input=LECTURE)
    for host in ("executive", "deputy-a"):
        refused = await learning.ask(HOLD_LECTURE, as_="justice-reviewer", id=study["id"], host=str(known_id(host)))
        assert codes(refused) == ["HOST_NOT_ALLOWED"]
    held = await learning.ask(HOLD_LECTURE, as_="justice-reviewer", id=study["id"], host=str(known_id("mayor")))
    assert held["state"] == "HELD"
    assert await actual(learning, "2022-03-01", "LECTURE") == 1


async def test_at47_a_month_without_study_leaves_a_gap_that_no_later_study_removes(learning: RunningService) -> None:
    learning.set_clock("2022-03-01T09:00")
    await learning.timers_done()
    february = {"kind": "MONTHLY_STUDY", "period": "2022-02", "required": 1, "actual": 0}
    assert await learning.ask(GAPS, as_="clerk") == [february]
    await a_study(learning)
    learning.set_clock("2022-04-01T09:00")
    await learning.timers_done()
    # March is met; the first quarter had no 会前学法; February's gap stays.
    quarter = {"kind": "QUARTERLY_LAW", "period": "2022-Q1", "required": 1, "actual": 0}
    assert await learning.ask(GAPS, as_="clerk") == [february, quarter]
    assert len(await published(learning, "learning.gap.detected.v1")) == 2


async def test_at55_law_study_does_not_count_as_study_of_the_month(learning: RunningService) -> None:
    meeting_id = await a_meeting(learning)
    await learning.ask(SCHEDULE, as_="clerk", input=bound(meeting_id))
    await hold(learning, meeting_id)
    assert await actual(learning, "2022-02-25", "MONTHLY_STUDY") == 0


async def test_a_month_that_may_stay_empty_is_warned_of(learning: RunningService) -> None:
    learning.set_clock("2022-02-23T09:00")
    await learning.timers_done()
    notices = [e.data["template"] for e in await published(learning, "learning.notice.raised.v1")]
    assert notices == ["quota_gap"]
