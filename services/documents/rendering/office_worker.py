"""Turns .docx into PDF/A with LibreOffice; runs under the system's Python, which has the UNO bridge.

One line of JSON in, one line of JSON out: {"source": path, "target": path} → {"error": null | text}.
Started and watched by `pdf.py`; it dies with its parent, and LibreOffice dies with it.
"""

import contextlib
import ctypes
import json
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

IMPORT_FILTER = "MS Word 2007 XML"  # forced: otherwise LibreOffice turns any bytes into a PDF of text
RESTART_CODES = (79, 81)  # what soffice.bin says after it has made a new profile
START_SECONDS = 60
PR_SET_PDEATHSIG = 1
PAGE_BEFORE = uno.Enum("com.sun.star.style.BreakType", "PAGE_BEFORE")
PARAGRAPH_BREAK = 0  # com.sun.star.text.ControlCharacter
BLOCK = 2  # com.sun.star.style.ParagraphAdjust


def main() -> None:
    program, profile, pipe = sys.argv[1:4]
    die_with_parent()
    office = Office(program, profile, pipe)
    desktop = office.desktop()
    answer({"error": None})
    for line in sys.stdin:
        job = json.loads(line)
        try:
            convert(desktop, job["source"], job["target"])
        except Exception as error:  # UNO throws anything: the paper's fault as long as the office still answers
            if not office.answers(desktop):
                sys.exit("soffice is gone")
            answer({"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"})
        else:
            answer({"error": None})
    office.close(desktop)


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def answer(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Office:
    """One soffice with a profile of its own, reached through a named pipe."""

    def __init__(self, program: str, profile: str, pipe: str) -> None:
        self.pipe = pipe
        self.command = [
            str(Path(program) / "soffice.bin"),
            f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}",
            f"--accept=pipe,name={pipe};urp;",
            *["--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck"],
        ]
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=die_with_parent)

    def desktop(self) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        address = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            try:
                context = resolver.resolve(address)
            except NoConnectException:
                code = self.process.poll()
                if code in RESTART_CODES:
                    self.process = self._start()
                elif code is not None:
                    sys.exit(f"soffice ended with {code}")
                time.sleep(0.05)
            else:
                return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        sys.exit("soffice did not answer")

    def answers(self, desktop: Any) -> bool:
        """Whether soffice still runs: what it throws when it dies differs from call to call."""
        try:
            desktop.Frames.getCount()
        except Exception:
            return False
        return self.process.poll() is None

    def close(self, desktop: Any) -> None:
        with contextlib.suppress(Exception):  # the bridge breaks while the office goes
            desktop.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def convert(desktop: Any, source: str, target: str) -> None:
    """Load as Word, undo what the import gets wrong, store as PDF/A-2b."""
    if not zipfile.is_zipfile(source):  # an empty file would become an empty paper
        raise ValueError("not a Word document")
    options = properties(Hidden=True, FilterName=IMPORT_FILTER, MacroExecutionMode=0, UpdateDocMode=0)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, options)
    if document is None:
        raise ValueError("not a Word document")
    try:
        if not document.supportsService("com.sun.star.text.TextDocument"):
            raise ValueError("not a text document")
        correct_styles(document)
        keep_text_with_signature(document)
        data = uno.Any("[]com.sun.star.beans.PropertyValue", properties(SelectPdfVersion=2, ExportBookmarks=True))
        store = (*properties(FilterName="writer_pdf_Export"), PropertyValue("FilterData", 0, data, 0))
        document.storeToURL(uno.systemPathToFileUrl(target), store)
    finally:
        document.close(True)


def correct_styles(document: Any) -> None:
    """LibreOffice inverts w:overflowPunct and ignores w:autoSpaceDE/DN; the .docx stays right for Word."""
    styles = document.StyleFamilies.getByName("ParagraphStyles")
    for name in styles.ElementNames:
        if name == "Standard" or name.startswith("GW"):
            style = styles.getByName(name)
            style.ParaIsHangingPunctuation = False
            style.ParaIsCharacterDistance = False


def keep_text_with_signature(document: Any) -> None:
    """Let the last two lines of the text go with the signature to its page, as Word does by itself.

    LibreOffice takes the whole paragraph along when it is kept with the next, and the first page loses its text.
    """
    search = document.createSearchDescriptor()
    search.SearchStyles, search.SearchString = True, "GW署名"
    signature = document.findFirst(search)
    if signature is None:
        return
    end = document.Text.createTextCursorByRange(signature.Start)
    while end.gotoPreviousParagraph(False) and end.ParaStyleName == "GW署名前空行":
        pass
    end.ParaKeepTogether = False
    end.gotoEndOfParagraph(False)
    view = document.CurrentController.ViewCursor
    view.gotoRange(signature.Start, False)
    page = view.Page
    view.gotoRange(end, False)
    if view.Page == page:
        return
    view.goUp(1, False)
    view.gotoStartOfLine(False)
    start = document.Text.createTextCursorByRange(end)
    start.gotoStartOfParagraph(False)
    if document.Text.compareRegionStarts(view.Start, start) >= 0:  # the paragraph has two lines or fewer
        start.BreakType = PAGE_BEFORE
        return
    rest = document.Text.createTextCursorByRange(view.Start)
    document.Text.insertControlCharacter(rest, PARAGRAPH_BREAK, False)
    rest.BreakType = PAGE_BEFORE
    rest.ParaFirstLineIndent = 0
    rest.goLeft(1, False)
    rest.ParaLastLineAdjust = BLOCK


def properties(**values: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


if __name__ == "__main__":
    main()
