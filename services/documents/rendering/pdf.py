"""The supervised LibreOffice behind the documents service: one paper at a time from .docx to PDF/A."""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from services.documents.rendering.templates import built, red_paper

log = logging.getLogger(__name__)

SYSTEM_PYTHON = "/usr/bin/python3"
WORKER = Path(__file__).with_name("office_worker.py")
START_SECONDS = 90.0
STOP_SECONDS = 5.0
PIPE = "OSL_PIPE_"  # how LibreOffice names its sockets in /tmp


class PdfUnavailable(RuntimeError):
    """No LibreOffice or no fonts on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "本机没有生成 PDF 所需的 LibreOffice 或字体。请执行 ./zhengban demo 自动安装，或执行："
            "apt-get install --no-install-recommends libreoffice-writer-nogui python3-uno fontconfig "
            "fonts-noto-cjk fonts-lxgw-wenkai fonts-liberation"
        )


class PdfFailed(RuntimeError):
    """A paper that LibreOffice would not turn into PDF."""


class _WorkerDied(Exception):
    pass


@dataclass
class PdfWorker:
    """Starts LibreOffice when the first paper comes, replaces it after `recycle` papers or when it fails.

    `work` is a directory of its own (profile and exchange files); `fontconfig` the file made by the installer.
    """

    work: Path
    fontconfig: Path
    timeout: float = 60.0  # seconds a paper may take
    recycle: int = 100  # papers per LibreOffice
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _pipes: set[Path] = field(default_factory=set, init=False)
    _served: int = field(default=0, init=False)
    _starts: int = field(default=0, init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def available(self) -> bool:
        """Whether this machine has what it takes; starts nothing."""
        return _program() is not None and Path(SYSTEM_PYTHON).exists() and self.fontconfig.is_file()

    @property
    def pid(self) -> int | None:
        """The worker's process, leader of the group that LibreOffice belongs to."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start and warm up now instead of with the first paper. Raises PdfUnavailable."""
        async with self._lock:
            await self._ready()

    async def convert(self, docx: bytes) -> bytes:
        """One PDF/A-2b; callers queue. A worker that dies is replaced and the paper tried once more.

        Raises PdfUnavailable, PdfFailed.
        """
        async with self._lock:
            for last in (False, True):
                await self._ready()
                try:
                    pdf = await self._convert(docx)
                except _WorkerDied:
                    await self._kill()
                    if last:
                        raise PdfFailed("LibreOffice 处理该文书时两次中断。") from None
                    log.warning("LibreOffice died over a paper; trying once more")
                except asyncio.CancelledError:
                    await self._kill()  # its answer would be taken for the next paper's
                    raise
                else:
                    self._served += 1
                    return pdf
            raise AssertionError("unreachable")

    async def stop(self) -> None:
        """End LibreOffice in order and leave nothing behind."""
        async with self._lock:
            await self._close()
            await asyncio.to_thread(shutil.rmtree, self.work, ignore_errors=True)

    async def _ready(self) -> None:
        if self._process and (self._process.returncode is not None or self._served >= self.recycle):
            await self._close()
        if self._process is None:
            await self._start()

    async def _start(self) -> None:
        program = _program()
        if program is None or not self.available():
            raise PdfUnavailable
        began = time.monotonic()
        await asyncio.to_thread(self._fresh_directory)
        self._starts += 1
        self._served = 0
        self._process = await asyncio.create_subprocess_exec(
            SYSTEM_PYTHON,
            str(WORKER),
            str(program),
            str(self.work / "profile"),
            self._pipe(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._environment(),
            start_new_session=True,
        )
        try:
            await self._answer(START_SECONDS)
            self._pipes = await asyncio.to_thread(_pipes_of, self._process.pid)
            await self._convert(built(red_paper)[0])
        except _WorkerDied:
            await self._kill()
            raise PdfFailed("LibreOffice 未能启动。") from None
        except BaseException:
            await self._kill()
            raise
        log.info("LibreOffice ready in %.1f s", time.monotonic() - began)

    def _fresh_directory(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.work = self.work.resolve()

    def _pipe(self) -> str:
        return f"zhengban-{os.getpid()}-{id(self):x}-{self._starts}"

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": str(self.work),
            "FONTCONFIG_FILE": str(self.fontconfig.resolve()),
            "SAL_USE_VCLPLUGIN": "svp",
        }

    async def _convert(self, docx: bytes) -> bytes:
        source, target = self.work / "paper.docx", self.work / "paper.pdf"
        await asyncio.to_thread(source.write_bytes, docx)
        job = {"source": str(source), "target": str(target)}
        process = self._process
        assert process is not None
        assert process.stdin is not None
        if process.stdin.is_closing():  # it died meanwhile; uvloop would call the writing a fault of ours
            raise _WorkerDied
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise _WorkerDied from error
        answer = await self._answer(self.timeout)
        if answer["error"]:
            raise PdfFailed(f"LibreOffice 无法读取该文书（{answer['error']}）。")
        pdf = await asyncio.to_thread(target.read_bytes)
        await asyncio.to_thread(target.unlink)
        return pdf

    async def _answer(self, seconds: float) -> dict[str, str | None]:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), seconds)
        except TimeoutError:
            await self._kill()
            raise PdfFailed(f"LibreOffice 超过 {seconds:g} 秒没有完成，已重新启动。") from None
        if not line:
            raise _WorkerDied
        answer: dict[str, str | None] = json.loads(line)
        return answer

    async def _close(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None and process.stdin is not None:
            process.stdin.close()  # the end of its input is the worker's order to leave
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
        await self._kill()

    async def _kill(self) -> None:
        """End the whole process group and remove the pipe it left; safe when it is already gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        for pipe in self._pipes:
            await asyncio.to_thread(pipe.unlink, missing_ok=True)


def _pipes_of(pid: int) -> set[Path]:
    """The sockets of a LibreOffice: it leaves them behind when it is killed."""
    family = psutil.Process(pid).children(recursive=True)
    held = (connection.laddr for process in family for connection in process.net_connections("unix"))
    return {Path(str(path)) for path in held if PIPE in str(path)}


def _program() -> Path | None:
    """LibreOffice's program directory, if Writer is in it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    directory = Path(soffice).resolve().parent
    return directory if (directory / "libswlo.so").is_file() else None
