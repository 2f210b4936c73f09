"""The checker catches what it is for: each mutant breaks one rule of the standard."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from services.documents.rendering import checker
from services.documents.rendering.engine import render
from services.documents.rendering.package import unzipped, zipped
from services.documents.rendering.pdf import PdfWorker

NUMBER = "平政办发〔2022〕1号"
STYLES, DOCUMENT, SETTINGS = "word/styles.xml", "word/document.xml", "word/settings.xml"


def _swap(old: str, new: str) -> Callable[[str], str]:
    return lambda xml: xml.replace(old, new)


def _style(style: str, old: str, new: str) -> Callable[[str], str]:
    """Change one style only."""

    def change(xml: str) -> str:
        start = xml.index(f'w:styleId="{style}"')
        end = xml.index("</w:style>", start)
        return xml[:start] + re.sub(old, new, xml[start:end]) + xml[end:]

    return change


GRID = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-848"/></w:sectPr>'
FANG, SANS = "仿宋_GB2312", "Liberation Sans"

MUTANTS: dict[str, tuple[str, Callable[[str], str], set[str]]] = {
    "29 pt lines: 21 on a page": (STYLES, _swap('w:line="579"', 'w:line="580"'), {"LINES_PER_PAGE"}),
    "28 pt lines": (STYLES, _swap('w:line="579"', 'w:line="560"'), {"LINE_PITCH"}),
    "no tracking: 27 to the line": (STYLES, _swap('<w:spacing w:val="-5"/>', ""), {"CHARS_PER_LINE"}),
    "a grid of lines and characters": (DOCUMENT, _swap("</w:sectPr>", GRID), {"CHARS_PER_LINE"}),
    "left margin 31 mm": (DOCUMENT, _swap('w:left="1587"', 'w:left="1757"'), {"LEFT_EDGE"}),
    "right margin 23 mm": (DOCUMENT, _swap('w:right="1474"', 'w:right="1304"'), {"OUTSIDE_TYPE_AREA"}),
    "bottom margin 30 mm": (DOCUMENT, _swap('w:bottom="1984"', 'w:bottom="1701"'), {"IMPRINT_BOTTOM"}),
    "letter paper": (DOCUMENT, _swap('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"'), {"PAGE_SIZE"}),
    "black mark": (STYLES, _style("GWMark", "FF0000", "000000"), {"MARK_MISSING"}),
    "mark 5 mm lower": (DOCUMENT, lambda xml: re.sub(r'w:before="\d+"', 'w:before="400"', xml), {"MARK_TOP"}),
    "mark at the left": (STYLES, _style("GWMark", '"center"', '"left"'), {"MARK_CENTRE"}),
    "red rule 8 mm away": (STYLES, _style("GWNumber", 'w:space="7"', 'w:space="20"'), {"RULE_GAP"}),
    "no red rule": (STYLES, _style("GWNumber", "<w:pBdr>.*</w:pBdr>", ""), {"RULE_MISSING"}),
    "page numbers on one side": (SETTINGS, _swap("<w:evenAndOddHeaders/>", ""), {"PAGE_NUMBER_SIDE"}),
    "page number too low": (DOCUMENT, _swap('w:footer="1446"', 'w:footer="992"'), {"PAGE_NUMBER_DEPTH"}),
    "page number too small": (
        STYLES,
        _style("GWPageOdd", '(szC?s?) w:val="28"', r'\1 w:val="21"'),
        {"PAGE_NUMBER_SIZE"},
    ),
    "a box that fits itself": (
        DOCUMENT,
        _swap("<a:noAutofit/>", "<a:spAutoFit/>"),
        {"IMPRINT_BOTTOM", "IMPRINT_RULES"},
    ),
    "imprint rules of one thickness": (STYLES, _style("GWRuleInner", 'w:sz="6"', 'w:sz="12"'), {"IMPRINT_RULES"}),
    "no imprint": (
        DOCUMENT,
        lambda xml: re.sub(r"<mc:AlternateContent>.*</mc:AlternateContent>", "", xml),
        {"IMPRINT_MISSING"},
    ),
    "text in 黑体": (STYLES, _style("GWBody", FANG, "黑体"), {"BODY_FACE"}),
    "a foreign face": (STYLES, _style("GWAddressee", FANG, SANS), {"UNEXPECTED_FACE"}),
    "signature at the edge": (
        DOCUMENT,
        lambda xml: re.sub(r'<w:ind w:right="\d+"/>', '<w:ind w:right="0"/>', xml),
        {"SIGNATURE"},
    ),
    "padded month": (DOCUMENT, _swap("2022年1月26日</w:t>", "2022年01月26日</w:t>"), {"DATE"}),
    "square brackets": (DOCUMENT, _swap("〔2022〕", "[2022]"), {"NUMBER"}),
    "a tag left over": (DOCUMENT, _swap(NUMBER, "{{ number }}"), {"UNFILLED"}),
}


async def _findings(worker: PdfWorker, files: dict[str, bytes]) -> list[checker.Finding]:
    return checker.check(await worker.convert(zipped(files)), "gongwen", imprint=True)


def _notice(long_notice: dict[str, Any]) -> dict[str, bytes]:
    return unzipped(render("notice", long_notice, number=NUMBER).docx)


async def test_the_notice_that_is_mutated_has_no_fault(worker: PdfWorker, long_notice: dict[str, Any]) -> None:
    assert await _findings(worker, _notice(long_notice)) == []


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_mutant_is_caught(mutant: str, worker: PdfWorker, long_notice: dict[str, Any]) -> None:
    part, change, expected = MUTANTS[mutant]
    files = _notice(long_notice)
    changed = change(files[part].decode())
    assert changed != files[part].decode(), "the mutant changes nothing"
    codes = {finding.code for finding in await _findings(worker, files | {part: changed.encode()})}
    assert codes & expected, codes


def test_what_is_no_pdf_is_an_error() -> None:
    with pytest.raises(ValueError, match="PDF"):
        checker.check(b"not a pdf", "gongwen")
