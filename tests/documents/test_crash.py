"""kill -9 of the service at any moment: no number is lost or doubled, no paper carries another's number."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pypdfium2
from sqlalchemy import func, select

from deploy.local.stack import python_environment
from services.documents.issuing.commands import request_document
from services.documents.issuing.model import Document, DocumentFile, DocumentState, PaperNumber
from services.documents.subscribers import inbox
from services.documents.timers import timers
from services.kernel.file_store import FileStore
from services.kernel.runtime import Runtime
from services.kernel.settings import ROOT, Settings
from services.kernel.store import OutboxRow
from tests.documents.story import a_request
from tests.roster import roster
from tests.service import copies

PAPERS = 8
KILLED_AT = (0, 1, 4)  # papers issued when the process is killed, in the middle of the next one
WAIT_SECONDS = 120


@contextlib.asynccontextmanager
async def process(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service as the stack starts it; killed at the end of the block, whatever it is doing."""
    names = ("dsn", "nats_url", "nats_token", "jwks", "clock", "files")
    environment = python_environment() | {f"ZHENGBAN_{name.upper()}": str(getattr(settings, name)) for name in names}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", "documents", cwd=ROOT, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        await child.wait()


async def test_a_killed_service_loses_and_doubles_no_number(settings: Settings) -> None:
    runtime = Runtime(settings, inbox, timers)
    try:
        async with runtime.sessions.begin() as session:
            await copies.keep_roster(session, roster())
        requests = [a_request(series="OFFICE_PAPER", title=f"关于第{n}件事项的通知") for n in range(1, PAPERS + 1)]
        act = await runtime.system_act()
        async with runtime.sessions.begin() as session:
            for request in requests:
                await request_document(session, act, request, "meetings")
        for papers in (*KILLED_AT, PAPERS):
            async with process(settings), asyncio.timeout(WAIT_SECONDS):
                while await issued(runtime) < papers or not await drafted(runtime):
                    await asyncio.sleep(0.02)
        await judge(runtime)
    finally:
        await runtime.engine.dispose()


async def drafted(runtime: Runtime) -> bool:
    """Has the process begun to work on papers?"""
    async with runtime.sessions() as session:
        return await session.scalar(select(func.count()).select_from(DocumentFile)) != 0


async def issued(runtime: Runtime) -> int:
    async with runtime.sessions() as session:
        query = select(func.count()).select_from(Document).where(Document.state == DocumentState.ISSUED)
        return await session.scalar(query) or 0


async def judge(runtime: Runtime) -> None:
    store = FileStore(runtime.settings.files / "documents")
    async with runtime.sessions() as session:
        taken = (await session.execute(select(PaperNumber).order_by(PaperNumber.number))).scalars().all()
        documents = (await session.execute(select(Document))).scalars().all()
        files = (await session.execute(select(DocumentFile))).scalars().all()
        told = [orjson.loads(row.payload or b"{}") for row in (await session.execute(select(OutboxRow))).scalars()]
    assert [each.number for each in taken] == list(range(1, PAPERS + 1))
    assert len({each.document_id for each in taken}) == PAPERS
    numbers = [each["data"]["number"] for each in told if each["type"] == "documents.document.issued.v1"]
    assert sorted(numbers) == sorted(each.full_number for each in taken)
    for document in documents:
        own = {file.format.value: file for file in files if file.document_id == document.id}
        assert set(own) == {"DOCX", "PDF"}
        assert not any(file.draft for file in own.values())
        assert document.full_number in words(await store.get(own["PDF"].sha256))


def words(pdf: bytes) -> str:
    """The text of the first page, without white space."""
    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()
