"""The working calendar: seeded, taken over from the State Council's notice, counted before everybody's eyes."""

from datetime import date
from typing import Any

from services.contracts.directory import CalendarUpdated
from services.kernel.calendar import library_year
from tests.directory.asking import REFUSAL, codes, messages, published
from tests.service import RunningService

IMPORT = (
    """mutation($input: CalendarInput!) { importCalendar(input: $input) { __typename
  ... on CalendarYear { year version status source workdays } %s } }"""
    % REFUSAL
)
YEAR = "query($year: Int!) { calendarYear(year: $year) { version status source workdays days { date kind name } } }"
COUNT = """query($start: Date!, $n: Int!, $before: Boolean) { workdays(start: $start, n: $n, before: $before) {
  date provisional calendarVersion days { date isWorkday kind } } }"""
NOTICE = """日期,类别,名称
2027-01-01,放假,元旦
2027-02-05,HOLIDAY,春节
2027-02-06,放假,春节
2027-02-20,调休上班,春节
"""


def a_notice(csv: str = NOTICE, **changes: Any) -> dict[str, Any]:
    return {"year": 2027, "csv": csv, "noticeNo": "国办发明电〔2026〕9号", **changes}


async def test_published_years_are_seeded(directory: RunningService) -> None:
    year = await directory.ask(YEAR, as_="hao.yuhai", year=2022)
    assert (year["version"], year["status"], year["workdays"]) == (0, "OFFICIAL", 249)
    assert {"date": "2022-01-30", "kind": "MAKEUP_WORKDAY", "name": "春节"} in year["days"]
    assert (await directory.ask(YEAR, as_="hao.yuhai", year=2026))["workdays"] == 248
    assert (await directory.ask(YEAR, as_="hao.yuhai", year=2027))["status"] == "PROVISIONAL"
    assert await directory.error_code(YEAR, as_="hao.yuhai", year=1999) == "NOT_FOUND"


async def test_counting_shows_every_day(directory: RunningService) -> None:
    count = await directory.ask(COUNT, as_="hao.yuhai", start="2022-01-28", n=3)
    assert (count["date"], count["provisional"]) == ("2022-02-07", False)
    assert [day["date"] for day in count["days"] if day["isWorkday"]] == ["2022-01-29", "2022-01-30", "2022-02-07"]
    before = await directory.ask(COUNT, as_="hao.yuhai", start="2022-02-07", n=1, before=True)
    assert before["date"] == "2022-01-30"
    assert await directory.error_code(COUNT, as_="hao.yuhai", start="2022-01-28", n=-1) == "BAD_USER_INPUT"
    assert await directory.error_code(COUNT, as_="hao.yuhai", start="0001-01-01", n=1) == "BAD_USER_INPUT"


async def test_a_notice_becomes_the_year(fresh_directory: RunningService) -> None:
    before = await fresh_directory.ask(COUNT, as_="deng.qiuzhu", start="2026-12-31", n=24)
    assert before["provisional"]
    done = await fresh_directory.ask(IMPORT, as_="deng.qiuzhu", input=a_notice())
    assert (done["version"], done["status"], done["source"]) == (1, "OFFICIAL", "国办发明电〔2026〕9号")
    again = await fresh_directory.ask(IMPORT, as_="gao.dening", input=a_notice())
    assert again["version"] == 1
    (event,) = await published(fresh_directory, CalendarUpdated)
    assert (event.year, event.version, len(event.days)) == (2027, 1, 365)
    after = await fresh_directory.ask(COUNT, as_="deng.qiuzhu", start="2026-12-31", n=24)
    assert (after["provisional"], after["calendarVersion"]) == (False, 1)
    corrected = await fresh_directory.ask(IMPORT, as_="gao.dening", input=a_notice(NOTICE + "2027-04-05,放假,清明节\n"))
    assert corrected["version"] == 2
    assert library_year(2022)[date(2022, 1, 30)].is_workday


async def test_only_the_office_imports_the_calendar(directory: RunningService) -> None:
    for login in ("chen.wenan", "ding.chunchuan", "hao.yuhai"):
        assert codes(await directory.ask(IMPORT, as_=login, input=a_notice())) == ["ACTOR_NOT_ALLOWED"]


async def test_every_wrong_line_is_named(directory: RunningService) -> None:
    lines = ["2027-01-01,放假,元旦", "2027-01-01,放假,元旦", "2026-01-01,放假", "2027-13-01,放假"]
    wrong = "\n".join([*lines, "2027-02-10,调休上班", "x", "2027-05-01,休"])
    refused = await directory.ask(IMPORT, as_="deng.qiuzhu", input=a_notice(wrong))
    assert codes(refused) == ["CONTENT_INVALID"]
    assert refused["violations"][0]["path"] == ["csv"]
    for part in ("第2行日期重复", "第3行2026-01-01不在2027年", "第4行日期无效", "第5行", "第6行", "第7行类别无效"):
        assert part in messages(refused)
    for bad in (a_notice(""), a_notice(year=1949), a_notice(noticeNo=" ")):
        assert codes(await directory.ask(IMPORT, as_="deng.qiuzhu", input=bad)) == ["CONTENT_INVALID"]
