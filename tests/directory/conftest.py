"""The directory service on real servers, with the county's own roster."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.issuer import Issuer
from services.directory.import_county import import_county
from services.kernel.settings import ROOT, Settings
from tests.conftest import DatabaseFor, NatsServer
from tests.service import RunningService, running

COUNTY = ROOT / "deploy" / "county"


def settings_on(dsn: str, county: Path) -> Settings:
    """What the import command reads from its environment."""
    return dataclasses.replace(Settings.read("directory"), dsn=dsn, county=county)


@pytest.fixture
async def dsn(database_for: DatabaseFor) -> AsyncIterator[str]:
    """An empty directory that no service runs on."""
    async with database_for("directory") as dsn:
        yield dsn


@contextlib.asynccontextmanager
async def a_directory(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, files: Path
) -> AsyncIterator[RunningService]:
    """A directory with the county's roster, whose office clock stands at 7 February 2022."""
    servers = {"nats_url": nats_server.url, "nats_token": nats_server.token, "issuer": issuer}
    async with database_for("directory") as dsn:
        await import_county(settings_on(dsn, COUNTY))
        async with running("directory", dsn=dsn, files=files, **servers) as service:
            service.set_clock("2022-02-07T09:00")
            await service.timers_done()
            yield service


@pytest.fixture(scope="module")
async def directory(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningService]:
    """One directory for the tests of a file that leave the clock alone."""
    async with a_directory(database_for, nats_server, issuer, tmp_path_factory.mktemp("files")) as service:
        yield service


@pytest.fixture
async def fresh_directory(
    database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path: Path
) -> AsyncIterator[RunningService]:
    """A directory of the test's own, to move the clock or to count what is there."""
    async with a_directory(database_for, nats_server, issuer, tmp_path) as service:
        yield service
