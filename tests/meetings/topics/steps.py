"""What people do with topics, as short as they say it: `await do(meetings, "signTopic", as_="housing-head", id=…)`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from services.kernel import files
from tests.service import Asks, RunningService, known_id

TOPIC = """
  id version state title flags restricted urgentAddition deferralCount outcome unit { id }
  deferrals { reason clause fromState } deadlines { key due dueAt state provisional metOn }
  preparationNotices { number channel deliveredAt due receivedAt } materials { number late returnReasons { item text } }
  availableActions { name enabled needsReason blockedBy { code detail } }
"""
REFUSAL = "violations { code detail kind messageZh blocking dispensableBy path clauses { id text } }"
FIELDS = "__typename ... on Topic { %s } ... on Refusal { %s }" % (TOPIC, REFUSAL)

OWN = {
    "draftTopic": {"input": "TopicDraft!"},
    "editTopic": {"input": "TopicChanges!"},
    "recordUnitConsultation": {"input": "UnitConsultationInput!"},
    "addTopicGroundwork": {"input": "GroundworkInput!"},
    "sendPreparationNotice": {"input": "PreparationNoticeInput"},
    "answerUnitConsultation": {"result": "UnitConsultationResult!"},
    "coordinateTopic": {"result": "CoordinationResult!"},
    "recordPreliminaryReview": {"opinion": "String!"},
}
TYPES = {
    "id": "ID!",
    "groundworkId": "ID!",
    "hostId": "ID!",
    "personId": "ID!",
    "fileIds": "[ID!]!",
    "text": "String!",
    "note": "String!",
    "opinion": "Opinion",
    "suggestion": "String!",
    "reason": "RejectionReason!",
    "flag": "TopicFlag!",
    "items": "[ReviewItemInput!]",
    "delegatedMatter": "Boolean!",
    "reasons": "[ReturnReasonInput!]!",
    "resubmitDue": "Date",
    "vetoed": "Boolean!",
    "kind": "TopicForm!",
    "act": "ActInput",
}


def document(mutation: str, names: list[str]) -> str:
    def kind(name: str) -> str:
        own = OWN.get(mutation, {})
        return own.get(name) or TYPES[name]

    variables = ", ".join(f"${name}: {kind(name)}" for name in names)
    arguments = ", ".join(f"{name}: ${name}" for name in names)
    return f"mutation({variables}) {{ {mutation}({arguments}) {{ {FIELDS} }} }}"


async def do(service: Asks, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    """Carry out one mutation; the topic or the refusal."""
    answer = await service.ask(document(mutation, list(arguments)), as_=as_, **arguments)
    return dict(answer)


async def refused(service: Asks, mutation: str, *, as_: str, **arguments: Any) -> list[str]:
    """The refusal as `CODE` or `CODE:detail`, every broken rule."""
    answer = await do(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "Refusal", answer
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def one(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


async def upload(service: RunningService, login: str, name: str = "议题材料.pdf") -> str:
    """A finished upload of this person."""
    runtime = service.runtime
    act = await runtime.system_act()
    person = act.view.person_by_login(login)
    assert person is not None
    async with runtime.sessions.begin() as session:
        link = await files.prepare_upload(session, replace(act, person=person, system=False), name=name)
        content = b"%PDF-1.4\n% " + name.encode() + b"\n%%EOF\n"
        await files.receive(
            session, runtime.files, link.token, await runtime.files.take_in(one(content), 1_000_000, bool)
        )
    return str(link.file_id)


def a_draft(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "STANDING",
        "title": "县城老旧小区改造方案",
        "unitId": str(known_id("housing")),
        "scopeCode": "7",
        "summary": "全县老旧小区12个，拟改造5个。",
        "suggestion": "建议同意实施方案。",
        "basis": "省政府年度任务。",
        **changes,
    }


async def drafted(service: RunningService, *, as_: str = "housing-clerk", **changes: Any) -> str:
    topic = await do(service, "draftTopic", as_=as_, input=a_draft(**changes))
    assert topic["state"] == "DRAFT", topic
    return str(topic["id"])


async def signed(service: RunningService, **changes: Any) -> str:
    topic_id = await drafted(service, **changes)
    assert (await do(service, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"
    return topic_id


async def proposed(service: RunningService, **changes: Any) -> str:
    topic_id = await signed(service, **changes)
    assert (await do(service, "endorseTopic", as_="deputy-a", id=topic_id))["state"] == "PROPOSED"
    return topic_id


async def listed(service: RunningService, **changes: Any) -> str:
    """A topic in 备选."""
    topic_id = await proposed(service, **changes)
    await do(service, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="同意上会")
    assert (await do(service, "backlogTopic", as_="clerk", id=topic_id))["state"] == "BACKLOG"
    return topic_id


async def noticed(service: RunningService, **changes: Any) -> str:
    topic_id = await listed(service, **changes)
    assert (await do(service, "sendPreparationNotice", as_="clerk", id=topic_id))["state"] == "NOTICED"
    return topic_id


async def submitted(service: RunningService, **changes: Any) -> str:
    topic_id = await noticed(service, **changes)
    await assess(service, topic_id)
    topic = await submit(service, topic_id)
    assert topic["state"] == "SUBMITTED", topic
    return topic_id


async def passed(service: RunningService, **changes: Any) -> str:
    topic_id = await submitted(service, **changes)
    await do(service, "recordPreliminaryReview", as_="clerk", id=topic_id)
    topic = await do(service, "passTopic", as_="clerk", id=topic_id)
    assert topic["__typename"] == "Topic", topic
    assert topic["state"] == "PASSED"
    return topic_id


async def submit(service: RunningService, topic_id: str, login: str = "housing-clerk") -> dict[str, Any]:
    file_id = await upload(service, login)
    return await do(service, "submitTopicMaterial", as_=login, id=topic_id, fileIds=[file_id])


async def some_work(service: RunningService, kind: str = "FEASIBILITY", login: str = "housing-clerk") -> dict[str, Any]:
    """A record of groundwork with all that any kind asks for."""
    return {
        "kind": kind,
        "doneOn": service.runtime.clock.today().isoformat(),
        "text": "已组织论证评估。",
        "form": "专家论证会",
        "heard": "居民代表、有关专家",
        "fileIds": [await upload(service, login, "论证评估报告.pdf")],
    }


async def assess(service: RunningService, topic_id: str, kind: str = "FEASIBILITY") -> dict[str, Any]:
    work = await some_work(service, kind)
    topic = await do(service, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=work)
    assert topic["__typename"] == "Topic", topic
    return topic


async def consult(service: RunningService, topic_id: str, unit: str, result: str = "AGREED") -> dict[str, Any]:
    said = {
        "unitId": str(known_id(unit)),
        "result": result,
        "consultedOn": service.runtime.clock.today().isoformat(),
        "signatory": "负责人",
    }
    return await do(service, "recordUnitConsultation", as_="housing-clerk", id=topic_id, input=said)


async def topic_of(service: Asks, topic_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    """The topic as somebody sees it now."""
    answer = await service.ask("query($id: ID!) { topic(id: $id) { %s } }" % TOPIC, as_=as_, id=topic_id)
    return dict(answer)
