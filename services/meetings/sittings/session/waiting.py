"""Who is called to the door for the next topic, and who is asked out of the room (CW-5.1, CW-2.6)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.words.meetings import AttendeeCategory
from services.kernel.acts import Act
from services.meetings.attendance.model import Attendee
from services.meetings.desk import DESK
from services.meetings.sittings.model import AgendaItem, AgendaItemState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting

OUTSIDE = frozenset({AttendeeCategory.OBSERVER, AttendeeCategory.INVITED})


def usher(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """`item` has its turn: the next is called to wait, and a personnel matter empties the room of all but members.

    What is registered after the fact calls nobody.
    """
    if act.late is not None:
        return
    if item.restricted and item.state is AgendaItemState.CALLED:
        _ask_out(session, act, sitting, item)
    following = _following(sitting, item)
    if following is not None and following.waiting_called_at is None:
        _call(session, act, sitting, item, following)


def _following(sitting: Sitting, item: AgendaItem) -> AgendaItem | None:
    """The next that is still to be heard: after this one, else one that was passed over."""
    waiting = [each for each in sitting.items if each.state is AgendaItemState.FINALIZED]
    return next((each for each in waiting if each.position > item.position), next(iter(waiting), None))


def _call(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem, following: AgendaItem) -> None:
    """候会: its observers and its reporter come and wait, told once; with them who was asked out before."""
    following.waiting_called_at = act.at
    came: list[Attendee] = []
    if not following.restricted:
        units = {sitting.view.responsible_unit(u) for u in (following.unit_id, *following.involved_unit_ids)}
        came = [a for a in sitting.attendees if a.category is AttendeeCategory.OBSERVER and a.unit_id in units]
        came += _to_leave(sitting, item) if item.restricted else []
    to = [a.person_id for a in came if a.person_id is not None]
    if following.reporter_id is not None:
        to.append(following.reporter_id)
    text = f"第{following.position}项议题即将研究，请到{sitting.meeting.place}等候。"
    people = [person(each) for each in dict.fromkeys(to)]
    DESK.notify(session, act, sitting.meeting, "waiting_call", meeting_name(sitting.meeting), text, people)


def _ask_out(session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem) -> None:
    """仅组成人员参加 (AMB-22): they are told, and the clerk sees to it and to those without an account."""
    leaving = _to_leave(sitting, item)
    if not leaving:
        return
    text = f"第{item.position}项议题仅组成人员参加，请退场：{_names(leaving)}（CW-2.6）。"
    people = dict.fromkeys([*(person(a.person_id) for a in leaving if a.person_id), recorder(sitting.meeting)])
    DESK.notify(session, act, sitting.meeting, "members_only", meeting_name(sitting.meeting), text, people)


def _to_leave(sitting: Sitting, item: AgendaItem) -> list[Attendee]:
    """Observers and guests in the room, but for him who reports."""
    return [
        a
        for a in sitting.attendees
        if a.category in OUTSIDE
        and a.signed_in_at is not None
        and a.signed_out_at is None
        and (a.person_id is None or a.person_id != item.reporter_id)
    ]


def _names(people: Iterable[Attendee]) -> str:
    return "、".join(each.name for each in people)
