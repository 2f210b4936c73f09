"""制度库: where each regulation came into force, and the register of 规范性文件 (GZ-12.1, TZ-1)."""

from datetime import date, datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.documents.base import Base
from services.kernel.labels import Labelled
from services.kernel.model import Subject


class RegulationSource(Base):
    """The paper by which a regulation was issued."""

    __tablename__ = "regulation_source"

    regulation_id: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[UUID]
    document_id: Mapped[UUID | None]
    number: Mapped[str]
    in_force_on: Mapped[date]
    recorded_at: Mapped[datetime]


@unique
class NormativeState(Labelled):
    """状态 of a 规范性文件 (GZ-12.1)."""

    IN_FORCE = "IN_FORCE", "有效"
    AMENDED = "AMENDED", "已修改"
    ABOLISHED = "ABOLISHED", "已废止"


class NormativeDocument(Subject, Base):
    """行政规范性文件 in the register."""

    __tablename__ = "normative_document"

    state: Mapped[NormativeState]
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str]
    paper_id: Mapped[UUID] = mapped_column(unique=True)
    drafting_unit_id: Mapped[UUID]
    interpreting_unit_id: Mapped[UUID]  # the drafting unit (GZ-12.2b)
    in_force_on: Mapped[date]
    successor_id: Mapped[UUID | None]  # the document that amended or abolished it
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    evaluated_on: Mapped[date | None]
    evaluation: Mapped[str | None] = mapped_column(Text)
