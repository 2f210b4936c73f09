"""公开征求意见: a draft laid open, the opinions that came in, and what became of them (GZ-12.2c)."""

from datetime import date, datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.documents.base import Base
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject


@unique
class ConsultationState(Labelled):
    """Where a consultation stands (spec 03)."""

    PLANNED = "PLANNED", "已拟定"
    OPEN = "OPEN", "征求意见中"
    CLOSED = "CLOSED", "已截止"
    ADOPTED = "ADOPTED", "意见已处理"


@unique
class ConsultationKind(Labelled):
    """What is consulted on; decides the shortest period (AMB-24)."""

    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT", "规范性文件"
    MAJOR_DECISION = "MAJOR_DECISION", "重大行政决策"


SHORTEST = {  # policy with the days
    ConsultationKind.NORMATIVE_DOCUMENT: "consult_days_norm",
    ConsultationKind.MAJOR_DECISION: "consult_days_major",
}


class PublicConsultation(Subject, Base):
    """公开征求意见; `ends_on` is the last day on which opinions are taken."""

    __tablename__ = "public_consultation"
    __table_args__ = (Index("public_consultation_subject", "subject_id"), Index("public_consultation_state", "state"))

    state: Mapped[ConsultationState]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    kind: Mapped[ConsultationKind]
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    planned_by: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    channel: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    short_reason: Mapped[str | None] = mapped_column(Text)  # published with the announcement
    summary: Mapped[str | None] = mapped_column(Text)
    announcement_id: Mapped[UUID | None]  # 征求意见公告
    adoption_id: Mapped[UUID | None]  # 采纳情况
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def days(self) -> int:
        """Length; the day it starts is not counted (spec 00, 0.5)."""
        return (self.ends_on - self.starts_on).days


class ConsultationOpinion(Base):
    """One opinion, and whether it was adopted."""

    __tablename__ = "consultation_opinion"
    __table_args__ = (Index("consultation_opinion_consultation", "consultation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(Text)  # who said it
    text: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    adopted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
