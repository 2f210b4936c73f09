"""Acceptance scenarios of meetings and minutes, through the gateway (spec 10, AT-15 … AT-28), in February and March."""

from typing import Any

import pytest

from deploy.demo.office import REFUSAL, StoryBroken
from services.contracts.base import PERSONNEL_MASK
from tests.journeys.meetings.gate import Gate, issued, notified, opened, over, plan, planned, proposed, ready, submitted
from tests.meetings.steps import done, hold, meeting_of, minutes_of, refused
from tests.meetings.topics.steps import do

DELEGATE = f"""mutation($input: DelegationInput!) {{ registerDelegation(input: $input) {{ __typename
  ... on Delegation {{ id state }} {REFUSAL} }} }}"""
PUBLISH = f"""mutation($id: ID!) {{ publishDocument(id: $id, link: "https://www.pingli.example/1") {{ __typename
  {REFUSAL} }} }}"""


async def test_at_16_two_deputies_only_are_warned_of(gate: Gate) -> None:
    await gate.clock("2022-02-14T08:30")
    meeting_id = await planned(gate, "2022-02-16T09:00")
    await proposed(gate, meeting_id, {"topicId": await ready(gate)})
    await done(gate, "approveArrangement", as_="mayor", meetingId=meeting_id)
    meeting = await done(gate, "issueAgenda", as_="director", meetingId=meeting_id)
    slots = [(a["post"], a["through"]) for a in meeting["attendees"] if a["category"] == "INVITED"]
    leaders = [slots.count(("INVITED_LEADER", role)) for role in ("PARTY_OFFICE", "CONGRESS_OFFICE", "CPPCC_OFFICE")]
    deputies, members = ("CONGRESS_DEPUTY", "CONGRESS_OFFICE"), ("CPPCC_MEMBER", "CPPCC_OFFICE")
    assert (leaders, slots.count(deputies), slots.count(members)) == ([1, 1, 1], 3, 3)
    assert slots.count(("LEGAL_ADVISER", None)) >= 1
    one = next(a["id"] for a in meeting["attendees"] if a["post"] == "CONGRESS_DEPUTY")
    await done(gate, "removeAttendee", as_="clerk", attendeeId=one)
    told = await done(gate, "notifyMeeting", as_="director", meetingId=meeting_id)
    assert [(f["code"], f["kind"]) for f in told["findings"]] == [("INVITATION_COUNT", "ADVISORY")]


async def test_at_18_without_its_head_a_topic_waits_in_cw_and_is_heard_in_bg(gate: Gate) -> None:
    topic_id = await ready(gate)
    deputy = {"reporterId": gate.person("unit-clerk")}
    other = await planned(gate, "2022-02-17T15:00")
    given = {"meetingId": other, "entries": [{"topicId": topic_id, **deputy}]}
    assert await refused(gate, "proposeArrangement", as_="clerk", **given) == ["REPORTER_NOT_HEAD:县城老旧小区改造方案"]
    meeting = await notified(gate, [topic_id], "2022-02-17T09:00")
    leave = await done(gate, "requestMeetingLeave", as_="head", meetingId=meeting["id"], reason="赴省厅汇报")
    await done(gate, "approveMeetingLeave", as_="mayor", id=leave["id"])
    (item,) = (await meeting_of(gate, meeting["id"]))["agenda"]
    assert (item["state"], item["deferral"], item["deferralClause"]) == ("DEFERRED", "HEAD_ABSENT", "CW-5.2b")
    mayors = await notified(gate, [await ready(gate, "MAYOR")], "2022-02-17T10:00", kind="MAYOR")
    started = await opened(gate, mayors, absent=("head",))
    called = await done(gate, "callTopic", as_="clerk", itemId=started["agenda"][0]["id"], **deputy)
    (item,) = called["agenda"]
    assert (item["state"], item["deputyReported"]) == ("CALLED", True)
    assert [(f["code"], f["kind"]) for f in item["findings"]] == [("REPORTER_NOT_HEAD", "ADVISORY")]


