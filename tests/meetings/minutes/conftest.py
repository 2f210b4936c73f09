"""The office before the Spring Festival, for the minutes whose days it stretches."""

from collections.abc import AsyncIterator

import pytest

from tests.meetings.conftest import OfficeAt
from tests.service import RunningService


@pytest.fixture
async def january(office_at: OfficeAt) -> AsyncIterator[RunningService]:
    """Thursday, 27 January 2022: the rules are in force, the Spring Festival is near."""
    async with office_at("2022-01-27T09:00") as service:
        yield service
