"""Mutations of 初审 and of the “一票否决” departments; translation only."""

from datetime import date

import strawberry

from services.contracts.meetings import ReturnReason
from services.contracts.words.shared import DocumentKind
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.labels import Labelled
from services.meetings.topics.review import commands
from services.meetings.topics.review.model import ItemResult
from services.meetings.topics.shown import Topic, TopicResult


class TopicForm(Labelled):
    """Which of the office's forms about a topic."""

    TOPIC_FORM = "TOPIC_FORM", "议题申报审批表"
    PRELIMINARY_REVIEW_FORM = "PRELIMINARY_REVIEW_FORM", "初审意见表"


labelled(TopicForm, "议题文书种类")


@strawberry.input(description="初审一项；未填的按记录预填")
class ReviewItemInput:
    number: int = strawberry.field(description="第几项（1至5）")
    result: ItemResult = strawberry.field(description="结果")
    evidence: str = strawberry.field(default="", description="依据")


@strawberry.input(description="退回原因")
class ReturnReasonInput:
    text: str = strawberry.field(description="原因")
    item: int | None = strawberry.field(default=None, description="初审第几项")


@strawberry.type
class ReviewMutation:
    @strawberry.mutation(description="记录初审五项情况（CW-3.3）")
    async def record_preliminary_review(
        self,
        info: Info,
        id: strawberry.ID,
        items: list[ReviewItemInput] | None = None,
        opinion: str = "",
        delegated_matter: bool = False,
        act: ActInput | None = None,
    ) -> TopicResult:
        return await perform(
            info,
            act,
            Topic,
            commands.record_preliminary_review,
            topic_id=as_id(id, "Topic"),
            items=[commands.JudgedItem(**vars(each)) for each in items or ()],
            opinion=opinion,
            delegated_matter=delegated_matter,
        )

    @strawberry.mutation(description="初审退回，逐项说明原因（CW-3.3）")
    async def return_topic(
        self,
        info: Info,
        id: strawberry.ID,
        reasons: list[ReturnReasonInput],
        resubmit_due: date | None = None,
        act: ActInput | None = None,
    ) -> TopicResult:
        return await perform(
            info,
            act,
            Topic,
            commands.return_topic,
            topic_id=as_id(id, "Topic"),
            reasons=[ReturnReason(**vars(each)) for each in reasons],
            resubmit_due=resubmit_due,
        )

    @strawberry.mutation(description="初审通过（CW-3.3、CW-3.5）")
    async def pass_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.pass_topic, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="“一票否决”部门提出审查意见（CW-3.3）")
    async def give_veto_opinion(
        self, info: Info, id: strawberry.ID, vetoed: bool, text: str = "", act: ActInput | None = None
    ) -> TopicResult:
        return await perform(
            info, act, Topic, commands.give_veto_opinion, topic_id=as_id(id, "Topic"), vetoed=vetoed, text=text
        )

    @strawberry.mutation(description="生成议题申报审批表、初审意见表")
    async def request_topic_form(
        self, info: Info, id: strawberry.ID, kind: TopicForm, act: ActInput | None = None
    ) -> TopicResult:
        wanted = DocumentKind(kind.value)
        return await perform(info, act, Topic, commands.request_topic_form, topic_id=as_id(id, "Topic"), kind=wanted)
