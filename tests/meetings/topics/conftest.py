"""The office before the Spring Festival, for tests that move its clock."""

from collections.abc import AsyncIterator

import pytest

from tests.meetings.conftest import OfficeAt
from tests.service import RunningService


@pytest.fixture
async def january(office_at: OfficeAt) -> AsyncIterator[RunningService]:
    """Friday, 28 January 2022, before the Spring Festival with its 调休."""
    async with office_at("2022-01-28T09:00") as service:
        yield service
