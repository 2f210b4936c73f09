"""The learning service on real servers, with a small roster."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Serving
from tests.roster import roster
from tests.service import RunningService


@pytest.fixture
async def learning(serving: Serving) -> AsyncIterator[RunningService]:
    async with serving("learning", "2022-02-06T08:00") as service:
        await service.give_roster(roster())
        service.set_clock("2022-02-07T09:00")
        await service.timers_done()
        yield service
