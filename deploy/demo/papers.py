"""Collects the issued papers into the folder, and checks every one of them."""

import asyncio
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from deploy.demo.office import Office
from deploy.demo.people import CLERK, INSPECTOR
from deploy.demo.record import Record

# What the demo promises: kind, its Chinese name, and the formats that make sense.
PROMISED = (
    ("OFFICIAL_PAPER", "公文", ("DOCX", "PDF")),
    ("AGENDA_SHEET", "议题单", ("DOCX", "PDF")),
    ("MEETING_NOTICE", "会议通知", ("DOCX", "PDF")),
    ("SIGN_IN_SHEET", "签到表", ("DOCX", "PDF")),
    ("STANDING_MINUTES", "常务会议纪要", ("DOCX", "PDF")),
    ("WARNING_SHEET", "督办单", ("DOCX", "PDF")),
    ("QUARTERLY_BULLETIN", "督办通报", ("DOCX", "PDF")),
    ("STUDY_PLAN", "学习计划", ("DOCX", "PDF")),
    ("LEDGER", "督办台账", ("XLSX",)),
    ("MEETING_STATISTICS", "会议情况统计表", ("XLSX",)),
)
FIND = """query($kind: DocumentKind!) { documents(kind: $kind, first: 20) { nodes { id kind title number state external failureZh
findings { code } files { id format name size sha256 pages draft } } } }"""


async def collect(office: Office, record: Record, out: Path) -> list[Path]:
    """Write the promised papers into `out`; a missing or faulty one is a failed check."""
    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    written: list[Path] = []
    for kind, name, formats in PROMISED:
        reader = INSPECTOR if kind in ("LEDGER", "WARNING_SHEET", "QUARTERLY_BULLETIN") else CLERK
        found = await office.until(reader, FIND, lambda page: any(_settled(d) for d in page["nodes"]), kind=kind)
        standing = [d for d in found["nodes"] if d["state"] in ("ISSUED", "DELIVERED", "ARCHIVED")]
        issued = [d for d in standing if not d["external"]]  # what was issued on paper has its number here alone
        record.check(f"{name}已印发", bool(issued), str([d["failureZh"] for d in found["nodes"]]))
        for document in reversed(issued):  # the oldest first
            record.check(f"{name}版式检查", not document["findings"], str(document["findings"]))
            there = {file["format"] for file in document["files"]}
            record.check(f"{name}文件齐全", there >= set(formats), str(there))
            for file in document["files"]:
                content = await _fetch(office, record, reader, name, file)
                label = document["number"] or document["title"]
                stem = f"{name}　{label}".replace("/", "／").replace("\n", "")
                path = unused(written, out, stem, file["format"].lower())
                await asyncio.to_thread(path.write_bytes, content)
                written.append(path)
    return written


def _settled(document: dict[str, Any]) -> bool:
    """A paper of our own that is issued, or could not be."""
    return not document["external"] and bool(document["state"] == "ISSUED" or document["failureZh"])


async def _fetch(office: Office, record: Record, reader: str, name: str, file: dict[str, Any]) -> bytes:
    """The file's bytes, after its digest and its form were checked."""
    content = await office.download(reader, "documents", file["id"])
    record.check(f"{name}摘要", hashlib.sha256(content).hexdigest() == file["sha256"], file["name"])
    record.check(f"{name}可以打开", is_whole(file["format"], content), file["name"])
    return content


def unused(written: list[Path], out: Path, stem: str, ending: str) -> Path:
    """A path that no earlier version of the same paper has taken in this run."""
    names = (stem, *(f"{stem}（第{number}版）" for number in range(2, 100)))
    return next(path for name in names if (path := out / f"{name}.{ending}") not in written)


def is_whole(format_: str, content: bytes) -> bool:
    """A PDF with its end, or a ZIP container whose parts are all readable."""
    if format_ == "PDF":
        return content.startswith(b"%PDF-") and b"%%EOF" in content[-64:]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.testzip() is None and "[Content_Types].xml" in parts.namelist()
