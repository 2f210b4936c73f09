"""What became of a major decision in practice (决策后评估, GZ-9.3)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class EvaluationAdvice(Labelled):
    """评估建议."""

    CONTINUE = "CONTINUE", "继续执行"
    ADJUST = "ADJUST", "调整"
    END = "END", "终止执行"


class DecisionEvaluation(Subject, Base):
    """One evaluation of a decision that is in force: the ground on which it may be changed."""

    __tablename__ = "decision_evaluation"
    __table_args__ = (Index("decision_evaluation_decision", "decision_id"),)

    decision_id: Mapped[UUID]
    evaluated_on: Mapped[date]
    evaluator: Mapped[str] = mapped_column(Text)  # 评估单位或机构
    text: Mapped[str] = mapped_column(Text)
    advice: Mapped[EvaluationAdvice]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
