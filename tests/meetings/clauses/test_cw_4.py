"""CW 四: 议题单, notices, guests, materials and leave of a 常务会议 — each row through the API."""

import pytest

from tests.meetings.clauses.facts import attendee, audited, notices, papers
from tests.meetings.steps import (
    arranged,
    delegate,
    done,
    hold,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


async def test_cw_4_1_the_sheet_is_made_from_the_data_and_goes_to_the_list(office: RunningService) -> None:
    """办公室 drafts it from what was settled, 办主任 signs, everybody on the list has a copy."""
    topic = await ready_topic(office, involved_unit_ids=[known_id("finance")])
    meeting_id = await arranged(office, [topic])
    assert await refused(office, "issueAgenda", as_="clerk", meetingId=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    (sheet,) = await papers(office, "AGENDA_SHEET")
    data = sheet["data"]
    assert (data["meeting_name"], data["chair"], data["place"]) == (
        "县政府第1次常务会议",
        "县长县长甲",
        "县政府四楼会议室",
    )
    assert [(each["topic"], each["unit"], each["reporter"], each["observers"]) for each in data["entries"]] == [
        ("县城老旧小区改造方案", "县住房和城乡建设局", "住建甲", ["县财政局"])
    ]
    people = len(meeting["attendees"])
    assert data["sent_to"].endswith(f"共{people}份")
    assert (sheet["signer"]["name"], sheet["signed_on"]) == ("办主任甲", "2022-02-21")
    units = {each["unit_id"] for each in sheet["recipients"]}
    assert units == {str(known_id(unit)) for unit in ("county", "office", "housing", "finance")}


@pytest.mark.refuses("MEMBER_NOT_NOTIFIED")
async def test_cw_4_2_everybody_is_told_by_paper_or_by_telephone(office: RunningService) -> None:
    """A call is registered by hand; no member may be left untold; answers come from the desk or through the office."""
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "deliverMaterial", as_="clerk", itemId=issued["agenda"][0]["id"])
    deputy, guest = attendee(issued, "副县长乙"), attendee(issued, "人大代表甲")
    told = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id, byPhoneIds=[deputy])
    assert [a["name"] for a in told["attendees"] if a["notifiedAt"] is None] == ["副县长乙"]
    assert {a["channel"] for a in told["attendees"]} == {"ELECTRONIC", None}
    office.set_clock("2022-02-25T09:00")
    answer = await hold(office, "startMeeting", as_="clerk", id=meeting_id)
    assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("MEMBER_NOT_NOTIFIED", "副县长乙")]
    call = {"attendeeId": deputy, "answeredBy": "副县长乙本人", "at": "2022-02-24T16:00:00+08:00"}
    assert (await refused(office, "registerPhoneNotice", as_="clerk", **{**call, "answeredBy": " "}))[0].startswith(
        "CONTENT_INVALID"
    )
    called = await done(office, "registerPhoneNotice", as_="clerk", **call)
    (row,) = [a for a in called["attendees"] if a["id"] == deputy]
    assert (row["channel"], row["answeredBy"]) == ("PHONE", "副县长乙本人")
    await done(office, "acknowledgeMeetingNotice", as_="deputy-a", meetingId=meeting_id)
    by_hand = {"meetingId": meeting_id, "attendeeIds": [deputy, guest]}
    assert await refused(office, "acknowledgeMeetingNotice", as_="deputy-a", **by_hand) == ["ACTOR_NOT_ALLOWED"]
    answered = await done(office, "acknowledgeMeetingNotice", as_="clerk", **by_hand)
    assert {a["name"] for a in answered["attendees"] if a["receipt"] == "WILL_ATTEND"} == {
        "副县长甲",
        "副县长乙",
        "人大代表甲",
    }
    assert (await audited(office, meeting_id))[-1] == "acknowledge_notice"
    assert (await done(office, "startMeeting", as_="clerk", id=meeting_id))["state"] == "IN_SESSION"


async def test_cw_4_2_the_notice_says_when_where_what_and_whom_to_ask(office: RunningService) -> None:
    await on_the_way(office, [await ready_topic(office)])
    (notice,) = await notices(office, "meeting_notice")
    for words in ("2022年2月25日（星期五）09:00", "县政府四楼会议室", "县城老旧小区改造方案", "提前向县长请假"):
        assert words in notice["text_zh"]
    (paper,) = await papers(office, "MEETING_NOTICE")
    assert paper["series"] == "OFFICE_LETTER"
    assert "于2022年2月24日（星期四）前送交县政府办公室" in paper["data"]["materials"][0]


