"""Leave from a meeting: who approves it, and what it does to a topic (GZ-18, CW-4.5, CW-5.2, AMB-03)."""

import pytest

from tests.meetings.steps import (
    concluded,
    delegate,
    done,
    events,
    go_away,
    hold,
    in_session,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


async def test_at18_the_topic_of_a_head_on_leave_is_deferred(office: RunningService) -> None:
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic, await ready_topic(office, "finance")])
    asked = {"meetingId": meeting["id"], "reason": "赴省厅汇报"}
    leave = await done(office, "requestMeetingLeave", as_="housing-head", **asked)
    assert (leave["state"], leave["toCountyHead"]) == ("SUBMITTED", True)
    assert await refused(office, "approveMeetingLeave", as_="director", id=leave["id"]) == ["ACTOR_NOT_ALLOWED"]
    approved = await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    assert approved["approver"]["id"] == str(known_id("mayor"))
    seen = await meeting_of(office, meeting["id"])
    states = {i["topic"]["id"]: (i["state"], i["deferral"]) for i in seen["agenda"]}
    assert states[topic] == ("DEFERRED", "HEAD_ABSENT")
    (decided,) = await events(office, "leave.decided", leave["id"])
    assert (decided.data["decision"], decided.data["person_id"]) == ("APPROVED", str(known_id("housing-head")))
    assert (await events(office, "topic.deferred", topic))[0].data["clause"] == "CW-5.2b"


async def test_leave_of_others_is_the_office_directors_affair(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    asked = {"meetingId": meeting["id"], "reason": "身体不适"}
    leave = await done(office, "requestMeetingLeave", as_="deputy-director", **asked)
    assert leave["toCountyHead"] is False
    assert await refused(office, "rejectMeetingLeave", as_="director", id=leave["id"]) == ["REASON_REQUIRED"]
    why = {"reason": "请参会"}
    assert (await done(office, "rejectMeetingLeave", as_="director", id=leave["id"], act=why))["state"] == "REJECTED"
    again = await done(office, "requestMeetingLeave", as_="deputy-director", **asked)
    assert (await done(office, "withdrawMeetingLeave", as_="deputy-director", id=again["id"]))["state"] == "WITHDRAWN"


async def test_a_member_on_leave_gives_his_opinion_beforehand(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    opinions = [{"itemId": item_id, "text": "同意，建议明确资金来源。"}]
    asked = {"meetingId": meeting["id"], "reason": "陪同省检查组", "opinions": opinions}
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", **asked)
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    (item,) = (await meeting_of(office, meeting["id"]))["agenda"]
    assert [(s["kind"], s["speaker"]) for s in item["statements"]] == [("WRITTEN_OPINION", "副县长乙")]
    office.set_clock("2022-02-25T09:00")
    here = [a["id"] for a in meeting["attendees"] if a["name"] != "副县长乙"]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=here)
    await done(office, "startMeeting", as_="clerk", id=meeting["id"])
    over = await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    assert {a["name"]: a["status"] for a in over["attendees"]}["副县长乙"] == "ON_LEAVE"
    sheet = [e for e in await events(office, "document.requested") if e.data["kind"] == "SIGN_IN_SHEET"][-1]
    remarks = {row["name"]: row["remark"] for row in sheet.data["data"]["attendees"]}
    assert remarks["副县长乙"] == "请假（县长批准）"


@pytest.mark.refuses("LEAVE_TOO_LATE")
async def test_leave_is_asked_for_before_the_meeting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("deputy-b",))
    office.set_clock("2022-02-25T09:00")
    asked = {"meetingId": meeting["id"], "reason": "临时有事"}
    answer = await hold(office, "requestMeetingLeave", as_="deputy-b", **asked)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("LEAVE_TOO_LATE", "CW-4.5")]
    assert await refused(office, "requestMeetingLeave", as_="housing-clerk", **asked) == ["NOT_ON_ROSTER"]


