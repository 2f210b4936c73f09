"""Material of a topic for a meeting: versions, returns with a checklist, who has it and has read it (CW-4.4, GZ-17)."""

from typing import Any

import pytest

from tests.meetings.steps import (
    arranged,
    done,
    events,
    format_checks,
    in_session,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import upload
from tests.service import RunningService, known_id

MATERIALS = """query($id: ID!) { meeting(id: $id) { agenda { id title meetingMaterials { number paperCopies late
  deliveredAt deliveredBy { id } returnedAt returnedBy { id } returnedBecause
  checks { point conforms remark } files { id name }
  receipts { attendee { name } deliveredAt readAt registeredBy { id } } } } } }"""
RETURNS = """query($first: Date!, $last: Date!) { materialReturns(firstDay: $first, lastDay: $last) {
  unit { id } returns topics { title topic { id } returns } } }"""
DOWNLOAD = "mutation($id: ID!) { prepareMeetingsDownload(fileId: $id) { path } }"
WRONG = format_checks(TITLE="与议题单不一致", ATTACHMENTS="缺附件2")


async def materials(office: RunningService, meeting_id: str, *, as_: str = "clerk") -> list[list[dict[str, Any]]]:
    """The versions of the material of each topic on the agenda."""
    agenda = (await office.ask(MATERIALS, as_=as_, id=meeting_id))["agenda"]
    return [item["meetingMaterials"] for item in agenda]


async def issued(office: RunningService, *topics: str) -> tuple[str, list[str]]:
    """A meeting whose 议题单 is issued and whose material has not come; the lines of its agenda."""
    meeting_id = await arranged(office, list(topics))
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    return meeting_id, [item["id"] for item in meeting["agenda"]]


def names(receipts: list[dict[str, Any]]) -> set[str]:
    return {each["attendee"]["name"] for each in receipts}


async def test_material_not_to_standard_goes_back_and_comes_again(office: RunningService) -> None:
    meeting_id, (item_id,) = await issued(office, await ready_topic(office))
    first = await upload(office, "housing-clerk", "材料.pdf")
    await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id, fileIds=[first])
    await done(office, "deliverMaterial", as_="clerk", itemId=item_id, paperCopies=20)  # confirms the paper of it
    back = await done(office, "returnMaterial", as_="clerk", itemId=item_id, checks=WRONG)
    assert back["agenda"][0]["materialDeliveredAt"] is None
    (told,) = [e.data for e in await events(office, "notice.raised") if e.data["template"] == "material_returned"]
    assert told["text_zh"].endswith("：标题不符合（与议题单不一致）、附件不符合（缺附件2）")
    second = await upload(office, "housing-clerk", "材料（重印）.pdf")
    await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id, fileIds=[second])
    ((old, new),) = await materials(office, meeting_id)
    assert (old["number"], old["paperCopies"], old["returnedBy"], [f["name"] for f in old["files"]]) == (
        1,
        20,
        {"id": str(known_id("clerk"))},
        ["材料.pdf"],
    )
    assert {c["point"]: (c["conforms"], c["remark"]) for c in old["checks"]} == {
        "TITLE": (False, "与议题单不一致"),
        "UNIT": (True, ""),
        "PAGES": (True, ""),
        "ATTACHMENTS": (False, "缺附件2"),
        "FORMAT": (True, ""),
    }
    assert (new["number"], new["paperCopies"], new["returnedAt"], [f["name"] for f in new["files"]]) == (
        2,
        None,
        None,
        ["材料（重印）.pdf"],
    )


