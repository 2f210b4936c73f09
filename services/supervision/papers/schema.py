"""Papers as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated

import strawberry

from services.contracts.words.shared import DocumentKind
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.supervision.papers import commands, model, queries
from services.supervision.stubs import Document

labelled(DocumentKind, "文书种类")
labelled(model.PaperStatus, "文书办理状态", name="SupervisionPaperStatus")


@strawberry.type(name="SupervisionPaper", description="督查文书：由文书服务成文、编号、印发")
class Paper:
    table = model.Paper

    id: strawberry.ID = strawberry.field(description="编号（用于重新成文）")
    kind: DocumentKind = strawberry.field(description="文书种类")
    title: str = strawberry.field(description="标题")
    status: model.PaperStatus = strawberry.field(description="办理状态：待印发、已印发、成文失败")
    number: str = strawberry.field(description="文号，印发前为空")
    issued_at: datetime | None = strawberry.field(description="印发时间")
    failure_code: str | None = strawberry.field(description="成文失败的代码")
    failure: str | None = strawberry.field(description="成文失败的原因")
    document: Document | None = strawberry.field(description="文书")

    @classmethod
    def of(cls, row: model.Paper) -> "Paper":
        return cls(
            id=strawberry.ID(str(row.id)),
            kind=row.kind,
            title=row.title,
            status=row.status,
            number=row.number,
            issued_at=row.issued_at,
            failure_code=row.failure_code,
            failure=row.failure,
            document=Document(id=strawberry.ID(str(row.document_id))) if row.document_id else None,
        )


async def papers_of(info: Info, object_id: object) -> list[Paper]:
    """The papers of an object that the asker sees."""
    rows = await info.context.load(queries.papers_of, object_id)  # type: ignore[arg-type]
    return [Paper.of(row) for row in rows or []]


PaperResult = Annotated[
    Paper | Refusal, strawberry.union("SupervisionPaperResult", description="督查文书，或不予办理的原因")
]


@strawberry.type
class PaperMutation:
    @strawberry.mutation(description="成文失败后重新请求成文")
    async def retry_supervision_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, Paper, commands.retry_paper, paper_id=as_id(id, "Paper"))
