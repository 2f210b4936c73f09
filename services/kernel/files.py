"""Files of one service: metadata in its database, bytes in its file store.

Upload: a person prepares it, PUTs the bytes once to the link, and attaches the file to an object. Download: a link
bound to the person, minutes long. Unattached bytes are swept.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import puremagic
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.clock import wall
from services.kernel.file_store import HEAD, Arrived, FileStore
from services.kernel.lifecycle import object_key
from services.kernel.refusals import (
    CONTENT_INVALID,
    FILE_NOT_UPLOADED,
    FILE_TYPE_NOT_ALLOWED,
    NotFound,
    refuse,
)
from services.kernel.store import FileLink, StoredFile

UPLOAD_LIFE = timedelta(minutes=30)
DOWNLOAD_LIFE = timedelta(minutes=10)
STALE = timedelta(days=1)
_LOCK = 0x5A42_F11E  # advisory: who gives bytes a row shares it, who sweeps holds it alone
ALLOWED = frozenset(
    {"pdf", "ofd", "docx", "doc", "xlsx", "xls", "pptx", "ppt", "wps", "et", "dps", "jpg", "jpeg", "png", "heic", "mp3"}
    | {"mp4", "zip"}
)
# Containers whose magic bytes are the same: a .docx is a ZIP, a .doc and a .wps are OLE2.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ZIPPED = {"docx", "xlsx", "pptx", "ofd", "zip"}
_OLE2 = {"doc", "xls", "ppt", "wps", "et", "dps"}


def media_type(name: str, head: bytes) -> str:
    """The media type by magic bytes, which must agree with the name's ending; raises FILE_TYPE_NOT_ALLOWED."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in ALLOWED:
        raise refuse(FILE_TYPE_NOT_ALLOWED, ending or name)
    if ending in _ZIPPED or ending in _OLE2:
        if not head.startswith(_ZIP if ending in _ZIPPED else _OLE):
            raise refuse(FILE_TYPE_NOT_ALLOWED, ending)
        return _OFFICE[ending]
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        raise refuse(FILE_TYPE_NOT_ALLOWED, ending) from None
    match = next((m for m in found if m.extension.lstrip(".").lower() in _SAME.get(ending, {ending})), None)
    if match is None:
        raise refuse(FILE_TYPE_NOT_ALLOWED, ending)
    return match.mime_type or "application/octet-stream"


_OOXML = "application/vnd.openxmlformats-officedocument"
_OFFICE = {
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "dps": "application/vnd.ms-powerpoint",
}
_SAME = {"jpg": {"jpg", "jpeg", "jfif"}, "jpeg": {"jpg", "jpeg", "jfif"}, "heic": {"heic", "heif", "mif1"}}


@dataclass(frozen=True)
class Link:
    """A fresh link; the token is shown once and kept only as a hash."""

    file_id: UUID
    token: str
    expires_in: timedelta


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def prepare_upload(session: AsyncSession, act: Act, *, name: str) -> Link:
    """Announce an upload: a file row without bytes and a one-time link for this person."""
    clean = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not clean or len(clean) > 200:
        raise refuse(CONTENT_INVALID, "文件名")
    media_type_by_name = clean.rsplit(".", 1)[-1].lower()
    if media_type_by_name not in ALLOWED:
        raise refuse(FILE_TYPE_NOT_ALLOWED, media_type_by_name)
    row = StoredFile(name=clean, uploaded_by=act.person.id, created_at=wall())
    session.add(row)
    await session.flush()
    return _link(session, row.id, act.person.id, "UPLOAD", UPLOAD_LIFE)


async def prepare_download(session: AsyncSession, act: Act, file_id: UUID) -> Link:
    """A link for this person; the caller has checked that he may see the object the file belongs to."""
    row = await session.get(StoredFile, file_id)
    if row is None or row.sha256 is None:
        raise NotFound("File", file_id)
    return _link(session, file_id, act.person.id, "DOWNLOAD", DOWNLOAD_LIFE)


def _link(session: AsyncSession, file_id: UUID, person_id: UUID, purpose: str, life: timedelta) -> Link:
    token = secrets.token_urlsafe(32)
    session.add(
        FileLink(
            token_sha256=_hash(token),
            purpose=purpose,
            file_id=file_id,
            person_id=person_id,
            expires_at=wall() + life,
        )
    )
    return Link(file_id, token, life)


