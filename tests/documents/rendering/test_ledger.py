"""The ledger as a workbook."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from services.documents.rendering.engine import BadPaper
from services.documents.rendering.ledger import COLUMNS, HEADER_ROW, check_ledger, render_ledger
from services.documents.rendering.package import unzipped, zipped

LEDGER: dict[str, Any] = {
    "organ": "平利县人民政府督查室",
    "title": "平利县人民政府督办台账",
    "cut_off": "2022-03-31",
    "rows": [
        {
            "item_no": "督〔2022〕12号",
            "source": "常务会议",
            "source_ref": "常务会议纪要〔2022〕第2次",
            "title": "=城区供水管网改造项目",
            "points": ["完成前期手续", "年底前完成一期"],
            "leader": "赵立新",
            "lead_unit": "县住房和城乡建设局",
            "support_units": ["县财政局"],
            "assigned_on": "2022-03-03",
            "original_due": "2022-03-25",
            "due": "2022-04-15",
            "progress": "可研已批复",
            "percent": 35,
            "light": "黄",
            "extensions": 1,
            "records": ["3月28日发督办单"],
        }
    ],
}


def test_a_ledger_passes_its_check_and_keeps_its_types() -> None:
    xlsx = render_ledger(LEDGER)
    assert check_ledger(xlsx) == []
    sheet = load_workbook(io.BytesIO(xlsx)).worksheets[0]
    row = {column.heading: sheet.cell(HEADER_ROW + 1, at).value for at, column in enumerate(COLUMNS, 1)}
    assert row["现定时限"] == datetime(2022, 4, 15)  # noqa: DTZ001 — a workbook knows no zones
    assert row["完成比例"] == 0.35
    assert row["办结日期"] is None
    assert row["事项"] == "=城区供水管网改造项目"
    assert sheet.cell(HEADER_ROW + 1, 4).data_type == "s", "text is no formula"


def test_the_same_data_give_the_same_bytes() -> None:
    assert render_ledger(LEDGER) == render_ledger(LEDGER)


def test_the_check_catches_an_upright_page_and_a_loose_heading() -> None:
    files = unzipped(render_ledger(LEDGER))
    sheet = files["xl/worksheets/sheet1.xml"].decode()
    broken = sheet.replace('orientation="landscape"', 'orientation="portrait"')
    broken = broken[: broken.index("<pane")] + broken[broken.index("/>", broken.index("<pane")) + 2 :]
    codes = {finding.code for finding in check_ledger(zipped(files | {"xl/worksheets/sheet1.xml": broken.encode()}))}
    assert codes == {"WORKBOOK_PAPER", "WORKBOOK_HEADER"}


def test_bad_rows_are_refused() -> None:
    rows = [LEDGER["rows"][0] | {"percent": 101}]
    with pytest.raises(BadPaper, match="percent"):
        render_ledger(LEDGER | {"rows": rows})
