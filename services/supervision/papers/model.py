"""Papers that supervision has asked documents for, and what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.shared import DocumentKind
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.supervision.base import Base


class PaperStatus(Labelled):
    """How far documents has come with the paper."""

    REQUESTED = "REQUESTED", "待印发"
    ISSUED = "ISSUED", "已印发"
    FAILED = "FAILED", "成文失败"


class Paper(Base):
    """A requested paper (spec 03); `request` is what was asked, for asking again. Empty when restricted (AMB-42)."""

    __tablename__ = "paper"
    __table_args__ = (Index("paper_object", "object_type", "object_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[PaperStatus]
    request_id: Mapped[UUID] = mapped_column(unique=True, default=new_id)
    request: Mapped[dict[str, Any]]
    requested_at: Mapped[datetime]
    document_id: Mapped[UUID | None]
    number: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    files: Mapped[list[Any]] = mapped_column(default=list)  # as documents named them: name, format, sha256
    failure_code: Mapped[str | None]
    failure: Mapped[str | None] = mapped_column(Text)
