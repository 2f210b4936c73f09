"""The supervision service on real servers, with a small roster."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.roster import roster
from tests.service import RunningService, running
from tests.supervision.office import Office

STARTS = "2022-02-25T09:00"


@pytest.fixture
async def office(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """A fresh service for each test: every test has its own days."""
    async with running(
        "supervision",
        dsn=await database_for("supervision"),
        nats_url=nats_server.url,
        nats_token=nats_server.token,
        issuer=issuer,
        files=tmp_path_factory.mktemp("files"),
    ) as service:
        await service.give_roster(roster())
        service.set_clock(STARTS)
        yield Office(service)


@pytest.fixture
def supervision(office: Office) -> RunningService:
    return office.service
