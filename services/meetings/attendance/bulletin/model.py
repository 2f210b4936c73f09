"""What a unit says in writing of those who stayed away without leave (书面说明)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.clock import SHANGHAI
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class ExplanationState(Labelled):
    """书面说明."""

    ASKED = "ASKED", "待说明"
    GIVEN = "GIVEN", "已说明"


class AbsenceExplanation(Subject, Base):
    """书面说明 that a 到会情况通报 asks of one unit (spec 08, 40); text here, files by their object."""

    __tablename__ = "absence_explanation"
    __table_args__ = (UniqueConstraint("meeting_id", "unit_id"), Index("absence_explanation_unit", "unit_id", "id"))

    meeting_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    state: Mapped[ExplanationState]
    matter: Mapped[str] = mapped_column(Text)  # the meeting, and who stayed away how
    due: Mapped[date]  # as it stands in the bulletin
    text: Mapped[str] = mapped_column(Text, default="")
    given_by: Mapped[UUID | None]
    given_at: Mapped[datetime | None]

    def is_late(self, today: date) -> bool:
        """Given after the day that the bulletin names, or not given and the day is over."""
        given = self.given_at.astimezone(SHANGHAI).date() if self.given_at is not None else today
        return given > self.due
