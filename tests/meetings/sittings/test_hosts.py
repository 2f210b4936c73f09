"""Who presides over which meeting (GZ-13…16, CW-1.2, ZT-2, AMB-01)."""

import pytest

from tests.meetings.steps import (
    a_plan,
    concluded,
    delegate,
    done,
    entry,
    events,
    hold,
    on_the_way,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import do, signed
from tests.service import RunningService, known_id

EXECUTIVE = {"hostId": str(known_id("executive"))}
DEPUTY = {"hostId": str(known_id("deputy-a"))}
BY_DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", **DEPUTY}


async def opens(office: RunningService, meeting: dict[str, object], login: str, day: str) -> list[str] | str:
    office.set_clock(f"{day}T09:00")
    answer = await hold(office, "startMeeting", as_=login, id=meeting["id"])
    return answer.get("state") or [v["code"] for v in answer["violations"]]


@pytest.mark.refuses("HOST_NOT_ALLOWED")
async def test_at15_standing_host_is_allowed(office: RunningService) -> None:
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic], startsAt="2022-03-03T09:00:00+08:00", **EXECUTIVE)
    assert await opens(office, meeting, "executive", "2022-02-25") == ["HOST_NOT_ALLOWED"]
    await delegate(office, ("CONVENE_STANDING",), "executive", ("2022-03-01", "2022-03-06"))
    assert await opens(office, meeting, "executive", "2022-03-03") == "IN_SESSION"
    started = await done(office, "signInAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=[])
    assert started["mandate"] == "受县长委托"


async def test_at15_the_delegation_ends_with_its_window(office: RunningService) -> None:
    await delegate(office, ("CONVENE_STANDING",), "executive", ("2022-03-01", "2022-03-06"))
    meeting = await on_the_way(office, [await ready_topic(office)], startsAt="2022-03-06T09:00:00+08:00", **EXECUTIVE)
    assert await opens(office, meeting, "executive", "2022-03-06") == ["HOST_NOT_ALLOWED"]


async def test_at15_another_deputy_head_never_presides(office: RunningService) -> None:
    await delegate(office, ("CONVENE_STANDING",), "deputy-a", ("2022-02-01", "2022-04-01"))
    assert await refused(office, "planMeeting", as_="clerk", plan=a_plan(**DEPUTY)) == ["HOST_NOT_ALLOWED"]
    meeting = await on_the_way(office, [await ready_topic(office)])
    office.set_clock("2022-02-25T09:00")
    change = {"id": meeting["id"], "hostId": str(known_id("deputy-a"))}
    assert await refused(office, "startMeeting", as_="clerk", **change) == ["HOST_NOT_ALLOWED"]


async def presides_only_under_a_delegation(office: RunningService, kind: str, topic: str) -> None:
    """常务副县长 needs 主持工作; the right to convene 常务会议 is not enough (AMB-38)."""
    await delegate(office, ("CONVENE_STANDING",), "executive", ("2022-02-01", "2022-02-26"))
    meeting = await on_the_way(office, [topic], kind=kind, **EXECUTIVE)
    assert await opens(office, meeting, "executive", "2022-02-25") == ["HOST_NOT_ALLOWED"]
    await delegate(office, ("PRESIDE",), "executive", ("2022-02-01", "2022-02-26"))
    assert await opens(office, meeting, "executive", "2022-02-25") == "IN_SESSION"


async def test_mayor_meeting_host_is_allowed(office: RunningService) -> None:
    await presides_only_under_a_delegation(office, "MAYOR", await ready_topic(office, kind="MAYOR"))


async def test_plenary_host_is_allowed(office: RunningService) -> None:
    await presides_only_under_a_delegation(office, "PLENARY", await ready_topic(office, kind="PLENARY"))


async def test_special_meeting_host_is_allowed(office: RunningService) -> None:
    plan = a_plan(kind="SPECIAL", basis="BY_PORTFOLIO", hostId=str(known_id("finance-head")))
    assert await refused(office, "planMeeting", as_="clerk", plan=plan) == ["HOST_NOT_ALLOWED"]
    meeting = await on_the_way(
        office, [await ready_topic(office, kind="SPECIAL")], kind="SPECIAL", basis="BY_PORTFOLIO", **DEPUTY
    )
    office.set_clock("2022-02-25T09:00")
    change = {"id": meeting["id"], "hostId": str(known_id("finance-head"))}
    assert "HOST_NOT_ALLOWED" in await refused(office, "startMeeting", as_="clerk", **change)
    assert await opens(office, meeting, "deputy-a", "2022-02-25") == "IN_SESSION"


@pytest.mark.refuses("OUT_OF_PORTFOLIO")
async def test_special_meeting_lies_in_the_portfolio(office: RunningService) -> None:
    other = {"hostId": str(known_id("deputy-b"))}
    meeting = await on_the_way(
        office, [await ready_topic(office, kind="SPECIAL")], kind="SPECIAL", basis="BY_PORTFOLIO", **other
    )
    assert await opens(office, meeting, "deputy-b", "2022-02-25") == ["OUT_OF_PORTFOLIO"]


@pytest.mark.refuses("COMMISSION_REQUIRED")
async def test_commission_is_on_record(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL")
    commissioned = {"kind": "SPECIAL", "basis": "COMMISSIONED", **DEPUTY}
    meeting = await on_the_way(office, [topic], **commissioned)
    assert await opens(office, meeting, "deputy-a", "2022-02-25") == ["COMMISSION_REQUIRED"]
    await delegate(office, ("COMMISSIONED_TASK",), "deputy-a", ("2022-02-25", "2022-02-26"))
    assert await opens(office, meeting, "deputy-a", "2022-02-25") == "IN_SESSION"


async def test_a_commissioned_topic_carries_its_commission(office: RunningService) -> None:
    topic_id = await signed(office, kind="SPECIAL", scopeCode="5")
    await do(office, "commissionTopic", as_="mayor", id=topic_id, hostId=str(known_id("deputy-a")), text="请专题研究")
    topic = await do(office, "acceptTopic", as_="deputy-a", id=topic_id, opinion="AGREED", text="同意")
    assert topic["state"] == "ACCEPTED", topic
    meeting = await on_the_way(office, [topic_id], kind="SPECIAL", basis="COMMISSIONED", **DEPUTY)
    assert await opens(office, meeting, "deputy-a", "2022-02-25") == "IN_SESSION"


async def test_zt_5_1_the_office_keeps_the_record_of_a_meeting_that_its_host_plans(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL")
    plan = a_plan(**BY_DEPUTY, recorderId=None)
    meeting = await done(office, "planMeeting", as_="deputy-a", brief=True, plan=plan)
    assert await recorder_of(office, meeting["id"]) is None
    await done(office, "proposeArrangement", as_="clerk", brief=True, meetingId=meeting["id"], entries=[entry(topic)])
    await done(office, "approveArrangement", as_="deputy-a", brief=True, meetingId=meeting["id"])
    issued = await done(office, "issueAgenda", as_="director", brief=True, meetingId=meeting["id"])
    await done(office, "deliverMaterial", as_="clerk", brief=True, itemId=issued["agenda"][0]["id"], paperCopies=9)
    await done(office, "notifyMeeting", as_="director", brief=True, meetingId=meeting["id"])
    office.set_clock("2022-02-25T09:00")
    sitting = await done(office, "startMeeting", as_="deputy-a", id=meeting["id"])
    await concluded(office, sitting, brief=True)
    tasks = [e.data for e in await events(office, "task.opened", meeting["id"])]
    assert [t["to"]["post"] for t in tasks if t["kind"] == "record_and_draft"] == ["OFFICE_CLERK"]


@pytest.mark.refuses("CONTENT_INVALID", "ACTOR_NOT_ALLOWED")
async def test_zt_5_1_the_recorder_is_a_clerk_of_the_office(office: RunningService) -> None:
    plan = a_plan(**BY_DEPUTY, recorderId=str(known_id("deputy-b")))
    wrong = "CONTENT_INVALID:记录人（应为县政府办公室会务文秘人员）"
    assert await refused(office, "planMeeting", as_="clerk", plan=plan) == [wrong]
    planner = await done(office, "planMeeting", as_="clerk", brief=True, plan=a_plan(recorderId=None))
    assert await recorder_of(office, planner["id"]) == {"id": str(known_id("clerk"))}
    meeting_id = planner["id"]
    by_deputy = {"id": meeting_id, "recorderId": str(known_id("deputy-b"))}
    assert await refused(office, "nameRecorder", as_="clerk", **by_deputy) == [wrong]
    by_clerk = {"id": meeting_id, "recorderId": str(known_id("clerk-b"))}
    assert await refused(office, "nameRecorder", as_="mayor", **by_clerk) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "nameRecorder", as_="director", brief=True, **by_clerk)
    assert await recorder_of(office, meeting_id) == {"id": str(known_id("clerk-b"))}


async def recorder_of(office: RunningService, meeting_id: str) -> dict[str, str] | None:
    found = await office.ask("query($id: ID!) { meeting(id: $id) { recorder { id } } }", as_="director", id=meeting_id)
    recorder: dict[str, str] | None = found["recorder"]
    return recorder
