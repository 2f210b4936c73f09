"""代会 and 到会情况通报: who came, who stayed away how, and what their units explain (GZ-18, CW-4.5, AMB-33)."""

from typing import Any

import pytest

from services.documents.rendering.kinds import KINDS
from tests.meetings.steps import (
    EXPLANATION,
    concluded,
    delegate,
    done,
    events,
    in_session,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import upload
from tests.service import RunningService, known_id

BULLETIN = (
    """query($id: ID!) { meeting(id: $id) { attendanceBulletin { expected present onLeave absent late leftEarly
  explainBy signedAt explanations { %s } } } }"""
    % EXPLANATION
)
EXPLANATIONS = "{ absenceExplanations { nodes { %s } } }" % EXPLANATION
DEPUTY = {"name": "财政丙", "title": "县财政局副局长"}


async def bulletin_of(office: RunningService, meeting_id: str, as_: str = "clerk") -> dict[str, Any]:
    return dict((await office.ask(BULLETIN, as_=as_, id=meeting_id))["attendanceBulletin"] or {})


async def explanations(office: RunningService, as_: str) -> list[dict[str, Any]]:
    return list((await office.ask(EXPLANATIONS, as_=as_))["nodes"])


def listed(meeting: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(next(each for each in meeting["attendees"] if each["name"] == name))


async def sitting_with_gaps(office: RunningService) -> dict[str, Any]:
    """A 常务会议 in session: 副县长乙 on leave, 副县长甲 late, 财政 and 城关镇 away without leave that was given."""
    involved = [known_id("finance"), known_id("town")]
    topics = [await ready_topic(office, involved_unit_ids=involved)]
    meeting = await on_the_way(office, topics)
    for login, answer, act in (
        ("deputy-b", "approveMeetingLeave", {}),
        ("town-head", "rejectMeetingLeave", {"act": {"reason": "请参会"}}),
    ):
        leave = await done(office, "requestMeetingLeave", as_=login, meetingId=meeting["id"], reason="下乡")
        await done(office, answer, as_="mayor", id=leave["id"], **act)
    away = {"副县长甲", "副县长乙", "财政甲", "镇长甲", "人大代表甲"}
    here = [each["id"] for each in meeting["attendees"] if each["name"] not in away]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting["id"])
    office.set_clock("2022-02-25T09:10")
    late = [listed(meeting, "副县长甲")["id"]]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=late)
    return await meeting_of(office, meeting["id"])


async def over_with_gaps(office: RunningService) -> dict[str, Any]:
    """The same meeting when it is over; somebody came for 财政甲."""
    meeting = await sitting_with_gaps(office)
    attendee = listed(meeting, "财政甲")["id"]
    await done(office, "registerSubstitute", as_="clerk", brief=True, attendeeId=attendee, **DEPUTY)
    return await concluded(office, meeting)


async def signed(office: RunningService, meeting_id: str, **draft: Any) -> dict[str, Any]:
    await done(office, "draftAttendanceBulletin", as_="clerk", meetingId=meeting_id, **draft)
    return await done(office, "signAttendanceBulletin", as_="director", meetingId=meeting_id)


def on_paper(data: dict[str, Any]) -> str:
    """The title, when documents can make a paper of these data."""
    kind = KINDS["attendance_bulletin"]
    paper: Any = kind.compose(kind.data.model_validate(data))
    return "".join(paper.title)


async def test_amb_33_a_substitute_is_on_record_and_never_counts(office: RunningService) -> None:
    over = await over_with_gaps(office)
    member = listed(over, "财政甲")
    assert (member["status"], member["signedInAt"]) == ("ABSENT", None)
    assert member["substitute"] == {**DEPUTY, "leaveApproved": False}
    (sheet,) = [e for e in await events(office, "document.requested", over["id"]) if e.data["kind"] == "SIGN_IN_SHEET"]
    remarks = {row["name"]: row["remark"] for row in sheet.data["data"]["attendees"]}
    assert remarks["财政甲"] == "缺席，县财政局副局长财政丙代会"
    (settled,) = await events(office, "attendance.finalized", over["id"])
    assert {row["name"]: row["status"] for row in settled.data["rows"]}["财政甲"] == "ABSENT"


