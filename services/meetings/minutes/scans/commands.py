"""What may be asked of the signed paper: keep its scan."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel import files
from services.kernel.acts import Act
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import FILE_TYPE_NOT_ALLOWED, REASON_REQUIRED, refuse
from services.kernel.rules import Case
from services.meetings.minutes import queries
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.scans.model import MinutesScan

SCANNED = frozenset({"application/pdf", "application/ofd", "image/jpeg", "image/png"})


async def attach_minutes_scan(
    session: AsyncSession, act: Act, *, minutes_id: UUID, file_id: UUID, restricted: bool | None = None
) -> Minutes:
    """The scan of what was signed on paper; another one takes its place with a reason.

    `restricted` says whether it shows personnel matters: by default it does where such matters were heard.
    Raises FILE_TYPE_NOT_ALLOWED for what is no picture of a paper.
    """
    minutes = await load(session, Minutes, minutes_id, act)
    advance(session, MINUTES, "attach_minutes_scan", Case(minutes, act))
    if restricted is None:
        restricted = any(entry.restricted for entry in await queries.entries(session, minutes))
    scan = MinutesScan(
        id=new_id(),
        minutes_id=minutes.id,
        edition=minutes.edition,
        restricted=restricted,
        attached_at=act.at,
        attached_by=act.person.id,
    )
    (stored,) = await files.attach(session, act, [file_id], scan)
    if stored.media_type not in SCANNED:
        raise refuse(FILE_TYPE_NOT_ALLOWED, stored.name.rsplit(".", 1)[-1], path=("fileId",))
    query = select(MinutesScan).where(
        MinutesScan.minutes_id == minutes.id, MinutesScan.restricted == restricted, MinutesScan.replaced_at.is_(None)
    )
    earlier = (await session.execute(query)).scalar_one_or_none()
    if earlier is not None:
        if not (act.reason or "").strip():
            raise refuse(REASON_REQUIRED)
        earlier.replaced_at, earlier.replaced_because = act.at, (act.reason or "").strip()
        await session.flush()
    assert stored.sha256 is not None
    assert stored.size is not None
    scan.file_id, scan.name, scan.media_type = stored.id, stored.name, stored.media_type
    scan.size, scan.sha256 = stored.size, stored.sha256
    session.add(scan)
    return minutes
