"""What stays on record about an object of meetings (检查发现、特许), as GraphQL shows it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.graphql.context import Info
from services.kernel.store import Finding


@strawberry.type(description="检查发现或特许：通过了、但留有记录")
class MeetingFinding:
    action: str = strawberry.field(description="办理环节")
    kind: str = strawberry.field(description="ADVISORY 提示、DISPENSATION 特许、LATE_REGISTRATION 补登")
    code: str = strawberry.field(description="代码")
    clauses: list[str] = strawberry.field(description="依据条款")
    message_zh: str = strawberry.field(description="说明")
    reason: str | None = strawberry.field(description="理由")
    at: datetime = strawberry.field(description="记录时间")
    occurred_at: datetime = strawberry.field(description="行为发生时间")

    @classmethod
    def of(cls, row: Finding) -> "MeetingFinding":
        return cls(
            action=row.action,
            kind=row.kind,
            code=row.code,
            clauses=row.clauses,
            message_zh=row.message_zh,
            reason=row.reason,
            at=row.at,
            occurred_at=row.occurred_at,
        )


async def load_findings(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[Finding]]:
    """What stays on record about these objects (检查发现、特许)."""
    found: dict[UUID, list[Finding]] = {each: [] for each in ids}
    for row in (
        await session.execute(select(Finding).where(Finding.object_id.in_(ids)).order_by(Finding.id))
    ).scalars():
        found[row.object_id].append(row)
    return found


async def findings_of(info: Info, object_id: UUID) -> list[MeetingFinding]:
    """The findings of an object that the asker sees."""
    return [MeetingFinding.of(row) for row in await info.context.load(load_findings, object_id) or []]
