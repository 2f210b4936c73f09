"""The table of who may do what with topics (spec 06, 6.3), held against the service row by row."""

from collections.abc import Awaitable, Callable

import pytest

from tests.meetings.sittings.test_gz_meetings import whole_county
from tests.meetings.topics.steps import (
    a_draft,
    assess,
    do,
    document,
    listed,
    proposed,
    signed,
    submit,
    submitted,
    topic_of,
)
from tests.service import RunningService, known_id

LEADERS = ("mayor", "executive", "deputy-a", "deputy-b", "park-secretary", "park-director", "party-member")
OFFICE = ("director", "clerk", "clerk-b")
OTHERS = (
    *("deputy-director", "inspector", "inspector-clerk", "section-clerk", "justice-head", "justice-reviewer"),
    *("letters-head", "finance-head", "finance-clerk", "town-head", "admin"),
)
UNIT = ("housing-head", "housing-clerk")
EVERYBODY = (*LEADERS, *OFFICE, *UNIT, *OTHERS)
READ = "query($id: ID!) { topic(id: $id) { id } }"
Make = Callable[[RunningService], Awaitable[str]]


@pytest.fixture(scope="module")
async def county(meetings: RunningService) -> RunningService:
    """The small county with the park and a member of the party group beside it."""
    await meetings.give_roster(whole_county())
    return meetings


async def for_the_leader(service: RunningService) -> str:
    """A matter for a 县长办公会议 that its unit's head has signed."""
    topic_id = await signed(service, kind="MAYOR", scopeCode="1")
    await assess(service, topic_id)
    await submit(service, topic_id)
    return topic_id


async def for_the_host(service: RunningService) -> str:
    return await signed(service, kind="SPECIAL", scopeCode="1")


# What the table says: the topic, the act on it, its arguments, and all who may.
ROWS: list[tuple[Make, str, dict[str, object], tuple[str, ...]]] = [
    (signed, "endorseTopic", {}, (*LEADERS, "director")),
    (for_the_leader, "reviewTopicAsLeader", {"opinion": "AGREED"}, ("deputy-a",)),
    (proposed, "giveTopicOpinion", {"opinion": "AGREED"}, ("mayor",)),
    (for_the_host, "acceptTopic", {"opinion": "AGREED"}, ("deputy-a",)),
    (for_the_host, "commissionTopic", {"hostId": str(known_id("deputy-b")), "text": "请研究"}, ("mayor",)),
    (listed, "sendPreparationNotice", {}, OFFICE),
    (listed, "consentToUrgentTopic", {"act": {"reason": "急需"}}, ("mayor",)),
    (submitted, "recordPreliminaryReview", {}, OFFICE),
    (submitted, "returnTopic", {"reasons": [{"text": "补充"}]}, OFFICE),
    (submitted, "passTopic", {}, (*OFFICE, "mayor")),  # 县长: what is allowed in principle alone (spec 00, 0.2a)
    (listed, "rejectTopic", {"reason": "OUT_OF_SCOPE", "act": {"reason": "不属范围"}}, OFFICE),
    (listed, "withdrawTopic", {"act": {"reason": "再论证"}}, ("housing-head",)),
    (listed, "assignTopicClerk", {"personId": str(known_id("clerk"))}, ("director",)),
    (listed, "coordinateTopic", {"result": "SETTLED", "text": "一致"}, ("deputy-a",)),
]


@pytest.mark.parametrize(("make", "mutation", "arguments", "allowed"), ROWS, ids=[row[1] for row in ROWS])
async def test_each_row_of_the_table_is_kept(
    county: RunningService, make: Make, mutation: str, arguments: dict[str, object], allowed: tuple[str, ...]
) -> None:
    topic_id = await make(county)
    for login in EVERYBODY:
        if login not in allowed:
            assert await turned_away(county, mutation, login, id=topic_id, **arguments), login
    for login in allowed:
        offered = {each["name"] for each in (await topic_of(county, topic_id, as_=login))["availableActions"]}
        assert mutation in offered, login
    assert (await do(county, mutation, as_=allowed[0], id=topic_id, **arguments))["__typename"] == "Topic" or (
        mutation == "passTopic"  # the reviewer has still to judge the five items
    )


async def turned_away(service: RunningService, mutation: str, login: str, **arguments: object) -> bool:
    """Told that he may not, or, when it is nothing that he sees, that there is no such thing."""
    answer = await service.post(document(mutation, list(arguments)), as_=login, **arguments)
    if "errors" in answer:
        return [each["extensions"]["code"] for each in answer["errors"]] == ["NOT_FOUND"]
    (value,) = answer["data"].values()
    return value["__typename"] == "Refusal" and {v["kind"] for v in value["violations"]} == {"ACTOR"}


async def test_the_head_alone_signs_for_his_unit(county: RunningService) -> None:
    topic = await do(county, "draftTopic", as_="housing-clerk", input=a_draft())
    for login in (*LEADERS, *OFFICE, "housing-clerk", *OTHERS):
        assert await turned_away(county, "signTopic", login, id=topic["id"]), login
    assert (await do(county, "signTopic", as_="housing-head", id=topic["id"]))["state"] == "UNIT_HEAD_SIGNED"


@pytest.mark.parametrize("login", EVERYBODY)
async def test_leaders_draft_for_any_unit_and_units_for_themselves(county: RunningService, login: str) -> None:
    may = login in (*LEADERS, "director", *UNIT)
    answer = await do(county, "draftTopic", as_=login, input=a_draft())
    assert (answer["__typename"] == "Topic") is may, answer
    if not may:
        assert [v["kind"] for v in answer["violations"]] == ["ACTOR"]