async def test_at_19_eleven_minutes_planned_are_refused_twelve_taken_are_recorded(gate: Gate) -> None:
    topic_id = await ready(gate)
    meeting_id = await planned(gate, "2022-02-18T15:00")
    long = {"meetingId": meeting_id, "entries": [{"topicId": topic_id, "reportMinutes": 11, "plannedMinutes": 20}]}
    assert (await refused(gate, "proposeArrangement", as_="clerk", **long))[0].startswith("REPORT_OVER_10MIN")
    meeting = await opened(gate, await notified(gate, [topic_id], "2022-02-18T09:00"))
    item = meeting["agenda"][0]["id"]
    await done(gate, "callTopic", as_="clerk", itemId=item)
    after = (await done(gate, "endReport", as_="clerk", itemId=item, minutes=12))["agenda"][0]
    assert (after["reportedMinutes"], [f["code"] for f in after["findings"]]) == (12, ["REPORT_OVER_10MIN"])


async def test_at_21_the_door_and_the_personnel_matter(gate: Gate) -> None:
    secret = await personnel_topic(gate)
    meeting = await notified(gate, [await ready(gate)], "2022-02-21T09:00")
    stranger = {"meetingId": meeting["id"], "personIds": [gate.person("tao.yongyi")]}
    assert await refused(gate, "signInAttendees", as_="clerk", **stranger) == ["NOT_ON_ROSTER"]
    query = "query($id: ID!) { topic(id: $id) { title } }"
    for login in ("admin", "clerk", "tao.yongyi"):
        with pytest.raises(StoryBroken, match="NOT_FOUND"):
            await gate.ask(query, as_=login, id=secret)
    assert (await gate.ask(query, as_="executive", id=secret))["title"] == "关于某某任职的议题"
    listed = await planned(gate, "2022-02-22T09:00")
    entries = [{"topicId": each} for each in (await ready(gate), secret)]
    await done(gate, "proposeArrangement", as_="director", meetingId=listed, entries=entries)
    await done(gate, "approveArrangement", as_="mayor", meetingId=listed)
    await done(gate, "issueAgenda", as_="director", meetingId=listed)
    titles = [item["title"] for item in (await meeting_of(gate, listed, as_="head"))["agenda"]]
    assert sorted(titles) == sorted(["县城老旧小区改造方案", PERSONNEL_MASK])


async def personnel_topic(gate: Gate) -> str:
    """A personnel matter that 办主任 himself has handled up to 初审."""
    flags: dict[str, Any] = {"title": "关于某某任职的议题", "scopeCode": "6", "flags": ["PERSONNEL"]}
    file_id = await gate.office.upload("wu.qiuyi", "meetings", "材料.pdf", b"%PDF-1.4\n%%EOF\n")
    topic = await do(
        gate,
        "draftTopic",
        as_="head",
        input={
            "kind": "STANDING",
            "unitId": gate.unit(),
            "summary": "情况",
            "suggestion": "建议",
            "basis": "规定",
            **flags,
        },
    )
    topic_id = str(topic["id"])
    for mutation, login, given in (
        ("signTopic", "head", {}),
        ("endorseTopic", "urban", {}),
        ("giveTopicOpinion", "mayor", {"opinion": "AGREED"}),
        ("backlogTopic", "director", {}),
        ("sendPreparationNotice", "director", {}),
        ("submitTopicMaterial", "head", {"fileIds": [file_id]}),
        ("recordPreliminaryReview", "director", {}),
        ("passTopic", "director", {}),
    ):
        topic = await do(gate, mutation, as_=login, id=topic_id, **given)
        assert topic["__typename"] == "Topic", (mutation, topic)
    return topic_id


async def test_at_22_more_than_ninety_minutes_are_acknowledged(gate: Gate) -> None:
    meeting_id = await planned(gate, "2022-02-23T09:00")
    entries = [{"topicId": await ready(gate), "plannedMinutes": 50} for _ in range(2)]
    await proposed(gate, meeting_id, *entries)
    await done(gate, "approveArrangement", as_="mayor", meetingId=meeting_id)
    answer = await hold(gate, "issueAgenda", as_="director", meetingId=meeting_id)
    assert [(v["code"], v["detail"], v["blocking"]) for v in answer["violations"]] == [
        ("MEETING_OVER_90MIN", "100", False)
    ]
    seen = {"acknowledge": ["MEETING_OVER_90MIN"]}
    assert (await done(gate, "issueAgenda", as_="director", meetingId=meeting_id, act=seen))["state"] == "AGENDA_ISSUED"


