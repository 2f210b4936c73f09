"""Write a service's next migration: `python -m deploy.local.revise SERVICE "what it does"`.

A throw-away PostgreSQL is brought to the newest revision and compared with the models.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg

from deploy.local.postgres import EmbeddedPostgres, dsn
from deploy.local.stack import python_environment
from deploy.local.state import ROOT, State


async def main(service: str, message: str) -> int:
    state = State(Path(tempfile.mkdtemp(prefix="zhengban-revise-")))
    state.hold()
    server = EmbeddedPostgres(state, durable=False)
    try:
        await server.start()
        connection = await asyncpg.connect(server.admin_dsn)
        await connection.execute("create role reviser login password 'reviser'")
        await connection.execute("create database revise owner reviser")
        port = (await connection.fetchrow("show port"))[0]
        await connection.close()
        target = dsn("reviser", "reviser", "127.0.0.1", int(port), "revise", "postgresql+asyncpg")
        environment = python_environment() | {"ZHENGBAN_DSN": target}
        for words in (["migrate", service], ["revise", message, service]):
            done = await asyncio.to_thread(
                subprocess.run, [sys.executable, "-m", "services", *words], cwd=ROOT, env=environment, check=False
            )
            if done.returncode:
                return done.returncode
    finally:
        await server.stop()
        state.let_go()
        state.discard()
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit('usage: python -m deploy.local.revise SERVICE "what it does"')
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2])))
