"""Papers of study as GraphQL shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from services.contracts.words.shared import DocumentKind
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.learning.papers.commands import papers_of

labelled(DocumentKind, "文书种类")


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)], description="公文（documents 服务）")
class Document:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.type(description="学习文书及其印发情况")
class StudyPaperRequest:
    kind: DocumentKind = strawberry.field(description="种类")
    requested_at: datetime = strawberry.field(description="请求时间")
    number: str | None = strawberry.field(description="文号")
    issued_at: datetime | None = strawberry.field(description="印发时间；空为待印发")
    failure: str | None = strawberry.field(description="成文失败的原因")
    document: Document | None = strawberry.field(description="文书")


async def papers_shown(info: Info, object_id: UUID) -> list[StudyPaperRequest]:
    """The object's papers."""
    return [
        StudyPaperRequest(
            kind=row.kind,
            requested_at=row.requested_at,
            number=row.number,
            issued_at=row.issued_at,
            failure=row.failure,
            document=Document(id=strawberry.ID(str(row.document_id))) if row.document_id else None,
        )
        for row in await info.context.load(papers_of, object_id) or []
    ]
