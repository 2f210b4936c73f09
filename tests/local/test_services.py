"""The whole stack: every process answers for itself, and comes back when it is killed."""

import pytest

from deploy.local import probes
from deploy.local.stack import GATEWAY, SERVICES, Stack


async def test_everything_that_is_started_is_ready(stack: Stack) -> None:
    assert set(stack.pids()) == {"postgres", "nats", GATEWAY, *SERVICES}
    for name in (*SERVICES, GATEWAY):
        status, _ = await probes.get(stack.port(name), "/health/ready")
        assert (name, status) == (name, 200)


@pytest.mark.parametrize("name", ["postgres", "nats", GATEWAY, *SERVICES])
async def test_a_killed_process_comes_back_and_the_others_stay(stack: Stack, name: str) -> None:
    before = stack.pids()
    await stack.replaced({name: stack.kill(name)})
    await stack.ready()
    after = stack.pids()
    assert {other: pid for other, pid in after.items() if other != name} == {
        other: pid for other, pid in before.items() if other != name
    }
