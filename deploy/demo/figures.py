"""The year so far in figures: how the meetings went, as a workbook (GZ-13 to GZ-20, CW-6.2)."""

from deploy.demo.office import REFUSAL, Office
from deploy.demo.people import CLERK, County
from deploy.demo.record import Record

YEAR = 2022
FIGURES = """query($year: Int!) { meetingYearFigures(year: $year) { kind held { held registered minutesIssued }
agenda { heard deferred } minutesIssue { due onTime late open } } }"""
EXPORT = (
    """mutation($year: Int!) { exportMeetingFigures(year: $year) {
__typename ... on MeetingFiguresExport { id rowCount } %s } }"""
    % REFUSAL
)
READ = "query($id: ID!) { meetingFiguresExport(id: $id) { papers { state failureZh document { id } } } }"


async def export_figures(office: Office, county: County, record: Record) -> None:
    """The two 常务会议 of the story stand in the figures, and the figures come out as a workbook."""
    record.begin("2022年4月8日　会议情况统计")
    kinds = {row["kind"]: row for row in await office.ask(CLERK, FIGURES, year=YEAR)}
    standing = kinds["STANDING"]
    held, agenda, issue = standing["held"], standing["agenda"], standing["minutesIssue"]
    record.check("统计的会议次数", (held["held"], held["registered"], held["minutesIssued"]) == (2, 1, 2), str(held))
    record.check("纪要按时印发", (issue["due"], issue["onTime"]) == (1, 1), str(issue))
    made = await office.do(CLERK, EXPORT, year=YEAR)
    done = await office.until(
        CLERK, READ, lambda e: any(p["document"] or p["failureZh"] for p in e["papers"]), id=made["id"]
    )
    record.check("会议情况统计表", not any(p["failureZh"] for p in done["papers"]), str(done))
    outcome = f"常务会议{held['held']}次，研究议题{agenda['heard']}个，缓议{agenda['deferred']}个；纪要按时印发"
    record.step(office.now, county.who(CLERK, "秘书股"), "导出会议情况统计表", "GZ-14、CW-6.2", outcome)
