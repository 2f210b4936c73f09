"""Mutations by which a topic is drafted, changed, signed, marked and withdrawn; translation only."""

from decimal import Decimal
from typing import Any

import strawberry

from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.sittings.agenda import marks
from services.meetings.topics.drafting import commands
from services.meetings.topics.model import TopicPurpose, TopicUrgency
from services.meetings.topics.shown import Topic, TopicResult

MAY_BE_EMPTY = ("scope_code", "amount", "reporter_id", "changes_decision_id")
IDS = {"involved_unit_ids": "Unit", "reporter_id": "Person", "changes_decision_id": "Decision"}


@strawberry.input(description="议题内容；修改时只改填写的各项")
class TopicContent:
    purpose: TopicPurpose | None = strawberry.field(
        default=strawberry.UNSET, description="提请目的（GZ-4），默认审议决定"
    )
    secrecy: str | None = strawberry.field(default=strawberry.UNSET, description="密级，只能为“无”（GZ-28）")
    scope_code: str | None = strawberry.field(default=strawberry.UNSET, description="议事范围编号")
    scope_note: str | None = strawberry.field(default=strawberry.UNSET, description="议事范围说明")
    summary: str | None = strawberry.field(default=strawberry.UNSET, description="内容摘要（事项情况）")
    question: str | None = strawberry.field(default=strawberry.UNSET, description="需决定的问题")
    suggestion: str | None = strawberry.field(default=strawberry.UNSET, description="意见建议")
    basis: str | None = strawberry.field(default=strawberry.UNSET, description="决策依据")
    legal_basis: list[str] | None = strawberry.field(default=strawberry.UNSET, description="所涉法律法规")
    authority_basis: str | None = strawberry.field(
        default=strawberry.UNSET, description="资金、项目安排的权限依据（GZ-16）"
    )
    amount: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="涉及金额（万元）；达到本县确定的数额的自动标记"
    )
    confidential_basis: str | None = strawberry.field(
        default=strawberry.UNSET, description="依法需要保密的依据（GZ-12）"
    )
    involved_unit_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="涉及单位和镇（GZ-10）"
    )
    flags: list[TopicFlag] | None = strawberry.field(default=strawberry.UNSET, description="标记")
    urgency: TopicUrgency | None = strawberry.field(default=strawberry.UNSET, description="急缓程度（CW-3.5）")
    reporter_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="汇报人")
    changes_decision_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="拟调整的议定事项（GZ-9）"
    )
    ends_decision: bool | None = strawberry.field(
        default=strawberry.UNSET, description="是否终止执行该议定事项（否则为调整）"
    )


@strawberry.input(description="议题申报内容")
class TopicDraft(TopicContent):
    kind: MeetingKind = strawberry.field(description="拟提请的会议")
    title: str = strawberry.field(description="议题名称")
    unit_id: strawberry.ID = strawberry.field(description="主办单位")


@strawberry.input(description="议题修改内容；只改填写的各项")
class TopicChanges(TopicContent):
    title: str | None = strawberry.field(default=strawberry.UNSET, description="议题名称")


def _given(content: TopicContent) -> dict[str, Any]:
    """The fields that were filled in, ids read; an explicit null empties what may be empty."""
    filled = {name: value for name, value in vars(content).items() if value is not strawberry.UNSET}
    given = {name: value for name, value in filled.items() if value is not None or name in MAY_BE_EMPTY}
    for name, what in IDS.items():
        value = given.get(name)
        if isinstance(value, list):
            given[name] = [as_id(each, what) for each in value]
        elif value is not None:
            given[name] = as_id(value, what)
    return given


@strawberry.type
class DraftingMutation:
    @strawberry.mutation(description="起草议题（CW-3.1）")
    async def draft_topic(self, info: Info, input: TopicDraft, act: ActInput | None = None) -> TopicResult:
        draft = commands.TopicDraft(**{**_given(input), "unit_id": as_id(input.unit_id, "Unit")})
        return await perform(info, act, Topic, commands.draft_topic, draft=draft)

    @strawberry.mutation(description="修改议题（起草中或初审退回后；CW-3.3）")
    async def edit_topic(
        self, info: Info, id: strawberry.ID, input: TopicChanges, act: ActInput | None = None
    ) -> TopicResult:
        topic_id = as_id(id, "Topic")
        return await perform(info, act, Topic, commands.edit_topic, topic_id=topic_id, changes=_given(input))

    @strawberry.mutation(description="单位主要负责人签报议题（GZ-8、GZ-17、ZT-3）")
    async def sign_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.sign_topic, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="单位撤回议题（须说明理由）")
    async def withdraw_topic(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.withdraw_topic, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="标记议题，如须报县委审定的重大事项（GZ-3）")
    async def flag_topic(
        self, info: Info, id: strawberry.ID, flag: TopicFlag, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, marks.flag_topic, topic_id=as_id(id, "Topic"), flag=flag)

    @strawberry.mutation(description="取消议题标记；他人所作报县委审定的标记只能由县长取消（GZ-3）")
    async def unflag_topic(
        self, info: Info, id: strawberry.ID, flag: TopicFlag, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, commands.unflag_topic, topic_id=as_id(id, "Topic"), flag=flag)

    @strawberry.mutation(description="办主任指定议题承办人员（CW-2.6）")
    async def assign_topic_clerk(
        self, info: Info, id: strawberry.ID, person_id: strawberry.ID, act: ActInput | None = None
    ) -> TopicResult:
        clerk = as_id(person_id, "Person")
        return await perform(
            info, act, Topic, commands.assign_topic_clerk, topic_id=as_id(id, "Topic"), person_id=clerk
        )
