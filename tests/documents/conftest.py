"""The documents service on real servers, with a small roster, and LibreOffice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.issuer import Issuer
from deploy.local.office import missing
from services.kernel.settings import ROOT, Settings
from tests.conftest import DatabaseFor, NatsServer, Serving
from tests.documents.story import Story
from tests.roster import roster


@pytest.fixture(scope="session")
def office() -> None:
    """LibreOffice and the fonts; without them no test of this service means anything."""
    lacking = missing(ROOT / ".zhengban" / "fonts")
    assert not lacking, f"缺少 {'、'.join(lacking)}：请执行 ./zhengban demo 或 python -m deploy.local.office"


@pytest.fixture(scope="module")
async def documents(office: None, serving: Serving) -> AsyncIterator[Story]:
    async with serving("documents", "2022-02-06T08:00") as service:
        await service.give_roster(roster())
        service.set_clock("2022-02-07T09:00")
        yield Story(service)


@pytest.fixture
async def settings(
    office: None, database_for: DatabaseFor, nats_server: NatsServer, issuer: Issuer, tmp_path: Path
) -> AsyncIterator[Settings]:
    """Settings of a service with a fresh database, for tests that run its parts or processes themselves."""
    async with database_for("documents") as dsn:
        yield Settings(
            service="documents",
            host="127.0.0.1",
            port=0,
            dsn=dsn,
            pool_size=5,
            nats_url=nats_server.url,
            nats_token=nats_server.token,
            nats_replicas=1,
            issuer="https://zhengban.local",
            audience="zhengban",
            jwks=str(issuer.jwks),
            clock="steered",
            files=tmp_path,
            county=ROOT / "deploy" / "county",
            development=False,
            max_body_bytes=1_048_576,
        )
