"""Topics as GraphQL shows them; translation only."""

from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.meetings import MeetingKind, TopicFlag
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.refusals import NotFound
from services.kernel.rules import Case
from services.meetings.topics import model, queries
from services.meetings.topics.drafting import commands
from services.meetings.topics.lifecycle import TOPIC

labelled(MeetingKind, "会议类型")
labelled(TopicFlag, "议题标记")
labelled(model.TopicState, "议题状态")
labelled(model.TopicUrgency, "急缓程度")


@strawberry.federation.type(keys=["id"], description="议题")
class Topic:
    table = model.Topic

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: MeetingKind = strawberry.field(description="拟提请的会议")
    state: model.TopicState = strawberry.field(description="状态")
    title: str = strawberry.field(description="议题名称")
    row: strawberry.Private[model.Topic]

    @classmethod
    def of(cls, row: model.Topic) -> "Topic":
        return cls(
            id=strawberry.ID(str(row.id)), version=row.version, kind=row.kind, state=row.state, title=row.title, row=row
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Topic | None":
        row = await info.context.load(queries.load_topics, UUID(id))
        return cls.of(row) if row else None

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(TOPIC, Case(self.row, info.context.act())))


@strawberry.input(description="议题申报内容")
class TopicDraft:
    kind: MeetingKind = strawberry.field(description="拟提请的会议")
    title: str = strawberry.field(description="议题名称")
    unit_id: strawberry.ID = strawberry.field(description="主办单位")
    scope_code: str | None = strawberry.field(default=None, description="议事范围编号")


TopicResult = Annotated[Topic | Refusal, strawberry.union("TopicResult", description="议题，或不予办理的原因")]


@strawberry.type
class TopicQuery:
    @strawberry.field(description="按编号查议题")
    async def topic(self, info: Info, id: strawberry.ID) -> Topic:
        row = await info.context.load(queries.load_topics, as_id(id, "Topic"))
        if row is None:
            raise NotFound("Topic", id)
        return Topic.of(row)

    @strawberry.field(description="议题列表")
    async def topics(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Topic]:
        return await page(
            info, Topic, queries.visible_topics, [Order(model.Topic.id, descending=True)], first=first, after=after
        )


@strawberry.type
class TopicMutation:
    @strawberry.mutation(description="起草议题（CW-3.1）")
    async def draft_topic(self, info: Info, input: TopicDraft, act: ActInput | None = None) -> TopicResult:
        draft = commands.TopicDraft(**{**vars(input), "unit_id": as_id(input.unit_id, "Unit")})
        return await perform(info, act, Topic, commands.draft_topic, draft=draft)

    @strawberry.mutation(description="单位主要负责人签报议题（GZ-8、GZ-17）")
    async def sign_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.sign_topic, topic_id=as_id(id, "Topic"))
