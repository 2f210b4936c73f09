"""The material of a meeting as GraphQL shows it."""

from datetime import datetime

import strawberry

from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.meetings.attendance import queries as attendance
from services.meetings.attendance.shown import Attendee
from services.meetings.sittings.material import model, queries
from services.meetings.stubs import Person, some_person

labelled(model.FormatPoint, "会议材料规范检查项目（CW-4.4b）")


@strawberry.type(description="规范检查一项（CW-4.4b）")
class FormatCheck:
    point: model.FormatPoint = strawberry.field(description="检查项目")
    conforms: bool = strawberry.field(description="是否符合")
    remark: str = strawberry.field(description="说明")


@strawberry.type(description="会议材料送达、阅知情况（GZ-17.3）")
class MaterialReceipt:
    attendee: Attendee = strawberry.field(description="与会人员")
    delivered_at: datetime = strawberry.field(description="送达时间")
    read_at: datetime | None = strawberry.field(description="阅知时间")
    registered_by: Person | None = strawberry.field(description="代为登记的工作人员")


@strawberry.type(description="会议材料的一版（CW-4.4）；最后一版未退回的为准")
class MeetingMaterial:
    id: strawberry.ID = strawberry.field(description="编号")
    number: int = strawberry.field(description="版次")
    paper_copies: int | None = strawberry.field(description="办公室确认的纸质份数（CW-4.4a）")
    late: bool = strawberry.field(description="是否迟交（CW-4.4a）")
    delivered_at: datetime = strawberry.field(description="送交时间")
    delivered_by: Person | None = strawberry.field(description="送交人或登记人")
    returned_at: datetime | None = strawberry.field(description="退回时间（CW-4.4b）")
    returned_by: Person | None = strawberry.field(description="退回人")
    returned_because: str = strawberry.field(description="退回的其他说明")
    checks: list[FormatCheck] = strawberry.field(description="退回时的规范检查（CW-4.4b）")
    row: strawberry.Private[model.MeetingMaterial]

    @classmethod
    def of(cls, row: model.MeetingMaterial) -> "MeetingMaterial":
        return cls(
            id=strawberry.ID(str(row.id)),
            number=row.number,
            paper_copies=row.paper_copies,
            late=row.late,
            delivered_at=row.delivered_at,
            delivered_by=some_person(row.delivered_by),
            returned_at=row.returned_at,
            returned_by=some_person(row.returned_by),
            returned_because=row.returned_because,
            checks=[
                FormatCheck(point=model.FormatPoint(c["point"]), conforms=c["conforms"], remark=c["remark"])
                for c in row.checks
            ],
            row=row,
        )

    @strawberry.field(description="文件：字节由 prepareMeetingsDownload 取得链接后下载")
    async def files(self, info: Info) -> list[File]:
        return [File.of(row) for row in await info.context.load(queries.files_of_materials, self.row.id) or []]

    @strawberry.field(description="送达、阅知情况（GZ-17.3）")
    async def receipts(self, info: Info) -> list[MaterialReceipt]:
        found = await info.context.load(queries.load_material_receipts, self.row.id) or []
        rows = {row.attendee_id: row for row in found}
        listed = await info.context.load(attendance.load_lists, self.row.meeting_id) or []
        return [
            MaterialReceipt(
                attendee=Attendee.of(each),
                delivered_at=rows[each.id].delivered_at,
                read_at=rows[each.id].read_at,
                registered_by=some_person(rows[each.id].registered_by),
            )
            for each in listed
            if each.id in rows
        ]
