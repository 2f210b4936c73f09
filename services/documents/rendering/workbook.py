"""What every workbook of the house has: its head, its frame, A4 横排 with the heading on every page."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel, ValidationError

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering import wording
from services.documents.rendering.checker import Finding
from services.documents.rendering.engine import BadPaper
from services.documents.rendering.finish import core_properties
from services.documents.rendering.package import unzipped, zipped

MM_PER_INCH = 25.4
TITLE_ROWS = 2  # the title, and the line with organ and day
MAX_HEIGHT = 400
THIN = Side(style="thin", color="000000")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
D = TypeVar("D", bound=BaseModel)


def read(shape: type[D], name: str, data: Mapping[str, Any]) -> D:
    """The data in their form. Raises BadPaper BAD_DATA."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "数据"
        raise BadPaper("BAD_DATA", f"《{name}》的数据不合要求：{place}：{fault['msg']}。") from error


def packed(workbook: Workbook, title: str, organ: str, day: date) -> bytes:
    """The workbook as .xlsx: the same data give the same bytes."""
    stream = io.BytesIO()
    workbook.save(stream)
    files = unzipped(stream.getvalue())
    files["docProps/core.xml"] = core_properties(title, organ, day.isoformat())
    return zipped(files)


def opened(xlsx: bytes) -> Workbook:
    return load_workbook(io.BytesIO(xlsx))


def write(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Text is written as text: a title that begins with = is no formula."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def entitle(sheet: Worksheet, columns: int, title: str, line: str) -> None:
    """The first two rows, over the whole width."""
    last = get_column_letter(columns)
    for row in range(1, TITLE_ROWS + 1):
        sheet.merge_cells(f"A{row}:{last}{row}")
    write(sheet, 1, 1, title.replace("\n", "")).font = Font(name=gb.BIAOSONG, size=22)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    write(sheet, 2, 1, line).font = Font(name=gb.FANGSONG, size=12)
    sheet["A2"].alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 36
    sheet.row_dimensions[2].height = 22


def head(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """One cell of the heading."""
    cell = write(sheet, row, column, text)
    cell.font = Font(name=gb.HEITI, size=11)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = BORDER
    return cell


def put(sheet: Worksheet, row: int, column: int, value: Any, *, left: bool = False, heavy: bool = False) -> Any:
    """One cell of the table; dates are dates."""
    cell = write(sheet, row, column, value)
    cell.font = Font(name=gb.HEITI if heavy else gb.FANGSONG, size=11)
    cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=True)
    cell.border = BORDER
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def balanced(text: str, width: float) -> str:
    """The text in lines of like length for a column of this width: 计时/会议, never 计时会/议."""
    each = -(-len(text) // int(lines(text, width)))
    return "\n".join(text[at : at + each] for at in range(0, len(text), each))


def lines(text: str, width: float) -> float:
    """How many lines the text takes in a column of this width in characters."""
    return sum(max(1, -(-wording.units(part) * 2 // (width - 1))) for part in text.split("\n"))


def height(of_lines: float) -> float:
    return min(MAX_HEIGHT, 16 * of_lines + 6)


def print_setup(sheet: Worksheet, header_row: int, last_row: int, columns: int, *, frozen_columns: int) -> None:
    """A4 横排, one page wide, the heading (to the row of column names) frozen and on every page."""
    last = get_column_letter(columns)
    sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}{header_row + 1}"
    sheet.auto_filter.ref = f"A{header_row}:{last}{last_row}"
    sheet.print_title_rows = f"{TITLE_ROWS + 1}:{header_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="— &P —"))
    # The page number stays where it is on upright pages, so the type area's margins turn with the page.
    for side, mm in (("top", gb.LEFT_MM), ("bottom", gb.RIGHT_MM), ("left", gb.BOTTOM_MM), ("right", gb.BOTTOM_MM)):
        setattr(sheet.page_margins, side, mm / MM_PER_INCH)


def check_frame(sheet: Worksheet, name: str) -> Iterable[Finding]:
    """Faults of a sheet's frame, whatever stands in it."""
    if sheet.page_setup.orientation != "landscape" or int(sheet.page_setup.paperSize or 0) != 9:
        shape = f"{sheet.page_setup.orientation} {sheet.page_setup.paperSize}"
        yield Finding("WORKBOOK_PAPER", f"{name}应为 A4 横排", shape, "landscape A4")
    if sheet.freeze_panes is None or sheet.print_title_rows is None:
        yield Finding("WORKBOOK_HEADER", f"{name}的表头应冻结并在每页重复", str(sheet.freeze_panes), "冻结")
