"""An item from 立项 to the unit's desk."""

from typing import Any

from services.contracts.words.shared import DocumentKind
from tests.service import known_id
from tests.supervision.office import Office


def an_item(**changes: Any) -> dict[str, Any]:
    return {
        "sourceType": "LEADER_ASSIGNMENT",
        "title": "城区防汛",
        "points": ["完成排查", "落实值守"],
        "leadUnitId": str(known_id("housing")),
        "due": "2022-03-31",
        "basis": "县长批示第3号",
        **changes,
    }


async def test_an_item_is_registered_handed_out_received_and_begun(office: Office) -> None:
    item = await office.done("registerItem", "inspector-clerk", input=an_item(category="IMPORTANT"))
    assert (item["number"], item["state"], item["light"]) == ("督〔2022〕1号", "REGISTERED", "GREEN")
    assert item["leader"] == {"id": str(known_id("deputy-a"))}  # by 分工
    item = await office.done("dispatchItem", "inspector", id=item["id"])
    assert (item["state"], item["responsible"]) == ("DISPATCHED", {"id": str(known_id("housing-head"))})
    (told,) = await office.notices("item_dispatched")
    assert "完成排查；落实值守" in told["text_zh"]
    assert {each["due"] for each in await office.open_tasks("receive_item")} == {"2022-02-28"}
    item = await office.done("receiveItem", "housing-clerk", id=item["id"])
    assert item["state"] == "RECEIVED"
    assert await office.open_tasks("receive_item") == []
    item = await office.done("beginItem", "housing-head", id=item["id"], measures="已成立专班")
    assert item["state"] == "IN_PROGRESS"
    timeline = await office.item(item["id"], fields="timeline { action at person { id } text }")
    actions = [each["action"] for each in timeline["timeline"]]
    assert actions == ["REGISTERED", "DISPATCHED", "RECEIVED", "BEGUN"]
    assert all(each["at"].startswith("2022-02-25T") for each in timeline["timeline"])
    (event,) = await office.events("item.dispatched")
    assert event["points"][1] == {"no": 2, "text": "落实值守"}


async def test_sections_register_only_for_their_own_leaders(office: Office) -> None:
    own = await office.done("registerItem", "section-clerk", input=an_item(sourceType="FIELD_RESEARCH"))
    assert (own["handler"], own["number"]) == ("LIAISON_SECTION", "督〔2022〕1号")
    assert (await office.item(own["id"]))["id"] == own["id"]  # 督查室 sees it at once
    others = [
        an_item(),
        an_item(sourceType="CONGRESS_SUGGESTION"),
        an_item(sourceType="FIELD_RESEARCH", leadUnitId=str(known_id("letters"))),
    ]
    for each in others:
        assert await office.refused("registerItem", "section-clerk", input=each) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("registerItem", "housing-head", input=an_item()) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("registerItem", "admin", input=an_item()) == ["ACTOR_NOT_ALLOWED"]
    # Refusals take no number.
    assert (await office.done("registerItem", "inspector", input=an_item()))["number"] == "督〔2022〕2号"


async def test_units_are_in_scope(office: Office) -> None:
    for unit, name in (("congress", "县人大办"), ("ecology", "市生态环境局平利分局"), ("county", "平利县人民政府")):
        draft = an_item(leadUnitId=str(known_id(unit)), leaderId=str(known_id("deputy-a")))
        item = await office.done("registerItem", "inspector", input=draft)
        assert await office.refused("dispatchItem", "inspector", id=item["id"]) == [f"UNIT_NOT_IN_SCOPE:{name}"]
    assisted = an_item(assistUnitIds=[str(known_id("ecology")), str(known_id("congress"))])
    item = await office.done("registerItem", "inspector", input=assisted)
    assert (await office.done("dispatchItem", "inspector", id=item["id"]))["state"] == "DISPATCHED"
    # A body under a department answers through the department's head (GZ-31).
    below = await office.done("registerItem", "inspector", input=an_item(leadUnitId=str(known_id("waterworks"))))
    await office.done("dispatchItem", "inspector", id=below["id"])
    assert (await office.done("receiveItem", "housing-head", id=below["id"]))["state"] == "RECEIVED"


