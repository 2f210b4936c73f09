"""督办台账 (DC-7.1) as a workbook: dates are dates, text is text, and the same data give the same bytes."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field, ValidationError

from services.documents.rendering import gbt9704 as gb
from services.documents.rendering import wording
from services.documents.rendering.checker import Finding
from services.documents.rendering.engine import BadPaper
from services.documents.rendering.finish import core_properties
from services.documents.rendering.package import unzipped, zipped
from services.documents.rendering.paper import Data, Text, Texts, Title

Light = Literal["绿", "黄", "红", "灰", "蓝"]
COLOURS = {"绿": "C6E0B4", "黄": "FFE699", "红": "F4B084", "灰": "D9D9D9", "蓝": "BDD7EE"}
MM_PER_INCH = 25.4
HEADER_ROW = 3


class LedgerRow(Data):
    """One supervised item."""

    item_no: Text
    source: Text  # 来源类别
    source_ref: Text | None = None  # 依据文号
    title: Text
    points: Texts = []  # 要点
    leader: Text | None = None  # 分管领导
    lead_unit: Text
    support_units: Texts = []
    responsible: Text | None = None  # 责任人
    assigned_on: date
    original_due: date | None = None
    due: date | None = None  # the one in force
    progress: Text | None = None
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    light: Light
    extensions: Annotated[int, Field(ge=0)] = 0
    records: Texts = []  # 督办记录
    closed_on: date | None = None


class Ledger(Data):
    """督办台账 as it stands at the cut-off day."""

    organ: Text
    title: Title
    cut_off: date
    rows: Annotated[list[LedgerRow], Field(max_length=20_000)]


class Column(NamedTuple):
    """A column: heading, width in characters, and what of a row stands in it."""

    heading: str
    width: float
    value: Callable[[LedgerRow], Any]


COLUMNS = (
    Column("编号", 12, lambda row: row.item_no),
    Column("来源类别", 10, lambda row: row.source),
    Column("依据文号", 16, lambda row: row.source_ref),
    Column("事项", 22, lambda row: row.title),
    Column("要点", 26, lambda row: "\n".join(row.points)),
    Column("分管领导", 9, lambda row: row.leader),
    Column("牵头单位", 13, lambda row: row.lead_unit),
    Column("协办单位", 13, lambda row: wording.names(row.support_units, "")),
    Column("责任人", 8, lambda row: row.responsible),
    Column("交办日期", 10.5, lambda row: row.assigned_on),
    Column("原定时限", 10.5, lambda row: row.original_due),
    Column("现定时限", 10.5, lambda row: row.due),
    Column("进展情况", 24, lambda row: row.progress),
    Column("完成比例", 8, lambda row: row.percent / 100),
    Column("状态灯", 6, lambda row: row.light),
    Column("延期次数", 6, lambda row: row.extensions),
    Column("督办记录", 22, lambda row: "\n".join(row.records)),
    Column("办结日期", 10.5, lambda row: row.closed_on),
)


def render_ledger(data: Mapping[str, Any]) -> bytes:
    """The workbook as .xlsx. Raises BadPaper BAD_DATA. CPU work: call it in a thread."""
    try:
        ledger = Ledger.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "数据"
        raise BadPaper("BAD_DATA", f"《督办台账》的数据不合要求：{place}：{fault['msg']}。") from error
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "督办台账"
    _head(sheet, ledger)
    for at, row in enumerate(ledger.rows, HEADER_ROW + 1):
        _row(sheet, at, row)
    _print_setup(sheet, HEADER_ROW + len(ledger.rows))
    stream = io.BytesIO()
    workbook.save(stream)
    files = unzipped(stream.getvalue())
    files["docProps/core.xml"] = core_properties(ledger.title, ledger.organ, ledger.cut_off.isoformat())
    return zipped(files)


_THIN = Side(style="thin", color="000000")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _head(sheet: Worksheet, ledger: Ledger) -> None:
    last = get_column_letter(len(COLUMNS))
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    _write(sheet, 1, 1, ledger.title.replace("\n", ""))
    sheet["A1"].font = Font(name=gb.BIAOSONG, size=22)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    _write(
        sheet, 2, 1, f"填报单位：{ledger.organ}　　截止日期：{wording.day(ledger.cut_off)}　　共{len(ledger.rows)}项"
    )
    sheet["A2"].font = Font(name=gb.FANGSONG, size=12)
    for at, column in enumerate(COLUMNS, 1):
        cell = _write(sheet, HEADER_ROW, at, column.heading)
        cell.font = Font(name=gb.HEITI, size=11)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.row_dimensions[1].height = 36
    sheet.row_dimensions[2].height = 22
    sheet.row_dimensions[HEADER_ROW].height = 32


def _row(sheet: Worksheet, at: int, row: LedgerRow) -> None:
    lines = 1.0
    for number, column in enumerate(COLUMNS, 1):
        value = column.value(row)
        cell = _write(sheet, at, number, value)
        cell.font = Font(name=gb.FANGSONG, size=11)
        centred = not isinstance(value, str) or column.width < 20
        cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
        cell.border = _BORDER
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif column.heading == "完成比例":
            cell.number_format = "0%"
        elif column.heading == "状态灯":
            cell.fill = PatternFill("solid", fgColor=COLOURS[row.light])
        elif isinstance(value, str):
            each = [max(1, -(-wording.units(part) * 2 // (column.width - 1))) for part in value.split("\n")]
            lines = max(lines, sum(each))
    sheet.row_dimensions[at].height = min(400, 16 * lines + 6)


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Text is written as text: a title that begins with = is no formula."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _print_setup(sheet: Worksheet, last_row: int) -> None:
    """A4 横排, one page wide, the heading on every page."""
    sheet.freeze_panes = f"E{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last_row}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS))}{last_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="— &P —"))
    # The page number stays where it is on upright pages, so the type area's margins turn with the page.
    for side, mm in (("top", gb.LEFT_MM), ("bottom", gb.RIGHT_MM), ("left", gb.BOTTOM_MM), ("right", gb.BOTTOM_MM)):
        setattr(sheet.page_margins, side, mm / MM_PER_INCH)


def check_ledger(xlsx: bytes) -> list[Finding]:
    """Faults of a produced workbook; knows nothing of how it was made."""
    sheet = load_workbook(io.BytesIO(xlsx)).worksheets[0]
    findings = []
    headings = [str(cell.value) for cell in sheet[HEADER_ROW]]
    if headings != [column.heading for column in COLUMNS]:
        findings.append(Finding("LEDGER_COLUMNS", "台账栏目不全或次序不对（DC-7.1）", "、".join(headings), "十八栏"))
    if sheet.page_setup.orientation != "landscape" or int(sheet.page_setup.paperSize or 0) != 9:
        shape = f"{sheet.page_setup.orientation} {sheet.page_setup.paperSize}"
        findings.append(Finding("LEDGER_PAPER", "台账应为 A4 横排", shape, "landscape A4"))
    if sheet.freeze_panes is None or sheet.print_title_rows is None:
        findings.append(Finding("LEDGER_HEADER", "表头应冻结并在每页重复", str(sheet.freeze_panes), "冻结"))
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        for cell in row:
            dated = str(sheet.cell(HEADER_ROW, cell.column or 1).value).endswith(("日期", "时限"))
            if cell.data_type == "f" or (dated and cell.value is not None and not cell.is_date):
                findings.append(
                    Finding("LEDGER_TYPE", f"{cell.coordinate} 的内容类型不对", str(cell.value), "日期或文字")
                )
    return findings
