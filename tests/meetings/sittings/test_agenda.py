"""What goes on a 议题单 and how the meeting is prepared (CW-3.4 … CW-4.4, GZ-17, GZ-20)."""

from typing import Any
from uuid import UUID

import pytest

from services.contracts.learning import LawStudyScheduled
from services.kernel.ids import new_id
from tests.meetings.clauses.facts import settle
from tests.meetings.steps import (
    arranged,
    done,
    entry,
    events,
    format_checks,
    hold,
    in_session,
    meeting_of,
    on_the_way,
    planned,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import do
from tests.service import RunningService, known_id


@pytest.mark.refuses("REPORT_OVER_10MIN")
async def test_at19_planned_report_is_short(office: RunningService) -> None:
    topic, meeting_id = await ready_topic(office), await planned(office)
    given = {"meetingId": meeting_id, "entries": [entry(topic, reportMinutes=11, plannedMinutes=20)]}
    answer = await hold(office, "proposeArrangement", as_="clerk", **given)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("REPORT_OVER_10MIN", "GZ-17.4")]
    assert (await meeting_of(office, meeting_id))["agenda"] == []  # nothing half done


@pytest.mark.refuses("MEETING_OVER_90MIN")
async def test_at22_meeting_is_short(office: RunningService) -> None:
    topics = [await ready_topic(office) for _ in range(2)]
    meeting_id = await planned(office)
    entries = [entry(topic, plannedMinutes=50) for topic in topics]
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    answer = await hold(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert [(v["code"], v["detail"], v["blocking"]) for v in answer["violations"]] == [
        ("MEETING_OVER_90MIN", "100", False)
    ]
    seen = {"acknowledge": ["MEETING_OVER_90MIN"]}
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id, act=seen)
    assert [(f["code"], f["kind"]) for f in issued["findings"]] == [("MEETING_OVER_90MIN", "ADVISORY")]


@pytest.mark.refuses("ARRANGEMENT_NOT_APPROVED")
async def test_arrangement_is_approved(office: RunningService) -> None:
    meeting_id = await planned(office)
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == ["ARRANGEMENT_NOT_APPROVED"]


@pytest.mark.refuses("REPORTER_NOT_HEAD")
async def test_at18_reporter_is_the_unit_head(office: RunningService) -> None:
    topic, meeting_id = await ready_topic(office), await planned(office)
    deputy = {"meetingId": meeting_id, "entries": [entry(topic, reporterId=str(known_id("housing-clerk")))]}
    answer = await hold(office, "proposeArrangement", as_="clerk", **deputy)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("REPORTER_NOT_HEAD", "CW-5.2a")]
    bg = await planned(office, kind="MAYOR")
    other = entry(await ready_topic(office, kind="MAYOR"), reporterId=str(known_id("housing-clerk")))
    assert await done(office, "proposeArrangement", as_="clerk", meetingId=bg, entries=[other])


@pytest.mark.refuses("IMPROMPTU_TOPIC")
async def test_topic_is_not_impromptu(office: RunningService) -> None:
    urgent = await ready_topic(office)
    meeting_id = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    add = {"meetingId": meeting_id, "entries": [entry(urgent)]}
    assert await refused(office, "issueSupplement", as_="director", **add) == ["IMPROMPTU_TOPIC"]
    unarranged = await planned(office)
    assert (await refused(office, "issueSupplement", as_="director", **{**add, "meetingId": unarranged}))[0].startswith(
        "STATE_NOT_ALLOWED"
    )


async def test_an_urgent_addition_has_the_county_heads_consent(office: RunningService) -> None:
    sitting = await on_the_way(office, [await ready_topic(office)])
    urgent = await consented(office)
    add = {"meetingId": sitting["id"], "entries": [entry(urgent)]}
    meeting = await done(office, "issueSupplement", as_="director", **add)
    assert meeting["agendaVersion"] == 2
    assert [item["topic"]["state"] for item in meeting["agenda"]] == ["FINALIZED", "FINALIZED"]
    assert (await events(office, "agenda.issued", meeting["id"]))[-1].data["supplement"] is True


async def consented(office: RunningService, **changes: Any) -> str:
    """A topic that passed 初审 and that 县长 agreed to add."""
    topic_id = await ready_topic(office, **changes)
    agreed = {"act": {"reason": "防汛急需，同意增加"}}
    await do(office, "consentToUrgentTopic", as_="mayor", id=topic_id, **agreed)
    return topic_id


async def test_nothing_is_added_while_the_meeting_sits(office: RunningService) -> None:
    other = await ready_topic(office)
    meeting = await in_session(office, [await ready_topic(office)])
    add = {"meetingId": meeting["id"], "entries": [entry(other)]}
    assert "IMPROMPTU_TOPIC" in await refused(office, "issueSupplement", as_="director", **add)


