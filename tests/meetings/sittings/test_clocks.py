"""Ten minutes for a report, ninety for a meeting: reminded of, called, on record (GZ-17.4, CW-5.2, GZ-20.3, AMB-16)."""

from typing import Any

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.meetings.clauses.facts import settle
from tests.meetings.steps import concluded, done, events, heard, in_session, meeting_of, ready_topic, refused
from tests.roster import roster
from tests.service import RunningService, known_id, running

CLOCKS = tuple(f"{key}_{what}" for key in ("report_speech", "meeting_length", "discussion") for what in ("due", "over"))


async def said(office: RunningService, meeting_id: str) -> list[tuple[str, str]]:
    """What the clocks have said, in order."""
    await office.timers_done()
    found = [e.data for e in await events(office, "notice.raised", meeting_id) if e.data["template"] in CLOCKS]
    assert all(
        [r["person_id"] for r in each["recipients"]] == [str(known_id("clerk")), str(known_id("mayor"))]
        for each in found
    )
    return [(each["template"], each["text_zh"]) for each in found]


async def at(office: RunningService, time: str) -> None:
    office.set_clock(f"2022-02-25T{time}")
    await office.timers_done()


async def reporting(office: RunningService, **changes: Any) -> dict[str, Any]:
    """The first topic's report has begun at nine o'clock."""
    kind = {"kind": changes["kind"]} if "kind" in changes else {}
    meeting = await in_session(office, [await ready_topic(office, **kind)], **changes)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    return await done(office, "startReport", as_="clerk", itemId=item_id)


def clock(found: dict[str, Any], key: str) -> list[str]:
    return [each["state"] for each in found["deadlines"] if each["key"] == key]


async def test_the_desk_hears_at_eight_and_at_ten_minutes(office: RunningService) -> None:
    meeting = await reporting(office)
    await at(office, "09:07:59")
    assert await said(office, meeting["id"]) == []
    await at(office, "09:08:00")
    nearly = ("report_speech_due", "第1项议题已汇报8分钟，还有2分钟，请提醒汇报人（GZ-17.4）。")
    assert await said(office, meeting["id"]) == [nearly]
    await at(office, "09:10:00")
    over = ("report_speech_over", "第1项议题汇报时间到，已满10分钟（GZ-17.4）。")
    assert await said(office, meeting["id"]) == [nearly, over]
    await at(office, "09:12:30")
    ended = await done(office, "endReport", as_="clerk", itemId=meeting["agenda"][0]["id"])
    (item,) = ended["agenda"]
    assert (item["reportedMinutes"], clock(item, "report_speech")) == (13, ["MISSED"])
    assert [(f["code"], f["kind"]) for f in item["findings"]] == [("REPORT_OVER_10MIN", "ADVISORY")]
    assert await said(office, meeting["id"]) == [nearly, over]  # each is said once


async def test_a_report_in_time_is_not_called(office: RunningService) -> None:
    meeting = await reporting(office)
    await at(office, "09:09:59")
    ended = await done(office, "endReport", as_="clerk", itemId=meeting["agenda"][0]["id"])
    (item,) = ended["agenda"]
    assert (item["reportedMinutes"], clock(item, "report_speech"), item["findings"]) == (10, ["MET"], [])
    await at(office, "09:30")
    assert [template for template, *_ in await said(office, meeting["id"])] == ["report_speech_due"]


async def test_report_is_clocked_once(office: RunningService) -> None:
    meeting = await reporting(office)
    item_id = meeting["agenda"][0]["id"]
    await at(office, "09:05")
    assert await refused(office, "startReport", as_="clerk", itemId=item_id) == ["STATE_NOT_ALLOWED:正在汇报"]
    await done(office, "endReport", as_="clerk", itemId=item_id)
    assert await refused(office, "startReport", as_="clerk", itemId=item_id) == ["STATE_NOT_ALLOWED:已结束汇报"]
    await at(office, "09:20")
    again = await done(office, "endReport", as_="director", itemId=item_id)  # a second hand on the same button
    assert (again["agenda"][0]["reportedMinutes"], again["agenda"][0]["findings"]) == (5, [])


async def test_a_topic_decided_while_its_clock_runs_is_called_no_more(office: RunningService) -> None:
    meeting = await reporting(office)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "recordOutcome", as_="clerk", itemId=item_id, outcome="NOTED", conclusion="抓好落实。")
    await at(office, "09:15")
    assert await said(office, meeting["id"]) == []
    assert clock((await meeting_of(office, meeting["id"]))["agenda"][0], "report_speech") == ["CANCELLED"]


async def test_ten_minutes_bind_where_the_text_says_so(office: RunningService) -> None:
    deputy = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
    meeting = await reporting(office, **deputy)
    await at(office, "09:12")
    ended = await done(office, "endReport", as_="clerk", itemId=meeting["agenda"][0]["id"])
    (item,) = ended["agenda"]
    assert (item["reportedMinutes"], item["findings"], item["deadlines"]) == (12, [], [])