@pytest.mark.parametrize(
    ("checks", "detail"),
    [
        (WRONG[:4], "规范检查应逐项填写：标题、汇报单位、页数、附件、格式"),
        ([*WRONG[:4], WRONG[0]], "规范检查应逐项填写：标题、汇报单位、页数、附件、格式"),
        (format_checks(), "各项均符合规范要求，不应退回"),
        (format_checks(PAGES=" "), "页数不符合的情况"),
    ],
)
@pytest.mark.refuses("CONTENT_INVALID")
async def test_a_return_says_what_is_wrong(office: RunningService, checks: Any, detail: str) -> None:
    _, (item_id,) = await issued(office, await ready_topic(office))
    await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
    answer = await refused(office, "returnMaterial", as_="clerk", itemId=item_id, checks=checks)
    assert answer == [f"CONTENT_INVALID:{detail}"]


async def test_returns_are_counted_by_unit_and_topic(office: RunningService) -> None:
    topics = [await ready_topic(office), await ready_topic(office, "finance", title="财政议题")]
    _, (first, second) = await issued(office, *topics)
    for item_id in (first, first, second):
        await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
        await done(office, "returnMaterial", as_="clerk", itemId=item_id, checks=WRONG)
    days = {"first": "2022-02-21", "last": "2022-02-21"}
    counted = await office.ask(RETURNS, as_="clerk", **days)
    assert {each["unit"]["id"]: (each["returns"], [t["title"] for t in each["topics"]]) for each in counted} == {
        str(known_id("housing")): (2, ["县城老旧小区改造方案"]),
        str(known_id("finance")): (1, ["财政议题"]),
    }
    mine = await office.ask(RETURNS, as_="finance-clerk", **days)
    assert [(each["unit"]["id"], each["returns"]) for each in mine] == [(str(known_id("finance")), 1)]
    assert await office.ask(RETURNS, as_="clerk", first="2022-02-22", last="2022-12-31") == []
    assert await office.ask(RETURNS, as_="admin", **days) == []


@pytest.mark.refuses("MATERIAL_NOT_DELIVERED")
async def test_material_is_delivered(office: RunningService) -> None:
    meeting_id, (item_id,) = await issued(office, await ready_topic(office))
    await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    await done(office, "returnMaterial", as_="clerk", itemId=item_id, checks=WRONG)
    office.set_clock("2022-02-25T09:00")
    # not yet flagged late by the day's timers: kept by 县长, it still has to be there
    await office.timers_done()
    await done(office, "keepLateTopic", as_="mayor", itemId=item_id, act={"reason": "事关春耕"})
    answer = await refused(office, "startMeeting", as_="clerk", id=meeting_id)
    assert answer == ["MATERIAL_NOT_DELIVERED:县城老旧小区改造方案"]
    await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
    assert (await done(office, "startMeeting", as_="clerk", id=meeting_id))["state"] == "IN_SESSION"


async def test_those_who_attend_have_the_material_and_read_it(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    ((version,),) = await materials(office, meeting["id"])
    assert {"县长甲", "副县长乙", "住建甲"} <= names(version["receipts"])
    assert "人大代表甲" not in names(version["receipts"])  # no account: the office enters his
    await done(office, "acknowledgeMaterial", as_="deputy-b", itemId=item_id)
    guest = next(a["id"] for a in meeting["attendees"] if a["name"] == "人大代表甲")
    by_hand = {"itemId": item_id, "attendeeIds": [guest]}
    assert await refused(office, "acknowledgeMaterial", as_="deputy-b", **by_hand) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "acknowledgeMaterial", as_="clerk", **by_hand)
    ((version,),) = await materials(office, meeting["id"])
    read = {r["attendee"]["name"]: r["registeredBy"] for r in version["receipts"] if r["readAt"]}
    assert read == {"副县长乙": None, "人大代表甲": {"id": str(known_id("clerk"))}}
    await done(office, "returnMaterial", as_="clerk", itemId=item_id, checks=WRONG)
    answer = await refused(office, "acknowledgeMaterial", as_="deputy-a", itemId=item_id)
    assert answer == ["STATE_NOT_ALLOWED:会议材料尚未送达"]
    await done(office, "deliverMaterial", as_="clerk", itemId=item_id)
    ((old, new),) = await materials(office, meeting["id"])
    assert names(new["receipts"]) == names(old["receipts"]) - {"人大代表甲"}  # it goes to everybody anew
    assert [r for r in new["receipts"] if r["readAt"]] == []
    told = [e.data for e in await events(office, "notice.raised") if e.data["template"] == "material_delivered"]
    assert [each["text_zh"] for each in told] == ["第1项议题会议材料（第2版）已送达，请阅知。"]


