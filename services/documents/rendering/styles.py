"""The one sheet of paragraph styles that every template wears."""

from typing import NamedTuple

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.ooxml import DECLARED, face

CHAR = gb.CHAR_TWIPS


class Style(NamedTuple):
    """One paragraph style; `ppr` and `rpr` are the inside of its property elements."""

    id: str
    name: str
    face: str
    points: float
    line: int  # exact, in twips
    align: str = "both"
    ppr: str = ""
    rpr: str = ""
    level: int | None = None  # outline level


def _indent(left: float = 0, right: float = 0, first: float = 0, hanging: float = 0) -> str:
    """Indents in characters of 3号 type."""
    start = f'w:hanging="{round(hanging * CHAR)}"' if hanging else f'w:firstLine="{round(first * CHAR)}"'
    return f'<w:ind w:left="{round(left * CHAR)}" w:right="{round(right * CHAR)}" {start}/>'


def _rule(side: str, size: int, space: int = 0, colour: str = "000000", kind: str = "single") -> str:
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{colour}"/></w:pBdr>'


KEEP = "<w:keepNext/>"
RED = f'<w:color w:val="{gb.RED}"/>'
INSET = gb.IMPRINT_INSET_TWIPS
IMPRINT_TAB = gb.TYPE_WIDTH_TWIPS - INSET
ISSUER_TAB = gb.TYPE_WIDTH_TWIPS - CHAR
LETTER_OUT = '<w:ind w:left="-454" w:right="-340"/>'  # 8 and 6 mm: a rule of 170 mm around a type area of 156 mm
TRACKING = f'<w:spacing w:val="{gb.TRACKING_TWIPS}"/>'
LINE = gb.LINE_TWIPS
FANG, HEI, KAI, SONG, BIAO = gb.FANGSONG, gb.HEITI, gb.KAITI, gb.SONGTI, gb.BIAOSONG

