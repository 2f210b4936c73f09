"""What a screen follows and offers: the progress of a meeting, and actions that exist as mutations."""

import asyncio
from typing import Any

import aiohttp
import pytest

from services.meetings.attendance.lifecycle import LEAVE
from services.meetings.decisions.lifecycle import DECISION
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.schema import schema
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from tests.meetings.steps import done, in_session, ready_topic
from tests.service import RunningService

TABLES = {
    "Meeting": MEETING,
    "AgendaItem": AGENDA_ITEM,
    "MeetingLeave": LEAVE,
    "Decision": DECISION,
    "Minutes": MINUTES,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_action_offered_is_a_mutation(name: str) -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    offered = [action for action, step in TABLES[name].items() if step.by]
    shown = [head + "".join(word.title() for word in tail) for head, *tail in (a.split("_") for a in offered)]
    assert [each for each in shown if each not in mutation.fields] == []


async def test_a_screen_follows_the_meeting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    query = 'subscription { meetingProgress(meetingId: "%s") { state agenda { state } } }' % meeting["id"]
    seen: list[dict[str, Any]] = []
    token = {"authorization": f"Bearer {office.issuer.token('clerk')}"}
    async with office.http.ws_connect(f"{office.url}/graphql", protocols=["graphql-transport-ws"]) as socket:
        await socket.send_json({"type": "connection_init", "payload": token})
        assert (await socket.receive_json())["type"] == "connection_ack"
        await socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        seen.append(await next_state(socket))
        await done(office, "callTopic", as_="clerk", itemId=meeting["agenda"][0]["id"])
        seen.append(await next_state(socket))
    assert [(each["state"], each["agenda"][0]["state"]) for each in seen] == [
        ("IN_SESSION", "FINALIZED"),
        ("IN_SESSION", "CALLED"),
    ]


async def next_state(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    message = await asyncio.wait_for(socket.receive_json(), 30)
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    return dict(message["payload"]["data"]["meetingProgress"])
