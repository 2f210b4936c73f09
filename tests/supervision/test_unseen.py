"""Who does not see an item, or what belongs to it, learns nothing of it by acting on it (spec 11, AT-35, AT-45)."""

import pytest
from sqlalchemy import select

from services.contracts.base import PERSONNEL_MASK
from services.kernel.store import AuditEntry
from tests.service import known_id
from tests.supervision.office import Office, decision, feedback
from tests.supervision.test_escalations import WHY, urged
from tests.supervision.test_warnings import sheet
from tests.unseen import tells_nothing

KINDS = {"SupervisedItem", "Feedback", "Extension", "Escalation", "Inspection", "Urge", "WarningSheet", "Bulletin"}


@pytest.fixture
async def files_of_others(office: Office) -> Office:
    """One object of every kind, none of them of the town."""
    item_id = await urged(office)
    await office.done("requestEscalation", "section-clerk", WHY, itemId=item_id)
    item = await office.dispatched("乙")
    visit = {"visitedOn": "2022-02-25", "place": "城关镇", "findings": "排水口堵塞", "rectifyBy": "2022-03-04"}
    await office.done("recordInspection", "inspector", id=item["id"], input=visit)
    extension = {"requestedDue": "2022-07-15", "difficulty": "土地手续未批", "workDone": "已完成设计"}
    await office.done("requestExtension", "housing-head", itemId=item["id"], input=extension)
    await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    warning = await office.done("draftWarning", "inspector-clerk", input=sheet(item["id"]))
    await office.done("signWarning", "inspector", id=warning["id"])
    await office.on("2022-04-01")  # the first quarter's bulletin is drafted
    await office.done("exportLedger", "inspector")
    return office


async def test_every_mutation_is_silent_about_what_is_not_to_be_seen(files_of_others: Office) -> None:
    asked = await tells_nothing(files_of_others.service, "supervision", "town-head")
    assert set(asked) == {*KINDS, "LedgerExport", "Paper"}
    assert min(asked.values()) > 60


async def test_at35_who_sees_the_item_is_told_that_he_lacks_the_right(office: Office) -> None:
    """Members see their meetings and what became of them; another leader's own affairs they do not see."""
    (item,) = await office.from_minutes(decision("甲"))
    assert await office.refused("cancelItem", "deputy-c", WHY, id=item["id"]) == ["ACTOR_NOT_ALLOWED"]
    own = {"sourceType": "LEADER_ASSIGNMENT", "title": "城区防汛", "leadUnitId": str(known_id("housing"))}
    of_a = await office.done("registerItem", "inspector", input=own)
    await office.unseen("cancelItem", "deputy-c", WHY, id=of_a["id"])
    assert await office.refused("closeItem", "deputy-b", id=of_a["id"]) == ["ACTOR_NOT_ALLOWED"]  # B角 of deputy-a


async def test_a_restricted_item_is_not_found_by_those_who_may_not_know_of_it(office: Office) -> None:
    """AMB-42: neither the clerks of 督查室 nor the leader in charge, administrators least of all."""
    masked = {"text": PERSONNEL_MASK, "topic_title": PERSONNEL_MASK, "restricted": True}
    (item,) = await office.from_minutes(decision("甲", **masked))
    for login in ("inspector-clerk", "deputy-a", "executive", "admin"):
        await office.unseen("dispatchItem", login, id=item["id"])
    assert await office.refused("dispatchItem", "director", id=item["id"]) == ["ACTOR_NOT_ALLOWED"]


async def test_at45_another_unit_s_feedback_is_not_found_by_acting_on_it(office: Office) -> None:
    item = await office.dispatched(assist_unit_ids=(known_id("finance"),))
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    verdict = {"outcome": "PASSED", "opinion": "属实"}
    for login in ("finance-head", "justice-head", "assessor", "town-head", "admin"):
        await office.unseen("inspectFeedback", login, id=sent["id"], input=verdict)
    assert await office.refused("inspectFeedback", "housing-head", id=sent["id"], input=verdict) == [
        "ACTOR_NOT_ALLOWED"
    ]
    async with office.service.runtime.sessions() as session:
        query = select(AuditEntry).where(AuditEntry.action == "inspect_feedback", AuditEntry.outcome == "REFUSED")
        tried = (await session.execute(query.order_by(AuditEntry.seq))).scalars().all()
    assert [entry.detail["codes"] for entry in tried[:1]] == [["NOT_FOUND"]]
    assert (str(tried[0].object_id), tried[0].person_id) == (sent["id"], known_id("finance-head"))


async def test_an_item_is_its_unit_s_only_when_it_is_handed_out(office: Office) -> None:
    """Before that not even its state or its version is told, though the head would have the right."""
    (item,) = await office.from_minutes(decision("甲"))
    await office.unseen("receiveItem", "housing-head", id=item["id"])
    await office.unseen("receiveItem", "housing-head", {"expectedVersion": item["version"] + 5}, id=item["id"])
    await office.done("dispatchItem", "inspector", id=item["id"])
    conflict = await office.refused("receiveItem", "housing-head", {"expectedVersion": 99}, id=item["id"])
    assert conflict[0].startswith("VERSION_CONFLICT")
