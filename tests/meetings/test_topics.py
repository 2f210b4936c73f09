"""Topics on their way to a meeting, through the service's GraphQL."""

from typing import Any

from tests.service import RunningService, known_id

FIELDS = """__typename ... on Topic { id version state title availableActions { name enabled blockedBy { code } } }
... on Refusal { violations { code kind messageZh blocking clauses { id text } } }"""
DRAFT = "mutation($input: TopicDraft!, $act: ActInput) { draftTopic(input: $input, act: $act) { %s } }" % FIELDS
SIGN = "mutation($id: ID!, $act: ActInput) { signTopic(id: $id, act: $act) { %s } }" % FIELDS


def a_topic(**changes: Any) -> dict[str, Any]:
    return {"kind": "STANDING", "title": "县城老旧小区改造方案", "unitId": str(known_id("housing")), **changes}


async def test_unit_head_signs_the_topic_of_his_unit(meetings: RunningService) -> None:
    topic = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic(scopeCode="7"))
    assert topic["state"] == "DRAFT"
    refused = await meetings.ask(SIGN, as_="housing-clerk", id=topic["id"])
    assert [v["code"] for v in refused["violations"]] == ["ACTOR_NOT_ALLOWED"]
    signed = await meetings.ask(SIGN, as_="housing-head", id=topic["id"])
    assert signed["state"] == "UNIT_HEAD_SIGNED"


async def test_at02_topic_names_its_scope(meetings: RunningService) -> None:
    topic = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic())
    refused = await meetings.ask(SIGN, as_="housing-head", id=topic["id"])
    assert [v["code"] for v in refused["violations"]] == ["SCOPE_REQUIRED"]
    assert refused["violations"][0]["clauses"][0]["id"] == "CW-2.1"


async def test_a_repeated_key_drafts_one_topic(meetings: RunningService) -> None:
    first = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic(), act={"idempotencyKey": "k1"})
    again = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic(), act={"idempotencyKey": "k1"})
    other = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic(title="别的"), act={"idempotencyKey": "k1"})
    assert again["id"] == first["id"]
    assert other["violations"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_topic_of_another_unit_does_not_exist(meetings: RunningService) -> None:
    topic = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic())
    query = "query($id: ID!) { topic(id: $id) { title } }"
    assert await meetings.error_code(query, as_="finance-clerk", id=topic["id"]) == "NOT_FOUND"
    assert await meetings.error_code(query, id=topic["id"]) == "UNAUTHENTICATED"
    assert await meetings.error_code(query, as_="nobody", id=topic["id"]) == "PERSON_UNKNOWN"


async def test_a_stale_version_changes_nothing(meetings: RunningService) -> None:
    topic = await meetings.ask(DRAFT, as_="housing-clerk", input=a_topic(scopeCode="7"))
    refused = await meetings.ask(SIGN, as_="housing-head", id=topic["id"], act={"expectedVersion": 9})
    assert refused["violations"][0]["code"] == "VERSION_CONFLICT"
