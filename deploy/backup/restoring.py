"""Restores a backup into empty databases and directories, checks it, and lets what was on its way be sent again."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from deploy.backup.installation import (
    BackupError,
    Installation,
    Manifest,
    Place,
    Saved,
    copy,
    digest_of,
    run_tool,
    stored,
)

TABLES = "select count(*) from pg_tables where schemaname = 'public'"
# As old as the streams keep an event; what the others know already they recognise.
ON_ITS_WAY = timedelta(days=30)
SEND_AGAIN = "update outbox set published_at = null where payload is not null and created_at > $1"


async def restore(source: Path, installation: Installation, report: Callable[[str], None]) -> Manifest:
    """Fill the installation, whose services must not run and whose bus must be empty; raises `BackupError`."""
    manifest = Manifest.read(source)
    if missing := set(manifest.services) ^ set(installation):
        raise BackupError(f"备份与系统所含的服务不同：{'、'.join(sorted(missing))}。")
    for name, place in installation.items():
        if await asyncio.to_thread(digest_of, source / f"{name}.dump") != manifest.services[name].dump_sha256:
            raise BackupError(f"备份中 {name} 的数据库已损坏：内容与其摘要不符。")
        await _insist_on_empty(name, place)
    taken_at = datetime.fromisoformat(manifest.taken_at)
    for name, place in installation.items():
        report(f"恢复 {name}")
        await _fill(name, place, source / f"{name}.dump")
        count = await asyncio.to_thread(_copy_files, source / "files" / name, place.files)
        if place.files is not None and count != manifest.services[name].files:
            raise BackupError(f"备份中 {name} 的文件不全：应有 {manifest.services[name].files} 个，实有 {count} 个。")
        await _check(name, place, manifest.services[name])
        connection = await asyncpg.connect(place.plain_dsn)
        try:
            await connection.execute(SEND_AGAIN, taken_at - ON_ITS_WAY)
        finally:
            await connection.close()
    return manifest


async def _insist_on_empty(name: str, place: Place) -> None:
    connection = await asyncpg.connect(place.plain_dsn)
    try:
        tables = await connection.fetchval(TABLES)
    finally:
        await connection.close()
    if tables or (place.files is not None and place.files.exists() and any(place.files.iterdir())):
        raise BackupError(f"{name} 的数据库或文件目录不是空的；恢复不会覆盖任何内容，请另指空的数据库与目录。")


async def _fill(name: str, place: Place, dump: Path) -> None:
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    database = f"--dbname={place.environment()['PGDATABASE']}"
    await run_tool("pg_restore", [*arguments, database, str(dump)], place, f"{name} 的数据库未能恢复")


def _copy_files(source: Path, target: Path | None) -> int:
    count = 0
    if target is not None:
        for path in source.glob("*/*"):
            copy(path, stored(target, path.name), path.name)
            count += 1
    return count


async def _check(name: str, place: Place, saved: Saved) -> None:
    """The audit's chain is whole and ends where it ended."""
    from services.kernel.audit_chain import walk
    from services.kernel.database import open_engine

    engine = open_engine(place.dsn.replace("postgresql://", "postgresql+asyncpg://"), pool_size=1)
    try:
        async with AsyncSession(engine) as session:
            chain = await walk(session)
    finally:
        await engine.dispose()
    if chain.first_break is not None or chain.count != saved.audit_count:
        raise BackupError(f"{name} 的审计链在第 {chain.first_break or chain.count + 1} 条断开，恢复的内容不可信。")
    if saved.audit_count and chain.head != saved.audit_head:
        raise BackupError(f"{name} 的审计链与备份时不同，恢复的内容不可信。")
