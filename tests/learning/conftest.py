"""The learning service on real servers, with a small roster."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.roster import roster
from tests.service import RunningService, running


@pytest.fixture
async def learning(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningService]:
    async with (
        database_for("learning") as dsn,
        running(
            "learning",
            dsn=dsn,
            nats_url=nats_server.url,
            nats_token=nats_server.token,
            issuer=issuer,
            files=tmp_path_factory.mktemp("files"),
            opens="2022-02-06T08:00",
        ) as service,
    ):
        await service.give_roster(roster())
        service.set_clock("2022-02-07T09:00")
        await service.timers_done()
        yield service
