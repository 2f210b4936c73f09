"""From 备选 to material: the notice to prepare and the versions that the unit handed in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import NoticeChannel
from services.kernel.ids import new_id
from services.kernel.model import Subject
from services.meetings.base import Base


class PreparationNotice(Base):
    """上会准备通知 (CW-3.2): the clock runs from its delivery (AMB-05); 签收 is evidence alone."""

    __tablename__ = "preparation_notice"
    __table_args__ = (Index("preparation_notice_topic", "topic_id"), UniqueConstraint("topic_id", "no"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    no: Mapped[int]
    channel: Mapped[NoticeChannel]
    answered_by: Mapped[str] = mapped_column(Text)  # who answered the telephone
    delivered_at: Mapped[datetime]
    due: Mapped[date]
    due_at: Mapped[datetime | None]  # an urgent addition's hour (CW-3.4b)
    provisional: Mapped[bool]
    sent_by: Mapped[UUID]
    received_by: Mapped[UUID | None]
    received_at: Mapped[datetime | None]


class Material(Subject, Base):
    """One version of the topic's material (议题材料); the last one counts."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("topic_id", "number"), Index("material_submitted", "submitted_at"))

    topic_id: Mapped[UUID]
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    late: Mapped[bool]
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    return_reasons: Mapped[list[Any]]  # {item, text}: which of the five items, and why (CW-3.3c)
    resubmit_due: Mapped[date | None]
