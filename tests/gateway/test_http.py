"""POST /graphql: what is refused, with which status and code, and who is let in."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway import limits
from tests.gateway.conftest import Issuer, Stack, another_gateway

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


async def raw(stack: Stack, body: Any, **headers: str) -> tuple[int, str, Mapping[str, str]]:
    """Status, code and headers of the answer to a body sent as it is."""
    given = stack.headers(**{"content-type": JSON, **headers})
    async with stack.client.post(f"{stack.url}/graphql", data=body, headers=given) as response:
        answer = json.loads(await response.text())
        assert "data" not in answer
        extensions = answer["errors"][0]["extensions"]
        assert extensions["requestId"] == response.headers["x-request-id"]
        assert isinstance(extensions["retryable"], bool)
        return response.status, extensions["code"], response.headers


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "MALFORMED_JSON"),
        ("{", 400, "MALFORMED_JSON"),
        (b"\xff\xfe", 400, "MALFORMED_JSON"),
        ("[" * 5_000, 400, "MALFORMED_JSON"),
        ("null", 400, "BAD_REQUEST"),
        ("{}", 400, "BAD_REQUEST"),
        ('{"query": 7}', 400, "BAD_REQUEST"),
        ('{"query": "{units{id}}", "variables": []}', 400, "BAD_REQUEST"),
        ('{"query": "{units{id}}", "operationName": {}}', 400, "BAD_REQUEST"),
        ('[{"query": "{units{id}}"}]', 400, "BATCHING_NOT_SUPPORTED"),
        ('{"query": ""}', 400, "GRAPHQL_PARSE_FAILED"),
        ('{"query": "{units{"}', 400, "GRAPHQL_PARSE_FAILED"),
        ('{"query": "{units{id} \\u0000}"}', 400, "GRAPHQL_PARSE_FAILED"),
        ('{"query": "fragment F on Unit {id}"}', 400, "OPERATION_NOT_FOUND"),
        ('{"query": "query A{units{id}} query B{units{id}}"}', 400, "OPERATION_NOT_FOUND"),
        ('{"query": "query A{units{id}}", "operationName": "C"}', 400, "OPERATION_NOT_FOUND"),
        ('{"query": "{units{nothing}}"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        ('{"query": "{units{__typename: id}}"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        ('{"query": "{...F} fragment F on Query {...F}"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        ('{"query": "{_service{sdl}}"}', 400, "GRAPHQL_VALIDATION_FAILED"),
        ('{"query": "query($id: ID!){unit(id: $id){id}}"}', 400, "BAD_USER_INPUT"),
        ('{"query": "query($n: Int!){units(first: $n){id}}", "variables": {"n": "x"}}', 400, "BAD_USER_INPUT"),
        ('{"query": "subscription{askedBy}"}', 400, "SUBSCRIPTION_NEEDS_STREAM"),
    ],
)
async def test_bad_requests_have_a_code(stack: Stack, body: str | bytes, status: int, code: str) -> None:
    for media_type in (JSON, GRAPHQL_JSON):
        found = await raw(stack, body, accept=media_type)
        assert found[:2] == (status, code)
        assert found[2]["Content-Type"] == media_type


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{" + " ".join(f"a{n}: units{{id}}" for n in range(limits.MAX_ROOT_FIELDS + 1)) + "}", "DOCUMENT_TOO_LARGE"),
        ("{units{" + " ".join(f"a{n}: id" for n in range(limits.MAX_ALIASES + 1)) + "}}", "DOCUMENT_TOO_LARGE"),
        ("{units{" + "id " * limits.MAX_TOKENS + "}}", "DOCUMENT_TOO_LARGE"),
        ("{units{" + "parent{" * limits.MAX_DEPTH + "id" + "}" * limits.MAX_DEPTH + "}}", "DOCUMENT_TOO_DEEP"),
        ("{units{" + "...on Unit{" * 70 + "id" + "}" * 70 + "}}", "DOCUMENT_TOO_DEEP"),
        ("{a" * 3_000 + "}" * 3_000, "DOCUMENT_TOO_DEEP"),
        ("{units(filter: " + "[" * 4_000 + "]" * 4_000 + "){id}}", "DOCUMENT_TOO_DEEP"),
        (
            "{units{...F0}} fragment F12 on Unit {id name}"
            + "".join(f"fragment F{n} on Unit {{...F{n + 1} x{n}: parent{{...F{n + 1}}}}}" for n in range(12)),
            "DOCUMENT_TOO_LARGE",
        ),
        (
            "{units{...F0}} fragment F300 on Unit {id}"
            + "".join(f"fragment F{n} on Unit {{...F{n + 1}}}" for n in range(300)),
            "DOCUMENT_TOO_DEEP",
        ),
    ],
    ids=["roots", "aliases", "tokens", "depth", "fragments-in-place", "braces", "values", "explosion", "chain"],
)
async def test_documents_larger_than_the_contract_are_refused(stack: Stack, query: str, code: str) -> None:
    assert (await raw(stack, json.dumps({"query": query})))[:2] == (400, code)


async def test_what_the_contract_allows_is_answered(stack: Stack) -> None:
    deep = limits.MAX_DEPTH - 2
    for query in (
        "{" + " ".join(f"a{n}: units{{id}}" for n in range(limits.MAX_ROOT_FIELDS)) + "}",
        "{units{" + "parent{" * deep + "id" + "}" * deep + "}}",
        get_introspection_query(descriptions=True, specified_by_url=True, directive_is_repeatable=True),
    ):
        assert "errors" not in await stack.ask(query)


async def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(stack: Stack) -> None:
    body = json.dumps({"query": "{units{id}}", "variables": {"x": "字" * 700_000}}, ensure_ascii=False).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 65_536):
            yield body[at : at + 65_536]
            await asyncio.sleep(0)

    assert (await raw(stack, BytesIO(body)))[:2] == (413, "BODY_TOO_LARGE")
    assert (await raw(stack, pieces()))[:2] == (413, "BODY_TOO_LARGE")
    assert (await raw(stack, gzip.compress(b"{}"), **{"content-encoding": "gzip"}))[:2] == (400, "MALFORMED_JSON")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_read(stack: Stack, content_type: str) -> None:
    found = await raw(stack, '{"query": "{units{id}}"}', **{"content-type": content_type})
    assert found[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_methods_media_types_and_unknown_addresses(stack: Stack) -> None:
    async with stack.client.get(f"{stack.url}/graphql", params={"query": "mutation{stamp(id:1){__typename}}"}) as got:
        assert (got.status, got.headers["allow"]) == (405, "POST")
        assert (await got.json())["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    async with stack.client.delete(f"{stack.url}/graphql") as got:
        assert (await got.json())["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    async with stack.client.get(f"{stack.url}/nowhere") as got:
        assert got.status == 404
        assert (await got.json())["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (await raw(stack, "{}", accept="image/png"))[:2] == (406, "NOT_ACCEPTABLE")
    for accept, expected in (
        (GRAPHQL_JSON, GRAPHQL_JSON),
        ("*/*", JSON),
        (f"{JSON};q=0.8, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.1, {JSON}", JSON),
    ):
        response = await stack.post({"query": "{units{id}}"}, accept=accept)
        assert (response.status, response.content_type) == (200, expected)


async def test_partial_answers_are_200(stack: Stack) -> None:
    response = await stack.post({"query": "{refused units{id}}"}, accept=GRAPHQL_JSON)
    answer = json.loads(await response.text())
    assert response.status == 200
    assert answer["data"]["refused"] is None
    assert answer["errors"]


async def test_tokens(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = Issuer(tmp_path_factory.mktemp("stranger"))
    body = '{"query": "{units{id}}"}'
    for authorization, code in (
        ("", "UNAUTHENTICATED"),
        ("Basic d2FuZzo=", "UNAUTHENTICATED"),
        ("Bearer ", "UNAUTHENTICATED"),
        ("Bearer x.y.z", "TOKEN_UNKNOWN"),
        (f"Bearer {stranger.token()}", "TOKEN_UNKNOWN"),
        (f"Bearer {stack.issuer.token(seconds=-60)}", "TOKEN_EXPIRED"),
        (f"Bearer {stack.issuer.token(audience='other')}", "TOKEN_WRONG_AUDIENCE"),
        (f"Bearer {stack.issuer.token(iss='https://other.example')}", "TOKEN_UNKNOWN"),
    ):
        status, found, headers = await raw(stack, body, authorization=authorization)
        assert (status, found, headers["www-authenticate"]) == (401, code, "Bearer")
    assert (await raw(stack, '{"query": "{__typename}"}', authorization=""))[:2] == (401, "UNAUTHENTICATED")


async def test_a_remembered_token_still_expires(stack: Stack) -> None:
    token = stack.issuer.token(seconds=-3)  # valid for two more seconds of leeway
    headers = {"authorization": f"Bearer {token}"}
    async with stack.client.post(f"{stack.url}/graphql", json={"query": "{units{id}}"}, headers=headers) as response:
        assert response.status == 200
    await asyncio.sleep(3)
    assert (await raw(stack, '{"query": "{units{id}}"}', **headers))[:2] == (401, "TOKEN_EXPIRED")


async def test_only_the_schema_is_open_in_development(stack: Stack) -> None:
    async with another_gateway(stack, development=True) as gateway:
        for query, status in (("{__typename}", 200), ("{__schema{queryType{name}}}", 200), ("{units{id}}", 401)):
            async with stack.client.post(f"{gateway.url}/graphql", json={"query": query}) as response:
                assert response.status == status
        async with stack.client.get(f"{gateway.url}/graphql") as page:
            assert page.status == 200
            assert "/explorer/graphiql.js" in await page.text()
        for name in ("react.js", "react-dom.js", "graphiql.js", "graphiql.css", "start.js", "examples.graphql"):
            async with stack.client.get(f"{gateway.url}/explorer/{name}") as asset:
                assert asset.status == 200
        async with stack.client.get(f"{gateway.url}/explorer/page.html") as asset:
            assert asset.status == 404


async def test_public_keys_show_their_public_members(stack: Stack) -> None:
    async with stack.client.get(f"{stack.url}/.well-known/jwks.json") as response:
        keys = (await response.json())["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "kid", "alg"}]


async def test_other_origins_by_setting(stack: Stack) -> None:
    url = f"{stack.url}/graphql"
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    async with stack.client.options(
        f"{stack.url}/graphql", headers={"origin": "https://desk.example", **asked}
    ) as good:
        assert good.headers["access-control-allow-origin"] == "https://desk.example"
    async with stack.client.options(url, headers={"origin": "https://evil.example", **asked}) as bad:
        assert "access-control-allow-origin" not in bad.headers


async def test_health_and_figures(stack: Stack) -> None:
    await stack.ask("{units{id}}")
    await stack.ask("{units{id}}")
    async with stack.client.get(f"{stack.url}/health/live") as response:
        assert response.status == 200
    async with stack.client.get(f"{stack.url}/health/ready") as response:
        ready = await response.json()
        assert response.status == 200
    assert (ready["status"], ready["planner"]) == ("ready", True)
    assert ready["services"] == {"affairs": True, "papers": True, "roster": True}
    dead = stack.subgraphs | {"papers": "http://127.0.0.1:9"}
    async with (
        another_gateway(stack, subgraphs=dead) as gateway,
        stack.client.get(f"{gateway.url}/health/ready") as response,
    ):
        ready = await response.json()
        assert (response.status, ready["status"], ready["services"]["papers"]) == (200, "degraded", False)
        assert "127.0.0.1" not in await response.text()
    async with stack.client.get(f"{stack.url}/metrics") as response:
        text = await response.text()
    for line in (
        'zhengban_gateway_plan_cache_total{result="hit"}',
        'zhengban_gateway_requests_total{operation="query",outcome="ok"}',
        'zhengban_gateway_fetches_total{outcome="ok",service="roster"}',
        "zhengban_gateway_planner_up 1.0",
    ):
        assert line in text
