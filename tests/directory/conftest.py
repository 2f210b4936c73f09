"""The directory service on real servers, with the county's own roster."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deploy.local.issuer import Issuer
from services.directory.import_county import import_county
from services.kernel.settings import ROOT, Settings
from tests.conftest import DatabaseFor, NatsServer
from tests.service import RunningService, running

COUNTY = ROOT / "deploy" / "county"
SettingsFor = Callable[[str, Path], Settings]


@pytest.fixture(scope="session")
def settings_for() -> SettingsFor:
    """`settings_for(dsn, county)`: what the import command reads from its environment."""
    return lambda dsn, county: dataclasses.replace(Settings.read("directory"), dsn=dsn, county=county)


@pytest.fixture(scope="session")
async def directory(
    database_for: DatabaseFor,
    nats_server: NatsServer,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
    settings_for: SettingsFor,
) -> AsyncIterator[RunningService]:
    dsn = await database_for("directory")
    await import_county(settings_for(dsn, COUNTY))
    async with running(
        "directory",
        dsn=dsn,
        nats_url=nats_server.url,
        nats_token=nats_server.token,
        issuer=issuer,
        files=tmp_path_factory.mktemp("files"),
    ) as service:
        service.set_clock("2022-02-07T09:00")
        yield service
