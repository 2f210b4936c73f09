"""What every mutation promises, shown on study sessions: once per key, one of two at a time, nothing half done."""

import asyncio

from sqlalchemy import func, select

from services.kernel.store import AuditEntry, IdempotencyRecord, LateRegistrationRow, OutboxRow
from services.learning.sessions.model import StudySession
from tests.learning.asking import DRAFT_SESSION, SESSION, a_session, by_id, codes
from tests.service import RunningService, known_id

KEYED = "mutation($input: StudySessionInput!, $act: ActInput) { draftSession(input: $input, act: $act) { %s } }"
PROPOSE, CONFIRM = by_id("proposeSession", SESSION), by_id("confirmSession", SESSION)


async def count(service: RunningService, table: type, *where: object) -> int:
    async with service.runtime.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(table).where(*where)) or 0)  # type: ignore[arg-type]


async def test_a_hundred_repeats_of_one_key_are_one_act(learning: RunningService) -> None:
    mutation = KEYED % SESSION
    act = {"idempotencyKey": "draft-1"}
    answers = await asyncio.gather(
        *(learning.ask(mutation, as_="clerk", input=a_session(), act=act) for _ in range(100))
    )
    assert len({answer["id"] for answer in answers}) == 1
    assert await count(learning, StudySession) == 1
    assert await count(learning, IdempotencyRecord) == 1


async def test_a_key_stands_for_one_request_of_one_person(learning: RunningService) -> None:
    mutation = KEYED % SESSION
    act = {"idempotencyKey": "draft-1"}
    await learning.ask(mutation, as_="clerk", input=a_session(), act=act)
    other = await learning.ask(mutation, as_="clerk", input=a_session(place="别处"), act=act)
    assert codes(other) == ["IDEMPOTENCY_KEY_REUSED"]
    mine = await learning.ask(mutation, as_="director", input=a_session(), act=act)
    assert mine["__typename"] == "StudySession"


async def test_a_refusal_does_not_use_up_the_key(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    act = {"idempotencyKey": "confirm-1"}
    assert codes(await learning.ask(CONFIRM, as_="mayor", id=study["id"], act=act))[0].startswith("STATE_NOT_ALLOWED")
    await learning.ask(PROPOSE, as_="clerk", id=study["id"])
    assert (await learning.ask(CONFIRM, as_="mayor", id=study["id"], act=act))["state"] == "CONFIRMED"


async def test_of_two_at_once_one_is_told_that_the_state_has_changed(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    answers = await asyncio.gather(*(learning.ask(PROPOSE, as_="clerk", id=study["id"]) for _ in range(6)))
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["Refusal"] * 5 + ["StudySession"]


async def test_a_refusal_changes_nothing_but_the_audit_of_itself(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    events = await count(learning, OutboxRow)
    refused = await learning.ask(CONFIRM, as_="director", id=study["id"])
    assert codes(refused) == ["ACTOR_NOT_ALLOWED"]
    assert await count(learning, OutboxRow) == events
    assert await count(learning, AuditEntry, AuditEntry.outcome == "REFUSED") == 1
    async with learning.runtime.sessions() as session:
        entry = (await session.execute(select(AuditEntry).where(AuditEntry.outcome == "REFUSED"))).scalar_one()
    assert (entry.action, entry.detail, entry.person_id) == (
        "confirm_session",
        {"codes": ["ACTOR_NOT_ALLOWED"]},
        known_id("director"),
    )


async def test_texts_too_long_or_with_control_characters_are_refused(learning: RunningService) -> None:
    long = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session(subject="长" * 50_001))
    assert codes(long) == ["INPUT_TOO_LONG:draft.subject"]
    bell = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session(place="会议室\u0007"))
    assert codes(bell) == ["INPUT_ILLEGAL_CHARACTER:draft.place"]
    assert await count(learning, StudySession) == 0


async def test_malformed_requests_have_codes_and_no_insides(learning: RunningService) -> None:
    query = "query($id: ID!) { studySession(id: $id) { state } }"
    assert await learning.error_code("{ studySession(id: ", as_="clerk") == "GRAPHQL_VALIDATION_FAILED"
    assert await learning.error_code("{ noSuchField }", as_="clerk") == "GRAPHQL_VALIDATION_FAILED"
    assert await learning.error_code(query, as_="clerk", id="no uuid") == "NOT_FOUND"
    assert await learning.error_code(query, as_="clerk") == "BAD_USER_INPUT"
    assert await learning.error_code("{ studySessions(first: 101) { nodes { id } } }", as_="clerk") == "BAD_USER_INPUT"
    bad = 'query { studySessions(after: "!!") { nodes { id } } }'
    assert await learning.error_code(bad, as_="clerk") == "BAD_USER_INPUT"
    naive = a_session(startsAt="yesterday")
    assert await learning.error_code(DRAFT_SESSION, as_="clerk", input=naive) == "BAD_USER_INPUT"


async def test_amb47_what_was_done_on_paper_is_registered_and_waits_for_confirmation(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    await learning.ask(PROPOSE, as_="clerk", id=study["id"])
    late = {
        "lateRegistration": {
            "occurredAt": "2022-02-07T08:30:00+08:00",
            "byPersonId": str(known_id("mayor")),
            "note": "县长在呈批单上签字确定",
        }
    }
    confirmed = await learning.ask(CONFIRM, as_="clerk", id=study["id"], act=late)
    assert confirmed["state"] == "CONFIRMED"
    assert await count(learning, LateRegistrationRow) == 1
    notify = by_id("notifySession", SESSION)
    assert codes(await learning.ask(notify, as_="clerk", id=study["id"])) == ["EVIDENCE_REQUIRED"]
    confirm = by_id("confirmSessionRegistrations", SESSION)
    assert codes(await learning.ask(confirm, as_="clerk", id=study["id"])) == ["ACTOR_NOT_ALLOWED"]
    await learning.ask(confirm, as_="director", id=study["id"])
    assert (await learning.ask(notify, as_="clerk", id=study["id"]))["state"] == "NOTIFIED"