async def test_handed_out_item_is_complete(office: Office) -> None:
    bare = await office.done(
        "registerItem", "inspector", input={"sourceType": "AUDIT_FINDING", "title": "审计整改", "longTerm": True}
    )
    missing = ["要点", "牵头单位", "分管县领导", "反馈频次", "首次反馈期限"]
    refused = await office.refused("dispatchItem", "inspector", id=bare["id"])
    assert refused == [f"ITEM_INCOMPLETE:{each}" for each in missing]
    (action,) = [each for each in bare["availableActions"] if each["name"] == "dispatchItem"]
    assert not action["enabled"]
    assert {each["code"] for each in action["blockedBy"]} == {"ITEM_INCOMPLETE"}
    past = await office.done("registerItem", "inspector", input=an_item(due="2022-02-24"))
    assert await office.refused("dispatchItem", "inspector", id=past["id"]) == ["ITEM_INCOMPLETE:办结时限（已过）"]
    change = {
        "points": ["逐项整改"],
        "leadUnitId": str(known_id("finance")),
        "reportRhythm": "MONTHLY",
        "due": "2022-03-31",
    }
    item = await office.done("amendItem", "inspector", id=bare["id"], input=change)
    assert item["leader"] == {"id": str(known_id("executive"))}
    assert (await office.done("dispatchItem", "inspector", id=bare["id"]))["state"] == "DISPATCHED"


async def test_due_moves_by_extension(office: Office) -> None:
    item = await office.done("registerItem", "inspector", input=an_item())
    await office.done("amendItem", "inspector", id=item["id"], input={"due": "2022-04-30"})
    await office.done("dispatchItem", "inspector", id=item["id"])
    why = {"reason": "调整"}
    refused = await office.refused("amendItem", "inspector", why, id=item["id"], input={"due": "2022-05-31"})
    assert refused == ["CONTENT_INVALID:办理时限（交办后须按延期程序办理）"]
    earlier = await office.done("amendItem", "inspector", why, id=item["id"], input={"due": "2022-04-15"})
    assert earlier["due"] == "2022-04-15"


async def test_another_lead_unit_takes_the_to_dos_over(office: Office) -> None:
    item = await office.done("registerItem", "inspector", input=an_item())
    await office.done("dispatchItem", "inspector", id=item["id"])
    change = {"leadUnitId": str(known_id("town"))}
    await office.done("amendItem", "inspector", {"reason": "职能调整"}, id=item["id"], input=change)
    units = {each["to"]["unit_id"] for each in await office.open_tasks("submit_feedback")}
    assert units == {str(known_id("town"))}
    await office.unseen("beginItem", "housing-head", id=item["id"])
    assert (await office.done("beginItem", "town-head", id=item["id"]))["state"] == "IN_PROGRESS"


async def test_what_supervision_proposes_itself_waits_for_the_county_head(office: Office) -> None:
    item = await office.done("registerItem", "inspector", input=an_item(sourceType="OFFICE_PROPOSAL"))
    assert (item["state"], item["number"]) == ("EXPECTED", None)
    assert await office.refused("approveItemProposal", "director", id=item["id"]) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("dispatchItem", "inspector", id=item["id"]) == ["STATE_NOT_ALLOWED:待立项"]
    approved = await office.done("approveItemProposal", "mayor", id=item["id"])
    assert (approved["state"], approved["number"]) == ("REGISTERED", "督〔2022〕1号")


async def test_duplicates_are_shown(office: Office) -> None:
    first = await office.done("registerItem", "inspector", input=an_item())
    second = await office.done("registerItem", "inspector", input=an_item(title="城区 防汛"))
    await office.done("registerItem", "inspector", input=an_item(sourceType="AUDIT_FINDING"))
    found = await office.item(second["id"], fields="possibleDuplicates { id }")
    assert found["possibleDuplicates"] == [{"id": first["id"]}]


