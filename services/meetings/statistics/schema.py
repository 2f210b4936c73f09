"""Statistics in the subgraph."""

from typing import Annotated

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.meetings.statistics import commands, leaders, units, years
from services.meetings.statistics.shown import (
    KindMeetingFigures,
    LeaderMeetingFigures,
    MeetingFiguresExport,
    UnitMeetingFigures,
)
from services.meetings.statistics.sight import the_year

MeetingFiguresExportResult = Annotated[
    MeetingFiguresExport | Refusal,
    strawberry.union("MeetingFiguresExportResult", description="统计表导出，或不予办理的原因"),
]


@strawberry.type
class StatisticsQuery:
    @strawberry.field(
        description="年度会议统计，每类会议一行；只含当前用户可以查看其全部会议的类型（GZ-13至GZ-20、CW-1.2）"
    )
    async def meeting_year_figures(self, info: Info, year: int) -> list[KindMeetingFigures]:
        return [KindMeetingFigures.of(row) for row in await info.context.read(years.figures, year=the_year(year))]

    @strawberry.field(description="年度会议统计，每单位一行：议题、缓议原因、材料、主要负责人到会（CW-3.3、CW-4.4）")
    async def unit_meeting_figures(self, info: Info, year: int) -> list[UnitMeetingFigures]:
        return [UnitMeetingFigures.of(row) for row in await info.context.read(units.figures, year=the_year(year))]

    @strawberry.field(description="年度会议统计，每位县政府领导一行：到会、主持、请假、委托办理（GZ-18、GZ-5）")
    async def leader_meeting_figures(self, info: Info, year: int) -> list[LeaderMeetingFigures]:
        return [LeaderMeetingFigures.of(row) for row in await info.context.read(leaders.figures, year=the_year(year))]

    @strawberry.field(description="按编号查本人的统计表导出")
    async def meeting_figures_export(self, info: Info, id: strawberry.ID) -> MeetingFiguresExport:
        return await info.context.one(MeetingFiguresExport, id)


@strawberry.type
class StatisticsMutation:
    @strawberry.mutation(description="导出年度会议情况统计表（XLSX）：只含当前用户可以查看的统计，不含议题名称")
    async def export_meeting_figures(
        self, info: Info, year: int, act: ActInput | None = None
    ) -> MeetingFiguresExportResult:
        return await perform(info, act, MeetingFiguresExport, commands.export_meeting_figures, year=year)
