"""Requested papers as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated

import strawberry

from services.contracts.words.shared import DocumentKind
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.meetings.papers import commands, model
from services.meetings.stubs import Document, document

labelled(DocumentKind, "文书种类")
labelled(model.PaperState, "成文进度", name="RequestedPaperState")


@strawberry.type(description="请求成文的文书：待印发、已印发，或成文失败的原因")
class RequestedPaper:
    table = model.RequestedPaper

    id: strawberry.ID = strawberry.field(description="请求编号")
    kind: DocumentKind = strawberry.field(description="文书种类")
    title: str = strawberry.field(description="标题")
    state: model.PaperState = strawberry.field(description="成文进度")
    requested_at: datetime = strawberry.field(description="请求时间")
    number: str = strawberry.field(description="发文字号或期次（不编号的为空）")
    issued_at: datetime | None = strawberry.field(description="印发时间")
    failure_code: str = strawberry.field(description="成文失败代码")
    failure_zh: str = strawberry.field(description="成文失败原因")
    document: Document | None = strawberry.field(description="文书")

    @classmethod
    def of(cls, row: model.RequestedPaper) -> "RequestedPaper":
        return cls(
            id=strawberry.ID(str(row.id)),
            kind=row.kind,
            title=row.title,
            state=row.progress,
            requested_at=row.requested_at,
            number=row.number,
            issued_at=row.issued_at,
            failure_code=row.failure_code,
            failure_zh=row.failure_zh,
            document=document(row.document_id),
        )


RequestedPaperResult = Annotated[
    RequestedPaper | Refusal, strawberry.union("RequestedPaperResult", description="文书请求，或不予办理的原因")
]


@strawberry.type
class PaperMutation:
    @strawberry.mutation(description="成文失败后重新请求成文；线下印发的文书文号有误的，由办主任更正（AMB-47）")
    async def retry_meeting_paper(
        self, info: Info, id: strawberry.ID, external_number: str | None = None, act: ActInput | None = None
    ) -> RequestedPaperResult:
        return await perform(
            info,
            act,
            RequestedPaper,
            commands.retry_paper,
            paper_id=as_id(id, "RequestedPaper"),
            external_number=external_number,
        )
