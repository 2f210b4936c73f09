"""A meetings service of its own for tests that move the office clock."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.roster import roster
from tests.service import RunningService, running


@pytest.fixture
async def january(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningService]:
    """The office on Friday, 28 January 2022, before the Spring Festival with its 调休."""
    async with running(
        "meetings",
        dsn=await database_for("meetings"),
        nats_url=nats_server.url,
        nats_token=nats_server.token,
        issuer=issuer,
        files=tmp_path_factory.mktemp("files"),
        opens="2022-01-27T08:00",
    ) as service:
        await service.give_roster(roster())
        service.set_clock("2022-01-28T09:00")
        yield service
