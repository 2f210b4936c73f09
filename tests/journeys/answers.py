"""Raw requests to the gateway, and what no answer may ever give away."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from deploy.local.stack import Stack
from services.kernel.settings import ROOT
from tests.journeys.databases import at_rest, contents

# Addresses, files, programs and statements of the inside of the house.
INSIDE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|sqlalchemy|asyncpg|psycopg|postgres|nats:|https?://|127\.0\.0\.1|localhost"
    r"|\bSELECT\b|\bINSERT\b|\bUPDATE\b|\bDELETE\b|0x[0-9a-f]{6}|" + re.escape(str(ROOT)),
    re.IGNORECASE,
)
FAULTS = {"INTERNAL", "INTERNAL_SERVER_ERROR", "SERVICE_ERROR", "NULL_IN_NON_NULL", "NOT_EXECUTED"}
LONGEST_ANSWER = 20_000  # of a refusal: what was sent in does not come back


@dataclass(frozen=True)
class Answer:
    """Status and document of one answer."""

    status: int
    document: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        """The codes of all errors and refusals, which every one of them has to carry."""
        errors = [error["extensions"]["code"] for error in self.document.get("errors", ())]
        refused = [
            violation["code"]
            for value in (self.document.get("data") or {}).values()
            if isinstance(value, dict)
            for violation in value.get("violations", ())
        ]
        return errors + refused

    @property
    def value(self) -> Any:
        """What the one field that was asked for came to."""
        (found,) = (self.document.get("data") or {None: None}).values()
        return found


class Door:
    """The gateway's front door, as any program on the network may knock at it."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self.stack = stack
        self._http = http
        self._tokens: dict[str, str] = {}

    async def knock(self, body: bytes, headers: dict[str, str] | None = None, url: str = "") -> Answer:
        """Send any body; the answer is checked for what it must not say, whatever else it says."""
        headers = {"content-type": "application/json"} | (headers or {})
        async with self._http.post(url or self.stack.gateway_url, data=io.BytesIO(body), headers=headers) as response:
            text = (await response.read()).decode()
            assert not INSIDE.search(text), text[:2000]
            assert response.status < 500, text[:2000]
            assert response.content_type == "application/json", text[:2000]
            answer = Answer(response.status, orjson.loads(text))
        assert not FAULTS.intersection(answer.codes), text[:2000]
        assert not answer.codes or len(text) < LONGEST_ANSWER, f"{len(text)} characters: {text[:2000]}"
        return answer

    async def ask(self, login: str, query: str, **variables: Any) -> Answer:
        """One operation of somebody who is logged in."""
        if login not in self._tokens:
            self._tokens[login] = self.stack.token(login)
        return await self.say({"query": query, "variables": variables}, self._tokens[login])

    async def say(self, document: Any, token: str) -> Answer:
        return await self.knock(orjson.dumps(document), {"authorization": f"Bearer {token}"})


@asynccontextmanager
async def nothing_written(stack: Stack) -> AsyncIterator[None]:
    """Within the block no service writes anything but the audit of refusals."""
    await at_rest(stack)
    before = await contents(stack)
    yield
    await at_rest(stack)
    after = await contents(stack)
    changed = [name for name, mark in after.items() if before.get(name) != mark]
    assert not changed, f"written: {changed}"