async def test_cw_5_2_a_substitute_does_not_report(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("housing-head",))
    head = listed(meeting, "住建甲")["id"]
    came = {"name": "住建丙", "title": "县住建局副局长"}
    await done(office, "registerSubstitute", as_="clerk", attendeeId=head, **came)
    item = meeting["agenda"][0]["id"]
    instead = {"itemId": item, "reporterId": str(known_id("housing-clerk"))}
    assert await refused(office, "callTopic", as_="clerk", **instead) == ["REPORTER_NOT_HEAD"]
    (called,) = (await done(office, "callTopic", as_="clerk", itemId=item))["agenda"]
    assert (called["state"], called["deferral"]) == ("DEFERRED", "HEAD_ABSENT")


@pytest.mark.refuses("CONTENT_INVALID", "ACTOR_NOT_ALLOWED")
async def test_who_has_come_needs_no_substitute(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("housing-head",))
    head, mayor = ({"attendeeId": listed(meeting, name)["id"]} for name in ("住建甲", "县长甲"))
    came = {"name": "住建丙", "title": "县住建局副局长"}
    has_come = ["CONTENT_INVALID:县长甲已签到，不登记代会"]
    assert await refused(office, "registerSubstitute", as_="clerk", **mayor, **came) == has_come
    assert await refused(office, "registerSubstitute", as_="deputy-a", **head, **came) == ["ACTOR_NOT_ALLOWED"]
    unnamed = {**head, **came, "title": " "}
    assert await refused(office, "registerSubstitute", as_="clerk", **unnamed) == ["CONTENT_INVALID:代会人员姓名、职务"]
    await done(office, "registerSubstitute", as_="clerk", **head, **came)
    taken_back = await done(office, "registerSubstitute", as_="clerk", **head)
    assert listed(taken_back, "住建甲")["substitute"] is None
    await done(office, "registerSubstitute", as_="clerk", **head, **came)
    himself = {"meetingId": meeting["id"], "attendeeIds": [head["attendeeId"]]}
    assert listed(await done(office, "signInAttendees", as_="clerk", **himself), "住建甲")["substitute"] is None