async def test_an_assisting_unit_signs_without_moving_the_item(office: Office) -> None:
    draft = an_item(assistUnitIds=[str(known_id("finance")), str(known_id("town"))])
    item = await office.done("registerItem", "inspector", input=draft)
    await office.done("dispatchItem", "inspector", id=item["id"])
    assert (await office.done("receiveItem", "finance-clerk", id=item["id"]))["state"] == "DISPATCHED"
    await office.done("receiveItem", "finance-head", id=item["id"])  # signed already
    await office.unseen("receiveItem", "letters-head", id=item["id"])
    await office.done("receiveItem", "housing-clerk", id=item["id"])
    receipts = await office.item(item["id"], fields="receipts { unit { id } by { id } }")
    units = [each["unit"]["id"] for each in receipts["receipts"]]
    assert units == [str(known_id("finance")), str(known_id("housing"))]
    assert await office.refused("beginItem", "finance-head", id=item["id"]) == ["ACTOR_NOT_ALLOWED"]


async def test_the_county_head_or_the_decider_cancels_with_a_reason(office: Office) -> None:
    draft = an_item(sourceLeaderId=str(known_id("deputy-b")))
    first = await office.done("registerItem", "inspector", input=draft)
    second = await office.done("registerItem", "inspector", input=draft)
    assert await office.refused("cancelItem", "inspector", {"reason": "x"}, id=first["id"]) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("cancelItem", "mayor", id=first["id"]) == ["REASON_REQUIRED"]
    cancelled = await office.done("cancelItem", "mayor", {"reason": "并入其他事项"}, id=first["id"])
    assert cancelled["state"] == "CANCELLED"
    assert (await office.done("cancelItem", "deputy-b", {"reason": "撤销"}, id=second["id"]))["state"] == "CANCELLED"
    assert (await office.done("registerItem", "inspector", input=draft))["number"] == "督〔2022〕3号"


async def test_an_assignment_notice_is_a_paper_without_a_number(office: Office) -> None:
    item = await office.done("registerItem", "inspector", input=an_item(points=["第一行\n第二行"]))
    await office.done("dispatchItem", "inspector", id=item["id"], withNotice=True)
    asked = await office.request(DocumentKind.ASSIGNMENT_NOTICE)
    assert (asked["series"], asked["data"]["item_no"], asked["data"]["points"]) == (
        None,
        "督〔2022〕1号",
        ["第一行 第二行"],
    )
    await office.fail(DocumentKind.ASSIGNMENT_NOTICE)
    fields = "papers { id status failure number document { id } }"
    (paper,) = (await office.item(item["id"], fields=fields))["papers"]
    assert (paper["status"], paper["failure"]) == ("FAILED", "版式检查未通过；标题过长")
    assert await office.refused("retrySupervisionPaper", "housing-head", id=paper["id"]) == ["ACTOR_NOT_ALLOWED"]
    again = await office.done("retrySupervisionPaper", "inspector", id=paper["id"])
    assert again["status"] == "REQUESTED"
    assert (await office.request(DocumentKind.ASSIGNMENT_NOTICE))["request_id"] != asked["request_id"]
    await office.issue(DocumentKind.ASSIGNMENT_NOTICE, "")
    (paper,) = (await office.item(item["id"], fields=fields))["papers"]
    assert paper["status"] == "ISSUED"
    assert paper["document"]["id"]
    assert await office.refused("retrySupervisionPaper", "inspector", id=paper["id"]) == ["STATE_NOT_ALLOWED:已印发"]


