"""Warning sheets: drafted by 督查室, signed by its chief, numbered and issued by documents, answered by the unit."""

from typing import Any

from services.contracts.words.shared import DocumentKind
from tests.service import known_id
from tests.supervision.office import Office

NUMBER = "督办〔2022〕1号"


def sheet(item_id: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "itemId": item_id,
        "reason": "SLOW_PROGRESS",
        "problems": ["可研报告未报批"],
        "demands": ["倒排工期"],
        "rectifyBy": "2022-03-10",
        "replyDue": "2022-03-11",
        "level": "YELLOW",
        **changes,
    }


async def issued(office: Office) -> tuple[str, str]:
    item = await office.dispatched()
    drafted = await office.done("draftWarning", "inspector-clerk", input=sheet(item["id"]))
    await office.done("signWarning", "inspector", id=drafted["id"])
    await office.issue(DocumentKind.WARNING_SHEET, NUMBER)
    return item["id"], drafted["id"]


async def see(office: Office, warning_id: str, as_: str = "inspector") -> Any:
    query = "query($id: ID!) { warningSheet(id: $id) { state number reply replyOverdue papers { status failure } } }"
    return await office.service.ask(query, as_=as_, id=warning_id)


async def test_a_warning_runs_from_draft_to_close(office: Office) -> None:
    item = await office.dispatched()
    drafted = await office.done("draftWarning", "inspector-clerk", input=sheet(item["id"]))
    assert await office.refused("signWarning", "inspector-clerk", id=drafted["id"]) == ["ACTOR_NOT_ALLOWED"]
    signed = await office.done("signWarning", "inspector", id=drafted["id"])
    assert (signed["state"], signed["number"], signed["papers"][0]["status"]) == ("SIGNED", "", "REQUESTED")
    asked = await office.request(DocumentKind.WARNING_SHEET)
    assert (asked["series"], asked["data"]["level"], asked["data"]["item_no"]) == ("WARNING", "黄", item["number"])
    assert asked["data"]["problems"] == ["进展迟缓：可研报告未报批"]
    query = "query($id: ID!) { warningSheet(id: $id) { id } }"
    assert await office.service.error_code(query, as_="housing-head", id=drafted["id"]) == "NOT_FOUND"
    await office.unseen("receiveWarning", "housing-head", id=drafted["id"])
    await office.issue(DocumentKind.WARNING_SHEET, NUMBER)
    assert (await see(office, drafted["id"], "housing-head"))["number"] == NUMBER
    (event,) = await office.events("warning.issued")
    assert (event["number"], event["item_id"], event["reply_due"]) == (NUMBER, item["id"], "2022-03-11")
    warned = await office.item(item["id"])
    assert (warned["warningCount"], warned["urgeCount"]) == (1, 1)
    await office.done("receiveWarning", "housing-clerk", id=drafted["id"])
    reply = {"text": "已完成报批", "documentNumber": "平住建字〔2022〕9号"}
    assert await office.refused("replyWarning", "housing-clerk", id=drafted["id"], input=reply) == ["ACTOR_NOT_ALLOWED"]
    replied = await office.done("replyWarning", "housing-head", id=drafted["id"], input=reply)
    assert (replied["state"], replied["replyOverdue"]) == ("REPLIED", False)
    assert (await office.done("closeWarning", "inspector", id=drafted["id"]))["state"] == "CLOSED"
    assert await office.open_tasks("reply_warning") == []


async def test_issued_twice_counts_once(office: Office) -> None:
    item_id, warning_id = await issued(office)
    await office.issue(DocumentKind.WARNING_SHEET, NUMBER)
    assert (await office.item(item_id))["warningCount"] == 1
    assert len(await office.events("warning.issued")) == 1
    assert (await see(office, warning_id))["state"] == "ISSUED"


