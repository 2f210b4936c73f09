"""The material of a topic as it came for a meeting, version by version, and who of those who attend has it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.meetings.base import Base
from services.meetings.topics.model import restricted_as


class FormatPoint(Labelled):
    """规范要求 (CW-4.4b): what the office looks at before it takes the material or sends all of it back."""

    TITLE = "TITLE", "标题"
    UNIT = "UNIT", "汇报单位"
    PAGES = "PAGES", "页数"
    ATTACHMENTS = "ATTACHMENTS", "附件"
    FORMAT = "FORMAT", "格式"


class MeetingMaterial(Base):
    """会议材料 (CW-4.4): one delivery of it, electronically or on paper; of those not returned the last one counts."""

    __tablename__ = "meeting_material"
    __table_args__ = (UniqueConstraint("item_id", "number"), Index("meeting_material_returned", "returned_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    topic_id: Mapped[UUID] = mapped_column()
    unit_id: Mapped[UUID]
    number: Mapped[int]
    restricted: Mapped[bool] = restricted_as(topic_id)  # 人事事项: for members alone (CW-2.6)
    paper_copies: Mapped[int | None]  # confirmed by the office (CW-4.4a)
    late: Mapped[bool]
    delivered_at: Mapped[datetime]
    delivered_by: Mapped[UUID | None]  # none: it came before versions were kept
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[UUID | None]
    returned_because: Mapped[str] = mapped_column(Text, default="")
    checks: Mapped[list[Any]] = mapped_column(default=list)  # {point, conforms, remark} of what was returned


class MaterialReceipt(Base):
    """That a version was delivered to one who attends, and that he has read it (送达、阅知, GZ-17.3)."""

    __tablename__ = "material_receipt"

    material_id: Mapped[UUID] = mapped_column(primary_key=True)
    attendee_id: Mapped[UUID] = mapped_column(primary_key=True)
    delivered_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    registered_by: Mapped[UUID | None]  # the clerk, where the one who attends has no account or was telephoned