async def test_urging_is_kept_answered_and_settles_the_first_supervision(office: Office) -> None:
    item = await office.dispatched()
    await office.on("2022-03-25")
    assert {each["to"]["post"] for each in await office.open_tasks("urge_item")} == {
        "SUPERVISION_CHIEF",
        "SUPERVISION_CLERK",
    }
    assert await office.refused("urgeItem", "housing-head", id=item["id"], method="PHONE", text="请加快") == [
        "ACTOR_NOT_ALLOWED"
    ]
    assert await office.refused("urgeItem", "inspector", id=item["id"], method="PHONE", text=" ") == [
        "CONTENT_INVALID:催办内容"
    ]
    item = await office.done("urgeItem", "section-clerk", id=item["id"], method="PHONE", text="请加快")
    assert item["urgeCount"] == 1
    assert await office.open_tasks("urge_item") == []
    (urge,) = (await office.item(item["id"], fields="urges { id method text answer }"))["urges"]
    await office.done("answerUrge", "housing-clerk", id=urge["id"], answer="本周内完成")
    (urge,) = (await office.item(item["id"], fields="urges { answer answeredBy { id } }"))["urges"]
    assert urge == {"answer": "本周内完成", "answeredBy": {"id": str(known_id("housing-clerk"))}}
    await office.on("2022-03-28")
    assert await office.notices("first_supervision_missed") == []


async def test_a_visit_on_site_is_recorded_afterwards(office: Office) -> None:
    item = await office.dispatched()
    visit = {"visitedOn": "2022-02-25", "place": "城关镇", "findings": "排水口堵塞", "rectifyBy": "2022-03-04"}
    wrong = {**visit, "visitedOn": "2022-02-26", "place": " ", "rectifyBy": "2022-02-26"}
    refused = await office.refused("recordInspection", "inspector", id=item["id"], input=wrong)
    assert refused == ["CONTENT_INVALID:督查时间、督查地点、整改期限"]
    item = await office.done("recordInspection", "inspector", id=item["id"], input=visit)
    assert item["urgeCount"] == 1
    fields = "inspections { id findings inspectors unannounced rectifyBy rectifiedOn }"
    (seen,) = (await office.item(item["id"], "housing-head", fields))["inspections"]
    assert (seen["findings"], seen["inspectors"], seen["unannounced"]) == ("排水口堵塞", ["督查甲"], True)
    assert {each["due"] for each in await office.open_tasks("rectify_findings")} == {"2022-03-04"}
    await office.done("confirmRectified", "inspector", id=seen["id"])
    (seen,) = (await office.item(item["id"], fields=fields))["inspections"]
    assert seen["rectifiedOn"] == "2022-02-25"


async def test_a_receipt_on_paper_is_registered_and_confirmed(office: Office) -> None:
    item = await office.dispatched()
    await office.on("2022-03-02")
    late = {
        "occurredAt": "2022-02-26T10:00:00+08:00",
        "byPersonId": str(known_id("housing-clerk")),
        "note": "纸质签收单",
    }
    act = {"lateRegistration": late}
    item = await office.done("receiveItem", "inspector", act, id=item["id"])
    assert await office.refused("beginItem", "housing-head", id=item["id"]) == ["EVIDENCE_REQUIRED"]
    assert await office.refused("confirmItemRegistrations", "inspector", id=item["id"]) == ["ACTOR_NOT_ALLOWED"]
    await office.done("confirmItemRegistrations", "director", id=item["id"])
    assert (await office.done("beginItem", "housing-head", id=item["id"]))["state"] == "IN_PROGRESS"
    fields = await office.item(item["id"], fields="receivedAt")
    assert fields["receivedAt"].startswith("2022-02-26T")


async def test_b_sees_what_a_is_in_charge_of(office: Office) -> None:
    """委托 of 办主任 and the AB角 window are tried in the review of feedback: it gives the right, not the sight."""
    await office.done("registerItem", "inspector", input=an_item(sourceType="AUDIT_FINDING"))
    assert len(await office.ledger(as_="deputy-a")) == 1
    assert len(await office.ledger(as_="deputy-b")) == 1
    assert len(await office.ledger(as_="executive")) == 1
    other = an_item(sourceType="AUDIT_FINDING", leadUnitId=str(known_id("finance")))
    await office.done("registerItem", "inspector", input=other)
    assert len(await office.ledger(as_="deputy-b")) == 1  # neither his nor that of his A
