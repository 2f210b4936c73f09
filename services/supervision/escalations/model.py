"""A request to hand an item over to 督查室 (提级督查)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.supervision.base import Base
from services.supervision.items.model import SupervisedItem


class EscalationState(Labelled):
    """Where a request stands."""

    REQUESTED = "REQUESTED", "待办主任审批"
    APPROVED = "APPROVED", "同意提级"
    REJECTED = "REJECTED", "不同意提级"


class Escalation(Subject, Base):
    """提级督查 (DC-4.3): asked for by the 口, granted by 办主任; irreversible but by him."""

    __tablename__ = "escalation"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    item: Mapped[SupervisedItem] = relationship(lazy="raise")
    state: Mapped[EscalationState]
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[UUID]
    requested_on: Mapped[date]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    stamp: Mapped[str] = mapped_column(default="")
