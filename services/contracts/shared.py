"""Payloads that several services publish under their own name: to-dos, notices, deadlines, requests for papers."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator

from services.contracts.base import Act, LocalTime, Ref, Value
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, FileFormat, LeaveDecision, Light, PublicAttribute, TaskEnding


class Addressee(Value):
    """A person, or whoever holds a post (of a unit) when the desk is read."""

    person_id: UUID | None = None
    post: PostCode | None = None
    unit_id: UUID | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if (self.person_id is None) == (self.post is None):
            raise ValueError("an addressee is either a person or a post")
        return self


class TaskOpened(Act):
    """待办产生: something somebody has to do; the same `task_id` again replaces what was said before."""

    task_id: UUID
    to: Addressee
    kind: str
    ref: Ref
    about: tuple[UUID, ...] = ()  # the meeting and the topic that it belongs to (GZ-5)
    title_zh: str  # masked when restricted
    due: date | None = None
    due_at: LocalTime | None = None  # where the limit is an hour (CW-3.4b)
    provisional: bool = False
    light: Light = Light.GREEN
    restricted: bool = False


class TaskClosed(Act):
    """待办了结."""

    task_id: UUID
    ending: TaskEnding = TaskEnding.DONE
    closed_at: LocalTime


class NoticeRaised(Act):
    """通知: said once to each recipient; delivery, reading and 签收 are recorded by the desk as three times."""

    notice_id: UUID
    template: str
    data: dict[str, Any]
    recipients: tuple[Addressee, ...]
    title_zh: str
    text_zh: str
    ref: Ref | None = None
    restricted: bool = False


class DeadlineRecomputed(Act):
    """期限重算 (spec 05): a provisional deadline counted anew because the calendar of its year was published."""

    object: Ref
    key: str
    old_due: date
    new_due: date
    provisional: bool
    calendar_version: int


class LeaveDecided(Act):
    """请假批复 (GZ-18, CW-4.5, XX-5.4): leave from a meeting or a study session, not a county absence."""

    leave_id: UUID
    subject: Ref  # Meeting, StudySession or LawStudy
    person_id: UUID
    decision: LeaveDecision
    approver_id: UUID
    reason: str | None = None
    decided_at: LocalTime


class Recipient(Value):
    """Who gets the paper (主送、抄送、分送): a unit, a person, or a body by name alone."""

    name: str
    unit_id: UUID | None = None
    person_id: UUID | None = None


class Signer(Value):
    """签发人, with the one he signs for (受县长委托, or B（代A）)."""

    person_id: UUID
    name: str
    post: PostCode
    title: str
    on_behalf_of: UUID | None = None
    stamp: str = ""


class DocumentRequested(Act):
    """请求成文 (AMB-40): a paper signed in the service that owns it, to be rendered, checked, numbered and issued.

    `request_id` is the idempotency key: the same request again is answered with the same document. Without `series`
    the paper gets no number. `external_number` is that of a paper issued outside: the register takes it as 外部登记,
    nothing is rendered or delivered again (AMB-47).
    """

    request_id: UUID
    requester: Ref
    kind: DocumentKind
    title: str
    data: dict[str, Any]
    series: str | None = None
    external_number: str | None = None
    recipients: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    signer: Signer | None = None
    signed_on: date | None = None
    public_attribute: PublicAttribute = PublicAttribute.NOT_PUBLIC
    not_public_reason: str | None = None
    restricted: bool = False
    corrects_id: UUID | None = None  # the document that this one corrects (更正)
    formats: tuple[FileFormat, ...] = (FileFormat.DOCX, FileFormat.PDF)

    @model_validator(mode="after")
    def _restricted_travels_apart(self) -> Self:
        if self.restricted is not type(self).RESTRICTED:
            raise ValueError("restricted matter travels on `rst.`, and nothing else does (AMB-42)")
        return self
