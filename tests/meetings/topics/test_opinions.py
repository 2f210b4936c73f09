"""What leaders sign of a topic, and who may (GZ-17.2, GZ-23, ZT-2.5, ZT-3)."""

import pytest

from tests.meetings.steps import delegate, events
from tests.meetings.topics.steps import a_draft, do, drafted, proposed, refused, signed, topic_of
from tests.roster import roster
from tests.service import RunningService, known_id

MAYOR = {"kind": "MAYOR", "scopeCode": "1"}
SPECIAL = {"kind": "SPECIAL", "scopeCode": "1"}


@pytest.mark.parametrize(
    ("opinion", "state"), [("REVISE", "DRAFT"), ("NOT_AGREED", "REJECTED"), ("TRANSFERRED", "REJECTED")]
)
async def test_gz_23_a_faulty_topic_is_sent_back_or_declined(
    meetings: RunningService, opinion: str, state: str
) -> None:
    """What it lacks keeps it from going on, not from going back."""
    bare = await signed(meetings, **MAYOR)  # neither assessed nor with a plan
    say = {"opinion": opinion, "text": "尚不成熟"}
    assert "PLAN_ATTACHMENT_REQUIRED" in await refused(
        meetings, "reviewTopicAsLeader", as_="deputy-a", id=bare, opinion="OTHER", text="请会议研究"
    )
    shown = {each["name"]: each for each in (await topic_of(meetings, bare, as_="deputy-a"))["availableActions"]}
    assert shown["reviewTopicAsLeader"]["enabled"] is True
    assert (await do(meetings, "reviewTopicAsLeader", as_="deputy-a", id=bare, **say))["state"] == state
    major = await signed(meetings, **SPECIAL)
    await do(meetings, "flagTopic", as_="deputy-a", id=major, flag="LARGE_FUNDS")
    assert (await do(meetings, "acceptTopic", as_="deputy-a", id=major, **say))["state"] == state
    excluded = await proposed(meetings)
    await do(meetings, "flagTopic", as_="clerk", id=excluded, flag="ESTABLISHMENT")
    assert await refused(meetings, "giveTopicOpinion", as_="mayor", id=excluded, opinion="AGREED") == [
        "TOPIC_OUT_OF_SCOPE:establishment"
    ]
    assert (await do(meetings, "giveTopicOpinion", as_="mayor", id=excluded, **say))["state"] == state


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_zt_3_the_head_signs_what_has_its_three_parts(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, **SPECIAL, suggestion="", basis=" ")
    assert await refused(meetings, "signTopic", as_="housing-head", id=topic_id) == [
        "PRECONDITION_MISSING:suggestion",
        "PRECONDITION_MISSING:basis",
    ]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_zt_2_5_commission_is_his_whom_it_names(january: RunningService) -> None:
    """县长 entrusts it to 副县长乙: 分管 does not take it up, nor send it back; a 委托 of his own lets him."""
    topic_id = await signed(january, **{**SPECIAL, "scopeCode": "5"})
    (asked,) = await open_tasks(january, topic_id)
    assert asked == str(known_id("deputy-a"))
    commission = {"hostId": str(known_id("deputy-b")), "text": "请乙同志牵头研究"}
    await do(january, "commissionTopic", as_="mayor", id=topic_id, **commission)
    assert await open_tasks(january, topic_id) == [str(known_id("deputy-b"))]
    for opinion in ("AGREED", "REVISE"):
        accept = {"as_": "deputy-a", "id": topic_id, "opinion": opinion}
        assert await refused(january, "acceptTopic", **accept) == ["ACTOR_NOT_ALLOWED"]
    other = await signed(january, **{**SPECIAL, "scopeCode": "5"})
    await do(january, "commissionTopic", as_="mayor", id=other, **commission)
    assert (await do(january, "acceptTopic", as_="deputy-b", id=topic_id, opinion="AGREED"))["state"] == "ACCEPTED"
    assert await open_tasks(january, topic_id) == []
    await delegate(january, ("COMMISSIONED_TASK",), "deputy-a", ("2022-01-28", "2022-02-28"))
    assert (await do(january, "acceptTopic", as_="deputy-a", id=other, opinion="AGREED"))["state"] == "ACCEPTED"


async def open_tasks(service: RunningService, topic_id: str) -> list[str]:
    """Whose desk the acceptance of the topic lies on."""
    told = await events(service, "task.opened", topic_id) + await events(service, "task.closed", topic_id)
    opened = {e.data["task_id"]: e.data["to"]["person_id"] for e in told if e.data.get("kind") == "accept_topic"}
    closed = {e.data["task_id"] for e in told if "ending" in e.data}
    return [to for task, to in opened.items() if task not in closed]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_gz_17_2_county_head_coordinates_what_no_deputy_is_in_charge_of(office: RunningService) -> None:
    """县长 is in charge of the unit himself, or nobody is: he brings the units together, for no deputy's unit."""
    of_finance = {"involvedUnitIds": [str(known_id("finance"))]}
    under_a_deputy = await drafted(office, **of_finance)
    snapshot = roster(version=2)
    his = {**snapshot["portfolios"][0], "id": str(known_id("portfolio/mayor")), "leader_id": str(known_id("mayor"))}
    snapshot["portfolios"].append({**his, "areas": ["信访"], "unit_ids": [str(known_id("letters"))]})
    for in_his_portfolio in (False, True):
        if in_his_portfolio:
            await office.give_roster(snapshot)
        draft = a_draft(unitId=str(known_id("letters")), **of_finance)
        topic_id = (await do(office, "draftTopic", as_="letters-head", input=draft))["id"]
        disagreed = {"result": "DISAGREED", "text": "资金不足"}
        await do(office, "answerUnitConsultation", as_="finance-head", id=topic_id, **disagreed)
        (task,) = [
            e.data for e in await events(office, "task.opened", topic_id) if e.data["kind"] == "coordinate_topic"
        ]
        assert task["to"]["post"] == "COUNTY_HEAD"
        settle = {"result": "SETTLED", "text": "已达成一致"}
        assert await refused(office, "coordinateTopic", as_="deputy-a", id=topic_id, **settle) == ["ACTOR_NOT_ALLOWED"]
        settled = await do(office, "coordinateTopic", as_="mayor", id=topic_id, **settle)
        assert settled["__typename"] == "Topic", settled
        (closed,) = [e.data for e in await events(office, "task.closed", topic_id)][-1:]
        assert closed["task_id"] == task["task_id"]
        assert await refused(office, "coordinateTopic", as_="mayor", id=under_a_deputy, **settle) == [
            "ACTOR_NOT_ALLOWED"
        ]
