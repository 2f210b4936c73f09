"""Brings a paper to its final form: render, PDF, measure, and set it closer or wider when it ends badly."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.checker import Ending, Finding, check, ending
from services.documents.rendering.engine import Rendered, render
from services.documents.rendering.kinds import KINDS
from services.documents.rendering.pdf import PdfWorker


@dataclass(frozen=True)
class Printed:
    """A paper in both forms, with what the checker found; no findings means fit to be issued."""

    docx: bytes
    pdf: bytes
    template_version: str
    findings: list[Finding]


async def print_paper(kind: str, data: Mapping[str, Any], worker: PdfWorker, *, number: str | None = None) -> Printed:
    """Render, convert and check; tries other line pitches while 版记 has too little text above it (7.3.5.5).

    Raises BadPaper, PdfUnavailable, PdfFailed.
    """
    tries: list[tuple[Ending, int, Rendered, bytes]] = []
    for pitch in (gb.LINE_TWIPS, *gb.SQUEEZES_TWIPS):
        rendered = await asyncio.to_thread(render, kind, data, number=number, line_pitch=pitch)
        pdf = await worker.convert(rendered.docx)
        tries.append((await asyncio.to_thread(ending, pdf), pitch, rendered, pdf))
        if tries[-1][0] is Ending.GOOD:
            break
    _, pitch, rendered, pdf = min(tries, key=lambda attempt: attempt[0])  # the earliest of the best
    profile = KINDS[kind].profile
    due = bool(data.get("imprint")) and profile in ("gongwen", "minutes")
    findings = await asyncio.to_thread(check, pdf, profile, line_pitch=pitch, imprint=due)
    return Printed(rendered.docx, pdf, rendered.template_version, findings)
