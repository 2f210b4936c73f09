"""The topics of 第2次常务会议, from their first draft to 初审: what the regulations now demand, and what tests them."""

from dataclasses import dataclass, field
from typing import Any

from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, INDUSTRY, LAW, MAYOR, REVIEWER, RURAL, SOCIAL, URBAN, County
from deploy.demo.record import Record
from deploy.demo.study import approve_study_plan, draft_law_plan
from services.contracts.base import PERSONNEL_MASK

TOPIC = f"""__typename ... on Topic {{ id version state title deferralCount
preparationNotices {{ number deliveredAt due }} materials {{ number late }} deferrals {{ reason clause }} }}
{REFUSAL}"""
TYPES = {
    "id": "ID!",
    "fileIds": "[ID!]!",
    "text": "String!",
    "opinion": "Opinion",
    "reasons": "[ReturnReasonInput!]!",
    "items": "[ReviewItemInput!]",
    "personId": "ID!",
}
INPUTS = {
    "draftTopic": "TopicDraft!",
    "recordUnitConsultation": "UnitConsultationInput!",
    "addTopicGroundwork": "GroundworkInput!",
    "sendPreparationNotice": "PreparationNoticeInput",
}


@dataclass(frozen=True)
class Planned:
    """One topic of the story."""

    key: str
    unit: str
    member: str  # who brings it forward
    title: str
    scope: str
    summary: str
    suggestion: str
    flags: tuple[str, ...] = ()
    involved: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    urgency: str = "ORDINARY"
    scope_note: str = ""
    basis: str = "县政府2022年重点工作安排。"

    @property
    def is_restricted(self) -> bool:
        return "PERSONNEL" in self.flags

    @property
    def shown(self) -> str:
        """What the record says of it (AMB-42)."""
        return PERSONNEL_MASK if self.is_restricted else self.title


LAW_PLAN = Planned(
    "law_plan",
    "SFJ",
    EXECUTIVE,
    "关于县政府常务会议2022年度学法计划的汇报",
    "8",
    "拟定全年会前学法4次、专题学法2次。",
    "建议审定印发实施。",
    scope_note="依据《常务会议学法制度》第六条报县政府审定",
    legal_basis=("《法治政府建设实施纲要（2021－2025年）》",),
)
WASTE = Planned(
    "waste",
    "ZJJ",
    URBAN,
    "关于《平利县城区生活垃圾分类管理办法》的汇报",
    "4",
    "办法共六章三十二条，明确分类标准、收运体系和部门职责。",
    "建议审议通过并印发。",
    flags=("NORMATIVE_DOCUMENT",),
    involved=("CZJ", "CGZ"),
    legal_basis=("《中华人民共和国固体废物污染环境防治法》",),
)
ROAD = Planned(
    "road",
    "FGJ",
    INDUSTRY,
    "关于县城至长安镇公路提级改造项目投资的汇报",
    "7",
    "项目全长28.6公里，估算总投资3.2亿元。",
    "建议同意实施，并报县委审定。",
    flags=("MAJOR_INVESTMENT", "PROJECT"),
    involved=("CZJ", "JTJ"),
    urgency="URGENT",
)
POSTS = Planned(
    "posts",
    "RSJ",
    EXECUTIVE,
    "关于有关人事任免事项的汇报",
    "6",
    "涉及3名同志职务任免。",
    "建议审议。",
    flags=("PERSONNEL",),
)
SPRING = Planned(
    "spring",
    "NYNCJ",
    RURAL,
    "关于2022年春季农业生产工作的汇报",
    "7",
    "全县计划播种春季作物12.6万亩。",
    "建议同意工作安排，落实春耕备耕资金。",
    involved=("CZJ",),
    urgency="CRITICAL",
)
SAFETY = Planned(
    "safety",
    "YJJ",
    LAW,
    "关于全国两会期间安全生产工作的汇报",
    "1",
    "传达全省安全生产电视电话会议精神。",
    "建议压实责任，开展拉网式排查。",
    urgency="URGENT",
)
CLINIC = Planned(
    "clinic",
    "WJJ",
    SOCIAL,
    "关于镇卫生院能力提升的汇报",
    "7",
    "拟对4个镇卫生院实施能力提升。",
    "建议同意实施方案。",
    involved=("CZJ",),
)
TEA = Planned(
    "tea",
    "WLGDJ",
    SOCIAL,
    "关于举办2022年茶旅文化节的汇报",
    "7",
    "拟于4月举办茶旅文化节。",
    "建议同意举办。",
)
BRIDGE = Planned(
    "bridge",
    "JTJ",
    INDUSTRY,
    "关于农村公路危桥改造的汇报",
    "7",
    "排查危桥7座，拟年内完成改造。",
    "建议同意改造计划。",
)
FIRST = (SPRING, SAFETY, ROAD, TEA, BRIDGE)  # told on 28 January: due on Sunday 30 January
SECOND = (LAW_PLAN, WASTE, POSTS, CLINIC)  # told on 30 January: due on 8 February, behind the holiday
FEASIBLE = (WASTE, ROAD, SPRING, CLINIC, TEA, BRIDGE, LAW_PLAN)


