"""A machine without LibreOffice: papers are rendered as .docx and wait, and are issued as soon as it is there."""

import dataclasses
from pathlib import Path

from sqlalchemy import select

from services.contracts.words.shared import DocumentKind
from services.documents.issuing.commands import request_document
from services.documents.issuing.model import Document, DocumentFile, DocumentState
from services.documents.issuing.worker import DocumentWorker
from services.documents.rendering.pdf import PdfWorker
from services.documents.subscribers import inbox
from services.documents.timers import timers
from services.kernel.runtime import Runtime
from services.kernel.settings import Settings
from tests.documents.story import a_request


async def test_papers_wait_for_the_pdf_and_ledgers_do_not(settings: Settings, tmp_path: Path) -> None:
    settings = dataclasses.replace(settings, files=tmp_path / "files")
    runtime = Runtime(settings, inbox, timers)
    here = PdfWorker(tmp_path / "office", settings.fontconfig)
    nowhere = PdfWorker(tmp_path / "none", tmp_path / "no-fonts.conf")
    try:
        act = await runtime.system_act()
        ledger = {"organ": "督查室", "title": "督办台账", "cut_off": "2022-02-07", "rows": []}
        async with runtime.sessions.begin() as session:
            paper = await request_document(session, act, a_request(series="OFFICE_PAPER"), "meetings")
            book = await request_document(session, act, a_request(DocumentKind.LEDGER, data=ledger), "supervision")
        while await DocumentWorker(runtime, nowhere).step():
            pass
        waiting = await look(runtime, paper)
        assert (waiting.state, waiting.failure_code) == (DocumentState.RENDERED, "PDF_UNAVAILABLE")
        assert waiting.full_number is None
        assert await formats(runtime, paper) == [("DOCX", True)]
        assert (await look(runtime, book)).state is DocumentState.ISSUED

        # Another process, where LibreOffice is.
        while await DocumentWorker(runtime, here).step():
            pass
        issued = await look(runtime, paper)
        assert (issued.state, issued.failure_code) == (DocumentState.ISSUED, None)
        assert issued.full_number == f"平政办发〔{act.today.year}〕1号"
        assert await formats(runtime, paper) == [("DOCX", False), ("PDF", False)]
    finally:
        await here.stop()
        await runtime.engine.dispose()


async def look(runtime: Runtime, document: Document) -> Document:
    async with runtime.sessions() as session:
        return await session.get_one(Document, document.id)


async def formats(runtime: Runtime, document: Document) -> list[tuple[str, bool]]:
    async with runtime.sessions() as session:
        query = select(DocumentFile).where(DocumentFile.document_id == document.id).order_by(DocumentFile.file_id)
        return [(row.format.value, row.draft) for row in (await session.execute(query)).scalars()]
