"""The office as its people reach it: GraphQL through the gateway, each act with the token of who may do it."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp

from deploy.local.stack import Stack
from services.kernel.clock import SHANGHAI

REFUSAL = "... on Refusal { violations { code detail messageZh blocking clauses { id regulation article text } } }"
STARTS_AT = datetime(2022, 1, 24, 8, 30, tzinfo=SHANGHAI)
PATIENCE_SECONDS = 60.0
FIELD = re.compile(r"\b(mutation|query)\b[^{]*\{\s*(\w+)")


class StoryBroken(Exception):
    """The office answered otherwise than the story needs; the text says what was asked and what came back."""


class Office:
    """Speaks to the gateway; every answer that is not the expected one ends the story with a clear sentence."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self.stack = stack
        self._http = http
        self.now = STARTS_AT

    async def ask(self, login: str, operation: str, **variables: Any) -> Any:
        """The value of the operation's one field; GraphQL errors break the story."""
        answer = await self.post(login, operation, variables)
        if answer.get("errors"):
            raise StoryBroken(f"{login} 请求 {_name(operation)}：{answer['errors'][0]}")
        (value,) = answer["data"].values()
        return value

    async def do(self, login: str, operation: str, **variables: Any) -> Any:
        """Carry out a mutation that must succeed."""
        value = await self.ask(login, operation, **variables)
        if value["__typename"] == "Refusal":
            reasons = "；".join(f"{v['code']} {v['messageZh']}" for v in value["violations"])
            raise StoryBroken(f"{login} 办理 {_name(operation)} 被拒绝：{reasons}")
        return value

    async def refused(self, login: str, operation: str, code: str, **variables: Any) -> dict[str, Any]:
        """Carry out a mutation that must be refused with `code`; returns that violation with its clauses."""
        value = await self.ask(login, operation, **variables)
        found = [v for v in value.get("violations", ()) if v["code"] == code]
        if not found:
            raise StoryBroken(f"{login} 办理 {_name(operation)} 应因 {code} 被拒绝，答复却是 {value}")
        return dict(found[0])

    async def post(self, login: str, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The whole answer."""
        headers = {"Authorization": f"Bearer {self.stack.token(login, ttl=4 * 3600)}"}
        body = {"query": operation, "variables": variables}
        async with self._http.post(self.stack.gateway_url, json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            return answer

    async def until(self, login: str, operation: str, holds: Callable[[Any], bool], **variables: Any) -> Any:
        """Ask again until the answer holds: events take milliseconds, papers seconds."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + PATIENCE_SECONDS, 0.005
        while True:
            value = await self.ask(login, operation, **variables)
            if holds(value):
                return value
            if loop.time() > deadline:
                raise StoryBroken(f"等候 {_name(operation)} 超过{PATIENCE_SECONDS:.0f}秒，最后的答复是 {value}")
            await asyncio.sleep(pause)
            pause = min(0.2, pause * 1.5)

    async def clock(self, to: str) -> None:
        """Move the office clock to `2022-02-25T09:00` and wait until every timer has worked up to it."""
        self.now = datetime.fromisoformat(to).replace(tzinfo=SHANGHAI)
        await self.stack.move_clock(self.now)

    async def upload(self, login: str, service: str, name: str, content: bytes) -> str:
        """Upload a file for the service; returns its id, to be attached by a mutation."""
        prepare = f"mutation($name: String!) {{ prepare{service.capitalize()}Upload(name: $name) {{ fileId path }} }}"
        link = await self.ask(login, prepare, name=name)
        headers = {"Authorization": f"Bearer {self.stack.token(login)}"}
        async with self._http.put(self.stack.url("gateway") + link["path"], data=content, headers=headers) as response:
            if response.status >= 300:
                raise StoryBroken(f"上传 {name} 失败：{response.status} {await response.text()}")
        return str(link["fileId"])

    async def download(self, login: str, service: str, file_id: str) -> bytes:
        """The bytes of a file the person may read."""
        prepare = f"mutation($id: ID!) {{ prepare{service.capitalize()}Download(fileId: $id) {{ path }} }}"
        link = await self.ask(login, prepare, id=file_id)
        headers = {"Authorization": f"Bearer {self.stack.token(login)}"}
        async with self._http.get(self.stack.url("gateway") + link["path"], headers=headers) as response:
            if response.status != 200:
                raise StoryBroken(f"下载失败：{response.status} {await response.text()}")
            return await response.read()


def _name(operation: str) -> str:
    found = FIELD.search(operation)
    return found[2] if found else operation[:60]
