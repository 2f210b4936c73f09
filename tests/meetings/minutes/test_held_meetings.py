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


def topics_on_paper(count: int = 1, **changes: Any) -> list[dict[str, Any]]:
    decision = {"text": "由县住建局实施。", "leadUnitId": str(known_id("housing")), "longTerm": True}
    topic = {"unitId": str(known_id("housing")), "outcome": "AGREED", "conclusion": "同意。", "decisions": [decision]}
    return [{**topic, "title": f"老旧小区改造{n}", "scopeCode": "1", **changes} for n in range(count)]


SPECIAL = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}


async def on_record(office: RunningService, meeting: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Findings of the meeting and of what it heard."""
    found = [*meeting["findings"], *(each for item in meeting["agenda"] for each in item["findings"])]
    assert {each["kind"] for each in found} <= {"LATE_REGISTRATION"}
    return [(each["code"], each["clauses"]) for each in found]


async def test_amb_47_what_was_decided_on_paper_is_judged_as_well(office: RunningService) -> None:
    """GZ-4, GZ-16.2 and ZT-4 stay on record: 补登 is no back door."""
    investment = topics_on_paper(flags=["MAJOR_INVESTMENT"])
    mayor = on_paper("2022-02-10", kind="MAYOR", topics=investment)
    held = await done(office, "registerHeldMeeting", as_="clerk", **mayor)
    assert await on_record(office, held) == [("MAJOR_MATTER_WRONG_MEETING", ["GZ-4"])]
    special = on_paper("2022-02-11", topics=topics_on_paper(2, scopeCode="3"), **SPECIAL)
    held = await done(office, "registerHeldMeeting", as_="clerk", **special)
    assert await on_record(office, held) == [
        ("ONE_TOPIC_PER_MEETING", ["ZT-4"]),
        ("FUNDS_AUTHORITY_REQUIRED", ["GZ-16.2"]),
        ("FUNDS_AUTHORITY_REQUIRED", ["GZ-16.2"]),
    ]
    within = topics_on_paper(scopeCode="3", authorityBasis="平政发〔2021〕3号")
    held = await done(office, "registerHeldMeeting", as_="clerk", **on_paper("2022-02-14", topics=within, **SPECIAL))
    assert await on_record(office, held) == []


@pytest.mark.refuses("CONTENT_INVALID")
async def test_amb_47_what_was_only_heard_on_paper_has_no_decision(office: RunningService) -> None:
    noted = on_paper("2022-02-10", topics=topics_on_paper(outcome="NOTED"))
    answer = await refused(office, "registerHeldMeeting", as_="clerk", **noted)
    assert answer == ["CONTENT_INVALID:议决结果为“传达听取”，不产生议定事项"]


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
