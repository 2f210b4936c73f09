"""Law study bound to meetings, lectures, and the gaps that stay."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.contracts.meetings import (
    AttendanceFinalized,
    AttendanceRow,
    MeetingCancelled,
    MeetingScheduled,
    MeetingStarted,
)
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory, MeetingKind
from services.kernel.clock import SHANGHAI
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


async def a_meeting(service: RunningService, day: int = 25, kind: MeetingKind = MeetingKind.STANDING) -> UUID:
    meeting_id = new_id()
    event = MeetingScheduled(
        meeting_id=meeting_id,
        kind=kind,
        year=2022,
        starts_at=datetime(2022, 2, day, 9, tzinfo=SHANGHAI),
        place="县政府常务会议室",
        host_id=known_id("mayor"),
        roster_version=1,
    )
    await service.receive(event, meeting_id)
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
