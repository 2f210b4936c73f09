"""县长办公会议议事规则 row by row, through the API."""

import pytest

from tests.meetings.clauses.facts import names, papers, with_more_members
from tests.meetings.steps import (
    arranged,
    done,
    drafted,
    entry,
    events,
    heard,
    hold,
    in_session,
    meeting_of,
    planned,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import a_draft, assess, consult, do, signed, some_work, submit, topic_of
from tests.meetings.topics.steps import drafted as topic_drafted
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService, known_id

BG = {"kind": "MAYOR", "scopeCode": "1"}
AGREED = {"opinion": "AGREED", "text": "同意"}


async def reviewed(office: RunningService, **changes: object) -> str:
    """A topic that 分管副县长 has let pass."""
    topic_id = await signed(office, **{**BG, **changes})
    await assess(office, topic_id)
    await submit(office, topic_id)
    topic = await do(office, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, **AGREED)
    assert topic["state"] == "REVIEWED", topic
    return topic_id


async def test_bg_1_and_5_2_the_decision_is_the_county_heads(office: RunningService) -> None:
    """No votes: it is recorded as the chair's, after those in the room were heard; silence is warned of."""
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    over = await heard(office, meeting["agenda"][0]["id"])
    (found,) = over["agenda"][0]["findings"]
    assert (found["code"], found["kind"], found["clauses"]) == ("OPINIONS_NOT_HEARD", "ADVISORY", ["BG-5.2"])
    (told,) = await events(office, "decision.recorded")
    assert told.data["decision"]["source_leader_id"] == str(known_id("mayor"))
    other = await in_session(
        office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR", startsAt="2022-02-26T09:00:00+08:00"
    )
    item = other["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item)
    for name in ("常务甲", "副县长甲", "副县长乙"):
        (who,) = [a["id"] for a in other["attendees"] if a["name"] == name]
        await done(office, "recordStatement", as_="clerk", itemId=item, attendeeId=who, kind="SPEECH", text="同意。")
    await done(office, "recordOutcome", as_="clerk", itemId=item, outcome="AGREED", conclusion="同意。")
    (row,) = (await meeting_of(office, other["id"]))["agenda"]
    assert row["findings"] == []
    assert [each["speaker"] for each in row["statements"]] == ["常务甲", "副县长甲", "副县长乙"]


async def test_bg_2_members_are_heads_deputies_and_the_director(office: RunningService) -> None:
    """Neither the park nor the party group nor guests, unless the office adds them as observers."""
    await with_more_members(office)
    meeting_id = await arranged(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert names(meeting, "MEMBER") == ["县长甲", "常务甲", "副县长甲", "副县长乙", "办主任甲"]
    assert (names(meeting, "OBSERVER"), names(meeting, "INVITED")) == (["住建甲"], [])
    park = [{"category": "OBSERVER", "personId": str(known_id("park-director"))}]
    grown = await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=park)
    assert "园区乙" in names(grown, "OBSERVER")


async def test_bg_3_one_of_seven_scopes_is_chosen(office: RunningService) -> None:
    """BG-3.1, 3.2, 3.3 as they are; BG-3.6 and 3.7 with words; none or an eighth is refused."""
    for code in (None, "8"):
        answer = await do(
            office, "signTopic", as_="housing-head", id=await topic_drafted(office, **{**BG, "scopeCode": code})
        )
        assert [(v["code"], "BG-3" in [c["id"] for c in v["clauses"]]) for v in answer["violations"]] == [
            ("SCOPE_REQUIRED", True)
        ]
    for code in ("1", "2", "3"):
        await signed(office, **{**BG, "scopeCode": code})
    for code in ("6", "7"):
        topic_id = await topic_drafted(office, **{**BG, "scopeCode": code})
        assert await topic_refused(office, "signTopic", as_="housing-head", id=topic_id) == ["SCOPE_REQUIRED"]
        await do(office, "editTopic", as_="housing-clerk", id=topic_id, input={"scopeNote": "超出分管领导职权"})
        assert (await do(office, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"


async def test_bg_3_2_an_emergency_needs_no_prior_assessment(office: RunningService) -> None:
    topic_id = await signed(office, **{**BG, "scopeCode": "2"})
    assert (await topic_of(office, topic_id))["flags"] == ["URGENT"]
    await submit(office, topic_id)
    passed = await do(office, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, **AGREED)
    assert passed["state"] == "REVIEWED"
    meeting_id = await planned(office, kind="MAYOR", startsAt="2022-02-21T15:00:00+08:00")  # the same day
    await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED)
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(topic_id)])
    assert (await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id))["arrangement"] == "APPROVED"