async def test_cw_4_3_guests_are_invited_through_their_offices(office: RunningService) -> None:
    """1+1+1, 3, 3, ≥1; a letter each to 县委办, 人大办, 政协办; fewer or more are warned of, never refused."""
    meeting_id = await arranged(office, [await ready_topic(office), await ready_topic(office, flags=["PERSONNEL"])])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "removeAttendee", as_="clerk", attendeeId=attendee(issued, "人大代表丙"))
    more = [
        {"category": "INVITED", "name": "政协委员丁", "post": "CPPCC_MEMBER", "through": "CPPCC_OFFICE"},
        {"category": "INVITED", "name": "法律顾问乙", "post": "LEGAL_ADVISER"},
    ]
    await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=more)
    told = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    warned = [(f["code"], f["kind"], f["messageZh"].split("：")[1]) for f in told["findings"]]
    assert warned == [
        ("INVITATION_COUNT", "ADVISORY", "人大代表（县人大办）应邀3人，拟邀2人"),
        ("INVITATION_COUNT", "ADVISORY", "政协委员（县政协办）应邀3人，拟邀4人"),
    ]  # two advisers are no breach
    letters = {each["data"]["invitee"]: each["data"] for each in await papers(office, "INVITATION")}
    assert {name: each["seats"] for name, each in letters.items()} == {
        "县委办": "县委领导1名",
        "县人大办": "县人大领导1名、人大代表3名",
        "县政协办": "县政协领导1名、政协委员3名",
    }
    assert {tuple(each["topics"]) for each in letters.values()} == {("县城老旧小区改造方案",)}


async def test_cw_4_4a_copies_for_all_one_working_day_before(office: RunningService) -> None:
    """The number is that of the list, frozen with the notice and growing with it; the office counts the copies."""
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    (item,) = issued["agenda"]
    assert [(d["key"], d["due"]) for d in item["deadlines"]] == [("material_print", "2022-02-24")]
    counted = {"itemId": item["id"], "paperCopies": 20}
    assert await refused(office, "deliverMaterial", as_="housing-clerk", **counted) == ["ACTOR_NOT_ALLOWED"]
    sent = await done(office, "deliverMaterial", as_="housing-clerk", itemId=item["id"])
    assert (sent["agenda"][0]["materialLate"], sent["agenda"][0]["deadlines"][0]["state"]) == (False, "MET")
    await done(office, "deliverMaterial", as_="clerk", **counted)
    told = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    assert told["copiesRequired"] == len(told["attendees"])
    one_more = [{"category": "OBSERVER", "personId": str(known_id("town-head"))}]
    grown = await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=one_more)
    assert grown["copiesRequired"] == told["copiesRequired"] + 1


async def test_cw_4_4a_late_material_waits_unless_the_county_head_keeps_it(office: RunningService) -> None:
    """AMB-06; a delegate's word shows for whom he gave it."""
    first, second = await ready_topic(office), await ready_topic(office, "finance")
    meeting_id = await arranged(office, [first, second])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    items = {i["topic"]["id"]: i for i in (await meeting_of(office, meeting_id))["agenda"]}
    assert [each["materialLate"] for each in items.values()] == [True, True]
    assert len(await notices(office, "material_late")) == 2
    await delegate(office, ("DECIDE_TOPICS",), "executive", ("2022-02-25", "2022-02-26"))
    keep = {"itemId": items[first]["id"], "act": {"reason": "事项紧急"}}
    await done(office, "keepLateTopic", as_="executive", **keep)
    await done(office, "deliverMaterial", as_="clerk", itemId=items[first]["id"])
    office.set_clock("2022-02-25T09:00")
    meeting = await done(office, "startMeeting", as_="clerk", id=meeting_id)
    states = {i["topic"]["id"]: (i["state"], i["deferral"]) for i in meeting["agenda"]}
    assert states == {first: ("FINALIZED", None), second: ("DEFERRED", "PRINT_LATE")}
    query = "query($id: ID!) { meeting(id: $id) { agenda { keptBy { id } keptStamp } } }"
    kept = (await office.ask(query, as_="clerk", id=meeting_id))["agenda"][0]
    assert kept == {"keptBy": {"id": str(known_id("executive"))}, "keptStamp": "受县长委托"}


