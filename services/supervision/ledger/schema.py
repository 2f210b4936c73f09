"""Exports of the ledger as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.supervision.items.inputs import LedgerFilterInput
from services.supervision.ledger import commands, model
from services.supervision.papers.schema import Paper, papers_of


@strawberry.federation.type(keys=["id"], description="督办台账导出（XLSX）")
class LedgerExport:
    table = model.LedgerExport

    id: strawberry.ID = strawberry.field(description="编号")
    requested_at: datetime = strawberry.field(description="导出时间")
    row_count: int = strawberry.field(description="行数")
    row: strawberry.Private[model.LedgerExport]

    @classmethod
    def of(cls, row: model.LedgerExport) -> "LedgerExport":
        return cls(id=strawberry.ID(str(row.id)), requested_at=row.requested_at, row_count=row.row_count, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "LedgerExport | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="台账文件")
    async def papers(self, info: Info) -> list[Paper]:
        return await papers_of(info, self.row.id)


LedgerExportResult = Annotated[
    LedgerExport | Refusal, strawberry.union("LedgerExportResult", description="台账导出，或不予办理的原因")
]


@strawberry.type
class LedgerQuery:
    @strawberry.field(description="按编号查本人的台账导出")
    async def ledger_export(self, info: Info, id: strawberry.ID) -> LedgerExport:
        return await info.context.one(LedgerExport, id)


@strawberry.type
class LedgerMutation:
    @strawberry.mutation(description="导出督办台账（DC-7.1）：只含当前用户可以查看的事项，不含人事等限制知悉的事项")
    async def export_ledger(
        self, info: Info, filter: LedgerFilterInput | None = None, act: ActInput | None = None
    ) -> LedgerExportResult:
        narrowed = filter.read() if filter else None
        return await perform(info, act, LedgerExport, commands.export_ledger, filter=narrowed)
