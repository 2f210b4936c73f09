"""Legality reviews as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.documents import stubs
from services.documents.issuing.schema import Document, document_of
from services.documents.reviews import commands, model, queries
from services.documents.reviews.lifecycle import REVIEW
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case

labelled(ReviewConclusion, "合法性审查结论")
labelled(ReviewSubjectKind, "送审对象种类")
labelled(model.ReviewState, "合法性审查状态")
labelled(model.CheckSubject, "审查内容")


@strawberry.type(description="一项审查内容")
class LegalityCheck:
    subject: model.CheckSubject = strawberry.field(description="权限、程序或内容")
    lawful: bool = strawberry.field(description="是否合法")
    text: str = strawberry.field(description="说明")


@strawberry.federation.type(keys=["id"], description="合法性审查（GZ-12）：只由县司法局办理")
class LegalityReview:
    table = model.LegalityReview

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.ReviewState = strawberry.field(description="状态")
    subject_type: str = strawberry.field(description="送审对象的类型：Topic 或 OfficialPaper")
    subject_id: strawberry.ID = strawberry.field(description="送审对象的编号")
    kind: ReviewSubjectKind = strawberry.field(description="送审对象种类")
    title: str = strawberry.field(description="送审稿名称")
    sent_on: date = strawberry.field(description="送审日期")
    received_on: date = strawberry.field(description="收到日期")
    return_reason: str | None = strawberry.field(description="退回送审材料的理由")
    conclusion: ReviewConclusion | None = strawberry.field(description="结论")
    basis: list[str] = strawberry.field(description="审查依据")
    suggestions: list[str] = strawberry.field(description="修改建议")
    counsel: str | None = strawberry.field(description="法律顾问意见")
    concluded_at: datetime | None = strawberry.field(description="出具时间")
    row: strawberry.Private[model.LegalityReview]

    @classmethod
    def of(cls, row: model.LegalityReview) -> "LegalityReview":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            subject_type=row.subject_type,
            subject_id=strawberry.ID(str(row.subject_id)),
            kind=row.kind,
            title=row.title,
            sent_on=row.sent_on,
            received_on=row.received_on,
            return_reason=row.return_reason,
            conclusion=row.conclusion,
            basis=row.basis,
            suggestions=row.suggestions,
            counsel=row.counsel,
            concluded_at=row.concluded_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "LegalityReview | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="送审单位")
    def unit(self) -> stubs.Unit:
        return stubs.unit(self.row.unit_id)

    @strawberry.field(description="审查人")
    def reviewer(self) -> stubs.Person | None:
        return stubs.some_person(self.row.reviewer_id)

    @strawberry.field(description="审查内容")
    def checks(self) -> list[LegalityCheck]:
        return [LegalityCheck(**(row | {"subject": model.CheckSubject(row["subject"])})) for row in self.row.checks]

    @strawberry.field(description="合法性审查意见书")
    async def document(self, info: Info) -> Document | None:
        return await document_of(info, self.row.document_id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(REVIEW, Case(self.row, info.context.act())))


@strawberry.input(description="送合法性审查（GZ-12）")
class ReviewRequest:
    subject_type: str = strawberry.field(description="Topic 或 OfficialPaper")
    subject_id: strawberry.ID = strawberry.field(description="送审对象的编号")
    kind: ReviewSubjectKind = strawberry.field(description="送审对象种类")
    title: str = strawberry.field(description="送审稿名称（不加书名号）")
    unit_id: strawberry.ID = strawberry.field(description="送审单位")


@strawberry.input(description="一项审查内容")
class LegalityCheckInput:
    subject: model.CheckSubject = strawberry.field(description="权限、程序或内容")
    lawful: bool = strawberry.field(description="是否合法")
    text: str = strawberry.field(description="说明")


@strawberry.input(description="合法性审查意见；权限、程序、内容三项均须填写")
class ReviewOpinion:
    conclusion: ReviewConclusion = strawberry.field(description="结论")
    basis: list[str] = strawberry.field(description="审查依据")
    checks: list[LegalityCheckInput] = strawberry.field(description="审查内容")
    suggestions: list[str] = strawberry.field(default_factory=list, description="修改建议")
    counsel: str | None = strawberry.field(default=None, description="法律顾问意见")


ReviewResult = Annotated[
    LegalityReview | Refusal, strawberry.union("LegalityReviewResult", description="合法性审查，或不予办理的原因")
]


@strawberry.type
class ReviewQuery:
    @strawberry.field(description="按编号查合法性审查")
    async def legality_review(self, info: Info, id: strawberry.ID) -> LegalityReview:
        return await info.context.one(LegalityReview, id)

    @strawberry.field(description="合法性审查列表，新的在前")
    async def legality_reviews(
        self,
        info: Info,
        state: model.ReviewState | None = None,
        subject_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[LegalityReview]:
        return await page(
            info,
            LegalityReview,
            queries.visible_reviews,
            [Order(model.LegalityReview.id, descending=True)],
            first=first,
            after=after,
            state=state,
            subject_id=as_id(subject_id, "Topic") if subject_id else None,
        )


@strawberry.type
class ReviewMutation:
    @strawberry.mutation(description="送合法性审查（GZ-12）；同一对象在审的不重复立案")
    async def request_legality_review(
        self, info: Info, input: ReviewRequest, act: ActInput | None = None
    ) -> ReviewResult:
        ids = {
            "subject_id": as_id(input.subject_id, input.subject_type),
            "unit_id": as_id(input.unit_id, "Unit"),
        }
        sending = commands.Sending(**(vars(input) | ids))
        return await perform(info, act, LegalityReview, commands.request_review, sending=sending)

    @strawberry.mutation(description="退回送审材料（须说明理由）")
    async def return_review_materials(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> ReviewResult:
        review_id = as_id(id, "LegalityReview")
        return await perform(info, act, LegalityReview, commands.return_review_materials, review_id=review_id)

    @strawberry.mutation(description="补正后重新送审")
    async def resubmit_review_materials(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ReviewResult:
        review_id = as_id(id, "LegalityReview")
        return await perform(info, act, LegalityReview, commands.resubmit_review_materials, review_id=review_id)

    @strawberry.mutation(description="出具合法性审查意见：只由县司法局（GZ-12）")
    async def conclude_legality_review(
        self, info: Info, id: strawberry.ID, input: ReviewOpinion, act: ActInput | None = None
    ) -> ReviewResult:
        checks = [commands.Check(**vars(check)) for check in input.checks]
        opinion = commands.Opinion(**(vars(input) | {"checks": checks}))
        review_id = as_id(id, "LegalityReview")
        return await perform(info, act, LegalityReview, commands.conclude_review, review_id=review_id, opinion=opinion)
