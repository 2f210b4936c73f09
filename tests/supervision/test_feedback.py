"""Feedback in due form, and its three steps of review."""

import pytest

from services.contracts.words.directory import DelegationScope
from tests.service import known_id
from tests.supervision.office import Office, away, commissioned, decision, feedback

PASSED = {"outcome": "PASSED"}
CLOSE = {"outcome": "CLOSE", "opinion": "同意销号"}


async def three_points(office: Office, **changes: object) -> str:
    item = await office.dispatched(**changes)
    change = {"points": ["一", "二", "三"], **({"isProject": True} if changes.get("unit") == "town" else {})}
    await office.done("amendItem", "inspector", {"reason": "分解要点"}, id=item["id"], input=change)
    return str(item["id"])


async def test_a_result_is_reviewed_in_three_steps_and_closed(office: Office) -> None:
    item_id = await three_points(office)
    sent = await office.done("submitFeedback", "housing-head", itemId=item_id, input=feedback(points=3))
    assert (sent["status"], sent["item"]["state"], sent["item"]["reviewStage"]) == (
        "SUBMITTED",
        "REPORTED",
        "INSPECTION",
    )
    assert len(await office.open_tasks("inspect_feedback")) == 2
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    assert [each["to"]["post"] for each in await office.open_tasks("review_feedback")] == ["OFFICE_DIRECTOR"]
    await office.done("reviewFeedback", "director", id=sent["id"], input=PASSED)
    assert [each["to"]["person_id"] for each in await office.open_tasks("approve_feedback")] == [
        str(known_id("deputy-a"))
    ]
    approved = await office.done("approveFeedback", "deputy-a", id=sent["id"], input=CLOSE)
    assert (approved["status"], approved["item"]["state"]) == ("APPROVED", "UNDER_REVIEW")
    assert await office.refused("closeItem", "inspector", id=item_id) == ["CONTENT_INVALID:办结评价"]
    closed = await office.done("closeItem", "inspector", id=item_id, rating="GOOD")
    assert (closed["state"], closed["light"], closed["onTime"], closed["rating"]) == ("CLOSED", "BLUE", True, "GOOD")
    (event,) = await office.events("item.closed")
    assert (event["approved_by"], event["decision_id"]) == (str(known_id("deputy-a")), str(known_id("decision/甲")))
    for kind in ("submit_feedback", "close_item", "dispatch_item", "receive_item"):
        assert await office.open_tasks(kind) == [], kind
    await office.on("2022-03-28")
    assert await office.notices("first_supervision_missed") == []
    reviews = await office.item(item_id, fields="feedback { reviews { stage outcome by { id } } }")
    stages = [each["stage"] for each in reviews["feedback"][0]["reviews"]]
    assert stages == ["INSPECTION", "DIRECTOR", "LEADER"]


async def test_feedback_is_a_formal_document(office: Office) -> None:
    item_id = await three_points(office)
    for wrong in ({"documentNumber": " "}, {"documentTitle": ""}):
        refused = await office.refused(
            "submitFeedback", "housing-head", itemId=item_id, input=feedback(points=3, **wrong)
        )
        assert refused == ["FORMAL_DOC_REQUIRED"]
    refused = await office.refused("submitFeedback", "housing-clerk", itemId=item_id, input=feedback(points=3))
    assert refused == ["ACTOR_NOT_ALLOWED"]


async def test_every_point_is_answered(office: Office) -> None:
    item_id = await three_points(office)
    refused = await office.refused("submitFeedback", "housing-head", itemId=item_id, input=feedback(points=2))
    assert refused == ["FEEDBACK_POINT_MISSING:3"]
    blank = feedback(points=3)
    blank["answers"][1]["text"] = "  "
    refused = await office.refused("submitFeedback", "housing-head", itemId=item_id, input=blank)
    assert refused == ["FEEDBACK_POINT_MISSING:2"]
    both = await office.refused("submitFeedback", "housing-head", itemId=item_id, input=feedback(documentNumber=""))
    assert both == ["FORMAL_DOC_REQUIRED", "FEEDBACK_POINT_MISSING:2", "FEEDBACK_POINT_MISSING:3"]
    assert (await office.item(item_id))["state"] == "DISPATCHED"


