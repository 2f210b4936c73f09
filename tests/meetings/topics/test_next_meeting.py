"""Material that comes late costs the topic the meeting it was for, not the one after it (CW-3.3d, CW-3.4b, AMB-06)."""

from typing import Any

import pytest

from tests.meetings.steps import arranged, done, entry, planned, refused
from tests.meetings.topics.steps import assess, do, listed, noticed, submit, topic_of
from tests.service import RunningService

NEXT, AFTER = "2022-02-11T09:00:00+08:00", "2022-03-11T09:00:00+08:00"
PUT_OFF = "query($id: ID!) { topic(id: $id) { %s } }" % (
    "state urgentAddition deferrals { reason missedMeeting { id } } earliestMeeting { id }"
)


async def put_off(office: RunningService, topic_id: str, as_: str = "clerk") -> dict[str, Any]:
    return dict(await office.ask(PUT_OFF, as_=as_, id=topic_id))


async def late(office: RunningService, topic_id: str) -> None:
    """The two working days pass without material; it comes afterwards and passes 初审."""
    office.set_clock("2022-02-07T09:00")
    await office.timers_done()
    await ready(office, topic_id)


async def ready(office: RunningService, topic_id: str) -> None:
    await assess(office, topic_id)
    assert (await submit(office, topic_id))["state"] == "SUBMITTED"
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert (await do(office, "passTopic", as_="clerk", id=topic_id))["state"] == "PASSED"


async def propose(office: RunningService, meeting_id: str, topic_id: str) -> list[str]:
    asked = {"as_": "clerk", "meetingId": meeting_id, "entries": [entry(topic_id)]}
    return await refused(office, "proposeArrangement", **asked)


@pytest.mark.refuses("NEXT_MEETING_ONLY")
async def test_late_topic_waits_for_the_next_meeting(january: RunningService) -> None:
    next_one, after = await planned(january, startsAt=NEXT), await planned(january, startsAt=AFTER)
    topic_id = await noticed(january)
    await late(january, topic_id)
    seen = await put_off(january, topic_id)
    assert seen["deferrals"] == [{"reason": "MATERIAL_LATE", "missedMeeting": {"id": next_one}}]
    assert seen["earliestMeeting"] == {"id": after}
    assert await propose(january, next_one, topic_id) == ["NEXT_MEETING_ONLY"]
    asked = {"as_": "clerk", "meetingId": after, "entries": [entry(topic_id)]}
    assert (await done(january, "proposeArrangement", **asked))["agenda"][0]["topic"]["id"] == topic_id


async def test_cw_3_3d_without_a_meeting_planned_the_first_one_is_the_next(january: RunningService) -> None:
    topic_id = await noticed(january)
    await late(january, topic_id)
    seen = await put_off(january, topic_id)
    assert (seen["deferrals"][0]["missedMeeting"], seen["earliestMeeting"]) == (None, None)
    await arranged(january, [topic_id], startsAt=NEXT)
    assert (await topic_of(january, topic_id))["state"] == "FINALIZED"


async def test_cw_3_3d_a_meeting_of_another_kind_is_not_the_next(january: RunningService) -> None:
    await planned(january, kind="MAYOR", startsAt=NEXT)
    next_one = await planned(january, startsAt=AFTER)
    topic_id = await noticed(january)
    await late(january, topic_id)
    assert (await put_off(january, topic_id))["deferrals"][0]["missedMeeting"] == {"id": next_one}


@pytest.mark.refuses("NEXT_MEETING_ONLY")
async def test_cw_3_4b_only_a_new_consent_of_the_county_head_brings_it_in(january: RunningService) -> None:
    """His consent before the deferral was to that meeting's agenda, and went with it."""
    next_one = await planned(january, startsAt=NEXT)
    topic_id = await listed(january, urgency="CRITICAL")
    agreed = {"act": {"reason": "防滑保畅，同意增加"}}
    await do(january, "consentToUrgentTopic", as_="mayor", id=topic_id, **agreed)
    hour = {"dueAt": "2022-01-28T15:00:00+08:00"}
    await do(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=hour)
    january.set_clock("2022-01-28T15:30")
    await january.timers_done()
    assert (await put_off(january, topic_id))["urgentAddition"] is False
    again = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id)
    assert (again["deadlines"][-1]["key"], again["deadlines"][-1]["due"]) == ("topic_material", "2022-01-30")
    await ready(january, topic_id)
    assert await propose(january, next_one, topic_id) == ["NEXT_MEETING_ONLY"]
    await do(january, "consentToUrgentTopic", as_="mayor", id=topic_id, **agreed)
    await done(january, "proposeArrangement", as_="clerk", meetingId=next_one, entries=[entry(topic_id)])
