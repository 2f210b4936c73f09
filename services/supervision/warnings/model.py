"""A warning sheet (督办单): the numbered warning to a unit that acts too little or too late."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.supervision import WarningLevel, WarningReason
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.supervision.base import Base


class WarningState(Labelled):
    """Where a warning sheet stands (spec 03)."""

    DRAFTED = "DRAFTED", "已拟"
    SIGNED = "SIGNED", "已签发，待印发"
    ISSUED = "ISSUED", "已印发"
    RECEIVED = "RECEIVED", "已签收"
    REPLIED = "REPLIED", "已回复"
    CLOSED = "CLOSED", "已办结"


class WarningSheet(Subject, Base):
    """督办单 (DC-9.2), to one unit, about one item or about the unit's work as such."""

    __tablename__ = "warning_sheet"
    __table_args__ = (Index("warning_sheet_unit", "unit_id"), Index("warning_sheet_item", "item_id"))

    state: Mapped[WarningState]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervised_item.id"))
    unit_id: Mapped[UUID]
    leader_id: Mapped[UUID | None]  # 分管县领导, who gets a copy
    matter: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    reason: Mapped[WarningReason]
    problems: Mapped[list[str]]
    demands: Mapped[list[str]]
    rectify_by: Mapped[date]
    reply_due: Mapped[date]
    level: Mapped[WarningLevel | None]
    signer_post: Mapped[str]  # policy warning_signer on the day of drafting
    drafted_by: Mapped[UUID]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    number: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    received_by: Mapped[UUID | None]
    received_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_document_number: Mapped[str] = mapped_column(default="")
    replied_by: Mapped[UUID | None]
    replied_on: Mapped[date | None]
    overdue_told: Mapped[bool] = mapped_column(default=False)

    def reply_is_overdue(self, on: date) -> bool:
        """No reply by the due date, or one that came after it."""
        if self.state in (WarningState.DRAFTED, WarningState.SIGNED):
            return False
        return (self.replied_on or on) > self.reply_due
