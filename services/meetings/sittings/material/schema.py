"""What may be asked of the material of a meeting, and how often it went back."""

from datetime import date
from itertools import groupby
from uuid import UUID

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.sittings.material import commands, model, queries, receipts
from services.meetings.sittings.queries import load_topics_of_items
from services.meetings.sittings.shown import Meeting, MeetingResult
from services.meetings.stubs import Unit, unit
from services.meetings.topics.queries import load_topics
from services.meetings.topics.shown import Topic


@strawberry.input(description="规范检查一项（CW-4.4b）")
class FormatCheckInput:
    point: model.FormatPoint = strawberry.field(description="检查项目")
    conforms: bool = strawberry.field(description="是否符合")
    remark: str = strawberry.field(default="", description="说明；不符合的必填")

    def read(self) -> commands.FormatCheck:
        return commands.FormatCheck(self.point, self.conforms, self.remark)


@strawberry.type(description="一个议题的会议材料被退回的次数")
class TopicMaterialReturns:
    returns: int = strawberry.field(description="退回次数")
    topic_id: strawberry.Private[UUID]

    @strawberry.field(description="议题名称")
    async def title(self, info: Info) -> str:
        """Who sees the material may read what it is about, even where the topic itself is not shown to him."""
        named = await info.context.load(load_topics_of_items, self.topic_id)
        return named.title if named else ""

    @strawberry.field(description="议题")
    async def topic(self, info: Info) -> Topic | None:
        topic = await info.context.load(load_topics, self.topic_id)
        return Topic.of(topic) if topic else None


@strawberry.type(description="一个单位的会议材料被退回的次数（CW-4.4b）")
class UnitMaterialReturns:
    unit: Unit = strawberry.field(description="单位")
    returns: int = strawberry.field(description="退回次数")
    topics: list[TopicMaterialReturns] = strawberry.field(description="分议题")


@strawberry.type
class MaterialQuery:
    @strawberry.field(description="会议材料退回次数，分单位、议题统计，起止日期均含（CW-4.4b）")
    async def material_returns(self, info: Info, first_day: date, last_day: date) -> list[UnitMaterialReturns]:
        found = await info.context.read(queries.material_returns, first_day, last_day)
        shown = []
        for unit_id, rows in groupby(found, key=lambda row: row.unit_id):
            topics = [TopicMaterialReturns(returns=row.count, topic_id=row.topic_id) for row in rows]
            total = sum(each.returns for each in topics)
            shown.append(UnitMaterialReturns(unit=unit(unit_id), returns=total, topics=topics))
        return shown


@strawberry.type
class MaterialMutation:
    @strawberry.mutation(
        description="会议材料送达办公室：电子文件或纸质份数；退回后重新送交、另附文件的为新的一版（CW-4.4）"
    )
    async def deliver_material(
        self,
        info: Info,
        item_id: strawberry.ID,
        paper_copies: int | None = None,
        file_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.deliver_material,
            item_id=as_id(item_id, "AgendaItem"),
            paper_copies=paper_copies,
            file_ids=[as_id(each, "File") for each in file_ids or ()],
        )

    @strawberry.mutation(
        description="退回不符合规范要求的会议材料，逐项填写标题、汇报单位、页数、附件、格式是否符合；单位重新印制后及时报送（CW-4.4b）"
    )
    async def return_material(
        self, info: Info, item_id: strawberry.ID, checks: list[FormatCheckInput], act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.return_material,
            item_id=as_id(item_id, "AgendaItem"),
            checks=[each.read() for each in checks],
        )

    @strawberry.mutation(description="与会人员阅知议题的会议材料；办公室可代外单位人员登记（GZ-17.3）")
    async def acknowledge_material(
        self,
        info: Info,
        item_id: strawberry.ID,
        attendee_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            receipts.acknowledge_material,
            item_id=as_id(item_id, "AgendaItem"),
            attendee_ids=[as_id(each, "Attendee") for each in attendee_ids or ()],
        )
