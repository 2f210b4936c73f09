"""`python -m tests.gateway.bench`: what the gateway costs over a subgraph asked directly. Prints, asserts nothing."""

import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import orjson
import psutil
import uvicorn

from gateway.composition import compose
from tests.gateway.conftest import SCHEMAS, Issuer, free_port, sdl, subgraph

REQUESTS = 400
LIST = "query($n: Int!) { many(count: $n) { id name posts } }"
JOIN = "query($n: Int!) { many(count: $n) { id name load } }"


@contextlib.asynccontextmanager
async def process(*arguments: str, url: str, **env: str) -> AsyncIterator[psutil.Process]:
    started = await asyncio.create_subprocess_exec(sys.executable, "-m", *arguments, env={**os.environ, **env})
    try:
        async with aiohttp.ClientSession() as session, asyncio.timeout(30):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{url}/health/live") as response:
                        if response.status == 200:
                            break
                await asyncio.sleep(0.05)
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        await started.wait()


def cpu(process: psutil.Process) -> float:
    members = [process, *process.children(recursive=True)]
    return sum(times.user + times.system for times in (one.cpu_times() for one in members))


async def measure(name: str, url: str, body: dict[str, object], token: str, server: psutil.Process) -> float:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    data = orjson.dumps(body)
    times = []
    async with aiohttp.ClientSession() as session:
        for number in range(REQUESTS + 50):
            if number == 50:
                before = cpu(server)
            started = time.perf_counter()
            async with session.post(f"{url}/graphql", data=data, headers=headers) as response:
                answer = orjson.loads(await response.read())
            times.append(time.perf_counter() - started)
            if "errors" in answer:
                raise SystemExit(str(answer["errors"]))
    used = (cpu(server) - before) / REQUESTS * 1_000
    p50 = statistics.median(times[50:]) * 1_000
    print(f"{name:<34} p50 {p50:6.2f} ms   CPU of that process {used:5.2f} ms/request")
    return p50


async def main() -> None:
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "supergraph.graphql").write_text(compose({name: sdl(one) for name, one in SCHEMAS.items()}))
        issuer = Issuer(folder)
        urls, servers = {}, {}
        for name in SCHEMAS:
            port = free_port()
            urls[name] = f"http://127.0.0.1:{port}"
            started = process("tests.gateway.bench", name, str(port), url=urls[name])
            servers[name] = await stack.enter_async_context(started)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        gateway = await stack.enter_async_context(
            process(
                "gateway",
                url=url,
                ZHENGBAN_PORT=str(port),
                ZHENGBAN_SUBGRAPHS=orjson.dumps(urls).decode(),
                ZHENGBAN_SUPERGRAPH=str(folder / "supergraph.graphql"),
                ZHENGBAN_JWKS=str(issuer.jwks),
            )
        )
        token = issuer.token(seconds=3_600)
        listed = {"query": LIST, "variables": {"n": 100}}
        for turn in (1, 2):
            print(f"round {turn}")
            direct = await measure("100 rows, straight from roster", urls["roster"], listed, token, servers["roster"])
            through = await measure("100 rows, through the gateway", url, listed, token, gateway)
            joined = {"query": JOIN, "variables": {"n": 100}}
            join = await measure("100 rows joined with affairs", url, joined, token, gateway)
            print(f"gateway / direct {through / direct:.2f}   join / list through the gateway {join / through:.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        uvicorn.run(subgraph(sys.argv[1]), port=int(sys.argv[2]), log_level="error", loop="uvloop", http="httptools")
    else:
        asyncio.run(main())
