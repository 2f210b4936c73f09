"""A person's calendar as iCalendar by a secret address: read by the library that telephones' makers test against."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from services.kernel.clock import SHANGHAI
from tests.meetings.activities.steps import SEEN, arranged, away
from tests.meetings.activities.steps import did as invite
from tests.meetings.countywide import steps as county
from tests.meetings.steps import done, entry, on_the_way, planned, ready_topic
from tests.service import RunningService, known_id

FEED = "__typename ... on CalendarFeed { id state path } ... on Refusal { violations { code } }"
ISSUE = "mutation($act: ActInput) { issueCalendarFeed(act: $act) { %s } }" % FEED
REVOKE = "mutation($personId: ID) { revokeCalendarFeed(personId: $personId) { %s } }" % FEED
MINE = "{ myCalendarFeed { state path availableActions { name } } }"
WHY = {"reason": "防汛值守"}


async def issued(service: RunningService, login: str = "deputy-a") -> str:
    """The path of a fresh feed, as the service serves it."""
    feed = await service.ask(ISSUE, as_=login)
    assert feed["state"] == "ACTIVE"
    return str(feed["path"].replace("/files/meetings/", "/files/"))


async def fetched(service: RunningService, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    async with service.http.get(service.url + path, headers=headers) as response:
        return response.status, await response.read(), {k.lower(): v for k, v in response.headers.items()}


async def told(service: RunningService, path: str) -> dict[str, Event]:
    """The feed's events by what they are about (the kind in the UID)."""
    status, content, _ = await fetched(service, path)
    assert status == 200
    calendar: Any = Calendar.from_ical(content)
    assert calendar.errors == []
    return {str(event["UID"]).rsplit("-", 5)[0]: event for event in calendar.walk("VEVENT")}


def state(event: Event) -> tuple[str, int]:
    return str(event["STATUS"]), int(event["SEQUENCE"])