@pytest.mark.refuses("NOT_ON_ROSTER")
async def test_only_those_on_the_list_confirm(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    assert await refused(office, "acknowledgeMaterial", as_="inspector", itemId=item_id) == ["NOT_ON_ROSTER"]


async def test_a_newer_file_takes_the_place_of_the_older(office: RunningService) -> None:
    meeting_id, (item_id,) = await issued(office, await ready_topic(office))
    for name in ("初稿.pdf", "定稿.pdf"):
        stored = await upload(office, "housing-clerk", name)
        await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id, fileIds=[stored])
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    ((draft, final),) = await materials(office, meeting_id)
    assert (draft["receipts"], [f["name"] for f in final["files"]]) == ([], ["定稿.pdf"])
    assert "县长甲" in names(final["receipts"])
    await done(office, "returnMaterial", as_="clerk", itemId=item_id, checks=WRONG)
    assert (await meeting_of(office, meeting_id))["agenda"][0]["materialDeliveredAt"] is None  # 一律退回


async def test_material_comes_before_the_meeting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    for mutation, given in (("deliverMaterial", {}), ("returnMaterial", {"checks": WRONG})):
        answer = await refused(office, mutation, as_="clerk", itemId=item_id, **given)
        assert answer == ["STATE_NOT_ALLOWED:会议正在召开"]


async def test_copies_confirmed_after_the_last_day_do_not_make_material_late(office: RunningService) -> None:
    meeting_id, (item_id,) = await issued(office, await ready_topic(office))
    stored = await upload(office, "housing-clerk")
    await done(office, "deliverMaterial", as_="housing-clerk", itemId=item_id, fileIds=[stored])
    office.set_clock("2022-02-25T08:00")
    (item,) = (await done(office, "deliverMaterial", as_="clerk", itemId=item_id, paperCopies=20))["agenda"]
    assert (item["materialLate"], item["findings"]) == (False, [])
    ((version,),) = await materials(office, meeting_id)
    assert (version["paperCopies"], version["late"]) == (20, False)


async def test_personnel_material_is_for_members(office: RunningService) -> None:
    topics = [
        await ready_topic(office, title="老旧小区"),
        await ready_topic(office, "justice", title="某某任职", flags=["PERSONNEL"]),
    ]
    meeting_id, items = await issued(office, *topics)
    secret = await upload(office, "director", "任职.pdf")
    await done(office, "deliverMaterial", as_="clerk", itemId=items[0])
    await done(office, "deliverMaterial", as_="director", itemId=items[1], fileIds=[secret])
    await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    _, (version,) = await materials(office, meeting_id, as_="mayor")
    assert {"县长甲", "副县长乙", "办主任甲"} <= names(version["receipts"])
    assert not {"住建甲", "司法甲", "副主任甲"} & names(version["receipts"])
    assert (await office.ask(DOWNLOAD, as_="deputy-b", id=secret))["path"]
    for login in ("clerk", "housing-head", "deputy-director"):
        assert (await materials(office, meeting_id, as_=login))[1] == [], login
        assert await office.error_code(DOWNLOAD, as_=login, id=secret) == "NOT_FOUND", login
    answer = await refused(office, "acknowledgeMaterial", as_="housing-head", itemId=items[1])
    assert answer == ["ACTOR_NOT_ALLOWED"]
    await done(office, "acknowledgeMaterial", as_="deputy-b", itemId=items[1])
