"""What meetings tells: topics, meetings, decisions and minutes on their way through the office."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import model_validator

from services.contracts import shared
from services.contracts.base import PERSONNEL_MASK, Act, FileRef, LocalTime, Ref, Titled, Value
from services.contracts.words.documents import ReviewSubjectKind
from services.contracts.words.meetings import (
    AttendanceStatus,
    AttendeeCategory,
    DecisionStatus,
    DeferralReason,
    MeetingKind,
    MinutesStep,
    NoticeChannel,
    Opinion,
    Outcome,
    PartyResult,
    RejectionReason,
    SpecialBasis,
    TopicFlag,
    UpwardPaper,
)


class Decision(Value):
    """议定事项: the id never changes, `revision` rises with a correction; `number` is e.g. 2022-CW-02-03.

    A restricted decision (CW-2.6) says nothing but the mask here; its text travels on `rst.` alone.
    """

    decision_id: UUID
    revision: int
    number: str
    topic_id: UUID
    topic_title: str
    text: str
    outcome: Outcome
    status: DecisionStatus
    lead_unit_id: UUID | None = None
    assist_unit_ids: tuple[UUID, ...] = ()
    due: date | None = None
    due_text: str | None = None  # the limit as the minutes word it
    long_term: bool = False  # 长期、无时限
    flags: tuple[TopicFlag, ...] = ()
    needs_party_approval: bool = False
    restricted: bool = False
    publishable: bool = False
    source_leader_id: UUID | None = None  # whose decision it is: the host
    portfolio_leader_id: UUID | None = None  # 分管县领导 of the lead unit on that day
    plan_ref: Ref | None = None  # the law-study plan that was heard (AMB-44)

    @model_validator(mode="after")
    def _restricted_says_nothing(self) -> Self:
        if self.restricted and {self.text, self.topic_title} != {PERSONNEL_MASK}:
            raise ValueError("a restricted decision is masked in public events (AMB-42)")
        return self


class TopicDrafted(Act, Titled):
    """议题起草、修改 (CW-3.1): whose it is, so that its legality review and consultation begin while it is drafted."""

    TYPE = "meetings.topic.drafted.v1"

    topic_id: UUID
    meeting_kind: MeetingKind
    unit_id: UUID


class TopicProposed(Act, Titled):
    """议题提出 (CW-3.1): a member endorsed it."""

    TYPE = "meetings.topic.proposed.v1"

    topic_id: UUID
    meeting_kind: MeetingKind
    proposer_id: UUID
    unit_id: UUID
    involved_unit_ids: tuple[UUID, ...] = ()
    scope_code: str
    flags: tuple[TopicFlag, ...] = ()
    legal_basis: tuple[str, ...] = ()


class TopicBacklogged(Act):
    """列入备选议题 (CW-3.2): 县长 signed an explicit opinion."""

    TYPE = "meetings.topic.backlogged.v1"

    topic_id: UUID
    unit_id: UUID
    opinion: Opinion
    opinion_text: str = ""


class TopicMaterialRequested(Act):
    """上会通知送达 (CW-3.2, CW-3.3a): the clock of 2 working days starts on the delivery's date (AMB-05)."""

    TYPE = "meetings.topic.material_requested.v1"

    topic_id: UUID
    unit_ids: tuple[UUID, ...]
    delivered_at: LocalTime
    due: date
    due_at: LocalTime | None = None  # set by the office for an urgent addition (CW-3.4b)
    provisional: bool = False
    calendar_version: int = 0


class TopicMaterialSubmitted(Act):
    """议题材料报送 (CW-3.3a)."""

    TYPE = "meetings.topic.material_submitted.v1"

    topic_id: UUID
    version: int
    files: tuple[FileRef, ...]
    submitted_at: LocalTime


class ReturnReason(Value):
    """Why material came back; `item` is one of the five items of 初审 (CW-3.3b)."""

    text: str
    item: int | None = None


class TopicMaterialReturned(Act):
    """议题材料退回 (CW-3.3c, CW-4.4b)."""

    TYPE = "meetings.topic.material_returned.v1"

    topic_id: UUID
    version: int
    reasons: tuple[ReturnReason, ...]
    resubmit_due: date | None = None


class TopicDeferred(Act):
    """议题列入下次会议 (CW-3.3d, CW-3.4b, CW-5.2b); `clause` is the one that orders it."""

    TYPE = "meetings.topic.deferred.v1"

    topic_id: UUID
    unit_id: UUID
    reason_code: DeferralReason
    clause: str | None = None
    from_meeting_id: UUID | None = None
    earliest_meeting_id: UUID | None = None


