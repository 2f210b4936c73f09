"""统计表 as a workbook: one sheet for each view, headings in two rows, numbers as numbers, the sums below."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field, model_validator

from services.documents.rendering import wording, workbook
from services.documents.rendering.checker import Finding
from services.documents.rendering.paper import Data, Text, Title

GROUP_ROW, HEADER_ROW = 3, 4
TOTAL = "合计"
WIDE = 18  # characters, from which text stands to the left


class Column(Data):
    """One column; those of one group stand side by side under its name."""

    group: Text | None = None
    name: Text
    width: Annotated[float, Field(ge=3, le=80)] = 8
    sort: Literal["TEXT", "NUMBER", "DATE"] = "NUMBER"
    summed: bool = False


class Sheet(Data):
    """One view: rows have a cell for every column."""

    name: Annotated[Text, Field(max_length=31)]
    columns: Annotated[list[Column], Field(min_length=1, max_length=60)]
    rows: Annotated[list[list[Text | date | int | None]], Field(max_length=20_000)]

    @model_validator(mode="before")
    @classmethod
    def cells_are_of_their_sort(cls, data: Any) -> Any:
        """A date that travels as text is a date again; what stands in a column is of the column's sort."""
        if not isinstance(data, Mapping):
            return data
        sorts = [column.get("sort", "NUMBER") for column in data.get("columns", ())]
        rows = []
        for at, row in enumerate(data.get("rows", ()), 1):
            if len(row) != len(sorts):
                raise ValueError(f"第{at}行有{len(row)}格，应有{len(sorts)}格")
            rows.append([_typed(value, sort, at) for value, sort in zip(row, sorts, strict=True)])
        return {**data, "rows": rows}


def _typed(value: Any, sort: str, at: int) -> Any:
    if value is None:
        return None
    if sort == "DATE":
        return value if isinstance(value, date) else date.fromisoformat(value)
    wanted = int if sort == "NUMBER" else str
    if type(value) is not wanted:
        raise ValueError(f"第{at}行的“{value}”不是{'数字' if wanted is int else '文字'}")
    return value


class Statistics(Data):
    """The whole workbook."""

    organ: Text
    title: Title
    cut_off: date
    sheets: Annotated[list[Sheet], Field(min_length=1, max_length=12)]


def render_statistics(data: Mapping[str, Any]) -> bytes:
    """The workbook as .xlsx. Raises BadPaper BAD_DATA. CPU work: call it in a thread."""
    statistics = workbook.read(Statistics, "统计表", data)
    book = Workbook()
    book.remove(book.worksheets[0])
    for view in statistics.sheets:
        _sheet(book.create_sheet(view.name), statistics, view)
    return workbook.packed(book, statistics.title, statistics.organ, statistics.cut_off)


def _sheet(sheet: Worksheet, statistics: Statistics, view: Sheet) -> None:
    line = f"填报单位：{statistics.organ}　　截止日期：{wording.day(statistics.cut_off)}　　{view.name}"
    workbook.entitle(sheet, len(view.columns), statistics.title, line)
    _head(sheet, view)
    for at, row in enumerate(view.rows, HEADER_ROW + 1):
        _row(sheet, at, view, row)
    last = HEADER_ROW + len(view.rows)
    if any(column.summed for column in view.columns):
        last += 1
        _total(sheet, last, view)
    workbook.print_setup(sheet, HEADER_ROW, HEADER_ROW + len(view.rows), len(view.columns), frozen_columns=1)
    sheet.print_area = f"A1:{get_column_letter(len(view.columns))}{last}"


def _head(sheet: Worksheet, view: Sheet) -> None:
    """Groups above the names of their columns; a column without a group takes both rows."""
    begin = 1
    for at, column in enumerate(view.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        name = workbook.balanced(column.name, column.width)
        workbook.head(sheet, GROUP_ROW, at, column.group or name)
        workbook.head(sheet, HEADER_ROW, at, name)
        following = view.columns[at].group if at < len(view.columns) else None
        if column.group is None:
            sheet.merge_cells(start_row=GROUP_ROW, end_row=HEADER_ROW, start_column=at, end_column=at)
        elif following != column.group:
            sheet.merge_cells(start_row=GROUP_ROW, end_row=GROUP_ROW, start_column=begin, end_column=at)
        if following != column.group or column.group is None:
            begin = at + 1
    lines = [workbook.lines(column.name, column.width) for column in view.columns if column.group]
    sheet.row_dimensions[GROUP_ROW].height = workbook.height(1)
    sheet.row_dimensions[HEADER_ROW].height = workbook.height(max(lines, default=1))


def _row(sheet: Worksheet, at: int, view: Sheet, row: list[Any]) -> None:
    lines = 1.0
    for number, (column, value) in enumerate(zip(view.columns, row, strict=True), 1):
        workbook.put(sheet, at, number, value, left=column.sort == "TEXT" and column.width >= WIDE)
        if isinstance(value, str):
            lines = max(lines, workbook.lines(value, column.width))
    sheet.row_dimensions[at].height = workbook.height(lines)


def _total(sheet: Worksheet, at: int, view: Sheet) -> None:
    """What the rows come to, as a number: who opens the file finds the same figure that was printed."""
    for number, column in enumerate(view.columns, 1):
        values = [row[number - 1] for row in view.rows] if column.summed else []
        total = sum(value for value in values if isinstance(value, int)) if values else None
        workbook.put(sheet, at, number, TOTAL if number == 1 else total, heavy=True)
    sheet.row_dimensions[at].height = workbook.height(1)


def check_statistics(xlsx: bytes) -> list[Finding]:
    """Faults of a produced workbook; knows nothing of how it was made."""
    findings: list[Finding] = []
    for sheet in workbook.opened(xlsx).worksheets:
        findings += workbook.check_frame(sheet, f"“{sheet.title}”")
        for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
            findings += [
                Finding("STATISTICS_TYPE", f"“{sheet.title}”{cell.coordinate} 是公式", str(cell.value), "数字或文字")
                for cell in row
                if cell.data_type == "f"
            ]
        findings += _wrong_sums(sheet)
    return findings


def _wrong_sums(sheet: Worksheet) -> list[Finding]:
    """The last row, where it is the 合计, is the sum of those above."""
    last = sheet.max_row
    if sheet.cell(last, 1).value != TOTAL:
        return []
    findings = []
    for column in range(2, sheet.max_column + 1):
        said = sheet.cell(last, column).value
        if said is None:
            continue
        above = [sheet.cell(row, column).value for row in range(HEADER_ROW + 1, last)]
        added = sum(value for value in above if isinstance(value, int))
        if said != added:
            place = sheet.cell(last, column).coordinate
            findings.append(Finding("STATISTICS_SUM", f"“{sheet.title}”{place} 合计不符", str(said), str(added)))
    return findings
