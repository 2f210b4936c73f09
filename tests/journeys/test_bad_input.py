"""Whatever is sent to the gateway is answered with a clear code, and nothing is written (the issue's Bad input)."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from deploy.bench.meetings import DRAFT, HOST, REGISTER, SIGN, SUBMIT, Held, hold, late, on_paper, sign
from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, DIRECTOR, INSPECTOR, MAYOR, REVIEWER, County
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from deploy.local.state import State
from tests.journeys.answers import Door, nothing_written
from tests.journeys.databases import refusals, rows, value

ADMINISTRATOR = "ding.chunchuan"
WHO = "{ me { person { name } } }"
MINUTES = "query($id: ID!) { minutes(id: $id) { id version state } }"
EDIT = f"""mutation($id: ID!, $summary: String, $act: ActInput) {{ editMinutes(id: $id, summary: $summary, act: $act) {{
  __typename ... on Minutes {{ id version }} {REFUSAL} }} }}"""
SEARCH = "query($text: String!) { supervisedItems(filter: { search: $text }) { nodes { id } } }"
AFTER = "query($after: String!) { meetings(after: $after) { nodes { id } } }"
FIRST = "query($first: Int!) { meetings(first: $first) { nodes { id } } }"
FINDINGS = "select code from finding where object_id = $1 and kind = 'LATE_REGISTRATION'"
MANY_ALIASES = [f"a{n}: rosterVersion" for n in range(300)]
MEGABYTE = 1_048_576


@pytest.fixture(scope="module")
async def drafted(office: Office, county: County) -> Held:
    """A meeting whose minutes are being signed, and which units do not see yet."""
    return await hold(office, county, "防汛物资储备")


@pytest.fixture(scope="module")
async def item(office: Office, county: County) -> Any:
    """A supervised item of 县农业农村局 that is not handed out yet."""
    held = await hold(office, county, "冬修水利")
    await sign(office, held)
    query = "query($id: ID!) { supervisedItems(filter: { meetingId: $id }) { nodes { id version } } }"
    found = await office.until(INSPECTOR, query, lambda page: page["nodes"], id=held.id)
    return found["nodes"][0]


# Who asks


async def test_a_request_without_a_login_is_not_served(stack: Stack, door: Door) -> None:
    async with nothing_written(stack):
        for headers in ({}, {"authorization": "Bearer"}, {"authorization": "Bearer "}):
            answer = await door.knock(orjson.dumps({"query": WHO}), headers)
            assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_token_that_is_none_of_ours_is_not_believed(stack: Stack, door: Door, tmp_path: Path) -> None:
    stranger = Issuer(State(tmp_path))
    stranger.prepare()
    ours = stack.token(MAYOR)
    head, claims, signature = ours.split(".")
    for token, code in (
        ("nonsense", "TOKEN_UNKNOWN"),
        (stranger.token(MAYOR), "TOKEN_UNKNOWN"),
        (f"{head}.{claims}.{signature[:-6]}AAAAAA", "TOKEN_UNKNOWN"),
        (f"{stack.token(CLERK).rsplit('.', 1)[0]}.{signature}", "TOKEN_UNKNOWN"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJjaGVuLndlbmFuIn0.", "TOKEN_UNKNOWN"),
        ("长" * 5000, "TOKEN_UNKNOWN"),
        (stack.issuer.token(MAYOR, ttl=-60), "TOKEN_EXPIRED"),
        (stack.issuer.token(MAYOR, audience="another"), "TOKEN_WRONG_AUDIENCE"),
        (stack.issuer.token(MAYOR, issuer="https://another.example"), "TOKEN_UNKNOWN"),
    ):
        for url in ("", f"{stack.url('directory')}/graphql"):  # each service looks at it again by itself
            body, headers = orjson.dumps({"query": WHO}), {"authorization": f"Bearer {token}"}
            answer = await door.knock(body, headers, url)
            assert answer.codes == [code], token[:40]
            assert answer.status == (200 if url else 401)


async def test_a_login_that_is_in_no_roster_sees_nothing(stack: Stack, door: Door, drafted: Held) -> None:
    async with nothing_written(stack):
        assert (await door.ask("nobody.at.all", WHO)).codes == ["PERSON_UNKNOWN"]
        assert (await door.ask("x' or '1'='1", MINUTES, id=drafted.minutes_id)).codes == ["PERSON_UNKNOWN"]


# What is sent


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "MALFORMED_JSON"),
        (b"{", 400, "MALFORMED_JSON"),
        (b"\xff\xfe\x00", 400, "MALFORMED_JSON"),
        (b'{"query": "{ me { person { name } } }", "variables": {"a": "\\ud800"}}', 400, "MALFORMED_JSON"),
        (b"null", 400, "BAD_REQUEST"),
        (b'"text"', 400, "BAD_REQUEST"),
        (b"{}", 400, "BAD_REQUEST"),
        (b'{"query": 7}', 400, "BAD_REQUEST"),
        (b'{"query": "{ units { id } }", "variables": []}', 400, "BAD_REQUEST"),
        (b'[{"query": "{ units { id } }"}]', 400, "BATCHING_NOT_SUPPORTED"),
        (b'{"query": ""}', 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "{ units { id "}', 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "\\u0000"}', 400, "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "{ salaries { amount } }"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        (b'{"query": "{ units { id } }", "operationName": "another"}', 400, "OPERATION_NOT_FOUND"),
        (b'{"query": "query($id: ID!) { minutes(id: $id) { id } }"}', 400, "BAD_USER_INPUT"),
        (b'{"query": "query($id: ID!) { minutes(id: $id) { id } }", "variables": {"id": {}}}', 400, "BAD_USER_INPUT"),
        (orjson.dumps({"query": "{ units " * 40 + "}" * 40}), 400, "DOCUMENT_TOO_DEEP"),
        (orjson.dumps({"query": "{ %s }" % " ".join(MANY_ALIASES)}), 400, "DOCUMENT_TOO_LARGE"),
        (orjson.dumps({"query": "{ " * 3000}), 400, "GRAPHQL_PARSE_FAILED"),
        (orjson.dumps({"query": "#" * MEGABYTE}), 413, "BODY_TOO_LARGE"),
    ],
)  # fmt: skip
async def test_what_is_no_question_is_told_so(stack: Stack, door: Door, body: bytes, status: int, code: str) -> None:
    answer = await door.knock(body, {"authorization": f"Bearer {stack.token(CLERK)}"})
    assert (answer.status, answer.codes) == (status, [code])


async def test_only_json_is_read(stack: Stack, door: Door) -> None:
    headers = {"authorization": f"Bearer {stack.token(CLERK)}"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = await door.knock(orjson.dumps({"query": WHO}), {**headers, "content-type": kind})
        assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_ten_megabytes_are_not_taken(stack: Stack, door: Door, county: County) -> None:
    meeting = on_paper(county, "长" * (10 * MEGABYTE // 3), 1)
    async with nothing_written(stack):
        answer = await door.ask(CLERK, REGISTER, meeting=meeting, act=late(county))
        assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])
        answer = await door.ask(CLERK, "query { units { id } } #" + "x" * 10 * MEGABYTE)
        assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])


async def test_a_text_that_nobody_would_write_is_refused(stack: Stack, door: Door, county: County) -> None:
    before = await refusals(stack, "meetings")
    async with nothing_written(stack):
        for place in ("长" * 300_000, "x" * 900_000):
            meeting = on_paper(county, "春季防火", 1) | {"place": place}
            answer = await door.ask(CLERK, REGISTER, meeting=meeting, act=late(county))
            assert answer.codes == ["INPUT_TOO_LONG"]
        for text in ("响\u0007铃", "空\u0000字", "删\u007f除", "下一行\u0085"):
            answer = await door.ask(CLERK, REGISTER, meeting=on_paper(county, text, 1), act=late(county))
            assert answer.codes == ["INPUT_ILLEGAL_CHARACTER"]
            answer = await door.ask(CLERK, SEARCH, text=text)
            assert answer.codes == ["INPUT_ILLEGAL_CHARACTER"]
        answer = await door.ask(CLERK, "query($day: Date!) { dutyGaps(since: $day) { gap } }", day="9" * 500_000)
        assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"]
        answer = await door.ask(CLERK, "query($day: Date!) { dutyGaps(since: $day) { __typename } }", day="9" * 500_000)
        assert answer.codes == ["BAD_USER_INPUT"]
    assert await refusals(stack, "meetings") == before + 6  # refusals stay on the audit


async def test_a_page_that_cannot_be_is_refused(door: Door) -> None:
    for after in ("%%%", "AAAA", "x" * 100_000, "W10", "\u0000"):
        assert (await door.ask(CLERK, AFTER, after=after)).codes == ["BAD_USER_INPUT"], after[:20]
    for first in (0, -1, 101, 2**31 - 1):
        assert (await door.ask(CLERK, FIRST, first=first)).codes == ["BAD_USER_INPUT"]


# Objects


async def test_what_is_not_to_be_seen_is_not_found(
    stack: Stack, door: Door, county: County, drafted: Held, item: dict[str, Any]
) -> None:
    unknown, stranger = str(uuid4()), county.clerks["JTJ"]
    questions = {
        MINUTES: drafted.minutes_id,
        "query($id: ID!) { meeting(id: $id) { id } }": drafted.id,
        "query($id: ID!) { decision(id: $id) { id } }": drafted.decision_ids[0],
        "query($id: ID!) { supervisedItem(id: $id) { id } }": item["id"],
    }
    async with nothing_written(stack):
        for query, hidden in questions.items():
            answers = [
                await door.ask(login, query, id=wanted)
                for login, wanted in (
                    (stranger, hidden),
                    (ADMINISTRATOR, hidden),
                    (stranger, unknown),
                    (MAYOR, unknown),
                    (MAYOR, "not-an-id"),
                    (MAYOR, ""),
                )
            ]
            assert [answer.codes for answer in answers] == [["NOT_FOUND"]] * len(answers)
            assert (
                len({answer.document["errors"][0]["message"] for answer in answers}) == 1
            )  # nobody can tell them apart
            assert (await door.ask(MAYOR, query, id=hidden)).codes == []


async def test_nobody_acts_on_what_is_not_his(stack: Stack, door: Door, county: County, drafted: Held) -> None:
    async with nothing_written(stack):
        for login in (county.clerks["JTJ"], ADMINISTRATOR, REVIEWER):
            for mutation in (SIGN, SUBMIT, EDIT):
                answer = await door.ask(login, mutation, id=drafted.minutes_id)
                assert answer.codes == ["NOT_FOUND"], (login, mutation)
        for mutation in (SIGN, SUBMIT, DRAFT, EDIT):
            assert (await door.ask(CLERK, mutation, id=str(uuid4()))).codes == ["NOT_FOUND"]


async def test_who_saw_an_older_version_is_told_of_the_newer(
    stack: Stack, door: Door, office: Office, drafted: Held
) -> None:
    version = (await office.ask(DIRECTOR, MINUTES, id=drafted.minutes_id))["version"]
    async with nothing_written(stack):
        for seen in (version - 1, version + 1, -1, 0):
            answer = await door.ask(HOST, SIGN, id=drafted.minutes_id, act={"expectedVersion": seen})
            assert answer.codes == ["VERSION_CONFLICT"]
            assert answer.value["violations"][0]["detail"] == str(version)


# Twice


async def test_a_repeated_key_is_one_act(stack: Stack, door: Door, county: County) -> None:
    key, count = str(uuid4()), "select count(*) from meeting"
    before = await value(stack, "meetings", count)
    act = {**late(county), "idempotencyKey": key}
    meeting = on_paper(county, "农机购置补贴", 1)
    answers = await asyncio.gather(*(door.ask(CLERK, REGISTER, meeting=meeting, act=act) for _ in range(4)))
    assert [answer.codes for answer in answers] == [[]] * 4
    assert len({answer.value["id"] for answer in answers}) == 1
    assert await value(stack, "meetings", count) == before + 1
    async with nothing_written(stack):
        again = await door.ask(CLERK, REGISTER, meeting=meeting, act=act)
        assert again.value == answers[0].value
        other = await door.ask(CLERK, REGISTER, meeting=on_paper(county, "另一件事", 1), act=act)
        assert other.codes == ["IDEMPOTENCY_KEY_REUSED"]
        other = await door.ask(DIRECTOR, DRAFT, id=again.value["id"], act={"idempotencyKey": "k" * 201})
        assert other.codes == ["CONTENT_INVALID"]


# Days


async def test_before_the_rules_took_effect_nothing_is_judged(stack: Stack, door: Door, county: County) -> None:
    # A 副县长 presides over a 常务会议 without 县长's 委托: a breach of CW-1.1, but only once the rules are in force.
    for occurred_at, breaches in (("2022-01-25T23:59:00+08:00", 0), ("2022-01-26T09:00:00+08:00", 1)):
        meeting = on_paper(county, "元旦值班值守", 1) | {"kind": "STANDING", "basis": None}
        meeting["topics"][0]["scopeCode"] = "7"
        answer = await door.ask(CLERK, REGISTER, meeting=meeting, act=late(county, occurred_at))
        assert answer.codes == []
        found = [row["code"] for row in await rows(stack, "meetings", FINDINGS, UUID(answer.value["id"]))]
        assert found.count("HOST_NOT_ALLOWED") == breaches, (occurred_at, found)


async def test_a_day_that_cannot_be_is_refused(stack: Stack, door: Door, county: County) -> None:
    meeting = on_paper(county, "节后开工", 1)
    async with nothing_written(stack):
        for occurred_at, code in (
            ("2022-02-30T09:00:00+08:00", "BAD_USER_INPUT"),
            ("9999-12-31T23:59:59-12:00", "BAD_USER_INPUT"),
            ("0001-01-01T00:00:00+14:00", "BAD_USER_INPUT"),
            ("2022-01-20T09:00:00", "BAD_USER_INPUT"),
            ("yesterday", "BAD_USER_INPUT"),
            ("2023-01-20T09:00:00+08:00", "EVIDENCE_REQUIRED"),  # not yet
            ("1950-01-20T09:00:00+08:00", "ACTOR_NOT_ALLOWED"),  # nobody was in the roster
        ):
            answer = await door.ask(CLERK, REGISTER, meeting=meeting, act=late(county, occurred_at))
            assert answer.codes == [code], occurred_at


async def test_a_late_registration_names_a_person_and_evidence_that_exist(
    stack: Stack, door: Door, office: Office, county: County
) -> None:
    meeting, unknown = on_paper(county, "节前慰问", 1), str(uuid4())
    another = await office.upload(DIRECTOR, "meetings", "签到表.pdf", b"%PDF-1.4\n%%EOF\n")
    async with nothing_written(stack):
        for change, code in (
            ({"byPersonId": unknown}, "CONTENT_INVALID"),
            ({"evidenceFileIds": [unknown]}, "NOT_FOUND"),
            ({"evidenceFileIds": [another]}, "NOT_FOUND"),  # it is not the registrar's
            ({"note": "  "}, "EVIDENCE_REQUIRED"),
        ):
            act = {"lateRegistration": late(county)["lateRegistration"] | change}
            assert (await door.ask(CLERK, REGISTER, meeting=meeting, act=act)).codes == [code]
    mine = await office.upload(CLERK, "meetings", "签到表.pdf", b"%PDF-1.4\n%%EOF\n")
    act = {"lateRegistration": late(county)["lateRegistration"] | {"note": "", "evidenceFileIds": [mine]}}
    answer = await door.ask(CLERK, REGISTER, meeting=meeting, act=act)
    kept = await value(stack, "meetings", "select object_id from stored_file where id = $1", UUID(mine))
    assert str(kept) == answer.value["id"]
