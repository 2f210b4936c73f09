"""One spring of meetings, told once; the tests read its figures."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.meetings.conftest import OfficeAt
from tests.meetings.statistics.story import a_spring
from tests.service import RunningService


@dataclass(frozen=True)
class Spring:
    """The office on 5 May 2022, and the meetings that it held."""

    office: RunningService
    meetings: dict[str, str]


@pytest.fixture(scope="module")
async def spring(office_at: OfficeAt) -> AsyncIterator[Spring]:
    async with office_at("2022-02-21T09:00") as office:
        yield Spring(office, await a_spring(office))
