"""The parts of a paper as GB/T 9704 names them, with docxtpl tags where the text will stand."""

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.ooxml import (
    cell,
    faced,
    loop,
    paragraph,
    row,
    table,
    text,
    text_box,
    when,
)

TAB = "<w:r><w:tab/></w:r>"
LETTER_BOX_MM = 2
IMPRINT_AIR_MM = 2
ATTACHMENTS = (("only", "GWAttachment"), ("first", "GWAttachmentFirst"), ("next", "GWAttachmentNext"))


def red_head() -> str:
    """版头 of an ordinary paper (7.2): three lines for 份号, 密级 and 紧急程度, mark, number, red rule."""
    return (
        paragraph("GWHead", "{{ copy_number }}")
        + paragraph("GWHead")
        + paragraph("GWHead", "{{ urgency }}")
        + paragraph("GWMark", "{{ mark }}")
        + paragraph("GWBlank") * 2
        + paragraph("GWNumber", "{{ number }}")
        + paragraph("GWBlank") * 2
    )


def journal_head() -> str:
    """版头 of minutes and bulletins: mark, number or issue, then organ and date above the red rule (10.3)."""
    return (
        paragraph("GWHead") * 3
        + paragraph("GWMark", "{{ mark }}")
        + paragraph("GWBlank")
        + paragraph("GWIssue", "{{ number }}")
        + paragraph("GWIssuer", TAB, text("{{ issuer }}"), TAB, text("{{ issued_on }}"))
        + paragraph("GWBlank")
        + when("title", paragraph("GWBlank"))
    )


def letter_header() -> str:
    """First-page header of a letter (信函格式, 10.1): mark 30 mm below the page's edge, thick and thin red rule."""
    return paragraph("GWLetterMark", "{{ mark }}") + paragraph("GWLetterRule")


def letter_footer() -> str:
    """First-page footer of a letter: thin and thick red rule 20 mm above the page's edge, no page number."""
    left = (gb.PAGE_WIDTH_MM - gb.LETTER_RULE_WIDTH_MM) / 2
    down = gb.PAGE_HEIGHT_MM - gb.LETTER_RULE_BOTTOM_MM - LETTER_BOX_MM
    box = text_box(
        "信函下线",
        paragraph("GWLetterFoot"),
        width_mm=gb.LETTER_RULE_WIDTH_MM,
        height_mm=LETTER_BOX_MM,
        across=f'relativeFrom="page"><wp:posOffset>{round(left * gb.EMU_PER_MM)}</wp:posOffset>',
        down=f'relativeFrom="page"><wp:posOffset>{round(down * gb.EMU_PER_MM)}</wp:posOffset>',
    )
    return paragraph("GWPageOdd", box)


def letter_head() -> str:
    return paragraph("GWLetterNumber", "{{ number }}") + paragraph("GWBlank") * 2


def plain_head() -> str:
    """Nothing above the title but an optional number: records and internal papers."""
    return when("number", paragraph("GWLetterNumber", "{{ number }}"))


def title() -> str:
    """标题 (7.3.1) in as many lines as the renderer broke it into."""
    return when("title", loop("line in title", paragraph("GWTitle", "{{ line }}")), paragraph("GWBlank"))


def addressees() -> str:
    """主送机关 (7.3.2)."""
    return when("addressees", paragraph("GWAddressee", "{{ addressees }}："))


def blocks(source: str) -> str:
    """正文 (7.3.3) as typed blocks; the list's name in the data is `source`."""
    kinds = (
        ("h1", paragraph("GWH1", "{{ block.text }}")),
        ("h2", paragraph("GWH2", "{{ block.text }}")),
        ("centre", paragraph("GWCentre", "{{ block.text }}")),
        ("article", paragraph("GWBody", faced("{{ block.lead }}", gb.HEITI), text("{{ block.text }}"))),
        ("runin", paragraph("GWBody", faced("{{ block.lead }}", gb.KAITI), text("{{ block.text }}"))),
        ("field", paragraph("GWField", faced("{{ block.lead }}", gb.HEITI), text("{{ block.text }}"))),
        ("more", paragraph("GWListMore", "{{ block.text }}")),
        ("note", paragraph("GWNote", "{{ block.text }}")),
        ("p", paragraph("GWBody", "{{ block.text }}")),
    )
    body = "".join(when(f"block.kind == '{kind}'", content) for kind, content in kinds)
    return loop(f"block in {source}", body, when("block.kind == 'table'", _measured_table("block")))


