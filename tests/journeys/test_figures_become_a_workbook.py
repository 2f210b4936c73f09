"""A year's figures through the gateway: joined with the names of units, and exported as a workbook (GZ-20, CW-6.2)."""

import hashlib

import aiohttp

from deploy.bench.meetings import hold
from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import DIRECTOR, County
from deploy.local.stack import Stack
from services.documents.rendering.statistics import check_statistics

UNITS = """query($year: Int!) { unitMeetingFigures(year: $year) {
  unit { name } agenda { topics heard deferred waiting } } }"""
LEADERS = "query($year: Int!) { leaderMeetingFigures(year: $year) { leader { name } hosted } }"
EXPORT = (
    """mutation($year: Int!) { exportMeetingFigures(year: $year) {
  __typename ... on MeetingFiguresExport { id } %s } }"""
    % REFUSAL
)
READ = """query($id: ID!) { meetingFiguresExport(id: $id) { papers { state failureZh
  document { kind title files { id format sha256 } } } } }"""
DOWNLOAD = """mutation($id: ID!) { prepareDocumentsDownload(fileId: $id) { path } }"""


async def test_figures_are_joined_with_names_and_exported(stack: Stack, office: Office, county: County) -> None:
    await hold(office, county, "会议统计")
    units = await office.ask(DIRECTOR, UNITS, year=2022)
    assert units
    assert all(row["unit"]["name"] for row in units)
    leaders = await office.ask(DIRECTOR, LEADERS, year=2022)
    assert sum(row["hosted"] for row in leaders) >= 1
    assert all(row["leader"]["name"] for row in leaders)

    export = await office.do(DIRECTOR, EXPORT, year=2022)
    done = await office.until(
        DIRECTOR, READ, lambda e: any(p["state"] != "REQUESTED" for p in e["papers"]), id=export["id"]
    )
    (paper,) = done["papers"]
    assert (paper["state"], paper["document"]["kind"]) == ("ISSUED", "MEETING_STATISTICS"), paper
    (file,) = paper["document"]["files"]
    assert file["format"] == "XLSX"
    link = await office.ask(DIRECTOR, DOWNLOAD, id=file["id"])
    origin = stack.gateway_url.removesuffix("/graphql")
    async with aiohttp.ClientSession() as http, http.get(f"{origin}{link['path']}") as answer:
        content = await answer.read()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert check_statistics(content) == []
