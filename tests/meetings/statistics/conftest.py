"""One spring of meetings, told once; the tests read its figures."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.local.issuer import Issuer
from tests.conftest import DatabaseFor, NatsServer
from tests.meetings.statistics.story import a_spring
from tests.roster import roster
from tests.service import RunningService, running


@dataclass(frozen=True)
class Spring:
    """The office on 5 May 2022, and the meetings that it held."""

    office: RunningService
    meetings: dict[str, str]


@pytest.fixture(scope="module")
async def spring(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Spring]:
    async with running(
        "meetings",
        dsn=await database_for("meetings"),
        nats_url=nats_server.url,
        nats_token=nats_server.token,
        issuer=issuer,
        files=tmp_path_factory.mktemp("files"),
        opens="2022-02-20T08:00",
    ) as office:
        await office.give_roster(roster())
        office.set_clock("2022-02-21T09:00")
        yield Spring(office, await a_spring(office))
