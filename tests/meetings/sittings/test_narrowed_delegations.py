"""A 委托 that is narrowed to one meeting or one topic gives nothing beside it (GZ-5, AMB-01)."""

from tests.meetings.minutes.story import signed
from tests.meetings.steps import (
    arranged,
    delegate,
    done,
    drafted,
    events,
    hold,
    in_session,
    on_the_way,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import do, proposed
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService, known_id

EXECUTIVE = {"hostId": str(known_id("executive"))}
FEBRUARY = ("2022-02-01", "2022-03-01")


async def test_at15_a_delegation_for_one_meeting_opens_that_meeting_alone(office: RunningService) -> None:
    mine = await on_the_way(office, [await ready_topic(office)], **EXECUTIVE)
    other = await on_the_way(office, [await ready_topic(office)], startsAt="2022-02-25T15:00:00+08:00", **EXECUTIVE)
    await delegate(office, ("CONVENE_STANDING",), "executive", FEBRUARY, meeting_id=mine["id"])
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "startMeeting", as_="clerk", id=other["id"]) == ["HOST_NOT_ALLOWED"]
    started = await done(office, "startMeeting", as_="clerk", id=mine["id"])
    assert (started["state"], started["mandate"]) == ("IN_SESSION", "受县长委托")


async def test_leave_is_given_under_it_for_that_meeting_alone(office: RunningService) -> None:
    mine = await on_the_way(office, [await ready_topic(office)])
    other = await on_the_way(office, [await ready_topic(office)], startsAt="2022-02-25T15:00:00+08:00")
    await delegate(office, ("PRESIDE",), "executive", FEBRUARY, meeting_id=mine["id"])
    leaves = [
        await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="出差")
        for meeting in (mine, other)
    ]
    approved = await done(office, "approveMeetingLeave", as_="executive", id=leaves[0]["id"])
    assert approved["state"] == "APPROVED"
    answer = await hold(office, "approveMeetingLeave", as_="executive", id=leaves[1]["id"])
    (violation,) = answer["violations"]
    assert (violation["code"], violation["clauses"][0]["id"]) == ("NO_ACTIVE_DELEGATION", "GZ-5")


async def test_an_opinion_is_signed_under_it_on_that_topic_alone(office: RunningService) -> None:
    mine, other = await proposed(office), await proposed(office, title="另一项议题")
    await delegate(office, ("DECIDE_TOPICS",), "executive", FEBRUARY, topic_id=mine)
    agrees = {"opinion": "AGREED", "text": "同意上会"}
    refusal = await topic_refused(office, "giveTopicOpinion", as_="executive", id=other, **agrees)
    assert refusal == ["NO_ACTIVE_DELEGATION"]
    topic = await do(office, "giveTopicOpinion", as_="executive", id=mine, **agrees)
    assert topic["state"] == "OPINION_GIVEN", topic


async def test_a_commission_for_one_topic_is_none_for_another(office: RunningService) -> None:
    mine, other = await ready_topic(office, kind="SPECIAL"), await ready_topic(office, kind="SPECIAL")
    plan = {"kind": "SPECIAL", "basis": "COMMISSIONED", "hostId": str(known_id("deputy-a"))}
    await delegate(office, ("COMMISSIONED_TASK",), "deputy-a", FEBRUARY, topic_id=mine)
    meeting = await on_the_way(office, [other], startsAt="2022-02-25T15:00:00+08:00", **plan)
    assert (await in_session(office, [mine], **plan))["state"] == "IN_SESSION"
    assert await refused(office, "startMeeting", as_="clerk", id=meeting["id"]) == ["COMMISSION_REQUIRED"]


async def test_gz_5_a_todo_about_an_agenda_line_says_its_meeting_and_topic(office: RunningService) -> None:
    """By these the desk finds what waits about the case that a 委托 is narrowed to."""
    topic = await ready_topic(office)
    meeting_id = await arranged(office, [topic])
    (item,) = (await done(office, "issueAgenda", as_="director", meetingId=meeting_id))["agenda"]
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    (asked,) = [e.data for e in await events(office, "task.opened", item["id"]) if e.data["kind"] == "keep_late_topic"]
    assert (asked["to"]["post"], asked["about"]) == ("COUNTY_HEAD", [meeting_id, topic])


async def test_gz_5_a_todo_about_minutes_says_their_meeting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting)
    await signed(office, minutes["id"])
    waiting = [e.data for e in await events(office, "task.opened", minutes["id"])]
    assert [(each["kind"], each["about"]) for each in waiting] == [("sign_minutes", [meeting["id"]])] * 3
