"""合法性审查: a draft under review by 县司法局, and its opinion."""

from datetime import date, datetime
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.documents.base import Base
from services.kernel.labels import Labelled
from services.kernel.model import Subject


@unique
class ReviewState(Labelled):
    """Where a review stands (spec 03)."""

    REQUESTED = "REQUESTED", "已送审"
    MATERIALS_RETURNED = "MATERIALS_RETURNED", "材料已退回"
    CONCLUDED = "CONCLUDED", "已出具意见"


@unique
class CheckSubject(Labelled):
    """What is looked at."""

    AUTHORITY = "AUTHORITY", "权限"
    PROCEDURE = "PROCEDURE", "程序"
    CONTENT = "CONTENT", "内容"


class LegalityReview(Subject, Base):
    """合法性审查 of a topic or a paper; `subject_type` and `subject_id` say of which."""

    __tablename__ = "legality_review"
    __table_args__ = (Index("legality_review_subject", "subject_id"),)

    state: Mapped[ReviewState]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    kind: Mapped[ReviewSubjectKind]
    title: Mapped[str] = mapped_column(Text)  # the draft under review
    unit_id: Mapped[UUID]  # 送审单位
    bureau_id: Mapped[UUID | None]  # 县司法局
    requested_by: Mapped[UUID | None]
    sent_on: Mapped[date]
    received_on: Mapped[date]
    return_reason: Mapped[str | None] = mapped_column(Text)
    conclusion: Mapped[ReviewConclusion | None]
    basis: Mapped[list[str]]
    checks: Mapped[list[Any]]
    suggestions: Mapped[list[str]]
    counsel: Mapped[str | None] = mapped_column(Text)
    reviewer_id: Mapped[UUID | None]
    concluded_at: Mapped[datetime | None]
    document_id: Mapped[UUID | None]


class TopicCopy(Base):
    """What documents knows of a topic of meetings."""

    __tablename__ = "topic_copy"

    topic_id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