class LegalReviewRequested(Act, Titled):
    """议题送请合法性审查 (GZ-12.2a, AMB-41): documents opens the review with 县司法局."""

    TYPE = "meetings.legal_review.requested.v1"

    topic_id: UUID
    kind: ReviewSubjectKind
    unit_id: UUID
    legal_basis: tuple[str, ...] = ()


class TopicRejected(Act):
    """议题不予列入 (CW-2.N1, CW-2.N2, CW-3.2)."""

    TYPE = "meetings.topic.rejected.v1"

    topic_id: UUID
    unit_id: UUID
    reason_code: RejectionReason
    suggestion: str = ""


class TopicFinalized(Act, Titled):
    """议题安排审定 (CW-3.5)."""

    TYPE = "meetings.topic.finalized.v1"

    topic_id: UUID
    meeting_id: UUID
    order: int
    unit_id: UUID
    reporter_id: UUID
    planned_minutes: int
    legal_basis: tuple[str, ...] = ()


class AgendaTopic(Titled):
    """One row of the 议题单."""

    topic_id: UUID
    order: int
    unit_id: UUID
    reporter_id: UUID
    planned_minutes: int
    members_only: bool = False
    legal_basis: tuple[str, ...] = ()


class AgendaIssued(Act):
    """议题单签发 (CW-4.1); the meeting's number is taken here (AMB-46). `supplement`: 补充议题单 (CW-3.4b)."""

    TYPE = "meetings.agenda.issued.v1"

    meeting_id: UUID
    kind: MeetingKind
    year: int
    session_no: int
    version: int
    meeting_date: date
    topics: tuple[AgendaTopic, ...]
    law_study_id: UUID | None = None
    supplement: bool = False
    issued_at: LocalTime


class MeetingScheduled(Act):
    """会议排定 (CW-1.2): kind, time, place and host."""

    TYPE = "meetings.meeting.scheduled.v1"

    meeting_id: UUID
    kind: MeetingKind
    year: int
    session_no: int | None = None
    starts_at: LocalTime
    place: str
    host_id: UUID
    basis: SpecialBasis | None = None
    roster_version: int


class MeetingRescheduled(Act):
    """会议改期."""

    TYPE = "meetings.meeting.rescheduled.v1"

    meeting_id: UUID
    old_starts_at: LocalTime
    starts_at: LocalTime
    place: str
    host_id: UUID
    reason: str
    roster_version: int


class MeetingPostponed(Act):
    """会议推迟，日期另定: it has no day until it is rescheduled, nor has its 会前学法 (XF-3.2)."""

    TYPE = "meetings.meeting.postponed.v1"

    meeting_id: UUID
    kind: MeetingKind
    reason: str


class MeetingCancelled(Act):
    """会议取消: its number is voided with the reason (AMB-46), its 会前学法 does not count (XF-3.2)."""

    TYPE = "meetings.meeting.cancelled.v1"

    meeting_id: UUID
    kind: MeetingKind
    reason: str


class Notified(Value):
    """One person told of a meeting (CW-4.2); an external person has only a name."""

    name: str
    person_id: UUID | None = None
    channel: NoticeChannel
    at: LocalTime


class MeetingNotified(Act):
    """会议通知发出 (CW-4.2)."""

    TYPE = "meetings.meeting.notified.v1"

    meeting_id: UUID
    recipients: tuple[Notified, ...]


class LeaveDecided(shared.LeaveDecided):
    """会议请假批复 (GZ-18, CW-4.5, AMB-03)."""

    TYPE = "meetings.leave.decided.v1"


class MeetingStarted(Act):
    """会议开始."""

    TYPE = "meetings.meeting.started.v1"

    meeting_id: UUID
    kind: MeetingKind
    at: LocalTime
    host_id: UUID
    delegated: bool = False


class AttendanceRow(Value):
    """One row of the 签到表."""

    name: str
    person_id: UUID | None = None
    unit_id: UUID | None = None
    category: AttendeeCategory
    status: AttendanceStatus
    signed_in_at: LocalTime | None = None
    signed_out_at: LocalTime | None = None


class AttendanceFinalized(Act):
    """签到确定 (CW-5.1): learning copies it for the 会前学法 (XF-5)."""

    TYPE = "meetings.attendance.finalized.v1"

    meeting_id: UUID
    rows: tuple[AttendanceRow, ...]


