"""The 到会情况通报 as data (in the words documents renders)."""

from typing import Any

from services.contracts.words.meetings import AttendanceStatus
from services.kernel.acts import Act
from services.meetings.attendance.bulletin.turnout import COUNTED, Turnout
from services.meetings.sittings import naming
from services.meetings.sittings.model import Meeting


def bulletin(act: Act, meeting: Meeting, turnout: Turnout) -> dict[str, Any]:
    late, early = (turnout.with_status(each) for each in (AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY))
    units = [naming.short_unit(turnout.view, unit) for unit in turnout.units()]
    return {
        "mark": naming.office(act.view),
        "organ": naming.office(act.view),
        "meeting_name": naming.meeting_name(meeting),
        "addressees": ["会议组成人员及列席单位"],
        "starts_at": meeting.started_at or meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "figures": [_figures(name, turnout.of(category)) for category, name in COUNTED.items()],
        "on_leave": turnout.told(turnout.on_leave),
        "absent": turnout.told(turnout.absent),
        "late": turnout.names(late),
        "left_early": turnout.names(early),
        "units": units,
        "explain_by": meeting.explain_by if units else None,
        "dated": act.on,
        "imprint": {"cc": [], "issuer": naming.office(act.view), "issued_on": act.on},
    }


def _figures(name: str, turnout: Turnout) -> dict[str, Any]:
    return {
        "name": name,
        "expected": len(turnout.expected),
        "present": len(turnout.present),
        "on_leave": len(turnout.on_leave),
        "absent": len(turnout.absent),
        "late": len(turnout.with_status(AttendanceStatus.LATE)),
        "left_early": len(turnout.with_status(AttendanceStatus.LEFT_EARLY)),
    }
