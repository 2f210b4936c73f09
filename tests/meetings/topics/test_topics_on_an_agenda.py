"""What a meeting does with a topic: the commands that meetings in session call (CW-3.5, CW-5.2)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.contracts.words.meetings import DeferralReason, MeetingKind, Outcome
from services.kernel.ids import new_id
from services.kernel.model import load
from services.kernel.refusals import Refused
from services.meetings.topics import commands
from services.meetings.topics.model import Topic
from tests.meetings.topics.steps import do, listed, passed, refused, signed, topic_of
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService, known_id

CANDIDATES = "query { topicCandidates(kind: STANDING, first: 100) { nodes { id urgency } } }"


async def in_session(
    service: RunningService, login: str | None, topic_id: str, command: Callable[..., Awaitable[Any]], **facts: Any
) -> Any:
    """One command on the topic by this person, or by nobody, in a transaction of its own."""
    act = await service.runtime.system_act()
    if login is not None:
        person = act.view.person_by_login(login)
        assert person is not None
        act = replace(act, person=person, system=False)
    async with service.runtime.sessions.begin() as session:
        topic = await load(session, Topic, UUID(topic_id))
        return await command(session, act, topic=topic, **facts)


async def arranged(service: RunningService, topic_id: str, meeting_id: UUID) -> None:
    await in_session(service, "clerk", topic_id, commands.propose_arrangement, meeting_id=meeting_id)


async def finalized(service: RunningService, topic_id: str, login: str = "mayor") -> None:
    facts = {"order": 1, "reporter_id": known_id("housing-head"), "planned_minutes": 10}
    await in_session(service, login, topic_id, commands.finalize_topic, **facts)


async def test_at14_candidates_are_sorted_by_urgency_then_time(january: RunningService) -> None:
    first = await passed(january, title="一般在先")
    january.set_clock("2022-01-28T10:00")
    urgent = await passed(january, title="急", urgency="URGENT")
    january.set_clock("2022-01-28T11:00")
    second = await passed(january, title="一般在后")
    critical = await passed(january, title="特急", urgency="CRITICAL")
    nodes = (await january.ask(CANDIDATES, as_="clerk"))["nodes"]
    assert [node["id"] for node in nodes] == [critical, urgent, first, second]
    meeting_id = new_id()
    for topic_id in (critical, urgent):
        await arranged(january, topic_id, meeting_id)
    left = (await january.ask(CANDIDATES, as_="clerk"))["nodes"]
    assert [node["id"] for node in left] == [first, second]
    with pytest.raises(Refused, match="NO_ACTIVE_DELEGATION"):
        await in_session(january, "executive", urgent, commands.unarrange_topic)
    await in_session(january, "mayor", urgent, commands.unarrange_topic)
    topic = await topic_of(january, urgent)
    assert (topic["state"], topic["deferrals"][0]["reason"]) == ("PASSED", "NOT_ARRANGED")
    back = (await january.ask(CANDIDATES, as_="clerk"))["nodes"]
    assert [node["id"] for node in back] == [urgent, first, second]


async def test_a_topic_is_arranged_approved_called_and_decided(meetings: RunningService) -> None:
    topic_id = await passed(meetings)
    await arranged(meetings, topic_id, new_id())
    with pytest.raises(Refused, match="ACTOR_NOT_ALLOWED"):
        await finalized(meetings, topic_id, "clerk")
    await finalized(meetings, topic_id)
    told = [e for e in await events_about(meetings, topic_id) if e.type == "meetings.topic.finalized.v1"]
    assert [e.data["planned_minutes"] for e in told] == [10]
    await in_session(meetings, "clerk", topic_id, commands.call_topic)
    await in_session(meetings, "clerk", topic_id, commands.decide_topic, outcome=Outcome.AGREED)
    topic = await topic_of(meetings, topic_id)
    assert (topic["state"], topic["outcome"]) == ("DECIDED", "AGREED")
    assert await refused(meetings, "withdrawTopic", as_="housing-head", id=topic_id, act={"reason": "晚了"}) == [
        "STATE_NOT_ALLOWED:已议决"
    ]


async def test_only_what_passed_its_gates_is_arranged(meetings: RunningService) -> None:
    topic_id = await signed(meetings)
    await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    with pytest.raises(Refused, match=r"CHAIN_ORDER.*县政府办公室"):
        await arranged(meetings, topic_id, new_id())


async def test_an_absent_head_leaves_the_topic_a_candidate(meetings: RunningService) -> None:
    topic_id = await passed(meetings)
    meeting_id = new_id()
    await arranged(meetings, topic_id, meeting_id)
    await finalized(meetings, topic_id)
    absent = {"reason": DeferralReason.HEAD_ABSENT, "clause": "CW-5.2b", "from_meeting_id": meeting_id}
    await in_session(meetings, None, topic_id, _deferred, **absent)
    topic = await topic_of(meetings, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("PASSED", 1)
    assert topic["deferrals"] == [{"reason": "HEAD_ABSENT", "clause": "CW-5.2b", "fromState": "FINALIZED"}]


async def test_what_is_to_be_reconsidered_is_prepared_anew(meetings: RunningService) -> None:
    topic_id = await passed(meetings)
    await arranged(meetings, topic_id, new_id())
    await finalized(meetings, topic_id)
    await in_session(meetings, "clerk", topic_id, commands.call_topic)
    await in_session(meetings, None, topic_id, _deferred, reason=DeferralReason.RECONSIDER)
    assert (await topic_of(meetings, topic_id))["state"] == "BACKLOG"


async def test_at11_a_special_meeting_refers_a_matter_upwards(meetings: RunningService) -> None:
    topic_id = await signed(meetings, kind="SPECIAL", scopeCode="3")
    await do(meetings, "acceptTopic", as_="deputy-a", id=topic_id, opinion="AGREED")
    await arranged(meetings, topic_id, new_id())
    await finalized(meetings, topic_id, "clerk")  # the host has let it in already
    higher = await in_session(meetings, "clerk", topic_id, commands.refer_topic, kind=MeetingKind.STANDING)
    query = "query($id: ID!) { topic(id: $id) { kind state flags previousTopic { id } } }"
    assert await meetings.ask(query, as_="housing-clerk", id=str(higher.id)) == {
        "kind": "STANDING",
        "state": "DRAFT",
        "flags": ["FUNDS_OR_PROJECT"],
        "previousTopic": {"id": topic_id},
    }


async def test_a_listed_topic_is_no_candidate_yet(meetings: RunningService) -> None:
    topic_id = await listed(meetings)
    nodes = (await meetings.ask(CANDIDATES, as_="clerk"))["nodes"]
    assert topic_id not in [node["id"] for node in nodes]


async def _deferred(session: Any, act: Any, *, topic: Topic, **facts: Any) -> Topic:
    return await commands.defer_topic(session, act, topic, **facts)
