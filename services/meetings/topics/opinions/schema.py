"""Mutations by which leaders give their opinion and the office lists a topic; translation only."""

import strawberry

from services.contracts.words.meetings import Opinion, RejectionReason
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.meetings.topics.moves import SignedOpinion
from services.meetings.topics.opinions import commands
from services.meetings.topics.shown import Topic, TopicResult

labelled(RejectionReason, "议题不予列入原因")


@strawberry.type
class OpinionMutation:
    @strawberry.mutation(description="会议组成人员提出议题（CW-3.1）")
    async def endorse_topic(
        self, info: Info, id: strawberry.ID, text: str = "", act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, commands.endorse_topic, topic_id=as_id(id, "Topic"), text=text)

    @strawberry.mutation(description="分管副县长审核提请县长办公会议的议题（BG-4）")
    async def review_topic_as_leader(
        self,
        info: Info,
        id: strawberry.ID,
        opinion: Opinion | None = None,
        text: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        signed = SignedOpinion(opinion, text)
        return await perform(
            info, act, Topic, commands.review_topic_as_leader, topic_id=as_id(id, "Topic"), opinion=signed
        )

    @strawberry.mutation(description="县长签署明确意见（CW-3.2、BG-4、GZ-23）")
    async def give_topic_opinion(
        self,
        info: Info,
        id: strawberry.ID,
        opinion: Opinion | None = None,
        text: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        signed = SignedOpinion(opinion, text)
        return await perform(info, act, Topic, commands.give_topic_opinion, topic_id=as_id(id, "Topic"), opinion=signed)

    @strawberry.mutation(description="县长委托副县长专题研究（ZT-2.5）")
    async def commission_topic(
        self, info: Info, id: strawberry.ID, host_id: strawberry.ID, text: str = "", act: ActInput | None = None
    ) -> TopicResult:
        host = as_id(host_id, "Person")
        return await perform(
            info, act, Topic, commands.commission_topic, topic_id=as_id(id, "Topic"), host_id=host, text=text
        )

    @strawberry.mutation(description="主持专题会议的副县长受理议题（ZT-2、ZT-3）")
    async def accept_topic(
        self,
        info: Info,
        id: strawberry.ID,
        opinion: Opinion | None = None,
        text: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        signed = SignedOpinion(opinion, text)
        return await perform(info, act, Topic, commands.accept_topic, topic_id=as_id(id, "Topic"), opinion=signed)

    @strawberry.mutation(description="列入常务会议备选议题并通知单位（CW-3.2）")
    async def backlog_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.backlog_topic, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="县长同意增加紧急议题，意见填在理由中（CW-3.4）")
    async def consent_to_urgent_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.consent_to_urgent_topic, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="办公室不予列入（须说明理由；CW-2、CW-3.3）")
    async def reject_topic(
        self,
        info: Info,
        id: strawberry.ID,
        reason: RejectionReason,
        suggestion: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        return await perform(
            info,
            act,
            Topic,
            commands.reject_topic,
            topic_id=as_id(id, "Topic"),
            reason=reason,
            suggestion=suggestion,
        )
