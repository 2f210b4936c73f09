"""What is owed within a period, and the gaps that stay on record (规定次数、缺口)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.learning import GapKind
from services.kernel.ids import new_id
from services.learning.base import Base


class DutyGap(Base):
    """缺口: a period that ended with less than it owed; nothing held later removes it."""

    __tablename__ = "duty_gap"
    __table_args__ = (UniqueConstraint("kind", "period", "person_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[GapKind]
    period: Mapped[str]
    person_id: Mapped[UUID | None]
    required: Mapped[int]
    actual: Mapped[int]
    detected_at: Mapped[datetime]
