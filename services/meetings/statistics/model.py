"""An export of a year's statistics (会议情况统计表) as an XLSX file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.meetings.base import Base


class MeetingFiguresExport(Base):
    """One export: who asked, when, of which year; its file comes back as the paper of this object."""

    __tablename__ = "meeting_figures_export"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime]
    year: Mapped[int]
    row_count: Mapped[int]