async def test_cw_4_5_members_and_heads_ask_the_county_head(office: RunningService) -> None:
    """AMB-03: members and heads of units → 县长, all other observers and the guests → 办主任."""
    meeting = await on_the_way(office, [await ready_topic(office)])
    asked = {"meetingId": meeting["id"], "reason": "外出"}
    for login, to_county_head in (
        ("deputy-b", True),
        ("director", True),
        ("housing-head", True),
        ("deputy-director", False),
    ):
        leave = await done(office, "requestMeetingLeave", as_=login, **asked)
        assert leave["toCountyHead"] is to_county_head, login
        approver, other = ("mayor", "director") if to_county_head else ("director", "mayor")
        assert await refused(office, "approveMeetingLeave", as_=other, id=leave["id"]) == ["ACTOR_NOT_ALLOWED"], login
        assert (await done(office, "approveMeetingLeave", as_=approver, id=leave["id"]))["state"] == "APPROVED"


async def test_amb_03_the_office_asks_leave_for_a_guest(office: RunningService) -> None:
    """人大代表, 政协委员 and advisers have no account: the office enters the call, 办主任 decides."""
    meeting = await on_the_way(office, [await ready_topic(office)])
    guest, member = attendee(meeting, "人大代表甲"), attendee(meeting, "副县长乙")
    asked = {"meetingId": meeting["id"], "reason": "市里开会"}
    assert await refused(office, "requestMeetingLeave", as_="clerk", **asked, attendeeId=member) == ["NOT_ON_ROSTER"]
    assert await refused(office, "requestMeetingLeave", as_="deputy-b", **asked, attendeeId=guest) == [
        "ACTOR_NOT_ALLOWED"
    ]
    leave = await done(office, "requestMeetingLeave", as_="clerk", **asked, attendeeId=guest)
    assert (leave["toCountyHead"], leave["person"]) == (False, None)
    assert (await refused(office, "requestMeetingLeave", as_="clerk", **asked, attendeeId=guest))[0].startswith(
        "CONTENT_INVALID"
    )
    assert (await done(office, "approveMeetingLeave", as_="director", id=leave["id"]))["state"] == "APPROVED"
    (told,) = await notices(office, "leave_decided")
    assert told["text_zh"].startswith("人大代表甲县政府第1次常务会议请假已获批准")
    office.set_clock("2022-02-25T09:00")
    here = [a["id"] for a in meeting["attendees"] if a["id"] != guest]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=here)
    await done(office, "startMeeting", as_="clerk", id=meeting["id"])
    over = await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    assert {a["id"]: a["status"] for a in over["attendees"]}[guest] == "ON_LEAVE"


async def test_amb_03_a_delegates_approval_shows_for_whom_it_was_given(office: RunningService) -> None:
    await delegate(office, ("PRESIDE",), "executive", ("2022-02-21", "2022-02-26"))
    meeting = await on_the_way(office, [await ready_topic(office)])
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="外出")
    given = await done(office, "approveMeetingLeave", as_="executive", id=leave["id"])
    assert (given["approver"]["id"], given["approverStamp"]) == (str(known_id("executive")), "受县长委托")


async def test_amb_46_a_cancelled_meeting_keeps_its_number_and_tells_everybody(office: RunningService) -> None:
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic])
    assert await refused(office, "cancelMeeting", as_="clerk", id=meeting["id"]) == ["ACTOR_NOT_ALLOWED"]
    gone = await done(office, "cancelMeeting", as_="mayor", id=meeting["id"], act={"reason": "防汛调度"})
    assert (gone["state"], gone["sessionNo"]) == ("CANCELLED", 1)
    (told,) = await notices(office, "meeting_called_off")
    assert told["text_zh"] == "县政府第1次常务会议取消，理由：防汛调度"
    told_to = {each["person_id"] for each in told["recipients"]}
    assert told_to == {a["person"]["id"] for a in meeting["attendees"] if a["person"]}
    query = "query($id: ID!) { topic(id: $id) { state deferrals { reason } } }"
    assert await office.ask(query, as_="clerk", id=topic) == {
        "state": "PASSED",
        "deferrals": [{"reason": "MEETING_CANCELLED"}],
    }
    later = await arranged(office, [topic])
    assert (await done(office, "issueAgenda", as_="director", meetingId=later))["sessionNo"] == 2
