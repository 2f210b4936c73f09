"""The 议题单 as it was issued, version by version, and who has which version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.meetings.base import Base


class AgendaSheet(Base):
    """One version of the 议题单 (CW-4.1, CW-3.4b); it never changes once issued."""

    __tablename__ = "agenda_sheet"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID]
    version: Mapped[int]
    supplement: Mapped[bool]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]  # none when an event brought the change
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(Text)
    host_id: Mapped[UUID]
    study: Mapped[str] = mapped_column(Text)  # 会前学法
    entries: Mapped[list[Any]]  # {topic_id, title, unit_id, reporter_id, minutes, restricted}, in their order


class AgendaReceipt(Base):
    """That a version of the 议题单 was sent to one who attends, and that he has it (送达、签收, GZ-17.3)."""

    __tablename__ = "agenda_receipt"

    sheet_id: Mapped[UUID] = mapped_column(primary_key=True)
    attendee_id: Mapped[UUID] = mapped_column(primary_key=True)
    delivered_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    registered_by: Mapped[UUID | None]  # the clerk, where the one who attends has no account or was telephoned