async def test_meeting_was_short(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    await at(office, "10:19:59")
    assert await said(office, meeting["id"]) == []
    await at(office, "10:20")
    nearly = ("meeting_length_due", "会议已进行80分钟，距90分钟还有10分钟，请掌握时间（GZ-20.3）。")
    assert await said(office, meeting["id"]) == [nearly]
    await at(office, "10:30")
    over = ("meeting_length_over", "会议时间到，已满90分钟（GZ-20.3）。")
    assert await said(office, meeting["id"]) == [nearly, over]
    assert clock(await meeting_of(office, meeting["id"]), "meeting_length") == ["MISSED"]
    await heard(office, meeting["agenda"][0]["id"])  # it stops nobody
    await at(office, "10:42:10")
    ended = await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    found = [(f["code"], f["kind"], f["clauses"], f["messageZh"]) for f in ended["findings"]]
    assert found == [
        ("MEETING_TOOK_OVER_90MIN", "ADVISORY", ["GZ-20.3"], "会议应控制在90分钟以内，实际用时103分钟"),
    ]
    query = "query($id: ID!) { meeting(id: $id) { actualMinutes } }"
    assert (await office.ask(query, as_="clerk", id=meeting["id"]))["actualMinutes"] == 103


async def test_ninety_minutes_are_not_too_many(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    await at(office, "10:30")
    ended = await concluded(office, meeting)
    assert (clock(ended, "meeting_length"), ended["findings"]) == (["MET"], [])


async def test_a_clock_goes_on_after_a_restart(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with database_for("meetings") as dsn:
        given: dict[str, Any] = {
            "dsn": dsn,
            "nats_url": nats_server.url,
            "nats_token": nats_server.token,
            "issuer": issuer,
            "files": tmp_path_factory.mktemp("files"),
        }
        async with running("meetings", opens="2022-02-20T08:00", **given) as office:
            await office.give_roster(roster())
            office.set_clock("2022-02-21T09:00")
            meeting = await reporting(office)
            await at(office, "09:04")
        async with running("meetings", opens="2022-02-25T09:05", **given) as office:
            await office.timers_done()
            assert await said(office, meeting["id"]) == []
            await at(office, "09:11")  # both moments have passed while nobody looked
            assert [template for template, *_ in await said(office, meeting["id"])] == [
                "report_speech_due",
                "report_speech_over",
            ]
            ended = await done(office, "endReport", as_="clerk", itemId=meeting["agenda"][0]["id"])
            assert ended["agenda"][0]["reportedMinutes"] == 11


READINGS = "limitMinutes elapsedSeconds remainingSeconds mark"
DISCUSSION = "query($id: ID!) { meeting(id: $id) { clock { discussion { %s } } } }" % READINGS


async def discussing(office: RunningService, meeting: dict[str, Any]) -> dict[str, Any] | None:
    reading = (await office.ask(DISCUSSION, as_="deputy-b", id=meeting["id"]))["clock"]["discussion"]
    return None if reading is None else dict(reading)


async def test_cw_5_1_a_county_may_limit_the_discussion(
    office: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the end of the report until the topic's outcome."""
    settle(office, monkeypatch, discussion_limit_min=6)
    meeting = await reporting(office)
    item_id = meeting["agenda"][0]["id"]
    assert await discussing(office, meeting) is None
    await at(office, "09:05")
    await done(office, "endReport", as_="clerk", itemId=item_id)
    for time, elapsed, mark in (("09:05:00", 0, "NONE"), ("09:09:00", 240, "NEARLY"), ("09:11:00", 360, "OVER")):
        await at(office, time)
        assert await discussing(office, meeting) == {
            "limitMinutes": 6,
            "elapsedSeconds": elapsed,
            "remainingSeconds": 360 - elapsed,
            "mark": mark,
        }
    await done(office, "endReport", as_="clerk", itemId=item_id, minutes=4)  # the minutes are corrected, no clock
    assert await said(office, meeting["id"]) == [
        ("discussion_due", "第1项议题已讨论4分钟，还有2分钟，请掌握讨论发言时间（CW-5.1）。"),
        ("discussion_over", "第1项议题讨论时间到，已满6分钟（CW-5.1）。"),
    ]
    await at(office, "09:12")
    over = await done(office, "recordOutcome", as_="clerk", itemId=item_id, outcome="NOTED", conclusion="抓好落实。")
    assert (clock(over["agenda"][0], "discussion"), await discussing(office, meeting)) == (["MISSED"], None)


async def test_cw_5_1_a_topic_decided_in_time_and_a_county_without_a_limit(
    office: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await reporting(office)
    item_id = meeting["agenda"][0]["id"]
    outcome = {"itemId": item_id, "outcome": "NOTED", "conclusion": "抓好落实。"}
    plain = await done(office, "endReport", as_="clerk", itemId=item_id)
    assert (clock(plain["agenda"][0], "discussion"), await discussing(office, meeting)) == ([], None)
    await done(office, "recordOutcome", as_="clerk", **outcome)
    settle(office, monkeypatch, discussion_limit_min=6)
    other = await reporting(office, kind="MAYOR", startsAt="2022-02-25T10:00:00+08:00")
    second = {**outcome, "itemId": other["agenda"][0]["id"]}
    started = await done(office, "endReport", as_="clerk", itemId=second["itemId"])
    assert clock(started["agenda"][0], "discussion") == ["OPEN"]
    decided = await done(office, "recordOutcome", as_="clerk", **second)
    assert clock(decided["agenda"][0], "discussion") == ["MET"]
    await at(office, "10:30")
    assert await said(office, other["id"]) == []
