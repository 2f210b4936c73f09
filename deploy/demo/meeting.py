"""第2次常务会议 on 25 February 2022, from the arrangement of its topics to its issued minutes."""

import time
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, LAW, MAYOR, REVIEWER, County
from deploy.demo.record import Record
from deploy.demo.topics import BRIDGE, CLINIC, LAW_PLAN, POSTS, ROAD, SAFETY, SPRING, TEA, WASTE, Planned, Topics
from services.contracts.county import read_regulations
from services.kernel.settings import ROOT

MEETING = f"""__typename ... on Meeting {{ id version state sessionNo copiesRequired unconfirmed
agenda {{ id order state title materialLate deferral reportedMinutes topic {{ id }} unit {{ id }} }}
attendees {{ id category name person {{ id }} status notifiedAt }} minutes {{ id state }}
decisions {{ id number state text }} findings {{ code kind clauses messageZh action }} }} {REFUSAL}"""
FIRST_MINUTES, SECOND_MINUTES = "常务会议纪要〔2022〕第1次", "常务会议纪要〔2022〕第2次"
MINUTES = f"__typename ... on Minutes {{ id state edition step documentNumber entries {{ id }} }} {REFUSAL}"
LEAVE = f"__typename ... on MeetingLeave {{ id state unconfirmed findings {{ code kind }} }} {REFUSAL}"
READ_MINUTES = """query($id: ID!) { minutes(id: $id) { state documentNumber issuedAt
papers { failureZh } document { id number external findings { code } } } }"""
ARGUMENTS = {
    "id": "ID!",
    "meetingId": "ID!",
    "itemId": "ID!",
    "attendeeId": "ID!",
    "attendeeIds": "[ID!]",
    "personIds": "[ID!]",
    "byPhoneIds": "[ID!]",
    "hostId": "ID",
    "plan": "MeetingPlanInput!",
    "meeting": "HeldMeetingInput!",
    "entries": "[AgendaEntryInput!]!",
    "paperCopies": "Int",
    "minutes": "Int",
    "answeredBy": "String!",
    "text": "String!",
    "comment": "String!",
    "kind": "StatementKind!",
    "outcome": "Outcome!",
    "conclusion": "String!",
    "decisions": "[DecisionInput!]",
    "reason": "String!",
    "act": "ActInput",
}
ANSWERS = {
    **dict.fromkeys(("draftMinutes", "submitMinutes", "signMinutes", "returnMinutes"), MINUTES),
    **dict.fromkeys(
        ("requestMeetingLeave", "approveMeetingLeave", "confirmMeetingLeaveRegistrations"),
        LEAVE,
    ),
}


@dataclass(frozen=True)
class Settled:
    """What the meeting decides on one topic."""

    topic: Planned
    minutes: int
    outcome: str
    conclusion: str
    text: str = ""
    assist: tuple[str, ...] = ()
    due: str | None = None


SETTLED = (
    Settled(
        SPRING,
        9,
        "AGREED",
        "春耕生产事关全年粮食安全，要抓紧抓实。",
        "由县农业农村局牵头落实春耕备耕，3月20日前完成农资储备和播种面积分解。",
        ("CZJ",),
        "2022-03-20",
    ),
    Settled(
        ROAD,
        10,
        "AGREED_IN_PRINCIPLE",
        "项目十分必要，原则同意，按程序报县委审定。",
        "原则同意县城至长安镇公路提级改造项目投资方案，报县委审定后由县发展和改革局牵头组织实施。",
        ("CZJ", "JTJ"),
        "2022-12-20",
    ),
    Settled(
        SAFETY,
        8,
        "AGREED",
        "安全生产要常抓不懈。",
        "由县应急管理局牵头开展安全生产拉网式排查，3月18日前报送排查整治情况。",
        ("GAJ",),
        "2022-03-18",
    ),
    Settled(
        LAW_PLAN,
        6,
        "AGREED",
        "学法计划符合要求。",
        "原则同意县政府常务会议2022年度学法计划，由县司法局会同县政府办公室组织实施。",
        ("ZFB",),
        "2022-12-20",
    ),
    Settled(
        WASTE,
        12,
        "AGREED",
        "办法已经合法性审查和公开征求意见，同意印发。",
        "审议通过《平利县城区生活垃圾分类管理办法》，由县住房和城乡建设局按程序印发并组织实施。",
        ("CGZ", "CZJ"),
        "2022-04-30",
    ),
    Settled(
        POSTS, 5, "AGREED", "同意。", "同意有关人事任免事项，由县人力资源和社会保障局按程序办理。", (), "2022-03-31"
    ),
    Settled(
        CLINIC,
        9,
        "AGREED",
        "要补齐基层医疗短板。",
        "同意镇卫生院能力提升实施方案，由县卫生健康局组织实施，3月31日前完成设备采购。",
        ("CZJ",),
        "2022-03-31",
    ),
)