class MeetingConcluded(Act):
    """会议结束: record and draft fall due two working days later (CW-6.2a)."""

    TYPE = "meetings.meeting.concluded.v1"

    meeting_id: UUID
    kind: MeetingKind
    year: int
    session_no: int | None = None
    meeting_date: date
    ended_at: LocalTime
    host_id: UUID
    basis: SpecialBasis | None = None
    heard_topic_ids: tuple[UUID, ...]
    record_due: date
    draft_due: date
    provisional: bool = False


class DecisionRecorded(Act):
    """议定事项记录: as heard in the meeting, not yet as issued."""

    TYPE = "meetings.decision.recorded.v1"

    meeting_id: UUID
    meeting_kind: MeetingKind
    meeting_date: date
    decision: Decision
    upward_paper: UpwardPaper | None = None  # drafted for the meeting's topic, once


class PartyApprovalRecorded(Act):
    """县委审定结果登记 (GZ-3, AMB-37); `decision` is the new revision when 县委 amended it."""

    TYPE = "meetings.party_approval.recorded.v1"

    decision_id: UUID
    meeting_id: UUID
    result: PartyResult
    ref_no: str
    decided_on: date
    recorded_on: date
    decision: Decision | None = None


class DecisionChanged(Act):
    """议定事项被替代、撤销 (GZ-9.3): a later decision on a topic of its own has taken its place."""

    TYPE = "meetings.decision.changed.v1"

    decision_id: UUID
    number: str
    status: DecisionStatus
    lead_unit_id: UUID | None = None
    by_decision_id: UUID
    by_number: str
    meeting_id: UUID
    changed_on: date


class MinutesMoved(Act):
    """The common part of what happens to minutes on their way (纪要审签)."""

    minutes_id: UUID
    meeting_id: UUID
    meeting_kind: MeetingKind
    version: int
    step: MinutesStep | None = None
    by: UUID
    at: LocalTime
    comment: str = ""


class MinutesSubmitted(MinutesMoved):
    """纪要送审 (CW-6.2c, BG-6, ZT-5); `step` is the first that waits."""

    TYPE = "meetings.minutes.submitted.v1"


class MinutesReturned(MinutesMoved):
    """纪要退回 (CW-6.2c): the chain begins anew with the next version."""

    TYPE = "meetings.minutes.returned.v1"


class MinutesSigned(MinutesMoved):
    """纪要签发 (GZ-19): by the last in the chain; now 待印发."""

    TYPE = "meetings.minutes.signed.v1"


class MinutesIssued(Act):
    """纪要印发: each decision becomes a supervised item, the key is its id (CW-6.3a, DC-5.3)."""

    TYPE = "meetings.minutes.issued.v1"

    minutes_id: UUID
    document_id: UUID
    document_number: str
    meeting_id: UUID
    meeting_kind: MeetingKind
    year: int
    session_no: int | None = None
    meeting_date: date
    host_id: UUID
    basis: SpecialBasis | None = None
    decisions: tuple[Decision, ...]
    issued_at: LocalTime
    internal: bool = True


class MinutesCorrected(Act):
    """纪要更正: `decisions` are the changed ones in their new revision."""

    TYPE = "meetings.minutes.corrected.v1"

    minutes_id: UUID
    corrects_id: UUID
    document_id: UUID
    document_number: str
    meeting_id: UUID
    meeting_kind: MeetingKind
    meeting_date: date
    decisions: tuple[Decision, ...]
    issued_at: LocalTime
    session_no: int | None = None
    host_id: UUID | None = None
    basis: SpecialBasis | None = None


class PrestudyRequested(Act):
    """会前学法提请 (XF-3.2): the quarter has none yet."""

    TYPE = "meetings.prestudy.requested.v1"

    meeting_id: UUID
    meeting_date: date
    year: int
    quarter: int
    suggested_laws: tuple[str, ...] = ()


class DocumentRequested(shared.DocumentRequested):
    """会议文书请求成文."""

    TYPE = "meetings.document.requested.v1"


class RestrictedDocumentRequested(shared.DocumentRequested):
    """人事事项文书请求成文 (CW-2.6, AMB-42): readable by documents alone."""

    TYPE = "meetings.restricted_document.requested.v1"
    RESTRICTED = True


class TaskOpened(shared.TaskOpened):
    """会议待办产生."""

    TYPE = "meetings.task.opened.v1"


class TaskClosed(shared.TaskClosed):
    """会议待办了结."""

    TYPE = "meetings.task.closed.v1"


class NoticeRaised(shared.NoticeRaised):
    """会议通知提醒."""

    TYPE = "meetings.notice.raised.v1"


class DeadlineRecomputed(shared.DeadlineRecomputed):
    """会议期限重算."""

    TYPE = "meetings.deadline.recomputed.v1"
