"""A spring of meetings as an office would have it, and the figures that everybody finds of it."""

from typing import Any

from tests.meetings.countywide import steps as countywide
from tests.meetings.minutes.test_held_meetings import on_paper
from tests.meetings.steps import delegate, done, entry, format_checks, on_the_way, planned, ready_topic
from tests.meetings.topics import steps as topics
from tests.service import RunningService, known_id

ATTENDANCE = "due came present late leftEarly onLeave absent unsettled notified"
AGENDA = "topics heard deferred waiting supplements reports longReports latePrints returnedPrints"
TOPICS = "total proposed drafting underWay decided rejected withdrawn"
MATERIALS = "versions late returned"
FIGURES = """plannedMinutes actualMinutes overlong attendance { %s } agenda { %s } deferrals { reason count }
  attendanceByCategory { category attendance { %s } } recordDue recordDone recordInTime recordFinalizedAt
  draftSubmittedAt minutesDue minutesInTime minutesIssuedAt""" % (ATTENDANCE, AGENDA, ATTENDANCE)
YEAR = """query($year: Int!) { meetingYearFigures(year: $year) { kind months gaps exceptions registered
  held { total ahead held postponed cancelled registered measured overlong minutes minutesIssued }
  agenda { %s } deferrals { reason count } topics { %s } materials { %s } attendance { %s }
  attendanceByCategory { category attendance { %s } } recordsAndDrafts { due onTime late open }
  minutesIssue { due onTime late open }
  findings { sort code clauses count } registrations { objectType action count unconfirmed } } }""" % (
    AGENDA,
    TOPICS,
    MATERIALS,
    ATTENDANCE,
    ATTENDANCE,
)
UNITS = """query($year: Int!) { unitMeetingFigures(year: $year) { unit { id } topics { %s } agenda { %s }
  deferrals { reason count } materials { %s } headAttendance { %s }
  countyWide { applied allowed held exceptions overLimit } } }""" % (TOPICS, AGENDA, MATERIALS, ATTENDANCE)
LEADERS = """query($year: Int!) { leaderMeetingFigures(year: $year) { leader { id } attendance { %s }
  attendanceByKind { kind attendance { %s } } hosted mandated leaves leavesGiven topicsProposed delegated
  delegatedOpinions delegatedSignatures activities { asked accepted sent declined } } }""" % (ATTENDANCE, ATTENDANCE)
MEETINGS = (
    """query { meetings(filter: {before: "2023-01-01T00:00:00+08:00"}, first: 100) {
  nodes { id name figures { %s } } } }"""
    % FIGURES
)
SECRET = "关于某某任职的议题"
OUTCOME = {"outcome": "AGREED", "conclusion": "原则同意。", "decisions": []}


def only(counts: dict[str, Any]) -> dict[str, int]:
    """What is not nothing."""
    return {name: count for name, count in counts.items() if count}


def reasons(of: dict[str, Any]) -> dict[str, int]:
    return {each["reason"]: each["count"] for each in of["deferrals"]}


async def of_year(service: RunningService, as_: str = "clerk", year: int = 2022) -> dict[str, Any]:
    return {row["kind"]: row for row in await service.ask(YEAR, as_=as_, year=year)}


async def of_units(service: RunningService, as_: str = "clerk", year: int = 2022) -> dict[str, Any]:
    names = {str(known_id(name)): name for name in ("housing", "finance", "justice", "town", "letters", "office")}
    return {names[row["unit"]["id"]]: row for row in await service.ask(UNITS, as_=as_, year=year)}


async def of_leaders(service: RunningService, as_: str = "clerk", year: int = 2022) -> dict[str, Any]:
    names = {str(known_id(name)): name for name in ("mayor", "executive", "deputy-a", "deputy-b")}
    return {names[row["leader"]["id"]]: row for row in await service.ask(LEADERS, as_=as_, year=year)}


async def of_meetings(service: RunningService, as_: str = "clerk") -> dict[str, Any]:
    """By id, with the figures or None."""
    return {row["id"]: row["figures"] for row in (await service.ask(MEETINGS, as_=as_))["nodes"]}


async def a_spring(office: RunningService) -> dict[str, str]:
    """From 21 February 2022; the ids of the meetings by what they are."""
    held = {"february": await _february(office)}
    held["mayor"] = await _mayors_meeting(office)
    held["cancelled"] = await _cancelled(office)
    paper = on_paper("2022-02-10")
    held["paper"] = (await done(office, "registerHeldMeeting", as_="clerk", **paper))["id"]
    await _topics_that_go_no_further(office)
    await _county_wide(office)
    office.set_clock("2022-05-05T09:00")
    await office.timers_done()
    return held


