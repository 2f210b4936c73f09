"""More time: asked before the limit, checked by 督查室, decided by a county leader."""

from datetime import date
from typing import Any

from services.contracts.words.directory import DelegationScope
from services.contracts.words.meetings import MeetingKind, SpecialBasis
from services.contracts.words.shared import DocumentKind
from tests.service import known_id
from tests.supervision.office import Office, away, commissioned, feedback

DUE = date(2022, 3, 25)


def asked(**changes: Any) -> dict[str, Any]:
    return {"requestedDue": "2022-04-15", "difficulty": "持续低温", "workDone": "已备料", **changes}


async def requested(office: Office, **changes: Any) -> tuple[str, str]:
    item = await office.dispatched(due=DUE, **changes)
    extension = await office.done("requestExtension", "housing-head", itemId=item["id"], input=asked())
    return item["id"], extension["id"]


async def test_the_county_head_extends_what_a_standing_meeting_decided(office: Office) -> None:
    item_id, extension_id = await requested(office)
    assert len(await office.open_tasks("verify_extension")) == 2
    verified = await office.done("verifyExtension", "inspector", id=extension_id, finding="情况属实")
    assert (verified["byCountyHead"], verified["state"], verified["item"]["due"]) == (True, "VERIFIED", "2022-03-25")
    assert await office.refused("approveExtension", "deputy-a", id=extension_id) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("approveExtension", "executive", id=extension_id) == ["NO_ACTIVE_DELEGATION"]
    approved = await office.done("approveExtension", "mayor", id=extension_id, opinion="抓紧落实")
    assert (approved["state"], approved["item"]["due"]) == ("APPROVED", "2022-04-15")
    item = await office.item(item_id)
    assert (item["due"], item["originalDue"], item["extensionCount"]) == ("2022-04-15", "2022-03-25", 1)
    (event,) = await office.events("item.extended")
    assert (event["old_due"], event["new_due"]) == ("2022-03-25", "2022-04-15")
    reply = await office.request(DocumentKind.EXTENSION_REPLY)
    assert (reply["series"], reply["signer"]["post"]) == ("EXTENSION", "COUNTY_HEAD")
    assert reply["data"]["new_due"] == "2022-04-15"
    await office.issue(DocumentKind.EXTENSION_REPLY, "督办延〔2022〕1号")
    fields = "extensions { papers { number status } }"
    (extension,) = (await office.item(item_id, "housing-head", fields))["extensions"]
    assert extension["papers"] == [{"number": "督办延〔2022〕1号", "status": "ISSUED"}]


async def test_the_leader_in_charge_extends_the_rest(office: Office) -> None:
    special = {"meeting_kind": MeetingKind.SPECIAL, "basis": SpecialBasis.BY_PORTFOLIO}
    (registered,) = await office.from_minutes(*(await _one(office)), **special)
    item = await office.done("dispatchItem", "section-clerk", id=registered["id"])
    extension = await office.done("requestExtension", "housing-head", itemId=item["id"], input=asked())
    assert extension["byCountyHead"] is False
    assert await office.refused("verifyExtension", "section-clerk", id=extension["id"], finding="x") == [
        "ACTOR_NOT_ALLOWED"
    ]
    await office.done("verifyExtension", "inspector", id=extension["id"], finding="情况属实")
    assert await office.refused("approveExtension", "deputy-b", id=extension["id"]) == ["AB_NOT_ACTIVE"]
    await office.service.receive(away("deputy-a", "2022-02-20", "2022-03-01"), "x")
    approved = await office.done("approveExtension", "deputy-b", id=extension["id"])
    assert approved["stamp"] == "副县长乙（代副县长甲）"


async def _one(office: Office) -> tuple[Any, ...]:
    from tests.supervision.office import decision

    return (decision("甲", due=DUE),)


async def test_a_delegate_of_the_county_head_extends(office: Office) -> None:
    _, extension_id = await requested(office)
    await office.done("verifyExtension", "inspector", id=extension_id, finding="情况属实")
    await office.service.receive(commissioned("mayor", "executive", DelegationScope.PRESIDE), "x")
    approved = await office.done("approveExtension", "executive", id=extension_id)
    assert approved["stamp"] == "受县长委托"


async def test_extension_is_asked_in_time(office: Office) -> None:
    item = await office.dispatched(due=DUE)
    await office.on("2022-03-26")
    refused = await office.refused("requestExtension", "housing-head", itemId=item["id"], input=asked())
    assert refused == ["EXTENSION_AFTER_DUE"]


