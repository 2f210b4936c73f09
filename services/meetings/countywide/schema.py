"""County-wide meetings in the subgraph."""

from datetime import datetime
from decimal import Decimal

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import Command, perform
from services.meetings.countywide import commands, model, queries
from services.meetings.countywide.shown import CountyWideFigures, CountyWideMeeting, CountyWideMeetingResult

LATEST_FIRST = [
    Order(model.CountyWideMeeting.starts_at, descending=True),
    Order(model.CountyWideMeeting.id, descending=True),
]


@strawberry.input(description="全县性会议申请：理由、规模、时长、经费（GZ-20）")
class CountyWideApplicationInput:
    kind: model.CountyWideKind = strawberry.field(description="种类")
    unit_id: strawberry.ID = strawberry.field(description="申请单位")
    title: str = strawberry.field(description="会议名称")
    reason: str = strawberry.field(description="召开理由")
    content: list[str] = strawberry.field(description="会议内容")
    starts_at: datetime = strawberry.field(description="会议时间，须注明时区")
    planned_minutes: int = strawberry.field(description="计划时长（分钟）")
    place: str = strawberry.field(description="地点")
    people: int = strawberry.field(description="参会规模（人）")
    attending_unit_ids: list[strawberry.ID] = strawberry.field(description="参会单位")
    leader_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="拟请出席的县政府领导")
    cost: Decimal = strawberry.field(description="经费（元）")
    cost_source: str = strawberry.field(default="", description="经费来源")
    exception_reason: str = strawberry.field(
        default="", description="同年再次召开的理由：部门全县性业务工作会议原则上每年只召开1次（GZ-20）"
    )

    def read(self) -> commands.Application:
        return commands.Application(
            kind=self.kind,
            unit_id=as_id(self.unit_id, "Unit"),
            title=self.title,
            reason=self.reason,
            content=self.content,
            starts_at=self.starts_at,
            planned_minutes=self.planned_minutes,
            place=self.place,
            people=self.people,
            attending_unit_ids=[as_id(each, "Unit") for each in self.attending_unit_ids],
            leader_ids=[as_id(each, "Person") for each in self.leader_ids],
            cost=self.cost,
            cost_source=self.cost_source,
            exception_reason=self.exception_reason,
        )


@strawberry.input(description="全县性会议筛选条件")
class CountyWideFilter:
    year: int | None = strawberry.field(default=None, description="年度")
    kind: model.CountyWideKind | None = strawberry.field(default=None, description="种类")
    states: list[model.CountyWideState] | None = strawberry.field(default=None, description="状态")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="申请单位")


@strawberry.type
class CountyWideQuery:
    @strawberry.field(description="按编号查全县性会议")
    async def county_wide_meeting(self, info: Info, id: strawberry.ID) -> CountyWideMeeting:
        return await info.context.one(CountyWideMeeting, id)

    @strawberry.field(description="全县性会议列表，时间晚的在前")
    async def county_wide_meetings(
        self, info: Info, filter: CountyWideFilter | None = None, first: int | None = None, after: str | None = None
    ) -> Connection[CountyWideMeeting]:
        wanted = filter or CountyWideFilter()
        return await page(
            info,
            CountyWideMeeting,
            queries.visible_county_wide_meetings,
            LATEST_FIRST,
            first=first,
            after=after,
            year=wanted.year,
            kind=wanted.kind,
            states=wanted.states,
            unit_id=as_id(wanted.unit_id, "Unit") if wanted.unit_id else None,
        )

    @strawberry.field(description="全县性会议年度统计，每单位一行：次数、特许、超时、经费（GZ-20）")
    async def county_wide_figures(
        self, info: Info, year: int, kind: model.CountyWideKind | None = None
    ) -> list[CountyWideFigures]:
        return [CountyWideFigures.of(row) for row in await info.context.read(queries.figures, year=year, kind=kind)]


@strawberry.type
class CountyWideMutation:
    @strawberry.mutation(description="单位主要负责人申请召开全县性会议（GZ-20）")
    async def apply_for_county_wide_meeting(
        self, info: Info, application: CountyWideApplicationInput, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await perform(
            info, act, CountyWideMeeting, commands.apply_for_county_wide_meeting, application=application.read()
        )

    @strawberry.mutation(description="分管领导审核；同年再次召开的须说明特许理由（GZ-20）")
    async def review_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.review_county_wide_meeting, id)

    @strawberry.mutation(description="县长批准召开（GZ-20）")
    async def approve_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.approve_county_wide_meeting, id)

    @strawberry.mutation(description="不批准召开，须说明理由")
    async def reject_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.reject_county_wide_meeting, id)

    @strawberry.mutation(description="申请单位撤回申请")
    async def withdraw_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.withdraw_county_wide_meeting, id)

    @strawberry.mutation(description="改期、改地点，须说明理由；已通知的重新通知")
    async def reschedule_county_wide_meeting(
        self,
        info: Info,
        id: strawberry.ID,
        starts_at: datetime,
        place: str | None = None,
        act: ActInput | None = None,
    ) -> CountyWideMeetingResult:
        return await _carry_out(
            info, act, commands.reschedule_county_wide_meeting, id, starts_at=starts_at, place=place
        )

    @strawberry.mutation(description="办主任发出会议通知（须先经县长批准，GZ-20）")
    async def notify_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.notify_county_wide_meeting, id)

    @strawberry.mutation(description="登记实际召开情况：起止时间、人数、经费；超过时限的记录在案（GZ-20）")
    async def record_county_wide_meeting(
        self,
        info: Info,
        id: strawberry.ID,
        started_at: datetime,
        ended_at: datetime,
        people: int,
        cost: Decimal | None = None,
        act: ActInput | None = None,
    ) -> CountyWideMeetingResult:
        return await _carry_out(
            info,
            act,
            commands.record_county_wide_meeting,
            id,
            started_at=started_at,
            ended_at=ended_at,
            people=people,
            cost=cost,
        )

    @strawberry.mutation(description="取消已批准的全县性会议，须说明理由；不再计入当年次数")
    async def cancel_county_wide_meeting(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.cancel_county_wide_meeting, id)

    @strawberry.mutation(description="办主任确认全县性会议的补登事项（AMB-47）")
    async def confirm_county_wide_meeting_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> CountyWideMeetingResult:
        return await _carry_out(info, act, commands.confirm_county_wide_meeting_registrations, id)


async def _carry_out(
    info: Info, act: ActInput | None, command: Command, id: strawberry.ID, **arguments: object
) -> CountyWideMeetingResult:
    meeting_id = as_id(id, "CountyWideMeeting")
    return await perform(info, act, CountyWideMeeting, command, meeting_id=meeting_id, **arguments)
