"""From the issued minutes to 8 April: items, feedback, extension, 督办单, 县委审定, and the quarter's 《督办通报》."""

import time
from typing import Any

from deploy.demo.meeting import Sitting
from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, INSPECTOR, MAYOR, RURAL, County
from deploy.demo.record import Record
from deploy.demo.topics import CLINIC, LAW_PLAN, POSTS, ROAD, SAFETY, SPRING, WASTE

ITEM = f"__typename ... on SupervisedItem {{ id number state title due light overdueDays leadUnit {{ id }} }} {REFUSAL}"
FEEDBACK = f"__typename ... on Feedback {{ id status }} {REFUSAL}"
EXTENSION = f"__typename ... on Extension {{ id state papers {{ number failure }} }} {REFUSAL}"
WARNING = f"__typename ... on WarningSheet {{ id state number papers {{ failure }} }} {REFUSAL}"
BULLETIN = f"""__typename ... on Bulletin {{ id state number cutoff
figures {{ overall {{ total closed running overdue extended }} byUnit {{ total closed running }} }} papers {{ failure }} }}
{REFUSAL}"""
LEDGER = f"__typename ... on LedgerExport {{ id rowCount papers {{ status failure document {{ id }} }} }} {REFUSAL}"
ITEMS = """query($meeting: ID!) { supervisedItems(filter: { meetingId: $meeting }, first: 50) {
nodes { id number state title decisionNumber due light overdueDays leadUnit { id } } } }"""
WEEK = ("2022-03-03T09:00", "2022-03-18T17:00", "2022-03-19T09:00", "2022-03-25T09:00")


def by_id(mutation: str, shown: str, arguments: str = "", given: str = "") -> str:
    return f"mutation($id: ID!{arguments}) {{ {mutation}(id: $id{given}) {{ {shown} }} }}"


AMEND = by_id("amendItem", ITEM, ", $input: ItemChangeInput!", ", input: $input")
DISPATCH = by_id("dispatchItem", ITEM)
URGE = by_id("urgeItem", ITEM, ", $text: String!", ", method: PHONE, text: $text")
CLOSE = by_id("closeItem", ITEM, ", $rating: ClosingRating", ", rating: $rating")
SUBMIT = f"mutation($id: ID!, $input: FeedbackInput!) {{ submitFeedback(itemId: $id, input: $input) {{ {FEEDBACK} }} }}"
REVIEWS = {
    name: f"mutation($id: ID!, $input: ReviewInput!) {{ {name}(id: $id, input: $input) {{ {FEEDBACK} }} }}"
    for name in ("inspectFeedback", "reviewFeedback", "approveFeedback")
}
EXTEND = (
    f"mutation($id: ID!, $input: ExtensionInput!) {{ requestExtension(itemId: $id, input: $input) {{ {EXTENSION} }} }}"
)


class Followed:
    """The items of the meeting, by the topic they came from."""

    def __init__(self, office: Office, county: County, record: Record, sitting: Sitting) -> None:
        self.office, self.county, self.record, self.sitting = office, county, record, sitting
        self.ids: dict[str, str] = {}

    def step(self, login: str, who: str, what: str, clause: str, outcome: str) -> None:
        self.record.step(self.office.now, self.county.who(login, who), what, clause, outcome)

    async def refused(self, login: str, who: str, what: str, code: str, operation: str, **arguments: Any) -> None:
        found = await self.office.refused(login, operation, code, **arguments)
        self.record.refusal(self.office.now, self.county.who(login, who), what, found)


