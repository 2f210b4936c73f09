"""初审: five items, what the “一票否决” departments said, and the result (CW-3.3b)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.meetings.base import Base


class ItemResult(Labelled):
    """初审单项结果."""

    MET = "MET", "符合"
    NOT_MET = "NOT_MET", "不符合"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"


REVIEW_ITEMS = {
    1: "是否属于会议研究事项范围",
    2: "涉及多个部门的，牵头主办部门是否提前会商征求意见",
    3: "较为复杂需要协调的，是否召开专题会议或协调形成一致意见",
    4: "规范性文件等涉法类事项，是否有县司法局审查意见",
    5: "评优评先、表彰命名等事项，是否有“一票否决”部门审查意见",
}


class PreliminaryReview(Base):
    """初审 of one version of the material; `items` are exactly five: {number, result, evidence}."""

    __tablename__ = "preliminary_review"
    __table_args__ = (Index("preliminary_review_topic", "topic_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    material_number: Mapped[int]
    items: Mapped[list[Any]]
    opinion: Mapped[str] = mapped_column(Text)
    reviewer_id: Mapped[UUID]
    reviewed_at: Mapped[datetime]


class VetoReview(Base):
    """What one “一票否决” department said (CW-3.3b); a later row of the same unit stands for it."""

    __tablename__ = "veto_review"
    __table_args__ = (Index("veto_review_topic", "topic_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    vetoed: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID]
    given_at: Mapped[datetime]