STYLES = (
    # the head
    Style("GWHead", "GW版头", HEI, 16, LINE, "left", rpr=TRACKING),
    Style("GWMark", "GW发文机关标志", BIAO, 38, gb.MARK_LINE_TWIPS, "center", rpr=RED),
    Style("GWNumber", "GW发文字号", FANG, 16, LINE, "center", _rule("bottom", 18, 7, gb.RED), TRACKING),
    Style("GWIssue", "GW期号", FANG, 16, LINE, "center", rpr=TRACKING),
    Style(
        "GWIssuer",
        "GW期号机关",
        FANG,
        16,
        LINE,
        "left",
        _rule("bottom", 18, 7, gb.RED)
        + f'<w:tabs><w:tab w:val="left" w:pos="{CHAR}"/><w:tab w:val="right" w:pos="{ISSUER_TAB}"/></w:tabs>',
        TRACKING,
    ),
    Style("GWLetterMark", "GW信函标志", BIAO, 38, gb.MARK_LINE_TWIPS, "center", rpr=RED),
    Style(
        "GWLetterRule",
        "GW信函上线",
        FANG,
        1,
        80,
        "left",
        _rule("bottom", 24, 1, gb.RED, "thickThinSmallGap") + LETTER_OUT,
    ),
    Style("GWLetterFoot", "GW信函下线", FANG, 1, 80, "left", _rule("top", 24, 1, gb.RED, "thinThickSmallGap")),
    Style("GWLetterNumber", "GW信函字号", FANG, 16, LINE, "right", rpr=TRACKING),
    # the body
    Style("GWTitle", "GW标题", BIAO, 22, 700, "center", KEEP, level=0),
    Style("GWAddressee", "GW主送机关", FANG, 16, LINE, "left", rpr=TRACKING),
    Style("GWBody", "GW正文", FANG, 16, LINE, "both", '<w:ind w:firstLineChars="200" w:firstLine="640"/>', TRACKING),
    Style("GWH1", "GW一级标题", HEI, 16, LINE, "both", KEEP + _indent(first=2), TRACKING, 1),
    Style("GWH2", "GW二级标题", KAI, 16, LINE, "both", KEEP + _indent(first=2), TRACKING, 2),
    Style("GWCentre", "GW居中标题", HEI, 16, LINE, "center", KEEP, TRACKING, 1),
    Style("GWBlank", "GW空行", FANG, 16, LINE, "left", rpr=TRACKING),
    Style("GWBlankKept", "GW署名前空行", FANG, 16, LINE, "left", KEEP, TRACKING),
    Style("GWAttachment", "GW附件说明", FANG, 16, LINE, "left", _indent(left=5, hanging=3), TRACKING),
    Style("GWAttachmentFirst", "GW附件说明首项", FANG, 16, LINE, "left", _indent(left=6, hanging=4), TRACKING),
    Style("GWAttachmentNext", "GW附件说明续项", FANG, 16, LINE, "left", _indent(left=6, hanging=1), TRACKING),
    Style("GWSign", "GW署名", FANG, 16, LINE, "right", KEEP, TRACKING),
    Style("GWDate", "GW成文日期", FANG, 16, LINE, "right", rpr=TRACKING),
    Style("GWNote", "GW附注", FANG, 16, LINE, "left", _indent(left=2), TRACKING),
    Style("GWList", "GW名单", FANG, 16, LINE, "left", _indent(left=5, hanging=3), TRACKING),
    Style("GWListMore", "GW名单续行", FANG, 16, LINE, "left", _indent(left=5), TRACKING),
    Style("GWField", "GW会议要素", FANG, 16, LINE, "left", _indent(left=5, hanging=5), TRACKING),
    Style("GWAnnexMark", "GW附件标识", HEI, 16, LINE, "left", "<w:pageBreakBefore/>" + KEEP, TRACKING),
    Style("GWAnnexPage", "GW随文件另页", FANG, 16, 20, "left", "<w:pageBreakBefore/>" + KEEP),
    # tables and forms
    Style("GWCaption", "GW表题", HEI, 14, 500, "center", KEEP),
    Style("GWCell", "GW表内文字", FANG, 12, 360, "left"),
    Style("GWCellCentre", "GW表内居中", FANG, 12, 360, "center"),
    Style("GWCellHead", "GW表头", HEI, 12, 360, "center"),
    Style("GWThin", "GW表后", FANG, 1, 20, "left"),
    Style("GWFormTitle", "GW表单标题", BIAO, 22, 700, "center", level=0),
    Style("GWFormLine", "GW表单行", FANG, 14, 480, "left", '<w:ind w:left="1400" w:hanging="1400"/>'),
    Style("GWFormText", "GW表单文字", FANG, 14, 480, "both"),
    Style("GWFormGap", "GW表单间隔", FANG, 8, 160, "left"),
    Style("GWFormRight", "GW表单右行", FANG, 14, 480, "right"),
    Style("GWFormBlank", "GW表单署名前空行", FANG, 14, 480, "left", KEEP),
    Style("GWFormSign", "GW表单署名", FANG, 14, 480, "right", KEEP),
    # imprint and page number
    Style(
        "GWCopies",
        "GW抄送",
        FANG,
        14,
        gb.IMPRINT_LINE_TWIPS,
        "both",
        f'<w:ind w:left="{4 * INSET}" w:right="{INSET}" w:hanging="{3 * INSET}"/>',
    ),
    Style(
        "GWImprint",
        "GW印发",
        FANG,
        14,
        gb.IMPRINT_LINE_TWIPS,
        "left",
        f'<w:tabs><w:tab w:val="right" w:pos="{IMPRINT_TAB}"/></w:tabs><w:ind w:left="{INSET}" w:right="{INSET}"/>',
    ),
    Style("GWRuleOuter", "GW版记粗线", FANG, 1, 20, "left", _rule("top", 8)),
    Style("GWRuleInner", "GW版记细线", FANG, 1, 20, "left", _rule("top", 6)),
    Style("GWAnchor", "GW版记锚", FANG, 1, 20, "left"),
    Style("GWPageOdd", "GW页码单", SONG, 14, 280, "right", f'<w:ind w:right="{INSET}"/>'),
    Style("GWPageEven", "GW页码双", SONG, 14, 280, "left", f'<w:ind w:left="{INSET}"/>'),
)

_QUIET = '<w:{0} w:val="0"/>'
_DEFAULT_PPR = "".join(
    (
        _QUIET.format("widowControl"),
        '<w:kinsoku w:val="1"/>',
        _QUIET.format("overflowPunct"),
        _QUIET.format("autoSpaceDE"),
        _QUIET.format("autoSpaceDN"),
        _QUIET.format("adjustRightInd"),
        _QUIET.format("snapToGrid"),
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>',
    )
)


def styles_xml() -> str:
    """The whole of `word/styles.xml`; the properties stand in any order and are sorted on packing."""
    defaults = f'{face(FANG, 32)}<w:kern w:val="0"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    head = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_DEFAULT_PPR}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_DEFAULT_PPR}</w:pPr><w:rPr>{defaults}</w:rPr></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    )
    return f"<w:styles {DECLARED}>{head}{''.join(map(_style, STYLES))}</w:styles>"


def _style(style: Style) -> str:
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{style.line}" w:lineRule="exact"/>'
    level = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{style.ppr}{spacing}<w:jc w:val="{style.align}"/>{level}</w:pPr>'
        f"<w:rPr>{face(style.face, round(style.points * 2))}{style.rpr}</w:rPr></w:style>"
    )
