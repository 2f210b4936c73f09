"""Refusals as GraphQL types, identical in every subgraph."""

import strawberry

from services.kernel import refusals
from services.kernel.clauses import Clause as ClauseData
from services.kernel.clauses import ClauseLookup
from services.kernel.graphql.labels import labelled

labelled(refusals.ViolationKind, "拒绝的性质")


@strawberry.federation.type(shareable=True, description="制度条款原文")
class Clause:
    """One clause with its exact words."""

    id: strawberry.ID = strawberry.field(description="条款编号，如 CW-3.2")
    regulation: str = strawberry.field(description="制度名称")
    article: str = strawberry.field(description="条款位置")
    text: str = strawberry.field(description="条款原文（去空白）")

    @classmethod
    def of(cls, clause: ClauseData) -> "Clause":
        return cls(id=strawberry.ID(clause.id), regulation=clause.regulation, article=clause.article, text=clause.text)


@strawberry.federation.type(shareable=True, description="一项不符合规定之处")
class Violation:
    """One broken rule, wrong state or missing right."""

    code: str = strawberry.field(description="代码")
    detail: str | None = strawberry.field(description="具体所指")
    clauses: list[Clause] = strawberry.field(description="所依据的条款")
    message_zh: str = strawberry.field(description="说明")
    path: list[str] = strawberry.field(description="所指的输入项")
    blocking: bool = strawberry.field(description="是否阻止办理；否则为提示，记录在案")
    dispensable_by: str | None = strawberry.field(description="可由何职务说明理由后变通")
    kind: refusals.ViolationKind = strawberry.field(description="性质")

    @classmethod
    def of(cls, violation: refusals.Violation, clause: ClauseLookup) -> "Violation":
        return cls(
            code=violation.code,
            detail=violation.detail,
            clauses=[Clause.of(clause(each)) for each in violation.clauses],
            message_zh=violation.message_zh,
            path=list(violation.path),
            blocking=violation.blocking,
            dispensable_by=violation.dispensable_by,
            kind=violation.kind,
        )


@strawberry.federation.type(shareable=True, description="不予办理：列出全部原因，未作任何改动")
class Refusal:
    """The answer of a mutation that was refused; nothing has changed but the audit of the refusal."""

    violations: list[Violation] = strawberry.field(description="全部原因")

    @classmethod
    def of(cls, refused: refusals.Refused, clause: ClauseLookup) -> "Refusal":
        return cls(violations=[Violation.of(each, clause) for each in refused.violations])


@strawberry.federation.type(shareable=True, description="当前用户可以进行的下一步操作，以及尚缺的条件")
class AvailableAction:
    """What the asker could do next with this object (availableActions)."""

    name: str = strawberry.field(description="操作名（与 mutation 对应）")
    label_zh: str = strawberry.field(description="操作的中文名称")
    enabled: bool = strawberry.field(description="是否可以办理")
    blocked_by: list[Violation] = strawberry.field(description="尚缺的条件")
    needs_reason: bool = strawberry.field(description="是否须说明理由")
