"""The two working days of the unit, and what late material means (CW-3.3, CW-3.4, AMB-05)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.meetings.topics.model import Deferral
from tests.meetings.topics.steps import assess, do, listed, noticed, refused, submit, submitted, topic_of
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService


async def titles(service: RunningService, topic_id: str, template: str) -> list[str]:
    told = await events_about(service, topic_id)
    return [e.data["text_zh"] for e in told if e.data.get("template") == template]


async def test_at05_the_clock_runs_from_delivery_not_from_receipt(january: RunningService) -> None:
    topic_id = await noticed(january)
    (deadline,) = (await topic_of(january, topic_id))["deadlines"]
    assert (deadline["due"], deadline["state"], deadline["provisional"]) == ("2022-01-30", "OPEN", False)
    january.set_clock("2022-01-30T08:30")
    await january.timers_done()
    assert "最后一天" in (await titles(january, topic_id, "topic.material_due"))[0]
    received = await do(january, "acknowledgePreparationNotice", as_="housing-clerk", id=topic_id)
    assert received["preparationNotices"][0]["receivedAt"].startswith("2022-01-30")
    assert received["deadlines"][0]["due"] == "2022-01-30"
    topic = await submit(january, topic_id)
    assert (topic["state"], topic["materials"][0]["late"]) == ("SUBMITTED", False)
    assert (topic["deadlines"][0]["state"], topic["deferralCount"]) == ("MET", 0)


async def test_late_material_is_taken_and_the_topic_put_off(january: RunningService) -> None:
    topic_id = await noticed(january)
    january.set_clock("2022-02-07T09:00")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("BACKLOG", 1)
    assert topic["deferrals"] == [{"reason": "MATERIAL_LATE", "clause": "CW-3.3d", "fromState": "NOTICED"}]
    assert topic["deadlines"][0]["state"] == "MISSED"
    deferred = [e for e in await events_about(january, topic_id) if e.type == "meetings.topic.deferred.v1"]
    assert [e.data["reason_code"] for e in deferred] == ["MATERIAL_LATE"]
    late = await submit(january, topic_id)
    assert (late["state"], late["deferralCount"]) == ("SUBMITTED", 1)


async def test_a_fresh_notice_starts_a_new_clock(january: RunningService) -> None:
    topic_id = await noticed(january)
    january.set_clock("2022-01-31T00:00")
    await january.timers_done()
    again = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id)
    assert again["state"] == "NOTICED"
    assert [(d["due"], d["state"]) for d in again["deadlines"]] == [("2022-01-30", "MISSED"), ("2022-02-08", "OPEN")]
    assert [n["number"] for n in again["preparationNotices"]] == [1, 2]


async def test_a_telephone_notice_counts_from_the_call(january: RunningService) -> None:
    topic_id = await listed(january)
    call: dict[str, Any] = {"channel": "PHONE", "deliveredAt": "2022-01-27T16:00:00+08:00"}
    assert await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=call) == [
        "CONTENT_INVALID:接听人"
    ]
    ahead = {**call, "answeredBy": "住建乙", "deliveredAt": "2022-01-29T16:00:00+08:00"}
    assert await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=ahead) == [
        "CONTENT_INVALID:送达时间"
    ]
    topic = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id, input={**call, "answeredBy": "住建乙"})
    assert topic["deadlines"][0]["due"] == "2022-01-29"


async def test_an_urgent_addition_has_its_hour(january: RunningService) -> None:
    topic_id = await listed(january, urgency="CRITICAL")
    hour = {"dueAt": "2022-01-28T15:00:00+08:00"}
    assert (await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=hour))[0].startswith(
        "CONTENT_INVALID:报送时限"
    )
    assert await refused(january, "consentToUrgentTopic", as_="mayor", id=topic_id) == ["REASON_REQUIRED"]
    agreed = await do(january, "consentToUrgentTopic", as_="mayor", id=topic_id, act={"reason": "防滑保畅，同意增加"})
    assert agreed["urgentAddition"] is True
    assert await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id) == ["CONTENT_INVALID:报送时限"]
    topic = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=hour)
    assert topic["deadlines"][0]["dueAt"].startswith("2022-01-28T15:00:00+08:00")
    january.set_clock("2022-01-28T15:30")
    late = await submit(january, topic_id)
    assert (late["state"], late["deadlines"][0]["state"]) == ("SUBMITTED", "MISSED")
    assert late["deferrals"] == [{"reason": "URGENT_MATERIAL_LATE", "clause": "CW-3.4b", "fromState": "NOTICED"}]


async def urgent(service: RunningService, due_at: str) -> str:
    """A topic that 县长 agreed to add, with the hour by which its material has to be there."""
    topic_id = await listed(service, urgency="CRITICAL")
    await do(service, "consentToUrgentTopic", as_="mayor", id=topic_id, act={"reason": "防滑保畅，同意增加"})
    topic = await do(service, "sendPreparationNotice", as_="clerk", id=topic_id, input={"dueAt": due_at})
    assert topic["state"] == "NOTICED", topic
    return topic_id


async def test_an_urgent_addition_is_reminded_of_two_hours_before_and_put_off_at_its_hour(
    january: RunningService,
) -> None:
    topic_id = await urgent(january, "2022-01-28T15:00:00+08:00")
    january.set_clock("2022-01-28T12:59")
    await january.timers_done()
    assert await titles(january, topic_id, "topic.material_due") == []
    january.set_clock("2022-01-28T13:00")
    await january.timers_done()
    (reminder,) = await titles(january, topic_id, "topic.material_due")
    assert "2022-01-28 15:00" in reminder
    assert "CW-3.4" in reminder
    january.set_clock("2022-01-28T15:00")
    await january.timers_done()
    assert (await topic_of(january, topic_id))["state"] == "NOTICED"  # at 15:00 one is still in time
    january.set_clock("2022-01-28T15:01")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert topic["deferrals"] == [{"reason": "URGENT_MATERIAL_LATE", "clause": "CW-3.4b", "fromState": "NOTICED"}]
    assert topic["deadlines"][0]["state"] == "MISSED"
    assert len(await titles(january, topic_id, "topic.material_due")) == 1


async def test_in_one_move_over_days_the_hour_comes_before_the_next_day(january: RunningService) -> None:
    ordinary = await noticed(january)
    topic_id = await urgent(january, "2022-01-28T15:00:00+08:00")
    january.set_clock("2022-02-07T09:00")
    await january.timers_done()
    async with january.runtime.sessions() as session:
        rows = await session.scalars(
            select(Deferral).where(Deferral.topic_id.in_([UUID(topic_id), UUID(ordinary)])).order_by(Deferral.id)
        )
        done = [(str(row.topic_id), row.deferred_at.isoformat()) for row in rows]
    assert done == [(topic_id, "2022-01-28T15:00:00+08:00"), (ordinary, "2022-01-31T00:00:00+08:00")]
    assert len(await titles(january, topic_id, "topic.material_due")) == 1
    assert (await submit(january, topic_id))["deferralCount"] == 1


async def test_urgent_material_in_time_is_neither_reminded_of_nor_put_off(january: RunningService) -> None:
    topic_id = await urgent(january, "2022-01-28T15:00:00+08:00")
    assert (await submit(january, topic_id))["deadlines"][0]["state"] == "MET"
    january.set_clock("2022-01-29T09:00")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("SUBMITTED", 0)
    assert await titles(january, topic_id, "topic.material_due") == []


async def test_returned_material_has_its_own_term(january: RunningService) -> None:
    topic_id = await submitted(january)
    reasons = [{"text": "缺少资金测算", "item": 2}]
    returned = await do(january, "returnTopic", as_="clerk", id=topic_id, reasons=reasons, resubmitDue="2022-01-29")
    assert (returned["state"], returned["materials"][0]["returnReasons"]) == (
        "RETURNED",
        [{"text": "缺少资金测算", "item": 2}],
    )
    january.set_clock("2022-01-30T09:00")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert topic["deferrals"] == [{"reason": "MATERIAL_RETURNED", "clause": "CW-3.3d", "fromState": "RETURNED"}]
    again = await submit(january, topic_id)
    assert [m["number"] for m in again["materials"]] == [1, 2]


async def test_a_day_worked_twice_puts_off_once(january: RunningService) -> None:
    topic_id = await noticed(january)
    january.set_clock("2022-01-31T00:00")
    await january.timers_done()
    january.set_clock("2022-01-31T18:00")
    await january.timers_done()
    assert (await topic_of(january, topic_id))["deferralCount"] == 1


async def test_a_topic_in_hand_in_time_waits_for_review(january: RunningService) -> None:
    topic_id = await noticed(january)
    await assess(january, topic_id)
    await submit(january, topic_id)
    january.set_clock("2022-02-07T09:00")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("SUBMITTED", 0)


async def test_cw_3_4b_the_hour_of_an_addition_takes_the_place_of_the_two_days(january: RunningService) -> None:
    topic_id = await noticed(january)
    await do(january, "consentToUrgentTopic", as_="mayor", id=topic_id, act={"reason": "防滑保畅，同意增加"})
    hour = {"dueAt": "2022-02-08T15:00:00+08:00"}
    topic = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=hour)
    clocks = {each["key"]: each["state"] for each in topic["deadlines"]}
    assert clocks == {"topic_material": "CANCELLED", "urgent_material": "OPEN"}
    january.set_clock("2022-02-07T09:00")
    await january.timers_done()
    topic = await topic_of(january, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("NOTICED", 0)
    later = {"dueAt": "2022-02-08T17:00:00+08:00"}
    assert await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id, input=later) == ["REASON_REQUIRED"]


@pytest.mark.refuses("REASON_REQUIRED")
async def test_cw_3_3a_second_notice_says_why(january: RunningService) -> None:
    """No two fresh working days for the asking: a notice that was wrong is sent again with the reason."""
    topic_id = await noticed(january)
    january.set_clock("2022-01-30T16:00")
    assert await refused(january, "sendPreparationNotice", as_="clerk", id=topic_id) == ["REASON_REQUIRED"]
    assert [d["due"] for d in (await topic_of(january, topic_id))["deadlines"]] == ["2022-01-30"]
    why = {"reason": "原通知所附县长意见有误，更正重发"}
    again = await do(january, "sendPreparationNotice", as_="clerk", id=topic_id, act=why)
    assert [(d["due"], d["state"]) for d in again["deadlines"]] == [("2022-01-30", "CANCELLED"), ("2022-02-08", "OPEN")]
