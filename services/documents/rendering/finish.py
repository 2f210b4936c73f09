"""The measures that depend on the words: mark size, signature indents, imprint height, column widths, line pitch.

Works on a filled .docx. The style names are the contract: a template edited in Word keeps its layout right.
"""

import math
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.ooxml import CELL_MARGIN_TWIPS, NAMESPACES, sort_properties, tag
from services.documents.rendering.package import unzipped, zipped
from services.documents.rendering.wording import units

INK = 0.835  # height of 小标宋 ink above the baseline, in sizes of type
BASELINE = 0.8  # where LibreOffice puts the baseline in an exact line
CELL_PT = 12
KEPT_ROWS = 10  # a table as short as this is not torn over two pages
IMPRINT_RULES_TWIPS = 85  # three rules and the lines that carry them; with less the last one is clipped


def finish(packed: bytes, *, title: str, author: str, created: str, line_pitch: int, sealed: bool) -> bytes:
    """Measure and pack; `line_pitch` in twips, `created` as YYYY-MM-DD."""
    files = unzipped(packed)
    document = etree.fromstring(files["word/document.xml"])
    _marks(document, line_pitch)
    _signature(document, sealed=sealed)
    _hold_last_lines(document)
    _imprint(document)
    _tables(document)
    sort_properties(document)
    files["word/document.xml"] = _written(document)
    if line_pitch != gb.LINE_TWIPS:
        files["word/styles.xml"] = _pitched(files["word/styles.xml"], line_pitch)
    if "word/header_first.xml" in files:
        header = etree.fromstring(files["word/header_first.xml"])
        _marks(header, line_pitch)
        files["word/header_first.xml"] = _written(header)
    files["docProps/core.xml"] = core_properties(title, author, created)
    return zipped(files)


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _styled(root: etree._Element, *styles: str) -> Iterator[etree._Element]:
    for paragraph in root.iter(tag("p")):
        if _style(paragraph) in styles:
            yield paragraph


def _style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{tag('pPr')}/{tag('pStyle')}")
    return "" if found is None else str(found.get(tag("val")))


def _words(element: etree._Element) -> str:
    return "".join(str(node.text or "") for node in element.iter(tag("t")))


def _set(parent: etree._Element, name: str, **attributes: int | str) -> None:
    element = parent.find(tag(name))
    if element is None:
        element = etree.SubElement(parent, tag(name))
    for key, value in attributes.items():
        element.set(tag(key), str(value))


def _marks(root: etree._Element, line_pitch: int) -> None:
    """发文机关标志 fills one line at most, its ink 35 mm below the type area's top (7.2.4)."""
    for paragraph in _styled(root, "GWMark", "GWLetterMark"):
        count = units(_words(paragraph))
        size = max(gb.MARK_MIN_PT, min(gb.MARK_MAX_PT, int(gb.TYPE_WIDTH_PT / max(count, 1))))
        tracking = 0
        if count <= SHORT_MARK:
            size = SHORT_MARK_PT
            tracking = round((SHORT_MARK_SPREAD_PT - count * size) / max(count - 1, 1) * 20)
            tracking = max(0, min(tracking, SHORT_MARK_PT * 10))
        lines = _heads_above(paragraph)
        air = gb.MARK_LINE_TWIPS * BASELINE - size * 20 * INK
        if _style(paragraph) == "GWLetterMark":
            before = round(gb.twips(gb.LETTER_MARK_TOP_MM - gb.LETTER_HEADER_MM) - air)
        else:
            before = round(gb.twips(gb.MARK_TOP_MM) - lines * line_pitch - air) if lines else FORM_MARK_TWIPS
        properties = paragraph.find(tag("pPr"))
        if properties is None:
            continue
        _set(properties, "spacing", before=before, after=0, line=gb.MARK_LINE_TWIPS, lineRule="exact")
        for run in list(paragraph.iter(tag("r"))):
            _size(run, size)
            if tracking:
                _spread(run, tracking)
        sort_properties(paragraph)


SHORT_MARK, SHORT_MARK_PT, SHORT_MARK_SPREAD_PT = 6, 42, 300
FORM_MARK_TWIPS = 120  # above the mark of a form, which has no lines of 份号


def _size(run: etree._Element, points: int) -> None:
    properties = run.find(tag("rPr"))
    if properties is not None:
        for name in ("sz", "szCs"):
            _set(properties, name, val=points * 2)


def _spread(run: etree._Element, tracking: int) -> None:
    """Set the characters of a run apart; the last goes without, else the mark would stand off centre."""
    words = run.find(tag("t"))
    properties = run.find(tag("rPr"))
    if words is None or properties is None or not words.text:
        return
    last = deepcopy(run)
    last_words = last.find(tag("t"))
    assert last_words is not None
    words.text, last_words.text = words.text[:-1], words.text[-1]
    _set(properties, "spacing", val=tracking)
    run.addnext(last)


def _heads_above(paragraph: etree._Element) -> int:
    """How many lines of 份号, 密级 and 紧急程度 stand above a mark."""
    count = 0
    above = paragraph.getprevious()
    while above is not None and _style(above) == "GWHead":
        count += 1
        above = above.getprevious()
    return count


def _signature(root: etree._Element, *, sealed: bool) -> None:
    """Right indents of 署名 and 成文日期 (7.3.5.1 with a seal, 7.3.5.2 without)."""
    for sign, dated in zip(_styled(root, "GWSign"), _styled(root, "GWDate"), strict=True):
        organ, day = units(_words(sign)), units(_words(dated))
        if sealed:
            right_day = max(4.0, (organ - day) / 2)
            right_organ = right_day + (day - organ) / 2
        else:
            right_organ, right_day = 2.0, organ - day
            if right_day < 2:
                right_organ, right_day = 4 + day - organ, 2.0
        for paragraph, right in ((sign, right_organ), (dated, right_day)):
            properties = paragraph.find(tag("pPr"))
            if properties is not None:
                _set(properties, "ind", right=round(right * gb.CHAR_TWIPS))


