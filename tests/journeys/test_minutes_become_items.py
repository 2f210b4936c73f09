"""What a meeting decided becomes what the county follows up: across meetings, documents, supervision and directory."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import nats
from nats.js import JetStreamContext

from deploy.bench.meetings import CONFIRM, DRAFT, HOST, REGISTER, SIGN, SUBMIT, UNIT, Held, hold, late, sign
from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, EXECUTIVE, INSPECTOR, MAYOR, URBAN, County
from deploy.local.stack import Stack
from services.kernel.ids import new_id
from tests.journeys.databases import at_rest, last_event, rows, until, value

ISSUED = "query($id: ID!) { minutes(id: $id) { state documentNumber papers { failureZh } } }"
ITEMS = """query($id: ID!) { supervisedItems(filter: { meetingId: $id }, order: OLDEST, first: 100) {
  nodes { id number state due points { no text } } } }"""
JOINED = """query($id: ID!) { meeting(id: $id) { sessionNo
  decisions { number text supervisionNumber supervisedItem { number state leadUnit { name } leader { name }
    minutes { documentNumber document { number state files { name format pages } } } } }
  minutes { document { number deliveries { unit { name } } files { format size } } } } }"""
APPROVE = f"""mutation($id: ID!, $said: PartyDecisionInput!) {{ recordPartyApproval(decisionId: $id, said: $said) {{
  __typename ... on Decision {{ id state needsPartyApproval }} {REFUSAL} }} }}"""
DECISION = "query($id: ID!) { decision(id: $id) { state supervisionState supervisedItem { id number state } } }"
TODOS = "{ me { todos(first: 100) { nodes { kind ref { id } } } } }"
NOTICES = "{ me { notices(first: 100) { nodes { text ref { id } } } } }"
LEDGER = """query($id: ID!) { supervisedItems(filter: { meetingId: $id }, first: 100) {
  nodes { id title restricted decision { id number } minutes { documentNumber } } } }"""
SECTION_CLERK = "cai.jianhua"  # of the 农业口
FIRST_SUPERVISION = """select started_on::text, due::text, state from deadline
where object_id = $1 and key = 'first_supervision'"""


async def issued(office: Office, minutes_id: str) -> dict[str, Any]:
    """The minutes, when their paper is out."""
    minutes: dict[str, Any] = await office.until(
        CLERK, ISSUED, lambda m: m["state"] == "ISSUED" or any(p["failureZh"] for p in m["papers"]), id=minutes_id
    )
    assert minutes["state"] == "ISSUED", minutes
    return minutes


async def items(office: Office, held: Held) -> list[dict[str, Any]]:
    """The supervised items of a meeting, when there are any."""
    found: dict[str, Any] = await office.until(INSPECTOR, ITEMS, lambda page: page["nodes"], id=held.id)
    return list(found["nodes"])


@asynccontextmanager
async def jetstream(stack: Stack) -> AsyncIterator[JetStreamContext]:
    bus = await nats.connect(stack.nats_url, token=stack.nats_token)
    try:
        yield bus.jetstream()
    finally:
        await bus.close()


async def test_at_31_issued_minutes_become_each_item_once(stack: Stack, office: Office, county: County) -> None:
    held = await hold(office, county, "城区供水保障", decisions=3)
    await sign(office, held)
    minutes = await issued(office, held.minutes_id)
    assert minutes["documentNumber"].startswith("专题会议纪要〔2022〕")
    first = await items(office, held)
    assert len(first) == 3
    # The same event comes twice more: as the bus repeats it, and under an id that nobody has seen yet.
    event = await last_event(stack, "meetings", "meetings.minutes.issued.v1")
    assert event["data"]["minutes_id"] == held.minutes_id
    unseen = {**event, "id": str(new_id())}
    async with jetstream(stack) as bus:
        for repetition in (event, unseen):
            headers = {"Nats-Msg-Id": str(new_id())}
            await bus.publish(f"evt.{event['type']}", json.dumps(repetition).encode(), headers=headers)

    async def taken() -> bool:
        return bool(await rows(stack, "supervision", "select 1 from inbox where event_id = $1", UUID(unseen["id"])))

    await until(taken, 20, "the repetition was not taken")
    assert await items(office, held) == first
    count = "select count(*) from supervised_item where decision_id = any($1)"
    assert await value(stack, "supervision", count, [UUID(each) for each in held.decision_ids]) == 3


async def test_everybody_reads_the_way_of_a_decision_in_one_query(stack: Stack, office: Office, county: County) -> None:
    held = await hold(office, county, "春灌用水调度", decisions=2)
    await sign(office, held)
    minutes = await issued(office, held.minutes_id)
    await items(office, held)
    await at_rest(stack)
    meeting = await office.ask(DIRECTOR, JOINED, id=held.id)
    assert [each["text"] for each in meeting["decisions"]] == [
        f"由县农业农村局落实春灌用水调度第{n}项工作。" for n in (1, 2)
    ]
    for decision in meeting["decisions"]:
        item = decision["supervisedItem"]
        assert item["number"] == decision["supervisionNumber"]
        assert (item["leadUnit"]["name"], item["leader"]["name"]) == ("平利县农业农村局", county.names[HOST])
        paper = item["minutes"]["document"]
        assert paper["number"] == item["minutes"]["documentNumber"] == minutes["documentNumber"]
        pages = {file["format"]: file["pages"] for file in paper["files"]}
        assert set(pages) == {"DOCX", "PDF"}
        assert pages["PDF"] >= 1
    paper = meeting["minutes"]["document"]
    assert [each["unit"]["name"] for each in paper["deliveries"]] == ["平利县农业农村局"]
    assert all(file["size"] > 1000 for file in paper["files"])


async def test_the_unit_and_its_section_are_told(stack: Stack, office: Office, county: County) -> None:
    held = await hold(office, county, "病虫害统防统治")
    await sign(office, held)
    (item,) = await items(office, held)
    await at_rest(stack)
    todos = (await office.ask(SECTION_CLERK, TODOS))["todos"]["nodes"]
    assert [each["kind"] for each in todos if each["ref"]["id"] == item["id"]] == ["dispatch_item"]
    notices = (await office.ask(county.heads[UNIT], NOTICES))["notices"]["nodes"]
    (told,) = [each for each in notices if each["ref"]["id"] == held.minutes_id]
    assert "由县农业农村局落实病虫害统防统治第1项工作。" in told["text"]


async def test_gz_6_2_the_ledger_of_a_substitute_names_the_decisions(
    stack: Stack, office: Office, county: County
) -> None:
    held = await hold(office, county, "高标准农田管护")
    await sign(office, held)
    minutes = await issued(office, held.minutes_id)
    await items(office, held)
    numbers = {}
    for login in (HOST, URBAN, EXECUTIVE, SECTION_CLERK, INSPECTOR):  # URBAN is the B角 of the host
        (item,) = (await office.ask(login, LEDGER, id=held.id))["nodes"]
        numbers[login] = item["decision"]["number"]
        if login != EXECUTIVE:  # who reads what was decided, not the minutes of a meeting that he is no member of
            assert item["minutes"]["documentNumber"] == minutes["documentNumber"], login
    assert len(set(numbers.values())) == 1, numbers


async def test_a_decision_that_is_closed_leaves_the_ledger_whole(stack: Stack, office: Office, county: County) -> None:
    unit = county.units["RSJ"]
    topic = {
        "title": "拟任职人选",
        "unitId": unit,
        "scopeCode": "6",
        "flags": ["PERSONNEL"],
        "outcome": "AGREED",
        "conclusion": "同意。",
        "decisions": [{"text": "按程序办理任职手续。", "leadUnitId": unit, "due": "2022-12-31"}],
    }
    held = await a_standing_meeting(office, county, topic)
    (item,) = await items(office, held)
    answer = await office.post(INSPECTOR, LEDGER, {"id": held.id})
    assert "errors" not in answer, answer
    (node,) = answer["data"]["supervisedItems"]["nodes"]
    assert (node["id"], node["restricted"], node["decision"]) == (item["id"], True, None)
    assert (await office.ask(DIRECTOR, LEDGER, id=held.id))["nodes"][0]["decision"]["number"]


async def test_at_29_what_waits_for_the_party_committee_is_suspended_and_released(
    stack: Stack, office: Office, county: County
) -> None:
    held = await a_standing_meeting_for_the_party(office, county)
    (item,) = await items(office, held)
    assert item["state"] == "SUSPENDED"
    (decision_id,) = held.decision_ids
    decision = await office.ask(DIRECTOR, DECISION, id=decision_id)
    assert decision["state"] == "PENDING_PARTY_APPROVAL"
    assert await rows(stack, "supervision", FIRST_SUPERVISION, UUID(item["id"])) == []
    said = {"result": "AGREED", "refNo": "平办字〔2022〕8号", "decidedOn": office.now.date().isoformat()}
    decision = await office.do(CLERK, APPROVE, id=decision_id, said=said)
    assert (decision["state"], decision["needsPartyApproval"]) == ("EFFECTIVE", False)
    await office.until(INSPECTOR, ITEMS, lambda page: page["nodes"][0]["state"] == "REGISTERED", id=held.id)
    ((started, due, state),) = await rows(stack, "supervision", FIRST_SUPERVISION, UUID(item["id"]))
    today = office.now.date().isoformat()
    assert (started, state) == (today, "OPEN")
    assert due == f"{today[:5]}{int(today[5:7]) + 1:02d}{today[7:]}"  # one month after the recording (AMB-37)


async def a_standing_meeting_for_the_party(office: Office, county: County) -> Held:
    """A 常务会议 held on paper after the rules took effect, which decided on a major investment (GZ-3)."""
    unit = county.units["FGJ"]
    topic = {
        "title": "县城供水二期工程投资",
        "unitId": unit,
        "scopeCode": "7",
        "flags": ["MAJOR_INVESTMENT"],
        "outcome": "AGREED_IN_PRINCIPLE",
        "conclusion": "原则同意，报县委审定。",
        "decisions": [{"text": "实施县城供水二期工程。", "leadUnitId": unit, "due": "2022-12-31"}],
    }
    return await a_standing_meeting(office, county, topic)


async def a_standing_meeting(office: Office, county: County, topic: dict[str, Any]) -> Held:
    """A 常务会议 on one topic, registered from its papers, with its minutes issued."""
    meeting = {"kind": "STANDING", "place": "县政府常务会议室", "hostId": county.people[MAYOR], "topics": [topic]}
    act = late(county, "2022-01-27T09:00:00+08:00")
    made = await office.do(CLERK, REGISTER, meeting=meeting, act=act)
    await office.do(DIRECTOR, CONFIRM, id=made["id"])
    minutes = await office.do(CLERK, DRAFT, id=made["id"])
    await office.do(CLERK, SUBMIT, id=minutes["id"])
    for signer in (DIRECTOR, EXECUTIVE, MAYOR):
        await office.do(signer, SIGN, id=minutes["id"])
    await issued(office, minutes["id"])
    return Held(made["id"], minutes["id"], tuple(each["id"] for each in made["decisions"]))
