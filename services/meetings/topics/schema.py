"""Topics in the subgraph: what may be read, and the mutations of every part put together."""

import strawberry

from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.topics import commands, model, queries
from services.meetings.topics.drafting.schema import DraftingMutation
from services.meetings.topics.groundwork.schema import GroundworkMutation
from services.meetings.topics.opinions.schema import OpinionMutation
from services.meetings.topics.preparation.schema import PreparationMutation
from services.meetings.topics.review.schema import ReviewMutation
from services.meetings.topics.shown import Topic, TopicResult

NEWEST_FIRST = [Order(model.Topic.id, descending=True)]
BY_URGENCY = [Order(model.Topic.urgency_rank), Order(model.Topic.queued_at), Order(model.Topic.id)]


@strawberry.input(description="议题筛选条件")
class TopicFilter:
    states: list[model.TopicState] | None = strawberry.field(default=None, description="状态")
    kinds: list[MeetingKind] | None = strawberry.field(default=None, description="拟提请的会议")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="主办单位")
    flag: TopicFlag | None = strawberry.field(default=None, description="标记")


@strawberry.type
class TopicQuery:
    @strawberry.field(description="按编号查议题")
    async def topic(self, info: Info, id: strawberry.ID) -> Topic:
        return await info.context.one(Topic, id)

    @strawberry.field(description="议题列表，新的在前")
    async def topics(
        self, info: Info, filter: TopicFilter | None = None, first: int | None = None, after: str | None = None
    ) -> Connection[Topic]:
        wanted = filter or TopicFilter()
        return await page(
            info,
            Topic,
            queries.visible_topics,
            NEWEST_FIRST,
            first=first,
            after=after,
            states=wanted.states,
            kinds=wanted.kinds,
            unit_id=as_id(wanted.unit_id, "Unit") if wanted.unit_id else None,
            flag=wanted.flag,
        )

    @strawberry.field(description="下次会议的候选议题：特急、急、一般，再按备选时间（CW-3.5）")
    async def topic_candidates(
        self, info: Info, kind: MeetingKind, first: int | None = None, after: str | None = None
    ) -> Connection[Topic]:
        return await page(info, Topic, queries.candidates, BY_URGENCY, first=first, after=after, kind=kind)


@strawberry.type
class TopicMutation(DraftingMutation, OpinionMutation, GroundworkMutation, PreparationMutation, ReviewMutation):
    @strawberry.mutation(description="办主任确认议题的补登事项（补登）")
    async def confirm_topic_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, commands.confirm_topic_registrations, topic_id=as_id(id, "Topic"))
