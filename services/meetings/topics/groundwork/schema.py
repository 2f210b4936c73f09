"""Mutations by which a topic is argued, consulted and coordinated before it is heard; translation only."""

from datetime import date

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.topics.groundwork import commands
from services.meetings.topics.groundwork.model import ConsultationResult, CoordinationResult, GroundworkKind
from services.meetings.topics.shown import Topic, TopicResult


@strawberry.input(description="会商、征求意见记录")
class UnitConsultationInput:
    unit_id: strawberry.ID = strawberry.field(description="被征求意见的单位")
    result: ConsultationResult = strawberry.field(description="结果")
    consulted_on: date = strawberry.field(description="日期")
    signatory: str = strawberry.field(description="签字人")
    text: str = strawberry.field(default="", description="意见内容")


@strawberry.input(description="前置程序材料")
class GroundworkInput:
    kind: GroundworkKind = strawberry.field(description="种类")
    done_on: date = strawberry.field(description="日期")
    text: str = strawberry.field(description="办理情况，或不适用的理由")
    form: str = strawberry.field(default="", description="形式（听证会、座谈会等）、承担单位，或县委审定文号")
    heard: str = strawberry.field(default="", description="听取对象（民主党派、群团、专家、公众等；GZ-9、GZ-10）")
    adoption: str = strawberry.field(default="", description="意见采纳情况")
    applicable: bool = strawberry.field(default=True, description="是否适用；不适用的须经办公室同意")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="附件（已上传文件）")


@strawberry.type
class GroundworkMutation:
    @strawberry.mutation(description="征求尚未答复的涉及单位意见（GZ-10）")
    async def ask_topic_units(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> TopicResult:
        return await perform(info, act, Topic, commands.ask_topic_units, topic_id=as_id(id, "Topic"))

    @strawberry.mutation(description="登记会商、征求意见结果（GZ-10）")
    async def record_unit_consultation(
        self, info: Info, id: strawberry.ID, input: UnitConsultationInput, act: ActInput | None = None
    ) -> TopicResult:
        said = commands.ConsultationRecord(**{**vars(input), "unit_id": as_id(input.unit_id, "Unit")})
        return await perform(
            info, act, Topic, commands.record_unit_consultation, topic_id=as_id(id, "Topic"), consultation=said
        )

    @strawberry.mutation(description="被征求意见单位主要负责人答复（GZ-10）")
    async def answer_unit_consultation(
        self,
        info: Info,
        id: strawberry.ID,
        result: ConsultationResult,
        text: str = "",
        act: ActInput | None = None,
    ) -> TopicResult:
        return await perform(
            info, act, Topic, commands.answer_unit_consultation, topic_id=as_id(id, "Topic"), result=result, text=text
        )

    @strawberry.mutation(description="分管副县长记录协调结果（GZ-17）")
    async def coordinate_topic(
        self, info: Info, id: strawberry.ID, result: CoordinationResult, text: str, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(
            info, act, Topic, commands.coordinate_topic, topic_id=as_id(id, "Topic"), result=result, text=text
        )

    @strawberry.mutation(description="登记前置程序材料（GZ-9、GZ-10、BG-4）")
    async def add_topic_groundwork(
        self, info: Info, id: strawberry.ID, input: GroundworkInput, act: ActInput | None = None
    ) -> TopicResult:
        files = [as_id(each, "File") for each in input.file_ids]
        work = commands.GroundworkRecord(**{**vars(input), "file_ids": files})
        return await perform(info, act, Topic, commands.add_topic_groundwork, topic_id=as_id(id, "Topic"), work=work)

    @strawberry.mutation(description="办公室同意前置程序不适用，附县司法局意见（GZ-9、GZ-10）")
    async def approve_groundwork_not_applicable(
        self, info: Info, groundwork_id: strawberry.ID, file_ids: list[strawberry.ID], act: ActInput | None = None
    ) -> TopicResult:
        files = [as_id(each, "File") for each in file_ids]
        work_id = as_id(groundwork_id, "Groundwork")
        return await perform(
            info, act, Topic, commands.approve_groundwork_not_applicable, groundwork_id=work_id, file_ids=files
        )

    @strawberry.mutation(description="送请县司法局合法性审查（GZ-12）")
    async def request_topic_legality_review(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> TopicResult:
        return await perform(info, act, Topic, commands.request_topic_legality_review, topic_id=as_id(id, "Topic"))