@dataclass
class Topics:
    """The story's topics by key, and what is done with them."""

    office: Office
    county: County
    record: Record
    ids: dict[str, str] = field(default_factory=dict)
    law_plan: str = ""  # the law-study plan that the meeting hears

    async def act(self, login: str, mutation: str, **arguments: Any) -> dict[str, Any]:
        """One mutation about a topic."""
        return dict(await self.office.do(login, document(mutation, list(arguments)), **arguments))

    async def refused(self, login: str, mutation: str, code: str, what: str, who: str, **arguments: Any) -> None:
        """One act that the rules refuse, put on record with its clause."""
        found = await self.office.refused(login, document(mutation, list(arguments)), code, **arguments)
        self.record.refusal(self.office.now, self.county.who(login, who), what, found)

    def step(self, login: str, who: str, what: str, clause: str, outcome: str) -> None:
        self.record.step(self.office.now, self.county.who(login, who), what, clause, outcome)

    def head(self, topic: Planned) -> str:
        return self.county.heads[topic.unit]

    def clerk(self, topic: Planned) -> str:
        return self.county.clerks[topic.unit]

    async def draft(self, topic: Planned) -> None:
        """The unit drafts, its head signs, a member brings it forward."""
        units = self.county.units
        said = {
            "kind": "STANDING",
            "title": topic.title,
            "unitId": units[topic.unit],
            "scopeCode": topic.scope,
            "scopeNote": topic.scope_note,
            "summary": topic.summary,
            "suggestion": topic.suggestion,
            "basis": topic.basis,
            "legalBasis": list(topic.legal_basis),
            "flags": list(topic.flags),
            "involvedUnitIds": [units[code] for code in topic.involved],
            "urgency": topic.urgency,
            "reporterId": self.county.people[self.head(topic)],
        }
        author = self.head(topic) if topic.is_restricted else self.clerk(topic)
        made = await self.act(author, "draftTopic", input=said)
        self.ids[topic.key] = made["id"]
        await self.act(self.head(topic), "signTopic", id=made["id"])
        if topic.is_restricted:
            clerk = self.county.people[CLERK]
            await self.act(DIRECTOR, "assignTopicClerk", id=made["id"], personId=clerk)
        unit = self.county.unit_names[topic.unit]
        self.step(self.head(topic), f"{unit}负责人", f"起草并签报：{topic.shown}", "GZ-8、GZ-17", "已签报")

    async def bring_forward(self, topic: Planned) -> None:
        """A member proposes, 县长 signs his opinion, the office lists it."""
        topic_id = self.ids[topic.key]
        await self.act(topic.member, "endorseTopic", id=topic_id, text="同意提请常务会议研究")
        await self.act(MAYOR, "giveTopicOpinion", id=topic_id, opinion="AGREED", text="同意上会。")
        await self.act(CLERK, "backlogTopic", id=topic_id)

    async def prepare(self, topic: Planned) -> str:
        """Send the preparation notice; returns the day the material is due."""
        told = await self.act(CLERK, "sendPreparationNotice", id=self.ids[topic.key])
        return str(told["preparationNotices"][-1]["due"])

    async def consult(self, topic: Planned, *, left_out: tuple[str, ...] = ()) -> None:
        """What the units involved say, and the assessment that the matter needs."""
        for code in topic.involved:
            if code not in left_out:
                said = {
                    "unitId": self.county.units[code],
                    "result": "AGREED",
                    "consultedOn": self.office.now.date().isoformat(),
                    "signatory": self.county.names[self.county.heads[code]],
                    "text": "无不同意见。",
                }
                await self.act(self.clerk(topic), "recordUnitConsultation", id=self.ids[topic.key], input=said)
        if topic in FEASIBLE:
            work = {
                "kind": "FEASIBILITY",
                "doneOn": self.office.now.date().isoformat(),
                "text": "经调查研究和专家论证，方案可行、风险可控。",
                "form": "专家论证会",
                "fileIds": [await self.upload(self.clerk(topic), f"{topic.title}论证评估报告")],
            }
            await self.act(self.clerk(topic), "addTopicGroundwork", id=self.ids[topic.key], input=work)

    async def submit(self, topic: Planned, login: str | None = None) -> dict[str, Any]:
        """Upload the material and hand it in."""
        login = login or (self.head(topic) if topic.is_restricted else self.clerk(topic))
        file_id = await self.upload(login, topic.title)
        return await self.act(login, "submitTopicMaterial", id=self.ids[topic.key], fileIds=[file_id])

    async def upload(self, login: str, title: str) -> str:
        """A PDF of this title, uploaded by this person."""
        content = f"%PDF-1.4\n% {title}\n%%EOF\n".encode()
        return await self.office.upload(login, "meetings", f"{title}.pdf", content)

    async def admit(self, topic: Planned) -> None:
        """初审: five items from the records, and passed."""
        topic_id = self.ids[topic.key]
        await self.act(CLERK, "recordPreliminaryReview", id=topic_id)
        await self.act(CLERK, "passTopic", id=topic_id)
        self.step(CLERK, "秘书股", f"初审通过：{topic.shown}", "CW-3.3", "符合要求")


