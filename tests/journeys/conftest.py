"""The office on the whole stack: people, units and the gateway."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import pytest

from deploy.demo.office import Office
from deploy.demo.people import County
from deploy.local.stack import Stack
from deploy.local.steering import Steering
from tests.journeys.answers import Door

WORKING_DAY = datetime.fromisoformat("2022-02-07T09:00:00+08:00")


@pytest.fixture(scope="session")
async def office(stack: Stack) -> AsyncIterator[Office]:
    """Speaks through the gateway of the whole stack, on a working day after the rules took effect."""
    clock = await Steering(stack.nats_url, stack.nats_token).show()
    assert clock is not None
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        office = Office(stack, http)
        if clock.now < WORKING_DAY:
            await office.clock(WORKING_DAY.isoformat())
        else:
            office.now = clock.now
        yield office


@pytest.fixture(scope="session")
async def county(office: Office) -> County:
    return await County.learn(office)


@pytest.fixture(scope="session")
async def door(stack: Stack, office: Office) -> AsyncIterator[Door]:
    """The gateway's front door; whatever it answers is checked for what it must not say."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        yield Door(stack, http)
