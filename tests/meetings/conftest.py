"""The meetings service on real servers, with a small roster."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from tests.conftest import Serving
from tests.meetings.refusals import refusals_change_nothing
from tests.roster import roster
from tests.service import RunningService, instant

__all__ = ["meetings", "office", "office_at", "refusals_change_nothing"]

OfficeAt = Callable[[str], AbstractAsyncContextManager[RunningService]]


@pytest.fixture(scope="session")
def office_at(serving: Serving) -> OfficeAt:
    """`async with office_at("2022-02-21T09:00")`: a meetings service of its own at that moment."""

    @asynccontextmanager
    async def at(moment: str) -> AsyncIterator[RunningService]:
        opens = f"{instant(moment) - timedelta(days=1):%Y-%m-%dT%H:%M}"
        async with serving("meetings", opens) as service:
            await service.give_roster(roster())
            service.set_clock(moment)
            yield service

    return at


@pytest.fixture(scope="module")
async def meetings(office_at: OfficeAt) -> AsyncIterator[RunningService]:
    """Monday, 7 February 2022, for the tests of a file that leave the clock alone."""
    async with office_at("2022-02-07T09:00") as service:
        yield service


@pytest.fixture
async def office(office_at: OfficeAt) -> AsyncIterator[RunningService]:
    """An office of the test's own on Monday, 21 February 2022: the week of the 常务会议 on Friday."""
    async with office_at("2022-02-21T09:00") as service:
        yield service
