"""Meetings held on paper, registered after the fact (AMB-47)."""

from typing import Any

import pytest

from tests.meetings.steps import (
    answer_paper,
    done,
    drafted,
    events,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


def on_paper(day: str, **changes: Any) -> dict[str, Any]:
    topics = [
        {
            "title": f"审议《制度{n}》",
            "unitId": str(known_id("justice")),
            "outcome": "AGREED",
            "conclusion": "同意印发。",
            "decisions": [
                {"text": f"同意《制度{n}》，按程序印发。", "leadUnitId": str(known_id("office")), "longTerm": True}
            ],
        }
        for n in range(1, 8)
    ]
    attendees = [{"category": "MEMBER", "personId": str(known_id(login))} for login in ("mayor", "executive")]
    meeting = {
        "kind": "STANDING",
        "place": "县政府四楼会议室",
        "hostId": str(known_id("mayor")),
        "topics": topics,
        "attendees": attendees,
        **changes,
    }
    late = {
        "occurredAt": f"{day}T09:00:00+08:00",
        "byPersonId": str(known_id("clerk")),
        "note": "会议纸质记录和签到表",
    }
    return {"meeting": meeting, "act": {"lateRegistration": late}}


async def test_the_first_meeting_is_registered_with_its_seven_decisions(office: RunningService) -> None:
    note = "来文未载明会议日期，按印发日期前一周一推定"
    paper = on_paper("2022-01-24", sessionNo=1, dateNote=note)
    assert await refused(office, "registerHeldMeeting", as_="clerk", meeting=paper["meeting"]) == ["EVIDENCE_REQUIRED"]
    assert await refused(office, "registerHeldMeeting", as_="housing-clerk", **paper) == ["ACTOR_NOT_ALLOWED"]
    meeting = await done(office, "registerHeldMeeting", as_="clerk", **paper)
    assert (meeting["state"], meeting["unconfirmed"], meeting["name"]) == ("CONCLUDED", True, "县政府第1次常务会议")
    assert (meeting["dateAssumed"], meeting["dateNote"], meeting["findings"]) == (True, note, [])
    assert [d["state"] for d in meeting["decisions"]] == ["RECORDED"] * 7
    assert await events(office, "decision.recorded") == []
    assert (await refused(office, "draftMinutes", as_="clerk", meetingId=meeting["id"]))[0].startswith("STATE")
    confirmed = await done(office, "confirmMeetingRegistrations", as_="director", id=meeting["id"])
    assert confirmed["unconfirmed"] is False
    assert [(d["number"], d["state"]) for d in confirmed["decisions"]][-1] == ("2022-CW-01-07", "EFFECTIVE")
    assert len(await events(office, "decision.recorded")) == 7
    assert (await events(office, "meeting.concluded", meeting["id"]))[0].data["meeting_date"] == "2022-01-24"
    assert {d["state"] for d in confirmed["deadlines"]} == {"CANCELLED"}


async def test_a_wrong_host_on_paper_stays_as_a_finding(office: RunningService) -> None:
    paper = on_paper("2022-02-10", hostId=str(known_id("deputy-a")))
    meeting = await done(office, "registerHeldMeeting", as_="clerk", **paper)
    (found,) = meeting["findings"]
    assert (found["code"], found["kind"], found["clauses"]) == ("HOST_NOT_ALLOWED", "LATE_REGISTRATION", ["CW-1.2"])
    assert found["occurredAt"].startswith("2022-02-10T09:00")


@pytest.mark.refuses("NUMBER_NOT_FREE")
async def test_a_number_used_on_paper_must_be_free(office: RunningService) -> None:
    await done(office, "registerHeldMeeting", as_="clerk", **on_paper("2022-01-24", sessionNo=1))
    again = on_paper("2022-01-25", sessionNo=1)
    assert await refused(office, "registerHeldMeeting", as_="clerk", **again) == ["NUMBER_NOT_FREE"]
    future = on_paper("2022-03-01")
    assert await refused(office, "registerHeldMeeting", as_="clerk", **future) == ["EVIDENCE_REQUIRED"]


async def test_the_next_number_follows_the_registered_one(office: RunningService) -> None:
    first = await done(office, "registerHeldMeeting", as_="clerk", **on_paper("2022-01-24", sessionNo=1))
    await done(office, "confirmMeetingRegistrations", as_="director", id=first["id"])
    meeting = await in_session(office, [await ready_topic(office)])
    assert meeting["name"] == "县政府第2次常务会议"
    minutes = await drafted(office, meeting)
    decision = (await meeting_of(office, meeting["id"]))["decisions"][0]
    assert decision["number"] == "2022-CW-02-01"
    assert minutes["state"] == "DRAFTING"


async def test_minutes_issued_on_paper_are_registered_with_the_meeting(office: RunningService) -> None:
    paper = on_paper("2022-01-24", sessionNo=1, minutesNumber="常务会议纪要〔2022〕第1次")
    meeting = await done(office, "registerHeldMeeting", as_="clerk", **paper)
    minutes = meeting["minutes"]["id"]
    assert await refused(office, "submitMinutes", as_="clerk", id=minutes) == ["EVIDENCE_REQUIRED"]
    assert await events(office, "document.requested") == []
    await done(office, "confirmMeetingRegistrations", as_="director", id=meeting["id"])
    registered = await minutes_of(office, minutes)
    assert (registered["state"], len(registered["entries"]), registered["signatures"]) == ("SIGNED", 7, [])
    (asked,) = [e.data for e in await events(office, "document.requested") if e.data["external_number"]]
    assert (asked["series"], asked["external_number"]) == ("STANDING_MINUTES", "常务会议纪要〔2022〕第1次")
    assert asked["recipients"] == []
    await answer_paper(office, minutes, asked["external_number"])
    issued = await minutes_of(office, minutes)
    assert (issued["state"], issued["documentNumber"]) == ("ISSUED", "常务会议纪要〔2022〕第1次")
    held = await meeting_of(office, meeting["id"])
    assert {d["minutesNumber"] for d in held["decisions"]} == {"常务会议纪要〔2022〕第1次"}
    assert held["state"] == "MINUTES_ISSUED"


async def test_a_paper_number_that_is_taken_is_corrected_by_the_director(office: RunningService) -> None:
    paper = on_paper("2022-01-24", sessionNo=1, minutesNumber="常务会议纪要〔2022〕第3次")
    meeting = await done(office, "registerHeldMeeting", as_="clerk", **paper)
    await done(office, "confirmMeetingRegistrations", as_="director", id=meeting["id"])
    minutes = meeting["minutes"]["id"]
    await answer_paper(office, minutes, failure="该文号已被占用")
    said = {"id": minutes, "act": {"reason": "文号有误"}}
    assert (await refused(office, "recallMinutes", as_="director", **said))[0].startswith("STATE_NOT_ALLOWED")
    (failed,) = (await minutes_of(office, minutes))["papers"]
    corrected = {"id": failed["id"], "externalNumber": "常务会议纪要〔2022〕第1次"}
    assert await refused(office, "retryMeetingPaper", as_="clerk", **corrected) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "retryMeetingPaper", as_="director", **corrected)
    asked = [e.data["external_number"] for e in await events(office, "document.requested")]
    assert asked == ["常务会议纪要〔2022〕第3次", "常务会议纪要〔2022〕第1次"]


async def test_the_registrar_does_not_confirm_himself(office: RunningService) -> None:
    meeting = await done(office, "registerHeldMeeting", as_="director", **on_paper("2022-01-24"))
    answer = await hold(office, "confirmMeetingRegistrations", as_="director", id=meeting["id"])
    assert [v["code"] for v in answer["violations"]] == ["ACTOR_NOT_ALLOWED"]
