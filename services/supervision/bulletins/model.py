"""The bulletin (督办通报): four sections of text over figures of one frozen snapshot."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.supervision import BulletinKind
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.supervision.base import Base
from services.supervision.bulletins.figures import Figures, Row, figures


class BulletinState(Labelled):
    """Where a bulletin stands."""

    DRAFT = "DRAFT", "起草"
    SUBMITTED = "SUBMITTED", "待办主任审核"
    REVIEWED = "REVIEWED", "待签发"
    SIGNED = "SIGNED", "已签发，待印发"
    ISSUED = "ISSUED", "已印发"


class Bulletin(Subject, Base):
    """督办通报 of a quarter (CW-6.3b, DC-9.1); the snapshot is taken once and never counted anew."""

    __tablename__ = "bulletin"
    __table_args__ = (UniqueConstraint("kind", "period"),)

    kind: Mapped[BulletinKind]
    period: Mapped[str]  # 2022-Q1
    year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[BulletinState]
    title: Mapped[str] = mapped_column(Text)
    cutoff: Mapped[date]
    snapshot: Mapped[list[Any]]
    frozen_at: Mapped[datetime]
    overview: Mapped[list[str]]  # 总体情况, beside the sentence of figures
    progress: Mapped[list[str]]  # 进展与举措
    problems: Mapped[list[str]]  # 存在问题
    demands: Mapped[list[str]]  # 下步要求
    signer_post: Mapped[str]  # policy bulletin_signer when drafted
    submitted_by: Mapped[UUID | None]
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    stamp: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    document_id: Mapped[UUID | None]
    issued_at: Mapped[datetime | None]

    @property
    def rows(self) -> list[Row]:
        return [Row.read(stored) for stored in self.snapshot]

    @property
    def figures(self) -> Figures:
        return figures(self.rows)
