"""An office of its own for every clause: the clock moves as the meeting does."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.roster import roster
from tests.service import RunningService, running


@pytest.fixture
async def office(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningService]:
    """Monday, 21 February 2022: the week of the meeting on Friday."""
    async with running(
        "meetings",
        dsn=await database_for("meetings"),
        nats_url=nats_server.url,
        nats_token=nats_server.token,
        issuer=issuer,
        files=tmp_path_factory.mktemp("files"),
        opens="2022-02-20T08:00",
    ) as service:
        await service.give_roster(roster())
        service.set_clock("2022-02-21T09:00")
        yield service
