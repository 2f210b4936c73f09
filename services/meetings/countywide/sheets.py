"""The notice of a county-wide meeting as data (会议通知, in the words documents renders)."""

from typing import Any

from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.meetings.countywide.model import CountyWideMeeting
from services.meetings.sittings import naming

LEAVE = "不能参会的，须提前向县政府办公室主任请假。"


def moment(meeting: CountyWideMeeting) -> str:
    starts = meeting.starts_at.astimezone(SHANGHAI)
    return f"{naming.day(starts.date())}{starts:%H:%M}"


def notice_text(meeting: CountyWideMeeting) -> str:
    """Time, place and content, as the desk says it."""
    content = "；".join(meeting.content)
    return f"定于{moment(meeting)}在{meeting.place}召开{meeting.title}，会议内容：{content}。{LEAVE}"


def notice(act: Act, meeting: CountyWideMeeting) -> dict[str, Any]:
    """会议通知 of a county-wide meeting, signed by 办主任."""
    view = act.roster.as_of(meeting.on)
    units = [naming.short_unit(view, unit) for unit in meeting.attending_unit_ids]
    leaders = [naming.titled(view, leader) for leader in meeting.leader_ids]
    return {
        "mark": naming.office(act.view),
        "organ": naming.office(act.view),
        "meeting_name": naming.one_line(meeting.title),
        "addressees": units,
        "starts_at": meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "topics": [naming.one_line(line) for line in meeting.content],
        "attendees": [*leaders, "各参会单位主要负责同志"],
        "observers": [],
        "materials": [f"会议时间控制在{meeting.planned_minutes}分钟以内。"],
        "leave": LEAVE,
        "contact": f"{naming.short_unit(view, meeting.unit_id)}{view.person_name(meeting.applied_by)}",
        "dated": act.on,
    }