@dataclass
class Sitting:
    """The meeting in the story."""

    office: Office
    county: County
    record: Record
    topics: Topics
    id: str = ""
    items: dict[str, str] = field(default_factory=dict)  # topic key → agenda item
    issued_at: float = 0.0  # when the issued minutes were first seen

    async def act(self, login: str, mutation: str, **arguments: Any) -> dict[str, Any]:
        return dict(await self.office.do(login, operation(mutation, list(arguments)), **arguments))

    async def refused(self, login: str, who: str, what: str, mutation: str, code: str, **arguments: Any) -> None:
        found = await self.office.refused(login, operation(mutation, list(arguments)), code, **arguments)
        self.record.refusal(self.office.now, self.county.who(login, who), what, found)

    def step(self, login: str, who: str, what: str, clause: str, outcome: str) -> None:
        self.record.step(self.office.now, self.county.who(login, who), what, clause, outcome)


def operation(mutation: str, names: list[str]) -> str:
    variables = ", ".join(f"${name}: {ARGUMENTS[name]}" for name in names)
    arguments = ", ".join(f"{name}: ${name}" for name in names)
    return f"mutation({variables}) {{ {mutation}({arguments}) {{ {ANSWERS.get(mutation, MEETING)} }} }}"


async def register_first_meeting(office: Office, county: County, record: Record) -> None:
    """第1次常务会议 was held before the rules were in force; the source does not date it (AMB-47)."""
    record.begin("2022年1月24日　第1次常务会议（补登）")
    regulations = read_regulations(ROOT / "deploy" / "county").regulations
    held = {
        "kind": "STANDING",
        "place": "县政府常务会议室",
        "hostId": county.people[MAYOR],
        "sessionNo": 1,
        "minutesNumber": FIRST_MINUTES,
        "dateNote": "印发通知未载明会议日期，1月24日为推定",
        "topics": [
            {
                "title": f"审议《{regulation.title}》",
                "unitId": county.units["SFJ" if regulation.id == "XF" else "ZFB"],
                "scopeCode": "8",
                "outcome": "AGREED",
                "conclusion": "审议通过。",
                "decisions": [
                    {
                        "text": f"审议通过《{regulation.title}》，按程序印发执行。",
                        "leadUnitId": county.units["SFJ" if regulation.id == "XF" else "ZFB"],
                        "longTerm": True,
                    }
                ],
            }
            for regulation in regulations
        ],
    }
    late = {
        "occurredAt": "2022-01-24T09:00:00+08:00",
        "byPersonId": county.people[MAYOR],
        "note": "依据平政办发〔2022〕1号通知“已经县政府第1次常务会议研究通过”补登",
    }
    made = await office.do(
        CLERK, operation("registerHeldMeeting", ["meeting", "act"]), meeting=held, act={"lateRegistration": late}
    )
    record.check("第1次常务会议议定事项", len(made["decisions"]) == 7, str(len(made["decisions"])))
    record.check("制度施行前不作评判", not made["findings"], str(made["findings"]))
    record.step(office.now, county.who(CLERK, "秘书股"), "补登已召开的会议", "CW-1.2", "议定事项7项（推定日期）")
    await office.do(DIRECTOR, operation("confirmMeetingRegistrations", ["id"]), id=made["id"])
    record.step(office.now, county.who(DIRECTOR, "县政府办主任"), "确认补登", "CW-1.2", "已确认")
    registered = await office.until(
        CLERK, READ_MINUTES, lambda m: m["state"] == "ISSUED" or m["papers"][0]["failureZh"], id=made["minutes"]["id"]
    )
    number = registered["documentNumber"]
    external = registered["state"] == "ISSUED" and registered["document"]["external"]
    record.check("线下印发的纪要文号登记在册", external and number == FIRST_MINUTES, str(registered))
    record.step(office.now, "系统", "外部登记线下印发的纪要文号", "CW-6.2", number)


async def hold_second_meeting(office: Office, county: County, record: Record, topics: Topics, plan: str) -> Sitting:
    """Arrangement, agenda sheet, notices, the meeting itself, its record and minutes."""
    record.begin("2022年2月15日至25日　第2次常务会议")
    sitting = Sitting(office, county, record, topics)
    await _arrange(sitting)
    await _invite(sitting)
    await _meet(sitting, plan)
    return sitting