async def test_on_the_due_day_itself_one_may_still_ask(office: Office) -> None:
    item = await office.dispatched(due=DUE)
    await office.on("2022-03-25")
    await office.done("requestExtension", "housing-head", itemId=item["id"], input=asked())


async def test_new_date_is_later(office: Office) -> None:
    item = await office.dispatched(due=DUE)
    for day in ("2022-03-25", "2022-03-01"):
        refused = await office.refused(
            "requestExtension", "housing-head", itemId=item["id"], input=asked(requestedDue=day)
        )
        assert refused == ["NEW_DATE_INVALID"]


async def test_extension_gives_its_reasons(office: Office) -> None:
    item = await office.dispatched(due=DUE)
    bare = asked(difficulty=" ", workDone="")
    refused = await office.refused("requestExtension", "housing-head", itemId=item["id"], input=bare)
    assert refused == ["CONTENT_INVALID:客观困难", "CONTENT_INVALID:已做工作"]
    by_clerk = await office.refused("requestExtension", "housing-clerk", itemId=item["id"], input=asked())
    assert by_clerk == ["ACTOR_NOT_ALLOWED"]


async def test_one_request_at_a_time(office: Office) -> None:
    item_id, extension_id = await requested(office)
    refused = await office.refused("requestExtension", "housing-head", itemId=item_id, input=asked())
    assert refused == ["STATE_NOT_ALLOWED:已有延期申请正在办理"]
    await office.done("verifyExtension", "inspector", id=extension_id, finding="情况不属实")
    assert await office.refused("rejectExtension", "mayor", id=extension_id) == ["REASON_REQUIRED"]
    rejected = await office.done("rejectExtension", "mayor", {"reason": "能够按期完成"}, id=extension_id)
    assert (rejected["state"], rejected["item"]["due"]) == ("REJECTED", "2022-03-25")
    assert (await office.request(DocumentKind.EXTENSION_REPLY))["data"]["new_due"] is None
    assert len(await office.events("item.extension_rejected")) == 1
    await office.done("requestExtension", "housing-head", itemId=item_id, input=asked())


async def test_extension_is_verified_in_words(office: Office) -> None:
    _, extension_id = await requested(office)
    refused = await office.refused("verifyExtension", "inspector", id=extension_id, finding=" ")
    assert refused == ["CONTENT_INVALID:核查意见"]


async def test_extension_was_verified(office: Office) -> None:
    _, extension_id = await requested(office)
    assert await office.refused("approveExtension", "mayor", id=extension_id) == ["CHAIN_ORDER:督查室"]
    assert await office.refused("rejectExtension", "mayor", {"reason": "x"}, id=extension_id) == ["CHAIN_ORDER:督查室"]


async def test_earlier_lateness_stays_in_the_statistics(office: Office) -> None:
    item_id, extension_id = await requested(office)
    await office.done("verifyExtension", "inspector", id=extension_id, finding="情况属实")
    await office.on("2022-03-28")
    assert (await office.item(item_id))["light"] == "RED"
    await office.done("approveExtension", "mayor", id=extension_id)
    item = await office.item(item_id)
    assert (item["light"], item["everOverdue"], item["overdueDays"]) == ("GREEN", True, 3)
    sent = await office.done("submitFeedback", "housing-head", itemId=item_id, input=feedback())
    for step, login in (("inspectFeedback", "inspector"), ("reviewFeedback", "director")):
        await office.done(step, login, id=sent["id"], input={"outcome": "PASSED"})
    await office.done("approveFeedback", "deputy-a", id=sent["id"], input={"outcome": "CLOSE"})
    closed = await office.done("closeItem", "inspector", id=item_id, rating="QUALIFIED")
    assert closed["onTime"] is False


async def test_requests_are_seen_by_those_who_decide(office: Office) -> None:
    _, extension_id = await requested(office, assist_unit_ids=(known_id("finance"),))
    query = "query { extensions(states: [SUBMITTED]) { nodes { id } } }"
    for login in ("inspector", "mayor", "deputy-a", "deputy-b", "housing-clerk", "section-clerk"):
        assert [each["id"] for each in (await office.service.ask(query, as_=login))["nodes"]] == [extension_id], login
    for login in ("finance-head", "admin", "assessor", "letters-head"):
        assert (await office.service.ask(query, as_=login))["nodes"] == [], login