def document(mutation: str, names: list[str]) -> str:
    """The operation with the variables it uses."""

    def kind(name: str) -> str:
        return INPUTS[mutation] if name == "input" else TYPES[name]

    variables = ", ".join(f"${name}: {kind(name)}" for name in names)
    arguments = ", ".join(f"{name}: ${name}" for name in names)
    return f"mutation({variables}) {{ {mutation}({arguments}) {{ {TOPIC} }} }}"


async def prepare_topics(office: Office, county: County, record: Record) -> Topics:
    """27 January to 15 February: everything before the arrangement."""
    topics = Topics(office, county, record)
    record.begin("2022年1月27日至30日　议题")
    await office.clock("2022-01-27T09:00")
    topics.law_plan = await draft_law_plan(office, county, record)
    for topic in (*FIRST, *SECOND):
        await topics.draft(topic)
    spring = topics.ids[SPRING.key]
    unit, alone = topics.clerk(SPRING), "单位自行提出常务会议议题"
    await topics.refused(unit, "endorseTopic", "PROPOSER_NOT_MEMBER", alone, "单位联络员", id=spring, text="请列入")
    await topics.act(RURAL, "endorseTopic", id=spring, text="同意提请")
    await topics.refused(CLERK, "backlogTopic", "MAYOR_OPINION_REQUIRED", "无县长意见即列入备选", "秘书股", id=spring)
    await topics.act(MAYOR, "giveTopicOpinion", id=spring, opinion="AGREED", text="同意上会，抓紧落实。")
    await topics.act(CLERK, "backlogTopic", id=spring)
    for topic in (*FIRST[1:], *SECOND):
        await topics.bring_forward(topic)
    topics.step(MAYOR, "县长", f"签署明确意见（{len(FIRST) + len(SECOND)}项）", "CW-3.2、GZ-23", "同意上会，列入备选")
    consultation = await _open_consultation(topics)

    await office.clock("2022-01-28T09:00")
    dues = {await topics.prepare(topic) for topic in FIRST}
    record.check("1月28日通知，2个工作日", dues == {"2022-01-30"}, str(dues))
    topics.step(
        CLERK, "秘书股", f"发出上会准备通知（{len(FIRST)}项）", "CW-3.2、CW-3.3", "期限1月30日（星期日，调休上班）"
    )
    await office.clock("2022-01-30T09:00")
    dues = {await topics.prepare(topic) for topic in SECOND}
    record.check("1月30日通知，跨春节2个工作日", dues == {"2022-02-08"}, str(dues))
    topics.step(CLERK, "秘书股", f"发出上会准备通知（{len(SECOND)}项）", "CW-3.2、CW-3.3", "期限2月8日（跨春节假期）")
    for topic in FIRST:
        if topic is not TEA:
            await topics.consult(topic)
            await topics.submit(topic)
    topics.step(CLERK, "秘书股", f"按期收到材料（{len(FIRST) - 1}项）", "CW-3.3", "已报送")

    await office.clock("2022-02-07T09:00")
    await approve_study_plan(office, county, record)
    record.begin("2022年2月7日至15日　议题初审")
    await topics.consult(TEA)
    late = await topics.submit(TEA)
    reasons = [deferral["reason"] for deferral in late["deferrals"]]
    record.check("逾期未报的议题列入下次会议", reasons == ["MATERIAL_LATE"], str(reasons))
    topics.step(topics.clerk(TEA), "文旅局联络员", f"逾期报送：{TEA.title}", "CW-3.3", "列入下次常务会议研究")
    for topic in FIRST:
        await topics.admit(topic)

    await office.clock("2022-02-08T15:00")
    for topic in SECOND:
        await topics.consult(topic, left_out=("CZJ",) if topic is CLINIC else ())
        await topics.submit(topic)
    await _return_and_resubmit(topics)
    for topic in (LAW_PLAN, POSTS):
        await topics.admit(topic)
    await _review_normative(topics, consultation)
    return topics


