"""The format checker: measures a produced PDF against GB/T 9704—2012, knowing nothing of how it was made.

Only the first two pages and the last are taken apart, and the third when the second ends early.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from statistics import median

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering.measure import Document, Line, Page, Rule, opened

LEFT, RIGHT = gb.LEFT_MM, gb.LEFT_MM + gb.TYPE_WIDTH_MM
TOP, BOTTOM = gb.TOP_MM, gb.TOP_MM + gb.TYPE_HEIGHT_MM
THIN_LINES = 3
NUMBER_LESS_MM = 15  # a rule as far below the text belongs to a draft, which has no number yet
CENTRE = (LEFT + RIGHT) / 2
CHAR_MM = gb.CHAR_PT / gb.PT_PER_MM
FOOT_CHAR_MM = gb.SIZE_4_PT / gb.PT_PER_MM

# The stand-ins the installer brings, and the official faces where an office owns them.
FACES = (
    r"FandolFang|FandolHei|FandolKai|FandolSong|NotoSerifCJK|LXGWWenKai|FangSong|KaiTi|SimHei|SimSun|FZXBS|STFangsong"
)
FEW_LINES = 5  # too few full lines on a page say nothing of its grid
HEADING_FACES = r"FandolHei|FandolKai|SimHei|KaiTi"
FALLBACK_OF_HEADINGS = r"NotoSansCJK"  # behind 黑体 for rare characters, nowhere else


@dataclass(frozen=True)
class Finding:
    """One fault: code for machines, detail for people."""

    code: str
    detail: str
    measured: str
    expected: str


@dataclass(frozen=True)
class Profile:
    """What the standard asks of a class of papers."""

    mark_top: float | None  # mm from the page's upper edge
    rule_width: float | None
    grid: bool  # 22 lines of 28 characters in 3号仿宋
    first_number: bool = True  # page number on page 1
    foot_rule: bool = False


PROFILES = {
    "gongwen": Profile(TOP + gb.MARK_TOP_MM, gb.TYPE_WIDTH_MM, grid=True),
    "minutes": Profile(TOP + gb.MARK_TOP_MM, gb.TYPE_WIDTH_MM, grid=True),
    "letter": Profile(gb.LETTER_MARK_TOP_MM, gb.LETTER_RULE_WIDTH_MM, grid=True, first_number=False, foot_rule=True),
    "form": Profile(None, None, grid=False),
}


def check(pdf: bytes, profile: str, *, line_pitch: int = gb.LINE_TWIPS, imprint: bool = False) -> list[Finding]:
    """Every fault of a PDF; empty for a good one. `line_pitch` in twips as rendered, `imprint` whether 版记 is due.

    CPU work of some tenths of a second: call it in a thread. Raises ValueError for what is no PDF.
    """
    with opened(pdf) as document:
        subject = _Subject(document, PROFILES[profile], line_pitch / 20 / gb.PT_PER_MM, imprint)
        return [finding for rule in RULES for finding in rule(subject)]


class Ending(IntEnum):
    """How the last page looks; the lower the better."""

    GOOD = 0
    THIN = 1  # a line or two of text above 版记: allowed, but ugly
    BAD = 2  # 版记 without text (7.3.5.5), or text running into it


def ending(pdf: bytes) -> Ending:
    """Judge the last page alone: cheap enough to try several spacings."""
    with opened(pdf) as document:
        page = document.page(document.count)
        if _alone(page) or _overlaid(page):
            return Ending.BAD
        rules = _imprint_rules(page)
        thin = page.number > 1 and rules and page.table is None and len(_body(page)) < THIN_LINES
        return Ending.THIN if thin else Ending.GOOD


@dataclass(frozen=True)
class _Subject:
    document: Document
    profile: Profile
    pitch: float  # mm
    imprint: bool

    def pages(self) -> Iterator[Page]:
        for number in sorted({1, min(2, self.document.count), self.document.count}):
            yield self.document.page(number)


def _near(measured: float, expected: float, tolerance: float) -> bool:
    return abs(measured - expected) <= tolerance


def _finding(code: str, detail: str, measured: float | str, expected: str) -> Finding:
    return Finding(code, detail, f"{measured:.2f}" if isinstance(measured, float) else measured, expected)


def _body(page: Page) -> list[Line]:
    """Lines within the type area, in 3号 type and outside tables."""
    upper, lower = page.table or (BOTTOM, BOTTOM)
    return [
        line
        for line in page.lines
        if line.bottom <= BOTTOM + 1
        and _near(line.size, gb.SIZE_3_PT, 0.3)
        and not upper - 1 <= line.bottom <= lower + 1
    ]


def _full(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.x1 - line.x0 > gb.TYPE_WIDTH_MM - 6]


def _imprint_rules(page: Page) -> list[Rule]:
    """Black rules across the type area outside tables, each once."""
    upper, lower = page.table or (BOTTOM, BOTTOM)
    rules: list[Rule] = []
    for rule in page.rules:
        inside = upper - 1 <= rule.top <= lower + 1 and page.table is not None
        wide = not rule.red and rule.width > gb.TYPE_WIDTH_MM - 10 and not inside
        if wide and (not rules or rule.top - rules[-1].top > 1):
            rules.append(rule)
    return rules


def _alone(page: Page) -> bool:
    rules = _imprint_rules(page)
    if page.number == 1 or not rules:
        return False
    return not any(glyph.bottom < rules[0].top for glyph in page.glyphs)


def _overlaid(page: Page) -> bool:
    """LibreOffice lets text run under a box that leaves no room for it."""
    rules = _imprint_rules(page)
    return bool(rules) and any(line.bottom > rules[0].top + 1 for line in _body(page))


DATE = r"\d{4}年\d{1,2}月\d{1,2}日"


def _signed_alone(document: Document) -> int | None:
    """The page that begins with 署名 and 成文日期."""
    for number in range(2, document.count + 1):
        first = [line.strip() for line in document.text(number).splitlines() if line.strip()][:2]
        if len(first) == 2 and re.fullmatch(DATE, first[1]) and not re.search(r"[，。；：]", first[0]):
            return number
    return None


def first_page(subject: _Subject) -> Iterator[Finding]:
    """公文首页必须显示正文 (7.3.3)."""
    page = subject.document.page(1)
    titles = [line.bottom for line in page.lines if _near(line.size, gb.SIZE_2_PT, 0.3)]
    if subject.profile.grid and titles:
        shown = [line for line in _body(page) if line.bottom > titles[-1] and not line.text.endswith("：")]
        if not shown:
            yield _finding("FIRST_PAGE", "首页没有正文（7.3.3）", "无", "首页必须显示正文")


def page_size(subject: _Subject) -> Iterator[Finding]:
    for number, (width, height) in enumerate(subject.document.sizes, 1):
        if not (_near(width, gb.PAGE_WIDTH_MM, 0.5) and _near(height, gb.PAGE_HEIGHT_MM, 0.5)):
            yield _finding("PAGE_SIZE", f"第{number}页不是 A4（5.2.1）", f"{width:.1f}×{height:.1f}", "210×297")


def type_area(subject: _Subject) -> Iterator[Finding]:
    for page in subject.pages():
        above = 0 if page.number == 1 and subject.profile.foot_rule else TOP - 0.6
        for glyph in page.glyphs:
            number = glyph.top > BOTTOM
            if glyph.x0 < LEFT - 0.6 or glyph.x1 > RIGHT + 0.8 or glyph.top < above:
                place = f"x {glyph.x0:.1f}–{glyph.x1:.1f}，y {glyph.top:.1f}"
                yield _finding(
                    "OUTSIDE_TYPE_AREA", f"第{page.number}页“{glyph.text}”超出版心（5.2.1）", place, "28–184"
                )
                break
            if not number and glyph.bottom > BOTTOM + 1.5:
                yield _finding(
                    "OUTSIDE_TYPE_AREA", f"第{page.number}页“{glyph.text}”低于版心（5.2.1）", glyph.bottom, "≤ 262"
                )
                break
        for rule in page.rules:
            if not rule.red and (rule.x0 < LEFT - 0.6 or rule.x1 > RIGHT + 0.6):
                place = f"x {rule.x0:.1f}–{rule.x1:.1f}"
                yield _finding("OUTSIDE_TYPE_AREA", f"第{page.number}页表格或横线超出版心（5.2.1）", place, "28–184")
                break


def edges(subject: _Subject) -> Iterator[Finding]:
    for page in subject.pages():
        full = _full(_body(page)) if subject.profile.grid else []
        if len(full) < 3:
            continue
        left, right = min(line.x0 for line in full), max(line.x1 for line in full)
        if not _near(left, LEFT, 0.6):
            yield _finding("LEFT_EDGE", f"第{page.number}页左边（订口 28 mm±1，5.2.1）", left, "28")
        if not _near(right, RIGHT, 0.9):
            yield _finding("RIGHT_EDGE", f"第{page.number}页右边没有撑满版心（5.2.3）", right, "184")


def characters(subject: _Subject) -> Iterator[Finding]:
    """The fullest line counts: 避头尾 takes a character from a line here and there, a wrong grid from every line."""
    if not subject.profile.grid:
        return
    for page in subject.pages():
        full = [line for line in _full(_body(page)) if line.x0 < LEFT + 1]
        if len(full) < FEW_LINES:
            continue
        counts = max(sum(0.5 if glyph.x1 - glyph.x0 < 4 else 1.0 for glyph in line.glyphs) for line in full)
        if not _near(counts, gb.CHARS, 0.5):
            yield _finding("CHARS_PER_LINE", f"第{page.number}页每行字数（5.2.3）", counts, "28")


def pitch(subject: _Subject) -> Iterator[Finding]:
    if not subject.profile.grid:
        return
    for page in subject.pages():
        body = _body(page)
        steps = [below.bottom - line.bottom for line, below in itertools.pairwise(body)]
        steps = [step for step in steps if step < 1.5 * subject.pitch]
        if len(steps) >= 3 and not _near(median(steps), subject.pitch, 0.1):
            yield _finding("LINE_PITCH", f"第{page.number}页行距（毫米，5.2.3）", median(steps), f"{subject.pitch:.2f}")


def lines(subject: _Subject) -> Iterator[Finding]:
    """A page that runs on must be full; only a heading that moved on with its text may leave a line."""
    if not subject.profile.grid or subject.document.count < 3:
        return
    page = subject.document.page(2)
    expected = int((gb.TYPE_HEIGHT_MM + 0.05) / subject.pitch)
    body = _body(page)
    if page.table or not body or len(body) != len([line for line in page.lines if line.bottom <= BOTTOM + 1]):
        return
    count = round((body[-1].bottom - body[0].bottom) / subject.pitch) + 1
    if count < expected:
        after = subject.document.page(3)
        first = after.lines[0]
        moved = (
            re.search(HEADING_FACES, first.glyphs[0].face)
            or first.size > gb.SIZE_3_PT + 1
            or after.table
            or any(re.fullmatch(DATE, line.text) for line in _body(after)[:6])  # kept with the signature
        )
        if not moved and not _alone(after):
            yield _finding("LINES_PER_PAGE", "第2页行数（5.2.3）", str(count), str(expected))


def body_face(subject: _Subject) -> Iterator[Finding]:
    if not subject.profile.grid:
        return
    glyphs = [glyph for page in subject.pages() for line in _body(page) for glyph in line.glyphs]
    plain = sum(bool(re.search(r"FandolFang|FangSong|STFangsong", glyph.face)) for glyph in glyphs)
    if not glyphs or plain < len(glyphs) / 2:
        yield _finding("BODY_FACE", "正文不是 3 号仿宋（5.2.2）", f"{plain}/{len(glyphs)}", "过半")


def faces(subject: _Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for page in subject.pages():
        for line in page.lines:
            heading = any(re.search(HEADING_FACES, glyph.face) for glyph in line.glyphs)
            for glyph in line.glyphs:
                known = re.search(FACES, glyph.face) or (heading and re.search(FALLBACK_OF_HEADINGS, glyph.face))
                if not known and glyph.face not in seen:
                    seen.add(glyph.face)
                    yield _finding("UNEXPECTED_FACE", f"“{glyph.text}”用了规定之外的字体", glyph.face, "公文字体")
                if glyph.text.startswith("(cid:") or glyph.text == "\ufffd":
                    yield _finding("MISSING_GLYPH", f"第{page.number}页有字体缺字", glyph.text, "无")
                    return


def page_numbers(subject: _Subject) -> Iterator[Finding]:
    for page in subject.pages():
        foot = [line for line in page.lines if line.glyphs[0].top > BOTTOM]
        if page.number == 1 and not subject.profile.first_number:
            if foot:
                yield _finding("PAGE_NUMBER", "信函首页不显示页码（10.1）", foot[0].text, "无")
            continue
        where = f"第{page.number}页页码（7.5）"
        if len(foot) != 1 or not re.fullmatch(rf"—{page.number}—", foot[0].text):
            yield _finding("PAGE_NUMBER", where, " ".join(line.text for line in foot) or "无", f"— {page.number} —")
            continue
        line = foot[0]
        if not _near(line.size, gb.SIZE_4_PT, 0.3):
            yield _finding("PAGE_NUMBER_SIZE", where, float(line.size), "14")
        dash = line.glyphs[0]
        ink = page.ink(dash.x0, BOTTOM + 1, dash.x1, min(page.height, dash.bottom + 3))
        depth = (ink[1] + ink[3]) / 2 - BOTTOM if ink else 0.0
        if not _near(depth, gb.NUMBER_DASH_MM, 1):
            yield _finding("PAGE_NUMBER_DEPTH", f"{where}：一字线距版心下边缘", depth, "7±1")
        gap = RIGHT - line.x1 if page.number % 2 else line.x0 - LEFT
        if not _near(gap, FOOT_CHAR_MM, 1):
            side = "右" if page.number % 2 else "左"
            yield _finding("PAGE_NUMBER_SIDE", f"{where}：居{side}空一字", gap, f"{FOOT_CHAR_MM:.2f}±1")


def mark(subject: _Subject) -> Iterator[Finding]:
    expected = subject.profile.mark_top
    if expected is None:
        return
    page = subject.document.page(1)
    red = [glyph for glyph in page.glyphs if glyph.red]
    if not red:
        yield _finding("MARK_MISSING", "没有红色的发文机关标志（7.2.4）", "无", "红色小标宋")
        return
    upper, lower = min(glyph.top for glyph in red), max(glyph.bottom for glyph in red)
    ink = page.ink(0, max(0, upper - 8), page.width, lower)
    if ink is None or not _near(ink[1], expected, 1):
        yield _finding("MARK_TOP", "发文机关标志上边缘（毫米，7.2.4、10.1）", ink[1] if ink else "无", f"{expected}±1")
    if ink is not None and not _near((ink[0] + ink[2]) / 2, CENTRE, 1.2):
        yield _finding("MARK_CENTRE", "发文机关标志不居中（7.2.4）", (ink[0] + ink[2]) / 2, f"{CENTRE}")


def head_rule(subject: _Subject) -> Iterator[Finding]:
    expected = subject.profile.rule_width
    if expected is None:
        return
    page = subject.document.page(1)
    rules = [rule for rule in page.rules if rule.red]
    head = [rule for rule in rules if rule.top < page.height / 2]
    if not head:
        yield _finding("RULE_MISSING", "没有红色分隔线（7.2.7、10.1）", "无", f"{expected} mm")
        return
    if not _near(head[0].width, expected, 1):
        yield _finding("RULE_WIDTH", "红色分隔线长度（毫米）", head[0].width, f"{expected}±1")
    above = [glyph for glyph in page.glyphs if glyph.bottom < head[0].top + 3]
    ink = page.ink(0, min(glyph.top for glyph in above), page.width, head[0].top - 0.3) if above else None
    gap = head[0].top - ink[3] if ink else 0.0
    if gap <= NUMBER_LESS_MM and not _near(gap, gb.RULE_GAP_MM, 1):
        yield _finding("RULE_GAP", "红色分隔线与其上文字的距离（毫米，7.2.7、10.1）", gap, "4±1")
    if subject.profile.foot_rule:
        foot = [rule for rule in rules if rule.top >= page.height / 2]
        depth = page.height - foot[-1].bottom if foot else 0.0
        if not _near(depth, gb.LETTER_RULE_BOTTOM_MM, 1) or not _near(foot[-1].width, expected, 1):
            yield _finding("FOOT_RULE", "信函首页下边红色双线距页边（毫米，10.1）", depth, "20±1")


def imprint(subject: _Subject) -> Iterator[Finding]:
    page = subject.document.page(subject.document.count)
    printed = [line for line in page.lines if _near(line.size, gb.SIZE_4_PT, 0.3) and line.text.endswith("印发")]
    if subject.imprint and not printed:
        yield _finding("IMPRINT_MISSING", "末页没有版记（7.4）", "无", "印发机关和印发日期")
    if not printed:
        return
    rules = _imprint_rules(page)
    if len(rules) < 2:
        yield _finding("IMPRINT_RULES", "版记分隔线条数（7.4.1）", str(len(rules)), "2 或 3")
        return
    if not _near(rules[-1].bottom, BOTTOM, 0.8):
        yield _finding("IMPRINT_BOTTOM", "版记末条分隔线应与版心下边缘重合（毫米，7.4.1）", rules[-1].bottom, "262")
    for at, rule in enumerate(rules):
        thick = 0.35 if at in (0, len(rules) - 1) else 0.25
        if not _near(rule.width, gb.TYPE_WIDTH_MM, 1) or not _near(rule.thickness, thick, 0.06):
            shape = f"{rule.width:.1f}×{rule.thickness:.2f}"
            yield _finding("IMPRINT_RULES", f"版记第{at + 1}条分隔线（7.4.1）", shape, f"156×{thick}")
    if _overlaid(page):
        yield _finding("IMPRINT_OVERLAID", "正文与版记重叠（7.4）", "重叠", "正文在版记之上")
    if _alone(page):
        yield _finding("IMPRINT_ALONE", "末页只有版记，没有正文（7.3.5.5）", "无正文", "正文与版记同页")


def signature(subject: _Subject) -> Iterator[Finding]:
    """成文日期 and the 署名 above it, where they stand on a page looked at (7.3.5)."""
    for page in subject.pages() if subject.profile.grid else ():
        body = _body(page)
        for organ, dated in itertools.pairwise(body):
            if not re.fullmatch(DATE, dated.text) or dated.x0 < CENTRE - 30:
                continue
            right = (RIGHT - dated.x1) / CHAR_MM
            sealed = _near(organ.centre, dated.centre, 1) and right > 3.5
            unsealed = _near((dated.x0 - organ.x0) / CHAR_MM, 2, 0.3) or _near(right, 2, 0.3)
            if not sealed and not unsealed:
                off = f"日期右空 {right:.1f} 字，中心差 {organ.centre - dated.centre:.1f} mm"
                yield _finding("SIGNATURE", "署名与成文日期的位置（7.3.5）", off, "右空四字居中，或首字右移二字")
            if re.search(r"年0|月0", dated.text):
                yield _finding("DATE", "成文日期编了虚位（7.3.5.4）", dated.text, "月、日不编虚位")


def signed_alone(subject: _Subject) -> Iterator[Finding]:
    number = _signed_alone(subject.document)
    if number is not None:
        yield _finding(
            "SIGNATURE_ALONE", f"第{number}页只有署名和日期，没有正文（7.3.5.5）", "无正文", "正文与署名同页"
        )


def words(subject: _Subject) -> Iterator[Finding]:
    text = "\n".join(line.text for page in subject.pages() for line in page.lines)
    for leftover in re.findall(r"\{\{|\}\}|\{%|%\}", text)[:1]:
        yield _finding("UNFILLED", "有没有填写的模板标记", leftover, "无")
    for wrong in re.findall(r"[\[【（(]20\d\d[\]】）)]\d+号", text):
        yield _finding("NUMBER", "发文字号的年份应用六角括号（7.2.5）", wrong, "〔〕")


RULES: tuple[Callable[[_Subject], Iterator[Finding]], ...] = (
    page_size,
    first_page,
    type_area,
    edges,
    characters,
    pitch,
    lines,
    body_face,
    faces,
    page_numbers,
    mark,
    head_rule,
    imprint,
    signature,
    signed_alone,
    words,
)
