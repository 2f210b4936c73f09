"""A request for more time (延期), checked by 督查室 and decided by a county leader."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.supervision.base import Base
from services.supervision.items.model import SupervisedItem


class ExtensionState(Labelled):
    """Where a request stands (spec 03)."""

    SUBMITTED = "SUBMITTED", "待督查室核查"
    VERIFIED = "VERIFIED", "待县领导审批"
    APPROVED = "APPROVED", "同意延期"
    REJECTED = "REJECTED", "不同意延期"


PENDING = (ExtensionState.SUBMITTED, ExtensionState.VERIFIED)


class Extension(Subject, Base):
    """延期申请 (DC-7.2b, AMB-09); `by_county_head`: the item's source needs 县长 himself."""

    __tablename__ = "extension"
    __table_args__ = (
        Index(
            "extension_one_open",
            "item_id",
            unique=True,
            postgresql_where=text("state IN ('SUBMITTED', 'VERIFIED')"),
        ),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    item: Mapped[SupervisedItem] = relationship(lazy="raise")
    state: Mapped[ExtensionState]
    old_due: Mapped[date]
    requested_due: Mapped[date]
    difficulty: Mapped[str] = mapped_column(Text)  # 客观困难
    work_done: Mapped[str] = mapped_column(Text)  # 已做工作
    requested_by: Mapped[UUID]
    requested_on: Mapped[date]
    by_county_head: Mapped[bool]
    finding: Mapped[str] = mapped_column(Text, default="")  # 核查意见
    verified_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[UUID | None]
    decided_on_behalf_of: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    stamp: Mapped[str] = mapped_column(default="")
