"""Escalations as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.supervision.escalations import commands, model
from services.supervision.escalations.lifecycle import ESCALATION
from services.supervision.stubs import Person, person

if TYPE_CHECKING:
    from services.supervision.items.schema import SupervisedItem

Item = Annotated["SupervisedItem", strawberry.lazy("services.supervision.items.schema")]

labelled(model.EscalationState, "提级督查申请状态")


@strawberry.federation.type(keys=["id"], description="提级督查申请（DC-4）")
class Escalation:
    table = model.Escalation

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.EscalationState = strawberry.field(description="状态")
    reason: str = strawberry.field(description="提级理由")
    requested_by: Person | None = strawberry.field(description="申请人")
    requested_on: date = strawberry.field(description="申请日期")
    decided_by: Person | None = strawberry.field(description="审批人（办主任）")
    decided_at: datetime | None = strawberry.field(description="审批时间")
    stamp: str = strawberry.field(description="代行说明")
    row: strawberry.Private[model.Escalation]

    @classmethod
    def of(cls, row: model.Escalation) -> "Escalation":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            reason=row.reason,
            requested_by=person(row.requested_by),
            requested_on=row.requested_on,
            decided_by=person(row.decided_by),
            decided_at=row.decided_at,
            stamp=row.stamp,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Escalation | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="督办事项")
    def item(self) -> Item:
        from services.supervision.items.schema import SupervisedItem

        return SupervisedItem.of(self.row.item)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(ESCALATION, Case(self.row, info.context.act())))


EscalationResult = Annotated[
    Escalation | Refusal, strawberry.union("EscalationResult", description="提级督查申请，或不予办理的原因")
]


@strawberry.type
class EscalationMutation:
    @strawberry.mutation(description="申请提级督查：口副主任或口股室，须已催办并说明理由（DC-4）")
    async def request_escalation(
        self, info: Info, item_id: strawberry.ID, act: ActInput | None = None
    ) -> EscalationResult:
        item = as_id(item_id, "SupervisedItem")
        return await perform(info, act, Escalation, commands.request_escalation, item_id=item)

    @strawberry.mutation(description="办主任同意提级督查（DC-4）")
    async def approve_escalation(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> EscalationResult:
        escalation = as_id(id, "Escalation")
        return await perform(info, act, Escalation, commands.approve_escalation, escalation_id=escalation)

    @strawberry.mutation(description="办主任不同意提级督查，须说明理由（DC-4）")
    async def reject_escalation(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> EscalationResult:
        escalation = as_id(id, "Escalation")
        return await perform(info, act, Escalation, commands.reject_escalation, escalation_id=escalation)