async def follow_decisions(sitting: Sitting) -> Followed:
    """Every decision of the issued minutes is an item at once; 督查室 hands them out (CW-6.3, DC-7.1)."""
    office, county, record = sitting.office, sitting.county, sitting.record
    record.begin("2022年3月2日至4月8日　督查督办")
    followed = Followed(office, county, record, sitting)
    found = await office.until(INSPECTOR, ITEMS, lambda page: len(page["nodes"]) >= 7, meeting=sitting.id)
    record.latency("事件：见到纪要印发→督办事项齐全", time.monotonic() - sitting.issued_at)
    items = found["nodes"]
    record.check("纪要印发后一项决定一个督办事项", len(items) == 7, str(len(items)))
    units = {county.units[topic.unit]: topic.key for topic in (SPRING, ROAD, SAFETY, LAW_PLAN, WASTE, CLINIC)}
    for item in items:
        key = units.get((item["leadUnit"] or {}).get("id", ""), POSTS.key)
        followed.ids[key] = item["id"]
    suspended = [item["title"] for item in items if item["state"] == "SUSPENDED"]
    record.check("待县委审定的事项暂停", len(suspended) == 1, str(suspended))
    followed.step(INSPECTOR, "督查室", "自动立项", "DC-5、CW-6.3", f"{len(items)}项，其中暂停1项（待县委审定）")
    await office.clock(WEEK[0])
    for topic in (SPRING, SAFETY, LAW_PLAN, WASTE, CLINIC):
        changed = {"category": "IMPORTANT" if topic is SPRING else "GENERAL"}
        await office.do(INSPECTOR, AMEND, id=followed.ids[topic.key], input=changed)
    no_unit = "mutation($input: ItemInput!) { registerItem(input: $input) { %s } }" % ITEM
    loose = await office.do(
        INSPECTOR,
        no_unit,
        input={"sourceType": "LEADER_ASSIGNMENT", "title": "落实领导交办的信访事项", "points": ["按期答复"]},
    )
    await followed.refused(INSPECTOR, "督查室", "要素不全即交办", "ITEM_INCOMPLETE", DISPATCH, id=loose["id"])
    complete = {"leadUnitId": county.units["XFJ"], "due": "2022-04-20"}
    await office.do(INSPECTOR, AMEND, id=loose["id"], input=complete)
    for topic in (SPRING, SAFETY, LAW_PLAN, WASTE, CLINIC):
        await office.do(INSPECTOR, DISPATCH, id=followed.ids[topic.key])
        head = county.heads[topic.unit]
        await office.do(head, by_id("receiveItem", ITEM), id=followed.ids[topic.key])
    await office.do(INSPECTOR, DISPATCH, id=loose["id"])
    followed.step(INSPECTOR, "督查室", "交办，单位签收", "DC-7.1、DC-7.2", "交办6项")
    return followed


async def close_and_extend(followed: Followed) -> None:
    """One unit reports in due form and is closed; one asks for more time while it still may."""
    office, county = followed.office, followed.county
    await office.clock("2022-03-16T10:00")
    spring, head = followed.ids[SPRING.key], county.heads[SPRING.unit]
    report: dict[str, Any] = {
        "kind": "RESULT",
        "summary": "农资储备和播种面积已全部分解落实。",
        "answers": [{"no": 1, "text": "已储备化肥1.2万吨，播种面积12.6万亩全部分解到镇村。", "status": "DONE"}],
    }
    what = "没有文号即反馈"
    await followed.refused(head, "农业农村局", what, "FORMAL_DOC_REQUIRED", SUBMIT, id=spring, input=report)
    formal = {**report, "documentNumber": "平农字〔2022〕12号", "documentTitle": "关于春季农业生产落实情况的报告"}
    feedback = (await office.do(head, SUBMIT, id=spring, input=formal))["id"]
    followed.step(head, "农业农村局局长", "以正式公文反馈", "DC-7.4", "平农字〔2022〕12号")
    await followed.refused(
        INSPECTOR, "督查室", "未经领导审定即办结", "CLOSE_NOT_APPROVED", CLOSE, id=spring, rating="GOOD"
    )
    for login, who, name, outcome in (
        (INSPECTOR, "督查室", "inspectFeedback", "PASSED"),
        (DIRECTOR, "县政府办主任", "reviewFeedback", "PASSED"),
        (RURAL, "分管副县长", "approveFeedback", "CLOSE"),
    ):
        said = {"outcome": outcome, "opinion": "情况属实，同意。"}
        await office.do(login, REVIEWS[name], id=feedback, input=said)
        followed.step(login, who, "审核、审阅、审定反馈", "DC-7.5", "同意")
    await office.do(INSPECTOR, CLOSE, id=spring, rating="EXCELLENT")
    followed.step(INSPECTOR, "督查室", "办结销号", "DC-7.5", "优秀")

    await office.clock("2022-03-17T10:00")
    clinic, head = followed.ids[CLINIC.key], county.heads[CLINIC.unit]
    reason = {"difficulty": "设备招标因疫情延后。", "workDone": "已完成采购需求论证。"}
    early = {"requestedDue": "2022-03-20", **reason}
    await followed.refused(head, "卫健局", "申请的新时限早于原时限", "NEW_DATE_INVALID", EXTEND, id=clinic, input=early)
    asked = await office.do(head, EXTEND, id=clinic, input={"requestedDue": "2022-04-29", **reason})
    verify = by_id("verifyExtension", EXTENSION, ", $finding: String!", ", finding: $finding")
    await office.do(INSPECTOR, verify, id=asked["id"], finding="经核查情况属实。")
    await office.do(MAYOR, by_id("approveExtension", EXTENSION), id=asked["id"])
    followed.step(MAYOR, "县长", "批准延期（督查室已核查）", "DC-7.2", "3月31日延至4月29日")


