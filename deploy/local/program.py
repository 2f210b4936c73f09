"""Runs one of the project's programs to its end and keeps what it said."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.state import ROOT, StackError

LAST_LINES = 15


async def run_program(
    arguments: list[str], environment: Mapping[str, str], log: Path, *, failure: str, said: bytes = b""
) -> None:
    """`python <arguments>` with `said` on its standard input; raises `failure` with the end of its log."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate(said)
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    await asyncio.to_thread(log.write_bytes, output)
    if process.returncode != 0:
        end = "\n".join(output.decode(errors="replace").splitlines()[-LAST_LINES:])
        raise StackError(f"{failure}；日志 {log} 的末尾：\n{end}")
