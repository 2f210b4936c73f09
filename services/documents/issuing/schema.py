"""Documents as GraphQL shows them; translation only."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.words.shared import DocumentKind, FileFormat, PublicAttribute
from services.documents import stubs
from services.documents.issuing import commands, model, queries
from services.documents.issuing.follow import follow_paper
from services.documents.issuing.lifecycle import DOCUMENT
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.refusals import Malformed, NotFound
from services.kernel.rules import Case

labelled(DocumentKind, "文书种类")
labelled(FileFormat, "文件格式")
labelled(PublicAttribute, "公开属性（GZ-24）")
labelled(model.DocumentState, "文书状态")
labelled(model.DeliveryRole, "主送或抄送")


@strawberry.type(description="成文文件：字节由 prepareDocumentsDownload 取得链接后下载")
class DocumentFile:
    id: strawberry.ID = strawberry.field(description="文件编号")
    format: FileFormat = strawberry.field(description="格式")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="媒体类型")
    size: int = strawberry.field(description="字节数")
    sha256: str = strawberry.field(description="SHA-256 摘要")
    pages: int | None = strawberry.field(description="页数（PDF）")
    draft: bool = strawberry.field(description="是否送审稿（未编号）")

    @classmethod
    def of(cls, row: model.DocumentFile) -> "DocumentFile":
        return cls(
            id=strawberry.ID(str(row.file_id)),
            format=row.format,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            pages=row.pages,
            draft=row.draft,
        )


@strawberry.type(description="版式检查（GB/T 9704—2012）发现的一处问题")
class FormatFinding:
    code: str = strawberry.field(description="代码")
    detail: str = strawberry.field(description="说明")
    measured: str = strawberry.field(description="实测")
    expected: str = strawberry.field(description="应为")


@strawberry.type(description="收文对象：单位、人员，或仅有名称的机构")
class DocumentRecipient:
    name: str = strawberry.field(description="名称")
    unit: stubs.Unit | None = strawberry.field(description="单位")
    person: stubs.Person | None = strawberry.field(description="人员")

    @classmethod
    def of(cls, row: dict[str, str | None]) -> "DocumentRecipient":
        unit_id, person_id = row.get("unit_id"), row.get("person_id")
        return cls(
            name=str(row["name"]),
            unit=stubs.some_unit(UUID(unit_id) if unit_id else None),
            person=stubs.some_person(UUID(person_id) if person_id else None),
        )


@strawberry.type(description="送达与签收")
class DocumentDelivery:
    unit: stubs.Unit = strawberry.field(description="单位")
    role: model.DeliveryRole = strawberry.field(description="主送或抄送")
    delivered_at: datetime = strawberry.field(description="送达时间")
    received_at: datetime | None = strawberry.field(description="签收时间")
    received_by: stubs.Person | None = strawberry.field(description="签收人")

    @classmethod
    def of(cls, row: model.Delivery) -> "DocumentDelivery":
        return cls(
            unit=stubs.unit(row.unit_id),
            role=row.role,
            delivered_at=row.delivered_at,
            received_at=row.received_at,
            received_by=stubs.some_person(row.received_by),
        )


@strawberry.federation.type(keys=["id"], description="文书：按公文格式成文、核验、编号、印发，印发后冻结")
class Document:
    table = model.Document

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: DocumentKind = strawberry.field(description="文书种类")
    state: model.DocumentState = strawberry.field(description="状态")
    title: str = strawberry.field(description="标题")
    number: str | None = strawberry.field(description="发文字号")
    series: str | None = strawberry.field(description="文号系列")
    external: bool = strawberry.field(description="是否外部登记：线下印发的文书，系统只登记文号")
    year: int | None = strawberry.field(description="文号年度")
    request_id: strawberry.ID = strawberry.field(description="成文请求标识")
    requester_type: str = strawberry.field(description="所属对象的类型，如 Minutes、WarningSheet")
    requester_id: strawberry.ID = strawberry.field(description="所属对象的编号")
    signed_on: date | None = strawberry.field(description="成文日期")
    issued_at: datetime | None = strawberry.field(description="印发时间")
    public_attribute: PublicAttribute = strawberry.field(description="公开属性")
    not_public_reason: str | None = strawberry.field(description="不主动公开的理由")
    published_at: datetime | None = strawberry.field(description="公开发布时间")
    published_link: str | None = strawberry.field(description="公开发布网址")
    archive_no: str | None = strawberry.field(description="档号")
    retention: str | None = strawberry.field(description="保管期限")
    template_version: str | None = strawberry.field(description="模板版本（SHA-256）")
    failure_code: str | None = strawberry.field(description="未能成文或暂不能印发的代码")
    failure_zh: str | None = strawberry.field(description="未能成文或暂不能印发的原因")
    problems: list[str] = strawberry.field(description="未能成文的具体问题")
    row: strawberry.Private[model.Document]

    @classmethod
    def of(cls, row: model.Document) -> "Document":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            kind=row.kind,
            state=row.state,
            title=row.title,
            number=row.full_number,
            series=row.series,
            external=row.external_number is not None,
            year=row.year,
            request_id=strawberry.ID(str(row.request_id)),
            requester_type=row.requester_type,
            requester_id=strawberry.ID(str(row.requester_id)),
            signed_on=row.signed_on,
            issued_at=row.issued_at,
            public_attribute=row.public_attribute,
            not_public_reason=row.not_public_reason,
            published_at=row.published_at,
            published_link=row.published_link,
            archive_no=row.archive_no,
            retention=row.retention,
            template_version=row.template_version,
            failure_code=row.failure_code,
            failure_zh=row.failure_zh,
            problems=row.problems,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Document | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="文件：印发前为送审稿，印发后为 DOCX、PDF（台账为 XLSX）")
    async def files(self, info: Info) -> list[DocumentFile]:
        rows = await info.context.load(queries.files_of_documents, self.row.id)
        return [DocumentFile.of(row) for row in rows or ()]

    @strawberry.field(description="送达与签收情况")
    async def deliveries(self, info: Info) -> list[DocumentDelivery]:
        rows = await info.context.load(queries.deliveries_of_documents, self.row.id)
        return [DocumentDelivery.of(row) for row in rows or ()]

    @strawberry.field(description="主送")
    def recipients(self) -> list[DocumentRecipient]:
        return [DocumentRecipient.of(row) for row in self.row.recipients]

    @strawberry.field(description="抄送")
    def cc(self) -> list[DocumentRecipient]:
        return [DocumentRecipient.of(row) for row in self.row.cc]

    @strawberry.field(description="被本文书更正的文书")
    async def corrects(self, info: Info) -> "Document | None":
        return await document_of(info, self.row.corrects_id)

    @strawberry.field(description="更正本文书的文书（已印发的），先发的在前")
    async def corrected_by(self, info: Info) -> list["Document"]:
        rows = await info.context.load(queries.load_corrections, self.row.id) or []
        return [Document.of(row) for row in rows]

    @strawberry.field(description="签发人")
    def signer(self) -> stubs.Person | None:
        return stubs.person(UUID(self.row.signer["person_id"])) if self.row.signer else None

    @strawberry.field(description="版式检查发现的问题（通过时为空）")
    def findings(self) -> list[FormatFinding]:
        return [FormatFinding(**found) for found in self.row.checks]

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(DOCUMENT, Case(self.row, info.context.act())))


async def document_of(info: Info, document_id: UUID | None) -> Document | None:
    """The document of an object of this service, when the asker may see it."""
    row = await info.context.load(queries.load_documents, document_id) if document_id else None
    return Document.of(row) if row else None


@strawberry.type(description="文号登记簿的一行")
class PaperNumber:
    table = model.PaperNumber

    id: strawberry.ID = strawberry.field(description="编号")
    series: str = strawberry.field(description="文号系列")
    year: int = strawberry.field(description="年度")
    number: int = strawberry.field(description="序号")
    full_number: str = strawberry.field(description="发文字号")
    external: bool = strawberry.field(description="是否外部登记")
    taken_at: datetime = strawberry.field(description="编号时间")
    voided_at: datetime | None = strawberry.field(description="作废时间")
    void_reason: str | None = strawberry.field(description="作废理由")
    document_id: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: model.PaperNumber) -> "PaperNumber":
        return cls(
            id=strawberry.ID(str(row.id)),
            series=row.series,
            year=row.year,
            number=row.number,
            full_number=row.full_number,
            external=row.external,
            taken_at=row.taken_at,
            voided_at=row.voided_at,
            void_reason=row.void_reason,
            document_id=row.document_id,
        )

    @strawberry.field(description="文书（无权查看的不显示）")
    async def document(self, info: Info) -> Document | None:
        return await document_of(info, self.document_id)


DocumentResult = Annotated[Document | Refusal, strawberry.union("DocumentResult", description="文书，或不予办理的原因")]


@strawberry.type
class DocumentQuery:
    @strawberry.field(description="按编号查文书")
    async def document(self, info: Info, id: strawberry.ID) -> Document:
        return await info.context.one(Document, id)

    @strawberry.field(description="文书列表，新的在前；title 为以空格分开的词，在标题或文号中查找")
    async def documents(
        self,
        info: Info,
        kind: DocumentKind | None = None,
        series: str | None = None,
        year: int | None = None,
        state: model.DocumentState | None = None,
        requester_id: strawberry.ID | None = None,
        title: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Document]:
        return await page(
            info,
            Document,
            queries.visible_documents,
            [Order(model.Document.id, descending=True)],
            first=first,
            after=after,
            kind=kind,
            series=series,
            year=year,
            state=state,
            requester_id=as_id(requester_id, "Document") if requester_id else None,
            title=title,
        )

    @strawberry.field(description="文号登记簿：一个系列一个年度的全部文号，作废的保留并注明理由")
    async def paper_numbers(
        self, info: Info, series: str, year: int, first: int | None = None, after: str | None = None
    ) -> Connection[PaperNumber]:
        orders = [Order(model.PaperNumber.number)]
        return await page(
            info, PaperNumber, queries.register, orders, first=first, after=after, series=series, year=year
        )


@strawberry.type
class DocumentMutation:
    @strawberry.mutation(description="重新成文（成文失败之后）")
    async def retry_document(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> DocumentResult:
        return await perform(info, act, Document, commands.retry_document, document_id=as_id(id, "Document"))

    @strawberry.mutation(description="签收：由收文单位办理；没有账号的单位由县政府办公室登记")
    async def receive_document(
        self, info: Info, id: strawberry.ID, unit_id: strawberry.ID, act: ActInput | None = None
    ) -> DocumentResult:
        return await perform(
            info,
            act,
            Document,
            commands.receive_document,
            document_id=as_id(id, "Document"),
            unit_id=as_id(unit_id, "Unit"),
        )

    @strawberry.mutation(description="登记公开发布（GZ-24）；县长办公会议、专题会议纪要不得公开（BG-7、ZT-7）")
    async def publish_document(
        self, info: Info, id: strawberry.ID, link: str, act: ActInput | None = None
    ) -> DocumentResult:
        return await perform(
            info, act, Document, commands.publish_document, document_id=as_id(id, "Document"), link=link
        )

    @strawberry.mutation(description="归档；保管期限缺省按文书种类")
    async def archive_document(
        self,
        info: Info,
        id: strawberry.ID,
        archive_no: str,
        retention: str | None = None,
        act: ActInput | None = None,
    ) -> DocumentResult:
        return await perform(
            info,
            act,
            Document,
            commands.archive_document,
            document_id=as_id(id, "Document"),
            archive_no=archive_no,
            retention=retention,
        )

    @strawberry.mutation(description="作废（须说明理由）：文号不再使用，登记簿保留")
    async def void_document(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> DocumentResult:
        return await perform(info, act, Document, commands.void_document, document_id=as_id(id, "Document"))


@strawberry.type
class DocumentSubscription:
    @strawberry.subscription(description="文书成文进度：状态每变一次送出一次，至印发或失败为止")
    async def document_rendered(
        self, info: Info, document_id: strawberry.ID | None = None, request_id: strawberry.ID | None = None
    ) -> AsyncIterator[Document]:
        if (document_id is None) == (request_id is None):
            raise Malformed("documentId", "请给出 documentId 或 requestId 之一")
        find = queries.document_by_id if document_id else queries.document_of_request
        async with aclosing(follow_paper(info, find, as_id(document_id or request_id or "", "Document"))) as rows:
            async for row in rows:
                if row is not None:
                    yield Document.of(row)
                elif document_id:
                    raise NotFound("Document", document_id)
