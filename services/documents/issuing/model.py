"""A document (文书) on its way from the request to the issued paper, its files, its number and who gets it."""

from datetime import date, datetime
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.shared import DocumentKind, FileFormat, PublicAttribute
from services.documents.base import Base
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject


@unique
class DocumentState(Labelled):
    """Where a document stands (spec 03)."""

    REQUESTED = "REQUESTED", "待成文"
    RENDERED = "RENDERED", "已成稿"
    CHECKED = "CHECKED", "已核验"
    ISSUED = "ISSUED", "已印发"
    FAILED = "FAILED", "成文失败"
    VOIDED = "VOIDED", "已作废"
    ARCHIVED = "ARCHIVED", "已归档"


WAITING = (DocumentState.REQUESTED, DocumentState.RENDERED)
PUBLISHED = (DocumentState.ISSUED, DocumentState.ARCHIVED)


@unique
class DeliveryRole(Labelled):
    """主送 or 抄送."""

    MAIN = "MAIN", "主送"
    COPY = "COPY", "抄送"


class Document(Subject, Base):
    """文书: what was asked for, frozen with its bytes when issued."""

    __tablename__ = "document"
    __table_args__ = (
        Index("document_waiting", "id", postgresql_where="state IN ('REQUESTED', 'RENDERED')"),
        Index("document_number", "series", "year", "number"),
        Index("document_requester", "requester_type", "requester_id"),
        Index("document_corrects", "corrects_id"),
    )

    request_id: Mapped[UUID] = mapped_column(unique=True)
    source: Mapped[str]  # the service that asked
    requester_type: Mapped[str]
    requester_id: Mapped[UUID]
    requested_by: Mapped[UUID | None]
    kind: Mapped[DocumentKind]
    state: Mapped[DocumentState]
    title: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]
    formats: Mapped[list[str]]
    series: Mapped[str | None]
    external_number: Mapped[str | None]  # 外部登记 (AMB-47)
    recipients: Mapped[list[Any]]
    cc: Mapped[list[Any]]
    signer: Mapped[dict[str, Any] | None]
    signed_on: Mapped[date | None]
    public_attribute: Mapped[PublicAttribute]
    not_public_reason: Mapped[str | None] = mapped_column(Text)
    restricted: Mapped[bool]
    corrects_id: Mapped[UUID | None]  # the document that this one corrects (更正)
    reader_ids: Mapped[list[UUID]]  # persons who may see it at any time
    unit_ids: Mapped[list[UUID]]  # the requester's units

    template_version: Mapped[str | None]
    checks: Mapped[list[Any]]  # what the format check found
    failure_code: Mapped[str | None]
    failure_zh: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[str]]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]  # wall clock
    year: Mapped[int | None]
    number: Mapped[int | None]
    full_number: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]  # on the public site (GZ-24)
    published_link: Mapped[str | None] = mapped_column(Text)
    archive_no: Mapped[str | None]
    retention: Mapped[str | None]


class DocumentFile(Base):
    """One form of the document; `draft` is 送审稿, without a number."""

    __tablename__ = "document_file"
    __table_args__ = (Index("document_file_document", "document_id"),)

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID]
    format: Mapped[FileFormat]
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    pages: Mapped[int | None]
    draft: Mapped[bool]


class SeriesCounter(Base):
    """The last number given in one series and year; its row lock serialises the series."""

    __tablename__ = "series_counter"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class PaperNumber(Base):
    """发文字号: taken for good; a voided one stays with the reason (spec 08, 8.1)."""

    __tablename__ = "paper_number"
    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    series: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    full_number: Mapped[str] = mapped_column(unique=True)
    document_id: Mapped[UUID]
    external: Mapped[bool]  # given on paper before, 外部登记
    taken_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(Text)


class Delivery(Base):
    """送达 to one unit: delivery and 签收 are two recorded times (spec 07)."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("document_id", "unit_id"), Index("delivery_unit", "unit_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    role: Mapped[DeliveryRole]
    delivered_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by: Mapped[UUID | None]
