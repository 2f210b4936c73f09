"""LibreOffice under supervision: it may die, hang or be fed rubbish, and the next paper still comes out."""

import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import uvloop

from services.documents.rendering.engine import render
from services.documents.rendering.pdf import PdfFailed, PdfUnavailable, PdfWorker
from services.documents.rendering.samples import samples


@pytest.fixture
def docx() -> bytes:
    return render("notice", samples()["notice"].data).docx


def _family(worker: PdfWorker) -> list[psutil.Process]:
    assert worker.pid is not None
    parent = psutil.Process(worker.pid)
    return [parent, *parent.children(recursive=True)]


async def test_a_pdf_is_an_archival_one_with_the_organ_as_author(worker: PdfWorker, docx: bytes) -> None:
    pdf = await worker.convert(docx)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in pdf


@pytest.mark.parametrize("rubbish", [b"", b"garbage", b"PK\x03\x04 cut short", b"<html><body>a page</body></html>"])
async def test_rubbish_is_refused_and_the_next_paper_comes_out(worker: PdfWorker, docx: bytes, rubbish: bytes) -> None:
    with pytest.raises(PdfFailed):
        await worker.convert(rubbish)
    assert (await worker.convert(docx)).startswith(b"%PDF-")


@pytest.mark.parametrize("victim", ["worker", "soffice"])
async def test_a_kill_in_the_middle_of_a_job_loses_nothing(worker: PdfWorker, docx: bytes, victim: str) -> None:
    await worker.start()
    family = _family(worker)
    target = family[0] if victim == "worker" else next(one for one in family if one.name().startswith("soffice"))
    job = asyncio.create_task(worker.convert(docx))
    await asyncio.sleep(0.03)
    target.send_signal(signal.SIGKILL)
    assert (await job).startswith(b"%PDF-")
    _, alive = await asyncio.to_thread(psutil.wait_procs, family, 10)
    assert alive == []


def test_a_worker_found_dead_is_replaced_on_the_loop_that_serves(
    fontconfig: Path, tmp_path: Path, docx: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The services run on uvloop, which refuses to write to a dead process in its own way."""
    worker = PdfWorker(tmp_path / "office", fontconfig)
    lay_ready = Path.write_bytes

    def lay_ready_and_kill(self: Path, data: bytes) -> int:
        monkeypatch.undo()
        written = lay_ready(self, data)
        assert worker.pid is not None
        process = psutil.Process(worker.pid)
        process.kill()
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        time.sleep(0.2)  # the loop learns of it meanwhile
        return written

    async def convert() -> bytes:
        try:
            await worker.start()
            monkeypatch.setattr(Path, "write_bytes", lay_ready_and_kill)
            return await worker.convert(docx)
        finally:
            await worker.stop()

    with ThreadPoolExecutor(1) as beside, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert beside.submit(runner.run, convert()).result().startswith(b"%PDF-")


async def test_many_callers_are_served_one_after_another(worker: PdfWorker, docx: bytes) -> None:
    papers = await asyncio.gather(*(worker.convert(docx) for _ in range(4)))
    assert all(paper.startswith(b"%PDF-") for paper in papers)


async def test_a_cancelled_job_does_not_answer_the_next(worker: PdfWorker, docx: bytes) -> None:
    other = render("invitation", samples()["invitation"].data).docx
    job = asyncio.create_task(worker.convert(docx))
    await asyncio.sleep(0.03)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    pdf = await worker.convert(other)
    assert len(pdf) < len(await worker.convert(docx))


async def test_a_job_that_hangs_is_ended_and_office_recycled(fontconfig: Path, tmp_path: Path, docx: bytes) -> None:
    worker = PdfWorker(tmp_path / "office", fontconfig, recycle=1)
    try:
        await worker.start()
        first = worker.pid
        await worker.convert(docx)
        await worker.convert(docx)
        assert worker.pid != first, "one paper was all it might serve"
        family = _family(worker)
        os.kill(family[0].pid, signal.SIGSTOP)
        worker.timeout = 0.5
        worker.recycle = 100
        with pytest.raises(PdfFailed, match=r"0\.5"):
            await worker.convert(docx)
        worker.timeout = 60.0
        assert (await worker.convert(docx)).startswith(b"%PDF-")
        last = _family(worker)
        sockets = {Path(one.laddr) for one in last[1].net_connections("unix") if "OSL_PIPE" in one.laddr}
        assert sockets
        os.kill(last[0].pid, signal.SIGSTOP)  # it will not leave in order, it has to be killed
    finally:
        await worker.stop()
    _, alive = await asyncio.to_thread(psutil.wait_procs, [*family, *last], 10)
    assert alive == []
    left = [path for path in (tmp_path / "office", *sockets) if await asyncio.to_thread(path.exists)]
    assert left == []


async def test_a_machine_without_office_says_what_to_do(tmp_path: Path) -> None:
    worker = PdfWorker(tmp_path / "office", tmp_path / "no-such.conf")
    assert not worker.available()
    with pytest.raises(PdfUnavailable, match=r"\./zhengban demo"):
        await worker.convert(b"")
