"""制度库, 规则册 and the register of 规范性文件 as GraphQL shows them; translation only."""

from datetime import date
from typing import Annotated

import strawberry

from services.contracts import clauses
from services.contracts.county import Regulation as RegulationText
from services.documents import stubs
from services.documents.issuing.schema import Document, document_of
from services.documents.library import commands, model, queries
from services.documents.library.lifecycle import NORMATIVE
from services.documents.library.texts import printed, regulations
from services.documents.papers.schema import PaperBlock
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Clause, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.refusals import NotFound
from services.kernel.rules import Case

labelled(model.NormativeState, "规范性文件状态（GZ-12）")


@strawberry.type(description="规则册的一行：一个条款要求什么、由哪个服务落实")
class RulebookEntry:
    clause: Clause = strawberry.field(description="条款")
    types: list[str] = strawberry.field(
        description="R 规则、W 提示、T 时限、Ro 权限、Wf 流程、Do 文书、St 次数、I 仅供查阅"
    )
    owners: list[str] = strawberry.field(description="落实的服务：P 名册、M 会议、S 督查、L 学习、D 公文")
    summary: str = strawberry.field(description="落实方式")
    words: str | None = strawberry.field(description="所依据的原文")
    codes: list[str] = strawberry.field(description="有关的拒绝代码")

    @classmethod
    def of(cls, row: clauses.MatrixRow) -> "RulebookEntry":
        return cls(
            clause=Clause.of(clauses.clause(row.id)),
            types=list(row.types),
            owners=list(row.owners),
            summary=row.summary,
            words=row.words,
            codes=list(row.codes),
        )


@strawberry.type(description="一项制度")
class Regulation:
    id: strawberry.ID = strawberry.field(description="编号，如 GZ")
    title: str = strawberry.field(description="名称")
    in_force_on: date = strawberry.field(description="施行日期")
    number: str | None = strawberry.field(description="印发的文号；空为印发的公文尚未在本系统办理")
    text: strawberry.Private[RegulationText]
    source: strawberry.Private[model.RegulationSource | None]

    @strawberry.field(description="全部条款原文")
    def clauses(self) -> list[Clause]:
        ids = dict.fromkeys(block.clause for block in self.text.blocks)
        return [Clause.of(clauses.clause(each)) for each in ids]

    @strawberry.field(description="全文，可直接用作公文附件的正文")
    def blocks(self) -> list[PaperBlock]:
        return [PaperBlock.of(block) for block in printed(self.text)]

    @strawberry.field(description="印发的公文")
    async def document(self, info: Info) -> Document | None:
        return await document_of(info, self.source.document_id if self.source else None)


@strawberry.federation.type(keys=["id"], description="行政规范性文件（GZ-12）")
class NormativeDocument:
    table = model.NormativeDocument

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.NormativeState = strawberry.field(description="状态")
    title: str = strawberry.field(description="名称")
    number: str = strawberry.field(description="发文字号")
    in_force_on: date = strawberry.field(description="施行日期")
    ended_on: date | None = strawberry.field(description="修改、废止日期")
    end_reason: str | None = strawberry.field(description="修改、废止理由")
    evaluated_on: date | None = strawberry.field(description="实施后评估日期")
    evaluation: str | None = strawberry.field(description="实施后评估结果")
    row: strawberry.Private[model.NormativeDocument]

    @classmethod
    def of(cls, row: model.NormativeDocument) -> "NormativeDocument":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            title=row.title,
            number=row.number,
            in_force_on=row.in_force_on,
            ended_on=row.ended_on,
            end_reason=row.end_reason,
            evaluated_on=row.evaluated_on,
            evaluation=row.evaluation,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "NormativeDocument | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="起草单位")
    def drafting_unit(self) -> stubs.Unit:
        return stubs.unit(self.row.drafting_unit_id)

    @strawberry.field(description="解释单位（GZ-12.2b）")
    def interpreting_unit(self) -> stubs.Unit:
        return stubs.unit(self.row.interpreting_unit_id)

    @strawberry.field(description="修改或替代它的规范性文件")
    async def successor(self, info: Info) -> "NormativeDocument | None":
        if self.row.successor_id is None:
            return None
        row = await info.context.load(queries.load_normative, self.row.successor_id)
        return NormativeDocument.of(row) if row else None

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(NORMATIVE, Case(self.row, info.context.act())))


