"""Scans of signed minutes, as GraphQL shows them."""

from datetime import datetime

import strawberry

from services.meetings.minutes.scans import model
from services.meetings.stubs import Person, person


@strawberry.type(description="签字件扫描：字节由 prepareMeetingsDownload 取得链接后下载")
class MinutesScan:
    id: strawberry.ID = strawberry.field(description="文件编号")
    name: str = strawberry.field(description="文件名")
    media_type: str = strawberry.field(description="媒体类型")
    size: int = strawberry.field(description="字节数")
    sha256: str = strawberry.field(description="SHA-256 摘要")
    edition: int = strawberry.field(description="所签的稿次")
    restricted: bool = strawberry.field(description="是否载有人事事项，限少数人查看")
    attached_at: datetime = strawberry.field(description="存入时间")
    attached_by: Person = strawberry.field(description="存入人")
    replaced_at: datetime | None = strawberry.field(description="被更换的时间")
    replaced_because: str = strawberry.field(description="更换理由")

    @classmethod
    def of(cls, row: model.MinutesScan) -> "MinutesScan":
        return cls(
            id=strawberry.ID(str(row.file_id)),
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            edition=row.edition,
            restricted=row.restricted,
            attached_at=row.attached_at,
            attached_by=person(row.attached_by),
            replaced_at=row.replaced_at,
            replaced_because=row.replaced_because,
        )