FIGURES = {"totalInvestment": "2860", "completedInvestment": "1000", "quantities": "管网3公里", "percent": "35"}


async def test_project_figures_are_given(office: Office) -> None:
    item_id = await three_points(office, unit="town")
    for name in ("totalInvestment", "completedInvestment", "quantities", "percent"):
        draft = feedback("INTERIM", 3, **{key: value for key, value in FIGURES.items() if key != name})
        refused = await office.refused("submitFeedback", "town-head", itemId=item_id, input=draft)
        assert refused == ["PROJECT_FIGURES_REQUIRED"], name
    sent = await office.done("submitFeedback", "town-head", itemId=item_id, input=feedback("INTERIM", 3, **FIGURES))
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    assert (await office.item(item_id))["percent"] == "35.00"


async def test_at34_feedback_that_is_not_in_due_form_is_refused(office: Office) -> None:
    item_id = await three_points(office, unit="town")
    drafts = {
        "FORMAL_DOC_REQUIRED": feedback(points=3, **{**FIGURES, "documentNumber": ""}),
        "FEEDBACK_POINT_MISSING:3": feedback(points=2, **FIGURES),
        "PROJECT_FIGURES_REQUIRED": feedback(points=3),
        "PROJECT_FIGURES_INVALID:完成百分比应在0至100之间": feedback(points=3, **{**FIGURES, "percent": "120"}),
    }
    for code, draft in drafts.items():
        assert await office.refused("submitFeedback", "town-head", itemId=item_id, input=draft) == [code]


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"percent": "100.01"}, "完成百分比应在0至100之间"),
        ({"completedInvestment": "2860.01"}, "已完成投资额大于总投资额"),
        ({"totalInvestment": "-1", "completedInvestment": "-2"}, "投资额不能为负"),
        ({"percent": "34"}, "完成百分比低于上次反馈，请说明原因"),
    ],
)
async def test_project_figures_are_possible(office: Office, wrong: dict[str, str], detail: str) -> None:
    item_id = await three_points(office, unit="town")
    sent = await office.done("submitFeedback", "town-head", itemId=item_id, input=feedback("INTERIM", 3, **FIGURES))
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    draft = feedback("INTERIM", 3, **{**FIGURES, **wrong})
    refused = await office.refused("submitFeedback", "town-head", itemId=item_id, input=draft)
    assert refused == [f"PROJECT_FIGURES_INVALID:{detail}"]
    explained = feedback("INTERIM", 3, **{**FIGURES, "percent": "34", "percentNote": "总投资调增"})
    await office.done("submitFeedback", "town-head", itemId=item_id, input=explained)


async def test_review_keeps_the_order(office: Office) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    early = await office.refused("approveFeedback", "deputy-a", id=sent["id"], input=CLOSE)
    assert early == ["CHAIN_ORDER:督查室"]
    assert await office.refused("reviewFeedback", "director", id=sent["id"], input=PASSED) == ["CHAIN_ORDER:督查室"]
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    again = await office.refused("inspectFeedback", "inspector-clerk", id=sent["id"], input=PASSED)
    assert again == ["CHAIN_ORDER:县政府办主任"]
    await office.done("reviewFeedback", "director", id=sent["id"], input=PASSED)
    await office.done("approveFeedback", "deputy-a", id=sent["id"], input=CLOSE)


async def test_at35_only_the_leader_in_charge_lets_an_item_be_closed(office: Office) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    await office.done("reviewFeedback", "director", id=sent["id"], input=PASSED)
    assert await office.refused("closeItem", "inspector", id=item["id"], rating="GOOD") == ["CLOSE_NOT_APPROVED"]
    assert await office.refused("approveFeedback", "deputy-b", id=sent["id"], input=CLOSE) == ["AB_NOT_ACTIVE"]
    assert await office.refused("approveFeedback", "deputy-c", id=sent["id"], input=CLOSE) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("approveFeedback", "executive", id=sent["id"], input=CLOSE) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("approveFeedback", "inspector", id=sent["id"], input=CLOSE) == ["ACTOR_NOT_ALLOWED"]
    await office.done("approveFeedback", "deputy-a", id=sent["id"], input=CLOSE)
    assert (await office.done("closeItem", "inspector", id=item["id"], rating="GOOD"))["state"] == "CLOSED"


