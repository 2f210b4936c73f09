"""办理经过: what was done with an object, by whom and in whose place, as the audit has it (AT-61)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.graphql.actions import camel
from services.kernel.graphql.context import Info
from services.kernel.graphql.refusal import Clause
from services.kernel.labels import Labelled
from services.kernel.store import AuditEntry

History = Mapping[UUID, list[AuditEntry]]


@strawberry.federation.type(shareable=True, description="办理经过中的一步")
class HistoryEntry:
    """One act that was done; what was refused is the auditor's to read."""

    action: str = strawberry.field(description="操作名（与 mutation 对应）")
    label_zh: str = strawberry.field(description="操作的中文名称")
    occurred_at: datetime = strawberry.field(description="办理时间")
    registered_at: datetime = strawberry.field(description="登记时间；补登的晚于办理时间（AMB-47）")
    person_name: str = strawberry.field(description="办理人；由时限或其他事项引起的为“系统”")
    stamp: str = strawberry.field(description="代办标记：受县长委托，或 B（代A）（GZ-5、GZ-6）")
    reason: str | None = strawberry.field(description="理由")
    clauses: list[Clause] = strawberry.field(description="所依据的条款")
    from_state_zh: str | None = strawberry.field(description="办理前的状态")
    to_state_zh: str | None = strawberry.field(description="办理后的状态")


def history_of(object_type: str) -> Callable[[AsyncSession, Act, list[UUID]], Awaitable[History]]:
    """The loader of what was done with objects of a kind, the oldest first; the caller sees the objects."""

    async def load(session: AsyncSession, act: Act, ids: list[UUID]) -> History:
        done = (AuditEntry.object_type == object_type, AuditEntry.object_id.in_(ids), AuditEntry.outcome == "DONE")
        found: dict[UUID, list[AuditEntry]] = {each: [] for each in ids}
        for entry in (await session.execute(select(AuditEntry).where(*done).order_by(AuditEntry.seq))).scalars():
            if entry.object_id is not None:
                found[entry.object_id].append(entry)
        return found

    return load


async def shown_history(
    info: Info,
    load: Callable[..., Awaitable[History]],
    object_id: UUID,
    labels: Mapping[str, str],
    states: type[Labelled],
) -> list[HistoryEntry]:
    """The acts as GraphQL shows them; `labels` are the Chinese names of the object's acts."""
    return [
        HistoryEntry(
            action=camel(entry.action),
            label_zh=labels.get(entry.action, entry.action),
            occurred_at=entry.occurred_at,
            registered_at=entry.at,
            person_name=entry.person_name,
            stamp=entry.stamp,
            reason=entry.reason,
            clauses=[Clause.of(info.context.clause(each)) for each in entry.clauses],
            from_state_zh=_label(states, entry.from_state),
            to_state_zh=_label(states, entry.to_state),
        )
        for entry in await info.context.load(load, object_id) or []
    ]


def _label(states: type[Labelled], value: Any) -> str | None:
    return states(value).label if value is not None else None
