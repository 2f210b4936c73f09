"""The 到会情况通报 and what it asks for, as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.words.meetings import AttendanceStatus
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import Refusal
from services.meetings.attendance.bulletin import model, queries
from services.meetings.attendance.bulletin.turnout import Turnout
from services.meetings.stubs import Person, Unit, some_person, unit

labelled(model.ExplanationState, "书面说明的状态", name="AbsenceExplanationState")


@strawberry.federation.type(keys=["id"], description="未履行请假手续的书面说明（GZ-18、CW-4.5）")
class AbsenceExplanation:
    table = model.AbsenceExplanation

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.AbsenceExplanation]

    @classmethod
    def of(cls, row: model.AbsenceExplanation) -> "AbsenceExplanation":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "AbsenceExplanation | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="会议编号")
    def meeting_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.meeting_id))

    @strawberry.field(description="单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)

    @strawberry.field(description="状态")
    def state(self) -> model.ExplanationState:
        return self.row.state

    @strawberry.field(description="会议和未履行请假手续的人员")
    def matter(self) -> str:
        return self.row.matter

    @strawberry.field(description="说明期限")
    def due(self) -> date:
        return self.row.due

    @strawberry.field(description="是否逾期（逾期报送，或期限已过尚未报送）")
    def late(self, info: Info) -> bool:
        return self.row.is_late(info.context.act().today)

    @strawberry.field(description="书面说明")
    def text(self) -> str:
        return self.row.text

    @strawberry.field(description="附件")
    async def files(self, info: Info) -> list[File]:
        return [File.of(row) for row in await info.context.load(queries.files_of_explanations, self.row.id) or []]

    @strawberry.field(description="报送人")
    def given_by(self) -> Person | None:
        return some_person(self.row.given_by)

    @strawberry.field(description="报送时间")
    def given_at(self) -> datetime | None:
        return self.row.given_at


AbsenceExplanationResult = Annotated[
    AbsenceExplanation | Refusal,
    strawberry.union("AbsenceExplanationResult", description="书面说明，或不予办理的原因"),
]


@strawberry.type(description="到会情况：应到为实到、请假、缺席之和，受邀人员不计；县长不能到会的不计缺席")
class AttendanceBulletin:
    meeting_id: strawberry.Private[UUID]
    turnout: strawberry.Private[Turnout]
    explain_by: date | None = strawberry.field(description="到会情况通报要求书面说明的期限（起草后有）")
    signed_at: datetime | None = strawberry.field(description="到会情况通报签发时间")

    @strawberry.field(description="应到人数")
    def expected(self) -> int:
        return len(self.turnout.expected)

    @strawberry.field(description="实到人数")
    def present(self) -> int:
        return len(self.turnout.present)

    @strawberry.field(description="经批准请假的人员")
    def on_leave(self) -> list[str]:
        return self.turnout.told(self.turnout.on_leave)

    @strawberry.field(description="未履行请假手续的人员")
    def absent(self) -> list[str]:
        return self.turnout.told(self.turnout.absent)

    @strawberry.field(description="迟到的人员")
    def late(self) -> list[str]:
        return self.turnout.names(self.turnout.with_status(AttendanceStatus.LATE))

    @strawberry.field(description="早退的人员")
    def left_early(self) -> list[str]:
        return self.turnout.names(self.turnout.with_status(AttendanceStatus.LEFT_EARLY))

    @strawberry.field(description="各单位的书面说明")
    async def explanations(self, info: Info) -> list[AbsenceExplanation]:
        rows = await info.context.load(queries.explanations_of_meetings, self.meeting_id) or []
        return [AbsenceExplanation.of(row) for row in rows]
