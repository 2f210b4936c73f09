"""A supervised item (督办事项), its receipts, due dates and timeline: the ledger (台账) is the list of these."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, Numeric, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import MeetingKind
from services.contracts.words.supervision import ClosingResult, Handler, ItemCategory, ItemState, SourceType
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.supervision.base import Base

S = ItemState
OWING = (S.DISPATCHED, S.RECEIVED, S.IN_PROGRESS, S.RETURNED)  # the unit owes an answer
UNDER_WAY = (*OWING, S.REPORTED, S.UNDER_REVIEW)  # handed out and not yet settled
RUNNING = (S.REGISTERED, *UNDER_WAY)


def local_day(at: datetime) -> date:
    """The office's calendar day of a moment; the database gives moments in UTC."""
    return at.astimezone(SHANGHAI).date()


class ReportRhythm(Labelled):
    """反馈频次 of a long-term item."""

    WEEKLY = "WEEKLY", "每周"
    MONTHLY = "MONTHLY", "每月"
    QUARTERLY = "QUARTERLY", "每季度"


class ReviewStage(Labelled):
    """Who has to act on a feedback now (DC-7.5)."""

    INSPECTION = "INSPECTION", "督查室"
    DIRECTOR = "DIRECTOR", "县政府办主任"
    LEADER = "LEADER", "县政府主管领导"


class ClosingRating(Labelled):
    """办结评价."""

    EXCELLENT = "EXCELLENT", "优秀"
    GOOD = "GOOD", "良好"
    QUALIFIED = "QUALIFIED", "合格"


class TimelineAction(Labelled):
    """What happened to an item (全过程留痕)."""

    PROPOSED = "PROPOSED", "提出立项建议"
    REGISTERED = "REGISTERED", "立项"
    AMENDED = "AMENDED", "调整要素"
    DISPATCHED = "DISPATCHED", "交办"
    RECEIVED = "RECEIVED", "签收"
    BEGUN = "BEGUN", "分解落实"
    URGED = "URGED", "催办"
    URGE_ANSWERED = "URGE_ANSWERED", "答复催办"
    VISITED = "VISITED", "现场督查"
    REPORTED = "REPORTED", "反馈"
    INSPECTED = "INSPECTED", "督查室审核"
    REVIEWED = "REVIEWED", "办主任审阅"
    APPROVED = "APPROVED", "县领导审定"
    RETURNED = "RETURNED", "退回重报"
    EXTENSION_REQUESTED = "EXTENSION_REQUESTED", "申请延期"
    EXTENSION_VERIFIED = "EXTENSION_VERIFIED", "核查延期申请"
    EXTENDED = "EXTENDED", "同意延期"
    EXTENSION_REJECTED = "EXTENSION_REJECTED", "不同意延期"
    WARNED = "WARNED", "发督办单"
    ESCALATION_REQUESTED = "ESCALATION_REQUESTED", "申请提级督查"
    ESCALATED = "ESCALATED", "提级督查"
    ESCALATION_REJECTED = "ESCALATION_REJECTED", "不同意提级督查"
    INTERVIEWED = "INTERVIEWED", "约谈"
    SUSPENDED = "SUSPENDED", "暂停"
    RELEASED = "RELEASED", "恢复办理"
    SOURCE_CHANGED = "SOURCE_CHANGED", "依据变更"
    DUE_SOON = "DUE_SOON", "临近时限"
    OVERDUE = "OVERDUE", "逾期"
    CLOSED = "CLOSED", "办结销号"
    CANCELLED = "CANCELLED", "撤销"