async def test_late_leave_by_telephone_stays_on_record(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("deputy-b",))
    office.set_clock("2022-02-25T10:00")
    by_phone = {
        "lateRegistration": {
            "occurredAt": "2022-02-25T09:05:00+08:00",
            "byPersonId": str(known_id("deputy-b")),
            "note": "会议开始后来电请假，值班记录第5页",
        }
    }
    leave = await done(
        office, "requestMeetingLeave", as_="clerk", meetingId=meeting["id"], reason="防汛值守", act=by_phone
    )
    assert leave["unconfirmed"] is True
    assert await refused(office, "approveMeetingLeave", as_="mayor", id=leave["id"]) == ["EVIDENCE_REQUIRED"]
    await done(office, "confirmMeetingLeaveRegistrations", as_="director", id=leave["id"])
    assert (await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"]))["state"] == "APPROVED"


async def test_nobody_decides_his_own_leave(office: RunningService) -> None:
    """常务副县长 gives leave for 县长 under a 委托, but not to himself; 办主任 asks 县长 for his own."""
    await delegate(office, ("PRESIDE",), "executive", ("2022-02-21", "2022-02-26"))
    meeting = await on_the_way(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    asked = {"meetingId": meeting["id"], "reason": "出差"}
    own = await done(office, "requestMeetingLeave", as_="executive", **asked)
    answer = await hold(office, "approveMeetingLeave", as_="executive", id=own["id"])
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "GZ-18.1")]
    directors = await done(office, "requestMeetingLeave", as_="director", **asked)
    assert directors["toCountyHead"] is True
    assert (await done(office, "approveMeetingLeave", as_="executive", id=directors["id"]))["state"] == "APPROVED"


async def test_gz_18_1_leave_given_after_the_meeting_excuses_who_was_counted_absent(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    office.set_clock("2022-02-25T08:30")
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="防汛值守")
    here = [a["id"] for a in meeting["attendees"] if a["name"] != "副县长乙"]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting["id"])
    office.set_clock("2022-02-25T10:30")
    over = await concluded(office, meeting)
    assert {a["name"]: a["status"] for a in over["attendees"]}["副县长乙"] == "ABSENT"
    office.set_clock("2022-02-25T11:00")
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    seen = await meeting_of(office, meeting["id"])
    assert {a["name"]: a["status"] for a in seen["attendees"]}["副县长乙"] == "ON_LEAVE"
    assert [p["state"] for p in seen["papers"] if p["kind"] == "SIGN_IN_SHEET"] == ["SUPERSEDED", "REQUESTED"]
    sheet = [e for e in await events(office, "document.requested") if e.data["kind"] == "SIGN_IN_SHEET"][-1]
    remarks = {row["name"]: row["remark"] for row in sheet.data["data"]["attendees"]}
    assert remarks["副县长乙"] == "请假（县长批准）"
    told = (await events(office, "attendance.finalized", meeting["id"]))[-1]
    assert {row["name"]: row["status"] for row in told.data["rows"]}["副县长乙"] == "ON_LEAVE"


@pytest.mark.refuses("LEAVE_TOO_LATE")
async def test_cw_4_5_automatic_leave_takes_no_words_after_the_meeting_has_begun(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-b", ("2022-02-24", "2022-02-27"))
    opinions = [{"itemId": meeting["agenda"][0]["id"], "text": "不同意。"}]
    asked = {"meetingId": meeting["id"], "reason": "陪同省检查组", "opinions": opinions}
    assert (await done(office, "requestMeetingLeave", as_="deputy-b", **asked))["reason"] == "陪同省检查组"
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "requestMeetingLeave", as_="deputy-b", **asked) == ["LEAVE_TOO_LATE"]
    (item,) = (await meeting_of(office, meeting["id"]))["agenda"]
    assert [each["speaker"] for each in item["statements"]] == ["副县长乙"]