async def _arrange(sitting: Sitting) -> None:
    office, county = sitting.office, sitting.county
    await office.clock("2022-02-15T15:00")
    planned = {
        "kind": "STANDING",
        "startsAt": "2022-02-25T09:00:00+08:00",
        "place": "县政府常务会议室",
        "hostId": county.people[MAYOR],
        "recorderId": county.people[CLERK],
    }
    sitting.id = (await sitting.act(CLERK, "planMeeting", plan=planned))["id"]
    chosen = (SPRING, ROAD, SAFETY, BRIDGE, LAW_PLAN, WASTE, POSTS, CLINIC)
    entries = [{"topicId": sitting.topics.ids[topic.key], "reportMinutes": 8, "plannedMinutes": 12} for topic in chosen]
    long = [{**entries[0], "reportMinutes": 11}, *entries[1:]]
    what = "安排11分钟的汇报"
    await sitting.refused(
        CLERK, "秘书股", what, "proposeArrangement", "REPORT_OVER_10MIN", meetingId=sitting.id, entries=long
    )
    deputy = {**entries[0], "reporterId": county.people[county.clerks[SPRING.unit]]}
    what = "由联络员代主要负责人汇报"
    await sitting.refused(
        CLERK,
        "秘书股",
        what,
        "proposeArrangement",
        "REPORTER_NOT_HEAD",
        meetingId=sitting.id,
        entries=[deputy, *entries[1:]],
    )
    arranged = await sitting.act(CLERK, "proposeArrangement", meetingId=sitting.id, entries=entries)
    first = next(item["title"] for item in arranged["agenda"] if item["order"] == 1)
    sitting.record.check("议题按急缓程度排列", first == SPRING.title, first)
    sitting.step(CLERK, "秘书股", f"提出议题安排意见（{len(entries)}项）", "CW-3.5", "特急、急、一般依次排列")
    await office.clock("2022-02-17T10:00")
    await sitting.act(MAYOR, "approveArrangement", meetingId=sitting.id)
    sitting.step(MAYOR, "县长", "审定议题安排", "CW-3.5", "同意")
    await office.clock("2022-02-18T10:00")
    issued = await sitting.act(
        DIRECTOR, "issueAgenda", meetingId=sitting.id, act={"acknowledge": ["MEETING_OVER_90MIN"]}
    )
    sitting.record.check("会次", issued["sessionNo"] == 2, str(issued["sessionNo"]))
    keys = {sitting.topics.ids[topic.key]: topic.key for topic in chosen}
    sitting.items = {keys[item["topic"]["id"]]: item["id"] for item in issued["agenda"] if item["topic"]}
    sitting.step(DIRECTOR, "县政府办主任", "签发议题单（合计96分钟，提示已知悉）", "CW-4.1、GZ-20", "第2次常务会议")
    entry = [{"topicId": sitting.topics.ids[TEA.key]}]
    what = "议题单签发后临时增加议题"
    await sitting.refused(
        DIRECTOR, "县政府办主任", what, "issueSupplement", "IMPROMPTU_TOPIC", meetingId=sitting.id, entries=entry
    )


LAW_STUDY = f"__typename ... on LawStudy {{ id state }} {REFUSAL}"


