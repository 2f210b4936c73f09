"""Who sees which figures, and what becomes an export."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from services.documents.rendering.statistics import HEADER_ROW, check_statistics, render_statistics
from tests.meetings.statistics.conftest import Spring
from tests.meetings.statistics.story import SECRET, of_leaders, of_meetings, of_units, of_year
from tests.meetings.steps import answer_paper, events

EXPORT = """mutation($year: Int!) { exportMeetingFigures(year: $year) { __typename
  ... on MeetingFiguresExport { id year rowCount papers { state } }
  ... on Refusal { violations { code detail } } } }"""
READ = "query($id: ID!) { meetingFiguresExport(id: $id) { papers { state kind document { id } } } }"


async def exported(spring: Spring, as_: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The export, and what documents is asked for."""
    export = await spring.office.ask(EXPORT, as_=as_, year=2022)
    assert export["__typename"] == "MeetingFiguresExport", export
    (asked,) = await events(spring.office, "document.requested", export["id"])
    return export, asked.data


async def test_the_office_and_the_county_head_see_everything(spring: Spring) -> None:
    for login in ("director", "deputy-director", "clerk-b", "mayor"):
        assert len(await of_year(spring.office, login)) == 4, login
        assert sorted(await of_units(spring.office, login)) == ["finance", "housing", "justice"], login
        assert len(await of_leaders(spring.office, login)) == 4, login
        assert None not in (await of_meetings(spring.office, login)).values()


async def test_a_leader_sees_his_own_card_and_his_portfolio(spring: Spring) -> None:
    assert list(await of_leaders(spring.office, "deputy-a")) == ["deputy-a"]
    assert list(await of_units(spring.office, "deputy-a")) == ["housing"]
    assert list(await of_year(spring.office, "deputy-a")) == ["PLENARY", "STANDING", "MAYOR"]
    assert sorted(await of_units(spring.office, "executive")) == ["finance", "justice"]


async def test_a_unit_sees_its_own_figures(spring: Spring) -> None:
    for login in ("housing-clerk", "housing-head"):
        assert list(await of_units(spring.office, login)) == ["housing"]
        assert await of_leaders(spring.office, login) == {}
        assert "STANDING" not in await of_year(spring.office, login)
    february = spring.meetings["february"]
    clerk = (await of_meetings(spring.office, "housing-clerk"))[february]
    assert clerk is None, "he sees the meeting for his unit's topic, not who came"
    head = (await of_meetings(spring.office, "housing-head"))[february]
    assert head["actualMinutes"] == 120, "he was on the list"


async def test_who_administers_sees_no_figures(spring: Spring) -> None:
    for view in (of_year, of_units, of_leaders, of_meetings):
        assert await view(spring.office, "admin") == {}


async def test_personnel_matters_are_counted_and_never_named(spring: Spring) -> None:
    _, asked = await exported(spring, "director")
    shown = [await view(spring.office, "director") for view in (of_year, of_units, of_leaders, of_meetings)]
    assert "某某" in SECRET
    assert "某某" not in f"{shown}{asked}"


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "CONTENT_INVALID")
async def test_who_sees_no_figures_exports_none(spring: Spring) -> None:
    answers = [
        await spring.office.ask(EXPORT, as_=login, year=year)
        for login, year in (("admin", 2022), ("town-clerk", 2021), ("clerk", 1))
    ]
    assert [[each["code"] for each in answer["violations"]] for answer in answers] == [
        ["ACTOR_NOT_ALLOWED"],
        ["CONTENT_INVALID"],
        ["CONTENT_INVALID"],
    ]


async def test_the_export_is_a_workbook_that_says_what_the_views_say(spring: Spring) -> None:
    export, asked = await exported(spring, "clerk")
    assert (asked["kind"], asked["formats"], asked["series"]) == ("MEETING_STATISTICS", ["XLSX"], None)
    xlsx = render_statistics(asked["data"])
    assert check_statistics(xlsx) == []
    book = load_workbook(io.BytesIO(xlsx))
    assert book.sheetnames == ["年度", "议题和缓议", "会议", "单位", "领导", "全县性会议", "特许、检查发现和补登"]
    rows = {row[0]: row for row in book["会议"].iter_rows(min_row=HEADER_ROW + 1, values_only=True)}
    assert rows["县政府第1次常务会议"][3:7] == ("已结束", 30, 120, "是")
    units = await of_units(spring.office)
    total = next(row for row in book["单位"].iter_rows(min_row=HEADER_ROW + 1, values_only=True) if row[0] == "合计")
    assert total[1] == sum(row["topics"]["proposed"] for row in units.values())
    assert export["rowCount"] == sum(len(sheet["rows"]) for sheet in asked["data"]["sheets"][1:6])
    assert [paper["state"] for paper in export["papers"]] == ["REQUESTED"]
    await answer_paper(spring.office, export["id"])
    (paper,) = (await spring.office.ask(READ, as_="clerk", id=export["id"]))["papers"]
    assert (paper["state"], paper["kind"]) == ("ISSUED", "MEETING_STATISTICS")
    assert await spring.office.error_code(READ, as_="director", id=export["id"]) == "NOT_FOUND"


async def test_a_unit_exports_what_it_sees(spring: Spring) -> None:
    _, asked = await exported(spring, "housing-clerk")
    assert [sheet["name"] for sheet in asked["data"]["sheets"]] == ["单位", "全县性会议"]
    (row,) = asked["data"]["sheets"][0]["rows"]
    assert row[0] == "县住房和城乡建设局"
