"""The office's work around the room: duties ticked off, the next at the door, who leaves midway (CW-5.1, CW-5.3)."""

from typing import Any

from tests.meetings.steps import (
    done,
    entry,
    events,
    heard,
    in_session,
    meeting_of,
    planned,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

LIST = "query($id: ID!) { meeting(id: $id) { preparations { id label doneBy { id } doneAt } } }"
TIMES = "query($id: ID!) { meeting(id: $id) { attendees { id name leftAt } } }"


async def told(office: RunningService, template: str) -> list[tuple[str, set[str]]]:
    """What these notices said, and to whom."""
    found = [e.data for e in await events(office, "notice.raised") if e.data["template"] == template]
    return [(each["text_zh"], {r["person_id"] for r in each["recipients"]}) for each in found]


def ids(*logins: str) -> set[str]:
    return {str(known_id(login)) for login in logins}


async def room(office: RunningService, *units: str, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    """A meeting in session about one topic of each of these units, and the lines of its agenda."""
    topics = [await ready_topic(office, unit, title=f"{unit}的议题") for unit in units]
    meeting = await in_session(office, topics, **changes)
    return meeting, [item["id"] for item in meeting["agenda"]]


async def test_duties_are_ticked_by_name_and_time(office: RunningService) -> None:
    meeting_id = await planned(office)
    await done(office, "addPreparation", as_="clerk", meetingId=meeting_id, label="桌牌")
    lines = (await office.ask(LIST, as_="clerk", id=meeting_id))["preparations"]
    assert [each["label"] for each in lines] == ["会场布置", "灯光", "音响", "话筒", "视频播放", "茶水", "桌牌"]
    mine = {"meetingId": meeting_id, "preparationIds": [lines[0]["id"], lines[6]["id"]]}
    assert await refused(office, "tickPreparation", as_="deputy-a", **mine) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "tickPreparation", as_="clerk", **mine)
    office.set_clock("2022-02-21T10:00")
    await done(office, "tickPreparation", as_="director", meetingId=meeting_id, preparationIds=[lines[0]["id"]])
    lines = (await office.ask(LIST, as_="clerk", id=meeting_id))["preparations"]
    ticked = {each["label"]: (each["doneBy"]["id"], each["doneAt"][:16]) for each in lines if each["doneAt"]}
    clerk = str(known_id("clerk"))
    assert ticked == {"会场布置": (clerk, "2022-02-21T09:00"), "桌牌": (clerk, "2022-02-21T09:00")}


async def test_the_next_is_called_to_the_door_once(office: RunningService) -> None:
    _, (first, second, third) = await room(office, "housing", "finance", "justice")
    await done(office, "callTopic", as_="clerk", itemId=third)  # out of its turn
    assert await told(office, "waiting_call") == [
        ("第1项议题即将研究，请到县政府四楼会议室等候。", ids("housing-head")),
    ]
    await done(office, "callTopic", as_="clerk", itemId=first)
    meeting = await done(office, "callTopic", as_="clerk", itemId=second)
    assert [people for _, people in await told(office, "waiting_call")] == [ids("housing-head"), ids("finance-head")]
    query = "query($id: ID!) { meeting(id: $id) { agenda { waitingCalledAt } } }"
    agenda = (await office.ask(query, as_="clerk", id=meeting["id"]))["agenda"]
    assert [bool(each["waitingCalledAt"]) for each in agenda] == [True, True, False]


async def test_the_next_is_called_when_a_topic_is_not_heard(office: RunningService) -> None:
    _, (first, second) = await room(office, "housing", "finance", absent=("housing-head",))
    await done(office, "callTopic", as_="clerk", itemId=first)  # deferred: its head is not here (CW-5.2b)
    await done(office, "callTopic", as_="clerk", itemId=second)
    assert [people for _, people in await told(office, "waiting_call")] == [ids("finance-head")]


async def test_a_reporter_who_is_not_the_head_waits_too(office: RunningService) -> None:
    topics = [await ready_topic(office, unit, kind="PLENARY") for unit in ("finance", "housing")]
    meeting_id = await planned(office, kind="PLENARY")
    entries = [entry(topics[0]), entry(topics[1], reporterId=str(known_id("housing-clerk")))]
    for mutation, login, given in (
        ("proposeArrangement", "director", {"entries": entries}),
        ("approveArrangement", "mayor", {}),
        ("issueAgenda", "director", {}),
    ):
        meeting = await done(office, mutation, as_=login, meetingId=meeting_id, **given)
    for item in meeting["agenda"]:
        await done(office, "deliverMaterial", as_="clerk", itemId=item["id"])
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", id=meeting_id)
    await done(office, "callTopic", as_="clerk", itemId=meeting["agenda"][0]["id"])
    assert [people for _, people in await told(office, "waiting_call")] == [ids("housing-clerk")]


async def test_personnel_matters_empty_the_room(office: RunningService) -> None:
    secret: dict[str, Any] = {"title": "某某任职", "flags": ["PERSONNEL"]}
    topics = [
        await ready_topic(office, "housing"),
        await ready_topic(office, "justice", **secret),
        await ready_topic(office, "finance"),
    ]
    meeting = await in_session(office, topics)
    await heard(office, meeting["agenda"][0]["id"])
    assert await told(office, "members_only") == []
    assert [people for _, people in await told(office, "waiting_call")] == [ids("justice-head")]
    await done(office, "callTopic", as_="director", itemId=meeting["agenda"][1]["id"])
    ((text, out),) = await told(office, "members_only")
    assert text.startswith("第2项议题仅组成人员参加，请退场：")
    assert text.endswith("（CW-2.6）。")
    assert "人大代表甲" in text
    assert "某某" not in text
    assert out == ids("housing-head", "finance-head", "deputy-director", "clerk")
    back = (await told(office, "waiting_call"))[-1][1]
    assert ids("finance-head", "deputy-director") <= back
    assert not ids("justice-head", "deputy-a") & back


async def test_who_leaves_midway_is_marked_with_the_time(office: RunningService) -> None:
    meeting, _ = await room(office, "housing", absent=("deputy-a",))
    people = {a["name"]: a["id"] for a in meeting["attendees"]}
    office.set_clock("2022-02-25T09:20")
    at = "2022-02-25T09:15:00+08:00"
    await done(office, "markAttendeeLeaving", as_="clerk", attendeeId=people["副县长乙"], at=at)
    await done(office, "markAttendeeLeaving", as_="clerk", attendeeId=people["副县长乙"])
    listed = (await office.ask(TIMES, as_="clerk", id=meeting["id"]))["attendees"]
    assert {a["name"]: a["leftAt"] for a in listed if a["leftAt"]} == {"副县长乙": [at, "2022-02-25T09:20:00+08:00"]}
    found = (await meeting_of(office, meeting["id"]))["findings"]
    assert [(f["code"], f["clauses"]) for f in found] == [("LEFT_MIDWAY", ["CW-5.3"])] * 2
    away = {"attendeeId": people["副县长甲"]}
    assert await refused(office, "markAttendeeLeaving", as_="clerk", **away) == ["CONTENT_INVALID:副县长甲未在会场"]
    later = {"attendeeId": people["副县长乙"], "at": "2022-02-25T11:00:00+08:00"}
    assert await refused(office, "markAttendeeLeaving", as_="clerk", **later) == ["CONTENT_INVALID:时间"]