def _hold_last_lines(root: etree._Element) -> None:
    """The last lines of the text go with the signature (7.3.5.5: no 此页无正文).

    Word splits the paragraph for it; LibreOffice would take all of it along, which `office_worker.py` mends.
    """
    first = next(_styled(root, "GWBlankKept", "GWSign", "GWFormBlank"), None)
    above = first.getprevious() if first is not None else None
    while above is not None and _style(above) == "GWFormGap":
        above = above.getprevious()
    if above is None:
        return
    rows = list(above.iter(tag("tr")))
    for held in (rows[-1] if rows else above).iter(tag("pPr")):
        _set(held, "keepNext")


def _imprint(root: etree._Element) -> None:
    """版记: as high as its lines, because a box that fits itself ends up too high in LibreOffice."""
    for box in root.iter(f"{{{NAMESPACES['wp']}}}anchor"):
        copies = next(_styled(box, "GWCopies"), None)
        lines = 0 if copies is None else _copy_lines(_words(copies))
        issued = next(_styled(box, "GWImprint"), None)
        if not lines and issued is None:
            continue
        height = gb.IMPRINT_LINE_TWIPS * (lines + (issued is not None)) + IMPRINT_RULES_TWIPS
        amount = str(round(height / gb.TWIPS_PER_MM * gb.EMU_PER_MM))
        for extent in (*box.iter(f"{{{NAMESPACES['wp']}}}extent"), *box.iter(f"{{{NAMESPACES['a']}}}ext")):
            extent.set("cy", amount)


def _copy_lines(words: str) -> int:
    """Lines of 抄送: the heading takes three characters of every line."""
    width = gb.TYPE_WIDTH_PT / gb.SIZE_4_PT - 2 - 3
    return max(1, math.ceil((units(words) - 3) / math.floor(width)))


def _tables(root: etree._Element) -> None:
    """Column widths of a table of the text, from the longest words of each column."""
    for table in root.iter(tag("tbl")):
        mark = table.find(f"{tag('tblPr')}/{tag('tblDescription')}")
        if mark is None or mark.get(tag("val")) != "measured":
            continue
        rows = [list(row.iter(tag("tc"))) for row in table.iter(tag("tr"))]
        widths = _column_widths([[units(_words(cell)) for cell in row] for row in rows])
        grid = table.find(tag("tblGrid"))
        if grid is not None:
            grid[:] = []
            for width in widths:
                etree.SubElement(grid, tag("gridCol")).set(tag("w"), str(width))
        _set(table.find(tag("tblPr")), "tblW", w=sum(widths), type="dxa")
        if len(rows) <= KEPT_ROWS:
            for paragraph in (paragraph for row in rows for cell in row for paragraph in cell.iter(tag("pPr"))):
                _set(paragraph, "keepNext")
        for row in rows:
            for cell, width in zip(row, widths, strict=True):
                properties = cell.find(tag("tcPr"))
                if properties is not None:
                    _set(properties, "tcW", w=width, type="dxa")


def _column_widths(lengths: list[list[float]]) -> list[int]:
    """Twips of each column: headings whole, short columns whole, the rest shared by length."""
    margin = 2 * CELL_MARGIN_TWIPS + 20
    heads = lengths[0]
    longest = [max(row[column] for row in lengths) for column in range(len(heads))]
    char = CELL_PT * 20
    least = [max(heads[at], min(longest[at], 4)) * char + margin for at in range(len(heads))]
    wished = [length * char + margin for length in longest]
    total = gb.TYPE_WIDTH_TWIPS
    if sum(wished) <= total:
        spare = (total - sum(wished)) / len(wished)
        widths = [width + spare for width in wished]
    elif sum(least) >= total:
        widths = [width * total / sum(least) for width in least]
    else:
        wants = [math.sqrt(max(wish - low, 0)) for wish, low in zip(wished, least, strict=True)]
        spare = total - sum(least)
        widths = [low + spare * want / sum(wants) for low, want in zip(least, wants, strict=True)]
    rounded = [math.floor(width) for width in widths]
    rounded[-1] += total - sum(rounded)
    return rounded


def _pitched(styles: bytes, line_pitch: int) -> bytes:
    root = etree.fromstring(styles)
    for spacing in root.iter(tag("spacing")):
        if spacing.get(tag("line")) == str(gb.LINE_TWIPS):
            spacing.set(tag("line"), str(line_pitch))
    return _written(root)


def core_properties(title: str, author: str, created: str) -> bytes:
    """`docProps/core.xml`: what a reader sees as title, author and day."""
    dublin = "http://purl.org/dc/elements/1.1/"
    terms = "http://purl.org/dc/terms/"
    instance = "http://www.w3.org/2001/XMLSchema-instance"
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    root = etree.Element(
        f"{{{core}}}coreProperties", nsmap={"cp": core, "dc": dublin, "dcterms": terms, "xsi": instance}
    )
    etree.SubElement(root, f"{{{dublin}}}title").text = title
    etree.SubElement(root, f"{{{dublin}}}creator").text = author
    etree.SubElement(root, f"{{{core}}}lastModifiedBy").text = author
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{terms}}}{name}")
        element.set(f"{{{instance}}}type", "dcterms:W3CDTF")
        element.text = f"{created}T00:00:00Z"
    return _written(root)
