"""The minutes as they were signed on paper: a scan beside the generated file, with its SHA-256."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.meetings.base import Base


class MinutesScan(Base):
    """签字件扫描: kept for good; one that is replaced stays, with the reason."""

    __tablename__ = "minutes_scan"
    __table_args__ = (
        Index("minutes_scan_minutes", "minutes_id"),
        Index(
            "minutes_scan_in_force",
            "minutes_id",
            "restricted",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_id: Mapped[UUID] = mapped_column(unique=True)
    minutes_id: Mapped[UUID]
    edition: Mapped[int]  # that the signature stands under
    restricted: Mapped[bool]  # shows personnel matters: for the few who hear of them
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    attached_at: Mapped[datetime]
    attached_by: Mapped[UUID]
    replaced_at: Mapped[datetime | None]
    replaced_because: Mapped[str] = mapped_column(Text, default="")
