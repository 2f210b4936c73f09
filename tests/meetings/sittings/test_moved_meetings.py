"""A meeting that is put off or moved: leave, sign-ins, notices and to-dos of the old day do not outlive it."""

from typing import Any

from tests.meetings.steps import (
    arranged,
    done,
    entry,
    events,
    go_away,
    meeting_of,
    on_the_way,
    planned,
    ready_topic,
    refused,
)
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
    entries = [entry(await ready_topic(office))]
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


async def test_cw_5_2b_who_signed_in_for_the_old_day_has_not_come_on_the_new_one(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    everybody = [a["id"] for a in meeting["attendees"]]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=everybody)
    await done(office, "acknowledgeMeetingNotice", as_="deputy-a", brief=True, meetingId=meeting["id"])
    moved = await move(office, meeting["id"])
    assert {(a["signedInAt"], a["signedOutAt"], a["receipt"]) for a in moved["attendees"]} == {(None, None, None)}
    await done(office, "notifyMeeting", as_="director", brief=True, meetingId=meeting["id"])
    without_head = [a["id"] for a in moved["attendees"] if a["person"] != {"id": str(known_id("housing-head"))}]
    office.set_clock(LATER[:16])
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=without_head)
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting["id"])
    called = await done(office, "callTopic", as_="clerk", itemId=meeting["agenda"][0]["id"])
    assert called["agenda"][0]["deferral"] == "HEAD_ABSENT"


async def test_cw_4_2_a_moved_meeting_has_a_notice_and_invitations_anew(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    first = [p["kind"] for p in meeting["papers"] if p["kind"] in ("MEETING_NOTICE", "INVITATION")]
    assert first.count("MEETING_NOTICE") == 1
    await move(office, meeting["id"])
    again = await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    papers = [(p["kind"], p["state"]) for p in again["papers"] if p["kind"] in first]
    assert papers == [(kind, "SUPERSEDED") for kind in first] + [(kind, "REQUESTED") for kind in first]
    asked = [e.data for e in await events(office, "document.requested", meeting["id"])]
    assert [d["data"]["starts_at"][:10] for d in asked if d["kind"] == "MEETING_NOTICE"] == ["2022-02-25", "2022-03-02"]
    once_more = await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert len(once_more["papers"]) == len(again["papers"])
    await put_off(office, meeting["id"])
    assert [p["kind"] for p in (await arranged_anew(office, meeting["id"]))["papers"]].count("MEETING_NOTICE") == 3


async def test_cw_4_3_a_guest_who_asked_for_leave_stays_on_the_list_of_a_moved_meeting(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    (line,) = [a for a in meeting["attendees"] if a["person"] == {"id": str(known_id("housing-head"))}]
    await done(office, "requestMeetingLeave", as_="housing-head", meetingId=meeting["id"], reason="出差")
    await move(office, meeting["id"])
    assert await refused(office, "removeAttendee", as_="clerk", attendeeId=line["id"]) == ["STATE_NOT_ALLOWED:已请假"]


async def test_cw_4_4a_a_meeting_that_moves_before_its_agenda_asks_for_no_material(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    await move(office, meeting_id)
    assert [e for e in await events(office, "task.opened") if e.data["kind"] == "deliver_material"] == []


async def test_cw_1_2_to_dos_of_a_meeting_lapse_with_it(office: RunningService) -> None:
    proposed = await planned(office)
    entries = [entry(await ready_topic(office))]
    await done(office, "proposeArrangement", as_="clerk", brief=True, meetingId=proposed, entries=entries)
    await put_off(office, proposed)
    assert await lapsed(office, proposed) == ["approve_arrangement"]
    approved = await arranged(office, [await ready_topic(office)])
    await done(office, "cancelMeeting", as_="director", brief=True, id=approved, act=WHY)
    assert await lapsed(office, approved) == ["issue_agenda"]
    issued = await arranged(office, [await ready_topic(office), await ready_topic(office, "finance")])
    meeting = await done(office, "issueAgenda", as_="director", brief=True, meetingId=issued)
    delivered, missing = [item["id"] for item in meeting["agenda"]]
    await done(office, "deliverMaterial", as_="clerk", brief=True, itemId=delivered, paperCopies=20)
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    await put_off(office, issued)
    assert await lapsed(office, issued) == []
    assert await lapsed(office, delivered) == []
    assert await lapsed(office, missing) == ["deliver_material", "deliver_material", "keep_late_topic"]


async def test_xf_3_2_learning_is_told_that_a_meeting_has_no_day(office: RunningService) -> None:
    meeting_id = await planned(office)
    await put_off(office, meeting_id)
    (told,) = await events(office, "meeting.postponed", meeting_id)
    assert (told.data["kind"], told.data["reason"]) == ("STANDING", "防汛调度")
