"""A decision in force is evaluated, and changed only by a new topic; the chain is seen from both ends (GZ-9.3)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.meetings.minutes.test_decisions import DECISION, issued
from tests.meetings.steps import done, events, heard, in_session, meeting_of, ready_topic, refused
from tests.meetings.topics.steps import a_draft, do, drafted, proposed, upload
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService

CHAIN = """query($id: ID!) { decision(id: $id) { number state changes { number } changedBy { number state }
  changingTopics { id state } evaluations { evaluatedOn evaluator advice text files { name } } } }"""
EVALUATE = """mutation($id: ID!, $evaluation: DecisionEvaluationInput!, $act: ActInput) {
  evaluateDecision(id: $id, evaluation: $evaluation, act: $act) { __typename
    ... on Decision { id state evaluations { advice } } ... on Refusal { violations { code detail } } } }"""
REPORT = {"evaluatedOn": "2022-03-01", "evaluator": "县政府研究室", "text": "资金缺口较大。", "advice": "ADJUST"}
MAJOR = "MAJOR_ADMINISTRATIVE_DECISION"
LATER = "2022-03-25T09:00:00+08:00"


async def chain(office: RunningService, decision_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    return dict(await office.ask(CHAIN, as_=as_, id=decision_id))


async def a_decision_in_force(office: RunningService, *flags: str) -> str:
    """住建局's decision of the meeting of 25 February, its minutes issued."""
    meeting = await in_session(office, [await ready_topic(office, flags=list(flags))])
    await issued(office, meeting, **({"agreesWithMajority": True} if MAJOR in flags else {}))
    (decision,) = (await meeting_of(office, meeting["id"]))["decisions"]
    assert decision["state"] == "EFFECTIVE", decision
    office.set_clock("2022-03-07T09:00")
    return str(decision["id"])


async def a_change_in_session(office: RunningService, decision_id: str, **changes: Any) -> dict[str, Any]:
    """The meeting of 25 March with a topic that wants the decision changed."""
    office.set_clock("2022-03-21T09:00")
    topic = await ready_topic(office, title="调整改造方案", changes_decision_id=UUID(decision_id), **changes)
    return await in_session(office, [topic], startsAt=LATER)


