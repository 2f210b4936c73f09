"""What supervision tells: supervised items from registration to closing, and what is made of the results."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.contracts import shared
from services.contracts.base import Act, LocalTime, Ref, Titled, Value
from services.contracts.words.supervision import (
    BulletinKind,
    ClosingResult,
    Handler,
    ItemCategory,
    ItemState,
    Medium,
    SourceType,
    UrgeMethod,
    WarningLevel,
    WarningReason,
)


class ItemEvent(Act):
    """The common part of what happens to a supervised item; `decision_id` when it came from minutes."""

    item_id: UUID
    number: str
    decision_id: UUID | None = None


class ItemRegistered(ItemEvent, Titled):
    """立项 (DC-5, DC-7.1). A restricted item has the mask as its title (AMB-42)."""

    TYPE = "supervision.item.registered.v1"

    source_type: SourceType
    source_ref: Ref | None = None
    category: ItemCategory
    state: ItemState
    handler: Handler
    lead_unit_id: UUID | None = None
    due: date | None = None


class DispatchedPoint(Value):
    """要点: one thing asked for, answered on its own (DC-7.4b)."""

    no: int
    text: str


class ItemDispatched(ItemEvent):
    """交办 (DC-7.1)."""

    TYPE = "supervision.item.dispatched.v1"

    lead_unit_id: UUID
    assist_unit_ids: tuple[UUID, ...] = ()
    due: date | None = None
    provisional: bool = False
    points: tuple[DispatchedPoint, ...]
    dispatched_on: date


class ItemReceived(ItemEvent):
    """签收 (DC-7.2a)."""

    TYPE = "supervision.item.received.v1"

    unit_id: UUID
    by: UUID
    at: LocalTime


class ItemReported(ItemEvent):
    """反馈 (DC-7.4): percent and investment for projects (DC-7.4c), money in 万元."""

    TYPE = "supervision.item.reported.v1"

    feedback_id: UUID
    version: int
    is_result: bool
    percent: Decimal | None = None
    total_investment: Decimal | None = None
    completed_investment: Decimal | None = None


class ItemReturned(ItemEvent):
    """退回重报 (DC-7.4b, DC-7.5)."""

    TYPE = "supervision.item.returned.v1"

    feedback_id: UUID
    reasons: tuple[str, ...]
    new_due: date


class ItemExtended(ItemEvent):
    """延期获准 (DC-7.2b)."""

    TYPE = "supervision.item.extended.v1"

    extension_id: UUID
    old_due: date
    new_due: date
    approver_id: UUID


class ItemExtensionRejected(ItemEvent):
    """延期未准 (DC-7.2b): the old date stands."""

    TYPE = "supervision.item.extension_rejected.v1"

    extension_id: UUID
    old_due: date
    requested_due: date
    approver_id: UUID


class ItemDueSoon(ItemEvent):
    """临近时限; working days left."""

    TYPE = "supervision.item.due_soon.v1"

    due: date
    days_left: int


class ItemOverdue(ItemEvent):
    """逾期: once per item and threshold of 1, 7 and 30 calendar days."""

    TYPE = "supervision.item.overdue.v1"

    unit_id: UUID
    due: date
    days: int


class ItemUrged(ItemEvent):
    """催办 (CW-6.3a, DC-4.3)."""

    TYPE = "supervision.item.urged.v1"

    method: UrgeMethod
    by: UUID
    at: LocalTime


class ItemEscalated(ItemEvent):
    """提级督查 (DC-4.3): from here on the 督查室 handles it."""

    TYPE = "supervision.item.escalated.v1"

    from_handler: Handler
    to_handler: Handler = Handler.SUPERVISION_OFFICE
    approved_by: UUID


class ItemSuspended(ItemEvent):
    """暂停: waits for 县委审定 (GZ-3), or 中止."""

    TYPE = "supervision.item.suspended.v1"

    at: LocalTime
    reason: str
    approved_by: UUID | None = None


class ItemClosed(ItemEvent):
    """办结销号 (DC-7.5): only after the leader's 审定."""

    TYPE = "supervision.item.closed.v1"

    at: LocalTime
    approved_by: UUID
    result: ClosingResult
    on_time: bool


