"""Keeps one Rust query planner alive in a Node process and asks it for plans."""

import asyncio
import json
import logging
from asyncio.subprocess import DEVNULL, PIPE, Process
from itertools import count
from typing import Any

from gateway import node

log = logging.getLogger(__name__)

START_SECONDS = 15.0
PLAN_SECONDS = 5.0
PATIENCE_SECONDS = 3.0  # how long a request waits for a planner that is being restarted
BACK_OFF_SECONDS = (0.05, 0.2, 1.0, 5.0)
LINE_BYTES = 1 << 26  # a plan is one line; asyncio's own limit is 64 KiB


class PlannerUnavailable(Exception):
    """The planner's process is down, or it did not answer in time."""


class NotPlannable(Exception):
    """The planner refused the document; the text is for the log only."""


class PlannerGone(Exception):
    """The process ended while it was being asked."""


class Planner:
    """One supervised planner process for one supergraph."""

    def __init__(self, supergraph: str) -> None:
        self._supergraph = supergraph
        self._process: Process | None = None
        self._alive = asyncio.Event()
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._keeper: asyncio.Task[None] | None = None
        self.schema = ""

    @property
    def alive(self) -> bool:
        return self._alive.is_set()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process and take over the API schema; raises `PlannerUnavailable`."""
        await self._spawn()
        self._keeper = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Let the open questions end, then stop the process."""
        if self._waiting:
            await asyncio.wait(list(self._waiting.values()), timeout=PLAN_SECONDS)
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._stop()

    async def plan(self, query: str, operation_name: str | None) -> dict[str, Any]:
        """The plan of a valid document; raises `NotPlannable` or `PlannerUnavailable`."""
        for _ in range(2):  # a process that dies takes other requests' questions with it
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._alive.wait()
                async with asyncio.timeout(PLAN_SECONDS):
                    answer = await self._ask(query, operation_name)
            except PlannerGone:
                continue
            except TimeoutError as late:
                if self.alive and self._process:
                    log.error("the planner did not answer in %s s and is restarted", PLAN_SECONDS)
                    self._process.kill()
                raise PlannerUnavailable from late
            if "error" in answer:
                raise NotPlannable(answer["error"])
            plan: dict[str, Any] = answer["plan"]
            return plan
        raise PlannerUnavailable

    async def _ask(self, query: str, operation_name: str | None) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            line = json.dumps({"id": number, "query": query, "operationName": operation_name})
            self._process.stdin.write(line.encode() + b"\n")
            return await future
        finally:
            self._waiting.pop(number, None)

    async def _spawn(self) -> None:
        process = await asyncio.create_subprocess_exec(
            node.executable(),
            node.PLANNER / "planner.mjs",
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=LINE_BYTES,
            start_new_session=True,  # Ctrl-C in a terminal is the gateway's to handle
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                process.stdin.write(json.dumps({"supergraph": self._supergraph}).encode() + b"\n")
                await process.stdin.drain()
                answer = json.loads(await process.stdout.readline() or "{}")
        except (TimeoutError, ValueError, ConnectionError) as failure:
            await self._stop()
            raise PlannerUnavailable("the planner did not start") from failure
        if "schema" not in answer:
            await self._stop()
            raise PlannerUnavailable(f"the planner refused the supergraph: {answer.get('error', 'no answer')}")
        self.schema = answer["schema"]
        self._alive.set()

    async def _keep(self) -> None:
        """Read answers; when the process ends, fail the open questions and start it again with back-off."""
        failures = 0
        while True:
            if self._process and self.alive:
                if await self._read_answers(self._process):
                    failures = 0
                log.warning("the planner ended and is started again")
            await asyncio.sleep(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)])
            failures += 1
            try:
                await self._spawn()
            except (PlannerUnavailable, OSError, node.NodeMissing) as failure:
                log.error("the planner cannot be started: %s", failure)

    async def _read_answers(self, process: Process) -> bool:
        """Whether the process answered anything before it ended."""
        assert process.stdout is not None
        answered = False
        try:
            while line := await process.stdout.readline():
                answer = json.loads(line)
                answered = True
                future = self._waiting.get(answer["id"])
                if future and not future.done():
                    future.set_result(answer)
        except ValueError:
            log.exception("the planner's answer cannot be read")
        self._alive.clear()
        await self._stop()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(PlannerGone())
        return answered

    async def _stop(self) -> None:
        self._alive.clear()
        if self._process and self._process.returncode is None:
            self._process.kill()
        if self._process:
            await self._process.wait()
