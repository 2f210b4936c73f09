"""The supervision service on real servers, with a small roster."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from tests.conftest import Serving
from tests.supervision.office import Office, county

STARTS = date(2022, 2, 25)


@pytest.fixture
async def office(serving: Serving) -> AsyncIterator[Office]:
    """A fresh service for each test: every test has its own days."""
    async with serving("supervision", f"{STARTS - timedelta(days=1)}T08:00") as service:
        await service.give_roster(county())
        await service.timers_done()
        office = Office(service)
        await office.on(STARTS.isoformat())
        yield office