@pytest.mark.refuses("STATE_NOT_ALLOWED", "EVIDENCE_REQUIRED")
async def test_substitutes_are_entered_while_the_meeting_sits(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    head = {"attendeeId": listed(meeting, "住建甲")["id"], "name": "住建丙", "title": "县住建局副局长"}
    assert await refused(office, "registerSubstitute", as_="clerk", **head) == ["STATE_NOT_ALLOWED:已通知"]
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", brief=True, id=meeting["id"])
    await done(office, "registerSubstitute", as_="clerk", brief=True, **head)
    await done(office, "concludeMeeting", as_="clerk", brief=True, id=meeting["id"])
    assert await refused(office, "registerSubstitute", as_="clerk", **head) == ["EVIDENCE_REQUIRED"]


async def test_amb_47_a_substitute_is_registered_after_the_fact_with_evidence(office: RunningService) -> None:
    over = await concluded(office, await sitting_with_gaps(office))
    head = {"attendeeId": listed(over, "财政甲")["id"], **DEPUTY}
    late = {
        "lateRegistration": {
            "occurredAt": "2022-02-25T09:00:00+08:00",
            "byPersonId": str(known_id("clerk")),
            "note": "签到簿原件第2页",
        }
    }
    office.set_clock("2022-02-25T15:00")
    kept = await done(office, "registerSubstitute", as_="clerk", **head, act=late)
    assert (kept["unconfirmed"], listed(kept, "财政甲")["substitute"]["name"]) == (True, "财政丙")
    sheets = [p["state"] for p in kept["papers"] if p["kind"] == "SIGN_IN_SHEET"]
    assert sheets == ["SUPERSEDED", "REQUESTED"]
    mayor = {"attendeeId": listed(over, "县长甲")["id"], **DEPUTY}
    has_come = ["CONTENT_INVALID:县长甲已签到，不登记代会"]
    assert await refused(office, "registerSubstitute", as_="clerk", **mayor, act=late) == has_come
    drafted = {"meetingId": over["id"]}
    assert await refused(office, "draftAttendanceBulletin", as_="clerk", **drafted) == ["EVIDENCE_REQUIRED"]
    await done(office, "confirmMeetingRegistrations", as_="director", id=over["id"])
    await signed(office, over["id"])
    refusal = await refused(office, "registerSubstitute", as_="clerk", **head, act=late)
    assert refusal == ["STATE_NOT_ALLOWED:到会情况通报已签发"]


async def test_gz_18_2_the_bulletin_tells_who_came_and_who_kept_the_procedure(office: RunningService) -> None:
    over = await over_with_gaps(office)
    told = await bulletin_of(office, over["id"])
    assert told["expected"] == told["present"] + len(told["onLeave"]) + len(told["absent"])
    assert told["onLeave"] == ["副县长乙（县长批准）"]
    assert set(told["absent"]) == {
        "县财政局财政甲（未请假，县财政局副局长财政丙代会）",
        "城关镇人民政府镇长甲（请假未获批准）",
    }
    assert (told["late"], told["leftEarly"], told["signedAt"]) == (["副县长甲"], [], None)
    assert await bulletin_of(office, over["id"], as_="deputy-a") == {}
    await signed(office, over["id"], explainBy="2022-03-04")
    (asked,) = [
        e.data
        for e in await events(office, "document.requested", over["id"])
        if e.data["kind"] == "ATTENDANCE_BULLETIN"
    ]
    assert (asked["series"], asked["signer"]["person_id"], asked["signed_on"]) == (
        None,
        str(known_id("director")),
        "2022-02-25",
    )
    assert {each["name"] for each in asked["recipients"]} >= {"县财政局", "城关镇人民政府"}
    data = asked["data"]
    assert [row["name"] for row in data["figures"]] == ["组成人员", "列席人员"]
    assert sum(row["expected"] for row in data["figures"]) == told["expected"]
    assert (data["absent"], data["explain_by"]) == (told["absent"], "2022-03-04")
    assert set(data["units"]) == {"县财政局", "城关镇人民政府"}
    assert "人大代表甲" not in str(data)
    assert on_paper(data) == "县政府办公室关于县政府第1次常务会议到会情况的通报"
    assert (await bulletin_of(office, over["id"], as_="deputy-a"))["absent"] == told["absent"]


@pytest.mark.refuses("STATE_NOT_ALLOWED", "ACTOR_NOT_ALLOWED", "CONTENT_INVALID")
async def test_amb_43_the_office_director_signs_it_once_the_meeting_is_over(office: RunningService) -> None:
    meeting = await sitting_with_gaps(office)
    wanted = {"meetingId": meeting["id"]}
    (sits,) = await refused(office, "draftAttendanceBulletin", as_="clerk", **wanted)
    assert sits.startswith("STATE_NOT_ALLOWED")
    await concluded(office, meeting, brief=True)
    undrafted = ["STATE_NOT_ALLOWED:到会情况通报尚未起草"]
    assert await refused(office, "signAttendanceBulletin", as_="director", **wanted) == undrafted
    assert await refused(office, "draftAttendanceBulletin", as_="finance-head", **wanted) == ["ACTOR_NOT_ALLOWED"]
    past = await refused(office, "draftAttendanceBulletin", as_="clerk", **wanted, explainBy="2022-02-25")
    assert past == ["CONTENT_INVALID:书面说明期限应晚于今日"]
    await done(office, "draftAttendanceBulletin", as_="clerk", **wanted)
    assert (await bulletin_of(office, meeting["id"]))["explainBy"] == "2022-03-02"  # three working days
    assert await refused(office, "signAttendanceBulletin", as_="clerk", **wanted) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "withdrawAttendanceBulletin", as_="clerk", **wanted)
    assert await refused(office, "signAttendanceBulletin", as_="director", **wanted) == undrafted
    await done(office, "draftAttendanceBulletin", as_="clerk", **wanted, explainBy="2022-02-28")
    office.set_clock("2022-02-28T09:00")
    stale = await refused(office, "signAttendanceBulletin", as_="director", **wanted)
    assert stale == ["CONTENT_INVALID:书面说明期限已到，请重新起草"]
    await delegate(office, ("OFFICE_DIRECTION",), "deputy-director", ("2022-02-28", "2022-03-02"), by="director")
    await done(office, "draftAttendanceBulletin", as_="clerk", **wanted)
    await done(office, "signAttendanceBulletin", as_="deputy-director", **wanted)
    for mutation in ("draftAttendanceBulletin", "signAttendanceBulletin", "withdrawAttendanceBulletin"):
        assert await refused(office, mutation, as_="director", **wanted) == ["STATE_NOT_ALLOWED:到会情况通报已签发"]


