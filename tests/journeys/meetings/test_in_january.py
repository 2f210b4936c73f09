"""Acceptance scenarios of topics, through the gateway (spec 10, AT-01 … AT-14); the clock of January stands here."""

from typing import Any

from deploy.demo.office import REFUSAL
from tests.journeys.meetings.gate import (
    Gate,
    assess,
    drafted,
    noticed,
    notified,
    opened,
    over,
    planned,
    proposed,
    ready,
    signed,
    submit,
)
from tests.meetings.steps import done, hold, meeting_of
from tests.meetings.steps import refused as meeting_refused
from tests.meetings.topics.steps import do, refused, topic_of

LEGALITY = "query($id: ID!) { legalityReviews(subjectId: $id, first: 1) { nodes { id } } }"
KNOWN = "query($id: ID!) { topic(id: $id) { legalityConclusions { conclusion } } }"
CONCLUDE = f"""mutation($id: ID!, $input: ReviewOpinion!) {{ concludeLegalityReview(id: $id, input: $input) {{
  __typename ... on LegalityReview {{ id state }} {REFUSAL} }} }}"""


async def test_at_01_a_unit_does_not_propose_a_member_does(gate: Gate) -> None:
    topic_id = await signed(gate)
    assert await refused(gate, "endorseTopic", as_="unit-clerk", id=topic_id) == ["PROPOSER_NOT_MEMBER"]
    assert (await do(gate, "endorseTopic", as_="urban", id=topic_id))["state"] == "PROPOSED"


async def test_at_02_scope_is_asked_for_and_establishment_goes_elsewhere(gate: Gate) -> None:
    assert await refused(gate, "signTopic", as_="head", id=await drafted(gate, scopeCode=None)) == ["SCOPE_REQUIRED"]
    topic_id = await signed(gate, flags=["ESTABLISHMENT"])
    answer = await do(gate, "endorseTopic", as_="urban", id=topic_id)
    (found,) = answer["violations"]
    assert (found["code"], found["detail"]) == ("TOPIC_OUT_OF_SCOPE", "establishment")
    assert "由县编委会或县编委办研究决定" in found["messageZh"]


async def test_at_03_nothing_is_listed_without_the_county_heads_opinion(gate: Gate) -> None:
    topic_id = await signed(gate)
    await do(gate, "endorseTopic", as_="urban", id=topic_id)
    assert await refused(gate, "backlogTopic", as_="clerk", id=topic_id) == ["MAYOR_OPINION_REQUIRED"]


async def test_at_05_and_at_23_the_clocks_of_january(gate: Gate) -> None:
    """AT-05: two working days from the delivery of 28 January. AT-23: so long have record and draft."""
    heard = await ready(gate)
    meeting = await notified(gate, [heard], "2022-01-28T09:00")
    ended = await over(gate, await opened(gate, meeting))
    (term,) = [each for each in ended["deadlines"] if each["key"] == "record_and_draft"]
    assert (term["due"], term["state"]) == ("2022-01-30", "OPEN")  # a Sunday that works (调休)

    topic_id = await noticed(gate)
    await gate.clock("2022-01-30T10:00")
    topic = await do(gate, "acknowledgePreparationNotice", as_="unit-clerk", id=topic_id)
    assert topic["preparationNotices"][0]["receivedAt"].startswith("2022-01-30")
    assert [each["due"] for each in topic["deadlines"]] == ["2022-01-30"]

    await gate.clock("2022-02-07T09:00")
    (term,) = [each for each in (await meeting_of(gate, ended["id"]))["deadlines"] if each["key"] == "record_and_draft"]
    assert term["state"] == "MISSED"
    late = await topic_of(gate, topic_id)
    assert (late["state"], [each["reason"] for each in late["deferrals"]]) == ("BACKLOG", ["MATERIAL_LATE"])


