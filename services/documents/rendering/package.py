"""The .docx package: the few parts a paper needs, packed so that the same parts give the same bytes."""

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering import parts
from services.documents.rendering.ooxml import DECLARED, paragraph, sort_properties
from services.documents.rendering.styles import styles_xml

EPOCH = (1980, 1, 1, 0, 0, 0)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True)
class Parts:
    """The body of a template, and what its first page alone has above and below the text."""

    body: str
    first_header: str = ""
    first_footer: str = ""


def pack(template: Parts) -> bytes:
    """A whole .docx from the parts of a template."""
    files = {
        "word/styles.xml": ("styles", styles_xml()),
        "word/settings.xml": ("settings", _SETTINGS),
        "word/footer_odd.xml": ("footer", _edge("ftr", parts.page_number("GWPageOdd"))),
        "word/footer_even.xml": ("footer", _edge("ftr", parts.page_number("GWPageEven"))),
    }
    references = _reference("footer", "default", "footer_odd") + _reference("footer", "even", "footer_even")
    first = ""
    if template.first_header:
        files["word/header_first.xml"] = ("header", _edge("hdr", template.first_header))
        files["word/footer_first.xml"] = ("footer", _edge("ftr", template.first_footer))
        references += _reference("header", "first", "header_first") + _reference("footer", "first", "footer_first")
        first = "<w:titlePg/>"
    margins = f'w:top="{gb.twips(gb.TOP_MM)}" w:right="{gb.twips(gb.RIGHT_MM)}" w:bottom="{gb.twips(gb.BOTTOM_MM)}"'
    section = (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins} w:left="{gb.twips(gb.LEFT_MM)}" '
        f'w:header="{gb.twips(gb.LETTER_HEADER_MM)}" w:footer="{gb.FOOTER_TWIPS}" w:gutter="0"/>{first}</w:sectPr>'
    )
    document = f"<w:document {DECLARED}><w:body>{template.body}{section}</w:body></w:document>"
    written = {
        "[Content_Types].xml": _content_types(files),
        "_rels/.rels": _relations(
            ("officeDocument", f"{OFFICE}/officeDocument", "word/document.xml"),
            ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _CORE,
        "word/document.xml": _sorted(document),
        "word/_rels/document.xml.rels": _relations(
            *((_id(path), f"{OFFICE}/{kind}", path.removeprefix("word/")) for path, (kind, _) in files.items())
        ),
    }
    written |= {path: _sorted(xml) for path, (_, xml) in files.items()}
    return zipped({path: xml.encode() for path, xml in written.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip with sorted names and one fixed time: the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return stream.getvalue()


def unzipped(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SETTINGS = (
    f'<w:settings {DECLARED}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat></w:settings>'
)
_CORE = (
    f'{_HEADER}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title></dc:title><dc:creator></dc:creator>'
    "</cp:coreProperties>"
)


def _sorted(xml: str) -> str:
    root = etree.fromstring(xml.encode())
    sort_properties(root)
    return f"{_HEADER}{etree.tostring(root, encoding='unicode')}"


def _edge(name: str, content: str) -> str:
    return f"<w:{name} {DECLARED}>{content or paragraph('GWThin')}</w:{name}>"


def _id(path: str) -> str:
    return path.removeprefix("word/").removesuffix(".xml")


def _reference(edge: str, kind: str, identity: str) -> str:
    return f'<w:{edge}Reference w:type="{kind}" r:id="{identity}"/>'


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{id_}" Type="{type_}" Target="{to}"/>' for id_, type_, to in relations)
    return f'{_HEADER}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(files: dict[str, tuple[str, str]]) -> str:
    overrides = {path: f"{WORDML}.{kind}+xml" for path, (kind, _) in files.items()}
    overrides["word/document.xml"] = f"{WORDML}.document.main+xml"
    overrides["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    listed = "".join(f'<Override PartName="/{path}" ContentType="{type_}"/>' for path, type_ in overrides.items())
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEADER}<Types xmlns="{PACKAGE}/content-types">{default}{listed}</Types>'
