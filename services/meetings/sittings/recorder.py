"""Who keeps a meeting's record and drafts its minutes: a clerk of the office (CW-5.1, ZT-5.1)."""

from uuid import UUID

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.meetings.sittings.model import Meeting


def recorder(meeting: Meeting) -> Addressee:
    """The clerk named for it, or the clerks of the office until one is."""
    return person(meeting.recorder_id) if meeting.recorder_id else post(PostCode.OFFICE_CLERK)


def chosen(act: Act, named: UUID | None) -> UUID | None:
    """The clerk who is named, else the asker if he is one; raises CONTENT_INVALID for anybody else."""
    today = act.roster.as_of(act.today)
    if today.holds(named or act.person.id, PostCode.OFFICE_CLERK):
        return named or act.person.id
    if named is not None:
        raise refuse(CONTENT_INVALID, f"记录人（应为{PostCode.OFFICE_CLERK.label}）", path=("recorderId",))
    return None
