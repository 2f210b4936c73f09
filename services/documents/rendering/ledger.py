"""督办台账 (DC-7.1) as a workbook: dates are dates, text is text, and the same data give the same bytes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field

from services.documents.rendering import wording, workbook
from services.documents.rendering.checker import Finding
from services.documents.rendering.paper import Data, Text, Texts, Title

Light = Literal["绿", "黄", "红", "灰", "蓝"]
COLOURS = {"绿": "C6E0B4", "黄": "FFE699", "红": "F4B084", "灰": "D9D9D9", "蓝": "BDD7EE"}
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
    ledger = workbook.read(Ledger, "督办台账", data)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "督办台账"
    _head(sheet, ledger)
    for at, row in enumerate(ledger.rows, HEADER_ROW + 1):
        _row(sheet, at, row)
    workbook.print_setup(sheet, HEADER_ROW, HEADER_ROW + len(ledger.rows), len(COLUMNS), frozen_columns=4)
    return workbook.packed(book, ledger.title, ledger.organ, ledger.cut_off)


def _head(sheet: Worksheet, ledger: Ledger) -> None:
    line = f"填报单位：{ledger.organ}　　截止日期：{wording.day(ledger.cut_off)}　　共{len(ledger.rows)}项"
    workbook.entitle(sheet, len(COLUMNS), ledger.title, line)
    for at, column in enumerate(COLUMNS, 1):
        workbook.head(sheet, HEADER_ROW, at, column.heading)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.row_dimensions[HEADER_ROW].height = 32


def _row(sheet: Worksheet, at: int, row: LedgerRow) -> None:
    lines = 1.0
    for number, column in enumerate(COLUMNS, 1):
        value = column.value(row)
        cell = workbook.put(sheet, at, number, value, left=isinstance(value, str) and column.width >= 20)
        if column.heading == "完成比例":
            cell.number_format = "0%"
        elif column.heading == "状态灯":
            cell.fill = PatternFill("solid", fgColor=COLOURS[row.light])
        elif isinstance(value, str):
            lines = max(lines, workbook.lines(value, column.width))
    sheet.row_dimensions[at].height = workbook.height(lines)


def check_ledger(xlsx: bytes) -> list[Finding]:
    """Faults of a produced workbook; knows nothing of how it was made."""
    sheet = workbook.opened(xlsx).worksheets[0]
    findings = []
    headings = [str(cell.value) for cell in sheet[HEADER_ROW]]
    if headings != [column.heading for column in COLUMNS]:
        findings.append(Finding("LEDGER_COLUMNS", "台账栏目不全或次序不对（DC-7.1）", "、".join(headings), "十八栏"))
    findings += workbook.check_frame(sheet, "台账")
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        for cell in row:
            dated = str(sheet.cell(HEADER_ROW, cell.column or 1).value).endswith(("日期", "时限"))
            if cell.data_type == "f" or (dated and cell.value is not None and not cell.is_date):
                findings.append(
                    Finding("LEDGER_TYPE", f"{cell.coordinate} 的内容类型不对", str(cell.value), "日期或文字")
                )
    return findings