@pytest.mark.refuses("MAJOR_MATTER_WRONG_MEETING")
async def test_bg_3_3_large_but_not_major(office: RunningService) -> None:
    for flag in ("MAJOR_INVESTMENT", "LARGE_FUNDS", "MAJOR_DECISION", "MAJOR_ADMINISTRATIVE_DECISION"):
        topic_id = await topic_drafted(office, **{**BG, "scopeCode": "3"}, flags=[flag])
        assert await topic_refused(office, "signTopic", as_="housing-head", id=topic_id) == [
            "MAJOR_MATTER_WRONG_MEETING"
        ], flag


async def test_bg_3_4_only_the_county_head_chooses_it(office: RunningService) -> None:
    his = a_draft(**{**BG, "scopeCode": "4"})
    for login in ("housing-clerk", "deputy-a", "director"):
        answer = await do(office, "draftTopic", as_=login, input=his)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "BG-3.4")]
    assert (await do(office, "draftTopic", as_="mayor", input=his))["state"] == "DRAFT"


async def test_bg_3_5_two_portfolios_that_could_not_agree(office: RunningService) -> None:
    """It is the only way up for what stayed divided; one portfolio alone is refused."""
    one = await signed(office, **{**BG, "scopeCode": "5"}, involvedUnitIds=[str(known_id("town"))])
    two = await signed(office, **{**BG, "scopeCode": "5"}, involvedUnitIds=[str(known_id("finance"))])
    plain = await signed(office, **BG, involvedUnitIds=[str(known_id("finance"))])
    for topic_id, unit in ((one, "town"), (two, "finance"), (plain, "finance")):
        await assess(office, topic_id)
        await submit(office, topic_id)
        await consult(office, topic_id, unit, "DISAGREED")
        await do(office, "coordinateTopic", as_="deputy-a", id=topic_id, result="DIVIDED", text="未达成一致")
    review = {"as_": "deputy-a", **AGREED}
    assert await topic_refused(office, "reviewTopicAsLeader", id=one, **review) == [
        "PRECONDITION_MISSING:uncoordinated"
    ]
    assert await topic_refused(office, "reviewTopicAsLeader", id=plain, **review) == ["DISAGREEMENT_UNRESOLVED"]
    assert (await do(office, "reviewTopicAsLeader", id=two, **review))["state"] == "REVIEWED"


async def test_bg_3_6_the_leader_who_cannot_decide_proposes(office: RunningService) -> None:
    topic_id = await reviewed(office, scopeCode="6", scopeNote="超出职权范围")
    query = "query($id: ID!) { topic(id: $id) { proposer { id } } }"
    assert (await office.ask(query, as_="clerk", id=topic_id))["proposer"]["id"] == str(known_id("deputy-a"))


@pytest.mark.refuses("PLAN_ATTACHMENT_REQUIRED", "CHAIN_ORDER")
async def test_bg_4_level_by_level_with_a_concrete_plan(office: RunningService) -> None:
    topic_id = await signed(office, **BG)
    await assess(office, topic_id)
    early = await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED)
    assert [(v["code"], v["clauses"][0]["id"]) for v in early["violations"]] == [("CHAIN_ORDER", "BG-4")]
    answer = await do(office, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, **AGREED)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("PLAN_ATTACHMENT_REQUIRED", "BG-4")]
    await submit(office, topic_id)
    await do(office, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, **AGREED)
    given = {"meetingId": await planned(office, kind="MAYOR"), "entries": [entry(topic_id)]}
    assert (await refused(office, "proposeArrangement", as_="clerk", **given))[0].startswith("STATE_NOT_ALLOWED")
    assert (await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED))["state"] == "OPINION_GIVEN"
    assert (await done(office, "proposeArrangement", as_="clerk", **given))["arrangement"] == "PROPOSED"