async def test_a_failed_paper_is_asked_for_again(office: Office) -> None:
    item = await office.dispatched()
    drafted = await office.done("draftWarning", "inspector", input=sheet(item["id"]))
    await office.done("signWarning", "inspector", id=drafted["id"])
    await office.fail(DocumentKind.WARNING_SHEET)
    (paper,) = (await see(office, drafted["id"]))["papers"]
    assert paper == {"status": "FAILED", "failure": "版式检查未通过；标题过长"}
    known = await office.item(item["id"], fields="warningSheets { papers { id } }")
    await office.done("retrySupervisionPaper", "inspector", id=known["warningSheets"][0]["papers"][0]["id"])
    await office.issue(DocumentKind.WARNING_SHEET, NUMBER)
    assert (await see(office, drafted["id"]))["state"] == "ISSUED"


async def test_warned_unit_is_in_scope(office: Office) -> None:
    other = sheet(unitId=str(known_id("congress")), matter="工作迟缓")
    drafted = await office.done("draftWarning", "inspector", input=other)
    assert await office.refused("signWarning", "inspector", id=drafted["id"]) == ["UNIT_NOT_IN_SCOPE:县人大办"]
    assert await office.refused("draftWarning", "inspector", input=sheet()) == ["CONTENT_INVALID:被督办单位"]


async def test_warning_is_complete(office: Office) -> None:
    bare = sheet(
        unitId=str(known_id("town")), problems=[" "], demands=[], rectifyBy="2022-02-24", replyDue="2022-02-25"
    )
    drafted = await office.done("draftWarning", "inspector", input=bare)
    refused = await office.refused("signWarning", "inspector", id=drafted["id"])
    details = ["督办事项", "存在问题", "督办要求", "整改期限", "反馈期限"]
    assert refused == [f"CONTENT_INVALID:{each}" for each in details]
    whole = {key: value for key, value in sheet(matter="环境整治").items() if key != "itemId"}
    await office.done("amendWarning", "inspector-clerk", id=drafted["id"], input=whole)
    await office.done("signWarning", "inspector", id=drafted["id"])
    assert await office.refused("amendWarning", "inspector", id=drafted["id"], input={"matter": "别的"}) == [
        "STATE_NOT_ALLOWED:已签发，待印发"
    ]


async def test_warning_is_answered_in_words(office: Office) -> None:
    _, warning_id = await issued(office)
    refused = await office.refused("replyWarning", "housing-head", id=warning_id, input={"text": " "})
    assert refused == ["CONTENT_INVALID:回复内容"]


async def test_only_supervision_warns(office: Office) -> None:
    item = await office.dispatched()
    for login in ("section-clerk", "deputy-director", "housing-head", "director"):
        assert await office.refused("draftWarning", login, input=sheet(item["id"])) == ["ACTOR_NOT_ALLOWED"], login
    for login in ("admin", "town-head"):
        await office.unseen("draftWarning", login, input=sheet(item["id"]))


async def test_a_reply_that_is_late_is_shown_and_told_once(office: Office) -> None:
    _, warning_id = await issued(office)
    await office.on("2022-03-11")
    assert (await see(office, warning_id))["replyOverdue"] is False
    await office.on("2022-03-14")
    assert (await see(office, warning_id))["replyOverdue"] is True
    assert len(await office.notices("warning_reply_overdue")) == 1
    late = await office.done("replyWarning", "housing-head", id=warning_id, input={"text": "已整改"})
    assert late["replyOverdue"] is True
    refused = await office.refused("returnWarningReply", "inspector", id=warning_id, newDue="2022-03-20")
    assert refused == ["REASON_REQUIRED"]
    back = {"id": warning_id, "newDue": "2022-03-20"}
    returned = await office.done("returnWarningReply", "inspector", {"reason": "未说明措施"}, **back)
    assert (returned["state"], returned["replyDue"], returned["replyOverdue"]) == ("RECEIVED", "2022-03-20", False)


async def test_warnings_are_seen_by_those_concerned(office: Office) -> None:
    _, warning_id = await issued(office)
    query = "query { warningSheets { nodes { id } } }"
    for login in ("inspector", "director", "mayor", "deputy-a", "section-clerk", "deputy-director", "housing-clerk"):
        assert [each["id"] for each in (await office.service.ask(query, as_=login))["nodes"]] == [warning_id], login
    for login in ("finance-head", "deputy-b", "admin", "assessor", "clerk"):
        assert (await office.service.ask(query, as_=login))["nodes"] == [], login
