"""What the 口 could not move is handed over to 督查室, with the consent of 办主任."""

from services.contracts.words.directory import DelegationScope
from services.contracts.words.meetings import MeetingKind, SpecialBasis
from tests.service import known_id
from tests.supervision.office import Office, commissioned, decision

SPECIAL = {"meeting_kind": MeetingKind.SPECIAL, "basis": SpecialBasis.BY_PORTFOLIO}
WHY = {"reason": "涉及多个部门，协调难度大"}


async def of_a_section(office: Office) -> str:
    (item,) = await office.from_minutes(decision("甲"), **SPECIAL)
    await office.done("dispatchItem", "section-clerk", id=item["id"])
    return str(item["id"])


async def urged(office: Office) -> str:
    item_id = await of_a_section(office)
    await office.done("urgeItem", "section-clerk", id=item_id, method="PHONE", text="请加快")
    return item_id


async def test_at37_an_urged_item_is_handed_over_with_the_director_s_consent(office: Office) -> None:
    item_id = await of_a_section(office)
    assert await office.refused("requestEscalation", "deputy-director", WHY, itemId=item_id) == [
        "NO_URGE_BEFORE_ESCALATION"
    ]
    await office.done("urgeItem", "section-clerk", id=item_id, method="PHONE", text="请加快")
    asked = await office.done("requestEscalation", "deputy-director", WHY, itemId=item_id)
    assert asked["item"]["handler"] == "LIAISON_SECTION"
    assert await office.refused("approveEscalation", "inspector", id=asked["id"]) == ["ACTOR_NOT_ALLOWED"]
    granted = await office.done("approveEscalation", "director", id=asked["id"])
    assert (granted["state"], granted["item"]["handler"], granted["item"]["escalated"]) == (
        "APPROVED",
        "SUPERVISION_OFFICE",
        True,
    )
    (event,) = await office.events("item.escalated")
    assert (event["from_handler"], event["to_handler"]) == ("LIAISON_SECTION", "SUPERVISION_OFFICE")
    assert await office.open_tasks("approve_escalation") == []
    # The history stays; the section sees the item and can no longer amend it.
    assert len((await office.item(item_id, "section-clerk", "urges { id }"))["urges"]) == 1
    change = {"id": item_id, "input": {"category": "URGENT"}}
    assert await office.refused("amendItem", "section-clerk", WHY, **change) == ["ACTOR_NOT_ALLOWED"]
    await office.done("amendItem", "inspector", WHY, **change)


async def test_escalation_follows_an_urge(office: Office) -> None:
    item_id = await of_a_section(office)
    assert await office.refused("requestEscalation", "section-clerk", WHY, itemId=item_id) == [
        "NO_URGE_BEFORE_ESCALATION"
    ]
    await office.done("urgeItem", "section-clerk", id=item_id, method="WRITTEN", text="请加快")
    assert await office.refused("requestEscalation", "section-clerk", itemId=item_id) == ["REASON_REQUIRED"]
    assert await office.refused("requestEscalation", "inspector", WHY, itemId=item_id) == ["ACTOR_NOT_ALLOWED"]
    await office.done("requestEscalation", "section-clerk", WHY, itemId=item_id)
    again = await office.refused("requestEscalation", "section-clerk", WHY, itemId=item_id)
    assert again == ["STATE_NOT_ALLOWED:已有提级申请待审批"]


async def test_item_is_not_escalated_yet(office: Office) -> None:
    item = await office.dispatched()  # of a standing meeting: handled by 督查室 from the beginning
    await office.done("urgeItem", "section-clerk", id=item["id"], method="PHONE", text="请加快")
    refused = await office.refused("requestEscalation", "deputy-director", WHY, itemId=item["id"])
    assert refused == ["STATE_NOT_ALLOWED:已由督查室督办"]


async def test_the_director_or_his_deputy_may_refuse(office: Office) -> None:
    item_id = await urged(office)
    asked = await office.done("requestEscalation", "section-clerk", WHY, itemId=item_id)
    assert await office.refused("rejectEscalation", "director", id=asked["id"]) == ["REASON_REQUIRED"]
    authorised = commissioned("director", "deputy-director", DelegationScope.OFFICE_DIRECTION)
    await office.service.receive(authorised, "x")
    rejected = await office.done("rejectEscalation", "deputy-director", {"reason": "请口内再协调"}, id=asked["id"])
    assert rejected["state"] == "REJECTED"
    (told,) = await office.notices("escalation_rejected")
    assert [each["person_id"] for each in told["recipients"]] == [str(known_id("section-clerk"))]
    fields = "escalations { id }"
    assert len((await office.item(item_id, "section-clerk", fields))["escalations"]) == 1
    assert (await office.item(item_id, "housing-head", fields))["escalations"] == []
