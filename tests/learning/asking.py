"""The operations that the learning tests send."""

from typing import Any

from sqlalchemy import select

from services.kernel.events import Envelope
from services.kernel.store import OutboxRow
from tests.service import RunningService, known_id

REFUSAL = "... on Refusal { violations { code detail kind clauses { id } } }"
PLAN = f"__typename ... on StudyPlan {{ id state approvedOn entries {{ subject month }} }} {REFUSAL}"
SESSION = f"__typename ... on StudySession {{ id state availableActions {{ name enabled }} }} {REFUSAL}"
LAW = f"__typename ... on LawStudy {{ id state heldOn hostStamp attendance {{ name status }} }} {REFUSAL}"
LEAVE = f"__typename ... on StudyLeave {{ id state }} {REFUSAL}"


def by_id(mutation: str, shown: str) -> str:
    return f"mutation($id: ID!, $act: ActInput) {{ {mutation}(id: $id, act: $act) {{ {shown} }} }}"


DRAFT_PLAN = (
    "mutation($kind: PlanKind!, $year: Int!, $entries: [PlanEntryInput!]!) "
    f"{{ draftPlan(kind: $kind, year: $year, entries: $entries) {{ {PLAN} }} }}"
)
DRAFT_SESSION = f"mutation($input: StudySessionInput!) {{ draftSession(input: $input) {{ {SESSION} }} }}"
RECORD = "mutation($id: ID!, $marks: [StudyMarkInput!]!) { recordSession(id: $id, marks: $marks) { " + SESSION + " } }"
EXCHANGE = (
    "mutation($id: ID!, $person: ID!, $text: String!) "
    "{ addStudyExchange(id: $id, personId: $person, text: $text) { " + SESSION + " } }"
)
ASK_LEAVE = 'mutation($id: ID!) { askStudyLeave(sessionId: $id, grounds: "公务") { ' + LEAVE + " } }"
SCHEDULE = "mutation($input: LawStudyInput!) { scheduleLawStudy(input: $input) { " + LAW + " } }"
HOLD_LECTURE = "mutation($id: ID!, $host: ID!) { holdLecture(id: $id, hostId: $host) { " + LAW + " } }"


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of a refusal, with the detail where there is one."""
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


def months(*left_out: int) -> list[dict[str, Any]]:
    return [
        {"subject": f"{m}月专题", "month": m, "form": "GUIDED_READING", "categories": [1]}
        for m in range(1, 13)
        if m not in left_out
    ]


def law_entries(lectures: int = 2, quarters: int = 4) -> list[dict[str, Any]]:
    return [
        {"subject": f"第{q}季度学法", "quarter": q, "lawStudyKind": "PRE_MEETING", "categories": [2]}
        for q in range(1, quarters + 1)
    ] + [{"subject": "法治讲座", "month": 6, "lawStudyKind": "LECTURE", "categories": [1]}] * lectures


def a_session(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "学习《政府工作报告》",
        "form": "GUIDED_READING",
        "startsAt": "2022-03-08T15:00:00+08:00",
        "place": "县政府三楼会议室",
        "hostId": str(known_id("executive")),
        "categories": [5],
        **changes,
    }


async def published(service: RunningService, type_name: str) -> list[Envelope]:
    """What the service has said, of one type."""
    async with service.runtime.sessions() as session:
        rows = (await session.execute(select(OutboxRow.payload).order_by(OutboxRow.seq))).scalars()
        said = [Envelope.load(payload) for payload in rows if payload]
    return [envelope for envelope in said if envelope.type == type_name]
