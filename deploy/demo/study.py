"""The study plans of the year and the first collective study."""

from typing import Any

from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, MAYOR, REVIEWER, URBAN, County
from deploy.demo.record import Record

PLAN = f"__typename ... on StudyPlan {{ id state documentNumber }} {REFUSAL}"
STUDY = f"__typename ... on StudySession {{ id state attendance {{ person {{ id }} status }} }} {REFUSAL}"
LEAVE = f"__typename ... on StudyLeave {{ id state }} {REFUSAL}"
DRAFT_PLAN = (
    "mutation($kind: PlanKind!, $entries: [PlanEntryInput!]!) "
    f"{{ draftPlan(kind: $kind, year: 2022, entries: $entries) {{ {PLAN} }} }}"
)
READ_PLAN = "query($id: ID!) { studyPlan(id: $id) { state documentNumber papers { failure } } }"
THEMES = (
    (2, "党的十九届六中全会精神", "GUIDED_READING", (1, 5)),
    (3, "全国两会精神和《政府工作报告》", "SEMINAR", (5,)),
    (4, "习近平总书记来陕考察重要讲话", "GUIDED_READING", (1,)),
    (5, "乡村振兴促进法", "EXPERT_LECTURE", (4, 9)),
    (6, "安全生产重要论述", "EXCHANGE", (1, 9)),
    (7, "党章党规党纪", "GUIDED_READING", (2,)),
    (8, "党史、新中国史", "SEMINAR", (7,)),
    (9, "招商引资和产业发展", "EXPERT_LECTURE", (8, 9)),
    (10, "社会主义核心价值观", "GUIDED_READING", (6,)),
    (11, "信访工作条例", "EXCHANGE", (4, 9)),
    (12, "中央经济工作会议精神", "SEMINAR", (5, 8)),
)
LAW_STUDIES = (
    {"quarter": 1, "lawStudyKind": "PRE_MEETING", "subject": "重大行政决策程序暂行条例", "categories": [2]},
    {"quarter": 2, "lawStudyKind": "PRE_MEETING", "subject": "中华人民共和国安全生产法", "categories": [4]},
    {"month": 6, "lawStudyKind": "LECTURE", "subject": "习近平法治思想专题讲座", "categories": [1]},
    {"quarter": 3, "lawStudyKind": "PRE_MEETING", "subject": "中华人民共和国保守国家秘密法", "categories": [5]},
    {"quarter": 4, "lawStudyKind": "PRE_MEETING", "subject": "中华人民共和国宪法", "categories": [2]},
    {"month": 11, "lawStudyKind": "LECTURE", "subject": "行政处罚法专题讲座", "categories": [2]},
)


def by_id(mutation: str, shown: str) -> str:
    return f"mutation($id: ID!, $act: ActInput) {{ {mutation}(id: $id, act: $act) {{ {shown} }} }}"


async def draft_law_plan(office: Office, county: County, record: Record) -> str:
    """县司法局 and 县政府办 make the law-study plan together; it goes to 第2次常务会议 (XF-6, AMB-44)."""
    few = await office.do(REVIEWER, DRAFT_PLAN, kind="LAW_STUDY", entries=LAW_STUDIES[:3])
    short = await office.refused(DIRECTOR, by_id("cosignPlan", PLAN), "PLAN_BELOW_QUOTA", id=few["id"])
    record.refusal(office.now, county.who(DIRECTOR, "县政府办主任"), "学法计划少于规定次数即会同制定", short)
    revise = "mutation($id: ID!, $entries: [PlanEntryInput!]!) { revisePlan(id: $id, entries: $entries) { %s } }"
    await office.do(REVIEWER, revise % PLAN, id=few["id"], entries=list(LAW_STUDIES))
    await office.do(DIRECTOR, by_id("cosignPlan", PLAN), id=few["id"])
    await office.do(REVIEWER, by_id("submitPlan", PLAN), id=few["id"])
    record.step(office.now, county.who(REVIEWER, "司法局"), "报送年度学法计划", "XF-6", "会前学法4次、专题学法2次")
    return str(few["id"])


