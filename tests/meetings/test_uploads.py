"""Uploads go to the store as they come: within the limit, by their type, and without a trace when they fail."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from services.kernel import files
from services.kernel.policies import Policies
from services.kernel.store import FileLink, StoredFile
from tests.meetings.test_files import PDF, UPLOAD, inside, put
from tests.service import RunningService

MEGABYTE = 1024 * 1024
PROGRAM = b"MZ\x90\x00" + b"\0" * 100_000


def kept(service: RunningService) -> dict[str, int]:
    """Everything in the service's directory of files, with its size."""
    place: Path = service.runtime.settings.files / "meetings"
    return {str(path.relative_to(place)): path.stat().st_size for path in place.rglob("*") if path.is_file()}


async def pieces(first: bytes, size: int, broken: bool = False) -> AsyncIterator[bytes]:
    """`size` bytes that begin with `first`, without their length being said."""
    yield first
    left = size - len(first)
    while left > 0:
        yield b"0" * min(left, 65_536)
        left -= 65_536
    if broken:
        raise ConnectionError("the cable was pulled")


@pytest.fixture
async def small(meetings: RunningService) -> AsyncIterator[RunningService]:
    """The service under a policy of two megabytes a file."""
    county = meetings.runtime.policies
    meetings.runtime.policies = Policies({**vars(county)["_values"], "file_max_mb": 2})
    yield meetings
    meetings.runtime.policies = county


async def link(service: RunningService, name: str = "方案.pdf") -> Any:
    return await service.ask(UPLOAD, as_="housing-clerk", name=name)


async def send(service: RunningService, to: Any, data: Any) -> tuple[int, dict[str, Any]]:
    async with service.http.put(inside(service, to["path"]), data=data) as response:
        return response.status, await response.json()


async def test_what_comes_in_pieces_is_kept_under_its_digest(small: RunningService) -> None:
    size = 2 * MEGABYTE
    expected = hashlib.sha256(b"".join([piece async for piece in pieces(PDF, size)])).hexdigest()
    status, answer = await send(small, await link(small), pieces(PDF, size))
    assert (status, answer["sha256"], answer["size"]) == (200, expected, size)
    assert kept(small)[f"{expected[:2]}/{expected}"] == size
    assert not [name for name in kept(small) if name.startswith("incoming")]


@pytest.mark.parametrize("size", [2 * MEGABYTE + 1, 8 * MEGABYTE])
async def test_a_file_past_the_limit_leaves_nothing(small: RunningService, size: int) -> None:
    before, to = kept(small), await link(small)
    status, answer = await send(small, to, pieces(PDF, size))
    assert (status, answer["errors"][0]["extensions"]["code"]) == (413, "FILE_TOO_LARGE")
    assert answer["errors"][0]["message"] == "文件过大，上限为2MB"
    assert kept(small) == before
    assert (await put(small, to, PDF))[0] == 200  # the link was not used up


async def test_a_program_is_refused_by_its_first_bytes(small: RunningService) -> None:
    before = kept(small)
    status, answer = await send(small, await link(small), pieces(PROGRAM, 8 * MEGABYTE))  # past the limit as well
    assert (status, answer["errors"][0]["extensions"]["code"]) == (422, "FILE_TYPE_NOT_ALLOWED")
    assert kept(small) == before


async def test_an_upload_that_breaks_off_leaves_nothing_and_may_be_sent_again(small: RunningService) -> None:
    before, to = kept(small), await link(small)
    with pytest.raises(aiohttp.ClientOSError):
        await send(small, to, pieces(PDF, MEGABYTE, broken=True))
    while kept(small) != before:
        await asyncio.sleep(0.02)
    assert (await put(small, to, PDF))[0] == 200


async def test_an_unknown_link_takes_no_bytes(small: RunningService) -> None:
    before = kept(small)
    status, _ = await send(small, {"path": "/files/meetings/no-such-link"}, pieces(PDF, MEGABYTE))
    assert (status, kept(small)) == (404, before)


async def test_of_two_who_use_a_link_at_once_one_is_told_that_it_is_used(small: RunningService) -> None:
    to = await link(small)
    answers = await asyncio.gather(*(send(small, to, pieces(PDF, MEGABYTE + n)) for n in range(4)))
    assert sorted(status for status, _ in answers) == [200, 404, 404, 404]
    (answer,) = (answer for status, answer in answers if status == 200)
    assert not [name for name in kept(small) if name.startswith("incoming")]
    async with small.runtime.sessions() as session:
        row = await session.scalar(select(StoredFile).where(StoredFile.id == to["fileId"]))
        used = await session.scalar(select(FileLink.used_at).where(FileLink.file_id == to["fileId"]))
    assert row is not None
    assert (row.sha256, row.size) == (answer["sha256"], answer["size"])
    assert used is not None


async def test_what_a_killed_process_left_half_written_is_swept(small: RunningService) -> None:
    incoming = small.runtime.settings.files / "meetings" / "incoming"
    incoming.mkdir(exist_ok=True)
    old, new = incoming / "0195-old#1", incoming / "0195-new#1"
    for path in (old, new):
        path.write_bytes(PDF)
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    async with small.runtime.sessions.begin() as session:
        await files.sweep(session, small.runtime.files)
    assert (old.exists(), new.exists()) == (False, True)
    new.unlink()
