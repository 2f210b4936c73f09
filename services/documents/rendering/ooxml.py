"""WordprocessingML by hand: paragraphs, tables, text boxes, and the order Word demands of their properties."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from services.documents.rendering import gbt9704 as gb

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

# ECMA-376 part 1, children in the order of the schema; Word refuses a file that breaks it, LibreOffice does not.
_SCHEMA = {
    "pPr": """
        pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
        suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
        snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """
        rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish
        webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
        eastAsianLayout specVanish oMath""",
    "tblPr": """
        tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd
        tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader jc hidden",
    "tcPr": """
        cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark""",
    "sectPr": """
        headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols
        formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings""",
}
ORDER = {name: tuple(children.split()) for name, children in _SCHEMA.items()}


def tag(name: str) -> str:
    """`w:name` as lxml writes it."""
    return f"{{{W}}}{name}"


def text(value: str, rpr: str = "") -> str:
    """One run; `hint` keeps quotes and dashes in the East Asian face."""
    fonts = '<w:rFonts w:hint="eastAsia"/>'
    return f'<w:r><w:rPr>{fonts}{rpr}</w:rPr><w:t xml:space="preserve">{escape(value)}</w:t></w:r>'


def face(name: str, half_points: int = 0) -> str:
    """Run properties: a face for all scripts and, if given, a size."""
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    return fonts + (f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if half_points else "")


def faced(value: str, name: str) -> str:
    """One run in another face than its style's."""
    return f'<w:r><w:rPr>{face(name)}</w:rPr><w:t xml:space="preserve">{escape(value)}</w:t></w:r>'


def paragraph(style: str, *runs: str, ppr: str = "") -> str:
    """A paragraph in one of our styles; a plain string becomes one run."""
    content = "".join(run if run.startswith("<") else text(run) for run in runs if run)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{ppr}</w:pPr>{content}</w:p>'


def control(statement: str) -> str:
    """A docxtpl statement that takes its whole paragraph with it: `{%p … %}`."""
    return paragraph("GWBody", text(f"{{%p {statement} %}}"))


def loop(statement: str, *content: str) -> str:
    return control(f"for {statement}") + "".join(content) + control("endfor")


def when(condition: str, *content: str) -> str:
    return control(f"if {condition}") + "".join(content) + control("endif")


def cell(width: int, content: str, *, span: int = 1, head: bool = False, align: str = "center") -> str:
    """A table cell; `content` is text with tags, or `*name` for one paragraph for each line of the list `name`."""
    style = "GWCellHead" if head else {"center": "GWCellCentre", "left": "GWCell"}[align]
    if content.startswith("*"):
        body = loop(f"line in {content[1:]}", paragraph(style, "{{ line }}")) + paragraph("GWThin")
    else:
        body = paragraph(style, content)
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>{body}</w:tc>'


def row(cells: Iterable[str], *, height: int = 0, header: bool = False) -> str:
    properties = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
    return f"<w:tr><w:trPr>{properties}{'<w:tblHeader/>' if header else ''}</w:trPr>{''.join(cells)}</w:tr>"


CELL_MARGIN_TWIPS = 85


def table(widths: Iterable[int], rows: Iterable[str], *, measured: bool = False) -> str:
    """A bordered table; `measured` ones get their column widths from their filled text (`finish.py`).

    Its edge is the type area's: in Word's mode 15 the indent counts from the border, not from the text.
    """
    widths = list(widths)
    sides = ["top", "left", "bottom", "right", "insideH", "insideV"]
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    margins = "".join(
        f'<w:{side} w:w="{amount}" w:type="dxa"/>'
        for side, amount in (("top", 40), ("left", CELL_MARGIN_TWIPS), ("bottom", 40), ("right", CELL_MARGIN_TWIPS))
    )
    described = '<w:tblDescription w:val="measured"/>' if measured else ""
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>{described}</w:tblPr>"
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def text_box(
    name: str, content: str, *, width_mm: float, height_mm: float, across: str, down: str, above_mm: float = 0
) -> str:
    """A run that anchors a borderless text box; `across` and `down` are the inside of positionH and positionV."""
    size = f'cx="{round(width_mm * gb.EMU_PER_MM)}" cy="{round(height_mm * gb.EMU_PER_MM)}"'
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:anchor distT="{round(above_mm * gb.EMU_PER_MM)}" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0">'
        '<wp:simplePos x="0" y="0"/>'
        f"<wp:positionH {across}</wp:positionH><wp:positionV {down}</wp:positionV>"
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="1" name={quoteattr(name)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{NAMESPACES["wps"]}">{shape}</a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def sort_properties(root: etree._Element) -> None:
    """Put the children of every property element into schema order and drop an earlier twin of the same name."""
    for name, order in ORDER.items():
        rank = {tag(child): position for position, child in enumerate(order)}
        repeatable = {tag("headerReference"), tag("footerReference")}
        for element in root.iter(tag(name)):
            kept: dict[object, etree._Element] = {}
            for index, child in enumerate(element):
                kept[index if child.tag in repeatable else child.tag] = child
            children = sorted(kept.values(), key=lambda child: rank.get(str(child.tag), len(rank)))
            if children != list(element):
                element[:] = children


def unordered(root: etree._Element) -> list[str]:
    """The property elements that still break schema order: empty for a file that Word opens."""
    broken = []
    for name, order in ORDER.items():
        for element in root.iter(tag(name)):
            names = [etree.QName(child).localname for child in element]
            ranks = [order.index(child) if child in order else -1 for child in names]
            if ranks != sorted(ranks) or -1 in ranks:
                broken.append(f"{name}: {' '.join(names)}")
    return broken