async def test_at_25_a_topic_that_was_heard_stands_in_the_minutes(gate: Gate) -> None:
    topics = [await ready(gate), await ready(gate, title="城区排水防涝方案")]
    meeting = await over(gate, await opened(gate, await notified(gate, topics, "2022-02-24T09:00")))
    minutes = await done(gate, "draftMinutes", as_="clerk", meetingId=meeting["id"])
    kept = [
        {"itemId": e["itemId"], "text": e["text"]} for e in minutes["entries"] if e["heading"] != "城区排水防涝方案"
    ]
    await done(gate, "editMinutes", as_="clerk", id=minutes["id"], entries=kept)
    assert await refused(gate, "submitMinutes", as_="clerk", id=minutes["id"]) == [
        "MINUTES_INCOMPLETE:城区排水防涝方案"
    ]


async def test_at_26_and_at_28_exactly_those_present_countersign_and_nothing_is_published(gate: Gate) -> None:
    """AT-26: two 副县长 present, one on leave, the others away. AT-28: the minutes stay inside."""
    meeting = await notified(gate, [await ready(gate, "MAYOR")], "2022-02-25T09:00", kind="MAYOR")
    leave = await done(gate, "requestMeetingLeave", as_="xu.xiaolang", meetingId=meeting["id"], reason="外出")
    await done(gate, "approveMeetingLeave", as_="mayor", id=leave["id"])
    away = ("executive", "xu.xiaolang", "sun.zhenghe", "ma.zhichuan")
    ended = await over(gate, await opened(gate, meeting, absent=away))
    minutes = await submitted(gate, ended["id"])
    signed = await done(gate, "signMinutes", as_="director", id=minutes)
    assert {each["id"] for each in signed["waiting"]} == {gate.person("urban"), gate.person("rural")}
    await done(gate, "signMinutes", as_="urban", id=minutes)
    answers = await refused(gate, "signMinutes", as_="mayor", id=minutes)
    assert answers == [f"COUNTERSIGN_INCOMPLETE:{gate.county.names['zhou.lihai']}"]
    out = await issued(gate, minutes, "rural", "mayor")
    answer = await gate.ask(PUBLISH, as_="clerk", id=out["document"]["id"])
    assert "INTERNAL_DOCUMENT" in [v["code"] for v in answer["violations"]]
    special = await notified(gate, [await ready(gate, "SPECIAL")], "2022-02-25T15:00", kind="SPECIAL", host="urban")
    held = await over(gate, await opened(gate, special))
    paper = await issued(gate, await submitted(gate, held["id"]), "checker", "urban")
    answer = await gate.ask(PUBLISH, as_="clerk", id=paper["document"]["id"])
    assert "INTERNAL_DOCUMENT" in [v["code"] for v in answer["violations"]]


async def test_at_15_the_executive_deputy_presides_under_a_delegation_alone(gate: Gate) -> None:
    await gate.clock("2022-02-28T09:00")
    first, second = [await ready(gate) for _ in range(2)]
    meeting = await notified(gate, [first], "2022-03-03T09:00", host="executive")
    await gate.clock("2022-03-02T17:00")
    here = [a["id"] for a in meeting["attendees"]]
    await done(gate, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    assert await refused(gate, "startMeeting", as_="executive", id=meeting["id"]) == ["HOST_NOT_ALLOWED"]
    assert await refused(gate, "planMeeting", as_="clerk", plan=plan(gate, "2022-03-04T09:00", host="urban")) == [
        "HOST_NOT_ALLOWED"
    ]
    window = {
        "grantorId": gate.person("mayor"),
        "granteeId": gate.person("executive"),
        "scopes": ["CONVENE_STANDING"],
        "validFrom": "2022-03-03",
        "lastDay": "2022-03-05",
        "basis": "县长赴省参加会议",
    }
    made = await gate.ask(DELEGATE, as_="mayor", input=window)
    assert made["__typename"] == "Delegation", made
    later = await notified(gate, [second], "2022-03-06T09:00", host="executive")
    started = await opened(gate, meeting, as_="executive")
    assert (started["state"], started["mandate"]) == ("IN_SESSION", "受县长委托")
    minutes = await submitted(gate, (await over(gate, started))["id"])
    await issued(gate, minutes, "director", "executive", "mayor")
    assert (await minutes_of(gate, minutes))["state"] == "ISSUED"
    await gate.clock("2022-03-06T09:00")
    assert await refused(gate, "startMeeting", as_="executive", id=later["id"]) == ["HOST_NOT_ALLOWED"]
