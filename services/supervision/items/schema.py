"""Supervised items as GraphQL shows them; translation only."""

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from services.contracts.words.shared import Light
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.labels import Labelled
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.supervision.escalations.queries import escalations_of_items
from services.supervision.escalations.schema import Escalation
from services.supervision.extensions.queries import extensions_of_items
from services.supervision.extensions.schema import Extension
from services.supervision.feedback.queries import feedback_of_items
from services.supervision.feedback.schema import Feedback
from services.supervision.followup.queries import inspections_of_items, urges_of_items
from services.supervision.followup.schema import Inspection, Urge
from services.supervision.items import lights, model, queries
from services.supervision.items.inputs import LedgerFilterInput
from services.supervision.items.lifecycle import ITEM
from services.supervision.papers.schema import Paper, papers_of
from services.supervision.stubs import Meeting, Minutes, Person, Unit, person, unit, units
from services.supervision.warnings.queries import warnings_of_items
from services.supervision.warnings.schema import WarningSheet

labelled(model.TimelineAction, "督办事项经过的环节")


class LedgerOrder(Labelled):
    """台账排序."""

    NEWEST = "NEWEST", "新立项的在前"
    OLDEST = "OLDEST", "先立项的在前"
    DUE_FIRST = "DUE_FIRST", "时限近的在前"


labelled(LedgerOrder, "台账排序")
I = model.SupervisedItem  # noqa: E741 -- the item, as in the queries
ORDERS: dict[enum.Enum, list[Order]] = {
    LedgerOrder.NEWEST: [Order(I.id, descending=True)],
    LedgerOrder.OLDEST: [Order(I.id)],
    LedgerOrder.DUE_FIRST: [Order(I.due_order), Order(I.id)],
}


@strawberry.type(description="要点：逐项办理、逐项答复（DC-7.4）")
class Point:
    no: int = strawberry.field(description="序号，从1起")
    text: str = strawberry.field(description="内容")


@strawberry.type(description="签收（DC-7.2）")
class Receipt:
    unit: Unit = strawberry.field(description="签收单位")
    by: Person | None = strawberry.field(description="签收人")
    at: datetime = strawberry.field(description="签收时间")


@strawberry.type(description="办理过程的一个节点")
class TimelineEntry:
    at: datetime = strawberry.field(description="时间")
    action: model.TimelineAction = strawberry.field(description="环节")
    person: Person | None = strawberry.field(description="办理人；为空的是系统按时间或其他事件记录")
    stamp: str = strawberry.field(description="代行说明：受委托，或B（代A）")
    text: str = strawberry.field(description="说明")

    @classmethod
    def of(cls, row: model.TimelineEntry) -> "TimelineEntry":
        return cls(at=row.at, action=row.action, person=person(row.person_id), stamp=row.stamp, text=row.text)


