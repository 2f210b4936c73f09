"""How Alembic runs for any service: its own and the kernel's tables, one transaction, one migrator at a time."""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from services.kernel.columns import LocalTime
from services.kernel.migrations import LOCK, metadata_of

attributes = context.config.attributes
metadata = metadata_of(attributes["service"])


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Enumerations are text in the database; a new value is no change of it. Local times are plain moments there."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, LocalTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=False,
        version_table="schema_version",
        render_item=render_item,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


async def main() -> None:
    engine = create_async_engine(attributes["dsn"], poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
