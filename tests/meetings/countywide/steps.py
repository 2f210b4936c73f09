"""What people do with county-wide meetings: `await did(office, "approveCountyWideMeeting", as_="mayor", id=…)`."""

from typing import Any

from tests.service import RunningService, known_id

MEETING = """id version kind state unconfirmed year title plannedMinutes exceptionReason exceptionGranted reviewStamp
  approvalStamp notifiedAt actualMinutes peoplePresent cost costActual overLimit overHalfDay unit { id }
  reviewedBy { id } approvedBy { id } leaders { id } papers { id kind state number failureZh }
  findings { action kind code clauses messageZh reason } availableActions { name enabled blockedBy { code } }"""
REFUSAL = "violations { code detail kind messageZh blocking dispensableBy path clauses { id text } }"
ANSWER = "__typename ... on CountyWideMeeting { %s } ... on Refusal { %s }" % (MEETING, REFUSAL)
TYPES = {
    "id": "ID!",
    "application": "CountyWideApplicationInput!",
    "startsAt": "DateTime!",
    "startedAt": "DateTime!",
    "endedAt": "DateTime!",
    "place": "String",
    "people": "Int!",
    "cost": "Decimal",
    "act": "ActInput",
}


def application(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "DEPARTMENT",
        "unitId": str(known_id("housing")),
        "title": "全县住房保障工作会议",
        "reason": "部署全年住房保障任务。",
        "content": ["总结2021年工作", "部署2022年任务"],
        "startsAt": "2022-03-10T09:00:00+08:00",
        "plannedMinutes": 90,
        "place": "县会议中心",
        "people": 120,
        "attendingUnitIds": [str(known_id("finance")), str(known_id("town"))],
        "leaderIds": [str(known_id("deputy-a"))],
        "cost": "3000.00",
        "costSource": "部门预算会议费",
        **changes,
    }


async def did(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    """Carry out one mutation; the meeting or the refusal."""
    variables = ", ".join(f"${name}: {TYPES[name]}" for name in arguments)
    given = ", ".join(f"{name}: ${name}" for name in arguments)
    return dict(
        await service.ask(f"mutation({variables}) {{ {mutation}({given}) {{ {ANSWER} }} }}", as_=as_, **arguments)
    )


async def refused(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> list[str]:
    """The refusal as `CODE` or `CODE:detail`, every broken rule."""
    answer = await did(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "Refusal", answer
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def applied(service: RunningService, *, as_: str = "housing-head", act: Any = None, **changes: Any) -> str:
    answer = await did(service, "applyForCountyWideMeeting", as_=as_, application=application(**changes), act=act)
    assert answer["__typename"] == "CountyWideMeeting", answer
    assert answer["state"] == "APPLIED"
    return str(answer["id"])


async def approved(service: RunningService, *, reviewer: str = "deputy-a", **changes: Any) -> str:
    """A meeting that 分管领导 and 县长 have let through."""
    meeting_id = await applied(service, **changes)
    assert (await did(service, "reviewCountyWideMeeting", as_=reviewer, id=meeting_id))["state"] == "REVIEWED"
    assert (await did(service, "approveCountyWideMeeting", as_="mayor", id=meeting_id))["state"] == "APPROVED"
    return meeting_id


async def notified(service: RunningService, **changes: Any) -> str:
    meeting_id = await approved(service, **changes)
    assert (await did(service, "notifyCountyWideMeeting", as_="director", id=meeting_id))["state"] == "NOTIFIED"
    return meeting_id


async def meeting_of(service: RunningService, meeting_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    query = "query($id: ID!) { countyWideMeeting(id: $id) { %s } }" % MEETING
    return dict(await service.ask(query, as_=as_, id=meeting_id))
