"""One person before one screen: a connection that stays open and one token, so that only the answer is timed."""

import time
from typing import Any

import aiohttp
import orjson


class Question:
    """A GraphQL question, written once and asked many times."""

    def __init__(self, query: str, **variables: Any) -> None:
        self.body = orjson.dumps({"query": query, "variables": variables})


class Reader:
    """Asks one address; `timed` gives the seconds until the whole answer is there."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    async def ask(self, question: Question) -> Any:
        """The value of the question's one field; raises when anything is wrong with it."""
        answer = orjson.loads(await self._body(question))
        if "errors" in answer:
            raise ValueError(f"{answer['errors'][0]}")
        (value,) = answer["data"].values()
        return value

    async def timed(self, question: Question) -> float:
        started = time.perf_counter()
        await self._body(question)
        return time.perf_counter() - started

    async def _body(self, question: Question) -> bytes:
        async with self._http.post(self._url, data=question.body, headers=self._headers) as response:
            body = await response.read()
            response.raise_for_status()
            return body