async def test_at_06_a_normative_document_is_reviewed_by_the_justice_bureau(gate: Gate) -> None:
    topic_id = await noticed(gate, scopeCode="4", flags=["NORMATIVE_DOCUMENT"])
    await assess(gate, topic_id)
    await submit(gate, topic_id)
    await do(gate, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert "LEGAL_REVIEW_REQUIRED" in await refused(gate, "passTopic", as_="clerk", id=topic_id)
    await do(gate, "requestTopicLegalityReview", as_="unit-clerk", id=topic_id)
    found = await gate.office.until("mao.xinlin", LEGALITY, lambda page: bool(page["nodes"]), id=topic_id)
    opinion: dict[str, Any] = {
        "conclusion": "ILLEGAL",
        "basis": ["《中华人民共和国立法法》"],
        "checks": [
            {"subject": "AUTHORITY", "lawful": False, "text": "超越职权。"},
            {"subject": "PROCEDURE", "lawful": True, "text": "程序合法。"},
            {"subject": "CONTENT", "lawful": True, "text": "内容合法。"},
        ],
        "suggestions": ["修改后再报。"],
    }
    review = {"id": found["nodes"][0]["id"], "input": opinion}
    stranger = await gate.ask(CONCLUDE, as_="clerk", **review)
    assert [(v["code"]) for v in stranger["violations"]] == ["ACTOR_NOT_ALLOWED"]
    assert (await gate.ask(CONCLUDE, as_="reviewer", **review))["__typename"] == "LegalityReview"
    await gate.office.until("deng.qiuzhu", KNOWN, lambda t: bool(t["legalityConclusions"]), id=topic_id)
    assert "LEGAL_REVIEW_NEGATIVE" in await refused(gate, "passTopic", as_="clerk", id=topic_id)


async def test_at_08_units_are_consulted_and_disagreement_is_settled(gate: Gate) -> None:
    topic_id = await noticed(gate, involvedUnitIds=[gate.unit("CZJ")])
    await assess(gate, topic_id)
    await submit(gate, topic_id)
    await do(gate, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert "PRECONDITION_MISSING:consult:县财政局" in await refused(gate, "passTopic", as_="clerk", id=topic_id)
    await do(gate, "answerUnitConsultation", as_="hao.yuhai", id=topic_id, result="DISAGREED", text="资金不足")
    await do(gate, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert "DISAGREEMENT_UNRESOLVED" in await refused(gate, "passTopic", as_="clerk", id=topic_id)
    await do(gate, "coordinateTopic", as_="urban", id=topic_id, result="SETTLED", text="分两年安排，基本一致")
    await do(gate, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert (await do(gate, "passTopic", as_="clerk", id=topic_id))["state"] == "PASSED"


async def test_at_10_a_major_matter_is_for_the_standing_meeting(gate: Gate) -> None:
    for kind in ("MAYOR", "SPECIAL"):
        topic_id = await drafted(gate, kind=kind, scopeCode="1", flags=["MAJOR_INVESTMENT"])
        assert await refused(gate, "signTopic", as_="head", id=topic_id) == ["MAJOR_MATTER_WRONG_MEETING"]


async def test_at_11_funds_rest_on_authority_or_go_up(gate: Gate) -> None:
    topic_id = await ready(gate, "SPECIAL", scopeCode="3")
    meeting = await notified(gate, [topic_id], "2022-02-08T09:00", kind="SPECIAL", host="urban")
    item = (await opened(gate, meeting))["agenda"][0]["id"]
    await done(gate, "callTopic", as_="clerk", itemId=item)
    decided = {"itemId": item, "outcome": "AGREED", "conclusion": "同意。"}
    assert await meeting_refused(gate, "recordOutcome", as_="clerk", **decided) == ["FUNDS_AUTHORITY_REQUIRED"]
    up = {**decided, "outcome": "TO_HIGHER_MEETING", "referTo": "STANDING"}
    await done(gate, "recordOutcome", as_="clerk", **up)
    query = (
        "query { topics(filter: { kinds: [STANDING], states: [DRAFT] }, first: 50) { nodes { previousTopic { id } } } }"
    )
    drafts = (await gate.ask(query, as_="clerk"))["nodes"]
    assert topic_id in [each["previousTopic"]["id"] for each in drafts if each["previousTopic"]]


async def test_at_12_one_matter_in_zt_always_in_bg_in_principle(gate: Gate) -> None:
    special = await planned(gate, "2022-02-10T09:00", kind="SPECIAL", host="urban")
    both = [{"topicId": await ready(gate, "SPECIAL")} for _ in range(2)]
    given = {"meetingId": special, "entries": both}
    assert await meeting_refused(gate, "proposeArrangement", as_="clerk", **given) == ["ONE_TOPIC_PER_MEETING"]
    mayors = await planned(gate, "2022-02-10T15:00", kind="MAYOR")
    await proposed(gate, mayors, *[{"topicId": await ready(gate, "MAYOR")} for _ in range(2)])
    assert await meeting_refused(gate, "approveArrangement", as_="mayor", meetingId=mayors) == ["ONE_TOPIC_PER_MEETING"]
    why = {"dispensation": "两事相关，一并研究"}
    settled = await done(gate, "approveArrangement", as_="mayor", meetingId=mayors, act=why)
    assert [(f["code"], f["kind"]) for f in settled["findings"]] == [("ONE_TOPIC_PER_MEETING", "DISPENSATION")]


async def test_at_14_the_arrangement_is_sorted_and_what_is_removed_goes_back(gate: Gate) -> None:
    ordinary, urgent, critical = [await ready(gate, urgency=each) for each in ("ORDINARY", "URGENT", "CRITICAL")]
    meeting_id = await planned(gate, "2022-02-11T09:00")
    arranged = await proposed(gate, meeting_id, *({"topicId": each} for each in (ordinary, urgent, critical)))
    assert [item["topic"]["id"] for item in arranged["agenda"]] == [critical, urgent, ordinary]
    approve = {"meetingId": meeting_id, "removedTopicIds": [urgent]}
    settled = await hold(gate, "approveArrangement", as_="mayor", **approve)
    assert [item["topic"]["id"] for item in settled["agenda"]] == [critical, ordinary]
    assert (await topic_of(gate, urgent))["state"] == "PASSED"
    query = "query { topicCandidates(kind: STANDING, first: 100) { nodes { id } } }"
    assert urgent in [each["id"] for each in (await gate.ask(query, as_="clerk"))["nodes"]]
