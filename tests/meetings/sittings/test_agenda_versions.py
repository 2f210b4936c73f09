"""Versions of the 议题单: what differs from the one before, and who has it (CW-3.4, CW-3.5, CW-4.1, GZ-17.3)."""

from typing import Any
from uuid import UUID

from services.contracts.base import PERSONNEL_MASK
from services.contracts.learning import LawStudyScheduled
from services.kernel.ids import new_id
from tests.meetings.sittings.test_agenda import consented
from tests.meetings.steps import (
    arranged,
    done,
    entry,
    events,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

SHEETS = """query($id: ID!) { meeting(id: $id) { agendaSheets { version supplement issuedBy { id }
  entries { order title membersOnly } changes { kind title text }
  receipts { attendee { name } deliveredAt receivedAt registeredBy { id } } } } }"""


async def sheets(office: RunningService, meeting_id: str, *, as_: str = "clerk") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await office.ask(SHEETS, as_=as_, id=meeting_id))["agendaSheets"]
    return found


async def changes(office: RunningService, meeting_id: str, *, as_: str = "clerk") -> list[tuple[str, str, str]]:
    """What the version in force has changed."""
    return [(c["kind"], c["title"], c["text"]) for c in (await sheets(office, meeting_id, as_=as_))[-1]["changes"]]


async def told(office: RunningService, meeting_id: str) -> list[str]:
    """What those who attend read of changes."""
    return [
        e.data["text_zh"]
        for e in await events(office, "notice.raised", meeting_id)
        if e.data["template"] == "agenda_changed"
    ]


async def test_a_supplement_is_a_version_with_its_difference(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office, title="第一个议题")])
    add = {"meetingId": meeting["id"], "entries": [entry(await consented(office))]}
    await done(office, "issueSupplement", as_="director", **add)
    first, second = await sheets(office, meeting["id"])
    assert (first["version"], first["supplement"], first["changes"]) == (1, False, [])
    assert (second["version"], second["supplement"]) == (2, True)
    assert [e["title"] for e in second["entries"]] == ["第一个议题", "县城老旧小区改造方案"]
    assert await changes(office, meeting["id"]) == [("ADDED", "县城老旧小区改造方案", "县住房和城乡建设局")]
    added = "增加议题《县城老旧小区改造方案》：县住房和城乡建设局"
    assert await told(office, meeting["id"]) == [f"议题单第2版：{added}。请签收。"]
    papers = [e.data for e in await events(office, "document.requested", meeting["id"])]
    (paper,) = [each for each in papers if each["title"].endswith("补充议题单")]
    assert paper["data"]["changes"] == [added]


async def test_the_county_head_takes_a_topic_off_the_issued_sheet(office: RunningService) -> None:
    kept, gone = await ready_topic(office, title="春耕"), await ready_topic(office, title="园区")
    meeting = await on_the_way(office, [kept, gone])
    items = {item["topic"]["id"]: item["id"] for item in meeting["agenda"]}
    why = {"act": {"reason": "方案尚需完善"}}
    assert await refused(office, "takeOffTopic", as_="director", itemId=items[gone], **why) == ["ACTOR_NOT_ALLOWED"]
    assert await refused(office, "takeOffTopic", as_="mayor", itemId=items[gone]) == ["REASON_REQUIRED"]
    after = await done(office, "takeOffTopic", as_="mayor", itemId=items[gone], **why)
    states = {i["topic"]["id"]: (i["state"], i["deferral"], i["topic"]["state"]) for i in after["agenda"]}
    assert states == {kept: ("FINALIZED", None, "FINALIZED"), gone: ("DEFERRED", "NOT_ARRANGED", "PASSED")}
    assert await changes(office, meeting["id"]) == [("TAKEN_OFF", "园区", "")]
    assert await told(office, meeting["id"]) == ["议题单第2版：本次不研究《园区》。请签收。"]
    (deferred,) = await events(office, "topic.deferred", gone)
    assert (deferred.data["reason_code"], deferred.data["clause"]) == ("NOT_ARRANGED", "CW-3.5")
    answers = await refused(office, "takeOffTopic", as_="mayor", itemId=items[kept], **why)
    assert answers[0].startswith("CONTENT_INVALID")
    assert await refused(office, "takeOffTopic", as_="mayor", itemId=items[gone], **why) == ["STATE_NOT_ALLOWED:未研究"]


