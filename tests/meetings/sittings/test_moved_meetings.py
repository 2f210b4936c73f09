"""A meeting that is put off or moved: leave, sign-ins, notices and to-dos of the old day do not outlive it."""

from typing import Any

from tests.meetings.steps import arranged, done, events, go_away, meeting_of, on_the_way, ready_topic
from tests.service import RunningService, known_id

WEEK = ("2022-02-21", "2022-03-05")
LATER = "2022-03-02T09:00:00+08:00"
LEAVES = "{ meetingLeaves { nodes { id state fromAbsence person { id } } } }"
WHY = {"reason": "防汛调度"}


async def put_off(office: RunningService, meeting_id: str) -> None:
    await done(office, "postponeMeeting", as_="director", brief=True, id=meeting_id, act=WHY)


async def move(office: RunningService, meeting_id: str) -> dict[str, Any]:
    return await done(office, "rescheduleMeeting", as_="director", id=meeting_id, startsAt=LATER, act=WHY)


async def arranged_anew(office: RunningService, meeting_id: str) -> dict[str, Any]:
    """The meeting put off has a date, an agenda and a notice again."""
    await move(office, meeting_id)
    entries = [{"topicId": await ready_topic(office)}]
    await done(office, "proposeArrangement", as_="clerk", brief=True, meetingId=meeting_id, entries=entries)
    await done(office, "approveArrangement", as_="mayor", brief=True, meetingId=meeting_id)
    meeting = await done(office, "issueAgenda", as_="director", brief=True, meetingId=meeting_id)
    for item in (i for i in (await meeting_of(office, meeting["id"]))["agenda"] if i["state"] == "FINALIZED"):
        await done(office, "deliverMaterial", as_="clerk", brief=True, itemId=item["id"], paperCopies=20)
    return await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)


async def lapsed(office: RunningService, about: str | None = None) -> list[str]:
    """The to-dos that were closed because they have lost their object."""
    opened = {e.data["task_id"]: e.data["kind"] for e in await events(office, "task.opened")}
    closed = [e for e in await events(office, "task.closed", about) if e.data["ending"] == "LAPSED"]
    return [opened[e.data["task_id"]] for e in closed if e.data["task_id"] in opened]


async def test_cw_4_5_a_postponed_meeting_voids_leave_and_a_new_date_asks_anew(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    asked = {"meetingId": meeting["id"], "reason": "赴省厅汇报"}
    given = await done(office, "requestMeetingLeave", as_="deputy-a", **asked)
    await done(office, "approveMeetingLeave", as_="mayor", id=given["id"])
    waits = await done(office, "requestMeetingLeave", as_="deputy-b", **asked)
    await go_away(office, "executive", WEEK)
    await put_off(office, meeting["id"])
    states = {each["id"]: each["state"] for each in (await office.ask(LEAVES, as_="mayor"))["nodes"]}
    assert list(states.values()) == ["LAPSED"] * 3
    assert await lapsed(office, waits["id"]) == ["decide_leave"]
    (notice,) = [e for e in await events(office, "notice.raised", given["id"]) if e.data["template"] == "leave_lapsed"]
    assert [to["person_id"] for to in notice.data["recipients"]] == [str(known_id("deputy-a"))]
    assert "请重新请假" in notice.data["text_zh"]
    anew = await arranged_anew(office, meeting["id"])
    leaves = {a["person"]["id"]: a["leave"] for a in anew["attendees"] if a["person"] and a["leave"]}
    assert {who: leave["state"] for who, leave in leaves.items()} == {str(known_id("executive")): "SUBMITTED"}
    again = await done(office, "requestMeetingLeave", as_="deputy-b", **asked)
    assert (await done(office, "approveMeetingLeave", as_="mayor", id=again["id"]))["state"] == "APPROVED"


async def test_gz_18_1_leave_from_a_cancelled_meeting_waits_for_nobody(office: RunningService) -> None:
    meeting_id = (await on_the_way(office, [await ready_topic(office)]))["id"]
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting_id, reason="出差")
    await done(office, "cancelMeeting", as_="director", brief=True, id=meeting_id, act=WHY)
    assert [each["state"] for each in (await office.ask(LEAVES, as_="mayor"))["nodes"]] == ["LAPSED"]
    assert await lapsed(office, leave["id"]) == ["decide_leave"]