async def _return_and_resubmit(topics: Topics) -> None:
    """One topic fails at 初审, goes back with its reasons and returns."""
    clinic = topics.ids[CLINIC.key]
    await topics.act(CLERK, "recordPreliminaryReview", id=clinic)
    await topics.refused(CLERK, "passTopic", "PRECONDITION_MISSING", "未会商即通过初审", "秘书股", id=clinic)
    reasons = [{"item": 2, "text": "涉及县财政局，须先行会商并附意见。"}]
    await topics.act(CLERK, "returnTopic", id=clinic, reasons=reasons)
    topics.step(CLERK, "秘书股", f"初审退回：{CLINIC.title}", "CW-3.3", "第2项不符合，退回修改")
    await topics.office.clock("2022-02-10T10:00")
    await topics.consult(CLINIC)
    await topics.submit(CLINIC)
    await topics.admit(CLINIC)


CONSULT = "__typename ... on PublicConsultation { id state days } " + REFUSAL
REVIEW = "__typename ... on LegalityReview { id state conclusion } " + REFUSAL


async def _open_consultation(topics: Topics) -> str:
    """县住建局 opens its draft to the public from 27 January to 11 February."""
    office, county = topics.office, topics.county
    plan = {
        "subjectType": "Topic",
        "subjectId": topics.ids[WASTE.key],
        "kind": "NORMATIVE_DOCUMENT",
        "title": "平利县城区生活垃圾分类管理办法（征求意见稿）",
        "unitId": county.units["ZJJ"],
        "startsOn": "2022-01-27",
        "endsOn": "2022-02-11",
        "channel": "县政府网站",
        "link": "https://www.example.gov.cn/zjdc/1",
    }
    clerk = topics.clerk(WASTE)
    operation = f"mutation($input: ConsultationPlan!) {{ planConsultation(input: $input) {{ {CONSULT} }} }}"
    made = await office.do(clerk, operation, input=plan)
    await office.do(clerk, f"mutation($id: ID!) {{ openConsultation(id: $id) {{ {CONSULT} }} }}", id=made["id"])
    topics.step(clerk, "住建局联络员", "公开征求意见", "GZ-12", f"1月27日至2月11日，{made['days']}日")
    return str(made["id"])