async def test_everybody_has_the_version_in_force(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office), await ready_topic(office, title="园区")])
    (first,) = await sheets(office, meeting["id"])
    sent = {r["attendee"]["name"] for r in first["receipts"]}
    assert {"县长甲", "副县长乙", "住建甲"} <= sent
    assert "人大代表甲" not in sent  # no account: the office enters his
    await done(office, "acknowledgeAgenda", as_="deputy-b", meetingId=meeting["id"])
    guest = next(a["id"] for a in meeting["attendees"] if a["name"] == "人大代表甲")
    by_hand = {"meetingId": meeting["id"], "attendeeIds": [guest]}
    assert await refused(office, "acknowledgeAgenda", as_="deputy-b", **by_hand) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "acknowledgeAgenda", as_="clerk", **by_hand)
    (first,) = await sheets(office, meeting["id"])
    have = {r["attendee"]["name"]: r["registeredBy"] for r in first["receipts"] if r["receivedAt"]}
    assert have == {"副县长乙": None, "人大代表甲": {"id": str(known_id("clerk"))}}
    item_id = meeting["agenda"][1]["id"]
    await done(office, "takeOffTopic", as_="mayor", itemId=item_id, act={"reason": "另行研究"})
    _, second = await sheets(office, meeting["id"])
    assert {r["attendee"]["name"] for r in second["receipts"]} == sent
    assert [r for r in second["receipts"] if r["receivedAt"]] == []  # the new version is signed for anew
    assert await refused(office, "acknowledgeAgenda", as_="inspector", meetingId=meeting["id"]) == ["NOT_ON_ROSTER"]


async def test_nobody_signs_for_what_was_not_sent(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert await refused(office, "acknowledgeAgenda", as_="deputy-b", meetingId=meeting_id) == [
        "STATE_NOT_ALLOWED:议题单尚未送达"
    ]


async def test_another_time_and_place_is_another_version(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    moved = {"startsAt": "2022-02-28T15:00:00+08:00", "place": "县政府三楼会议室", "act": {"reason": "县长公务"}}
    await done(office, "rescheduleMeeting", as_="director", id=meeting["id"], **moved)
    assert await changes(office, meeting["id"]) == [
        ("TIME", "", "2022年2月28日（星期一）15:00"),
        ("PLACE", "", "县政府三楼会议室"),
    ]


async def test_law_study_joins_the_sheet(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    study = LawStudyScheduled(
        law_study_id=new_id(), meeting_id=UUID(meeting["id"]), subject="宪法", lecturer="司法甲", minutes=20
    )
    await office.receive(study, study.law_study_id)
    assert await changes(office, meeting["id"]) == [("STUDY", "", "宪法")]


async def test_the_topic_of_an_absent_head_leaves_the_sheet(office: RunningService) -> None:
    topics = [await ready_topic(office, title="住建议题"), await ready_topic(office, "finance", title="财政议题")]
    meeting = await on_the_way(office, topics)
    leave = await done(office, "requestMeetingLeave", as_="housing-head", meetingId=meeting["id"], reason="在省城开会")
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    assert (await meeting_of(office, meeting["id"]))["agendaVersion"] == 2
    assert await changes(office, meeting["id"]) == [("TAKEN_OFF", "住建议题", "")]


async def test_personnel_matters_change_under_their_mask(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    secret = await consented(office, title="某某任职", flags=["PERSONNEL"], scope_code="6")
    await done(office, "issueSupplement", as_="director", meetingId=meeting["id"], entries=[entry(secret)])
    assert [title for _, title, _ in await changes(office, meeting["id"], as_="mayor")] == ["某某任职"]
    assert [title for _, title, _ in await changes(office, meeting["id"], as_="clerk")] == [PERSONNEL_MASK]
    assert (await sheets(office, meeting["id"], as_="housing-head"))[-1]["entries"][1]["title"] == PERSONNEL_MASK
    assert all("某某任职" not in text for text in await told(office, meeting["id"]))
    assert await sheets(office, meeting["id"], as_="housing-clerk") == []  # sees his own topic alone
