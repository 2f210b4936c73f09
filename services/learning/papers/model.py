"""Papers that learning has asked the documents service for, and what became of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.shared import DocumentKind
from services.kernel.ids import new_id
from services.learning.base import Base


class PaperRequest(Base):
    """One request for a paper; `failure` says why it could not be issued."""

    __tablename__ = "paper_request"
    __table_args__ = (Index("paper_request_object", "object_type", "object_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    kind: Mapped[DocumentKind]
    requested_at: Mapped[datetime]
    document_id: Mapped[UUID | None]
    number: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)
