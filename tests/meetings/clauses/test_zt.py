"""专题会议议事规则 row by row, through the API."""

import pytest

from tests.meetings.clauses.facts import COMMISSIONED, DEPUTY, names, papers
from tests.meetings.minutes.story import signed as chain_signed
from tests.meetings.steps import (
    arranged,
    concluded,
    done,
    drafted,
    entry,
    events,
    hold,
    in_session,
    on_the_way,
    planned,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import do, signed, topic_of
from tests.meetings.topics.steps import drafted as topic_drafted
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService, known_id

ZT = {"kind": "SPECIAL", "scopeCode": "1"}
ACCEPT = {"opinion": "AGREED", "text": "同意"}


@pytest.mark.refuses("HOST_NOT_ALLOWED", "OUT_OF_PORTFOLIO")
async def test_zt_2_the_leader_in_charge_convenes(office: RunningService) -> None:
    """His 口副主任 and the heads of the units concerned are on the list; another's portfolio is not his to convene."""
    plan = {
        "plan": {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "place": "三楼", "startsAt": "2022-02-25T09:00:00+08:00"}
    }
    plan["plan"]["hostId"] = str(known_id("director"))
    assert await refused(office, "planMeeting", as_="clerk", **plan) == ["HOST_NOT_ALLOWED"]
    topic = await ready_topic(office, kind="SPECIAL", involved_unit_ids=[known_id("town")])
    meeting_id = await arranged(office, [topic], **DEPUTY)
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert sorted(names(meeting, "MEMBER")) == sorted(["副县长甲", "副主任甲", "住建甲", "镇长甲"])
    foreign = {**DEPUTY, "hostId": str(known_id("deputy-b"))}
    other = await on_the_way(office, [await ready_topic(office, kind="SPECIAL")], **foreign)
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "startMeeting", as_="deputy-b", id=other["id"]) == ["OUT_OF_PORTFOLIO"]