@pytest.mark.refuses("CHAIN_ORDER", "PRECONDITION_MISSING", "PLAN_ATTACHMENT_REQUIRED", "ACTOR_NOT_ALLOWED")
async def test_bg_4_county_head_reviews_what_no_deputy_is_in_charge_of(office: RunningService) -> None:
    """县信访局 is in nobody's portfolio here: 县长 reviews its topic himself, and decides; no other's in its stead."""
    of_letters = {"as_": "letters-head", "input": a_draft(**BG, unitId=str(known_id("letters")))}
    topic_id = (await do(office, "draftTopic", **of_letters))["id"]
    await do(office, "signTopic", as_="letters-head", id=topic_id)
    (task,) = [
        e.data for e in await events(office, "task.opened", topic_id) if e.data["kind"] == "review_topic_as_leader"
    ]
    assert task["to"]["post"] == "COUNTY_HEAD"
    early = await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED)
    assert [(v["code"], v["detail"]) for v in early["violations"]] == [
        ("CHAIN_ORDER", "县长（该单位无分管副县长，由县长先行审核）")
    ]
    review = {"id": topic_id, **AGREED}
    assert await topic_refused(office, "reviewTopicAsLeader", as_="deputy-a", **review) == ["ACTOR_NOT_ALLOWED"]
    assert await topic_refused(office, "reviewTopicAsLeader", as_="mayor", **review) == [
        "PRECONDITION_MISSING:feasibility",
        "PLAN_ATTACHMENT_REQUIRED",
    ]
    work = await some_work(office, login="letters-head")
    await do(office, "addTopicGroundwork", as_="letters-head", id=topic_id, input=work)
    await submit(office, topic_id, "letters-head")
    assert (await do(office, "reviewTopicAsLeader", as_="mayor", **review))["state"] == "REVIEWED"
    assert (await do(office, "giveTopicOpinion", as_="mayor", **review))["state"] == "OPINION_GIVEN"
    query = "query($id: ID!) { topic(id: $id) { opinions { step person { id } } } }"
    signed_by = (await office.ask(query, as_="clerk", id=topic_id))["opinions"]
    mayor = {"id": str(known_id("mayor"))}
    assert {"step": "LEADER_REVIEW", "person": mayor} in signed_by
    assert {"step": "COUNTY_HEAD", "person": mayor} in signed_by
    others = await signed(office, **BG)
    assert await topic_refused(office, "reviewTopicAsLeader", as_="mayor", id=others, **AGREED) == ["ACTOR_NOT_ALLOWED"]


@pytest.mark.refuses("ONE_TOPIC_PER_MEETING")
async def test_bg_5_1_one_matter_unless_the_county_head_says_why(office: RunningService) -> None:
    meeting_id = await planned(office, kind="MAYOR")
    entries = [entry(await ready_topic(office, kind="MAYOR")) for _ in range(2)]
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    answer = await hold(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    (found,) = answer["violations"]
    assert (found["code"], found["blocking"], found["clauses"][0]["id"]) == ("ONE_TOPIC_PER_MEETING", True, "BG-5.1")
    why = {"dispensation": "两事相关"}
    settled = await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, act=why)
    assert [(f["code"], f["kind"]) for f in settled["findings"]] == [("ONE_TOPIC_PER_MEETING", "DISPENSATION")]


async def test_bg_5_1_the_report_has_its_three_parts(office: RunningService) -> None:
    """主要内容、需审议决定的重点问题、建议, and room for what else there is to say (等)."""
    topic_id = await reviewed(office, question="是否同意实施", suggestion="建议同意", basis="年度计划")
    await do(office, "requestTopicForm", as_="clerk", id=topic_id, kind="TOPIC_FORM")
    (form,) = await papers(office, "TOPIC_FORM")
    parts = {name: form["data"][name] for name in ("summary", "question", "suggestion", "basis")}
    assert parts == {
        "summary": ["全县老旧小区12个，拟改造5个。"],
        "question": ["是否同意实施"],
        "suggestion": ["建议同意"],
        "basis": ["年度计划"],
    }


@pytest.mark.refuses("COUNTERSIGN_INCOMPLETE")
async def test_bg_6_all_deputies_who_came_countersign(office: RunningService) -> None:
    """办主任 → every 副县长 present, in any order → 县长; one with an objection sends it back with his words."""
    topic = await ready_topic(office, kind="MAYOR")
    meeting = await in_session(office, [topic], kind="MAYOR", absent=("deputy-b",))
    minutes = (await drafted(office, meeting))["id"]
    await done(office, "submitMinutes", as_="clerk", id=minutes)
    assert (await refused(office, "signMinutes", as_="deputy-a", id=minutes))[0].startswith("CHAIN_ORDER")
    await done(office, "signMinutes", as_="director", id=minutes)
    assert await refused(office, "signMinutes", as_="mayor", id=minutes) == ["COUNTERSIGN_INCOMPLETE:常务甲、副县长甲"]
    assert await refused(office, "signMinutes", as_="deputy-b", id=minutes) == ["AB_NOT_ACTIVE"]  # he was not there
    back = await done(office, "returnMinutes", as_="deputy-a", id=minutes, act={"reason": "补充资金来源"})
    assert (back["state"], back["signatures"][-1]["comment"]) == ("DRAFTING", "补充资金来源")
    await done(office, "submitMinutes", as_="clerk", id=minutes)
    for login in ("director", "deputy-a", "executive"):
        await done(office, "signMinutes", as_=login, id=minutes)
    final = await done(office, "signMinutes", as_="mayor", id=minutes)
    assert (final["state"], final["internal"]) == ("SIGNED", True)
    (request,) = await papers(office, "MAYOR_MINUTES")
    assert request["data"]["countersigners"] == ["副县长甲", "常务甲"]
    assert (request["public_attribute"], request["not_public_reason"]) == ("NOT_PUBLIC", "内部文件")  # BG-7
