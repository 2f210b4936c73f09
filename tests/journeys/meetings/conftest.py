"""A county of its own for the acceptance scenarios of meetings: its clock begins in January and only goes forward."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from deploy.demo.office import Office
from deploy.demo.people import County
from deploy.local.stack import Stack
from tests.conftest import STARTS_AT, new_directory
from tests.journeys.meetings.gate import Gate


@pytest.fixture(scope="package")
async def gate() -> AsyncIterator[Gate]:
    """The gateway on Thursday, 27 January 2022, the day after the regulations took effect."""
    stack = Stack(new_directory(), clock="steered", starts_at=STARTS_AT, durable=False)
    try:
        async with stack, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
            office = Office(stack, http)
            await office.clock("2022-01-27T09:00")
            yield Gate(office, await County.learn(office))
    finally:
        stack.state.discard()