async def test_closing_was_approved(office: Office) -> None:
    item = await office.dispatched()
    close = {"id": item["id"], "rating": "GOOD"}
    assert await office.refused("closeItem", "inspector", **close) == ["CLOSE_NOT_APPROVED"]
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    for step, login in (("inspectFeedback", "inspector"), ("reviewFeedback", "director")):
        await office.done(step, login, id=sent["id"], input=PASSED)
        assert await office.refused("closeItem", "inspector", **close) == ["CLOSE_NOT_APPROVED"]
    assert await office.refused("closeItem", "deputy-a", **close) == ["ACTOR_NOT_ALLOWED"]
    await office.done("approveFeedback", "mayor", id=sent["id"], input=CLOSE)
    assert (await office.done("closeItem", "inspector", **close))["state"] == "CLOSED"


async def test_b_decides_for_a_while_a_is_away(office: Office) -> None:
    item = await office.dispatched()
    await office.service.receive(away("deputy-a", "2022-02-20", "2022-03-01"), "x")
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    await office.done("reviewFeedback", "director", id=sent["id"], input=PASSED)
    to = {each["to"]["person_id"] for each in await office.open_tasks("approve_feedback")}
    assert to == {str(known_id("deputy-a")), str(known_id("deputy-b"))}
    await office.done("approveFeedback", "deputy-b", id=sent["id"], input=CLOSE)
    fields = "timeline { action stamp person { id } }"
    approved = [
        each for each in (await office.item(item["id"], fields=fields))["timeline"] if each["action"] == "APPROVED"
    ]
    assert [each["stamp"] for each in approved] == ["副县长乙（代副县长甲）"]
    assert await office.open_tasks("approve_feedback") == []


async def test_nobody_reviews_twice(office: Office) -> None:
    """办主任 heads the unit that reports: the deputy he has authorised reads it for him (AMB-32)."""
    item = await office.dispatched(unit="office")
    sent = await office.done("submitFeedback", "director", itemId=item["id"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    assert await office.refused("reviewFeedback", "director", id=sent["id"], input=PASSED) == ["ACTOR_NOT_ALLOWED"]
    assert await office.refused("reviewFeedback", "deputy-director", id=sent["id"], input=PASSED) == [
        "ACTOR_NOT_ALLOWED"
    ]
    authorised = commissioned("director", "deputy-director", DelegationScope.OFFICE_DIRECTION)
    await office.service.receive(authorised, "x")
    await office.done("reviewFeedback", "deputy-director", id=sent["id"], input=PASSED)


@pytest.mark.parametrize(
    ("wrong", "details"),
    [
        ({"outcome": "CLOSE"}, ["督查室不能提出“办结销号”的意见"]),
        ({"outcome": "RETURNED"}, ["请说明退回原因", "请填写晚于今日的重报时限"]),
        ({"outcome": "RETURNED", "opinion": "不实", "newDue": "2022-02-25"}, ["请填写晚于今日的重报时限"]),
        ({"outcome": "PASSED", "faults": ["EVASIVE"]}, ["存在“回避矛盾”的应当退回重报"]),
    ],
)
async def test_review_says_what_it_may(office: Office, wrong: dict[str, object], details: list[str]) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    refused = await office.refused("inspectFeedback", "inspector", id=sent["id"], input=wrong)
    assert refused == [f"CONTENT_INVALID:{detail}" for detail in details]


async def test_a_faulty_feedback_goes_back_with_a_new_due(office: Office) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    back = {"outcome": "RETURNED", "faults": ["EVASIVE", "OMISSIONS"], "opinion": "第2项未答", "newDue": "2022-03-04"}
    returned = await office.done("inspectFeedback", "inspector", id=sent["id"], input=back)
    assert (returned["status"], returned["item"]["state"]) == ("RETURNED", "RETURNED")
    assert (await office.item(item["id"]))["due"] == "2022-03-04"
    (event,) = await office.events("item.returned")
    assert event["reasons"] == ["回避矛盾", "漏项掉项", "第2项未答"]
    (told,) = await office.notices("feedback_returned")
    assert "2022-03-04" in told["text_zh"]
    again = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    assert again["round"] == 2


async def test_interim_progress_ends_at_supervision(office: Office) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback("INTERIM"))
    noted = await office.done("inspectFeedback", "inspector-clerk", id=sent["id"], input=PASSED)
    assert (noted["status"], noted["item"]["state"], noted["item"]["reviewStage"]) == ("NOTED", "IN_PROGRESS", None)
    refused = await office.refused("reviewFeedback", "director", id=sent["id"], input=PASSED)
    assert refused == ["STATE_NOT_ALLOWED:办理中"]


async def test_a_long_term_item_reports_in_its_rhythm(office: Office) -> None:
    draft = {
        "sourceType": "COUNTY_WORK_REPORT",
        "title": "年度目标",
        "points": ["推进"],
        "leadUnitId": str(known_id("finance")),
        "longTerm": True,
        "reportRhythm": "MONTHLY",
        "due": "2022-03-31",
    }
    item = await office.done("registerItem", "inspector", input=draft)
    await office.done("dispatchItem", "inspector", id=item["id"])
    await office.on("2022-03-30")
    sent = await office.done("submitFeedback", "finance-head", itemId=item["id"], input=feedback("INTERIM"))
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    assert (await office.item(item["id"]))["due"] == "2022-05-05"  # 30 April, rolled over the holiday


@pytest.mark.parametrize(("outcome", "tasks"), [("CONTINUE", 0), ("WARN", 2)])
async def test_the_leader_may_let_it_go_on_or_have_it_warned(office: Office, outcome: str, tasks: int) -> None:
    item = await office.dispatched()
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input=PASSED)
    await office.done("reviewFeedback", "director", id=sent["id"], input=PASSED)
    decided = await office.done("approveFeedback", "deputy-a", id=sent["id"], input={"outcome": outcome})
    assert decided["item"]["state"] == "IN_PROGRESS"
    assert len(await office.open_tasks("draft_warning")) == tasks
    assert await office.refused("closeItem", "inspector", id=item["id"], rating="GOOD") == ["CLOSE_NOT_APPROVED"]


