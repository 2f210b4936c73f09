"""What may be done with supervised items through GraphQL; translation only."""

import strawberry

from services.contracts.words.supervision import UrgeMethod
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.supervision.closing import commands as closing
from services.supervision.followup import commands as followup
from services.supervision.items import commands, model
from services.supervision.items.inputs import ItemChangeInput, ItemInput, VisitInput
from services.supervision.items.schema import ItemResult, SupervisedItem


def _item(id: strawberry.ID) -> dict[str, object]:
    return {"item_id": as_id(id, "SupervisedItem")}


@strawberry.type
class ItemMutation:
    @strawberry.mutation(description="立项（DC-7.1）；督查室建议立项的，待县长批准")
    async def register_item(self, info: Info, input: ItemInput, act: ActInput | None = None) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.register_item, draft=input.read())

    @strawberry.mutation(description="县长批准督查室建议立项")
    async def approve_item_proposal(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.approve_item_proposal, **_item(id))

    @strawberry.mutation(description="调整要素（DC-7.1），交办后须说明理由；同时表示依据变更已核对")
    async def amend_item(
        self, info: Info, id: strawberry.ID, input: ItemChangeInput, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.amend_item, **_item(id), change=input.read())

    @strawberry.mutation(description="交办（DC-7.1）；withNotice 同时请求印制交办通知单")
    async def dispatch_item(
        self, info: Info, id: strawberry.ID, with_notice: bool = False, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.dispatch_item, **_item(id), with_notice=with_notice)

    @strawberry.mutation(description="签收（DC-7.2）：牵头单位或协办单位")
    async def receive_item(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.receive_item, **_item(id))

    @strawberry.mutation(description="分解落实：牵头单位开始办理")
    async def begin_item(
        self, info: Info, id: strawberry.ID, measures: str = "", act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.begin_item, **_item(id), measures=measures)

    @strawberry.mutation(description="催办（CW-6.3、DC-7.3）")
    async def urge_item(
        self, info: Info, id: strawberry.ID, method: UrgeMethod, text: str, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, followup.urge_item, **_item(id), method=method, text=text)

    @strawberry.mutation(description="承办单位答复催办")
    async def answer_urge(self, info: Info, id: strawberry.ID, answer: str, act: ActInput | None = None) -> ItemResult:
        urge = as_id(id, "Urge")
        return await perform(info, act, SupervisedItem, followup.answer_urge, urge_id=urge, answer=answer)

    @strawberry.mutation(description="登记现场督查（DC-7.3）")
    async def record_inspection(
        self, info: Info, id: strawberry.ID, input: VisitInput, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, followup.record_inspection, **_item(id), visit=input.read())

    @strawberry.mutation(description="确认现场督查发现的问题已整改（DC-7.3）")
    async def confirm_rectified(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ItemResult:
        inspection = as_id(id, "Inspection")
        return await perform(info, act, SupervisedItem, followup.confirm_rectified, inspection_id=inspection)

    @strawberry.mutation(description="办结销号（DC-7.5）：县领导审定后由督查室办理，并作办结评价")
    async def close_item(
        self, info: Info, id: strawberry.ID, rating: model.ClosingRating | None = None, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, closing.close_item, **_item(id), rating=rating)

    @strawberry.mutation(description="撤销事项：县长或原决定人，须说明理由")
    async def cancel_item(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ItemResult:
        return await perform(info, act, SupervisedItem, closing.cancel_item, **_item(id))

    @strawberry.mutation(description="办主任确认督办事项的补登（AMB-47）")
    async def confirm_item_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ItemResult:
        return await perform(info, act, SupervisedItem, commands.confirm_item_registrations, **_item(id))
