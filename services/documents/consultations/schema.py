"""Consultations as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from services.documents import stubs
from services.documents.consultations import commands, model, queries
from services.documents.consultations.lifecycle import CONSULTATION
from services.documents.issuing.schema import Document, document_of
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case

labelled(model.ConsultationState, "公开征求意见状态")
labelled(model.ConsultationKind, "征求意见的事项")


@strawberry.type(description="收到的一条意见")
class ConsultationOpinion:
    id: strawberry.ID = strawberry.field(description="编号")
    source: str = strawberry.field(description="意见来源")
    text: str = strawberry.field(description="意见内容")
    received_on: date = strawberry.field(description="收到日期")
    adopted: bool | None = strawberry.field(description="是否采纳；空为尚未处理")
    answer: str | None = strawberry.field(description="采纳情况说明")

    @classmethod
    def of(cls, row: model.ConsultationOpinion) -> "ConsultationOpinion":
        return cls(
            id=strawberry.ID(str(row.id)),
            source=row.source,
            text=row.text,
            received_on=row.received_on,
            adopted=row.adopted,
            answer=row.answer,
        )


@strawberry.federation.type(keys=["id"], description="公开征求意见（GZ-12）")
class PublicConsultation:
    table = model.PublicConsultation

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.ConsultationState = strawberry.field(description="状态")
    subject_type: str = strawberry.field(description="征求意见对象的类型：Topic 或 OfficialPaper")
    subject_id: strawberry.ID = strawberry.field(description="征求意见对象的编号")
    kind: model.ConsultationKind = strawberry.field(description="征求意见的事项")
    title: str = strawberry.field(description="征求意见稿名称")
    starts_on: date = strawberry.field(description="起始日期")
    ends_on: date = strawberry.field(description="截止日期（当日仍收意见）")
    days: int = strawberry.field(description="期限（日，起始日不计）")
    channel: str = strawberry.field(description="渠道")
    link: str = strawberry.field(description="网址")
    short_reason: str | None = strawberry.field(description="公布的缩短期限理由")
    summary: str | None = strawberry.field(description="意见处理情况综述")
    opened_at: datetime | None = strawberry.field(description="发布时间")
    closed_at: datetime | None = strawberry.field(description="截止时间")
    unconfirmed: bool = strawberry.field(description="是否有补登待办主任确认")
    row: strawberry.Private[model.PublicConsultation]

    @classmethod
    def of(cls, row: model.PublicConsultation) -> "PublicConsultation":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            subject_type=row.subject_type,
            subject_id=strawberry.ID(str(row.subject_id)),
            kind=row.kind,
            title=row.title,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            days=row.days,
            channel=row.channel,
            link=row.link,
            short_reason=row.short_reason,
            summary=row.summary,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            unconfirmed=row.unconfirmed,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "PublicConsultation | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="主办单位")
    def unit(self) -> stubs.Unit:
        return stubs.unit(self.row.unit_id)

    @strawberry.field(description="收到的意见")
    async def opinions(self, info: Info) -> list[ConsultationOpinion]:
        rows = await info.context.load(queries.opinions_of, self.row.id)
        return [ConsultationOpinion.of(row) for row in rows or ()]

    @strawberry.field(description="征求意见公告")
    async def announcement(self, info: Info) -> Document | None:
        return await document_of(info, self.row.announcement_id)

    @strawberry.field(description="意见采纳情况的公告")
    async def adoption(self, info: Info) -> Document | None:
        return await document_of(info, self.row.adoption_id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        given = await info.context.load(queries.opinions_of, self.row.id)
        return shown_prospects(info, prospects(CONSULTATION, Case(self.row, info.context.act(), given)))


@strawberry.input(description="拟公开征求意见（GZ-12）：规范性文件不少于15日，重大行政决策不少于30日")
class ConsultationPlan:
    subject_type: str = strawberry.field(description="Topic 或 OfficialPaper")
    subject_id: strawberry.ID = strawberry.field(description="征求意见对象的编号")
    kind: model.ConsultationKind = strawberry.field(description="征求意见的事项")
    title: str = strawberry.field(description="征求意见稿名称")
    unit_id: strawberry.ID = strawberry.field(description="主办单位")
    starts_on: date = strawberry.field(description="起始日期")
    ends_on: date = strawberry.field(description="截止日期")
    channel: str = strawberry.field(description="渠道")
    link: str = strawberry.field(default="", description="网址")
    short_reason: str | None = strawberry.field(default=None, description="缩短期限的理由（随公告公布）")


@strawberry.input(description="一条意见的采纳情况；不采纳的须说明理由")
class OpinionAnswer:
    opinion_id: strawberry.ID = strawberry.field(description="意见编号")
    adopted: bool = strawberry.field(description="是否采纳")
    answer: str = strawberry.field(default="", description="说明")


ConsultationResult = Annotated[
    PublicConsultation | Refusal,
    strawberry.union("ConsultationResult", description="公开征求意见，或不予办理的原因"),
]


@strawberry.type
class ConsultationQuery:
    @strawberry.field(description="按编号查公开征求意见")
    async def public_consultation(self, info: Info, id: strawberry.ID) -> PublicConsultation:
        return await info.context.one(PublicConsultation, id)

    @strawberry.field(description="公开征求意见列表，新的在前")
    async def public_consultations(
        self,
        info: Info,
        state: model.ConsultationState | None = None,
        subject_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[PublicConsultation]:
        return await page(
            info,
            PublicConsultation,
            queries.visible_consultations,
            [Order(model.PublicConsultation.id, descending=True)],
            first=first,
            after=after,
            state=state,
            subject_id=as_id(subject_id, "Topic") if subject_id else None,
        )


@strawberry.type
class ConsultationMutation:
    @strawberry.mutation(description="拟定公开征求意见（GZ-12）")
    async def plan_consultation(
        self, info: Info, input: ConsultationPlan, act: ActInput | None = None
    ) -> ConsultationResult:
        ids = {
            "subject_id": as_id(input.subject_id, input.subject_type),
            "unit_id": as_id(input.unit_id, "Unit"),
        }
        plan = commands.Plan(**(vars(input) | ids))
        return await perform(info, act, PublicConsultation, commands.plan_consultation, plan=plan)

    @strawberry.mutation(description="发布征求意见公告（起始日当日）")
    async def open_consultation(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ConsultationResult:
        found = as_id(id, "PublicConsultation")
        return await perform(info, act, PublicConsultation, commands.open_consultation, consultation_id=found)

    @strawberry.mutation(description="登记收到的意见")
    async def record_opinion(
        self,
        info: Info,
        id: strawberry.ID,
        source: str,
        text: str,
        received_on: date | None = None,
        act: ActInput | None = None,
    ) -> ConsultationResult:
        return await perform(
            info,
            act,
            PublicConsultation,
            commands.record_opinion,
            consultation_id=as_id(id, "PublicConsultation"),
            source=source,
            text=text,
            received_on=received_on,
        )

    @strawberry.mutation(description="截止（截止日之后；到期也自动截止）")
    async def close_consultation(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ConsultationResult:
        found = as_id(id, "PublicConsultation")
        return await perform(info, act, PublicConsultation, commands.close_consultation, consultation_id=found)

    @strawberry.mutation(description="说明意见采纳情况（每条意见均须说明）")
    async def adopt_opinions(
        self,
        info: Info,
        id: strawberry.ID,
        answers: list[OpinionAnswer],
        summary: str = "",
        act: ActInput | None = None,
    ) -> ConsultationResult:
        given = [
            commands.Answer(as_id(each.opinion_id, "ConsultationOpinion"), each.adopted, each.answer)
            for each in answers
        ]
        return await perform(
            info,
            act,
            PublicConsultation,
            commands.adopt_opinions,
            consultation_id=as_id(id, "PublicConsultation"),
            answers=given,
            summary=summary,
        )

    @strawberry.mutation(description="办主任确认征求意见的补登")
    async def confirm_consultation_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ConsultationResult:
        return await perform(
            info,
            act,
            PublicConsultation,
            commands.confirm_consultation_registrations,
            consultation_id=as_id(id, "PublicConsultation"),
        )