async def supervise_after_a_month(followed: Followed) -> None:
    """25 March: the first supervision falls due, a late unit gets its 督办单."""
    office, county = followed.office, followed.county
    await office.clock(WEEK[1])
    await office.clock(WEEK[2])
    safety = await office.ask(
        INSPECTOR, "query($id: ID!) { supervisedItem(id: $id) { light overdueDays due } }", id=followed.ids[SAFETY.key]
    )
    followed.record.check("逾期亮红灯", (safety["light"], safety["overdueDays"]) == ("RED", 1), str(safety))
    followed.step(INSPECTOR, "督查室", "安全生产排查事项逾期", "DC-7.2", "红灯，已通知单位、口副主任")
    late = {"requestedDue": "2022-04-15", "difficulty": "任务较重", "workDone": "已排查过半"}
    head = county.heads[SAFETY.unit]
    await followed.refused(
        head, "应急局", "逾期后申请延期", "EXTENSION_AFTER_DUE", EXTEND, id=followed.ids[SAFETY.key], input=late
    )
    await office.clock(WEEK[3])
    for topic in (SAFETY, LAW_PLAN, WASTE, CLINIC):
        await office.do(INSPECTOR, URGE, id=followed.ids[topic.key], text="会后一个月督办：请抓紧落实并反馈进展。")
    followed.step(INSPECTOR, "督查室", "会后1个月督办", "CW-6.3", "3月25日到期，已督办4项")
    sheet = {
        "itemId": followed.ids[SAFETY.key],
        "reason": "SLOW_PROGRESS",
        "problems": ["排查整治情况逾期未报，进展迟缓。"],
        "demands": ["立即报送排查整治情况，说明逾期原因。", "举一反三，按期完成后续任务。"],
        "rectifyBy": "2022-03-31",
        "replyDue": "2022-04-01",
        "level": "YELLOW",
    }
    draft = "mutation($input: WarningInput!) { draftWarning(input: $input) { %s } }" % WARNING
    warning = (await office.do(INSPECTOR, draft, input=sheet))["id"]
    signed = time.monotonic()
    await office.do(INSPECTOR, by_id("signWarning", WARNING), id=warning)
    read = "query($id: ID!) { warningSheet(id: $id) { state number papers { failure } } }"
    issued = await office.until(
        INSPECTOR, read, lambda w: w["state"] == "ISSUED" or any(p["failure"] for p in w["papers"]), id=warning
    )
    followed.record.latency("公文：最后签字→印发", time.monotonic() - signed)
    followed.record.check("督办单印发", issued["state"] == "ISSUED", str(issued))
    followed.step(INSPECTOR, "督查室主任", "签发督办单", "DC-9.2", issued["number"])
    await office.do(head, by_id("receiveWarning", WARNING), id=warning)
    reply = by_id("replyWarning", WARNING, ", $input: WarningReplyInput!", ", input: $input")
    await office.clock("2022-03-29T10:00")
    answer = {"text": "已完成排查，发现隐患37处，整改35处。", "documentNumber": "平应急字〔2022〕8号"}
    await office.do(head, reply, id=warning, input=answer)
    followed.step(head, "应急局局长", "回复督办单", "DC-9.2", "平应急字〔2022〕8号")