async def test_gz_9_3_a_new_decision_takes_the_place_of_the_old_one(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    meeting = await a_change_in_session(office, old)
    await issued(office, meeting, decisions=[{**DECISION, "text": "分两期实施。"}])
    (new,) = (await meeting_of(office, meeting["id"]))["decisions"]
    before, after = await chain(office, old), await chain(office, str(new["id"]))
    assert (before["state"], before["changedBy"]) == (
        "SUPERSEDED",
        [{"number": after["number"], "state": "EFFECTIVE"}],
    )
    assert after["changes"] == {"number": before["number"]}
    assert [topic["state"] for topic in before["changingTopics"]] == ["DECIDED"]
    (told,) = await events(office, "decision.changed", old)
    assert (told.data["status"], told.data["by_decision_id"]) == ("SUPERSEDED", new["id"])
    notices = [e.data["text_zh"] for e in await events(office, "notice.raised", old)]
    assert notices == [f"{before['number']}已被替代，依据{after['number']}。"]


async def test_gz_9_3_a_decision_is_ended_by_a_topic_that_says_so(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    meeting = await a_change_in_session(office, old, ends_decision=True)
    await issued(office, meeting, decisions=[{**DECISION, "text": "终止原实施方案。"}])
    assert (await chain(office, old))["state"] == "RESCINDED"
    (told,) = await events(office, "decision.changed", old)
    assert told.data["status"] == "RESCINDED"


async def test_gz_9_3_the_old_decision_stands_until_the_new_one_is_in_force(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    meeting = await a_change_in_session(office, old, flags=["LARGE_FUNDS"])
    await issued(office, meeting, outcome="AGREED_IN_PRINCIPLE", decisions=[DECISION])
    (new,) = (await meeting_of(office, meeting["id"]))["decisions"]
    assert (new["state"], (await chain(office, old))["state"]) == ("PENDING_PARTY_APPROVAL", "EFFECTIVE")
    said = {"result": "AGREED", "refNo": "平字〔2022〕12号", "decidedOn": "2022-03-25"}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=new["id"], said=said)
    assert (await chain(office, old))["state"] == "SUPERSEDED"


async def test_gz_9_3_what_was_not_agreed_changes_nothing(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    meeting = await a_change_in_session(office, old)
    await issued(office, meeting, outcome="NOT_AGREED", decisions=[])
    seen = await chain(office, old)
    assert (seen["state"], seen["changedBy"]) == ("EFFECTIVE", [])
    assert [topic["state"] for topic in seen["changingTopics"]] == ["DECIDED"]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_gz_9_3_a_change_is_a_decision_of_its_own(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    meeting = await a_change_in_session(office, old)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    nothing = {"outcome": "AGREED", "conclusion": "同意。", "decisions": []}
    assert (await refused(office, "recordOutcome", as_="clerk", itemId=item_id, **nothing))[0].startswith(
        "CONTENT_INVALID"
    )


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_gz_9_3_changed_decision_is_in_force(office: RunningService) -> None:
    """Of two topics on one decision the second is looked at anew once the first has changed it."""
    old = await a_decision_in_force(office)
    office.set_clock("2022-03-21T09:00")
    first, second = [await ready_topic(office, title=t, changes_decision_id=UUID(old)) for t in ("先", "后")]
    meeting = await in_session(office, [first], startsAt=LATER)
    await issued(office, meeting, decisions=[DECISION])
    office.set_clock("2022-04-18T09:00")
    later = await in_session(office, [second], startsAt="2022-04-22T09:00:00+08:00")
    item_id = later["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    said = {"outcome": "AGREED", "conclusion": "同意。", "decisions": [DECISION]}
    assert await refused(office, "recordOutcome", as_="clerk", itemId=item_id, **said) == [
        "STATE_NOT_ALLOWED:拟调整的2022-CW-01-01已被替代"
    ]
    over = await done(
        office, "recordOutcome", as_="clerk", itemId=item_id, outcome="NOT_AGREED", conclusion="不再研究。"
    )
    assert over["agenda"][0]["state"] == "DECIDED"


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_gz_9_3_one_decision_takes_the_place_of_another(office: RunningService) -> None:
    """Of two topics of one meeting on the same decision the second is not agreed to beside the first."""
    old = await a_decision_in_force(office)
    office.set_clock("2022-03-21T09:00")
    topics = [await ready_topic(office, title=t, changes_decision_id=UUID(old)) for t in ("先", "后")]
    meeting = await in_session(office, topics, startsAt=LATER)
    first, second = [item["id"] for item in meeting["agenda"]]
    await heard(office, first, decisions=[DECISION])
    await done(office, "callTopic", as_="clerk", itemId=second)
    said = {"outcome": "AGREED", "conclusion": "同意。", "decisions": [DECISION]}
    assert await refused(office, "recordOutcome", as_="clerk", itemId=second, **said) == [
        "STATE_NOT_ALLOWED:拟调整的议定事项已由2022-CW-02-01调整"
    ]
    again = {"outcome": "RECONSIDER", "conclusion": "下次再议。"}
    await done(office, "recordOutcome", as_="clerk", itemId=second, **again)
    await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    assert len((await chain(office, old))["changedBy"]) == 1


@pytest.mark.refuses("EVALUATION_REQUIRED")
async def test_gz_9_3_changed_decision_was_evaluated(office: RunningService) -> None:
    old = await a_decision_in_force(office, MAJOR)
    topic_id = await proposed(office, title="调整改造方案", changesDecisionId=old)  # says nothing of its own weight
    await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="同意上会")
    await do(office, "backlogTopic", as_="clerk", id=topic_id)
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id)
    material = await upload(office, "housing-clerk")
    await do(office, "submitTopicMaterial", as_="housing-clerk", id=topic_id, fileIds=[material])
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert "EVALUATION_REQUIRED" in await topic_refused(office, "passTopic", as_="clerk", id=topic_id)
    report = {**REPORT, "fileIds": [await upload(office, "housing-clerk", "评估报告.pdf")]}
    done_ = await office.ask(EVALUATE, as_="housing-clerk", id=old, evaluation=report)
    assert done_["evaluations"] == [{"advice": "ADJUST"}]
    assert "EVALUATION_REQUIRED" not in await topic_refused(office, "passTopic", as_="clerk", id=topic_id)
    seen = await chain(office, old)
    assert [(e["evaluator"], e["files"]) for e in seen["evaluations"]] == [("县政府研究室", [{"name": "评估报告.pdf"}])]
    told = [e.data for e in await events(office, "notice.raised", old) if e.data["template"] == "decision_evaluated"]
    assert told[0]["text_zh"] == "2022-CW-01-01评估建议调整；调整须另行提请议题研究。"


async def test_gz_9_3_an_emergency_needs_no_evaluation_when_the_county_head_says_so(office: RunningService) -> None:
    old = await a_decision_in_force(office, MAJOR)
    topic_id = await proposed(office, title="汛期调整", changesDecisionId=old)
    await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="同意上会")
    await do(office, "backlogTopic", as_="clerk", id=topic_id)
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id)
    material = await upload(office, "housing-clerk")
    await do(office, "submitTopicMaterial", as_="housing-clerk", id=topic_id, fileIds=[material])
    emergency = {"dispensation": "汛情紧急，先行调整"}
    missing = await topic_refused(office, "passTopic", as_="mayor", id=topic_id, act=emergency)
    assert missing
    assert "EVALUATION_REQUIRED" not in missing


async def test_gz_9_3_what_changes_a_major_matter_is_one(office: RunningService) -> None:
    old = await a_decision_in_force(office, MAJOR)
    topic_id = await drafted(office, changesDecisionId=old, flags=[])
    query = "query($id: ID!) { topic(id: $id) { flags endsDecision changesDecision { id } } }"
    assert await office.ask(query, as_="clerk", id=topic_id) == {
        "flags": [MAJOR],
        "endsDecision": False,
        "changesDecision": {"id": old},
    }
    special = await drafted(office, kind="SPECIAL", scopeCode="1", changesDecisionId=old)
    assert await topic_refused(office, "signTopic", as_="housing-head", id=special) == ["MAJOR_MATTER_WRONG_MEETING"]
    await do(office, "editTopic", as_="housing-clerk", id=special, input={"changesDecisionId": None})
    assert (await do(office, "signTopic", as_="housing-head", id=special))["state"] == "UNIT_HEAD_SIGNED"


async def test_gz_9_3_only_a_decision_that_one_sees_is_changed(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    draft = "mutation($input: TopicDraft!) { draftTopic(input: $input) { __typename } }"
    strange = a_draft(unitId=a_draft()["unitId"], changesDecisionId=old)
    town = {**strange, "unitId": str(UUID(int=0))}
    assert await office.error_code(draft, as_="housing-clerk", input=town) == "NOT_FOUND"
    unseen = {**strange, "changesDecisionId": str(UUID(int=1))}
    assert await office.error_code(draft, as_="housing-clerk", input=unseen) == "NOT_FOUND"
    ending = {key: value for key, value in strange.items() if key != "changesDecisionId"} | {"endsDecision": True}
    answers = await topic_refused(office, "draftTopic", as_="housing-clerk", input=ending)
    assert answers[0].startswith("CONTENT_INVALID")


async def test_gz_9_3_only_the_lead_unit_and_the_office_evaluate(office: RunningService) -> None:
    old = await a_decision_in_force(office)
    answer = await office.ask(EVALUATE, as_="finance-head", id=old, evaluation=REPORT)
    assert [v["code"] for v in answer["violations"]] == ["ACTOR_NOT_ALLOWED"]
    for wrong in ({"evaluatedOn": date(2022, 2, 1).isoformat()}, {"evaluatedOn": "2022-03-08"}, {"text": " "}):
        answer = await office.ask(EVALUATE, as_="clerk", id=old, evaluation={**REPORT, **wrong})
        assert [v["code"] for v in answer["violations"]] == ["CONTENT_INVALID"]
    assert await office.error_code(EVALUATE, as_="town-head", id=old, evaluation=REPORT) == "NOT_FOUND"
    assert (await chain(office, old))["evaluations"] == []


@pytest.mark.refuses("ALREADY_ISSUED")
async def test_gz_9_3_issued_decision_keeps_its_words(office: RunningService) -> None:
    """Not even one that still waits for 县委 is worded anew once its minutes are out."""
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    await issued(office, meeting, decisions=[DECISION])
    (decision,) = (await meeting_of(office, meeting["id"]))["decisions"]
    worded = {**DECISION, "text": "另行安排。"}
    assert await refused(office, "editDecision", as_="clerk", id=decision["id"], decision=worded) == ["ALREADY_ISSUED"]
    assert await heard_before(office)


async def heard_before(office: RunningService) -> bool:
    """While the minutes are drafted the office still words a decision."""
    office.set_clock("2022-03-21T09:00")
    meeting = await in_session(office, [await ready_topic(office)], startsAt=LATER)
    over = await heard(office, meeting["agenda"][0]["id"])
    (decision,) = over["decisions"]
    edited = await done(office, "editDecision", as_="clerk", id=decision["id"], decision=DECISION)
    return bool(edited["revision"] == 2)
