"""Corrections of minutes in the subgraph."""

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.decisions.schema import DecisionInput
from services.meetings.minutes.correction import commands
from services.meetings.minutes.shown import Minutes, MinutesResult


@strawberry.input(description="更正的议定事项：更正原有的填 decisionId，补上遗漏的填 itemId；议决结果不能更正")
class DecisionChangeInput:
    decision: DecisionInput = strawberry.field(description="更正后的全文")
    decision_id: strawberry.ID | None = strawberry.field(default=None, description="被更正的议定事项")
    item_id: strawberry.ID | None = strawberry.field(default=None, description="遗漏事项所属的议程项")
    party_ref: str = strawberry.field(default="", description="县委同意该表述的文号（经县委审定的事项，GZ-3）")

    def read(self) -> commands.Change:
        return commands.Change(
            text=self.decision.read(),
            decision_id=as_id(self.decision_id, "Decision") if self.decision_id else None,
            item_id=as_id(self.item_id, "AgendaItem") if self.item_id else None,
            party_ref=self.party_ref,
        )


@strawberry.type
class CorrectionMutation:
    @strawberry.mutation(
        description="更正已印发的纪要：说明理由，得到以原文为底稿的更正稿，按原纪要的程序审签（CW-6.2）"
    )
    async def correct_minutes(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MinutesResult:
        return await perform(info, act, Minutes, commands.correct_minutes, minutes_id=as_id(id, "Minutes"))

    @strawberry.mutation(description="填写更正的议定事项；changes 为全部更正（CW-6.2）")
    async def edit_minutes_correction(
        self, info: Info, id: strawberry.ID, changes: list[DecisionChangeInput], act: ActInput | None = None
    ) -> MinutesResult:
        return await perform(
            info,
            act,
            Minutes,
            commands.edit_minutes_correction,
            minutes_id=as_id(id, "Minutes"),
            changes=[each.read() for each in changes],
        )

    @strawberry.mutation(description="撤回尚未送审的更正，须说明理由；原纪要不变")
    async def withdraw_minutes_correction(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MinutesResult:
        return await perform(info, act, Minutes, commands.withdraw_minutes_correction, minutes_id=as_id(id, "Minutes"))