async def test_at45_others_do_not_read_a_unit_s_feedback(office: Office) -> None:
    item = await office.dispatched(assist_unit_ids=(known_id("finance"), known_id("justice")))
    await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    fields = "id feedback { summary answers { text } files { name } } urges { text } timeline { text }"
    for reader in ("inspector", "director", "mayor", "deputy-a", "section-clerk", "deputy-director", "housing-clerk"):
        assert len((await office.item(item["id"], reader, fields))["feedback"]) == 1, reader
    for assistant in ("finance-head", "justice-head"):
        seen = await office.item(item["id"], assistant, fields)
        assert seen["feedback"] == []
        assert "已完成" not in str(seen["timeline"])
    query = "query($id: ID!) { supervisedItem(id: $id) { id } }"
    for stranger in ("assessor", "assessor-head", "letters-head", "town-head", "admin", "clerk"):
        assert await office.service.error_code(query, as_=stranger, id=item["id"]) == "NOT_FOUND", stranger
    (known,) = (await office.item(item["id"], fields="feedback { id }"))["feedback"]
    by_id = "query($id: ID!) { feedback(id: $id) { summary } }"
    for stranger in ("assessor", "finance-head", "justice-reviewer", "admin"):
        assert await office.service.error_code(by_id, as_=stranger, id=known["id"]) == "NOT_FOUND", stranger


async def test_a_stale_version_changes_nothing(office: Office) -> None:
    await office.from_minutes(decision("甲"))
    (item,) = await office.ledger()
    stale = {"expectedVersion": item["version"] - 1}
    assert await office.refused("dispatchItem", "inspector", stale, id=item["id"]) == [
        f"VERSION_CONFLICT:{item['version']}"
    ]
    repeated = {"idempotencyKey": "once"}
    first = await office.done("dispatchItem", "inspector", repeated, id=item["id"])
    again = await office.done("dispatchItem", "inspector", repeated, id=item["id"])
    assert first["id"] == again["id"]
    assert len(await office.events("item.dispatched")) == 1