class SupervisedItem(Subject, Base):
    """督办事项 (DC-7.1).

    `due` is the day by which the unit owes its next answer: the limit of an ordinary item, the next report of a
    long-term one. `reported_on` is the day of the result that is under review. A restricted item has no text
    (AMB-42).
    """

    __tablename__ = "supervised_item"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("supervised_item_state_due", "state", "due"),
        Index("supervised_item_lead", "lead_unit_id"),
        Index("supervised_item_meeting", "meeting_id"),
        Index("supervised_item_assist", "assist_unit_ids", postgresql_using="gin"),
    )

    year: Mapped[int]
    serial: Mapped[int | None]  # none before 立项
    number: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[ItemState]
    registered_on: Mapped[date]
    registered_by: Mapped[UUID | None]

    source_type: Mapped[SourceType]
    basis: Mapped[str] = mapped_column(Text)  # 依据文号
    source_leader_id: Mapped[UUID | None]  # 批示人, or the host of the meeting
    decision_id: Mapped[UUID | None] = mapped_column(unique=True)
    decision_revision: Mapped[int | None]
    decision_number: Mapped[str] = mapped_column(default="")
    topic_id: Mapped[UUID | None]
    minutes_id: Mapped[UUID | None]
    meeting_id: Mapped[UUID | None]
    meeting_kind: Mapped[MeetingKind | None]
    meeting_date: Mapped[date | None]
    meeting_label: Mapped[str] = mapped_column(default="")  # 第2次常务会议
    source_changed: Mapped[bool] = mapped_column(default=False)

    title: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    points: Mapped[list[str]]  # 要点, numbered from 1
    category: Mapped[ItemCategory]
    is_project: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    handler: Mapped[Handler]
    escalated: Mapped[bool] = mapped_column(default=False)
    lead_unit_id: Mapped[UUID | None]
    assist_unit_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    responsible_id: Mapped[UUID | None]  # 责任人
    leader_id: Mapped[UUID | None]  # 分管县领导

    due: Mapped[date | None]
    original_due: Mapped[date | None]
    due_order: Mapped[date] = mapped_column(Computed("COALESCE(due, DATE '9999-12-31')"))
    due_text: Mapped[str] = mapped_column(default="")
    long_term: Mapped[bool] = mapped_column(default=False)
    report_rhythm: Mapped[ReportRhythm | None]
    reported_on: Mapped[date | None]
    overdue_told: Mapped[int] = mapped_column(default=0)  # highest threshold told since the due date was set
    overdue_days: Mapped[int] = mapped_column(default=0)  # of due dates that were moved later
    ever_overdue: Mapped[bool] = mapped_column(default=False)

    progress: Mapped[str] = mapped_column(Text, default="")
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    total_investment: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # 万元
    completed_investment: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # 万元

    dispatched_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[UUID | None]
    review_stage: Mapped[ReviewStage | None]
    closing_approved_by: Mapped[UUID | None]
    closing_approved_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    closing_result: Mapped[ClosingResult | None]
    rating: Mapped[ClosingRating | None]
    on_time: Mapped[bool | None]
    suspended_on: Mapped[date | None]
    released_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]

    extension_count: Mapped[int] = mapped_column(default=0)
    urge_count: Mapped[int] = mapped_column(default=0)
    warning_count: Mapped[int] = mapped_column(default=0)


class ItemSerial(Base):
    """The last number of the ledger's one series in a year (AMB-08); its row lock makes the series gapless."""

    __tablename__ = "item_serial"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Receipt(Base):
    """签收 by one of the item's units (DC-7.2a)."""

    __tablename__ = "receipt"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    by: Mapped[UUID]
    at: Mapped[datetime]


class DueChange(Base):
    """时限变动: figures of a past day need the due date of that day (earlier lateness stays, DC-7.2b)."""

    __tablename__ = "due_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    changed_on: Mapped[date]
    old_due: Mapped[date | None]
    new_due: Mapped[date | None]
    extension: Mapped[bool]


class TimelineEntry(Base):
    """One node of an item's way, with its time (spec 09, 9.1). Holds no text of a feedback (AT-45)."""

    __tablename__ = "timeline_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_item.id"), index=True)
    at: Mapped[datetime]
    action: Mapped[TimelineAction]
    person_id: Mapped[UUID | None]
    stamp: Mapped[str]  # 受县长委托, or B（代A）
    text: Mapped[str] = mapped_column(Text)
