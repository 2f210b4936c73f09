"""The measures of GB/T 9704—2012 党政机关公文格式, in one place, each with its clause.

Lengths are millimetres (`_MM`), points (`_PT`) or twentieths of a point (`_TWIPS`), as the name says.
"""

TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000
PT_PER_MM = 72 / 25.4

# 5.1, 5.2.1: paper, margins and type area (版心)
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
TOP_MM, LEFT_MM, RIGHT_MM, BOTTOM_MM = 37, 28, 26, 35
TYPE_WIDTH_MM, TYPE_HEIGHT_MM = 156, 225
TYPE_WIDTH_PT = TYPE_WIDTH_MM * PT_PER_MM
TYPE_WIDTH_TWIPS = 8844

# 5.2.2, 5.2.3: 3号 type, 22 lines of 28 characters. 28 × 16 pt is wider than 156 mm, hence 15.75 pt a character;
# 22 lines of 29 pt are taller than 225 mm, hence 28.95 pt a line.
LINES, CHARS = 22, 28
SIZE_3_PT, SIZE_4_PT, SIZE_2_PT = 16, 14, 22
CHAR_PT = 15.75
CHAR_TWIPS = 315
TRACKING_TWIPS = -5
LINE_TWIPS = 579
SQUEEZES_TWIPS = (570, 560, 540, 600, 620, 520)  # 7.3.5.5: line spacing gives way before 版记 stands without text

# 7.2: the head
MARK_TOP_MM = 35  # 7.2.4, below the top of the type area
MARK_MAX_PT, MARK_MIN_PT = 38, 22
MARK_LINE_TWIPS = 900
RULE_GAP_MM = 4  # 7.2.7
RED = "FF0000"

# 7.4, 7.5: imprint and page number
IMPRINT_LINE_TWIPS = 420
IMPRINT_INSET_TWIPS = 280  # one character of 14 pt
NUMBER_DASH_MM = 7
FOOTER_TWIPS = 1446

# 10.1: letters
LETTER_MARK_TOP_MM = 30  # from the page's upper edge
LETTER_HEADER_MM = 20  # where the header begins; the mark is set lower by its own size
LETTER_RULE_WIDTH_MM = 170
LETTER_RULE_BOTTOM_MM = 20

# The names a paper carries; fontconfig finds stand-ins for the PDF.
FANGSONG, KAITI, HEITI, SONGTI, BIAOSONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"


def twips(mm: float) -> int:
    """Millimetres as whole twips."""
    return round(mm * TWIPS_PER_MM)
