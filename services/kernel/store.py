"""The tables that every service has in its own database beside its own: events, audit, deadlines, files, copies."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.kernel.columns import LocalTime
from services.kernel.ids import new_id


class Base(DeclarativeBase):
    """Kernel tables; each service's own tables hang on a base of its own, so that two never mix."""

    type_annotation_map = {
        datetime: LocalTime(),
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
        list[Any]: JSONB,
    }


class OutboxRow(Base):
    """An event written in the command's transaction; kept after publishing for replay."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_waiting", "seq", postgresql_where=text("published_at IS NULL")),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[str]
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)  # blanked after PubAck when restricted (AMB-42)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class InboxRow(Base):
    """An event that was applied; inserting it twice fails, so nothing is applied twice."""

    __tablename__ = "inbox"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    received_at: Mapped[datetime]


class DeadEvent(Base):
    """An event that could not be applied; waits for retry or discard."""

    __tablename__ = "dead_event"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    error: Mapped[str] = mapped_column(Text)
    deliveries: Mapped[int]
    died_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str | None]  # retried | discarded


class AuditEntry(Base):
    """What happened: append-only by trigger, chained by hash (AT-61)."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("audit_entry_object", "object_type", "object_id"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]  # wall clock
    at: Mapped[datetime]  # office clock
    occurred_at: Mapped[datetime]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID | None]
    outcome: Mapped[str]  # DONE | REFUSED
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]
    post: Mapped[str | None]
    on_behalf_of: Mapped[UUID | None]
    delegation_id: Mapped[UUID | None]
    stamp: Mapped[str]
    clauses: Mapped[list[str]]
    reason: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[dict[str, Any]]
    roster_version: Mapped[int]
    request_id: Mapped[str | None]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Finding(Base):
    """A breach or a dispensation that stays on the record and is counted (检查发现、特许)."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_object", "object_type", "object_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    action: Mapped[str]
    kind: Mapped[str]  # ADVISORY | DISPENSATION | LATE_REGISTRATION
    code: Mapped[str]
    clauses: Mapped[list[str]]
    message_zh: Mapped[str] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
    occurred_at: Mapped[datetime]


class LateRegistrationRow(Base):
    """补登 (AMB-47): an act entered afterwards; nothing may follow it until 办主任 has confirmed it."""

    __tablename__ = "late_registration"
    __table_args__ = (Index("late_registration_object", "object_type", "object_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    action: Mapped[str]
    occurred_at: Mapped[datetime]
    by_person_id: Mapped[UUID]
    registered_by: Mapped[UUID]
    registered_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    evidence_file_ids: Mapped[list[str]]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]


class IdempotencyRecord(Base):
    """The answer to a mutation that carried an idempotency key; kept seven days."""

    __tablename__ = "idempotency_record"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    mutation: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer_id: Mapped[UUID]
    created_at: Mapped[datetime]


class Deadline(Base):
    """One due date of one object (时限), computed once at its trigger and stored with how it was counted."""

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint("object_type", "object_id", "key", "round"),
        Index("deadline_open", "due", postgresql_where=text("state = 'OPEN'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    key: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)  # a fresh trigger starts a new round
    clause: Mapped[str]
    started_on: Mapped[date]
    due: Mapped[date]
    due_at: Mapped[datetime | None]
    length: Mapped[int]
    unit: Mapped[str]  # WORKDAYS | DAYS | MONTHS | DATE | WORKDAYS_BEFORE | MINUTES
    provisional: Mapped[bool]
    calendar_version: Mapped[int]
    state: Mapped[str]  # OPEN | MET | MISSED | CANCELLED
    met_on: Mapped[date | None]
    owner_unit_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(Text)
    remind_at: Mapped[datetime | None]  # of a deadline that is a moment: the reminder still to come
    reminded_on: Mapped[date | None]
    missed_on: Mapped[date | None]


class TimerRun(Base):
    """Days that a daily timer has worked through; missed days are run in order."""

    __tablename__ = "timer_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    through: Mapped[date]


class RosterCopy(Base):
    """The directory's structure as last published, one row (id 1)."""

    __tablename__ = "roster_copy"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    snapshot: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger)  # rises with every change of any copy, for the caches


class WindowCopy(Base):
    """Copies of 委托 and 外出/休假 windows."""

    __tablename__ = "window_copy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]  # DELEGATION | ABSENCE
    person_id: Mapped[UUID]  # grantee, or the person away
    grantor_id: Mapped[UUID | None]
    scopes: Mapped[list[str]]
    meeting_id: Mapped[UUID | None]  # the one meeting or topic that a 委托 is narrowed to
    topic_id: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]  # exclusive


class CalendarDayCopy(Base):
    """Days of the working calendar that the office imported on top of the published years."""

    __tablename__ = "calendar_day_copy"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    status: Mapped[str]  # OFFICIAL | PROVISIONAL
    version: Mapped[int]


class StoredFile(Base):
    """One uploaded or produced file; bytes are content-addressed by SHA-256 outside of the database."""

    __tablename__ = "stored_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    uploaded_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    object_type: Mapped[str | None]
    object_id: Mapped[UUID | None]


class FileLink(Base):
    """A one-time upload or a short-lived download link, bound to a person; only the token's hash is kept."""

    __tablename__ = "file_link"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str]  # UPLOAD | DOWNLOAD
    file_id: Mapped[UUID]
    person_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