async def _invite(sitting: Sitting) -> None:
    """会前学法, notices and invitations, leave, material."""
    office, county = sitting.office, sitting.county
    todos = "{ me { todos(first: 50) { nodes { kind title ref { type id } } } } }"
    await office.until(REVIEWER, todos, lambda me: any(t["kind"] == "schedule_law_study" for t in me["todos"]["nodes"]))
    study = {
        "kind": "PRE_MEETING",
        "subject": "《重大行政决策程序暂行条例》",
        "meetingId": sitting.id,
        "lecturer": county.names[county.heads["SFJ"]],
        "focusCodes": [2, 3],
        "minutes": 15,
    }
    schedule = f"mutation($input: LawStudyInput!) {{ scheduleLawStudy(input: $input) {{ {LAW_STUDY} }} }}"
    await office.do(REVIEWER, schedule, input=study)
    sitting.step(REVIEWER, "司法局", "安排会前学法", "XF-3.2", "《重大行政决策程序暂行条例》")
    await office.until(
        CLERK,
        "query($id: ID!) { meeting(id: $id) { lawStudySubject } }",
        lambda meeting: bool(meeting["lawStudySubject"]),
        id=sitting.id,
    )
    await office.clock("2022-02-21T09:00")
    told = await sitting.act(DIRECTOR, "notifyMeeting", meetingId=sitting.id)
    people = told["attendees"]
    categories = {name: sum(p["category"] == name for p in people) for name in ("MEMBER", "INVITED", "OBSERVER")}
    outcome = f"组成人员{categories['MEMBER']}人、邀请{categories['INVITED']}人、列席{categories['OBSERVER']}人"
    sitting.step(DIRECTOR, "县政府办主任", "发出会议通知和邀请（1+1+1、3、3、法律顾问）", "CW-4.2、CW-4.3", outcome)
    await office.clock("2022-02-23T10:00")
    head = county.heads[BRIDGE.unit]
    leave = await sitting.act(head, "requestMeetingLeave", meetingId=sitting.id, reason="赴省厅汇报工作")
    await sitting.act(MAYOR, "approveMeetingLeave", id=leave["id"])
    agenda = (await _read(sitting))["agenda"]
    bridge = next(item for item in agenda if item["id"] == sitting.items[BRIDGE.key])
    sitting.record.check("主要负责同志请假，议题不研究", bridge["deferral"] == "HEAD_ABSENT", str(bridge["deferral"]))
    sitting.step(MAYOR, "县长", "批准交通局局长请假", "CW-4.5、CW-5.2", "该局议题列入下次会议")
    await office.clock("2022-02-24T10:00")
    for key, item in sitting.items.items():
        if key != BRIDGE.key:
            await sitting.act(CLERK, "deliverMaterial", itemId=item, paperCopies=told["copiesRequired"])
    sitting.step(CLERK, "秘书股", "会前1个工作日收齐会议材料", "CW-4.4", f"每项{told['copiesRequired']}份")


async def _read(sitting: Sitting) -> dict[str, Any]:
    query = "query($id: ID!) { meeting(id: $id) { %s } }" % MEETING.split("... on Meeting {")[1].split("} ... on")[0]
    return dict(await sitting.office.ask(CLERK, query, id=sitting.id))


async def _meet(sitting: Sitting, plan: str) -> None:
    """Sign-in, the topics in turn, and the conclusion."""
    office, county = sitting.office, sitting.county
    await office.clock("2022-02-25T08:50")
    people = (await _read(sitting))["attendees"]
    away = {county.people[LAW], county.people[county.heads[BRIDGE.unit]]}
    here = [p["id"] for p in people if not p["person"] or p["person"]["id"] not in away]
    await sitting.act(CLERK, "signInAttendees", meetingId=sitting.id, attendeeIds=here)
    stranger = [county.people[county.clerks["TJJ"]]]
    what = "名单以外的人员签到"
    await sitting.refused(
        CLERK, "秘书股", what, "signInAttendees", "NOT_ON_ROSTER", meetingId=sitting.id, personIds=stranger
    )
    sitting.step(CLERK, "秘书股", "会议签到", "CW-5.1", f"实到{len(here)}人")
    await office.clock("2022-02-25T09:00")
    what = "常务副县长未受委托主持常务会议"
    await sitting.refused(
        CLERK, "秘书股", what, "startMeeting", "HOST_NOT_ALLOWED", id=sitting.id, hostId=county.people[EXECUTIVE]
    )
    await sitting.act(CLERK, "startMeeting", id=sitting.id)
    sitting.step(MAYOR, "县长", "主持会议，会前学法", "CW-1.2、XF-5", "会议开始")
    for number, settled in enumerate(SETTLED):
        await office.clock(f"2022-02-25T{9 + (20 + 13 * number) // 60:02}:{(20 + 13 * number) % 60:02}")
        await _hear(sitting, settled, plan)
    await office.clock("2022-02-25T10:55")
    await sitting.act(CLERK, "concludeMeeting", id=sitting.id)
    sitting.step(MAYOR, "县长", "会议结束", "CW-5.1", f"研究{len(SETTLED)}项，议定{len(SETTLED)}项")
    await _register_late_leave(sitting)


