"""What people do with invitations: `await did(office, "acceptActivity", as_="deputy-a", id=…)`."""

from datetime import date
from typing import Any

from services.contracts.directory import AbsenceApproved
from services.contracts.words.directory import AbsenceKind
from services.kernel.ids import new_id
from tests.service import RunningService, known_id

ENTRY = "uid kind objectId title place startsAt endsAt allDay state note person { id }"
ACTIVITY = (
    """id version state unconfirmed title startsAt endsAt place plan opinion arrangedAt heldNote unit { id }
  leaders { leader { id } answer sent { id } note stamp } conflicts { %s }
  findings { kind code messageZh } availableActions { name blockedBy { code detail blocking } }"""
    % ENTRY
)
REFUSAL = "violations { code detail kind messageZh blocking clauses { id text } }"
ANSWER = "__typename ... on ActivityInvitation { %s } ... on Refusal { %s }" % (ACTIVITY, REFUSAL)
TYPES = {
    "id": "ID!",
    "personId": "ID!",
    "leaderIds": "[ID!]",
    "leaderId": "ID",
    "request": "ActivityRequestInput!",
    "change": "ActivityChangeInput!",
    "opinion": "String!",
    "note": "String!",
    "act": "ActInput",
}
SEEN = {"acknowledge": ["CALENDAR_CONFLICT"]}


def a_request(**changes: Any) -> dict[str, Any]:
    return {
        "unitId": str(known_id("housing")),
        "title": "保障性住房项目开工仪式",
        "startsAt": "2022-02-25T09:30:00+08:00",
        "endsAt": "2022-02-25T11:00:00+08:00",
        "place": "城关镇东关村",
        "plan": "领导宣布开工并巡视工地，约1小时。",
        "leaderIds": [str(known_id("deputy-a"))],
        **changes,
    }


async def did(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    """Carry out one mutation; the invitation or the refusal."""
    variables = ", ".join(f"${name}: {TYPES[name]}" for name in arguments)
    given = ", ".join(f"{name}: ${name}" for name in arguments)
    query = f"mutation({variables}) {{ {mutation}({given}) {{ {ANSWER} }} }}"
    return dict(await service.ask(query, as_=as_, **arguments))


async def refused(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> list[str]:
    """The refusal as `CODE` or `CODE:detail`, every broken rule."""
    answer = await did(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "Refusal", answer
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def requested(service: RunningService, **changes: Any) -> str:
    answer = await did(service, "requestActivity", as_="housing-head", request=a_request(**changes))
    assert answer.get("state") == "REQUESTED", answer
    return str(answer["id"])


async def arranged(service: RunningService, **changes: Any) -> str:
    """Laid before the leaders; the office has seen what stands in their calendars."""
    activity_id = await requested(service, **changes)
    answer = await did(service, "arrangeActivity", as_="clerk", id=activity_id, act=SEEN)
    assert answer.get("state") == "ARRANGED", answer
    return activity_id


async def activity_of(service: RunningService, activity_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    query = "query($id: ID!) { activityInvitation(id: $id) { %s } }" % ACTIVITY
    return dict(await service.ask(query, as_=as_, id=activity_id))


async def away(service: RunningService, login: str, first: str, until: str) -> None:
    """外出 from the first day up to, not including, the second, as the directory tells it."""
    event = AbsenceApproved(
        id=new_id(),
        person_id=known_id(login),
        kind=AbsenceKind.OFFICIAL_TRIP,
        valid_from=date.fromisoformat(first),
        valid_until=date.fromisoformat(until),
    )
    await service.receive(event, event.id)
