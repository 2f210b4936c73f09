"""Warning sheets as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from services.contracts.words.supervision import WarningLevel, WarningReason
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.supervision.files import files_of
from services.supervision.items.queries import items_by_id
from services.supervision.papers.schema import Paper, papers_of
from services.supervision.stubs import Person, Unit, person
from services.supervision.warnings import commands, model, queries
from services.supervision.warnings.lifecycle import WARNING

if TYPE_CHECKING:
    from services.supervision.items.schema import SupervisedItem

Item = Annotated["SupervisedItem", strawberry.lazy("services.supervision.items.schema")]

labelled(model.WarningState, "督办单状态")
labelled(WarningReason, "预警原因（DC-9.2）")
labelled(WarningLevel, "督办单等级")


@strawberry.federation.type(keys=["id"], description="督办单（DC-9.2）")
class WarningSheet:
    table = model.WarningSheet

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.WarningState = strawberry.field(description="状态")
    number: str = strawberry.field(description="文号，印发前为空")
    unit: Unit = strawberry.field(description="被督办单位")
    leader: Person | None = strawberry.field(description="分管县领导（抄送）")
    matter: str = strawberry.field(description="督办事项")
    source: str = strawberry.field(description="事项来源")
    reason: WarningReason = strawberry.field(description="预警原因")
    problems: list[str] = strawberry.field(description="存在问题")
    demands: list[str] = strawberry.field(description="督办要求")
    rectify_by: date = strawberry.field(description="整改期限")
    reply_due: date = strawberry.field(description="反馈期限")
    level: WarningLevel | None = strawberry.field(description="等级（可选）")
    signed_by: Person | None = strawberry.field(description="签发人")
    signed_at: datetime | None = strawberry.field(description="签发时间")
    issued_at: datetime | None = strawberry.field(description="印发时间")
    received_by: Person | None = strawberry.field(description="签收人")
    received_at: datetime | None = strawberry.field(description="签收时间")
    reply: str = strawberry.field(description="回复内容，未回复为空")
    reply_document_number: str = strawberry.field(description="回复公文文号")
    replied_by: Person | None = strawberry.field(description="回复人（单位主要负责人）")
    replied_on: date | None = strawberry.field(description="回复日期")
    row: strawberry.Private[model.WarningSheet]

    @classmethod
    def of(cls, row: model.WarningSheet) -> "WarningSheet":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            number=row.number,
            unit=Unit(id=strawberry.ID(str(row.unit_id))),
            leader=person(row.leader_id),
            matter=row.matter,
            source=row.source,
            reason=row.reason,
            problems=row.problems,
            demands=row.demands,
            rectify_by=row.rectify_by,
            reply_due=row.reply_due,
            level=row.level,
            signed_by=person(row.signed_by),
            signed_at=row.signed_at,
            issued_at=row.issued_at,
            received_by=person(row.received_by),
            received_at=row.received_at,
            reply=row.reply,
            reply_document_number=row.reply_document_number,
            replied_by=person(row.replied_by),
            replied_on=row.replied_on,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "WarningSheet | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="是否逾期未回复或逾期回复")
    def reply_overdue(self, info: Info) -> bool:
        return self.row.reply_is_overdue(info.context.act().today)

    @strawberry.field(description="督办事项")
    async def item(self, info: Info) -> Item | None:
        from services.supervision.items.schema import SupervisedItem

        row = await info.context.load(items_by_id, self.row.item_id) if self.row.item_id else None
        return SupervisedItem.of(row) if row else None

    @strawberry.field(description="督办单文书")
    async def papers(self, info: Info) -> list[Paper]:
        return await papers_of(info, self.row.id)

    @strawberry.field(description="回复附件")
    async def files(self, info: Info) -> list[File]:
        return await files_of(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(WARNING, Case(self.row, info.context.act())))


@strawberry.input(description="督办单内容；可对督办事项，也可只对单位")
class WarningInput:
    item_id: strawberry.ID | None = strawberry.field(default=None, description="督办事项")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="被督办单位，默认为事项的牵头单位")
    reason: WarningReason = strawberry.field(description="预警原因")
    problems: list[str] = strawberry.field(description="存在问题")
    demands: list[str] = strawberry.field(description="督办要求")
    rectify_by: date = strawberry.field(description="整改期限")
    reply_due: date = strawberry.field(description="反馈期限")
    matter: str = strawberry.field(default="", description="督办事项名称，默认取事项名称")
    source: str = strawberry.field(default="", description="事项来源，默认取事项来源")
    level: WarningLevel | None = strawberry.field(default=None, description="等级（可选）")

    def read(self) -> commands.WarningDraft:
        item = as_id(self.item_id, "SupervisedItem") if self.item_id else None
        unit = as_id(self.unit_id, "Unit") if self.unit_id else None
        return commands.WarningDraft(**{**vars(self), "item_id": item, "unit_id": unit})


@strawberry.input(description="签发前修改督办单；不填的不变")
class WarningChangeInput:
    reason: WarningReason | None = strawberry.field(default=None, description="预警原因")
    problems: list[str] | None = strawberry.field(default=None, description="存在问题")
    demands: list[str] | None = strawberry.field(default=None, description="督办要求")
    rectify_by: date | None = strawberry.field(default=None, description="整改期限")
    reply_due: date | None = strawberry.field(default=None, description="反馈期限")
    matter: str | None = strawberry.field(default=None, description="督办事项名称")
    source: str | None = strawberry.field(default=None, description="事项来源")
    level: WarningLevel | None = strawberry.field(default=None, description="等级")

    def read(self) -> commands.WarningChange:
        return commands.WarningChange(**vars(self))


@strawberry.input(description="督办单回复")
class WarningReplyInput:
    text: str = strawberry.field(description="整改情况")
    document_number: str = strawberry.field(default="", description="公文文号")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="附件")

    def read(self) -> commands.Reply:
        return commands.Reply(self.text, self.document_number, [as_id(each, "File") for each in self.file_ids])


WarningResult = Annotated[
    WarningSheet | Refusal, strawberry.union("WarningResult", description="督办单，或不予办理的原因")
]


@strawberry.type
class WarningQuery:
    @strawberry.field(description="按编号查督办单")
    async def warning_sheet(self, info: Info, id: strawberry.ID) -> WarningSheet:
        return await info.context.one(WarningSheet, id)

    @strawberry.field(description="督办单列表，新的在前")
    async def warning_sheets(
        self,
        info: Info,
        states: list[model.WarningState] | None = None,
        unit_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[WarningSheet]:
        orders = [Order(model.WarningSheet.id, descending=True)]
        unit = as_id(unit_id, "Unit") if unit_id else None
        return await page(
            info, WarningSheet, queries.visible_warnings, orders, first=first, after=after, states=states, unit_id=unit
        )


@strawberry.type
class WarningMutation:
    @strawberry.mutation(description="拟督办单（DC-9.2）")
    async def draft_warning(self, info: Info, input: WarningInput, act: ActInput | None = None) -> WarningResult:
        return await perform(info, act, WarningSheet, commands.draft_warning, draft=input.read())

    @strawberry.mutation(description="签发前修改督办单")
    async def amend_warning(
        self, info: Info, id: strawberry.ID, input: WarningChangeInput, act: ActInput | None = None
    ) -> WarningResult:
        sheet = as_id(id, "WarningSheet")
        return await perform(info, act, WarningSheet, commands.amend_warning, warning_id=sheet, change=input.read())

    @strawberry.mutation(description="签发督办单，随即请求编号印发（DC-9.2）")
    async def sign_warning(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> WarningResult:
        return await perform(info, act, WarningSheet, commands.sign_warning, warning_id=as_id(id, "WarningSheet"))

    @strawberry.mutation(description="签收督办单")
    async def receive_warning(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> WarningResult:
        return await perform(info, act, WarningSheet, commands.receive_warning, warning_id=as_id(id, "WarningSheet"))

    @strawberry.mutation(description="单位主要负责人回复督办单")
    async def reply_warning(
        self, info: Info, id: strawberry.ID, input: WarningReplyInput, act: ActInput | None = None
    ) -> WarningResult:
        sheet = as_id(id, "WarningSheet")
        return await perform(info, act, WarningSheet, commands.reply_warning, warning_id=sheet, reply=input.read())

    @strawberry.mutation(description="退回督办单回复，须说明理由和新的反馈期限")
    async def return_warning_reply(
        self, info: Info, id: strawberry.ID, new_due: date, act: ActInput | None = None
    ) -> WarningResult:
        sheet = as_id(id, "WarningSheet")
        return await perform(info, act, WarningSheet, commands.return_warning_reply, warning_id=sheet, new_due=new_due)

    @strawberry.mutation(description="办结督办单")
    async def close_warning(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> WarningResult:
        return await perform(info, act, WarningSheet, commands.close_warning, warning_id=as_id(id, "WarningSheet"))

    @strawberry.mutation(description="办主任确认督办单的补登（AMB-47）")
    async def confirm_warning_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> WarningResult:
        sheet = as_id(id, "WarningSheet")
        return await perform(info, act, WarningSheet, commands.confirm_warning_registrations, warning_id=sheet)
