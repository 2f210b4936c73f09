"""County-wide meetings as GraphQL shows them; translation only."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.meetings.countywide import model, queries
from services.meetings.countywide.lifecycle import COUNTY_WIDE
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.papers.schema import RequestedPaper
from services.meetings.stubs import Person, Unit, person, some_person, unit

labelled(model.CountyWideKind, "全县性会议种类（GZ-20）")
labelled(model.CountyWideState, "全县性会议状态")


@strawberry.federation.type(keys=["id"], description="全县性会议（GZ-20）：申请、批准、通知、召开情况")
class CountyWideMeeting:
    table = model.CountyWideMeeting

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: model.CountyWideKind = strawberry.field(description="种类")
    state: model.CountyWideState = strawberry.field(description="状态")
    unconfirmed: bool = strawberry.field(description="是否有补登事项待办主任确认")
    year: int = strawberry.field(description="计入的年度")
    title: str = strawberry.field(description="会议名称")
    reason: str = strawberry.field(description="召开理由")
    content: list[str] = strawberry.field(description="会议内容")
    starts_at: datetime = strawberry.field(description="会议时间")
    planned_minutes: int = strawberry.field(description="计划时长（分钟）")
    place: str = strawberry.field(description="地点")
    people: int = strawberry.field(description="参会规模（人）")
    cost: Decimal = strawberry.field(description="经费（元）")
    cost_source: str = strawberry.field(description="经费来源")
    exception_reason: str = strawberry.field(description="同年再次召开的申请理由（GZ-20）")
    applied_at: datetime = strawberry.field(description="申请时间")
    reviewed_at: datetime | None = strawberry.field(description="分管领导审核时间")
    review_stamp: str = strawberry.field(description="审核人代行说明，如 B（代A）")
    exception_granted: str = strawberry.field(description="同意同年再次召开的理由（特许），空为不涉及")
    approved_at: datetime | None = strawberry.field(description="县长批准时间")
    approval_stamp: str = strawberry.field(description="批准人代行说明，如 受县长委托")
    notified_at: datetime | None = strawberry.field(description="通知时间")
    started_at: datetime | None = strawberry.field(description="实际开始时间")
    ended_at: datetime | None = strawberry.field(description="实际结束时间")
    actual_minutes: int | None = strawberry.field(description="实际时长（分钟）")
    people_present: int | None = strawberry.field(description="实到人数")
    cost_actual: Decimal | None = strawberry.field(description="实际经费（元）")
    over_limit: bool = strawberry.field(description="实际是否超过90分钟（GZ-20；全县综合性会议除外）")
    over_half_day: bool = strawberry.field(description="实际是否超过半天（GZ-20）")
    row: strawberry.Private[model.CountyWideMeeting]

    @classmethod
    def of(cls, row: model.CountyWideMeeting) -> "CountyWideMeeting":
        same = (
            *("version", "kind", "state", "unconfirmed", "year", "title", "reason", "content", "starts_at"),
            *("planned_minutes", "place", "people", "cost", "cost_source", "exception_reason", "applied_at"),
            *("reviewed_at", "review_stamp", "exception_granted", "approved_at", "approval_stamp", "notified_at"),
            *("started_at", "ended_at", "actual_minutes", "people_present", "cost_actual", "over_limit"),
            "over_half_day",
        )
        return cls(id=strawberry.ID(str(row.id)), row=row, **{name: getattr(row, name) for name in same})

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "CountyWideMeeting | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="申请单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)

    @strawberry.field(description="参会单位")
    def attending_units(self) -> list[Unit]:
        return [unit(each) for each in self.row.attending_unit_ids]

    @strawberry.field(description="拟请出席的县政府领导")
    def leaders(self) -> list[Person]:
        return [person(each) for each in self.row.leader_ids]

    @strawberry.field(description="申请人（单位主要负责人）")
    def applied_by(self) -> Person:
        return person(self.row.applied_by)

    @strawberry.field(description="审核的分管领导")
    def reviewed_by(self) -> Person | None:
        return some_person(self.row.reviewed_by)

    @strawberry.field(description="批准人")
    def approved_by(self) -> Person | None:
        return some_person(self.row.approved_by)

    @strawberry.field(description="检查发现、特许和补登记录")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        return await findings_of(info, self.row.id)

    @strawberry.field(description="会议通知的成文情况")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        return [RequestedPaper.of(row) for row in await info.context.load(queries.load_papers, self.row.id) or []]

    @strawberry.field(description="当前用户可以进行的下一步操作，以及尚缺的条件")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        so_far = await info.context.load(queries.load_years, self.row.id)
        return shown_prospects(info, prospects(COUNTY_WIDE, Case(self.row, info.context.act(), so_far)))


CountyWideMeetingResult = Annotated[
    CountyWideMeeting | Refusal,
    strawberry.union("CountyWideMeetingResult", description="全县性会议，或不予办理的原因"),
]


@strawberry.type(description="一个单位一年的全县性会议情况（GZ-20）")
class CountyWideFigures:
    applied: int = strawberry.field(description="申请次数")
    allowed: int = strawberry.field(description="批准次数（不含取消的）")
    held: int = strawberry.field(description="召开次数")
    exceptions: int = strawberry.field(description="特许次数（同年再次召开）")
    over_half_day: int = strawberry.field(description="实际超过半天的次数")
    over_limit: int = strawberry.field(description="实际超过90分钟的次数（超时会议）")
    minutes: int = strawberry.field(description="实际时长合计（分钟）")
    cost: Decimal = strawberry.field(description="经费合计（元；无实际数的按申请数）")
    row: strawberry.Private[queries.CountyWideFigures]

    @classmethod
    def of(cls, row: queries.CountyWideFigures) -> "CountyWideFigures":
        same = ("applied", "allowed", "held", "exceptions", "over_half_day", "over_limit", "minutes", "cost")
        return cls(row=row, **{name: getattr(row, name) for name in same})

    @strawberry.field(description="单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)
