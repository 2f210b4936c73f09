"""Feedback and its review as GraphQL shows them; translation only."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.supervision.feedback import commands, model, queries
from services.supervision.files import files_of
from services.supervision.items.model import ReviewStage
from services.supervision.items.queries import items_by_id
from services.supervision.stubs import Person, Unit, person

if TYPE_CHECKING:
    from services.supervision.items.schema import SupervisedItem

Item = Annotated["SupervisedItem", strawberry.lazy("services.supervision.items.schema")]

labelled(model.FeedbackKind, "反馈种类")
labelled(model.FeedbackStatus, "反馈审核进度")
labelled(model.AnswerStatus, "要点办理情况")
labelled(model.Fault, "审核发现的问题（DC-7.4）")
labelled(model.ReviewOutcome, "审核、审阅、审定意见（DC-7.5）")
labelled(ReviewStage, "审核环节")


@strawberry.type(description="对一项要点的答复")
class FeedbackAnswer:
    no: int = strawberry.field(description="要点序号，从1起")
    text: str = strawberry.field(description="答复")
    status: model.AnswerStatus = strawberry.field(description="办理情况")


@strawberry.type(description="审核、审阅或审定（DC-7.5）")
class FeedbackReview:
    stage: ReviewStage = strawberry.field(description="环节")
    outcome: model.ReviewOutcome = strawberry.field(description="意见")
    opinion: str = strawberry.field(description="意见内容")
    faults: list[model.Fault] = strawberry.field(description="发现的问题")
    new_due: date | None = strawberry.field(description="重报时限")
    by: Person | None = strawberry.field(description="办理人")
    stamp: str = strawberry.field(description="代行说明：受委托，或B（代A）")
    at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: model.FeedbackReview) -> "FeedbackReview":
        return cls(
            stage=row.stage,
            outcome=row.outcome,
            opinion=row.opinion,
            faults=[model.Fault(fault) for fault in row.faults],
            new_due=row.new_due,
            by=person(row.by),
            stamp=row.stamp,
            at=row.at,
        )


@strawberry.federation.type(keys=["id"], description="反馈：承办单位的正式公文和逐项答复（DC-7.4）")
class Feedback:
    table = model.Feedback

    id: strawberry.ID = strawberry.field(description="编号")
    round: int = strawberry.field(description="第几次反馈")
    kind: model.FeedbackKind = strawberry.field(description="进展或结果")
    status: model.FeedbackStatus = strawberry.field(description="审核进度")
    unit: Unit = strawberry.field(description="反馈单位")
    document_number: str = strawberry.field(description="公文文号")
    document_title: str = strawberry.field(description="公文标题")
    signer: Person | None = strawberry.field(description="签发人（单位主要负责人）")
    submitted_at: datetime = strawberry.field(description="报送时间")
    summary: str = strawberry.field(description="办理情况")
    problems: str = strawberry.field(description="存在问题")
    next_steps: str = strawberry.field(description="下步打算")
    total_investment: Decimal | None = strawberry.field(description="总投资额（万元）")
    completed_investment: Decimal | None = strawberry.field(description="已完成投资额（万元）")
    quantities: str = strawberry.field(description="已完成工程量")
    percent: Decimal | None = strawberry.field(description="完成任务百分比")
    percent_note: str = strawberry.field(description="百分比下降的说明")
    row: strawberry.Private[model.Feedback]

    @classmethod
    def of(cls, row: model.Feedback) -> "Feedback":
        return cls(
            id=strawberry.ID(str(row.id)),
            round=row.round,
            kind=row.kind,
            status=row.status,
            unit=Unit(id=strawberry.ID(str(row.unit_id))),
            document_number=row.document_number,
            document_title=row.document_title,
            signer=person(row.signer_id),
            submitted_at=row.submitted_at,
            summary=row.summary,
            problems=row.problems,
            next_steps=row.next_steps,
            total_investment=row.total_investment,
            completed_investment=row.completed_investment,
            quantities=row.quantities,
            percent=row.percent,
            percent_note=row.percent_note,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Feedback | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="逐项答复")
    def answers(self) -> list[FeedbackAnswer]:
        return [
            FeedbackAnswer(no=each["no"], text=each["text"], status=model.AnswerStatus(each["status"]))
            for each in self.row.answers
        ]

    @strawberry.field(description="审核过程")
    async def reviews(self, info: Info) -> list[FeedbackReview]:
        rows = await info.context.load(queries.reviews_of, self.row.id)
        return [FeedbackReview.of(row) for row in rows or []]

    @strawberry.field(description="附件")
    async def files(self, info: Info) -> list[File]:
        return await files_of(info, self.row.id)

    @strawberry.field(description="所反馈的督办事项")
    async def item(self, info: Info) -> Item | None:
        from services.supervision.items.schema import SupervisedItem

        row = await info.context.load(items_by_id, self.row.item_id)
        return SupervisedItem.of(row) if row else None


@strawberry.input(description="对一项要点的答复")
class FeedbackAnswerInput:
    no: int = strawberry.field(description="要点序号，从1起")
    text: str = strawberry.field(description="答复，不得空缺")
    status: model.AnswerStatus = strawberry.field(default=model.AnswerStatus.UNDER_WAY, description="办理情况")


@strawberry.input(description="反馈内容：正式公文、逐项答复；项目类须填投资、工程量和百分比（DC-7.4）")
class FeedbackInput:
    kind: model.FeedbackKind = strawberry.field(description="进展或结果")
    document_number: str = strawberry.field(default="", description="公文文号")
    document_title: str = strawberry.field(default="", description="公文标题")
    summary: str = strawberry.field(default="", description="办理情况")
    answers: list[FeedbackAnswerInput] = strawberry.field(default_factory=list, description="逐项答复")
    problems: str = strawberry.field(default="", description="存在问题")
    next_steps: str = strawberry.field(default="", description="下步打算")
    total_investment: Decimal | None = strawberry.field(default=None, description="总投资额（万元）")
    completed_investment: Decimal | None = strawberry.field(default=None, description="已完成投资额（万元）")
    quantities: str = strawberry.field(default="", description="已完成工程量")
    percent: Decimal | None = strawberry.field(default=None, description="完成任务百分比，0至100")
    percent_note: str = strawberry.field(default="", description="百分比低于上次时的说明")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="公文扫描件等附件")

    def read(self) -> commands.FeedbackDraft:
        answers = [commands.Answer(each.no, each.text, each.status) for each in self.answers]
        file_ids = [as_id(each, "File") for each in self.file_ids]
        return commands.FeedbackDraft(**{**vars(self), "answers": answers, "file_ids": file_ids})


@strawberry.input(description="审核、审阅或审定意见")
class ReviewInput:
    outcome: model.ReviewOutcome = strawberry.field(
        description="督查室和办主任：PASSED 或 RETURNED；县领导：CLOSE、CONTINUE、WARN 或 RETURNED"
    )
    opinion: str = strawberry.field(default="", description="意见内容")
    faults: list[model.Fault] = strawberry.field(default_factory=list, description="发现的问题，有则应当退回")
    new_due: date | None = strawberry.field(default=None, description="退回重报的时限")

    def read(self) -> commands.Opinion:
        return commands.Opinion(**vars(self))


FeedbackResult = Annotated[Feedback | Refusal, strawberry.union("FeedbackResult", description="反馈，或不予办理的原因")]


@strawberry.type
class FeedbackQuery:
    @strawberry.field(description="按编号查反馈")
    async def feedback(self, info: Info, id: strawberry.ID) -> Feedback:
        return await info.context.one(Feedback, id)


@strawberry.type
class FeedbackMutation:
    @strawberry.mutation(description="报送反馈：单位主要负责人以正式公文逐项答复（DC-7.4）")
    async def submit_feedback(
        self, info: Info, item_id: strawberry.ID, input: FeedbackInput, act: ActInput | None = None
    ) -> FeedbackResult:
        item = as_id(item_id, "SupervisedItem")
        return await perform(info, act, Feedback, commands.submit_feedback, item_id=item, draft=input.read())

    @strawberry.mutation(description="督查室审核反馈（DC-7.5）")
    async def inspect_feedback(
        self, info: Info, id: strawberry.ID, input: ReviewInput, act: ActInput | None = None
    ) -> FeedbackResult:
        feedback = as_id(id, "Feedback")
        return await perform(info, act, Feedback, commands.inspect_feedback, feedback_id=feedback, opinion=input.read())

    @strawberry.mutation(description="办主任审阅反馈（DC-7.5）")
    async def review_feedback(
        self, info: Info, id: strawberry.ID, input: ReviewInput, act: ActInput | None = None
    ) -> FeedbackResult:
        feedback = as_id(id, "Feedback")
        return await perform(info, act, Feedback, commands.review_feedback, feedback_id=feedback, opinion=input.read())

    @strawberry.mutation(description="县政府主管领导审定反馈（DC-7.5）")
    async def approve_feedback(
        self, info: Info, id: strawberry.ID, input: ReviewInput, act: ActInput | None = None
    ) -> FeedbackResult:
        feedback = as_id(id, "Feedback")
        return await perform(info, act, Feedback, commands.approve_feedback, feedback_id=feedback, opinion=input.read())
