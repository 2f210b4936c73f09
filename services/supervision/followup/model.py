"""What the supervisors did about an item: urging (催办) and visits on site (现场督查)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.supervision import UrgeMethod
from services.kernel.ids import new_id
from services.supervision.base import Base


class Urge(Base):
    """催办 (CW-6.3a, DC-4.3): how, by whom, and what the unit answered."""

    __tablename__ = "urge"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    method: Mapped[UrgeMethod]
    by: Mapped[UUID]
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]


class Inspection(Base):
    """现场督查 (DC-7.3): recorded after the visit, so that the unit does not know of it before (四不两直)."""

    __tablename__ = "inspection"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    visited_on: Mapped[date]
    place: Mapped[str] = mapped_column(Text)
    inspectors: Mapped[list[str]]
    unannounced: Mapped[bool]  # 四不两直
    findings: Mapped[str] = mapped_column(Text)
    rectify_by: Mapped[date | None]
    rectified_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
