"""What is said beside the names of those on a meeting's list: leave, 代会, late, away (spec 08, 9)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import AttendanceStatus
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import SHANGHAI
from services.meetings.attendance.model import Attendee, LeaveState, MeetingLeave
from services.meetings.papers.commands import request_paper
from services.meetings.sittings import sheets
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.rules import Sitting


async def leaves_of(session: AsyncSession, meeting_ids: Iterable[UUID]) -> Mapping[UUID, MeetingLeave]:
    """By attendee: the last leave that was asked for and not taken back; once it is approved, no other is asked for."""
    query = select(MeetingLeave).where(
        MeetingLeave.meeting_id.in_(meeting_ids), MeetingLeave.state != LeaveState.WITHDRAWN
    )
    return {leave.attendee_id: leave for leave in (await session.execute(query.order_by(MeetingLeave.id))).scalars()}


def approval(leave: MeetingLeave) -> str:
    """县长批准, 办主任批准，受县长委托."""
    stamp = f"，{leave.approver_stamp}" if leave.approver_stamp else ""
    return f"{'县长' if leave.to_county_head else '办主任'}批准{stamp}"


def came_instead(attendee: Attendee) -> str:
    """副局长李四代会; nothing where nobody came in his place."""
    return f"{attendee.substitute_title}{attendee.substitute}代会" if attendee.substitute else ""


def _remark(attendee: Attendee, leave: MeetingLeave | None) -> str:
    """What the 签到表 says: who gave leave, who came late, left, stayed away, and who sat in his place."""
    words = [f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%H:%M}中途离场" for at in attendee.left_at]
    if attendee.status is AttendanceStatus.ON_LEAVE and leave is not None:
        words.append(f"请假（{approval(leave)}）")
    elif attendee.status not in (AttendanceStatus.PRESENT, None):
        words.append(attendee.status.label)
    return "，".join(filter(None, [*words, came_instead(attendee)]))


async def request_sign_in_sheet(session: AsyncSession, act: Act, sitting: Sitting, by: Capacity | None) -> None:
    """Ask for the 签到表 of a meeting whose attendance is settled (CW-5.1)."""
    leaves = await leaves_of(session, [sitting.meeting.id])
    data = sheets.sign_in_sheet(sitting, {a.id: _remark(a, leaves.get(a.id)) for a in sitting.attendees})
    title = f"{meeting_name(sitting.meeting)}签到表"
    await request_paper(session, act, sitting.meeting, DocumentKind.SIGN_IN_SHEET, title, data, by=by)
