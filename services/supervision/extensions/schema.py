"""Extensions as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

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
from services.supervision.extensions import commands, model, queries
from services.supervision.extensions.lifecycle import EXTENSION
from services.supervision.files import files_of
from services.supervision.papers.schema import Paper, papers_of
from services.supervision.stubs import Person, person

if TYPE_CHECKING:
    from services.supervision.items.schema import SupervisedItem

Item = Annotated["SupervisedItem", strawberry.lazy("services.supervision.items.schema")]

labelled(model.ExtensionState, "延期申请状态")


@strawberry.federation.type(keys=["id"], description="延期申请（DC-7.2）")
class Extension:
    table = model.Extension

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.ExtensionState = strawberry.field(description="状态")
    old_due: date = strawberry.field(description="原时限")
    requested_due: date = strawberry.field(description="申请时限")
    difficulty: str = strawberry.field(description="客观困难")
    work_done: str = strawberry.field(description="已做工作")
    requested_by: Person | None = strawberry.field(description="申请人（单位主要负责人）")
    requested_on: date = strawberry.field(description="申请日期")
    by_county_head: bool = strawberry.field(
        description="是否须由县长批准（常务会议、县长办公会议议定事项，县长批示件）"
    )
    finding: str = strawberry.field(description="督查室核查意见")
    verified_by: Person | None = strawberry.field(description="核查人")
    opinion: str = strawberry.field(description="审批意见")
    decided_by: Person | None = strawberry.field(description="批准人")
    decided_at: datetime | None = strawberry.field(description="批准时间")
    stamp: str = strawberry.field(description="代行说明：受县长委托，或B（代A）")
    row: strawberry.Private[model.Extension]

    @classmethod
    def of(cls, row: model.Extension) -> "Extension":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            old_due=row.old_due,
            requested_due=row.requested_due,
            difficulty=row.difficulty,
            work_done=row.work_done,
            requested_by=person(row.requested_by),
            requested_on=row.requested_on,
            by_county_head=row.by_county_head,
            finding=row.finding,
            verified_by=person(row.verified_by),
            opinion=row.opinion,
            decided_by=person(row.decided_by),
            decided_at=row.decided_at,
            stamp=row.stamp,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Extension | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="督办事项")
    def item(self) -> Item:
        from services.supervision.items.schema import SupervisedItem

        return SupervisedItem.of(self.row.item)

    @strawberry.field(description="佐证材料")
    async def files(self, info: Info) -> list[File]:
        return await files_of(info, self.row.id)

    @strawberry.field(description="延期批复")
    async def papers(self, info: Info) -> list[Paper]:
        return await papers_of(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(EXTENSION, Case(self.row, info.context.act())))


@strawberry.input(description="延期申请内容（DC-7.2）")
class ExtensionInput:
    requested_due: date = strawberry.field(description="申请时限，应晚于原时限")
    difficulty: str = strawberry.field(default="", description="客观困难")
    work_done: str = strawberry.field(default="", description="已做工作")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="佐证材料")

    def read(self) -> commands.ExtensionDraft:
        return commands.ExtensionDraft(**{**vars(self), "file_ids": [as_id(each, "File") for each in self.file_ids]})


ExtensionResult = Annotated[
    Extension | Refusal, strawberry.union("ExtensionResult", description="延期申请，或不予办理的原因")
]


@strawberry.type
class ExtensionQuery:
    @strawberry.field(description="按编号查延期申请")
    async def extension(self, info: Info, id: strawberry.ID) -> Extension:
        return await info.context.one(Extension, id)

    @strawberry.field(description="延期申请列表，新的在前")
    async def extensions(
        self,
        info: Info,
        states: list[model.ExtensionState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Extension]:
        orders = [Order(model.Extension.id, descending=True)]
        return await page(info, Extension, queries.visible_extensions, orders, first=first, after=after, states=states)


@strawberry.type
class ExtensionMutation:
    @strawberry.mutation(description="申请延期：单位主要负责人在到期前书面申请（DC-7.2）")
    async def request_extension(
        self, info: Info, item_id: strawberry.ID, input: ExtensionInput, act: ActInput | None = None
    ) -> ExtensionResult:
        item = as_id(item_id, "SupervisedItem")
        return await perform(info, act, Extension, commands.request_extension, item_id=item, draft=input.read())

    @strawberry.mutation(description="督查室核查延期申请（DC-7.2）")
    async def verify_extension(
        self, info: Info, id: strawberry.ID, finding: str, act: ActInput | None = None
    ) -> ExtensionResult:
        extension = as_id(id, "Extension")
        return await perform(info, act, Extension, commands.verify_extension, extension_id=extension, finding=finding)

    @strawberry.mutation(description="县政府领导同意延期（DC-7.2）")
    async def approve_extension(
        self, info: Info, id: strawberry.ID, opinion: str = "", act: ActInput | None = None
    ) -> ExtensionResult:
        extension = as_id(id, "Extension")
        return await perform(info, act, Extension, commands.approve_extension, extension_id=extension, opinion=opinion)

    @strawberry.mutation(description="县政府领导不同意延期，须说明理由（DC-7.2）")
    async def reject_extension(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ExtensionResult:
        extension = as_id(id, "Extension")
        return await perform(info, act, Extension, commands.reject_extension, extension_id=extension)