async def release_after_party_approval(followed: Followed) -> None:
    """30 March: 县委 has approved the investment; the item that waited begins (GZ-3, AMB-37)."""
    office, road = followed.office, followed.ids[ROAD.key]
    await office.clock("2022-03-30T10:00")
    what = "县委审定前交办"
    found = await office.ask(INSPECTOR, DISPATCH, id=road)
    code = found["violations"][0]
    followed.record.refusal(office.now, followed.county.who(INSPECTOR, "督查室"), what, code)
    decision = next(
        d
        for d in (
            await office.ask(
                CLERK, "query($id: ID!) { meeting(id: $id) { decisions { id state } } }", id=followed.sitting.id
            )
        )["decisions"]
        if d["state"] == "PENDING_PARTY_APPROVAL"
    )
    approve = (
        "mutation($id: ID!, $said: PartyDecisionInput!) { recordPartyApproval(decisionId: $id, said: $said) "
        "{ __typename ... on Decision { id state } %s } }" % REFUSAL
    )
    said = {"result": "AGREED", "refNo": "县委常委会会议纪要〔2022〕第6次", "decidedOn": "2022-03-28"}
    started = time.monotonic()
    await office.do(CLERK, approve, id=decision["id"], said=said)
    read = "query($id: ID!) { supervisedItem(id: $id) { state } }"
    await office.until(INSPECTOR, read, lambda item: item["state"] != "SUSPENDED", id=road)
    followed.record.latency("事件：县委审定登记→事项恢复", time.monotonic() - started)
    followed.step(CLERK, "秘书股", "登记县委审定结果", "GZ-3", "同意，督办事项恢复办理")
    await office.do(INSPECTOR, DISPATCH, id=road)


async def issue_bulletin(followed: Followed) -> str:
    """The first quarter's 《督办通报》 with figures of one snapshot at 31 March (CW-6.3); returns its id."""
    office = followed.office
    await office.clock("2022-04-06T10:00")
    draft = "mutation { draftBulletin(year: 2022, quarter: 1) { %s } }" % BULLETIN
    made = await office.do(INSPECTOR, draft)
    overall, by_unit = made["figures"]["overall"], made["figures"]["byUnit"]
    sums = [sum(row[name] for row in by_unit) for name in ("total", "closed", "running")]
    whole = [overall[name] for name in ("total", "closed", "running")]
    followed.record.check("通报数字吻合", sums == whole and whole[0] == whole[1] + whole[2], f"{sums} {whole}")
    followed.record.check("截止日期", made["cutoff"] == "2022-03-31", made["cutoff"])
    bulletin = made["id"]
    await office.do(INSPECTOR, by_id("submitBulletin", BULLETIN), id=bulletin)
    await followed.refused(
        EXECUTIVE,
        "常务副县长",
        "未经办主任审核即签发通报",
        "STATE_NOT_ALLOWED",
        by_id("signBulletin", BULLETIN),
        id=bulletin,
    )
    await office.do(DIRECTOR, by_id("reviewBulletin", BULLETIN), id=bulletin)
    await office.clock("2022-04-08T10:00")
    signed = time.monotonic()
    await office.do(EXECUTIVE, by_id("signBulletin", BULLETIN), id=bulletin)
    read = "query($id: ID!) { bulletin(id: $id) { state number papers { failure } } }"
    issued = await office.until(
        INSPECTOR, read, lambda b: b["state"] == "ISSUED" or any(p["failure"] for p in b["papers"]), id=bulletin
    )
    followed.record.latency("公文：最后签字→印发", time.monotonic() - signed)
    followed.record.check("督办通报印发", issued["state"] == "ISSUED", str(issued))
    figures = f"总数{overall['total']}、办结{overall['closed']}、在办{overall['running']}、逾期{overall['overdue']}"
    followed.step(EXECUTIVE, "常务副县长", f"签发第一季度《督办通报》（{figures}）", "CW-6.3", issued["number"])
    return str(bulletin)


async def export_ledger(followed: Followed) -> None:
    """The ledger of all items as a spreadsheet (DC-7.1)."""
    office = followed.office
    made = await office.do(INSPECTOR, "mutation { exportLedger { %s } }" % LEDGER)
    read = "query($id: ID!) { ledgerExport(id: $id) { papers { status failure document { id } } } }"
    done = await office.until(
        INSPECTOR, read, lambda e: any(p["document"] or p["failure"] for p in e["papers"]), id=made["id"]
    )
    followed.record.check("督办台账", not any(p["failure"] for p in done["papers"]), str(done))
    followed.step(INSPECTOR, "督查室", "导出督办台账", "DC-7.1", f"{made['rowCount']}行")
