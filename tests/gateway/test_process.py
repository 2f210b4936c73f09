"""`python -m gateway` as a process: its settings, and its end."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from gateway.settings import ROOT
from tests.gateway.conftest import Stack, free_port


def environment(stack: Stack, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "ZHENGBAN_PORT": str(free_port()),
        "ZHENGBAN_SUBGRAPHS": json.dumps(stack.subgraphs),
        "ZHENGBAN_SUPERGRAPH": str(stack.settings.supergraph),
        "ZHENGBAN_JWKS": stack.settings.jwks,
        **changes,
    }


@asynccontextmanager
async def process(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", cwd=ROOT, env=env, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def ready(stack: Stack, url: str) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                async with stack.client.get(f"{url}/health/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


async def test_a_request_under_way_ends_and_streams_are_closed(stack: Stack) -> None:
    env = environment(stack)
    url = f"http://127.0.0.1:{env['ZHENGBAN_PORT']}"
    async with process(env) as gateway:
        await ready(stack, url)
        planner = planner_of(gateway.pid)
        body = {"query": "{ slow(seconds: 1.5) }"}
        asking = asyncio.create_task(stack.client.post(f"{url}/graphql", json=body, headers=stack.headers()))
        changes = {"query": 'subscription { topicChanged(ids: ["t1", "t1"], pause: 60) { id } }'}
        accept = stack.headers(accept="text/event-stream")
        stream = await stack.client.post(f"{url}/graphql", json=changes, headers=accept)
        async with stack.client.ws_connect(f"{url}/graphql", protocols=("graphql-transport-ws",)) as socket:
            await socket.send_json({"type": "connection_init", "payload": stack.headers()})
            assert (await socket.receive_json())["type"] == "connection_ack"
            await asyncio.sleep(0.3)
            gateway.send_signal(signal.SIGTERM)
            assert (await socket.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
            assert socket.close_code == 1001
        assert (await stream.text()).endswith("event: complete\ndata:\n\n")
        response = await asking
        assert (await response.json())["data"] == {"slow": "done"}
        async with asyncio.timeout(10):
            assert await gateway.wait() in (0, -signal.SIGTERM)
        assert not exists(planner)


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def planner_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ZHENGBAN_SUBGRAPHS": ""}, "ZHENGBAN_SUBGRAPHS"),
        ({"ZHENGBAN_SUBGRAPHS": '{"roster": "roster:1"}'}, "ZHENGBAN_SUBGRAPHS"),
        ({"ZHENGBAN_SUBGRAPHS": '{"roster": "http://127.0.0.1:9"}'}, "no address is set for affairs, papers"),
        ({"ZHENGBAN_JWKS": ""}, "ZHENGBAN_JWKS"),
        ({"ZHENGBAN_PORT": "many"}, "PORT"),
        ({"ZHENGBAN_SUPERGRAPH": "/nowhere.graphql"}, "nowhere.graphql cannot be read"),
    ],
)
async def test_bad_settings_name_themselves(stack: Stack, changes: dict[str, str], message: str) -> None:
    async with process(environment(stack, **changes)) as gateway:
        _, errors = await asyncio.wait_for(gateway.communicate(), 20)
    assert gateway.returncode not in (0, None)
    assert message in errors.decode()