class ItemCancelled(ItemEvent):
    """撤销: by 县长 or the original decider, or 县委 did not agree (AMB-37)."""

    TYPE = "supervision.item.cancelled.v1"

    at: LocalTime
    approved_by: UUID | None = None
    reason: str


class WarningIssued(Act):
    """督办单发出 (DC-9.2)."""

    TYPE = "supervision.warning.issued.v1"

    warning_id: UUID
    number: str
    unit_id: UUID
    item_id: UUID | None = None
    reason: WarningReason
    reply_due: date
    level: WarningLevel | None = None


class Figure(Value):
    """One row of a bulletin's figures; `total` = closed + running, overdue and extended are parts of them."""

    label: str
    unit_id: UUID | None = None
    meeting_id: UUID | None = None
    total: int
    closed: int
    running: int
    overdue: int
    extended: int


class BulletinIssued(Act):
    """《督办通报》印发 (CW-6.3b, DC-9.1): figures of one frozen snapshot."""

    TYPE = "supervision.bulletin.issued.v1"

    bulletin_id: UUID
    kind: BulletinKind
    period: str  # 2022-Q1 for a quarter
    cutoff: date
    figures: tuple[Figure, ...]
    document_id: UUID
    document_number: str


class InterviewEvent(Act):
    """The common part of an interview's way (约谈)."""

    interview_id: UUID
    unit_id: UUID
    head_id: UUID | None = None
    leader_id: UUID | None = None


class InterviewApproved(InterviewEvent):
    """约谈获县政府同意 (DC-9.3a, AMB-11)."""

    TYPE = "supervision.interview.approved.v1"

    approved_on: date


class InterviewHeld(InterviewEvent):
    """约谈进行 (DC-9.3a): the plan falls due one week later (DC-9.3b)."""

    TYPE = "supervision.interview.held.v1"

    held_on: date
    plan_due: date
    provisional: bool = False


class InterviewPlanOverdue(InterviewEvent):
    """整改方案逾期 (DC-9.3b)."""

    TYPE = "supervision.interview.plan_overdue.v1"

    plan_due: date
    days: int


class InterviewPlanReceived(InterviewEvent):
    """整改方案收到 (DC-9.3b)."""

    TYPE = "supervision.interview.plan_received.v1"

    plan_due: date
    received_on: date


class CriticismIssued(Act):
    """通报批评 (DC-9.4)."""

    TYPE = "supervision.criticism.issued.v1"

    criticism_id: UUID
    unit_id: UUID
    interview_id: UUID
    media: tuple[Medium, ...]
    document_number: str | None = None


class AccountabilityTransferred(Act):
    """问责移送 (DC-9.5): the id and nothing else (AMB-42)."""

    TYPE = "supervision.accountability.transferred.v1"

    transfer_id: UUID


class UnitCounts(Value):
    """What one unit met with in the year (DC-9.6); the points are the 考核办's to give."""

    unit_id: UUID
    bulletins_praised: int
    bulletins_criticised: int
    warnings: int
    interviews: int
    criticisms: int
    carried_over: int = 0  # 补计 (AMB-18)


class AnnualSummarySent(Act):
    """年度督查结果报送县考核办 (DC-9.6)."""

    TYPE = "supervision.annual_summary.sent.v1"

    year: int
    cutoff: date
    counts: tuple[UnitCounts, ...]


class DocumentRequested(shared.DocumentRequested):
    """督查文书请求成文."""

    TYPE = "supervision.document.requested.v1"


class RestrictedDocumentRequested(shared.DocumentRequested):
    """移送文书请求成文 (DC-9.5, AMB-42): readable by documents alone."""

    TYPE = "supervision.restricted_document.requested.v1"
    RESTRICTED = True


class TaskOpened(shared.TaskOpened):
    """督查待办产生."""

    TYPE = "supervision.task.opened.v1"


class TaskClosed(shared.TaskClosed):
    """督查待办了结."""

    TYPE = "supervision.task.closed.v1"


class NoticeRaised(shared.NoticeRaised):
    """督查通知提醒."""

    TYPE = "supervision.notice.raised.v1"


class DeadlineRecomputed(shared.DeadlineRecomputed):
    """督查期限重算."""

    TYPE = "supervision.deadline.recomputed.v1"