async def _february(office: RunningService) -> str:
    """The 常务会议 of 25 February: two hours, one topic heard too long, one put off, one on personnel."""
    secret = await ready_topic(
        office, "justice", title=SECRET, flags=["PERSONNEL"], assigned_clerk_id=known_id("clerk")
    )
    agenda = [await ready_topic(office), await ready_topic(office, "finance"), secret]
    meeting = await on_the_way(office, agenda)
    asked = {"meetingId": meeting["id"], "reason": "赴省开会"}
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", **asked)
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    first, second, third = (item["id"] for item in meeting["agenda"])
    back = {"itemId": first, "checks": format_checks(PAGES="缺第3页")}
    await done(office, "returnMaterial", as_="clerk", brief=True, **back)
    await done(office, "deliverMaterial", as_="housing-clerk", brief=True, itemId=first)
    away = {str(known_id(login)) for login in ("deputy-b", "finance-head", "deputy-a")}
    guests = [a["id"] for a in meeting["attendees"] if not a["person"]]
    here = [a["id"] for a in meeting["attendees"] if a["person"] and a["person"]["id"] not in away]
    sign_in = {"meetingId": meeting["id"], "attendeeIds": [*here, *guests[:-1]]}
    await done(office, "signInAttendees", as_="clerk", brief=True, **sign_in)
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting["id"])
    office.set_clock("2022-02-25T09:05")
    late = next(a["id"] for a in meeting["attendees"] if a["name"] == "副县长甲")
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=[late])
    await done(office, "callTopic", as_="clerk", brief=True, itemId=first)
    await done(office, "startReport", as_="clerk", brief=True, itemId=first)
    office.set_clock("2022-02-25T09:17")
    await done(office, "endReport", as_="clerk", brief=True, itemId=first)
    await done(office, "recordOutcome", as_="clerk", brief=True, itemId=first, **OUTCOME)
    await done(office, "callTopic", as_="clerk", brief=True, itemId=second)  # its head is not in the room
    await done(office, "callTopic", as_="director", brief=True, itemId=third)
    await done(office, "endReport", as_="director", brief=True, itemId=third, minutes=10)
    await done(office, "recordOutcome", as_="director", brief=True, itemId=third, **OUTCOME)
    office.set_clock("2022-02-25T11:00")
    await done(office, "concludeMeeting", as_="clerk", brief=True, id=meeting["id"])
    office.set_clock("2022-03-01T10:00")
    await done(office, "finalizeRecord", as_="clerk", brief=True, meetingId=meeting["id"])
    minutes = await done(office, "draftMinutes", as_="clerk", meetingId=meeting["id"])
    entries = [{"itemId": each["itemId"], "text": each["text"]} for each in minutes["entries"]]
    await done(office, "editMinutes", as_="director", id=minutes["id"], entries=entries)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    return str(meeting["id"])


async def _mayors_meeting(office: RunningService) -> str:
    """The 县长办公会议 of 10 March: 常务副县长 presides for 县长, two matters by his leave; no record in time."""
    await delegate(office, ("PRESIDE", "DECIDE_TOPICS"), "executive", ("2022-03-02", "2022-03-20"))
    pair = [await ready_topic(office, kind="MAYOR"), await ready_topic(office, "finance", kind="MAYOR")]
    plan = {"kind": "MAYOR", "starts_at": "2022-03-10T09:00:00+08:00", "hostId": str(known_id("executive"))}
    meeting_id = await planned(office, **plan)
    entries = [entry(topic) for topic in pair]
    await done(office, "proposeArrangement", as_="director", brief=True, meetingId=meeting_id, entries=entries)
    why = {"dispensation": "两项事项关联，一并研究"}
    await done(office, "approveArrangement", as_="mayor", brief=True, meetingId=meeting_id, act=why)
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id, act=why)
    for item in meeting["agenda"]:
        await done(office, "deliverMaterial", as_="clerk", brief=True, itemId=item["id"])
    meeting = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    here = [a["id"] for a in meeting["attendees"]]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting_id, attendeeIds=here)
    office.set_clock("2022-03-10T09:00")
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting_id)
    first = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", brief=True, itemId=first)
    await done(office, "recordOutcome", as_="clerk", brief=True, itemId=first, **OUTCOME)
    office.set_clock("2022-03-10T10:30")
    await done(office, "concludeMeeting", as_="clerk", brief=True, id=meeting_id)
    return meeting_id


async def _cancelled(office: RunningService) -> str:
    """A 专题会议 of 副县长甲 that is called off: its topic waits."""
    host = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
    topic = await ready_topic(office, kind="SPECIAL")
    meeting = await on_the_way(office, [topic], starts_at="2022-03-25T15:00:00+08:00", **host)
    why = {"reason": "防汛调度"}
    await done(office, "cancelMeeting", as_="director", brief=True, id=meeting["id"], act=why)
    return str(meeting["id"])


async def _topics_that_go_no_further(office: RunningService) -> None:
    """One in draft, one withdrawn, one rejected, one whose opinion 常务副县长 signed for 县长, one returned."""
    await topics.drafted(office)
    withdrawn = await topics.signed(office)
    why = {"reason": "条件尚不成熟"}
    await topics.do(office, "withdrawTopic", as_="housing-head", id=withdrawn, act=why)
    rejected = await topics.listed(office)
    await topics.do(office, "rejectTopic", as_="clerk", id=rejected, reason="DELEGATED_MATTER", act=why)
    delegated = await topics.proposed(office)
    given = {"id": delegated, "opinion": "AGREED", "text": "同意上会"}
    assert (await topics.do(office, "giveTopicOpinion", as_="executive", **given))["state"] == "OPINION_GIVEN"
    returned = await topics.submitted(office)
    faults = [{"item": 2, "text": "未附征求意见情况"}]
    assert (await topics.do(office, "returnTopic", as_="clerk", id=returned, reasons=faults))["state"] == "RETURNED"


async def _county_wide(office: RunningService) -> None:
    """县住建局's meeting of the year, and a second one by 副县长's leave (GZ-20.2)."""
    await countywide.approved(office, startsAt="2022-04-06T09:00:00+08:00")
    second = await countywide.applied(office, startsAt="2022-04-20T09:00:00+08:00", exceptionReason="专项部署")
    why = {"dispensation": "省上专项工作要求"}
    for mutation, login, act in (
        ("reviewCountyWideMeeting", "deputy-a", why),
        ("approveCountyWideMeeting", "mayor", None),
    ):
        answer = await countywide.did(office, mutation, as_=login, id=second, **({"act": act} if act else {}))
        assert answer["__typename"] == "CountyWideMeeting", answer
