"""办理经过: who did what with a topic and with minutes, in whose place, with which reason and clause (AT-61)."""

from typing import Any

import pytest

from tests.meetings.steps import delegate, done, drafted, in_session, ready_topic
from tests.meetings.topics.steps import do, proposed, refused
from tests.service import RunningService

ENTRY = "action labelZh personName stamp reason clauses { id text } fromStateZh toStateZh occurredAt registeredAt"
HISTORY = "query($id: ID!) { topic(id: $id) { history { %s } } }" % ENTRY
OF_MEETING = "query($id: ID!) { meeting(id: $id) { history { %s } } }" % ENTRY
OF_MINUTES = "query($id: ID!) { minutes(id: $id) { history { %s } } }" % ENTRY


async def history(office: RunningService, topic_id: str, as_: str = "clerk") -> list[dict[str, Any]]:
    return list((await office.ask(HISTORY, as_=as_, id=topic_id))["history"])


async def test_at_61_a_topic_tells_who_did_what_and_under_which_clause(office: RunningService) -> None:
    topic_id = await proposed(office)
    await delegate(office, ("DECIDE_TOPICS",), "executive", ("2022-02-21", "2022-02-22"))
    await do(office, "giveTopicOpinion", as_="executive", id=topic_id, opinion="AGREED", text="同意上会")
    told = await history(office, topic_id, as_="housing-clerk")
    assert [(each["labelZh"], each["personName"], each["stamp"]) for each in told] == [
        ("起草议题", "住建乙", ""),
        ("单位主要负责人签报", "住建甲", ""),
        ("组成人员提出议题", "副县长甲", ""),
        ("县长签署意见", "常务甲", "受县长委托"),
    ]
    last = told[-1]
    assert (last["action"], last["fromStateZh"], last["toStateZh"]) == ("giveTopicOpinion", "已提出", "县长已签署意见")
    assert [clause["id"] for clause in last["clauses"]] == ["CW-3.1", "CW-3.2", "BG-4", "GZ-23"]
    assert all(clause["text"] for clause in last["clauses"])


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_at_61_what_was_refused_is_no_part_of_it(office: RunningService) -> None:
    topic_id = await proposed(office)
    before = await history(office, topic_id)
    await refused(office, "giveTopicOpinion", as_="deputy-b", id=topic_id, opinion="AGREED", text="同意")
    assert await history(office, topic_id) == before


async def test_at_61_minutes_tell_their_chain_with_what_was_sent_back(office: RunningService) -> None:
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    await done(office, "returnMinutes", as_="director", id=minutes["id"], act={"reason": "责任单位不明"})
    told = (await office.ask(OF_MINUTES, as_="clerk", id=minutes["id"]))["history"]
    said = [(each["labelZh"], each["personName"], each["reason"], each["toStateZh"]) for each in told]
    assert said == [
        ("起草纪要", "文秘甲", None, "起草"),
        ("纪要送审", "文秘甲", None, "送审"),
        ("退回修改", "办主任甲", "责任单位不明", "起草"),
    ]


async def test_at_61_a_meeting_tells_how_it_came_about_to_those_who_read_its_record(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    told = (await office.ask(OF_MEETING, as_="deputy-b", id=meeting["id"]))["history"]
    assert list(dict.fromkeys((each["labelZh"], each["personName"]) for each in told)) == [
        ("拟定会议", "文秘甲"),
        ("提出议题安排意见", "办主任甲"),
        ("审定议题安排", "县长甲"),
        ("签发议题单", "办主任甲"),
        ("发出会议通知", "办主任甲"),
        ("登记签到", "文秘甲"),
        ("开始会议", "文秘甲"),
    ]
    assert (await office.ask(OF_MEETING, as_="housing-head", id=meeting["id"]))["history"] == []
