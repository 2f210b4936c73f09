"""What documents answers to the service that asked: rendered, numbered, issued or failed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK, Ref
from services.contracts.documents import (
    DocumentFailed,
    DocumentIssued,
    DocumentNumbered,
    DocumentRendered,
    RenderedFile,
)
from services.contracts.shared import Recipient
from services.contracts.words.shared import FileFormat
from services.documents.issuing.model import PUBLISHED, Document, DocumentFile, DocumentState
from services.kernel.acts import Act
from services.kernel.outbox import publish


def common(document: Document) -> dict[str, Any]:
    """The fields that every event about the document carries."""
    return {
        "document_id": document.id,
        "kind": document.kind,
        "requester": Ref(type=document.requester_type, id=document.requester_id),
        "request_id": document.request_id,
        "restricted": document.restricted,
    }


def _files(document: Document, files: Sequence[DocumentFile]) -> tuple[RenderedFile, ...]:
    return tuple(
        RenderedFile(
            file_id=file.file_id,
            name=PERSONNEL_MASK if document.restricted else file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            format=FileFormat(file.format),
            pages=file.pages,
        )
        for file in files
    )


def say_rendered(session: AsyncSession, act: Act, document: Document, files: Sequence[DocumentFile]) -> None:
    event = DocumentRendered(
        **common(document),
        version=document.attempts + 1,
        template_version=document.template_version or "",
        files=_files(document, files),
    )
    publish(session, act, event, document)


def say_issued(session: AsyncSession, act: Act, document: Document, files: Sequence[DocumentFile]) -> None:
    """The number, when there is one, and the issue."""
    assert document.issued_at is not None
    if document.series is not None:
        assert document.year is not None
        assert document.number is not None
        numbered = DocumentNumbered(
            **common(document),
            series=document.series,
            year=document.year,
            number=document.number,
            full_number=document.full_number or "",
        )
        publish(session, act, numbered, document)
    recipients = () if document.restricted else (*document.recipients, *document.cc)
    issued = DocumentIssued(
        **common(document),
        number=document.full_number or "",
        issued_at=document.issued_at,
        files=_files(document, files),
        recipients=tuple(Recipient.model_validate(row) for row in recipients),
    )
    publish(session, act, issued, document)


def say_failed(session: AsyncSession, act: Act, document: Document) -> None:
    event = DocumentFailed(
        **common(document),
        code=document.failure_code or "",
        message_zh=document.failure_zh or "",
        problems=tuple(document.problems),
    )
    publish(session, act, event, document)


async def final_files(session: AsyncSession, document: Document) -> list[DocumentFile]:
    """The files of the issued document, in the order they were made."""
    rows = await session.execute(
        select(DocumentFile)
        .where(DocumentFile.document_id == document.id, DocumentFile.draft.is_(False))
        .order_by(DocumentFile.file_id)
    )
    return list(rows.scalars())


async def answer_again(session: AsyncSession, act: Act, document: Document) -> None:
    """The request came a second time: say what has become of it."""
    if document.state in PUBLISHED:
        say_issued(session, act, document, await final_files(session, document))
    elif document.state is DocumentState.FAILED:
        say_failed(session, act, document)
