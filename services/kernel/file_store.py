"""The bytes of a service's files, content-addressed by SHA-256 in a directory or S3; streamed in, streamed out."""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, S3Store

from services.kernel.ids import new_id

MEGABYTE = 1024 * 1024
PART = 5 * MEGABYTE  # what S3 takes at least as one part of an upload
HEAD = 8192  # bytes by which a file's type is known
INCOMING = "incoming"


class TooMuch(Exception):
    """More came than was allowed; nothing of it is kept."""


@dataclass(frozen=True)
class Arrived:
    """Bytes that have come in and wait under a name of their own until they are settled or discarded."""

    place: str
    sha256: str
    size: int
    head: bytes


class FileStore:
    """A directory, or S3 when the path is `s3:/bucket/prefix`."""

    def __init__(self, place: Path) -> None:
        text = str(place)
        self._directory: Path | None = None
        if text.startswith("s3:/"):
            self._store: Any = S3Store.from_url("s3://" + text.removeprefix("s3:/").lstrip("/"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            self._directory, self._store = place, LocalStore(prefix=place)

    @staticmethod
    def _path(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256}"

    async def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256; keeping the same bytes again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        await obstore.put_async(self._store, self._path(sha256), content)
        return sha256

    async def take_in(
        self, pieces: AsyncIterator[bytes], max_bytes: int, check_head: Callable[[bytes], object]
    ) -> Arrived:
        """Write the pieces as they come, a few megabytes of them in memory; whatever goes wrong, nothing stays.

        `check_head` sees the first bytes before the others are taken, and may raise. Raises `TooMuch`.
        """
        digest, size, head = hashlib.sha256(), 0, b""

        async def watched() -> AsyncIterator[bytes]:
            nonlocal size, head
            async for piece in pieces:
                size += len(piece)
                if size > max_bytes:
                    raise TooMuch
                digest.update(piece)
                if len(head) < HEAD:
                    head = (head + piece)[:HEAD]
                    if len(head) == HEAD:
                        check_head(head)
                if piece:
                    yield piece
            if len(head) < HEAD:
                check_head(head)

        place = f"{INCOMING}/{new_id()}"
        await obstore.put_async(self._store, place, watched(), use_multipart=True, chunk_size=PART, max_concurrency=2)
        return Arrived(place, digest.hexdigest(), size, head)

    async def settle(self, arrived: Arrived) -> None:
        """Give the bytes the name of their digest; at one stroke in a directory, by a copy in S3."""
        await obstore.rename_async(self._store, arrived.place, self._path(arrived.sha256))

    async def discard(self, arrived: Arrived) -> None:
        """Remove what has come in and was not settled."""
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, arrived.place)

    async def sweep(self, before: datetime) -> None:
        """Remove what came in before that moment and was neither settled nor discarded: its process was killed.

        Parts of an upload that S3 has not put together are removed by a rule of the bucket.
        """
        if self._directory is not None:  # what is half written has a name that the store does not list
            for path in self._directory.glob(f"{INCOMING}/*"):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
            return
        async for batch in obstore.list(self._store, prefix=INCOMING):
            for each in batch:
                if each["last_modified"] < before:
                    await obstore.delete_async(self._store, each["path"])

    async def get(self, sha256: str) -> bytes:
        answer = await obstore.get_async(self._store, self._path(sha256))
        return bytes(await answer.bytes_async())

    async def stream(self, sha256: str, start: int, length: int, chunk: int = MEGABYTE) -> AsyncIterator[bytes]:
        """The bytes from `start`, in chunks."""
        while length > 0:
            size = min(chunk, length)
            part = await obstore.get_range_async(self._store, self._path(sha256), start=start, length=size)
            yield bytes(part)
            start, length = start + size, length - size

    async def remove(self, sha256: str) -> None:
        await obstore.delete_async(self._store, self._path(sha256))
