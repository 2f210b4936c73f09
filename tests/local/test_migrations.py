"""Every service's migrations lead to its models, and back to an empty database."""

import asyncio

import asyncpg
import pytest

from deploy.local.stack import SERVICES
from deploy.local.state import ROOT
from services.kernel import migrations
from tests.conftest import Postgres

TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'S') and c.relname <> 'schema_version'
union all
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
union all
select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
where n.nspname = 'public' and t.typtype = 'e'
"""


async def left_in(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        return [row["relname"] for row in await connection.fetch(TABLES)]
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "service", [name for name in SERVICES if list((ROOT / "services" / name / "migrations").glob("*.py"))]
)
async def test_up_check_down_up(postgres: Postgres, service: str) -> None:
    async with postgres.empty(service) as dsn:
        await asyncio.to_thread(migrations.upgrade, service, dsn)
        await asyncio.to_thread(migrations.check, service, dsn)
        assert await left_in(dsn)
        await asyncio.to_thread(migrations.downgrade, service, dsn)
        assert await left_in(dsn) == []
        await asyncio.to_thread(migrations.upgrade, service, dsn)
