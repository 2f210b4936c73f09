"""Who gives leave from which meeting, and in which order rows are locked (GZ-18, AMB-03)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.model import load
from services.meetings.attendance.model import MeetingLeave
from services.meetings.sittings.model import Meeting
from tests.meetings.steps import (
    concluded,
    done,
    events,
    go_away,
    hold,
    in_session,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
LEAVES = "query { meetingLeaves(first: 50) { nodes { id state person { id } } } }"

# AMB-03: kind of meeting, who asks, does 县长 decide?
APPROVERS = [
    ("STANDING", "deputy-b", True),
    ("STANDING", "director", True),
    ("STANDING", "housing-head", True),
    ("STANDING", "deputy-director", False),
    ("MAYOR", "deputy-b", True),
    ("MAYOR", "housing-head", False),
    ("PLENARY", "deputy-b", True),
    ("PLENARY", "housing-head", False),
    ("PLENARY", "town-head", False),
    ("SPECIAL", "deputy-director", False),
    ("SPECIAL", "housing-head", False),
]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
@pytest.mark.parametrize(("kind", "login", "to_county_head"), APPROVERS)
async def test_gz_18_1_leave_is_asked_of_the_one_whom_the_texts_name(
    office: RunningService, kind: str, login: str, to_county_head: bool
) -> None:
    plan: dict[str, Any] = DEPUTY if kind == "SPECIAL" else {"kind": kind}
    meeting = await on_the_way(office, [await ready_topic(office, kind=kind)], **plan)
    leave = await done(office, "requestMeetingLeave", as_=login, meetingId=meeting["id"], reason="赴市开会")
    right, wrong = ("mayor", "director") if to_county_head else ("director", "mayor")
    if wrong == login:
        wrong = "executive"
    answer = await refused(office, "approveMeetingLeave", as_=wrong, id=leave["id"])
    assert answer in (["ACTOR_NOT_ALLOWED"], ["NO_ACTIVE_DELEGATION"])
    if answer != ["ACTOR_NOT_ALLOWED"]:
        assert await refused(office, "approveMeetingLeave", as_="clerk", id=leave["id"]) == ["ACTOR_NOT_ALLOWED"]
    assert (await done(office, "approveMeetingLeave", as_=right, id=leave["id"]))["state"] == "APPROVED"
    told = [e.data for e in await events(office, "notice.raised") if e.data["template"] == "leave_decided"]
    recipients = {each["person_id"] for each in told[-1]["recipients"]}
    host = known_id("deputy-a") if kind == "SPECIAL" else known_id("mayor")
    assert {str(host), str(known_id(login)), str(known_id("clerk"))} <= recipients  # the host is informed


async def test_gz_18_1_a_written_opinion_is_filed_in_the_record(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    opinions = [{"itemId": meeting["agenda"][0]["id"], "text": "同意，建议明确资金来源。"}]
    asked = {"meetingId": meeting["id"], "reason": "陪同省检查组", "opinions": opinions}
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", **asked)
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    here = [a["id"] for a in meeting["attendees"] if a["name"] != "副县长乙"]
    await done(office, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    started = await done(office, "startMeeting", as_="clerk", id=meeting["id"])
    over = await concluded(office, started)
    await done(office, "finalizeRecord", as_="clerk", meetingId=over["id"])
    await done(office, "reviewRecord", as_="director", meetingId=over["id"])
    record = [e for e in await events(office, "document.requested") if e.data["kind"] == "MEETING_RECORD"][-1]
    assert [topic["written_opinions"] for topic in record.data["data"]["topics"]] == [
        [{"speaker": "副县长乙", "text": "同意，建议明确资金来源。"}]
    ]


async def test_gz_18_2_leave_from_a_mayor_meeting_does_not_put_the_topic_off(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    leave = await done(office, "requestMeetingLeave", as_="housing-head", meetingId=meeting["id"], reason="出差")
    await done(office, "approveMeetingLeave", as_="director", id=leave["id"])
    assert await events(office, "topic.deferred") == []


async def test_gz_18_1_a_leave_is_locked_after_its_meeting(office: RunningService) -> None:
    """Whoever waits for the meeting holds no leave that the one before him may need."""
    meeting = await on_the_way(office, [await ready_topic(office)])
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="出差")
    async with office.runtime.sessions.begin() as session:
        await load(session, Meeting, UUID(meeting["id"]))
        deciding = asyncio.create_task(hold(office, "approveMeetingLeave", as_="mayor", id=leave["id"]))
        while not await blocked(office):
            await asyncio.sleep(0.02)
        query = select(MeetingLeave.id).where(MeetingLeave.id == UUID(leave["id"]))
        assert await session.scalar(query.with_for_update(nowait=True)) == UUID(leave["id"])
    assert (await deciding)["state"] == "APPROVED"


async def blocked(office: RunningService) -> int:
    """How many wait for a lock now; seen by a transaction of its own."""
    session: AsyncSession
    async with office.runtime.sessions() as session:
        return int(await session.scalar(text(BLOCKED)) or 0)


async def test_gz_18_1_a_notice_and_decisions_at_once_settle_every_leave(office: RunningService) -> None:
    """A moved meeting is notified anew, which takes automatic leave back, while 县长 decides on the same leave."""
    meeting = await on_the_way(office, [await ready_topic(office)])
    for login in ("executive", "deputy-a", "deputy-b"):
        await go_away(office, login, ("2022-02-25", "2022-02-28"))
    waiting = (await office.ask(LEAVES, as_="mayor"))["nodes"]
    assert [leave["state"] for leave in waiting] == ["SUBMITTED"] * 3
    moved = {"id": meeting["id"], "startsAt": "2022-03-01T09:00:00+08:00", "act": {"reason": "防汛值守"}}
    await done(office, "rescheduleMeeting", as_="director", **moved)
    answers = await asyncio.gather(
        hold(office, "notifyMeeting", as_="director", meetingId=meeting["id"]),
        *(hold(office, "approveMeetingLeave", as_="mayor", id=leave["id"]) for leave in waiting),
    )
    assert answers[0]["state"] == "NOTIFIED"
    approved = {a["id"] for a in answers[1:] if a["__typename"] == "MeetingLeave"}
    settled = {leave["id"]: leave["state"] for leave in (await office.ask(LEAVES, as_="mayor"))["nodes"]}
    assert settled == {leave["id"]: "APPROVED" if leave["id"] in approved else "WITHDRAWN" for leave in waiting}


async def test_gz_18_1_of_two_who_decide_at_once_one_is_told_that_it_is_decided(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="出差")
    no = {"reason": "请参会"}
    answers = await asyncio.gather(
        hold(office, "approveMeetingLeave", as_="mayor", id=leave["id"]),
        hold(office, "rejectMeetingLeave", as_="mayor", id=leave["id"], act=no),
    )
    assert sorted(answer["__typename"] for answer in answers) == ["MeetingLeave", "Refusal"]


async def test_gz_18_1_leave_on_the_day_of_the_meeting_is_still_beforehand(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    office.set_clock("2022-02-25T08:59")
    leave = await done(office, "requestMeetingLeave", as_="deputy-b", meetingId=meeting["id"], reason="突发情况")
    assert leave["state"] == "SUBMITTED"
    other = await in_session(office, [await ready_topic(office)], startsAt="2022-02-25T15:00:00+08:00")
    assert await refused(office, "requestMeetingLeave", as_="deputy-b", meetingId=other["id"], reason="迟了") == [
        "LEAVE_TOO_LATE"
    ]