@strawberry.federation.type(keys=["id"], description="督办事项（DC-7）")
class SupervisedItem:
    table = model.SupervisedItem

    id: strawberry.ID = strawberry.field(description="编号（系统）")
    version: int = strawberry.field(description="版本")
    number: str | None = strawberry.field(description="督办编号，如 督〔2022〕1号；立项前为空")
    state: ItemState = strawberry.field(description="状态")
    title: str = strawberry.field(description="事项名称；人事事项只显示“人事事项”")
    content: str = strawberry.field(description="事项内容")
    source_type: SourceType = strawberry.field(description="来源")
    basis: str = strawberry.field(description="依据文号")
    source_changed: bool = strawberry.field(description="依据是否已更正而尚未核对")
    meeting_label: str = strawberry.field(description="会次，如 第2次常务会议")
    meeting_date: date | None = strawberry.field(description="会议日期")
    decision_number: str = strawberry.field(description="议定事项编号")
    category: ItemCategory = strawberry.field(description="类别")
    handler: Handler = strawberry.field(description="由谁督办")
    escalated: bool = strawberry.field(description="是否提级督查")
    is_project: bool = strawberry.field(description="是否项目类")
    restricted: bool = strawberry.field(description="是否限制知悉")
    due: date | None = strawberry.field(description="现时限；长期事项为下次反馈期限")
    original_due: date | None = strawberry.field(description="原时限")
    due_text: str = strawberry.field(description="纪要对时限的表述")
    long_term: bool = strawberry.field(description="是否长期事项")
    report_rhythm: model.ReportRhythm | None = strawberry.field(description="反馈频次")
    progress: str = strawberry.field(description="最近进展")
    percent: Decimal | None = strawberry.field(description="完成任务百分比")
    total_investment: Decimal | None = strawberry.field(description="总投资额（万元）")
    completed_investment: Decimal | None = strawberry.field(description="已完成投资额（万元）")
    registered_on: date = strawberry.field(description="立项日期")
    dispatched_at: datetime | None = strawberry.field(description="交办时间")
    received_at: datetime | None = strawberry.field(description="签收时间")
    review_stage: model.ReviewStage | None = strawberry.field(description="反馈正由谁审核")
    closing_approved_at: datetime | None = strawberry.field(description="县领导审定办结的时间")
    closed_on: date | None = strawberry.field(description="办结日期")
    rating: model.ClosingRating | None = strawberry.field(description="办结评价")
    on_time: bool | None = strawberry.field(description="是否按时办结；曾经逾期的为否")
    ever_overdue: bool = strawberry.field(description="是否曾经逾期（延期不抵销）")
    extension_count: int = strawberry.field(description="延期次数")
    urge_count: int = strawberry.field(description="督办次数")
    warning_count: int = strawberry.field(description="督办单份数")
    row: strawberry.Private[model.SupervisedItem]

    @classmethod
    def of(cls, row: model.SupervisedItem) -> "SupervisedItem":
        return cls(id=strawberry.ID(str(row.id)), row=row, **{name: getattr(row, name) for name in PLAIN})

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "SupervisedItem | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="要点")
    def points(self) -> list[Point]:
        return [Point(no=no, text=text) for no, text in enumerate(self.row.points, 1)]

    @strawberry.field(description="状态灯：绿、黄（临近时限）、红（逾期）、灰（暂停或撤销）、蓝（办结）")
    def light(self, info: Info) -> Light:
        return lights.light(self.row, info.context.act())

    @strawberry.field(description="是否逾期")
    def overdue(self, info: Info) -> bool:
        return lights.is_overdue(self.row, info.context.act().today)

    @strawberry.field(description="累计逾期天数（含延期前的）")
    def overdue_days(self, info: Info) -> int:
        today, row = info.context.act().today, self.row
        late = lights.is_overdue(row, today) and row.due is not None
        return row.overdue_days + (((row.reported_on or today) - row.due).days if late and row.due else 0)

    @strawberry.field(description="牵头承办单位")
    def lead_unit(self) -> Unit | None:
        return unit(self.row.lead_unit_id)

    @strawberry.field(description="协办单位")
    def assist_units(self) -> list[Unit]:
        return units(self.row.assist_unit_ids)

    @strawberry.field(description="责任人")
    def responsible(self) -> Person | None:
        return person(self.row.responsible_id)

    @strawberry.field(description="分管县领导")
    def leader(self) -> Person | None:
        return person(self.row.leader_id)

    @strawberry.field(description="批示、交办的领导或会议主持人")
    def source_leader(self) -> Person | None:
        return person(self.row.source_leader_id)

    @strawberry.field(description="所依据的议定事项")
    def decision(self) -> "Decision | None":
        key = self.row.decision_id
        return Decision(id=strawberry.ID(str(key))) if key else None

    @strawberry.field(description="会议")
    def meeting(self) -> Meeting | None:
        return Meeting(id=strawberry.ID(str(self.row.meeting_id))) if self.row.meeting_id else None

    @strawberry.field(description="会议纪要")
    def minutes(self) -> Minutes | None:
        return Minutes(id=strawberry.ID(str(self.row.minutes_id))) if self.row.minutes_id else None

    @strawberry.field(description="办理过程：每个环节及其时间")
    async def timeline(self, info: Info) -> list[TimelineEntry]:
        return [TimelineEntry.of(each) for each in await info.context.load(queries.timelines, self.row.id) or []]

    @strawberry.field(description="签收")
    async def receipts(self, info: Info) -> list[Receipt]:
        rows = await info.context.load(queries.receipts, self.row.id) or []
        return [Receipt(unit=units([each.unit_id])[0], by=person(each.by), at=each.at) for each in rows]

    @strawberry.field(description="反馈；协办单位和其他单位不能查看（DC-7.4）")
    async def feedback(self, info: Info) -> list[Feedback]:
        return [Feedback.of(each) for each in await info.context.load(feedback_of_items, self.row.id) or []]

    @strawberry.field(description="延期申请")
    async def extensions(self, info: Info) -> list[Extension]:
        return [Extension.of(each) for each in await info.context.load(extensions_of_items, self.row.id) or []]

    @strawberry.field(description="提级督查申请")
    async def escalations(self, info: Info) -> list[Escalation]:
        return [Escalation.of(each) for each in await info.context.load(escalations_of_items, self.row.id) or []]

    @strawberry.field(description="督办单")
    async def warning_sheets(self, info: Info) -> list[WarningSheet]:
        return [WarningSheet.of(each) for each in await info.context.load(warnings_of_items, self.row.id) or []]

    @strawberry.field(description="催办及其他督办记录")
    async def urges(self, info: Info) -> list[Urge]:
        return [Urge.of(each) for each in await info.context.load(urges_of_items, self.row.id) or []]

    @strawberry.field(description="现场督查记录")
    async def inspections(self, info: Info) -> list[Inspection]:
        return [Inspection.of(each) for each in await info.context.load(inspections_of_items, self.row.id) or []]

    @strawberry.field(description="交办通知等文书")
    async def papers(self, info: Info) -> list[Paper]:
        return await papers_of(info, self.row.id)

    @strawberry.field(description="可能重复的在办事项：同一来源、同一名称（国令733第15条）")
    async def possible_duplicates(self, info: Info) -> "list[SupervisedItem]":
        rows = await info.context.load(queries.duplicates, self.row.id) or []
        return [SupervisedItem.of(each) for each in rows]

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(ITEM, Case(self.row, info.context.act())))


