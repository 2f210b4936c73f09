"""What stands where on the pages of a PDF, in millimetres from the upper left corner of the page."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pdfplumber
import pypdfium2

MM = 25.4 / 72
INK_DPI = 200
DARK = 200  # grey levels below this are ink


@dataclass(frozen=True)
class Glyph:
    """One character: its box in mm, its face and its size in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    face: str
    size: float
    red: bool


@dataclass(frozen=True)
class Rule:
    """One horizontal rule: mm."""

    x0: float
    x1: float
    top: float
    bottom: float
    red: bool

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def thickness(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Line:
    """Glyphs of one line of type, from left to right."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()

    @cached_property
    def size(self) -> float:
        return Counter(round(glyph.size, 1) for glyph in self.glyphs).most_common(1)[0][0]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def bottom(self) -> float:
        return self.glyphs[0].bottom


@dataclass(frozen=True)
class Page:
    """One page, taken apart."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]  # horizontal ones wider than 20 mm
    table: tuple[float, float] | None  # upper and lower edge of all that is ruled vertically
    pdf: Any

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines from top to bottom; glyphs whose feet are within 1 mm stand on one line."""
        lines: list[list[Glyph]] = []
        for glyph in sorted(self.glyphs, key=lambda glyph: (glyph.bottom, glyph.x0)):
            if lines and abs(lines[-1][0].bottom - glyph.bottom) < 1.0:
                lines[-1].append(glyph)
            else:
                lines.append([glyph])
        return tuple(Line(tuple(sorted(line, key=lambda glyph: glyph.x0))) for line in lines)

    def ink(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float] | None:
        """The box of the ink within a box, mm: what the eye sees, not the boxes that fonts claim."""
        points = [value / MM for value in (left, self.height - bottom, self.width - right, top)]
        bitmap = self.pdf[self.number - 1].render(scale=INK_DPI / 72, crop=tuple(points), grayscale=True)
        box = bitmap.to_pil().point(lambda grey: 255 if grey < DARK else 0).getbbox()
        if box is None:
            return None
        scale = 25.4 / INK_DPI
        return left + box[0] * scale, top + box[1] * scale, left + box[2] * scale, top + box[3] * scale


class Document:
    """A PDF whose pages are taken apart only when asked for."""

    def __init__(self, plumber: Any, pdfium: Any) -> None:
        self._plumber = plumber
        self._pdfium = pdfium
        self._pages: dict[int, Page] = {}
        self.count = len(pdfium)
        self.sizes = [tuple(edge * MM for edge in pdfium[at].get_size()) for at in range(self.count)]

    def page(self, number: int) -> Page:
        if number not in self._pages:
            self._pages[number] = _page(self._plumber.pages[number - 1], number, self._pdfium)
        return self._pages[number]

    def text(self, number: int) -> str:
        """The text layer of one page; far cheaper than taking it apart."""
        return str(self._pdfium[number - 1].get_textpage().get_text_range())


@contextmanager
def opened(pdf: bytes) -> Iterator[Document]:
    """Open a PDF for measuring. Raises ValueError on anything else."""
    try:
        pdfium = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"不是可读的 PDF：{error}") from error
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as plumber:
            yield Document(plumber, pdfium)
    finally:
        pdfium.close()


def _page(page: Any, number: int, pdfium: Any) -> Page:
    glyphs = tuple(
        Glyph(
            char["text"],
            char["x0"] * MM,
            char["x1"] * MM,
            char["top"] * MM,
            char["bottom"] * MM,
            re.sub(r"^[A-Z]{6}\+", "", char["fontname"]),
            char["size"],
            _red(char["non_stroking_color"]),
        )
        for char in page.chars
        if not char["text"].isspace()
    )
    shapes = [(shape, shape["stroking_color"]) for shape in page.lines]
    shapes += [(shape, shape["non_stroking_color"]) for shape in page.rects]
    shapes += [(shape, shape["stroking_color"]) for shape in page.curves]
    rules, uprights = [], []
    for shape, colour in shapes:
        half = (shape.get("linewidth") or 0) / 2 if shape["object_type"] == "line" else 0
        x0, x1 = shape["x0"] * MM, shape["x1"] * MM
        top, bottom = (shape["top"] - half) * MM, (shape["bottom"] + half) * MM
        if x1 - x0 > 20 and bottom - top < 2:
            rules.append(Rule(x0, x1, top, bottom, _red(colour)))
        elif bottom - top > 4 and x1 - x0 < 2:
            uprights.append((top, bottom))
    table = (min(top for top, _ in uprights), max(bottom for _, bottom in uprights)) if uprights else None
    rules.sort(key=lambda rule: rule.top)
    return Page(number, page.width * MM, page.height * MM, glyphs, tuple(rules), table, pdfium)


def _red(colour: Any) -> bool:
    """Colours come as RGB or CMYK tuples, as one grey, as int or float."""
    if not isinstance(colour, (tuple, list)):
        return False
    if len(colour) == 3:
        return bool(colour[0] > 0.6 and colour[1] < 0.3 and colour[2] < 0.3)
    return bool(len(colour) == 4 and colour[0] < 0.3 and colour[1] > 0.6 and colour[2] > 0.6 and colour[3] < 0.3)
