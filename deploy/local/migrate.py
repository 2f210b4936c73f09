"""Brings the databases of several services to their newest revisions in one process: imports cost more than tables."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.program import run_program


async def migrate(dsns: Mapping[str, str], environment: Mapping[str, str], log: Path) -> None:
    """Run the services' migrations up to head on the databases given (DSN by service); raise with the log's end."""
    said = json.dumps(dict(dsns)).encode()
    failure = f"{'、'.join(dsns)} 的数据库结构更新失败"
    await run_program(["-m", "deploy.local.migrate"], environment, log, failure=failure, said=said)


def main() -> None:
    """Read DSNs by service from standard input, so that no password stands in a command line."""
    from services.kernel.migrations import upgrade

    for service, dsn in json.load(sys.stdin).items():
        upgrade(service, dsn)


if __name__ == "__main__":
    main()
