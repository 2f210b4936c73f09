"""A topic that goes no further leaves no to-do behind, and one that a meeting sent up says so in 初审."""

from tests.meetings.steps import events, ready_topic
from tests.meetings.topics.steps import do, listed, signed
from tests.service import RunningService, known_id

PREFILL = "query($id: ID!) { topic(id: $id) { reviewPrefill { number result evidence } } }"


async def open_kinds(service: RunningService, topic_id: str) -> set[str]:
    opened = {e.data["task_id"]: e.data["kind"] for e in await events(service, "task.opened", topic_id)}
    closed = {e.data["task_id"] for e in await events(service, "task.closed", topic_id)}
    return {kind for task_id, kind in opened.items() if task_id not in closed}


async def test_a_withdrawn_topic_asks_nobody_any_more(meetings: RunningService) -> None:
    topic_id = await signed(meetings, involvedUnitIds=[str(known_id("finance"))])
    await do(meetings, "askTopicUnits", as_="housing-clerk", id=topic_id)
    assert await open_kinds(meetings, topic_id) == {"answer_unit_consultation", "endorse_topic"}
    await do(meetings, "withdrawTopic", as_="housing-head", id=topic_id, act={"reason": "条件尚不成熟"})
    assert await open_kinds(meetings, topic_id) == set()


async def test_a_rejected_topic_asks_nobody_any_more(meetings: RunningService) -> None:
    topic_id = await listed(meetings, involvedUnitIds=[str(known_id("finance"))])
    await do(meetings, "answerUnitConsultation", as_="finance-head", id=topic_id, result="DISAGREED", text="资金未落实")
    assert "coordinate_topic" in await open_kinds(meetings, topic_id)
    why = {"act": {"reason": "由分管副县长研究"}}
    await do(meetings, "rejectTopic", as_="clerk", id=topic_id, reason="DELEGATED_MATTER", **why)
    assert await open_kinds(meetings, topic_id) == set()


async def test_a_matter_that_was_sent_up_was_before_a_meeting(meetings: RunningService) -> None:
    earlier = known_id("topic/special")
    sent_up = await ready_topic(meetings, previous_topic_id=earlier)
    items = (await meetings.ask(PREFILL, as_="clerk", id=sent_up))["reviewPrefill"]
    assert (items[2]["result"], items[2]["evidence"]) == ("MET", "已经会议研究，提请本次会议决定")
    plain = await ready_topic(meetings)
    items = (await meetings.ask(PREFILL, as_="clerk", id=plain))["reviewPrefill"]
    assert [item["number"] for item in items] == [1, 2, 3, 4, 5]
    assert items[2]["result"] == "NOT_APPLICABLE"