@pytest.mark.refuses("ONE_TOPIC_PER_MEETING")
async def test_at12_special_meeting_has_one_topic(office: RunningService) -> None:
    meeting_id = await planned(office, kind="SPECIAL", basis="BY_PORTFOLIO", hostId=str(known_id("deputy-a")))
    entries = [entry(await ready_topic(office, kind="SPECIAL")), entry(await ready_topic(office, kind="SPECIAL"))]
    answer = await hold(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ONE_TOPIC_PER_MEETING", "ZT-4")]


@pytest.mark.refuses("ONE_TOPIC_PER_MEETING")
async def test_at12_mayor_meeting_has_one_topic(office: RunningService) -> None:
    meeting_id = await planned(office, kind="MAYOR")
    entries = [entry(await ready_topic(office, kind="MAYOR")), entry(await ready_topic(office, kind="MAYOR"))]
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    answer = await hold(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ONE_TOPIC_PER_MEETING", "BG-5.1")]
    reason = {"dispensation": "两项事项关联，一并研究"}
    approved = await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, act=reason)
    assert [(f["code"], f["kind"]) for f in approved["findings"]] == [("ONE_TOPIC_PER_MEETING", "DISPENSATION")]


async def test_material_is_in_time(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    item_id = issued["agenda"][0]["id"]
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    late = (await meeting_of(office, meeting_id))["agenda"][0]
    assert (late["materialLate"], late["deadlines"][0]["state"]) == (True, "MISSED")
    meeting = await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id)
    found = meeting["agenda"][0]["findings"]
    assert [(f["code"], f["clauses"]) for f in found] == [("MATERIAL_LATE", ["CW-4.4a"])]
    assert await refused(office, "keepLateTopic", as_="director", itemId=item_id, act={"reason": "急需"}) == [
        "ACTOR_NOT_ALLOWED"
    ]


async def test_material_that_goes_back_was_delivered(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    item_id = (await done(office, "issueAgenda", as_="director", meetingId=meeting_id))["agenda"][0]["id"]
    wrong = format_checks(ATTACHMENTS="缺附件2", FORMAT="未双面印制")
    back = {"itemId": item_id, "checks": wrong, "act": {"reason": "份数不足"}}
    assert await refused(office, "returnMaterial", as_="clerk", **back) == ["STATE_NOT_ALLOWED:会议材料尚未送交"]
    await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id)
    assert await refused(office, "returnMaterial", as_="housing-clerk", **back) == ["ACTOR_NOT_ALLOWED"]
    (item,) = (await done(office, "returnMaterial", as_="clerk", **back))["agenda"]
    assert (item["materialDeliveredAt"], item["deadlines"][-1]["state"]) == (None, "OPEN")
    (told,) = [e.data for e in await events(office, "notice.raised") if e.data["template"] == "material_returned"]
    assert "附件不符合（缺附件2）、格式不符合（未双面印制）。份数不足" in told["text_zh"]
    (again,) = (await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id))["agenda"]
    assert (again["materialLate"], again["deadlines"][-1]["state"]) == (False, "MET")
    office.set_clock("2022-02-25T08:00")  # the last day is over: what comes now is late (AMB-06)
    await done(office, "returnMaterial", as_="clerk", **back)
    (late,) = (await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id))["agenda"]
    assert (late["materialLate"], [f["code"] for f in late["findings"]]) == (True, ["MATERIAL_LATE"])


async def test_late_material_goes_to_the_next_meeting_unless_it_is_kept(office: RunningService) -> None:
    late, kept = await ready_topic(office), await ready_topic(office)
    meeting_id = await arranged(office, [late, kept])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    items = {item["topic"]["id"]: item["id"] for item in issued["agenda"]}
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    for item_id in items.values():
        await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
    await done(office, "keepLateTopic", as_="mayor", itemId=items[kept], act={"reason": "事关春耕，不宜推迟"})
    meeting = await done(office, "startMeeting", as_="clerk", id=meeting_id)
    states = {item["topic"]["id"]: (item["state"], item["deferral"]) for item in meeting["agenda"]}
    assert states == {late: ("DEFERRED", "PRINT_LATE"), kept: ("FINALIZED", None)}
    (deferred,) = await events(office, "topic.deferred", late)
    assert (deferred.data["reason_code"], deferred.data["clause"]) == ("PRINT_LATE", "CW-4.4a")


async def test_cw_4_4a_a_county_may_hear_what_came_late_but_not_what_never_came(
    office: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, monkeypatch, late_material="keep")
    late, absent = await ready_topic(office), await ready_topic(office)
    meeting_id = await arranged(office, [late, absent])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    items = {item["topic"]["id"]: item["id"] for item in issued["agenda"]}
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    await done(office, "deliverMaterial", as_="clerk", itemId=items[late])
    assert [e for e in await events(office, "task.opened") if e.data["kind"] == "keep_late_topic"] == []
    meeting = await done(office, "startMeeting", as_="clerk", id=meeting_id)
    states = {item["topic"]["id"]: (item["state"], item["materialLate"]) for item in meeting["agenda"]}
    assert states == {late: ("FINALIZED", True), absent: ("DEFERRED", True)}


