"""The planner process dies, hangs and is replaced while requests go on."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from graphql import parse

from gateway.graph import MAX_CACHED, BadSupergraph, Graph
from gateway.plan import EntityFetch, Sequence, UnknownPlan, read_plan
from gateway.sidecar import NotPlannable, Planner, PlannerUnavailable
from gateway.types import PossibleTypes
from tests.gateway.conftest import SCHEMAS, Stack, another_gateway

SERVICES = set(SCHEMAS)


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.05)


async def test_a_killed_planner_is_started_again(supergraph: str) -> None:
    planner = Planner(supergraph)
    await planner.start()
    try:
        for _ in range(3):
            assert planner.pid
            asking = [asyncio.create_task(planner.plan(f"{{ a{n}: units {{ id }} }}", None)) for n in range(20)]
            await asyncio.sleep(0)
            os.kill(planner.pid, signal.SIGKILL)
            plans = await asyncio.gather(*asking)
            assert {plan["kind"] for plan in plans} == {"QueryPlan"}
            assert planner.alive
    finally:
        await planner.close()


async def test_a_planner_that_hangs_is_replaced(supergraph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.sidecar.PLAN_SECONDS", 0.5)
    planner = Planner(supergraph)
    await planner.start()
    try:
        assert planner.pid
        os.kill(planner.pid, signal.SIGSTOP)
        with pytest.raises(PlannerUnavailable):
            await planner.plan("{ units { id } }", None)
        assert (await planner.plan("{ units { id } }", None))["kind"] == "QueryPlan"
    finally:
        await planner.close()


async def test_what_cannot_be_planned_does_not_harm_the_planner(supergraph: str) -> None:
    planner = Planner(supergraph)
    await planner.start()
    try:
        with pytest.raises(NotPlannable):
            await planner.plan("{ nothing }", None)
        assert (await planner.plan("{ units { id } }", None))["kind"] == "QueryPlan"
    finally:
        await planner.close()


async def test_a_gateway_without_planner_answers_what_it_knows_and_says_so(stack: Stack) -> None:
    async with another_gateway(stack) as gateway:
        await gateway.ask("{ units { id } }")
        graph = pid_of_newest_planner()
        os.kill(graph, signal.SIGSTOP)  # neither alive nor dead
        assert "errors" not in await gateway.ask("{ units { id } }")
        os.kill(graph, signal.SIGCONT)
        os.kill(graph, signal.SIGKILL)
        assert "errors" not in await gateway.ask("{ units { name } }")


def pid_of_newest_planner() -> int:
    """The newest planner among this process's children."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    planners = [int(pid) for pid in children if b"planner.mjs" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return planners[-1]


async def test_same_document_is_planned_once(supergraph: str) -> None:
    graph = await Graph.open(supergraph, SERVICES)
    try:
        found = await asyncio.gather(*(graph.operation("{ units { id } }", None) for _ in range(50)))
        assert len({id(one) for one in found}) == 1
        assert await graph.operation("{ units { id } }", None) is found[0]
        assert graph.hits == 1
        named = "query A { units { id } } query B { meetings { id } }"
        assert await graph.operation(named, "A") is not await graph.operation(named, "B")
        for number in range(MAX_CACHED + 5):
            await graph.operation(f"{{ a{number}: __typename }}", None)
        assert len(graph._cache) == MAX_CACHED
    finally:
        await graph.close()


@pytest.mark.parametrize(
    ("text", "services", "message"),
    [
        ("", SERVICES, "cannot be read"),
        ("type Query {", SERVICES, "cannot be read"),
        ("type Query { a: Int }", SERVICES, "not a supergraph"),
        (None, {"roster"}, "affairs, papers"),
    ],
)
async def test_a_bad_supergraph_is_refused(supergraph: str, text: str | None, services: set[str], message: str) -> None:
    with pytest.raises(BadSupergraph, match=message):
        await Graph.open(supergraph if text is None else text, services)


async def test_the_supergraph_is_changed_under_way(stack: Stack, supergraph: str, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text(supergraph)

    async with another_gateway(stack, supergraph=file) as gateway:

        async def knows(field: str) -> bool:
            response = await gateway.post({"query": f"{{ {field} {{ id }} }}"})
            return response.status == 200

        assert await knows("units")
        going_on = asyncio.create_task(gateway.ask("{ slow(seconds: 0.9) units { id } }"))
        await asyncio.sleep(0.1)
        renamed = supergraph.replace("  units(", "  offices(")
        assert renamed != supergraph
        await asyncio.to_thread(replace_file, file, renamed)
        await until(lambda: knows("offices"))
        assert not await knows("units")
        assert len((await going_on)["data"]["units"]) == 3

        await asyncio.to_thread(replace_file, file, "nonsense")
        await asyncio.sleep(1.5)
        assert await knows("offices")
        await asyncio.to_thread(replace_file, file, supergraph)
        await until(lambda: knows("units"))


def replace_file(file: Path, text: str) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(file)


def test_plans_with_unknown_nodes_are_refused() -> None:

    types = PossibleTypes(parse("type Query { a: Int }"))
    with pytest.raises(UnknownPlan):
        read_plan({"kind": "QueryPlan", "node": {"kind": "Defer"}}, types)


async def test_two_paths_to_one_entity_become_one_request(supergraph: str) -> None:
    graph = await Graph.open(supergraph, SERVICES)
    try:
        operation = await graph.operation("{ meetings { host { name } topics { proposer { name } } } }", None)
    finally:
        await graph.close()
    assert isinstance(operation.plan.node, Sequence)
    fetch = operation.plan.node.nodes[1]
    assert isinstance(fetch, EntityFetch)
    assert sum(len(group.paths) for group in fetch.groups) == 2
