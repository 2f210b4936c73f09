"""A unit's answer to a supervised item (反馈) and its way through the three steps of review (审核)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.supervision.base import Base
from services.supervision.items.model import ReviewStage, local_day


class FeedbackKind(Labelled):
    """Interim reports close at 督查室; results go through the whole chain (AMB-10)."""

    INTERIM = "INTERIM", "进展反馈"
    RESULT = "RESULT", "结果反馈"


class FeedbackStatus(Labelled):
    """How far the review has come."""

    SUBMITTED = "SUBMITTED", "待督查室审核"
    INSPECTED = "INSPECTED", "待办主任审阅"
    REVIEWED = "REVIEWED", "待县领导审定"
    APPROVED = "APPROVED", "已审定"
    NOTED = "NOTED", "督查室已阅"
    RETURNED = "RETURNED", "已退回"


class AnswerStatus(Labelled):
    """How one point stands."""

    DONE = "DONE", "已完成"
    UNDER_WAY = "UNDER_WAY", "正在推进"
    NOT_DONE = "NOT_DONE", "未完成"


class Fault(Labelled):
    """审核清单 (DC-7.4b): any of these sends a feedback back."""

    NOT_FACTUAL = "NOT_FACTUAL", "不实事求是"
    STRESSES_OBJECTIVE_REASONS = "STRESSES_OBJECTIVE_REASONS", "强调客观原因"
    BESIDE_THE_POINT = "BESIDE_THE_POINT", "答非所问"
    EVASIVE = "EVASIVE", "回避矛盾"
    OMISSIONS = "OMISSIONS", "漏项掉项"


class ReviewOutcome(Labelled):
    """审核、审阅、审定的意见 (DC-7.5); the last three are the leader's."""

    PASSED = "PASSED", "同意送审"
    RETURNED = "RETURNED", "退回重报"
    CLOSE = "CLOSE", "办结销号"
    CONTINUE = "CONTINUE", "继续办理"
    WARN = "WARN", "转督办单"


class Feedback(Base):
    """反馈: a formal document of the unit with an answer to every point (DC-7.4)."""

    __tablename__ = "feedback"
    __table_args__ = (Index("feedback_item", "item_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"))
    round: Mapped[int]  # 1 for the item's first feedback
    kind: Mapped[FeedbackKind]
    status: Mapped[FeedbackStatus]
    unit_id: Mapped[UUID]
    document_number: Mapped[str]  # 文号
    document_title: Mapped[str] = mapped_column(Text)
    signer_id: Mapped[UUID | None]  # 签发人, 单位主要负责人
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[Any]]  # [{no, text, status}]
    problems: Mapped[str] = mapped_column(Text)
    next_steps: Mapped[str] = mapped_column(Text)
    total_investment: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # 万元
    completed_investment: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # 万元
    quantities: Mapped[str] = mapped_column(Text)  # 工程量
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    percent_note: Mapped[str] = mapped_column(Text)  # why the percentage fell
    has_file: Mapped[bool]
    void_on: Mapped[date | None]  # from this day on it no longer counts as the item's result

    @property
    def submitted_on(self) -> date:
        return local_day(self.submitted_at)


class FeedbackReview(Base):
    """审核 · 审阅 · 审定: one step, by whom, as whom, with which opinion."""

    __tablename__ = "feedback_review"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id"), index=True)
    stage: Mapped[ReviewStage]
    outcome: Mapped[ReviewOutcome]
    opinion: Mapped[str] = mapped_column(Text)
    faults: Mapped[list[str]]
    new_due: Mapped[date | None]
    by: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    stamp: Mapped[str]
    at: Mapped[datetime]
