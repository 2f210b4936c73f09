"""What the services have written down: read in their own databases, with the moment each transaction committed."""

from typing import Any

import asyncpg

from deploy.local.stack import Stack


async def rows(stack: Stack, service: str, query: str, *arguments: Any) -> list[Any]:
    """The rows that the query finds in the service's database."""
    connection = await asyncpg.connect(stack.dsn(service).replace("+asyncpg", ""))
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


async def keep_commit_times(stack: Stack) -> None:
    """Let the database remember when each transaction committed, from its next start on."""
    connection = await asyncpg.connect(stack.admin_dsn)
    try:
        await connection.execute("alter system set track_commit_timestamp = on")
    finally:
        await connection.close()
