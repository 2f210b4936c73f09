"""Yearly plans: 年度集中学习计划 (XX-4.3) and 年度学法计划 (XF-6)."""

from dataclasses import dataclass
from datetime import date
from enum import unique
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from services.contracts.words.learning import LawStudyKind, PlanKind, StudyForm
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.learning.base import Base


@unique
class PlanState(Labelled):
    """Where a plan stands (spec 03)."""

    DRAFT = "DRAFT", "起草"
    COSIGNED = "COSIGNED", "政府办已会同"
    SUBMITTED = "SUBMITTED", "已报县政府"
    APPROVED = "APPROVED", "已审定，待印发"
    IN_FORCE = "IN_FORCE", "实施中"
    CLOSED = "CLOSED", "已完成"


@dataclass(frozen=True)
class PlanEntry:
    """One row of a plan: a month for 集中学习, a quarter for 学法."""

    subject: str
    month: int | None = None
    quarter: int | None = None
    law_study_kind: LawStudyKind | None = None
    form: StudyForm | None = None
    categories: tuple[int, ...] = ()
    lecturer: str = ""
    place: str = ""
    unit: str = ""

    def dump(self) -> dict[str, Any]:
        return {**vars(self), "categories": list(self.categories)}

    @classmethod
    def load(cls, row: dict[str, Any]) -> "PlanEntry":
        kind, form = row.get("law_study_kind"), row.get("form")
        return cls(
            **{
                **row,
                "law_study_kind": LawStudyKind(kind) if kind else None,
                "form": StudyForm(form) if form else None,
                "categories": tuple(row.get("categories", ())),
            }
        )


class StudyPlan(Subject, Base):
    """学习计划, 学法计划: one of each kind a year."""

    __tablename__ = "study_plan"
    __table_args__ = (UniqueConstraint("kind", "year"),)

    kind: Mapped[PlanKind]
    year: Mapped[int]
    state: Mapped[PlanState]
    rows: Mapped[list[Any]]
    approved_on: Mapped[date | None]
    approved_stamp: Mapped[str]
    document_number: Mapped[str | None]

    @property
    def entries(self) -> list[PlanEntry]:
        return [PlanEntry.load(row) for row in self.rows]
