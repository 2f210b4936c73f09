"""How a meeting, its people and its office are named on paper."""

from datetime import date
from uuid import UUID

from services.contracts.shared import Signer
from services.contracts.words.directory import PostCode, UnitKind
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import SHANGHAI
from services.kernel.roster import RosterView
from services.meetings.attendance.model import Attendee
from services.meetings.sittings.model import Meeting

WEEKDAYS = "一二三四五六日"


def meeting_name(meeting: Meeting) -> str:
    """县政府第2次常务会议; without a number until the 议题单 is issued."""
    number = f"第{meeting.session_no}次" if meeting.session_no else ""
    return f"县政府{number}{meeting.kind.label}"


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日（星期{WEEKDAYS[value.weekday()]}）"


def moment(meeting: Meeting) -> str:
    starts = meeting.starts_at.astimezone(SHANGHAI)
    return f"{day(starts.date())}{starts:%H:%M}"


def one_line(text: str) -> str:
    """Papers take their texts in lines: what was written in several becomes one."""
    return " ".join(text.split())


def county(view: RosterView) -> str:
    """The county's government as its letterhead names it."""
    return _first(view, UnitKind.LEADERSHIP)


def office(view: RosterView) -> str:
    """The government's office as it signs."""
    return _first(view, UnitKind.OFFICE)


def _first(view: RosterView, kind: UnitKind) -> str:
    return next((unit.name for unit in view.units.values() if unit.kind == kind), "")


def short_unit(view: RosterView, unit_id: UUID | None) -> str:
    unit = view.unit(unit_id) if unit_id else None
    return unit.short_name if unit else ""


def titled(view: RosterView, person_id: UUID) -> str:
    """县长周明远: title and name."""
    return f"{view.title_of(person_id)}{view.person_name(person_id)}"


def listed(view: RosterView, attendee: Attendee) -> str:
    """How somebody stands in the lists of those who took part."""
    if attendee.person_id is not None and attendee.post == PostCode.UNIT_HEAD:
        return f"{short_unit(view, attendee.unit_id)}{attendee.name}"
    return f"{attendee.title}{attendee.name}" if attendee.person_id is None else attendee.name


def signatory(act: Act, by: Capacity) -> str | None:
    """Who signed for whom, as the paper shows it; None when everybody signed for himself (10.3: no signature)."""
    if by.is_own:
        return None
    words = by.stamp if by.delegation_id is None else f"{by.stamp}签发"
    return f"{titled(act.view, by.person_id)}（{words}）"


def signer(act: Act, by: Capacity) -> Signer:
    """签发人, with the one he signs for."""
    return Signer(
        person_id=by.person_id,
        name=act.view.person_name(by.person_id),
        post=PostCode(by.post),
        title=act.view.title_of(by.person_id) or PostCode(by.post).label,
        on_behalf_of=by.on_behalf_of,
        stamp=by.stamp,
    )
