"""A client as every client should be: one key for each act, sent again until the answer has come."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import aiohttp

from deploy.local.stack import Stack

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.1


class Persistent:
    """Speaks to the gateway while processes die; `sent_again` counts the answers that did not count, by their code."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self._stack = stack
        self._http = http
        self.sent_again: Counter[str] = Counter()

    async def do(self, login: str, operation: str, **variables: Any) -> Any:
        """Carry out a mutation once, however often it has to be sent."""
        act = {**(variables.pop("act", None) or {}), "idempotencyKey": uuid4().hex}
        value = await self._until(login, operation, {**variables, "act": act}, lambda _: True)
        assert value["__typename"] != "Refusal", value
        return value

    async def until(self, login: str, operation: str, holds: Callable[[Any], bool], **variables: Any) -> Any:
        """Ask again until the answer holds."""
        return await self._until(login, operation, variables, holds)

    async def _until(self, login: str, operation: str, variables: dict[str, Any], holds: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            failure, value = await self._once(login, operation, variables)
            if failure is None and holds(value):
                return value
            if failure is not None:
                self.sent_again[failure] += 1
            assert time.monotonic() < deadline, f"{operation[:80]}: {failure or value}"
            await asyncio.sleep(PAUSE_SECONDS)

    async def _once(self, login: str, operation: str, variables: dict[str, Any]) -> tuple[str | None, Any]:
        """Why it has to be sent again, or the value of the one field."""
        headers = {"authorization": f"Bearer {self._stack.token(login)}"}
        body = {"query": operation, "variables": variables}
        try:
            async with self._http.post(self._stack.gateway_url, json=body, headers=headers) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return type(error).__name__, None
        for error in answer.get("errors", ()):
            extensions = error["extensions"]
            assert extensions["retryable"], answer
            return str(extensions["code"]), None
        (value,) = answer["data"].values()
        return None, value