async def test_what_a_leader_has_to_do(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await county.notified(office)
    activity = await arranged(office)
    await invite(office, "acceptActivity", as_="deputy-a", id=activity, act=SEEN)
    await away(office, "deputy-a", "2022-03-14", "2022-03-17")
    events = await told(office, await issued(office))
    assert sorted(events) == ["absence", "activity", "county-wide", "meeting"]
    sitting = events["meeting"]
    assert str(sitting["UID"]) == f"meeting-{meeting['id']}@zhengban"
    assert (str(sitting["SUMMARY"]), str(sitting["LOCATION"])) == ("县政府第1次常务会议", "县政府四楼会议室")
    assert sitting["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert sitting.start == datetime(2022, 2, 25, 9, tzinfo=SHANGHAI)
    assert sitting.end - sitting.start == timedelta(minutes=15)
    assert state(sitting) == state(events["activity"]) == state(events["county-wide"]) == ("CONFIRMED", 0)
    assert (events["absence"].start, events["absence"].end) == (date(2022, 3, 14), date(2022, 3, 17))
    assert str(events["absence"]["SUMMARY"]) == "公务外出"
    assert str(events["activity"]["SUMMARY"]) == "保障性住房项目开工仪式"


async def test_the_bytes_are_those_of_rfc_5545(office: RunningService) -> None:
    long = "全县" + "巩固拓展脱贫攻坚成果同乡村振兴有效衔接" * 3 + "工作会议；部署，\\会议"
    await county.notified(office, title=long)
    path = await issued(office)
    _, content, headers = await fetched(office, path)
    assert headers["content-type"] == "text/calendar; charset=utf-8"
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    assert any(line.startswith(b" ") for line in lines)
    assert all(line.decode() for line in lines[:-1])  # no character is cut in two where a line is folded
    (event,) = (await told(office, path)).values()
    assert str(event["SUMMARY"]) == long
    zone = Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(each["TZID"]) for each in zone] == ["Asia/Shanghai"]


async def test_an_unchanged_calendar_is_not_sent_twice(office: RunningService) -> None:
    await on_the_way(office, [await ready_topic(office)])
    path = await issued(office)
    _, first, headers = await fetched(office, path)
    office.set_clock("2022-02-21T10:00")
    status, again, same = await fetched(office, path)
    assert (status, again, same["etag"]) == (200, first, headers["etag"])
    for mark in (headers["etag"], f"W/{headers['etag']}", f'"other", {headers["etag"]}', "*"):
        status, nothing, _ = await fetched(office, path, **{"If-None-Match": mark})
        assert (status, nothing) == (304, b"")
    await county.notified(office)
    status, _, other = await fetched(office, path, **{"If-None-Match": headers["etag"]})
    assert status == 200
    assert other["etag"] != headers["etag"]
    async with office.http.head(office.url + path) as response:
        assert (response.status, response.headers["ETag"]) == (200, other["etag"])


async def test_those_who_ask_at_once_are_told_the_same(office: RunningService) -> None:
    await on_the_way(office, [await ready_topic(office)])
    await county.notified(office)
    path = await issued(office)
    answers = await asyncio.gather(*(fetched(office, path) for _ in range(6)))
    assert {status for status, _, _ in answers} == {200}
    assert len({content for _, content, _ in answers}) == 1


async def test_changes_are_told_with_the_next_number(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    path = await issued(office)
    uid = (await told(office, path))["meeting"]["UID"]
    moved = {"id": meeting["id"], "startsAt": "2022-02-28T15:00:00+08:00", "act": WHY}
    await done(office, "rescheduleMeeting", as_="director", **moved)
    event = (await told(office, path))["meeting"]
    assert (event["UID"], state(event)) == (uid, ("TENTATIVE", 1))  # a member by his post, until he is notified anew
    assert event.start == datetime(2022, 2, 28, 15, tzinfo=SHANGHAI)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert state((await told(office, path))["meeting"]) == ("CONFIRMED", 2)
    await done(office, "cancelMeeting", as_="director", id=meeting["id"], act=WHY)
    event = (await told(office, path))["meeting"]
    assert (event["UID"], state(event)) == (uid, ("CANCELLED", 3))
    assert state((await told(office, path))["meeting"]) == ("CANCELLED", 3)


async def test_leave_takes_the_meeting_out_of_the_calendar(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    path = await issued(office)
    assert state((await told(office, path))["meeting"]) == ("CONFIRMED", 0)
    leave = await done(office, "requestMeetingLeave", as_="deputy-a", meetingId=meeting["id"], reason="赴省厅汇报")
    assert state((await told(office, path))["meeting"]) == ("CONFIRMED", 0)
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    assert state((await told(office, path))["meeting"]) == ("CANCELLED", 1)


async def test_a_changed_activity_is_told_as_not_sure(office: RunningService) -> None:
    activity = await arranged(office)
    path = await issued(office)
    assert state((await told(office, path))["activity"]) == ("TENTATIVE", 0)
    await invite(office, "acceptActivity", as_="deputy-a", id=activity)
    assert state((await told(office, path))["activity"]) == ("CONFIRMED", 1)
    change = {"startsAt": "2022-02-26T09:30:00+08:00", "endsAt": "2022-02-26T11:00:00+08:00"}
    await invite(office, "changeActivity", as_="housing-head", id=activity, change=change, act=WHY)
    assert state((await told(office, path))["activity"]) == ("CANCELLED", 2)
    await invite(office, "arrangeActivity", as_="clerk", id=activity)
    event = (await told(office, path))["activity"]
    assert (state(event), event.start.day) == (("TENTATIVE", 3), 26)


async def test_personnel_matters_are_masked(office: RunningService) -> None:
    topic = await ready_topic(office, title="关于某某同志任职的议题", flags=["PERSONNEL"], scope_code="6")
    meeting_id = await planned(office)
    await done(office, "proposeArrangement", as_="director", brief=True, meetingId=meeting_id, entries=[entry(topic)])
    path = await issued(office)
    (event,) = (await told(office, path)).values()
    assert str(event["SUMMARY"]) == "人事事项"
    _, content, _ = await fetched(office, path)
    assert "某某" not in content.decode()
    assert "常务会议" not in content.decode()


async def test_the_address_is_given_anew_and_shut(office: RunningService) -> None:
    assert await office.ask(MINE, as_="deputy-a") is None
    first = await issued(office)
    assert (await office.ask(MINE, as_="deputy-a"))["path"] is None  # shown once
    second = await issued(office)
    assert first != second
    assert (await fetched(office, first))[0] == 404
    assert (await fetched(office, second))[0] == 200
    other = await issued(office, "deputy-b")
    his = {"personId": str(known_id("deputy-a"))}
    assert await office.error_code(REVOKE, as_="deputy-b", **his) == "NOT_FOUND"
    assert (await office.ask(REVOKE, as_="clerk", **his))["violations"] == [{"code": "ACTOR_NOT_ALLOWED"}]
    shut = await office.ask(REVOKE, as_="director", **his)
    assert (shut["state"], shut["path"]) == ("REVOKED", None)
    status, answer, _ = await fetched(office, second)
    assert status == 404
    assert "NOT_FOUND" in answer.decode()
    assert (await fetched(office, other))[0] == 200
    again = await office.ask(REVOKE, as_="deputy-a")
    assert again["violations"] == [{"code": "STATE_NOT_ALLOWED"}]
    assert await office.error_code(REVOKE, as_="mayor") == "NOT_FOUND"
    for strange in ("/files/calendars/x.ics", "/files/calendars/.ics", second.removesuffix(".ics")):
        assert (await fetched(office, strange))[0] == 404
    third = await issued(office)
    assert (await fetched(office, third))[0] == 200


async def test_the_same_key_issues_one_address(office: RunningService) -> None:
    act = {"idempotencyKey": "subscribe-1"}
    first = await office.ask(ISSUE, as_="deputy-a", act=act)
    again = await office.ask(ISSUE, as_="deputy-a", act=act)
    assert (again["id"], again["path"]) == (first["id"], None)
    assert (await fetched(office, first["path"].replace("/files/meetings/", "/files/")))[0] == 200
