"""What has come to its end stays there: topics, meetings, leave and decisions (spec 03)."""

from typing import Any

import pytest

from services.meetings.topics.model import TopicState
from tests.meetings.minutes.test_decisions import DECISION, issued
from tests.meetings.steps import done, entry, events, in_session, meeting_of, on_the_way, ready_topic, refused
from tests.meetings.topics.steps import do, some_work, upload
from tests.service import RunningService, known_id

WHY = {"act": {"reason": "另有安排"}}
TOPIC_ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("editTopic", "housing-clerk", {"input": {"summary": "补充"}}),
    ("signTopic", "housing-head", {}),
    ("endorseTopic", "deputy-a", {}),
    ("giveTopicOpinion", "mayor", {"opinion": "AGREED"}),
    ("backlogTopic", "clerk", {}),
    ("consentToUrgentTopic", "mayor", WHY),
    ("sendPreparationNotice", "clerk", {}),
    ("recordPreliminaryReview", "clerk", {}),
    ("returnTopic", "clerk", {"reasons": [{"text": "补充"}]}),
    ("passTopic", "clerk", {}),
    ("coordinateTopic", "deputy-a", {"result": "SETTLED", "text": "一致"}),
    ("requestTopicLegalityReview", "housing-clerk", {}),
    ("askTopicUnits", "housing-clerk", {}),
    ("flagTopic", "clerk", {"flag": "LARGE_FUNDS"}),
    ("unflagTopic", "mayor", {"flag": "LARGE_FUNDS"}),
    ("rejectTopic", "clerk", {"reason": "OUT_OF_SCOPE", **WHY}),
    ("withdrawTopic", "housing-head", WHY),
]
MOVED = {"startsAt": "2022-03-01T09:00:00+08:00", **WHY}
MEETING_ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("issueAgenda", "director", {}),
    ("notifyMeeting", "director", {}),
    ("startMeeting", "clerk", {}),
    ("concludeMeeting", "clerk", {}),
    ("rescheduleMeeting", "director", MOVED),
    ("postponeMeeting", "director", WHY),
    ("cancelMeeting", "director", WHY),
    ("finalizeRecord", "clerk", {}),
]
BY_ID = ("startMeeting", "concludeMeeting", "rescheduleMeeting", "postponeMeeting", "cancelMeeting")


@pytest.mark.parametrize("state", ["REJECTED", "WITHDRAWN", "DECIDED"])
async def test_a_topic_at_its_end_moves_no_more(office: RunningService, state: str) -> None:
    topic = await ready_topic(office, state=TopicState(state))
    files = {"fileIds": [await upload(office, "housing-clerk")]}
    proof = {"input": await some_work(office)}
    more = [("submitTopicMaterial", "housing-clerk", files), ("addTopicGroundwork", "housing-clerk", proof)]
    for mutation, login, arguments in (*TOPIC_ACTS, *more):
        answer = await do(office, mutation, as_=login, id=topic, **arguments)
        assert [v["code"] for v in answer["violations"]] == ["STATE_NOT_ALLOWED"], mutation


@pytest.mark.parametrize("end", ["cancelled", "concluded"])
async def test_a_meeting_at_its_end_moves_no_more(office: RunningService, end: str) -> None:
    if end == "cancelled":
        meeting = await on_the_way(office, [await ready_topic(office)])
        await done(office, "cancelMeeting", as_="director", id=meeting["id"], **WHY)
    else:
        meeting = await in_session(office, [await ready_topic(office)])
        await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    for mutation, login, arguments in MEETING_ACTS:
        if (mutation, end) == ("finalizeRecord", "concluded"):
            continue
        wanted = {"id" if mutation in BY_ID else "meetingId": meeting["id"], **arguments}
        (found,) = await refused(office, mutation, as_=login, **wanted)
        assert found.startswith("STATE_NOT_ALLOWED"), mutation
    entries = {"entries": [entry(await ready_topic(office))]}
    (found,) = await refused(office, "issueSupplement", as_="director", meetingId=meeting["id"], **entries)
    assert found.startswith("STATE_NOT_ALLOWED")


@pytest.mark.parametrize("settle", ["approveMeetingLeave", "rejectMeetingLeave", "withdrawMeetingLeave"])
async def test_gz_18_2_leave_that_is_settled_stays_so(office: RunningService, settle: str) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    leave = await done(office, "requestMeetingLeave", as_="deputy-director", meetingId=meeting["id"], reason="出差")
    ways = {
        "approveMeetingLeave": "director",
        "rejectMeetingLeave": "director",
        "withdrawMeetingLeave": "deputy-director",
    }
    await done(office, settle, as_=ways[settle], id=leave["id"], **WHY)
    for mutation, login in ways.items():
        (found,) = await refused(office, mutation, as_=login, id=leave["id"], **WHY)
        assert found.startswith("STATE_NOT_ALLOWED"), mutation


async def test_gz_3_a_decision_that_the_party_refused_is_over(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    said = {"refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25", "result": "NOT_AGREED"}
    no = await done(office, "recordPartyApproval", as_="clerk", decisionId=told["decision_id"], said=said)
    assert (no["state"], no["needsPartyApproval"]) == ("RESCINDED", False)
    yes = {**said, "result": "AGREED"}
    (found,) = await refused(office, "recordPartyApproval", as_="clerk", decisionId=told["decision_id"], said=yes)
    assert found.startswith("STATE_NOT_ALLOWED")
    assert (await refused(office, "editDecision", as_="clerk", id=told["decision_id"], decision=DECISION))[
        0
    ].startswith("STATE_NOT_ALLOWED")
    assert [d["state"] for d in (await meeting_of(office, meeting["id"]))["decisions"]] == ["RESCINDED"]
    assert str(known_id("housing")) == no["leadUnit"]["id"]
