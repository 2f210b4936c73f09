"""统计表 as a workbook."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from services.documents.rendering.engine import BadPaper
from services.documents.rendering.package import unzipped, zipped
from services.documents.rendering.statistics import HEADER_ROW, check_statistics, render_statistics

SHEET: dict[str, Any] = {
    "name": "会议",
    "columns": [
        {"name": "会议", "width": 24, "sort": "TEXT"},
        {"name": "日期", "width": 11, "sort": "DATE"},
        {"group": "到会", "name": "应到", "summed": True},
        {"group": "到会", "name": "实到", "summed": True},
        {"group": "时长（分钟）", "name": "实际"},
    ],
    "rows": [["=县政府第2次常务会议", "2022-02-25", 20, 18, 95], ["县政府第3次常务会议", None, 21, 21, None]],
}
STATISTICS: dict[str, Any] = {
    "organ": "平利县人民政府办公室",
    "title": "2022年会议情况统计表",
    "cut_off": "2022-12-31",
    "sheets": [SHEET],
}


def with_rows(*rows: list[Any]) -> dict[str, Any]:
    return STATISTICS | {"sheets": [SHEET | {"rows": list(rows)}]}


def test_figures_are_numbers_dates_are_dates_and_the_sums_are_right() -> None:
    xlsx = render_statistics(STATISTICS)
    assert check_statistics(xlsx) == []
    (sheet,) = load_workbook(io.BytesIO(xlsx)).worksheets
    first, second, total = sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    assert first == ("=县政府第2次常务会议", datetime(2022, 2, 25), 20, 18, 95)  # noqa: DTZ001 — a workbook knows no zones
    assert second == ("县政府第3次常务会议", None, 21, 21, None)
    assert total == ("合计", None, 41, 39, None)
    assert sheet.cell(HEADER_ROW + 1, 1).data_type == "s", "text is no formula"
    assert sheet.freeze_panes == f"B{HEADER_ROW + 1}"
    assert {"A3:A4", "C3:D3"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert render_statistics(STATISTICS) == xlsx


def test_the_check_catches_a_sum_that_is_none_and_an_upright_page() -> None:
    files = unzipped(render_statistics(STATISTICS))
    name = "xl/worksheets/sheet1.xml"
    broken = files[name].decode().replace("<v>41</v>", "<v>40</v>").replace("landscape", "portrait")
    codes = {finding.code for finding in check_statistics(zipped(files | {name: broken.encode()}))}
    assert codes == {"STATISTICS_SUM", "WORKBOOK_PAPER"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["会议", None, "20", 18, 95], "不是数字"),
        (["会议", None, 20, 18], "有4格"),
        ([3, None, 20, 18, 95], "不是文字"),
        (["会议", "25日", 20, 18, 95], "isoformat"),
    ],
)
def test_what_is_not_of_its_columns_sort_is_refused(row: list[Any], says: str) -> None:
    with pytest.raises(BadPaper, match=says):
        render_statistics(with_rows(row))
