"""The ledger: filters, pages, lights, due dates told in time, and the file."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.contracts.documents import DocumentRendered, RenderedFile
from services.contracts.words.shared import DocumentKind, FileFormat
from services.kernel.ids import new_id
from services.kernel.store import AuditEntry
from services.supervision.ledger.model import LedgerExport
from tests.service import known_id
from tests.supervision.office import Office, decision, feedback


def titles(items: list[Any]) -> str:
    return "".join(item["title"].removeprefix("议题") for item in items)


async def test_at32_a_meeting_of_26_january_is_supervised_on_28_february(office: Office) -> None:
    await office.from_minutes(decision("甲"), meeting_date=date(2022, 1, 26))
    await office.from_minutes(decision("乙"), meeting_id=known_id("m3"))  # of 25 February
    await office.on("2022-02-28")
    tasks = await office.open_tasks("urge_item")
    assert {(each["due"], each["title_zh"]) for each in tasks} == {
        ("2022-02-28", "会后1个月督办：议题甲（督〔2022〕1号）")
    }
    await office.on("2022-03-01")
    (told,) = await office.notices("first_supervision_missed")
    assert [each["post"] for each in told["recipients"]] == ["OFFICE_DIRECTOR"]
    await office.on("2022-03-22")
    assert len(await office.notices("first_supervision_soon")) == 1  # three working days before the 25th
    await office.on("2022-03-25")
    assert {each["due"] for each in await office.open_tasks("urge_item")} == {"2022-02-28", "2022-03-25"}


async def test_lights_filters_and_pages(office: Office) -> None:
    dues = {"甲": date(2022, 3, 2), "乙": date(2022, 3, 3), "丙": date(2022, 2, 25), "丁": None}
    for name, due in dues.items():
        await office.from_minutes(decision(name, due=due), meeting_id=known_id(name))
    items = {item["title"].removeprefix("议题"): item for item in await office.ledger()}
    for name in ("甲", "乙", "丙"):
        await office.done("dispatchItem", "inspector", id=items[name]["id"])
    await office.on("2022-02-26")  # a Saturday: three working days lead to Wednesday 2 March
    seen = {item["title"].removeprefix("议题"): item for item in await office.ledger()}
    assert {name: item["light"] for name, item in seen.items()} == {
        "甲": "YELLOW",
        "乙": "GREEN",
        "丙": "RED",
        "丁": "GREEN",
    }
    for light in ("YELLOW", "GREEN", "RED", "GREY", "BLUE"):
        found = titles(await office.ledger(light=light))
        assert found == "".join(name for name, item in seen.items() if item["light"] == light), light
    assert titles(await office.ledger(overdue=True)) == "丙"
    assert titles(await office.ledger(overdue=False)) == "甲乙丁"
    assert titles(await office.ledger(state=["REGISTERED"])) == "丁"
    assert titles(await office.ledger(meetingId=str(known_id("乙")))) == "乙"
    assert titles(await office.ledger(unitId=str(known_id("housing")))) == "甲乙丙丁"
    assert titles(await office.ledger(leaderId=str(known_id("executive")))) == ""
    assert titles(await office.ledger(dueFrom="2022-03-01", dueTo="2022-03-02")) == "甲"
    assert titles(await office.ledger(search="题丙")) == "丙"
    assert titles(await office.ledger(search="%")) == ""
    assert titles(await office.ledger(search="督〔2022〕4号")) == "丁"
    paged, after = "", None
    query = (
        "query($after: String) { supervisedItems(order: DUE_FIRST, first: 1, after: $after) "
        "{ nodes { title } pageInfo { hasNextPage endCursor } } }"
    )
    for _ in range(4):
        page = await office.service.ask(query, as_="inspector", after=after)
        paged, after = paged + titles(page["nodes"]), page["pageInfo"]["endCursor"]
    assert paged == "丙甲乙丁"
    assert page["pageInfo"]["hasNextPage"] is False


async def test_due_dates_are_told_in_time_and_lateness_once_per_threshold(office: Office) -> None:
    item = await office.dispatched(due=date(2022, 3, 10))
    for day in ("2022-03-04", "2022-03-07", "2022-03-08", "2022-03-09", "2022-03-10"):
        await office.on(day)
    assert [each["days_left"] for each in await office.events("item.due_soon")] == [3, 1]
    assert await office.events("item.overdue") == []
    await office.on("2022-04-20")  # missed days are worked through in order
    assert [each["days"] for each in await office.events("item.overdue")] == [1, 7, 30]
    told = await office.notices("item_overdue")
    posts = [[each["post"] or each["person_id"] for each in notice["recipients"]] for notice in told]
    unit, deputy, leader = ["UNIT_HEAD", "UNIT_CLERK"], str(known_id("deputy-director")), str(known_id("deputy-a"))
    assert posts == [
        [*unit, deputy],
        [*unit, deputy, "OFFICE_DIRECTOR"],
        [*unit, deputy, "OFFICE_DIRECTOR", leader],
    ]
    assert told[0]["title_zh"].startswith("逾期1天")
    seen = await office.item(item["id"])
    assert (seen["overdueDays"], seen["everOverdue"]) == (41, True)


async def test_a_result_handed_in_on_time_is_not_late_while_it_is_reviewed(office: Office) -> None:
    item = await office.dispatched(due=date(2022, 3, 10))
    await office.on("2022-03-10")
    await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    await office.on("2022-03-20")
    assert (await office.item(item["id"]))["overdue"] is False
    assert await office.events("item.overdue") == []


async def test_nothing_suspended_or_closed_is_late(office: Office) -> None:
    from services.contracts.words.meetings import DecisionStatus

    pending = {"needs_party_approval": True, "status": DecisionStatus.PENDING_PARTY_APPROVAL}
    await office.from_minutes(decision("甲", due=date(2022, 3, 1), **pending))
    await office.on("2022-04-30")
    assert await office.events("item.overdue") == []
    assert await office.open_tasks("urge_item") == []


async def test_each_asker_has_his_own_ledger(office: Office) -> None:
    await office.from_minutes(
        decision("甲", "housing", assist_unit_ids=(known_id("finance"),)),
        decision("乙", "finance"),
        decision("丙", "letters"),
    )
    assert titles(await office.ledger(as_="housing-head")) == ""  # not handed out yet
    for item in (await office.ledger())[:2]:
        await office.done("dispatchItem", "inspector", id=item["id"])
    expected = {
        "mayor": "甲乙丙",
        "executive": "甲乙丙",
        "director": "甲乙丙",
        "inspector-clerk": "甲乙丙",
        "deputy-a": "甲乙丙",  # members see their meetings, and what became of them (spec 06, 6.2.6)
        "deputy-b": "甲乙丙",
        "deputy-director": "甲乙",
        "section-clerk": "甲乙",
        "housing-clerk": "甲",
        "finance-head": "甲乙",
        "letters-head": "",
        "assessor": "",
        "justice-head": "",
        "clerk": "",
        "admin": "",
    }
    for login, seen in expected.items():
        assert titles(await office.ledger(as_=login)) == seen, login


async def test_the_ledger_is_exported_as_the_asker_sees_it(office: Office) -> None:
    await office.dispatched("甲")
    await office.dispatched("乙", "finance", due=date(2022, 3, 31))
    export = await office.done("exportLedger", "deputy-a", filter={"leaderId": str(known_id("deputy-a"))})
    assert export["rowCount"] == 1
    asked = await office.request(DocumentKind.LEDGER)
    assert (asked["series"], asked["formats"]) == (None, ["XLSX"])
    (row,) = asked["data"]["rows"]
    assert (row["item_no"], row["lead_unit"], row["due"]) == ("督〔2022〕1号", "县住房和城乡建设局", "2022-06-30")
    assert (row["assigned_on"], row["light"], row["leader"]) == ("2022-02-25", "绿", "副县长甲")
    rendered = DocumentRendered(
        document_id=new_id(),
        kind=DocumentKind.LEDGER,
        request_id=asked["request_id"],
        version=1,
        template_version="1",
        files=(
            RenderedFile(
                file_id=new_id(), name="督办台账.xlsx", media_type="x", size=1, sha256="0" * 64, format=FileFormat.XLSX
            ),
        ),
    )
    await office.service.receive(rendered, "x")
    await office.issue(DocumentKind.LEDGER, "")
    query = "query($id: ID!) { ledgerExport(id: $id) { papers { status document { id } } } }"
    (paper,) = (await office.service.ask(query, as_="deputy-a", id=export["id"]))["papers"]
    assert paper["status"] == "ISSUED"
    assert await office.service.error_code(query, as_="inspector", id=export["id"]) == "NOT_FOUND"
    both = await office.done("exportLedger", "inspector", filter={"overdue": False, "unitId": str(known_id("finance"))})
    assert both["rowCount"] == 1


async def test_who_has_no_business_exports_nothing(office: Office) -> None:
    await office.dispatched("甲")
    assert await office.refused("exportLedger", "admin") == ["ACTOR_NOT_ALLOWED"]
    async with office.service.runtime.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(LedgerExport)) == 0
        last = await session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    assert last is not None
    assert (last.action, last.outcome, last.person_name) == ("export_ledger", "REFUSED", "管理员甲")
    upload = 'mutation { prepareSupervisionUpload(name: "表.xlsx") { fileId } }'
    assert await office.service.error_code(upload, as_="admin") == "ACTOR_NOT_ALLOWED"


async def test_bad_input_is_an_error_and_no_fault(office: Office) -> None:
    query = "query($id: ID!) { supervisedItem(id: $id) { id } }"
    assert await office.service.error_code(query, as_="inspector", id="nonsense") == "NOT_FOUND"
    assert await office.service.error_code(query, as_="inspector", id=str(new_id())) == "NOT_FOUND"
    assert await office.service.error_code(query, id=str(new_id())) == "UNAUTHENTICATED"
    many = "query { supervisedItems(first: 101) { nodes { id } } }"
    assert await office.service.error_code(many, as_="inspector") == "BAD_USER_INPUT"
    item = {"sourceType": "LEADER_ASSIGNMENT", "title": "a\u0007b"}
    assert await office.refused("registerItem", "inspector", input=item) == ["INPUT_ILLEGAL_CHARACTER:draft.title"]
    item = {"sourceType": "LEADER_ASSIGNMENT", "title": "甲" * 60_000}
    assert await office.refused("registerItem", "inspector", input=item) == ["INPUT_TOO_LONG:draft.title"]
    item = {"sourceType": "LEADER_ASSIGNMENT", "title": " "}
    assert await office.refused("registerItem", "inspector", input=item) == ["CONTENT_INVALID:事项名称"]
