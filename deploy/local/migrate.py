"""Brings the databases of several services to their newest revisions in one process: imports cost more than tables."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.state import ROOT, StackError


async def migrate(dsns: Mapping[str, str], environment: Mapping[str, str], log: Path) -> None:
    """Run the services' migrations up to head on the databases given (DSN by service); raise with the log's end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.local.migrate"),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate(json.dumps(dict(dsns)).encode())
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    await asyncio.to_thread(log.write_bytes, output)
    if process.returncode != 0:
        end = "\n".join(output.decode(errors="replace").splitlines()[-15:])
        raise StackError(f"{'、'.join(dsns)} 的数据库结构更新失败；日志 {log} 的末尾：\n{end}")


def main() -> None:
    """Read DSNs by service from standard input, so that no password stands in a command line."""
    from services.kernel.migrations import upgrade

    for service, dsn in json.load(sys.stdin).items():
        upgrade(service, dsn)


if __name__ == "__main__":
    main()
