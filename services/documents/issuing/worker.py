"""Makes the papers: takes one waiting document after the other through rendering, PDF, check, number and issue.

A document is claimed by its row lock (SKIP LOCKED), so that replicas never work on the same one and a process that dies
lets go of it at once. What a crash interrupts has not happened; the next look begins the step again.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import and_, any_, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import refusals
from services.contracts.county import SeriesRow, read_series
from services.contracts.words.shared import FileFormat
from services.documents.issuing import numbers
from services.documents.issuing.answers import say_issued, say_rendered
from services.documents.issuing.commands import fail
from services.documents.issuing.delivery import deliver
from services.documents.issuing.kinds import KINDS, WORKBOOKS
from services.documents.issuing.lifecycle import DOCUMENT
from services.documents.issuing.model import WAITING, Document, DocumentFile, DocumentState
from services.documents.rendering.engine import BadPaper, render
from services.documents.rendering.measure import opened
from services.documents.rendering.pdf import PdfFailed, PdfUnavailable, PdfWorker
from services.documents.rendering.press import print_paper
from services.documents.rendering.workbooks import BOOKS, Book
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.clock import wall
from services.kernel.database import is_away
from services.kernel.lifecycle import advance
from services.kernel.refusals import CONTENT_INVALID, Refused, Violation, refuse, violation
from services.kernel.rules import Case
from services.kernel.runtime import Runtime
from services.kernel.store import StoredFile

log = logging.getLogger(__name__)

LANES = 2  # one paper is rendered and checked while LibreOffice converts the other
LOOK_SECONDS = 0.2
MAX_ATTEMPTS = 3
PAUSE = timedelta(seconds=2)
NAME_CHARS = 80
FOLDER = "zhengban-office-"  # LibreOffice's profile and exchange files, named by process


@dataclass(frozen=True)
class Made:
    """One form of a paper."""

    format: FileFormat
    content: bytes
    pages: int | None = None


class DocumentWorker:
    """The background work of one process."""

    def __init__(self, runtime: Runtime, pdf: PdfWorker) -> None:
        self._runtime, self._pdf = runtime, pdf
        self._series: Mapping[str, SeriesRow] = read_series(runtime.settings.county)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                worked = await self.step()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("documents: looking again")
                worked = False
            if not worked:
                await asyncio.sleep(LOOK_SECONDS)

    async def step(self) -> bool:
        """Take one waiting document one step further, in one transaction; False when none waits."""
        act = await self._runtime.system_act()
        document_id: UUID | None = None
        try:
            async with self._runtime.sessions.begin() as session:
                document = await self._claim(session)
                if document is None:
                    return False
                document_id = document.id
                if document.external_number is not None:
                    await self._register(session, act, document, document.external_number)
                elif document.state is DocumentState.REQUESTED:
                    await self._draft(session, act, document)
                else:
                    await self._issue(session, act, document)
        except Refused as refused:
            await self._fail(act, document_id, refused.violations)
        except BadPaper as bad:
            code = CONTENT_INVALID if bad.code in ("BAD_DATA", "BAD_NUMBER") else refusals.TEMPLATE_REJECTED
            await self._fail(act, document_id, (violation(code, str(bad)),))
        except PdfUnavailable as missing:
            await self._wait_for_pdf(document_id, str(missing))
        except PdfFailed as failed:
            await self._stumble(act, document_id, violation(refusals.FORMAT_CHECK_FAILED, str(failed)))
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if document_id is None or is_away(error):
                raise
            log.exception("document %s", document_id)
            await self._stumble(act, document_id, violation(refusals.TEMPLATE_REJECTED, "成文时发生内部错误"))
        return True

    async def _claim(self, session: AsyncSession) -> Document | None:
        query = (
            select(Document)
            .where(Document.state.in_(WAITING), or_(Document.retry_at.is_(None), Document.retry_at <= wall()))
            .order_by(Document.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if not self._can_print():
            printed = literal(FileFormat.PDF.value) == any_(Document.formats)
            on_paper = and_(printed, Document.kind.not_in(WORKBOOKS))
            query = query.where(or_(Document.state == DocumentState.REQUESTED, not_(on_paper)))
        found: Document | None = (await session.execute(query)).scalar_one_or_none()
        return found

    def _can_print(self) -> bool:
        return self._pdf.available() or self._runtime.policies.flag("issue_docx_only")

    async def _draft(self, session: AsyncSession, act: Act, document: Document) -> None:
        """The data become a 送审稿: what is wrong with them is said before a number is thought of."""
        self._series_of(document)
        made = await self._make_draft(document)
        advance(session, DOCUMENT, "render_document", Case(document, act))
        kept = [await self._keep(session, document, form, draft=True) for form in made]
        if _printed(document) and not self._can_print():
            document.failure_code = refusals.PDF_UNAVAILABLE.name
            document.failure_zh = refusals.PDF_UNAVAILABLE.message_zh
        say_rendered(session, act, document, kept)

    async def _issue(self, session: AsyncSession, act: Act, document: Document) -> None:
        """Number, render, check, issue: all or nothing (see `numbers`)."""
        row = self._series_of(document)
        year = number = None
        if row is not None:
            counter = await numbers.lock(session, row.key, act.today.year)
            year, number = counter.year, await numbers.upcoming(session, counter)
        printed = row.number(year, number) if row and year and number else None
        document.data = _dated(document.data, act)
        made, problems = await self._make_final(document, printed)
        if problems:
            document.checks = problems
            found = "；".join(str(problem["detail"]) for problem in problems[:5])
            fail(session, act, document, (violation(refusals.FORMAT_CHECK_FAILED, found),))
            return
        case = Case(document, act)
        advance(session, DOCUMENT, "check_document", case)
        if row is not None and year is not None and number is not None:
            numbers.take(session, act, document, row, year, number)
            counter.last = number
        await self._discard_drafts(session, document)
        kept = [await self._keep(session, document, form, draft=False) for form in made]
        advance(session, DOCUMENT, "issue_document", case)
        document.issued_at = act.at
        document.failure_code = document.failure_zh = None
        await deliver(session, act, document)
        say_issued(session, act, document, kept)

    async def _register(self, session: AsyncSession, act: Act, document: Document, text: str) -> None:
        """外部登记 (AMB-47): the paper went out before; the register takes its number and nothing is made anew."""
        row = self._series_of(document)
        if row is None:
            raise refuse(CONTENT_INVALID, f"文号“{text}”", path=("externalNumber",))
        year, number = await numbers.external(session, act, row, text)
        advance(session, DOCUMENT, "register_document", Case(document, act))
        numbers.take(session, act, document, row, year, number)
        document.issued_at = act.at
        document.failure_code = document.failure_zh = None
        say_issued(session, act, document, ())

    def _series_of(self, document: Document) -> SeriesRow | None:
        if document.series is None:
            return None
        row = self._series.get(document.series)
        if row is None or row.owner != "documents" or (row.restricted and not document.restricted):
            raise refuse(CONTENT_INVALID, f"文号系列“{document.series}”")
        return row

    async def _make_draft(self, document: Document) -> list[Made]:
        template = _template(document)
        if (book := BOOKS.get(template)) is not None:
            return [await self._make_workbook(document, template, book)]
        rendered = await asyncio.to_thread(render, template, document.data)
        document.template_version = rendered.template_version
        return [Made(FileFormat.DOCX, rendered.docx)]

    async def _make_final(self, document: Document, number: str | None) -> tuple[list[Made], list[dict[str, Any]]]:
        """The forms asked for, and what the format check found."""
        template = _template(document)
        if (book := BOOKS.get(template)) is not None:
            made = await self._make_workbook(document, template, book)
            return [made], [dict(vars(fault)) for fault in await asyncio.to_thread(book.check, made.content)]
        if not _printed(document) or not self._pdf.available():
            rendered = await asyncio.to_thread(render, template, document.data, number=number)
            document.template_version = rendered.template_version
            return [Made(FileFormat.DOCX, rendered.docx)], []
        printed = await print_paper(template, document.data, self._pdf, number=number)
        document.template_version = printed.template_version
        pages = await asyncio.to_thread(_pages, printed.pdf)
        problems = [dict(vars(finding)) for finding in printed.findings]
        return [Made(FileFormat.DOCX, printed.docx), Made(FileFormat.PDF, printed.pdf, pages)], problems

    async def _make_workbook(self, document: Document, template: str, book: Book) -> Made:
        """A workbook is one whatever was asked for; it needs no PDF."""
        document.template_version = template
        return Made(FileFormat.XLSX, await asyncio.to_thread(book.render, document.data))

    async def _keep(self, session: AsyncSession, document: Document, form: Made, *, draft: bool) -> DocumentFile:
        name = f"{_file_name(document)}{'（送审稿）' if draft else ''}.{form.format.value.lower()}"
        stored = await files.keep(session, self._runtime.files, name=name, content=form.content, subject=document)
        assert stored.sha256 is not None
        kept = DocumentFile(
            file_id=stored.id,
            document_id=document.id,
            format=form.format,
            name=name,
            media_type=stored.media_type or "",
            size=len(form.content),
            sha256=stored.sha256,
            pages=form.pages,
            draft=draft,
        )
        session.add(kept)
        return kept

    async def _discard_drafts(self, session: AsyncSession, document: Document) -> None:
        """Let go of 送审稿; bytes that belong to no object are swept."""
        drafts = await session.execute(
            select(DocumentFile).where(DocumentFile.document_id == document.id, DocumentFile.draft)
        )
        for draft in drafts.scalars():
            stored = await session.get_one(StoredFile, draft.file_id)
            stored.object_type = stored.object_id = None
            await session.delete(draft)

    async def _fail(self, act: Act, document_id: UUID | None, violations: tuple[Violation, ...]) -> None:
        async with self._runtime.sessions.begin() as session:
            document = await session.get_one(Document, document_id, with_for_update=True)
            if document.state in WAITING:
                fail(session, act, document, violations)

    async def _stumble(self, act: Act, document_id: UUID | None, found: Violation) -> None:
        """Something of ours went wrong: try again a little later, and give up after the third time."""
        async with self._runtime.sessions.begin() as session:
            document = await session.get_one(Document, document_id, with_for_update=True)
            if document.state not in WAITING:
                return
            document.attempts += 1
            document.retry_at = wall() + PAUSE * document.attempts
            if document.attempts >= MAX_ATTEMPTS:
                fail(session, act, document, (found,))

    async def _wait_for_pdf(self, document_id: UUID | None, message: str) -> None:
        async with self._runtime.sessions.begin() as session:
            document = await session.get_one(Document, document_id, with_for_update=True)
            document.failure_code, document.failure_zh = refusals.PDF_UNAVAILABLE.name, message


def _printed(document: Document) -> bool:
    return FileFormat.PDF.value in document.formats and document.kind not in WORKBOOKS


def _template(document: Document) -> str:
    row = KINDS.get(document.kind)
    if row is None:
        raise refuse(refusals.TEMPLATE_REJECTED, f"“{document.kind.label}”没有模板")
    return row.template


def _dated(data: dict[str, Any], act: Act) -> dict[str, Any]:
    """版记 carries the day on which the paper is really issued (印发日期, spec 08, 8.1)."""
    imprint = data.get("imprint")
    if not isinstance(imprint, dict):
        return data
    return {**data, "imprint": {**imprint, "issued_on": act.today.isoformat()}}


def _pages(pdf: bytes) -> int:
    with opened(pdf) as document:
        return int(document.count)


def _file_name(document: Document) -> str:
    """The title as a file name."""
    plain = "".join(char for char in document.title if char not in '/\\:*?"<>|\n\t')
    return f"{document.full_number or ''}{plain}"[:NAME_CHARS] or document.kind.label


@contextlib.asynccontextmanager
async def making_documents(runtime: Runtime) -> AsyncIterator[None]:
    """The worker as a part of the service: LibreOffice is warmed up while the first requests come."""
    await asyncio.to_thread(_clear_after_the_dead)
    with tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        pdf = PdfWorker(Path(folder) / "work", runtime.settings.fontconfig)
        worker = DocumentWorker(runtime, pdf)
        tasks = [asyncio.create_task(_warm(pdf)), *(asyncio.create_task(worker.run()) for _ in range(LANES))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await pdf.stop()


def _clear_after_the_dead() -> None:
    """Remove the folders of processes that were killed before they could do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*-*"):
        pid = folder.name.removeprefix(FOLDER).split("-", 1)[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


async def _warm(pdf: PdfWorker) -> None:
    if not pdf.available():
        log.warning("PDF: %s", PdfUnavailable())
        return
    try:
        await pdf.start()
    except (PdfUnavailable, PdfFailed) as error:
        log.warning("PDF: %s", error)