async def approve_study_plan(office: Office, county: County, record: Record) -> None:
    """The party group's plan for the year: proposed by the office, approved by 县长, printed (XX-4.2, XX-4.3)."""
    record.begin("2022年2月7日　年度集中学习计划")
    entries = [
        {"month": month, "subject": subject, "form": form, "categories": list(kinds), "place": "县政府三楼会议室"}
        for month, subject, form, kinds in THEMES
    ]
    plan = (await office.do(CLERK, DRAFT_PLAN, kind="STUDY", entries=entries))["id"]
    await office.do(CLERK, by_id("submitPlan", PLAN), id=plan)
    await office.do(MAYOR, by_id("approvePlan", PLAN), id=plan)
    printed = await office.until(CLERK, READ_PLAN, is_in_force, id=plan)
    record.check("年度集中学习计划", printed["state"] == "IN_FORCE", str(printed))
    record.step(office.now, county.who(MAYOR, "县长"), "审定年度集中学习计划", "XX-4.2", "已印发，每月不少于1次")


def is_in_force(plan: dict[str, Any]) -> bool:
    return plan["state"] == "IN_FORCE" or any(paper["failure"] for paper in plan["papers"])


async def hold_first_study(office: Office, county: County, record: Record) -> None:
    """The first collective study, with leave, attendance, contributions and its archive (XX-5.4)."""
    record.begin("2022年3月11日　集中学习")
    await office.clock("2022-03-08T09:00")
    draft = "mutation($input: StudySessionInput!) { draftSession(input: $input) { %s } }" % STUDY
    said = {
        "subject": "全国两会精神和《政府工作报告》",
        "form": "SEMINAR",
        "startsAt": "2022-03-11T15:00:00+08:00",
        "place": "县政府三楼会议室",
        "hostId": county.people[URBAN],
        "categories": [5],
        "speaker": county.names[EXECUTIVE],
    }
    wrong = (await office.do(CLERK, draft, input=said))["id"]
    host = await office.refused(CLERK, by_id("proposeSession", STUDY), "HOST_NOT_ALLOWED", id=wrong)
    record.refusal(office.now, county.who(CLERK, "秘书股"), "由副县长主持集中学习", host)
    await office.do(CLERK, by_id("cancelSession", STUDY), id=wrong, act={"reason": "主持人不符合规定，重新安排"})
    study = (await office.do(CLERK, draft, input={**said, "hostId": county.people[EXECUTIVE]}))["id"]
    for login, mutation in ((CLERK, "propose"), (MAYOR, "confirm"), (CLERK, "notify")):
        await office.do(login, by_id(f"{mutation}Session", STUDY), id=study)
    record.step(office.now, county.who(MAYOR, "县长"), "确定学习时间和内容，发出通知", "XX-4.2", "已通知")
    ask = 'mutation($id: ID!) { askStudyLeave(sessionId: $id, grounds: "赴市里参加会议") { %s } }' % LEAVE
    leave = await office.do(URBAN, ask, id=study)
    await office.do(EXECUTIVE, by_id("approveStudyLeave", LEAVE), id=leave["id"])
    record.step(office.now, county.who(EXECUTIVE, "常务副县长"), "主持人批准请假", "XX-5.4", "请假1人")

    await office.clock("2022-03-11T17:00")
    held = await office.do(CLERK, by_id("holdSession", STUDY), id=study)
    marks = [{"personId": r["person"]["id"], "status": "PRESENT"} for r in held["attendance"] if r["status"] is None]
    content = ["集体学习《政府工作报告》全文，重点学习稳增长、保就业、惠民生等方面部署。"]
    enter = (
        "mutation($id: ID!, $marks: [StudyMarkInput!]!, $agenda: [String!], $content: [String!]) "
        "{ recordSession(id: $id, marks: $marks, agenda: $agenda, content: $content) { %s } }" % STUDY
    )
    await office.do(CLERK, enter, id=study, marks=marks, agenda=["领学", "交流研讨", "主持人总结"], content=content)
    archive = by_id("archiveSession", STUDY)
    silent = await office.refused(CLERK, archive, "EXCHANGE_MISSING", id=study)
    record.refusal(office.now, county.who(CLERK, "秘书股"), "没有交流发言即归档主题研讨", silent)
    speak = (
        "mutation($id: ID!, $person: ID!, $text: String!) "
        "{ addStudyExchange(id: $id, personId: $person, text: $text) { %s } }" % STUDY
    )
    text = "结合财政工作，要把有限的资金用在保民生、保基层运转上。"
    await office.do(CLERK, speak, id=study, person=county.people[EXECUTIVE], text=text)
    await office.do(CLERK, archive, id=study)
    step = f"考勤{len(marks) + 1}人，交流1人"
    record.step(office.now, county.who(CLERK, "秘书股"), "考勤、记录、归档", "XX-5.4", step)
