"""Bulletins as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from services.contracts.words.supervision import BulletinKind
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.supervision.bulletins import commands, model, queries
from services.supervision.bulletins.figures import Standing, Tally, as_uuid
from services.supervision.bulletins.lifecycle import BULLETIN
from services.supervision.papers.schema import Paper, papers_of
from services.supervision.stubs import Meeting, Person, Unit, person, unit

labelled(BulletinKind, "通报种类")
labelled(model.BulletinState, "通报状态")
labelled(Standing, "截止日的办理情况", name="ItemStanding")


@strawberry.type(description="一类办理情况的项数和占比")
class StandingShare:
    standing: Standing = strawberry.field(description="办理情况")
    count: int = strawberry.field(description="项数")
    percent: int = strawberry.field(description="占比（最大余额法，各项之和为100）")


@strawberry.type(description="一行统计：总数等于已办结加正在办理等各项之和")
class BulletinFigure:
    label: str = strawberry.field(description="会议或单位")
    unit: Unit | None = strawberry.field(description="单位")
    meeting: Meeting | None = strawberry.field(description="会议")
    total: int = strawberry.field(description="总数")
    closed: int = strawberry.field(description="已办结")
    running: int = strawberry.field(description="未办结（含逾期、延期、暂缓）")
    overdue: int = strawberry.field(description="其中逾期")
    extended: int = strawberry.field(description="其中延期")
    suspended: int = strawberry.field(description="其中暂缓（待县委审定）")
    ongoing: int = strawberry.field(description="其中正常办理")
    shares: list[StandingShare] = strawberry.field(description="各项占比")

    @classmethod
    def of(cls, row: Tally) -> "BulletinFigure":
        meeting = as_uuid(row.meeting_id)
        shares = zip(Standing, row.parts, row.percentages, strict=True)
        return cls(
            label=row.label,
            unit=unit(as_uuid(row.unit_id)),
            meeting=Meeting(id=strawberry.ID(str(meeting))) if meeting else None,
            total=row.total,
            closed=row.closed,
            running=row.running,
            overdue=row.overdue,
            extended=row.extended,
            suspended=row.suspended,
            ongoing=row.ongoing,
            shares=[StandingShare(standing=s, count=count, percent=percent) for s, count, percent in shares],
        )


@strawberry.type(description="统计：取自同一份截止日快照")
class BulletinFigures:
    overall: BulletinFigure = strawberry.field(description="合计")
    by_meeting: list[BulletinFigure] = strawberry.field(description="分会议")
    by_unit: list[BulletinFigure] = strawberry.field(description="分单位")


@strawberry.federation.type(keys=["id"], description="《督办通报》（CW-6.3、DC-9.1）")
class Bulletin:
    table = model.Bulletin

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: BulletinKind = strawberry.field(description="种类")
    period: str = strawberry.field(description="期间，如 2022-Q1")
    state: model.BulletinState = strawberry.field(description="状态")
    title: str = strawberry.field(description="标题")
    cutoff: date = strawberry.field(description="截止日期")
    frozen_at: datetime = strawberry.field(description="快照时间")
    overview: list[str] = strawberry.field(description="总体情况（统计数字之外的文字）")
    progress: list[str] = strawberry.field(description="进展与举措")
    problems: list[str] = strawberry.field(description="存在问题")
    demands: list[str] = strawberry.field(description="下步要求")
    reviewed_by: Person | None = strawberry.field(description="审核人（办主任）")
    signed_by: Person | None = strawberry.field(description="签发人")
    signed_at: datetime | None = strawberry.field(description="签发时间")
    stamp: str = strawberry.field(description="代行说明")
    number: str = strawberry.field(description="期号，印发前为空")
    issued_at: datetime | None = strawberry.field(description="印发时间")
    row: strawberry.Private[model.Bulletin]

    @classmethod
    def of(cls, row: model.Bulletin) -> "Bulletin":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            kind=row.kind,
            period=row.period,
            state=row.state,
            title=row.title,
            cutoff=row.cutoff,
            frozen_at=row.frozen_at,
            overview=row.overview,
            progress=row.progress,
            problems=row.problems,
            demands=row.demands,
            reviewed_by=person(row.reviewed_by),
            signed_by=person(row.signed_by),
            signed_at=row.signed_at,
            stamp=row.stamp,
            number=row.number,
            issued_at=row.issued_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Bulletin | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="统计数字，由快照算出，不能手填")
    def figures(self) -> BulletinFigures:
        counted = self.row.figures
        return BulletinFigures(
            overall=BulletinFigure.of(counted.overall),
            by_meeting=[BulletinFigure.of(each) for each in counted.by_meeting],
            by_unit=[BulletinFigure.of(each) for each in counted.by_unit],
        )

    @strawberry.field(description="通报文书")
    async def papers(self, info: Info) -> list[Paper]:
        return await papers_of(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(BULLETIN, Case(self.row, info.context.act())))


@strawberry.input(description="通报文字；不填的不变")
class BulletinSectionsInput:
    title: str | None = strawberry.field(default=None, description="标题")
    overview: list[str] | None = strawberry.field(default=None, description="总体情况")
    progress: list[str] | None = strawberry.field(default=None, description="进展与举措")
    problems: list[str] | None = strawberry.field(default=None, description="存在问题")
    demands: list[str] | None = strawberry.field(default=None, description="下步要求")

    def read(self) -> commands.Sections:
        return commands.Sections(**vars(self))


BulletinResult = Annotated[
    Bulletin | Refusal, strawberry.union("BulletinResult", description="督办通报，或不予办理的原因")
]


@strawberry.type
class BulletinQuery:
    @strawberry.field(description="按编号查督办通报")
    async def bulletin(self, info: Info, id: strawberry.ID) -> Bulletin:
        return await info.context.one(Bulletin, id)

    @strawberry.field(description="督办通报列表，新的在前")
    async def bulletins(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Bulletin]:
        orders = [Order(model.Bulletin.id, descending=True)]
        return await page(info, Bulletin, queries.visible_bulletins, orders, first=first, after=after)


@strawberry.type
class BulletinMutation:
    @strawberry.mutation(description="起草季度督办通报：冻结截止日快照（CW-6.3）；季末次日自动起草，再次起草得到同一份")
    async def draft_bulletin(self, info: Info, year: int, quarter: int, act: ActInput | None = None) -> BulletinResult:
        return await perform(info, act, Bulletin, commands.draft_bulletin, year=year, quarter=quarter)

    @strawberry.mutation(description="修改通报文字（DC-9.1）")
    async def edit_bulletin(
        self, info: Info, id: strawberry.ID, input: BulletinSectionsInput, act: ActInput | None = None
    ) -> BulletinResult:
        bulletin = as_id(id, "Bulletin")
        return await perform(info, act, Bulletin, commands.edit_bulletin, bulletin_id=bulletin, sections=input.read())

    @strawberry.mutation(description="督查室报送通报审核")
    async def submit_bulletin(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> BulletinResult:
        return await perform(info, act, Bulletin, commands.submit_bulletin, bulletin_id=as_id(id, "Bulletin"))

    @strawberry.mutation(description="办主任审核通报")
    async def review_bulletin(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> BulletinResult:
        return await perform(info, act, Bulletin, commands.review_bulletin, bulletin_id=as_id(id, "Bulletin"))

    @strawberry.mutation(description="退回通报修改，须说明理由")
    async def return_bulletin(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> BulletinResult:
        return await perform(info, act, Bulletin, commands.return_bulletin, bulletin_id=as_id(id, "Bulletin"))

    @strawberry.mutation(description="签发通报，随即请求编号印发（CW-6.3）")
    async def sign_bulletin(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> BulletinResult:
        return await perform(info, act, Bulletin, commands.sign_bulletin, bulletin_id=as_id(id, "Bulletin"))
