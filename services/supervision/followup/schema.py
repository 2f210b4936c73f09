"""Urges and visits as GraphQL shows them; translation only."""

from datetime import date, datetime

import strawberry

from services.contracts.words.supervision import UrgeMethod
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.supervision.files import files_of
from services.supervision.followup import model
from services.supervision.stubs import Person, person

labelled(UrgeMethod, "督办方式")


@strawberry.type(description="催办（CW-6.3、DC-4）")
class Urge:
    id: strawberry.ID = strawberry.field(description="编号")
    method: UrgeMethod = strawberry.field(description="督办方式")
    by: Person | None = strawberry.field(description="催办人")
    at: datetime = strawberry.field(description="催办时间")
    text: str = strawberry.field(description="催办内容")
    answer: str = strawberry.field(description="承办单位答复，未答复为空")
    answered_by: Person | None = strawberry.field(description="答复人")
    answered_at: datetime | None = strawberry.field(description="答复时间")

    @classmethod
    def of(cls, row: model.Urge) -> "Urge":
        return cls(
            id=strawberry.ID(str(row.id)),
            method=row.method,
            by=person(row.by),
            at=row.at,
            text=row.text,
            answer=row.answer,
            answered_by=person(row.answered_by),
            answered_at=row.answered_at,
        )


@strawberry.type(description="现场督查记录（DC-7.3）")
class Inspection:
    id: strawberry.ID = strawberry.field(description="编号")
    visited_on: date = strawberry.field(description="督查日期")
    place: str = strawberry.field(description="督查地点")
    inspectors: list[str] = strawberry.field(description="督查人员")
    unannounced: bool = strawberry.field(description="是否“四不两直”")
    findings: str = strawberry.field(description="发现问题")
    rectify_by: date | None = strawberry.field(description="整改期限")
    rectified_on: date | None = strawberry.field(description="整改到位日期")
    recorded_by: Person | None = strawberry.field(description="登记人")
    row: strawberry.Private[model.Inspection]

    @classmethod
    def of(cls, row: model.Inspection) -> "Inspection":
        return cls(
            id=strawberry.ID(str(row.id)),
            visited_on=row.visited_on,
            place=row.place,
            inspectors=row.inspectors,
            unannounced=row.unannounced,
            findings=row.findings,
            rectify_by=row.rectify_by,
            rectified_on=row.rectified_on,
            recorded_by=person(row.recorded_by),
            row=row,
        )

    @strawberry.field(description="照片等附件")
    async def files(self, info: Info) -> list[File]:
        return await files_of(info, self.row.id)
