"""Papers that this service asked documents for (待印发 until they are issued)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.shared import DocumentKind
from services.kernel.labels import Labelled
from services.meetings.base import Base


class PaperState(Labelled):
    """成文进度."""

    REQUESTED = "REQUESTED", "待印发"
    ISSUED = "ISSUED", "已印发"
    FAILED = "FAILED", "成文失败"
    SUPERSEDED = "SUPERSEDED", "已被新版替代"


class RequestedPaper(Base):
    """One request for a paper; its id is the request's, by which documents answers."""

    __tablename__ = "requested_paper"
    __table_args__ = (Index("requested_paper_subject", "subject_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(Text)
    progress: Mapped[PaperState]
    restricted: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime]
    document_id: Mapped[UUID | None]
    number: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    failure_code: Mapped[str] = mapped_column(default="")
    failure_zh: Mapped[str] = mapped_column(Text, default="")
    request: Mapped[dict[str, Any]]  # as it was published, to be asked again after a failure

    @property
    def issued_outside(self) -> bool:
        """The paper went out before, with a number given on paper (外部登记, AMB-47)."""
        return self.request.get("external_number") is not None