async def _hear(sitting: Sitting, settled: Settled, plan: str) -> None:
    county, item = sitting.county, sitting.items[settled.topic.key]
    await sitting.act(CLERK, "callTopic", itemId=item)
    await sitting.act(CLERK, "endReport", itemId=item, minutes=settled.minutes)
    decision: dict[str, Any] = {
        "text": settled.text,
        "leadUnitId": county.units[settled.topic.unit],
        "assistUnitIds": [county.units[code] for code in settled.assist],
        "due": settled.due,
    }
    if settled.topic is LAW_PLAN:
        decision["planRef"] = {"type": "StudyPlan", "id": plan}
    heard = await sitting.act(
        CLERK,
        "recordOutcome",
        itemId=item,
        outcome=settled.outcome,
        conclusion=settled.conclusion,
        decisions=[decision],
    )
    state = next((d["state"] for d in heard["decisions"] if d["text"] == settled.text), "")
    outcome = "原则同意，待县委审定" if state == "PENDING_PARTY_APPROVAL" else "同意"
    over = "（汇报超时，记录在案）" if settled.minutes > 10 else ""
    who = county.heads[settled.topic.unit]
    sitting.step(who, "主要负责人", f"汇报{settled.minutes}分钟：{settled.topic.shown}", "CW-5.2", outcome + over)


async def _register_late_leave(sitting: Sitting) -> None:
    """A leave asked by telephone after the start is registered afterwards: the breach stays on record (AMB-47)."""
    office, county = sitting.office, sitting.county
    await office.clock("2022-02-25T15:00")
    late = {
        "occurredAt": "2022-02-25T09:10:00+08:00",
        "byPersonId": county.people[LAW],
        "note": "会议开始后电话向县长请假，有值班电话记录",
    }
    leave = await sitting.act(
        CLERK, "requestMeetingLeave", meetingId=sitting.id, reason="处置突发事件", act={"lateRegistration": late}
    )
    await sitting.act(DIRECTOR, "confirmMeetingLeaveRegistrations", id=leave["id"])
    await sitting.act(MAYOR, "approveMeetingLeave", id=leave["id"])
    found = [f["code"] for f in leave["findings"]]
    sitting.record.check("补登的请假留有检查发现", found == ["LEAVE_TOO_LATE"], str(found))
    sitting.step(CLERK, "秘书股", "补登会议开始后的电话请假", "CW-4.5", "检查发现在案：须在会议开始前请假")


async def issue_minutes(sitting: Sitting) -> dict[str, Any]:
    """Record and draft within two working days, the three signatures, the number, the issue (CW-6.2)."""
    office, record = sitting.office, sitting.record
    record.begin("2022年2月28日至3月2日　纪要")
    await office.clock("2022-02-28T16:00")
    await sitting.act(CLERK, "finalizeRecord", meetingId=sitting.id)
    await sitting.act(DIRECTOR, "reviewRecord", meetingId=sitting.id)
    sitting.step(DIRECTOR, "县政府办主任", "审核会议记录", "CW-6.2", "记录成文，人事事项另存")
    await office.clock("2022-03-01T10:00")
    minutes = (await sitting.act(CLERK, "draftMinutes", meetingId=sitting.id))["id"]
    await sitting.act(CLERK, "submitMinutes", id=minutes)
    sitting.step(CLERK, "秘书股", "完成会议记录和纪要起草，送审", "CW-6.2", "会后第2个工作日")
    await sitting.refused(MAYOR, "县长", "未经办主任、常务副县长即签发", "signMinutes", "CHAIN_ORDER", id=minutes)
    await sitting.act(DIRECTOR, "signMinutes", id=minutes, comment="同意。")
    await sitting.act(EXECUTIVE, "returnMinutes", id=minutes, act={"reason": "第二项补充报县委审定的表述"})
    sitting.step(EXECUTIVE, "常务副县长", "退回修改", "CW-6.2", "第2稿，重新从第一环节审签")
    await office.clock("2022-03-02T09:00")
    await sitting.act(CLERK, "submitMinutes", id=minutes)
    for login, who in ((DIRECTOR, "县政府办主任"), (EXECUTIVE, "常务副县长")):
        await sitting.act(login, "signMinutes", id=minutes, comment="同意。")
        sitting.step(login, who, "审核纪要", "CW-6.2", "同意")
    signed = time.monotonic()
    await sitting.act(MAYOR, "signMinutes", id=minutes, comment="同意印发。")
    issued = await office.until(
        CLERK,
        READ_MINUTES,
        lambda m: m["state"] == "ISSUED" or any(p["failureZh"] for p in m["papers"]),
        id=minutes,
    )
    sitting.issued_at = time.monotonic()
    record.latency("公文：最后签字→印发", sitting.issued_at - signed)
    record.check("纪要印发", issued["state"] == "ISSUED", str(issued["papers"]))
    number = issued["documentNumber"]
    record.check("纪要文号", number == SECOND_MINUTES, number)
    sitting.step(MAYOR, "县长", "签发纪要", "CW-6.2、GZ-19", f"{number}，已印发")
    return dict(issued)