@pytest.mark.refuses("EVIDENCE_REQUIRED")
async def test_material_registered_after_the_fact_keeps_its_breach(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    item_id = issued["agenda"][0]["id"]
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T09:00")
    late = {
        "lateRegistration": {
            "occurredAt": "2022-02-25T07:30:00+08:00",
            "byPersonId": str(known_id("housing-clerk")),
            "note": "纸质材料当日早上送达，收件登记簿第3页",
        }
    }
    meeting = await done(office, "deliverMaterial", as_="clerk", itemId=item_id, act=late)
    item = meeting["agenda"][0]
    assert item["unconfirmed"] is True
    assert [(f["code"], f["kind"]) for f in item["findings"]] == [("MATERIAL_LATE", "LATE_REGISTRATION")]
    assert await refused(office, "keepLateTopic", as_="mayor", itemId=item_id, act={"reason": "急"}) == [
        "EVIDENCE_REQUIRED"
    ]
    assert await refused(office, "confirmMeetingRegistrations", as_="clerk", id=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    confirmed = await done(office, "confirmMeetingRegistrations", as_="director", id=meeting_id)
    assert confirmed["agenda"][0]["unconfirmed"] is False
    assert await done(office, "keepLateTopic", as_="mayor", itemId=item_id, act={"reason": "急"})


@pytest.mark.refuses("MATERIAL_NOT_DELIVERED")
async def test_material_is_delivered(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T09:00")
    answer = await hold(office, "startMeeting", as_="clerk", id=meeting_id)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("MATERIAL_NOT_DELIVERED", "GZ-17.3")]


@pytest.mark.refuses("MEMBER_NOT_NOTIFIED")
async def test_members_are_notified(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "deliverMaterial", as_="clerk", itemId=issued["agenda"][0]["id"])
    deputy = next(a["id"] for a in issued["attendees"] if a["name"] == "副县长乙")
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id, byPhoneIds=[deputy])
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "startMeeting", as_="clerk", id=meeting_id) == ["MEMBER_NOT_NOTIFIED:副县长乙"]
    call = {"attendeeId": deputy, "answeredBy": "本人", "at": "2022-02-24T16:00:00+08:00"}
    called = await done(office, "registerPhoneNotice", as_="clerk", **call)
    told = next(a for a in called["attendees"] if a["id"] == deputy)
    assert (told["channel"], told["answeredBy"]) == ("PHONE", "本人")
    assert (await done(office, "startMeeting", as_="clerk", id=meeting_id))["state"] == "IN_SESSION"


async def test_at16_invitations_are_as_many_as_asked(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    posts = [a["post"] for a in issued["attendees"] if a["category"] == "INVITED"]
    asked = {"INVITED_LEADER": 3, "CONGRESS_DEPUTY": 3, "CPPCC_MEMBER": 3, "LEGAL_ADVISER": 1}
    assert {post: posts.count(post) for post in asked} == asked
    gone = next(a["id"] for a in issued["attendees"] if a["post"] == "CONGRESS_DEPUTY")
    await done(office, "removeAttendee", as_="clerk", attendeeId=gone)
    notified = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    (found,) = notified["findings"]
    assert (found["code"], found["kind"], found["clauses"]) == ("INVITATION_COUNT", "ADVISORY", ["CW-4.3"])
    assert "应邀3人，拟邀2人" in found["messageZh"]
    copies = notified["copiesRequired"]
    guest = {"category": "INVITED", "name": "代表丁", "title": "县人大代表", "post": "CONGRESS_DEPUTY"}
    grown = await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=[guest])
    assert grown["copiesRequired"] == copies + 1


async def test_cw_1_1_somebody_named_twice_is_listed_once(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    guest = {"category": "OBSERVER", "personId": str(known_id("finance-head"))}
    grown = await done(office, "addAttendees", as_="clerk", meetingId=meeting["id"], guests=[guest, guest])
    assert [a["person"] for a in grown["attendees"]].count({"id": guest["personId"]}) == 1
    assert grown["copiesRequired"] == meeting["copiesRequired"] + 1


async def test_the_quarter_asks_for_law_study_once(office: RunningService) -> None:
    first = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=first)
    study = LawStudyScheduled(
        law_study_id=new_id(), meeting_id=UUID(first), subject="宪法", lecturer="司法甲", minutes=20
    )
    await office.receive(study, study.law_study_id)
    second = await arranged(office, [await ready_topic(office)], startsAt="2022-03-28T09:00:00+08:00")
    await done(office, "issueAgenda", as_="director", meetingId=second)
    assert len(await events(office, "prestudy.requested")) == 1
    assert (await meeting_of(office, first))["lawStudySubject"] == "宪法"
