"""外出 and 休假 of leaders and heads, from the application to the return."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.directory import AbsenceKind, PostCode
from services.directory.base import Base
from services.kernel.labels import Labelled
from services.kernel.model import Subject


class AbsenceState(Labelled):
    """Where an absence stands."""

    NEW = "NEW", "待提出"
    APPLIED = "APPLIED", "待批准"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "不批准"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    OVER = "OVER", "已到期，未销假"
    ENDED = "ENDED", "已销假"


class Absence(Subject, Base):
    """外出、休假 (GZ-28.2): away from `valid_from` up to, not including, `valid_until`."""

    __tablename__ = "absence"
    __table_args__ = (Index("absence_state", "state", "valid_until"), Index("absence_person", "person_id"))

    state: Mapped[AbsenceState]
    person_id: Mapped[UUID]
    kind: Mapped[AbsenceKind]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    place: Mapped[str]
    approver_post: Mapped[PostCode]  # who decides, as the county's policy was on the day of the application
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None] = mapped_column(Text)
    substitute_id: Mapped[UUID | None]  # the B角 when it was approved (GZ-6.2)
    ended_on: Mapped[date | None]

    @property
    def last_day(self) -> date:
        return self.valid_until - timedelta(days=1)
