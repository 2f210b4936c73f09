"""Exporting a year's statistics: what the asker may see of it, as a workbook made by documents."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.shared import DocumentKind, FileFormat
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import has_business
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, refuse
from services.meetings.countywide import queries as countywide
from services.meetings.papers.commands import request_paper
from services.meetings.sittings.model import Meeting
from services.meetings.statistics import (
    leaders,
    queries,  # noqa: F401 -- declares who sees the exports
    sheets,
    sittings,
    units,
    years,
)
from services.meetings.statistics.model import MeetingFiguresExport
from services.meetings.statistics.sight import Year, is_year, visible_meetings

MOST_MEETINGS = 1000  # one request stays well under the bus's limit of 1 MiB


async def export_meeting_figures(session: AsyncSession, act: Act, *, year: int) -> MeetingFiguresExport:
    """Ask documents for the year's 会议情况统计表 as XLSX; it holds figures and names of meetings, no topic's title."""
    if not has_business(act):
        raise refuse(ACTOR_NOT_ALLOWED)
    if not is_year(year):
        raise refuse(CONTENT_INVALID, "年度", path=("year",))
    views = await _views(session, act, Year(year))
    if not views.row_count:
        raise refuse(CONTENT_INVALID, f"年度（{year}年没有您可以查看的统计内容）", path=("year",))
    export = MeetingFiguresExport(requested_by=act.person.id, requested_at=act.at, year=year, row_count=views.row_count)
    session.add(export)
    await session.flush()
    clauses = ("GZ-14", "GZ-20.3", "CW-6.2a")
    detail = {"year": year, "rows": views.row_count}
    record(
        session,
        Record(act, "export_meeting_figures", "MeetingFiguresExport", export.id, clauses=clauses, detail=detail),
    )
    data = sheets.statistics(act, year, views)
    kind, formats = DocumentKind.MEETING_STATISTICS, (FileFormat.XLSX,)
    await request_paper(session, act, export, kind, data["title"], data, formats=formats)
    return export


async def _views(session: AsyncSession, act: Act, year: Year) -> sheets.Views:
    query = visible_meetings(act, year).order_by(Meeting.starts_at, Meeting.id).limit(MOST_MEETINGS + 1)
    meetings = list((await session.execute(query)).scalars())
    if len(meetings) > MOST_MEETINGS:
        raise refuse(CONTENT_INVALID, f"年度（会议超过{MOST_MEETINGS}次）", path=("year",))
    figures = await sittings.load_figures(session, act, [meeting.id for meeting in meetings])
    return sheets.Views(
        kinds=await years.figures(session, act, year=year),
        meetings=[(meeting, figures[meeting.id]) for meeting in meetings],
        units=await units.figures(session, act, year=year),
        leaders=await leaders.figures(session, act, year=year),
        county_wide=await countywide.figures(session, act, year=year.number),
    )