async def test_gz_18_2_the_units_named_explain_themselves_in_time(office: RunningService) -> None:
    over = await over_with_gaps(office)
    await signed(office, over["id"], explainBy="2022-03-02")
    (mine,) = await explanations(office, "finance-head")
    assert (mine["state"], mine["due"], mine["late"]) == ("ASKED", "2022-03-02", False)
    assert mine["matter"] == "县政府第1次常务会议：县财政局财政甲（未请假，县财政局副局长财政丙代会）"
    (task,) = [e.data for e in await events(office, "task.opened", mine["id"])]
    assert (task["to"], task["due"], task["about"]) == (
        {"person_id": None, "post": "UNIT_HEAD", "unit_id": str(known_id("finance"))},
        "2022-03-02",
        [over["id"]],
    )
    assert await explanations(office, "housing-head") == []
    assert len(await explanations(office, "clerk")) == 2
    files = {"id": mine["id"], "fileIds": [await upload(office, "finance-head", "情况说明.pdf")]}
    given = await done(office, "explainAbsence", as_="finance-head", **files)
    assert (given["state"], given["late"], [f["name"] for f in given["files"]]) == ("GIVEN", False, ["情况说明.pdf"])
    assert [e.data["ending"] for e in await events(office, "task.closed", mine["id"])] == ["DONE"]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_an_explanation_says_something(office: RunningService) -> None:
    over = await over_with_gaps(office)
    await signed(office, over["id"])
    (mine,) = await explanations(office, "town-head")
    nothing = ["CONTENT_INVALID:书面说明（文字或附件）"]
    assert await refused(office, "explainAbsence", as_="town-head", id=mine["id"], text=" ") == nothing


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "STATE_NOT_ALLOWED")
async def test_gz_18_2_a_late_explanation_is_taken_and_shown_as_late(office: RunningService) -> None:
    over = await over_with_gaps(office)
    await signed(office, over["id"], explainBy="2022-03-02")
    (mine,) = await explanations(office, "town-head")
    words = {"id": mine["id"], "text": "因防汛值守未能到会，今后严格履行请假手续。"}
    assert await refused(office, "explainAbsence", as_="town-clerk", **words) == ["ACTOR_NOT_ALLOWED"]
    office.set_clock("2022-03-03T09:00")
    shown = {each["unit"]["id"]: each["late"] for each in (await bulletin_of(office, over["id"]))["explanations"]}
    assert shown == {str(known_id("finance")): True, str(known_id("town")): True}
    given = await done(office, "explainAbsence", as_="town-head", **words)
    assert (given["state"], given["late"], given["givenBy"]["id"]) == ("GIVEN", True, str(known_id("town-head")))
    (again,) = await refused(office, "explainAbsence", as_="town-head", **words)
    assert again.startswith("STATE_NOT_ALLOWED")
    one = "query($id: ID!) { absenceExplanation(id: $id) { text } }"
    assert (await office.ask(one, as_="town-clerk", id=mine["id"]))["text"] == words["text"]
    assert await office.error_code(one, as_="housing-head", id=mine["id"]) == "NOT_FOUND"


async def test_amb_03_a_meeting_without_gaps_asks_nobody_and_counts_no_guests(office: RunningService) -> None:
    """县长 lets another preside and asks nobody for leave; guests are invited, not told to come."""
    await delegate(office, ("CONVENE_STANDING",), "executive", ("2022-02-25", "2022-02-26"))
    meeting = await in_session(
        office, [await ready_topic(office)], absent=("mayor",), hostId=str(known_id("executive"))
    )
    over = await concluded(office, meeting)
    told = await bulletin_of(office, over["id"])
    assert (told["absent"], told["onLeave"], told["expected"]) == ([], [], told["present"])
    await signed(office, over["id"])
    assert (await bulletin_of(office, over["id"]))["explanations"] == []
    asked = (await events(office, "document.requested", over["id"]))[-1].data
    assert (asked["kind"], asked["data"]["units"], asked["data"]["explain_by"]) == ("ATTENDANCE_BULLETIN", [], None)
    assert on_paper(asked["data"])
