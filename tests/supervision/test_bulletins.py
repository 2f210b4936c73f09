"""The quarter's bulletin: figures of one frozen snapshot, four sections, reviewed, signed, numbered, issued."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.meetings import DecisionStatus
from services.contracts.words.shared import DocumentKind
from services.supervision.bulletins.model import Bulletin
from tests.supervision.office import BULLETIN, Office, decision, feedback

PENDING = {"needs_party_approval": True, "status": DecisionStatus.PENDING_PARTY_APPROVAL}


async def a_quarter(office: Office) -> dict[str, str]:
    """Five items of one meeting: closed, extended, overdue, suspended, ongoing; and a restricted one."""
    masked = {"text": PERSONNEL_MASK, "topic_title": PERSONNEL_MASK, "restricted": True}
    items = await office.from_minutes(
        decision("办结", "justice"),
        decision("延期", "housing", due=date(2022, 3, 25)),
        decision("逾期", "town", due=date(2022, 3, 20)),
        decision("暂缓", "finance", **PENDING),
        decision("在办", "finance"),
        decision("人事", "letters", **masked),
    )
    known = {item["title"].removeprefix("议题"): item["id"] for item in items}
    for name in ("办结", "延期", "逾期", "在办"):
        await office.done("dispatchItem", "inspector", id=known[name])
    await office.on("2022-03-18")
    extension = await office.done(
        "requestExtension",
        "housing-head",
        itemId=known["延期"],
        input={"requestedDue": "2022-04-15", "difficulty": "低温", "workDone": "备料"},
    )
    await office.done("verifyExtension", "inspector", id=extension["id"], finding="属实")
    await office.done("approveExtension", "mayor", id=extension["id"])
    sent = await office.done("submitFeedback", "justice-head", itemId=known["办结"], input=feedback())
    for step, login in (("inspectFeedback", "inspector"), ("reviewFeedback", "director")):
        await office.done(step, login, id=sent["id"], input={"outcome": "PASSED"})
    await office.done("approveFeedback", "executive", id=sent["id"], input={"outcome": "CLOSE"})
    await office.done("closeItem", "inspector", id=known["办结"], rating="EXCELLENT")
    return known


async def the_bulletin(office: Office, as_: str = "inspector") -> Any:
    query = f"query {{ bulletins {{ nodes {{ {BULLETIN} }} }} }}"
    (bulletin,) = (await office.service.ask(query, as_=as_))["nodes"]
    return bulletin


async def test_the_first_quarter_is_drafted_reviewed_signed_and_issued(office: Office) -> None:
    await a_quarter(office)
    await office.on("2022-04-01")
    draft = await the_bulletin(office)
    assert (draft["state"], draft["cutoff"], draft["period"]) == ("DRAFT", "2022-03-31", "2022-Q1")
    assert draft["title"] == "关于2022年第一季度县政府常务会议议定事项落实情况的通报"
    overall = draft["figures"]["overall"]
    counts = {name: overall[name] for name in ("total", "closed", "running", "overdue", "extended", "suspended")}
    assert counts == {"total": 6, "closed": 1, "running": 5, "overdue": 1, "extended": 1, "suspended": 1}
    assert [each["percent"] for each in overall["shares"]] == [17, 17, 17, 16, 33]
    assert [each["label"] for each in draft["figures"]["byMeeting"]] == ["第2次常务会议"]
    assert sum(each["total"] for each in draft["figures"]["byUnit"]) == 6
    assert draft["problems"] == ["城关镇人民政府“议题逾期”逾期11天，尚未报送办理结果。"]
    assert {each["due"] for each in await office.open_tasks("submit_bulletin")} == {"2022-04-15"}
    # What happens after the cut-off does not touch the figures.
    await office.on("2022-04-07")
    edited = {"demands": ["限期整改"], "overview": ["总体较好。"]}
    await office.done("editBulletin", "inspector", id=draft["id"], input=edited)
    assert await office.refused("reviewBulletin", "director", id=draft["id"]) == ["STATE_NOT_ALLOWED:起草"]
    await office.done("submitBulletin", "inspector-clerk", id=draft["id"])
    assert await office.refused("reviewBulletin", "inspector", id=draft["id"]) == ["ACTOR_NOT_ALLOWED"]
    await office.done("reviewBulletin", "director", id=draft["id"])
    await office.unseen("signBulletin", "deputy-a", id=draft["id"])
    for login in ("mayor", "director"):
        assert await office.refused("signBulletin", login, id=draft["id"]) == ["ACTOR_NOT_ALLOWED"], login
    signed = await office.done("signBulletin", "executive", id=draft["id"])
    assert (signed["state"], signed["papers"][0]["status"]) == ("SIGNED", "REQUESTED")
    assert signed["figures"] == draft["figures"]
    asked = await office.request(DocumentKind.QUARTERLY_BULLETIN)
    assert asked["series"] == "BULLETIN"
    (row,) = asked["data"]["figures"]
    assert row.pop("total") == sum(value for name, value in row.items() if name != "name") == 6
    assert asked["data"]["demands"] == ["限期整改"]
    await office.issue(DocumentKind.QUARTERLY_BULLETIN, "督办通报〔2022〕第1期")
    told = await the_bulletin(office, as_="town-head")
    assert (told["state"], told["number"]) == ("ISSUED", "督办通报〔2022〕第1期")
    (event,) = await office.events("bulletin.issued")
    whole, *parts = event["figures"]
    assert (whole["total"], whole["closed"] + whole["running"]) == (6, 6)
    assert sum(part["total"] for part in parts if part["meeting_id"]) == 6
    await office.on("2022-04-18")
    assert await office.notices("bulletin_overdue") == []


async def test_figures_are_of_the_cut_off_however_late_they_are_asked_for(office: Office) -> None:
    known = await a_quarter(office)
    await office.on("2022-03-31")
    await office.service.timers_done()
    # All of this lies after the cut-off: the timer of 1 April runs with the move to 8 April.
    await office.on("2022-04-08")
    first = (await the_bulletin(office))["figures"]
    await office.done("cancelItem", "mayor", {"reason": "合并"}, id=known["在办"])
    sent = await office.done("submitFeedback", "town-head", itemId=known["逾期"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input={"outcome": "PASSED"})
    async with office.service.runtime.sessions.begin() as session:
        await session.execute(update(Bulletin).values(period="other"))
    again = await office.done("draftBulletin", "inspector", year=2022, quarter=1)
    assert again["figures"] == first


async def test_drafting_again_answers_the_same_bulletin(office: Office) -> None:
    await a_quarter(office)
    await office.on("2022-04-01")
    drafted = await the_bulletin(office)
    again = await office.done("draftBulletin", "inspector", year=2022, quarter=1)
    assert again["id"] == drafted["id"]
    for year, quarter in ((2022, 2), (2022, 5), (2021, 0)):
        (refused,) = await office.refused("draftBulletin", "inspector", year=year, quarter=quarter)
        assert refused.startswith("CONTENT_INVALID")
    assert await office.refused("draftBulletin", "director", year=2022, quarter=1) == ["ACTOR_NOT_ALLOWED"]


async def test_bulletin_has_its_four_sections(office: Office) -> None:
    await office.on("2022-04-01")
    draft = await the_bulletin(office)
    empty = {"progress": [], "problems": [" "], "demands": []}
    await office.done("editBulletin", "inspector", id=draft["id"], input=empty)
    refused = await office.refused("submitBulletin", "inspector", id=draft["id"])
    assert refused == [f"CONTENT_INVALID:{each}" for each in ("进展与举措", "存在问题", "下步要求")]


async def test_figures_reconcile(office: Office) -> None:
    """A snapshot in which an item stands twice is not sent on; here it is spoilt in the database."""
    await a_quarter(office)
    await office.on("2022-04-01")
    draft = await the_bulletin(office)
    async with office.service.runtime.sessions.begin() as session:
        bulletin = (await session.execute(select(Bulletin))).scalar_one()
        bulletin.snapshot = [*bulletin.snapshot, bulletin.snapshot[0]]
    refused = await office.refused("submitBulletin", "inspector", id=draft["id"])
    assert refused == ["CONTENT_INVALID:重复统计：督〔2022〕1号"]


async def test_a_returned_bulletin_is_written_anew(office: Office) -> None:
    await office.on("2022-04-01")
    draft = await the_bulletin(office)
    await office.done("submitBulletin", "inspector", id=draft["id"])
    assert await office.refused("returnBulletin", "director", id=draft["id"]) == ["REASON_REQUIRED"]
    returned = await office.done("returnBulletin", "director", {"reason": "补充问题"}, id=draft["id"])
    assert returned["state"] == "DRAFT"
    assert len(await office.open_tasks("submit_bulletin")) == 2


async def test_a_late_bulletin_is_told_to_the_director(office: Office) -> None:
    await office.on("2022-04-01")
    await office.on("2022-04-18")
    (told,) = await office.notices("bulletin_overdue")
    assert "OFFICE_DIRECTOR" in [each["post"] for each in told["recipients"]]


async def test_drafts_are_seen_by_those_who_make_them(office: Office) -> None:
    await office.on("2022-04-01")
    query = "query { bulletins { nodes { id } } }"
    for login in ("inspector", "inspector-clerk", "director", "executive", "mayor"):
        assert len((await office.service.ask(query, as_=login))["nodes"]) == 1, login
    for login in ("deputy-a", "town-head", "admin", "assessor", "clerk"):
        assert (await office.service.ask(query, as_=login))["nodes"] == [], login


async def test_no_bulletin_for_quarters_before_the_rules(office: Office) -> None:
    await office.service.timers_done()
    query = "query { bulletins { nodes { id } } }"
    assert (await office.service.ask(query, as_="inspector"))["nodes"] == []