async def test_zt_2_without_the_deputy_director_it_is_on_record(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL")
    meeting = await in_session(office, [topic], absent=("deputy-director",), **DEPUTY)
    found = (await concluded(office, meeting))["findings"]
    assert [(f["code"], f["kind"], f["clauses"]) for f in found] == [("ATTENDEE_MISSING", "ADVISORY", ["ZT-2"])]


async def test_zt_2_one_of_six_scopes_is_chosen(office: RunningService) -> None:
    """ZT-2.1 plainly, ZT-2.2 with the decision it carries out, ZT-2.6 with a reason; none is refused."""
    for code in (None, "7"):
        topic_id = await topic_drafted(office, **{**ZT, "scopeCode": code})
        assert await topic_refused(office, "signTopic", as_="housing-head", id=topic_id) == ["SCOPE_REQUIRED"]
    await signed(office, **ZT)
    for code in ("2", "6"):
        topic_id = await topic_drafted(office, **{**ZT, "scopeCode": code})
        answer = await do(office, "signTopic", as_="housing-head", id=topic_id)
        assert [(v["code"], v["path"]) for v in answer["violations"]] == [("SCOPE_REQUIRED", ["scopeNote"])]
        assert f"ZT-2.{code}" in [each["id"] for each in answer["violations"][0]["clauses"]]
        await do(office, "editTopic", as_="housing-clerk", id=topic_id, input={"scopeNote": "2022-CW-01-01"})
        assert (await do(office, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"


@pytest.mark.refuses("FUNDS_AUTHORITY_REQUIRED")
async def test_zt_2_3_projects_rest_on_authority(office: RunningService) -> None:
    topic_id = await signed(office, **{**ZT, "scopeCode": "3"})
    assert (await topic_of(office, topic_id))["flags"] == ["FUNDS_OR_PROJECT"]
    await do(office, "acceptTopic", as_="deputy-a", id=topic_id, **ACCEPT)
    meeting = await in_session(office, [topic_id], **DEPUTY)
    item = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item)
    decided = {"itemId": item, "outcome": "AGREED", "conclusion": "同意立项。"}
    assert await refused(office, "recordOutcome", as_="clerk", **decided) == ["FUNDS_AUTHORITY_REQUIRED"]
    basis = {**decided, "authorityBasis": "县政府投资管理办法第九条"}
    over = await done(office, "recordOutcome", as_="clerk", **basis)
    assert over["agenda"][0]["outcome"] == "AGREED"


async def test_zt_2_4_an_emergency_is_marked(office: RunningService) -> None:
    topic_id = await signed(office, **{**ZT, "scopeCode": "4"})
    assert (await topic_of(office, topic_id))["flags"] == ["URGENT"]


@pytest.mark.refuses("COMMISSION_REQUIRED")
async def test_zt_2_5_a_commission_is_on_record_and_turns_the_chain(office: RunningService) -> None:
    """Without 县长's commission nobody accepts it; with it the meeting is held 受县长委托 and he signs."""
    topic_id = await signed(office, **{**ZT, "scopeCode": "5"})
    answer = await do(office, "acceptTopic", as_="deputy-a", id=topic_id, **ACCEPT)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("COMMISSION_REQUIRED", "ZT-2.5")]
    await do(office, "commissionTopic", as_="mayor", id=topic_id, hostId=str(known_id("deputy-a")), text="请研究")
    await do(office, "acceptTopic", as_="deputy-a", id=topic_id, **ACCEPT)
    portfolio = {"meetingId": await planned(office, **DEPUTY), "entries": [entry(topic_id)]}
    answers = await refused(office, "proposeArrangement", as_="clerk", **portfolio)
    assert answers == ["COMMISSION_REQUIRED:县城老旧小区改造方案"]
    meeting = await in_session(office, [topic_id], **COMMISSIONED)
    assert meeting["mandate"] == "受县长委托"
    minutes = (await drafted(office, meeting))["id"]
    submitted = await done(office, "submitMinutes", as_="clerk", id=minutes)
    assert submitted["chain"] == ["DEPUTY_DIRECTOR", "HOST", "SIGNATURE"]


@pytest.mark.refuses("UNIT_HEAD_APPROVAL_REQUIRED", "PRECONDITION_MISSING")
async def test_zt_3_three_parts_in_writing_and_the_heads_signature(office: RunningService) -> None:
    topic_id = await topic_drafted(office, **ZT, summary="", suggestion="", basis="")
    answer = await do(office, "acceptTopic", as_="deputy-a", id=topic_id, **ACCEPT)
    assert [(v["code"], v["detail"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("UNIT_HEAD_APPROVAL_REQUIRED", None, "ZT-3"),
        ("PRECONDITION_MISSING", "situation", "ZT-3"),
        ("PRECONDITION_MISSING", "suggestion", "ZT-3"),
        ("PRECONDITION_MISSING", "basis", "ZT-3"),
    ]
    parts = {"summary": "情况", "suggestion": "建议", "basis": "依据"}
    await do(office, "editTopic", as_="housing-clerk", id=topic_id, input=parts)
    assert await topic_refused(office, "signTopic", as_="housing-clerk", id=topic_id) == ["ACTOR_NOT_ALLOWED"]
    await do(office, "signTopic", as_="housing-head", id=topic_id)
    assert (await do(office, "acceptTopic", as_="deputy-a", id=topic_id, **ACCEPT))["state"] == "ACCEPTED"


@pytest.mark.refuses("ONE_TOPIC_PER_MEETING")
async def test_zt_4_one_matter_and_the_hosts_decision(office: RunningService) -> None:
    """No 原则: not even 县长 lets a second one in; what is decided is the host's."""
    meeting_id = await planned(office, **DEPUTY)
    topics = [await ready_topic(office, kind="SPECIAL") for _ in range(2)]
    both = {"meetingId": meeting_id, "entries": [entry(each) for each in topics]}
    answer = await hold(office, "proposeArrangement", as_="clerk", **both, act={"dispensation": "两事相关"})
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ONE_TOPIC_PER_MEETING", "ZT-4")]
    meeting = await in_session(office, topics[:1], **DEPUTY)
    add = {"meetingId": meeting["id"], "entries": [entry(topics[1])]}
    assert "ONE_TOPIC_PER_MEETING" in await refused(office, "issueSupplement", as_="mayor", **add)
    await concluded(office, meeting)
    (told,) = await events(office, "decision.recorded")
    assert told.data["decision"]["source_leader_id"] == str(known_id("deputy-a"))


async def test_zt_5_1_the_host_signs_and_it_takes_effect(office: RunningService) -> None:
    """口副主任核稿 → host; nobody else's signature is asked for."""
    meeting = await in_session(office, [await ready_topic(office, kind="SPECIAL")], **DEPUTY)
    minutes = await drafted(office, meeting)
    submitted = await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    assert submitted["chain"] == ["DEPUTY_DIRECTOR", "SIGNATURE"]
    assert (await refused(office, "signMinutes", as_="deputy-a", id=minutes["id"]))[0].startswith("CHAIN_ORDER")
    await done(office, "signMinutes", as_="deputy-director", id=minutes["id"])
    assert (await done(office, "signMinutes", as_="deputy-a", id=minutes["id"]))["state"] == "SIGNED"
    (request,) = await papers(office, "SPECIAL_MINUTES")
    assert (request["data"]["mandate"], request["public_attribute"]) == ("按照分工", "NOT_PUBLIC")  # ZT-7


@pytest.mark.refuses("SIGNER_NOT_ALLOWED")
async def test_zt_5_2_commissioned_minutes_need_the_county_head(office: RunningService) -> None:
    commissioned = {"scope_code": "5", "commissioned_at": office.runtime.clock.now()}
    topic = await ready_topic(office, kind="SPECIAL", **commissioned)
    meeting = await in_session(office, [topic], **COMMISSIONED)
    minutes = (await drafted(office, meeting))["id"]
    await done(office, "submitMinutes", as_="clerk", id=minutes)
    for login in ("deputy-director", "deputy-a"):
        await done(office, "signMinutes", as_=login, id=minutes)
    answer = await hold(office, "signMinutes", as_="deputy-a", id=minutes)
    assert "SIGNER_NOT_ALLOWED" in [v["code"] for v in answer["violations"]]
    assert (await done(office, "signMinutes", as_="mayor", id=minutes))["state"] == "SIGNED"


async def test_amb_43_the_county_head_signs_what_he_presided(office: RunningService) -> None:
    """县长 hosts a 专题会议 as the one who 主持召开 (GZ-19): the host's signature is his."""
    his = {**DEPUTY, "hostId": str(known_id("mayor"))}
    meeting_id = await planned(office, **his)
    topic = await ready_topic(office, kind="SPECIAL", host_id=known_id("mayor"))
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(topic)])
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    await done(office, "deliverMaterial", as_="clerk", itemId=meeting["agenda"][0]["id"])
    notified = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    here = [a["id"] for a in notified["attendees"]]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting_id, attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    opened = await done(office, "startMeeting", as_="clerk", id=meeting_id)
    minutes = (await drafted(office, opened))["id"]
    final = await chain_signed(office, minutes, ("deputy-director", "mayor"))
    assert final["signedBy"]["id"] == str(known_id("mayor"))
