"""From the unit's draft to 初审通过, through the service's GraphQL (CW-3)."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from services.contracts.directory import DelegationRegistered
from services.contracts.words.directory import DelegationScope
from services.kernel.events import Envelope
from services.kernel.ids import new_id
from services.kernel.store import OutboxRow
from tests.meetings.topics.steps import (
    a_draft,
    do,
    drafted,
    listed,
    noticed,
    passed,
    proposed,
    refused,
    signed,
    submit,
    topic_of,
)
from tests.service import RunningService, known_id


async def events_about(service: RunningService, topic_id: str) -> list[Envelope]:
    """What was said of the topic to the others, in order."""
    async with service.runtime.sessions() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))
        told = [Envelope.load(row.payload) for row in rows if row.payload]
    return [envelope for envelope in told if envelope.subject == topic_id]


async def test_a_topic_finds_its_way(meetings: RunningService) -> None:
    topic_id = await passed(meetings)
    topic = await topic_of(meetings, topic_id)
    assert topic["state"] == "PASSED"
    told = [e.type for e in await events_about(meetings, topic_id) if e.type.startswith("meetings.topic.")]
    assert told == [
        "meetings.topic.drafted.v1",
        "meetings.topic.proposed.v1",
        "meetings.topic.backlogged.v1",
        "meetings.topic.material_requested.v1",
        "meetings.topic.material_submitted.v1",
    ]


async def test_everybody_is_told_when_it_is_his_turn(meetings: RunningService) -> None:
    topic_id = await noticed(meetings)
    told = await events_about(meetings, topic_id)
    opened = [e.data["kind"] for e in told if e.type == "meetings.task.opened.v1"]
    assert list(dict.fromkeys(opened)) == [
        "sign_topic",
        "endorse_topic",
        "give_topic_opinion",
        "backlog_topic",
        "send_preparation_notice",
        "submit_topic_material",
    ]
    tasks = {e.data["task_id"] for e in told if e.type == "meetings.task.opened.v1"}
    closed = {e.data["task_id"] for e in told if e.type == "meetings.task.closed.v1"}
    still_open = tasks - closed
    assert len(still_open) == 2  # head and clerk of the unit hand in material


@pytest.mark.refuses("PROPOSER_NOT_MEMBER")
async def test_at01_a_unit_does_not_propose(meetings: RunningService) -> None:
    topic_id = await signed(meetings)
    answer = await do(meetings, "endorseTopic", as_="housing-head", id=topic_id)
    assert [(v["code"], v["kind"]) for v in answer["violations"]] == [("PROPOSER_NOT_MEMBER", "ACTOR")]
    assert answer["violations"][0]["clauses"][0]["id"] == "CW-3.1"
    assert (await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id))["state"] == "PROPOSED"


@pytest.mark.refuses("SCOPE_REQUIRED")
async def test_at02_scope_is_asked_for(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, scopeCode=None)
    assert await refused(meetings, "signTopic", as_="housing-head", id=topic_id) == ["SCOPE_REQUIRED"]
    other = await drafted(meetings, scopeCode="8")
    assert await refused(meetings, "signTopic", as_="housing-head", id=other) == ["SCOPE_REQUIRED"]
    await do(meetings, "editTopic", as_="housing-clerk", id=other, input={"scopeNote": "通报有关情况"})
    assert (await do(meetings, "signTopic", as_="housing-head", id=other))["state"] == "UNIT_HEAD_SIGNED"


@pytest.mark.refuses("TOPIC_OUT_OF_SCOPE")
async def test_at02_establishment_is_not_heard(meetings: RunningService) -> None:
    topic_id = await signed(meetings, flags=["ESTABLISHMENT"])
    answer = await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    (violation,) = answer["violations"]
    assert (violation["code"], violation["detail"]) == ("TOPIC_OUT_OF_SCOPE", "establishment")
    assert "县编委会或县编委办" in violation["messageZh"]
    assert violation["dispensableBy"] == "COUNTY_HEAD"
    allowed = await do(
        meetings, "endorseTopic", as_="mayor", id=topic_id, act={"dispensation": "涉及全县机构改革部署，须集体研究"}
    )
    assert allowed["state"] == "PROPOSED"
    assert (await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED"))["state"] == (
        "OPINION_GIVEN"
    )


@pytest.mark.refuses("MAYOR_OPINION_REQUIRED")
async def test_at03_no_topic_is_listed_without_the_county_heads_opinion(meetings: RunningService) -> None:
    topic_id = await proposed(meetings)
    assert await refused(meetings, "backlogTopic", as_="clerk", id=topic_id) == ["MAYOR_OPINION_REQUIRED"]
    assert (await topic_of(meetings, topic_id))["state"] == "PROPOSED"


@pytest.mark.refuses("NO_ACTIVE_DELEGATION", "EXPLICIT_OPINION_REQUIRED")
async def test_an_opinion_is_explicit_and_leads_somewhere(meetings: RunningService) -> None:
    topic_id = await proposed(meetings)
    assert await refused(meetings, "giveTopicOpinion", as_="mayor", id=topic_id) == ["EXPLICIT_OPINION_REQUIRED"]
    blank = await refused(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="OTHER", text=" ")
    assert blank == ["EXPLICIT_OPINION_REQUIRED"]
    assert await refused(meetings, "giveTopicOpinion", as_="deputy-a", id=topic_id, opinion="AGREED") == [
        "ACTOR_NOT_ALLOWED"
    ]
    assert await refused(meetings, "giveTopicOpinion", as_="executive", id=topic_id, opinion="AGREED") == [
        "NO_ACTIVE_DELEGATION"
    ]
    again = await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="REVISE", text="补充资金来源")
    assert again["state"] == "DRAFT"
    assert await refused(meetings, "endorseTopic", as_="deputy-a", id=topic_id) == ["UNIT_HEAD_APPROVAL_REQUIRED"]
    other = await proposed(meetings)
    rejected = await do(meetings, "giveTopicOpinion", as_="mayor", id=other, opinion="NOT_AGREED", text="暂不上会")
    assert rejected["state"] == "REJECTED"
    assert "meetings.topic.rejected.v1" in [e.type for e in await events_about(meetings, other)]


async def test_the_unit_head_signs_first_and_only_for_his_unit(meetings: RunningService) -> None:
    topic_id = await drafted(meetings)
    assert await refused(meetings, "endorseTopic", as_="deputy-a", id=topic_id) == ["UNIT_HEAD_APPROVAL_REQUIRED"]
    assert await refused(meetings, "signTopic", as_="housing-clerk", id=topic_id) == ["ACTOR_NOT_ALLOWED"]
    foreign = await refused(meetings, "draftTopic", as_="finance-clerk", input=a_draft())
    assert foreign == ["ACTOR_NOT_ALLOWED"]


async def test_a_leader_drafts_for_the_unit_that_brings_it(meetings: RunningService) -> None:
    topic = await do(meetings, "draftTopic", as_="deputy-a", input=a_draft())
    assert topic["state"] == "DRAFT"
    assert (await do(meetings, "signTopic", as_="housing-head", id=topic["id"]))["state"] == "UNIT_HEAD_SIGNED"


@pytest.mark.refuses("CLASSIFIED_NOT_ALLOWED")
async def test_at59_nothing_classified_enters(meetings: RunningService) -> None:
    assert await refused(meetings, "draftTopic", as_="housing-clerk", input=a_draft(secrecy="秘密")) == [
        "CLASSIFIED_NOT_ALLOWED"
    ]
    topic_id = await drafted(meetings)
    assert await refused(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"secrecy": "机密"}) == [
        "CLASSIFIED_NOT_ALLOWED"
    ]


async def test_the_office_rejects_and_the_unit_withdraws_with_reasons(meetings: RunningService) -> None:
    topic_id = await listed(meetings)
    refusal = await refused(meetings, "rejectTopic", as_="clerk", id=topic_id, reason="OUT_OF_SCOPE")
    assert refusal == ["REASON_REQUIRED"]
    act = {"reason": "属部门职权"}
    gone = await do(meetings, "rejectTopic", as_="clerk", id=topic_id, reason="DELEGATED_MATTER", act=act)
    assert gone["state"] == "REJECTED"
    other = await noticed(meetings)
    taken = await do(meetings, "withdrawTopic", as_="housing-head", id=other, act={"reason": "方案需重新论证"})
    assert taken["state"] == "WITHDRAWN"
    assert [d["state"] for d in taken["deadlines"]] == ["CANCELLED"]
    assert await refused(meetings, "sendPreparationNotice", as_="clerk", id=other) == ["STATE_NOT_ALLOWED:已撤回"]


async def test_gz_3_flags_of_others_are_cleared_by_the_county_head(meetings: RunningService) -> None:
    topic_id = await listed(meetings)
    flagged = await do(meetings, "flagTopic", as_="clerk", id=topic_id, flag="MAJOR_INVESTMENT")
    assert flagged["flags"] == ["MAJOR_INVESTMENT"]
    answer = await do(meetings, "unflagTopic", as_="housing-head", id=topic_id, flag="MAJOR_INVESTMENT")
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "GZ-3")]
    cleared = await do(meetings, "unflagTopic", as_="mayor", id=topic_id, flag="MAJOR_INVESTMENT")
    assert cleared["flags"] == []


async def test_plans_and_budgets_are_flagged_for_the_party_committee(meetings: RunningService) -> None:
    topic = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft(scopeCode="5"))
    assert topic["flags"] == ["MAJOR_DECISION"]


async def test_an_act_on_paper_is_registered_and_confirmed(meetings: RunningService) -> None:
    topic_id = await signed(meetings)
    late = {
        "occurredAt": "2022-02-07T09:00:00+08:00",
        "byPersonId": str(known_id("deputy-a")),
        "note": "副县长在呈批单上签字",
        "evidenceFileIds": [],
    }
    await do(meetings, "endorseTopic", as_="clerk", id=topic_id, act={"lateRegistration": late})
    topic = await topic_of(meetings, topic_id)
    assert topic["state"] == "PROPOSED"
    blocked = await refused(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    assert blocked == ["EVIDENCE_REQUIRED"]
    query = "mutation($id: ID!) { confirmTopicRegistrations(id: $id) { __typename } }"
    assert (await meetings.ask(query, as_="clerk", id=topic_id))["__typename"] == "Refusal"
    assert (await meetings.ask(query, as_="director", id=topic_id))["__typename"] == "Topic"
    assert (await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED"))["state"] == (
        "OPINION_GIVEN"
    )


@pytest.mark.refuses("IDEMPOTENCY_KEY_REUSED")
async def test_a_repeated_key_drafts_one_topic(meetings: RunningService) -> None:
    key = {"idempotencyKey": "topic-1"}
    first = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft(), act=key)
    again = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft(), act=key)
    assert again["id"] == first["id"]
    other = await refused(meetings, "draftTopic", as_="housing-clerk", input=a_draft(title="别的"), act=key)
    assert other == ["IDEMPOTENCY_KEY_REUSED"]


async def test_a_stale_version_changes_nothing(meetings: RunningService) -> None:
    topic_id = await drafted(meetings)
    stale = await refused(meetings, "signTopic", as_="housing-head", id=topic_id, act={"expectedVersion": 99})
    assert stale[0].startswith("VERSION_CONFLICT")
    assert (await topic_of(meetings, topic_id))["state"] == "DRAFT"


async def test_bad_input_is_told_and_writes_nothing(meetings: RunningService) -> None:
    assert await refused(meetings, "draftTopic", as_="housing-clerk", input=a_draft(title=" ")) == [
        "CONTENT_INVALID:议题名称"
    ]
    assert await refused(meetings, "draftTopic", as_="housing-clerk", input=a_draft(title="甲\x07乙")) == [
        "INPUT_ILLEGAL_CHARACTER:draft.title"
    ]
    assert await refused(meetings, "draftTopic", as_="housing-clerk", input=a_draft(summary="长" * 50_001)) == [
        "INPUT_TOO_LONG:draft.summary"
    ]
    topic_id = await noticed(meetings)
    assert await refused(meetings, "submitTopicMaterial", as_="housing-clerk", id=topic_id, fileIds=[]) == [
        "CONTENT_INVALID:议题材料文件"
    ]
    stranger = await submit(meetings, topic_id, "housing-head")
    assert stranger["state"] == "SUBMITTED"


async def test_a_rules_wall_is_shown_before_it_is_hit(meetings: RunningService) -> None:
    topic_id = await proposed(meetings)
    seen = {a["name"]: a for a in (await topic_of(meetings, topic_id))["availableActions"]}
    assert seen["backlogTopic"]["enabled"] is False
    assert [v["code"] for v in seen["backlogTopic"]["blockedBy"]] == ["MAYOR_OPINION_REQUIRED"]
    assert "giveTopicOpinion" not in seen
    assert "proposeArrangement" not in seen
    county_head = {a["name"]: a for a in (await topic_of(meetings, topic_id, as_="mayor"))["availableActions"]}
    assert county_head["giveTopicOpinion"]["enabled"] is True


async def test_the_executive_deputy_decides_under_a_delegation_and_is_stamped(january: RunningService) -> None:
    topic_id = await proposed(january)
    given = DelegationRegistered(
        id=new_id(),
        grantor_id=known_id("mayor"),
        grantee_id=known_id("executive"),
        scopes=(DelegationScope.DECIDE_TOPICS,),
        valid_from=date(2022, 1, 28),
        valid_until=date(2022, 1, 31),
        basis="县长公务外出",
    )
    await january.receive(given, given.id)
    topic = await do(january, "giveTopicOpinion", as_="executive", id=topic_id, opinion="AGREED")
    assert topic["state"] == "OPINION_GIVEN"
    query = "query($id: ID!) { topic(id: $id) { opinions { step stamp onBehalfOf { id } } } }"
    opinions = (await january.ask(query, as_="clerk", id=topic_id))["opinions"]
    assert opinions[-1] == {"step": "COUNTY_HEAD", "stamp": "受县长委托", "onBehalfOf": {"id": str(known_id("mayor"))}}
    assert (await do(january, "backlogTopic", as_="clerk", id=topic_id))["state"] == "BACKLOG"


async def test_two_clerks_at_once_list_a_topic_once(meetings: RunningService) -> None:
    topic_id = await proposed(meetings)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    both = [do(meetings, "backlogTopic", as_=login, id=topic_id) for login in ("clerk", "clerk-b")]
    answers = await asyncio.gather(*both)
    assert sorted(answer["__typename"] for answer in answers) == ["Refusal", "Topic"]
    told = [e.type for e in await events_about(meetings, topic_id)]
    assert told.count("meetings.topic.backlogged.v1") == 1