async def _review_normative(topics: Topics, consultation: str) -> None:
    """The normative document waits for 县司法局 and for the public."""
    office, waste, clerk = topics.office, topics.ids[WASTE.key], topics.clerk(WASTE)
    await topics.act(CLERK, "recordPreliminaryReview", id=waste)
    await topics.refused(
        CLERK, "passTopic", "LEGAL_REVIEW_REQUIRED", "规范性文件未经审查即通过初审", "秘书股", id=waste
    )
    await topics.act(clerk, "requestTopicLegalityReview", id=waste)
    find = """query($id: ID!) { legalityReviews(subjectId: $id, first: 1) { nodes { id state } } }"""
    waiting = await office.until(REVIEWER, find, lambda answer: bool(answer["nodes"]), id=waste)
    answered = 'mutation($id: ID!, $text: String!) { recordOpinion(id: $id, source: "居民", text: $text) { %s } }'
    await office.do(clerk, answered % CONSULT, id=consultation, text="建议增设投放点。")
    await office.clock("2022-02-14T10:00")
    ended = "query($id: ID!) { publicConsultation(id: $id) { state opinions { id } } }"
    closed = await office.ask(clerk, ended, id=consultation)
    answers = [{"opinionId": o["id"], "adopted": True, "answer": "已吸收"} for o in closed["opinions"]]
    adopt = "mutation($id: ID!, $answers: [OpinionAnswer!]!) { adoptOpinions(id: $id, answers: $answers) { %s } }"
    await office.do(clerk, adopt % CONSULT, id=consultation, answers=answers)
    topics.record.check("公开征求意见到期截止", closed["state"] == "CLOSED", closed["state"])
    topics.step(clerk, "住建局联络员", "公开征求意见截止，答复采纳情况", "GZ-12", f"意见{len(answers)}条，已采纳")
    opinion = {
        "conclusion": "LEGAL_AS_AMENDED",
        "basis": ["《中华人民共和国固体废物污染环境防治法》", "《陕西省行政规范性文件制定和监督管理办法》"],
        "checks": [
            {"subject": subject, "lawful": True, "text": text}
            for subject, text in (
                ("AUTHORITY", "属县政府职权范围。"),
                ("PROCEDURE", "已公开征求意见，程序合法。"),
                ("CONTENT", "第十八条罚款数额应与上位法一致。"),
            )
        ],
        "suggestions": ["第十八条按上位法修改。"],
    }
    conclude = "mutation($id: ID!, $input: ReviewOpinion!) { concludeLegalityReview(id: $id, input: $input) { %s } }"
    await office.do(REVIEWER, conclude % REVIEW, id=waiting["nodes"][0]["id"], input=opinion)
    topics.step(REVIEWER, "司法局", "出具合法性审查意见书", "GZ-12", "修改后合法")
    known = (
        """query($id: ID!) { topic(id: $id) { legalityConclusions { conclusion } publicConsultations { closed } } }"""
    )
    await office.until(
        CLERK,
        known,
        lambda t: bool(t["legalityConclusions"]) and any(c["closed"] for c in t["publicConsultations"]),
        id=waste,
    )
    await topics.admit(WASTE)
