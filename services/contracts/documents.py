"""What documents tells: papers rendered, numbered, issued and received; legality reviews and consultations."""

from datetime import date
from uuid import UUID

from services.contracts import shared
from services.contracts.base import Act, FileRef, LocalTime, Ref
from services.contracts.shared import Recipient
from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.contracts.words.shared import DocumentKind, FileFormat


class RenderedFile(FileRef):
    """A rendered file (成文文件)."""

    format: FileFormat
    pages: int | None = None


class DocumentEvent(Act):
    """The common part: which document, for whom, which request it answers (none for a paper of documents' own).

    For a restricted document file names and recipients are left out (AMB-42).
    """

    document_id: UUID
    kind: DocumentKind
    requester: Ref | None = None
    request_id: UUID | None = None
    restricted: bool = False


class DocumentRendered(DocumentEvent):
    """文书成稿: files by their SHA-256 and the template that made them."""

    TYPE = "documents.document.rendered.v1"

    version: int
    template_version: str
    files: tuple[RenderedFile, ...]


class DocumentNumbered(DocumentEvent):
    """编号 (spec 08, 8.1): taken after signing, never twice."""

    TYPE = "documents.document.numbered.v1"

    series: str
    year: int
    number: int
    full_number: str


class DocumentIssued(DocumentEvent):
    """印发: frozen from here on. `number` is empty for papers without a series."""

    TYPE = "documents.document.issued.v1"

    number: str = ""
    issued_at: LocalTime
    files: tuple[RenderedFile, ...]
    recipients: tuple[Recipient, ...] = ()


class DocumentFailed(DocumentEvent):
    """成文失败: the requester corrects its data or asks again; nothing was numbered."""

    TYPE = "documents.document.failed.v1"

    code: str
    message_zh: str
    problems: tuple[str, ...] = ()


class DocumentReceived(DocumentEvent):
    """公文签收."""

    TYPE = "documents.document.received.v1"

    unit_id: UUID
    by: UUID
    at: LocalTime


class DocumentArchived(DocumentEvent):
    """归档, with 档号 and 保管期限."""

    TYPE = "documents.document.archived.v1"

    archive_no: str
    retention: str


class DocumentVoided(DocumentEvent):
    """作废: its number stays taken, with the reason."""

    TYPE = "documents.document.voided.v1"

    number: str
    reason: str


class ConsultationOpened(Act):
    """公开征求意见开始 (GZ-12.2c); `ends_on` is the last day on which opinions are taken."""

    TYPE = "documents.consultation.opened.v1"

    consultation_id: UUID
    subject: Ref
    starts_on: date
    ends_on: date
    channel: str
    link: str = ""
    short_reason: str = ""  # why the period is shorter than asked for, as it was published (AMB-24)


class ConsultationClosed(Act):
    """公开征求意见结束 (GZ-12.2c): opinions that came in, and how many were adopted."""

    TYPE = "documents.consultation.closed.v1"

    consultation_id: UUID
    subject: Ref
    starts_on: date
    ends_on: date
    opinions: int
    adopted: int
    short_reason: str = ""


class LegalReviewRequested(Act):
    """送合法性审查 (GZ-12.2a, AMB-41); the subject is a topic or a paper."""

    TYPE = "documents.legal_review.requested.v1"

    review_id: UUID
    subject: Ref
    kind: ReviewSubjectKind
    unit_id: UUID
    sent_on: date


class LegalReviewCompleted(Act):
    """合法性审查意见书出具 (GZ-12.2a): by 县司法局 alone."""

    TYPE = "documents.legal_review.completed.v1"

    review_id: UUID
    subject: Ref
    kind: ReviewSubjectKind
    conclusion: ReviewConclusion
    reviewer_id: UUID
    concluded_on: date
    suggestions: str = ""
    document_id: UUID | None = None


class TaskOpened(shared.TaskOpened):
    """公文待办产生."""

    TYPE = "documents.task.opened.v1"


class TaskClosed(shared.TaskClosed):
    """公文待办了结."""

    TYPE = "documents.task.closed.v1"


class NoticeRaised(shared.NoticeRaised):
    """公文通知提醒."""

    TYPE = "documents.notice.raised.v1"


class DeadlineRecomputed(shared.DeadlineRecomputed):
    """公文期限重算."""

    TYPE = "documents.deadline.recomputed.v1"
