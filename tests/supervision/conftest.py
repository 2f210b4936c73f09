"""The supervision service on real servers, with a small roster."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.service import running
from tests.supervision.office import Office, county

STARTS = date(2022, 2, 25)


@pytest.fixture
async def office(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """A fresh service for each test: every test has its own days."""
    async with (
        database_for("supervision") as dsn,
        running(
            "supervision",
            dsn=dsn,
            nats_url=nats_server.url,
            nats_token=nats_server.token,
            issuer=issuer,
            files=tmp_path_factory.mktemp("files"),
            opens=f"{STARTS - timedelta(days=1)}T08:00",
        ) as service,
    ):
        await service.give_roster(county())
        await service.timers_done()
        office = Office(service)
        await office.on(STARTS.isoformat())
        yield office
