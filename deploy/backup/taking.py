"""Takes a backup of a running installation: all databases of one moment, then the files that they name.

For a few milliseconds no service may act or take in an event. In that moment a snapshot of every database is taken, so
that no service knows of anything that another has not said; `pg_dump` then reads the snapshots while work goes on. The
bus is not saved: what was said and not yet heard stands in the outboxes and is sent again after the restore, and the
inboxes recognise what they know. Only of restricted matter the outbox keeps nothing (AMB-42): the moment is chosen so
that none of it is on its way.
"""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from deploy.backup.installation import (
    BackupError,
    Installation,
    Manifest,
    Place,
    Saved,
    copy,
    digest_of,
    now,
    run_tool,
    stored,
)

ATTEMPTS = 30
PAUSE_SECONDS = 1.0
LOCK_SECONDS = 10
READER_OF_RESTRICTED = "documents"  # the only one (AMB-42)
RESTRICTED_LIFE = timedelta(days=1)  # on the bus
STANDSTILL = "lock table inbox, audit_entry in share row exclusive mode"
SENT_RESTRICTED = "select id from outbox where subject like 'rst.%' and published_at is not null and created_at > $1"
HEARD = "select event_id::text from inbox where event_id = any($1) union select event_id from dead_event"
HEAD = "select seq, hash from audit_entry order by seq desc limit 1"
NAMED = "select sha256, bool_or(object_id is not null) as needed from stored_file where sha256 is not null group by 1"

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Snapshots: TypeAlias = dict[str, tuple[Connection, str]]


async def take(
    installation: Installation, target: Path, report: Callable[[str], None], beside: dict[str, Any] | None = None
) -> Manifest:
    """Write the backup into `target`, which must not be there yet; whatever goes wrong, nothing stays there."""
    fresh = _fresh(target)
    try:
        async with contextlib.AsyncExitStack() as stack:
            snapshots = await _one_moment(installation, stack, report)
            taken_at = now()
            saved = {
                name: await _save(name, installation[name], *snapshot, fresh, report)
                for name, snapshot in snapshots.items()
            }
        manifest = Manifest(taken_at.isoformat(), saved, beside or {})
        manifest.write(fresh)
        fresh.replace(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return manifest


def _fresh(target: Path) -> Path:
    """A new folder beside the target, for its owner alone."""
    if target.exists():
        raise BackupError(f"{target} 已经存在；请另指一个目录。")
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    return fresh


async def _one_moment(
    installation: Installation, stack: contextlib.AsyncExitStack, report: Callable[[str], None]
) -> Snapshots:
    for attempt in range(ATTEMPTS):
        async with contextlib.AsyncExitStack() as standstill:
            for place in installation.values():
                await standstill.enter_async_context(_transaction(place, "read committed", STANDSTILL))
            async with contextlib.AsyncExitStack() as trying:
                snapshots: Snapshots = {}
                for name, place in installation.items():
                    connection = await trying.enter_async_context(_transaction(place, "repeatable read"))
                    snapshots[name] = connection, await connection.fetchval("select pg_export_snapshot()")
                if not await _restricted_on_its_way(snapshots):
                    stack.push_async_exit(trying.pop_all())
                    return snapshots
        if not attempt:
            report("有限制知悉的事件正在投递，稍候")
        await asyncio.sleep(PAUSE_SECONDS)
    raise BackupError("限制知悉的事件未能投递到公文服务；请检查公文服务的运行与死信，然后重新备份。")


@contextlib.asynccontextmanager
async def _transaction(place: Place, level: Any, lock: str = "") -> AsyncIterator[Connection]:
    """A connection in a transaction that changes nothing and is rolled back at the end."""
    connection = await asyncpg.connect(place.plain_dsn, server_settings={"lock_timeout": f"{LOCK_SECONDS}s"})
    try:
        transaction = connection.transaction(isolation=level.replace(" ", "_"))
        await transaction.start()
        if lock:
            await connection.execute(lock)
        yield connection
        await transaction.rollback()
    except asyncpg.LockNotAvailableError as error:
        raise BackupError("数据库正忙，未能在数秒内取得一致的时刻；请稍后重新备份。") from error
    finally:
        await connection.close()


async def _restricted_on_its_way(snapshots: Snapshots) -> bool:
    """Has anything restricted been sent that its reader has not taken in?"""
    if READER_OF_RESTRICTED not in snapshots:
        return False
    since = now() - RESTRICTED_LIFE
    sent: set[UUID] = set()
    for connection, _ in snapshots.values():
        sent |= {row["id"] for row in await connection.fetch(SENT_RESTRICTED, since)}
    heard = await snapshots[READER_OF_RESTRICTED][0].fetch(HEARD, list(sent))
    return not {str(each) for each in sent} <= {row["event_id"] for row in heard}


async def _save(
    name: str, place: Place, connection: Connection, snapshot: str, folder: Path, report: Callable[[str], None]
) -> Saved:
    report(f"备份 {name}")
    dump = folder / f"{name}.dump"
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={dump}"]
    await run_tool("pg_dump", arguments, place, f"{name} 的数据库未能备份")
    head = await connection.fetchrow(HEAD)
    files = await connection.fetch(NAMED) if place.files is not None else []
    count = await asyncio.to_thread(_copy_files, name, place, files, folder)
    digest = await asyncio.to_thread(digest_of, dump)
    return Saved(digest, head["seq"] if head else 0, head["hash"] if head else "", count)


def _copy_files(name: str, place: Place, files: list[Any], folder: Path) -> int:
    """What the snapshot names is there: bytes are kept before their row; only what nobody attached may be swept."""
    count = 0
    for row in files:
        assert place.files is not None
        source = stored(place.files, row["sha256"])
        if not source.exists() and not row["needed"]:
            continue
        try:
            copy(source, stored(folder / "files" / name, row["sha256"]), row["sha256"])
        except FileNotFoundError as error:
            raise BackupError(f"{name} 缺少文件 {source}；请先找回该文件，或从以往的备份中取回。") from error
        count += 1
    return count