NormativeResult = Annotated[
    NormativeDocument | Refusal,
    strawberry.union("NormativeDocumentResult", description="规范性文件，或不予办理的原因"),
]


def _regulation(text: RegulationText, source: model.RegulationSource | None) -> Regulation:
    return Regulation(
        id=strawberry.ID(text.id),
        title=text.title,
        in_force_on=source.in_force_on if source else clauses.effective(),
        number=source.number if source else None,
        text=text,
        source=source,
    )


@strawberry.type
class LibraryQuery:
    @strawberry.field(description="制度库：七项制度")
    async def regulations(self, info: Info) -> list[Regulation]:
        known = await info.context.read(queries.sources)
        texts = regulations(info.context.runtime.settings.county)
        return [_regulation(text, known.get(text.id)) for text in texts.values()]

    @strawberry.field(description="按编号查制度")
    async def regulation(self, info: Info, id: strawberry.ID) -> Regulation:
        text = regulations(info.context.runtime.settings.county).get(str(id))
        if text is None:
            raise NotFound("Regulation", id)
        known = await info.context.read(queries.sources)
        return _regulation(text, known.get(text.id))

    @strawberry.field(description="按编号查条款原文，如 CW-3.2")
    async def clause(self, info: Info, id: strawberry.ID) -> Clause:
        info.context.act()
        try:
            return Clause.of(clauses.clause(str(id)))
        except clauses.UnknownClause as error:
            raise NotFound("Clause", id) from error

    @strawberry.field(description="规则册：每个条款要求什么、如何落实；可按制度编号（如 CW）筛选")
    async def rulebook(self, info: Info, regulation: strawberry.ID | None = None) -> list[RulebookEntry]:
        info.context.act()
        rows = clauses.matrix().values()
        return [
            RulebookEntry.of(row) for row in rows if regulation is None or row.id.split("-", 1)[0] == str(regulation)
        ]

    @strawberry.field(description="规范性文件登记簿，新的在前")
    async def normative_documents(
        self,
        info: Info,
        state: model.NormativeState | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[NormativeDocument]:
        return await page(
            info,
            NormativeDocument,
            queries.normative_documents,
            [Order(model.NormativeDocument.id, descending=True)],
            first=first,
            after=after,
            state=state,
        )


@strawberry.type
class LibraryMutation:
    @strawberry.mutation(description="登记规范性文件被修改（须说明理由，GZ-12）")
    async def amend_normative(
        self, info: Info, id: strawberry.ID, successor_id: strawberry.ID, act: ActInput | None = None
    ) -> NormativeResult:
        return await perform(
            info,
            act,
            NormativeDocument,
            commands.amend_normative,
            document_id=as_id(id, "NormativeDocument"),
            successor_id=as_id(successor_id, "NormativeDocument"),
        )

    @strawberry.mutation(description="登记规范性文件废止（须说明理由，GZ-12）")
    async def abolish_normative(
        self,
        info: Info,
        id: strawberry.ID,
        successor_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> NormativeResult:
        return await perform(
            info,
            act,
            NormativeDocument,
            commands.abolish_normative,
            document_id=as_id(id, "NormativeDocument"),
            successor_id=as_id(successor_id, "NormativeDocument") if successor_id else None,
        )

    @strawberry.mutation(description="登记规范性文件实施后评估（GZ-12）")
    async def evaluate_normative(
        self, info: Info, id: strawberry.ID, text: str, act: ActInput | None = None
    ) -> NormativeResult:
        return await perform(
            info,
            act,
            NormativeDocument,
            commands.evaluate_normative,
            document_id=as_id(id, "NormativeDocument"),
            text=text,
        )