_OWN: dict[str, Any] = SupervisedItem.__annotations__
PLAIN = [name for name in _OWN if name not in ("id", "row") and name in model.SupervisedItem.__table__.columns]


@strawberry.federation.type(keys=["id"], description="议定事项")
class Decision:
    """Owned by meetings; here it says which supervised item it has become."""

    id: strawberry.ID = strawberry.field(description="编号")

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Decision":
        return cls(id=id)

    @strawberry.field(description="由该议定事项立项的督办事项；未立项或无权查看的为空")
    async def supervised_item(self, info: Info) -> SupervisedItem | None:
        row = await info.context.load(queries.items_by_decision, as_id(self.id, "Decision"))
        return SupervisedItem.of(row) if row else None


ItemResult = Annotated[
    SupervisedItem | Refusal, strawberry.union("SupervisedItemResult", description="督办事项，或不予办理的原因")
]


@strawberry.type
class ItemQuery:
    @strawberry.field(description="按编号查督办事项")
    async def supervised_item(self, info: Info, id: strawberry.ID) -> SupervisedItem:
        return await info.context.one(SupervisedItem, id)

    @strawberry.field(description="督办台账：当前用户可以查看的督办事项")
    async def supervised_items(
        self,
        info: Info,
        filter: LedgerFilterInput | None = None,
        order: LedgerOrder = LedgerOrder.NEWEST,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[SupervisedItem]:
        narrowed = filter.read() if filter else None
        return await page(
            info, SupervisedItem, queries.visible_items, ORDERS[order], first=first, after=after, filter=narrowed
        )
