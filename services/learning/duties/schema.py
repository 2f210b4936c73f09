"""What is owed and what is missing, as GraphQL shows it."""

from datetime import date

import strawberry

from services.contracts.words.learning import GapKind
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.learning.duties import commands

labelled(GapKind, "学习缺口种类")


@strawberry.type(description="缺口：规定次数未完成的期间，记录在案，不因以后补学而消除")
class DutyGap:
    kind: GapKind = strawberry.field(description="种类")
    period: str = strawberry.field(description="期间，如 2022-02、2022-Q1、2022")
    required: int = strawberry.field(description="应完成")
    actual: int = strawberry.field(description="实际完成")


@strawberry.type(description="一项规定次数在当前期间的完成情况")
class DutyProgress:
    kind: GapKind = strawberry.field(description="种类")
    period: str = strawberry.field(description="期间")
    required: int = strawberry.field(description="应完成")
    actual: int = strawberry.field(description="已完成")


@strawberry.type
class DutyQuery:
    @strawberry.field(description="学习缺口")
    async def duty_gaps(self, info: Info, since: date) -> list[DutyGap]:
        rows = await info.context.read(commands.gaps, since)
        return [DutyGap(kind=r.kind, period=r.period, required=r.required, actual=r.actual) for r in rows]

    @strawberry.field(description="各项规定次数在某日所在期间的完成情况")
    async def duty_progress(self, info: Info, on: date) -> list[DutyProgress]:
        shown = []
        for duty in commands.DUTIES:
            period = commands.PERIODS[duty.kind](on)
            done = await info.context.read(lambda s, _, d=duty, p=period: commands.done_in(s, d.kind, p))
            shown.append(DutyProgress(kind=duty.kind, period=period.name, required=duty.required, actual=done))
        return shown
