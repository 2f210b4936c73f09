"""Mutations of the notice to prepare and of the material that answers it; translation only."""

from datetime import datetime

import strawberry

from services.contracts.words.meetings import NoticeChannel
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.kernel.refusals import Malformed
from services.meetings.topics.preparation import commands
from services.meetings.topics.shown import Topic, TopicResult


@strawberry.input(description="上会准备通知的送达方式")
class PreparationNoticeInput:
    channel: NoticeChannel = strawberry.field(default=NoticeChannel.ELECTRONIC, description="通知方式")
    delivered_at: datetime | None = strawberry.field(default=None, description="电话通知的时间，默认为现在")
    answered_by: str = strawberry.field(default="", description="电话接听人")
    due_at: datetime | None = strawberry.field(default=None, description="县长同意增加的议题的报送时限（CW-3.4）")
    with_paper: bool = strawberry.field(default=False, description="是否同时制发《上会准备通知》")


@strawberry.type
class PreparationMutation:
    @strawberry.mutation(description="发出上会准备通知，自送达之日起2个工作日内报送材料（CW-3.2、CW-3.3）")
    async def send_preparation_notice(
        self, info: Info, id: strawberry.ID, input: PreparationNoticeInput | None = None, act: ActInput | None = None
    ) -> TopicResult:
        given = input or PreparationNoticeInput()
        for moment in (given.delivered_at, given.due_at):
            if moment is not None and moment.tzinfo is None:
                raise Malformed("input", "时间须注明时区，如 2022-02-24T12:00:00+08:00")
        notice = commands.NoticeToPrepare(**vars(given))
        return await perform(
            info, act, Topic, commands.send_preparation_notice, topic_id=as_id(id, "Topic"), notice=notice
        )

    @strawberry.mutation(description="签收上会准备通知（仅作凭证，不影响时限）")
    async def acknowledge_preparation_notice(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, commands.acknowledge_preparation_notice, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="报送议题材料；逾期的列入下次会议研究（CW-3.3）")
    async def submit_topic_material(
        self,
        info: Info,
        id: strawberry.ID,
        file_ids: list[strawberry.ID],
        note: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        files = [as_id(each, "File") for each in file_ids]
        return await perform(
            info, act, Topic, commands.submit_topic_material, topic_id=as_id(id, "Topic"), file_ids=files, note=note
        )