def _measured_table(name: str) -> str:
    head = [cell(100, f"{{%tc for name in {name}.columns %}}"), cell(100, "{{ name }}", head=True)]
    line = [cell(100, "{%tc for value in values %}"), cell(100, "{{ value }}")]
    end = cell(100, "{%tc endfor %}")
    rows = (
        row([*head, end], header=True),
        row([cell(100, f"{{%tr for values in {name}.rows %}}")]),
        row([*line, end]),
        row([cell(100, "{%tr endfor %}")]),
    )
    captioned = when(f"{name}.caption", paragraph("GWCaption", f"{{{{ {name}.caption }}}}"))
    uncaptioned = when(f"not {name}.caption", paragraph("GWFormGap"))
    return captioned + uncaptioned + table([100, 100, 100], rows, measured=True) + paragraph("GWThin")


def attachments() -> str:
    """附件说明 (7.3.4): one blank line below the text."""
    return when(
        "attachments",
        paragraph("GWBlank"),
        loop(
            "line in attachments",
            *(when(f"line.place == '{place}'", paragraph(style, "{{ line.text }}")) for place, style in ATTACHMENTS),
        ),
    )


def signature() -> str:
    """发文机关署名、成文日期 (7.3.5) and 附注 (7.3.6); the indents are measured after filling."""
    signed = (
        loop("line in seal_room", paragraph("GWBlankKept"))
        + paragraph("GWSign", "{{ organ }}")
        + paragraph("GWDate", "{{ dated }}")
    )
    return when("organ", signed) + when("note", paragraph("GWNote", "（{{ note }}）"))


def attendance() -> str:
    """出席、请假、列席名单 of minutes (10.3.2)."""
    listed = paragraph("GWList", faced("{{ listed.lead }}：", gb.HEITI), text("{{ listed.first }}")) + loop(
        "line in listed.more", paragraph("GWListMore", "{{ line }}")
    )
    return when("lists", paragraph("GWBlank"), loop("listed in lists", listed))


def annexes() -> str:
    """附件 on new pages: marked 附件1 … (7.3.7), or unmarked texts that the paper itself issues (印发)."""
    marked = (
        paragraph("GWAnnexMark", "{{ annex.mark }}")
        + paragraph("GWBlank")
        + loop("line in annex.title", paragraph("GWTitle", "{{ line }}"))
    )
    unmarked = paragraph("GWAnnexPage") + loop("line in annex.title", paragraph("GWTitle", "{{ line }}"))
    return loop(
        "annex in annexes",
        when("annex.mark", marked),
        when("not annex.mark", unmarked),
        paragraph("GWBlank"),
        blocks("annex.blocks"),
    )


def imprint() -> str:
    """版记 (7.4): a text box at the foot of the type area, anchored in the paper's last paragraph."""
    content = (
        when("imprint.cc", paragraph("GWRuleOuter"), paragraph("GWCopies", "抄送：{{ imprint.cc }}。"))
        + when("imprint.cc", paragraph("GWRuleInner"))
        + when("not imprint.cc", paragraph("GWRuleOuter"))
        + paragraph("GWImprint", text("{{ imprint.issuer }}"), TAB, text("{{ imprint.issued }}印发"))
        + paragraph("GWRuleOuter")
    )
    return when("imprint", paragraph("GWAnchor", _foot_box(content)))


def letter_imprint() -> str:
    """版记 of a letter: copies alone, no rules, no issuer (10.1)."""
    return when(
        "imprint and imprint.cc", paragraph("GWAnchor", _foot_box(paragraph("GWCopies", "抄送：{{ imprint.cc }}。")))
    )


def _foot_box(content: str) -> str:
    return text_box(
        "版记",
        content,
        width_mm=gb.TYPE_WIDTH_MM,
        height_mm=20,
        across='relativeFrom="margin"><wp:align>left</wp:align>',
        down='relativeFrom="margin"><wp:align>bottom</wp:align>',
        above_mm=IMPRINT_AIR_MM,
    )


def page_number(style: str) -> str:
    """页码 (7.5): a dash of one character each side."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return paragraph(style, text("— "), field, text(" —"))