async def follow(session: AsyncSession, token: str, purpose: str) -> tuple[FileLink, StoredFile]:
    """The link and its file; raises `NotFound` for a link that is unknown, expired or, for an upload, used."""
    link = (
        await session.execute(
            select(FileLink).where(FileLink.token_sha256 == _hash(token), FileLink.purpose == purpose).with_for_update()
        )
    ).scalar_one_or_none()
    if link is None or link.expires_at < wall() or (purpose == "UPLOAD" and link.used_at is not None):
        raise NotFound("FileLink")
    return link, await session.get_one(StoredFile, link.file_id)


async def receive(session: AsyncSession, store: FileStore, token: str, arrived: Arrived) -> StoredFile:
    """Let the bytes of a prepared upload be its file; of two who bring some at once, the second finds no link."""
    await _share(session)
    link, row = await follow(session, token, "UPLOAD")
    row.media_type = media_type(row.name, arrived.head)
    row.sha256, row.size = arrived.sha256, arrived.size
    link.used_at = wall()
    await session.flush()
    await store.settle(arrived)
    return row


async def _share(session: AsyncSession) -> None:
    """Until this transaction ends nobody sweeps away the bytes that its rows will name."""
    await session.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": _LOCK})


async def keep(session: AsyncSession, store: FileStore, *, name: str, content: bytes, subject: Any) -> StoredFile:
    """Keep a file that the service itself has made, attached to its object."""
    await _share(session)
    object_type, object_id = object_key(subject)
    row = StoredFile(
        name=name,
        media_type=media_type(name, content[:HEAD]),
        size=len(content),
        sha256=await store.put(content),
        created_at=wall(),
        object_type=object_type,
        object_id=object_id,
    )
    session.add(row)
    await session.flush()
    return row


async def attach(session: AsyncSession, act: Act, file_ids: Iterable[UUID], subject: Any) -> list[StoredFile]:
    """Bind the asker's own, completed uploads to the object; each file belongs to one object for good."""
    object_type, object_id = object_key(subject)
    attached = []
    for file_id in file_ids:
        row = await session.get(StoredFile, file_id, with_for_update=True)
        if row is None or (row.uploaded_by != act.person.id and row.object_id != object_id):
            raise NotFound("File", file_id)
        if row.sha256 is None:
            raise refuse(FILE_NOT_UPLOADED)
        if row.object_id is not None and row.object_id != object_id:
            raise NotFound("File", file_id)
        row.object_type, row.object_id = object_type, object_id
        attached.append(row)
    return attached


async def keep_evidence(session: AsyncSession, act: Act, subject: Any) -> None:
    """Bind the evidence of an act registered after the fact to its object; one file may prove several acts."""
    for file_id in act.late.evidence_file_ids if act.late else ():
        row = await session.get(StoredFile, file_id, with_for_update=True)
        if row is None or row.uploaded_by != act.person.id:
            raise NotFound("File", file_id)
        if row.sha256 is None:
            raise refuse(FILE_NOT_UPLOADED)
        if row.object_id is None:
            row.object_type, row.object_id = object_key(subject)


async def of(session: AsyncSession, subject: Any) -> list[StoredFile]:
    """The files of an object, in the order they came."""
    object_type, object_id = object_key(subject)
    rows = await session.execute(
        select(StoredFile)
        .where(StoredFile.object_type == object_type, StoredFile.object_id == object_id)
        .order_by(StoredFile.id)
    )
    return list(rows.scalars())


async def sweep(session: AsyncSession, store: FileStore) -> int:
    """Remove links past their time and uploads that nobody attached within a day; returns how many files went."""
    now = wall()
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await session.execute(delete(FileLink).where(FileLink.expires_at < now - STALE))
    await store.sweep(now - STALE)
    stale = (
        await session.execute(
            select(StoredFile)
            .where(StoredFile.object_id.is_(None), StoredFile.created_at < now - STALE)
            .with_for_update(skip_locked=True)  # whoever attaches it just now keeps it
        )
    ).scalars()
    count = 0
    for row in stale:
        if row.sha256 is not None:
            others = await session.scalar(
                select(StoredFile.id).where(StoredFile.sha256 == row.sha256, StoredFile.id != row.id).limit(1)
            )
            if others is None:
                await store.remove(row.sha256)
        await session.delete(row)
        count += 1
    return count
