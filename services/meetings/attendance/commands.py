"""What may be asked of a meeting's list: changes, notices, receipts, the door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.meetings import MeetingNotified, Notified
from services.contracts.shared import Recipient
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.meetings import AttendeeCategory, NoticeChannel
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.kernel.roster import RosterView
from services.kernel.rules import Case
from services.meetings.attendance.leave.absences import ask_for_the_absent
from services.meetings.attendance.lifecycle import DOOR
from services.meetings.attendance.model import Attendee, Receipt
from services.meetings.attendance.remarks import request_sign_in_sheet
from services.meetings.attendance.rules import Door
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.sittings import queries, sheets
from services.meetings.sittings.agenda.versions import deliver
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.lifecycle import MEETING
from services.meetings.sittings.locks import lock_part
from services.meetings.sittings.material.receipts import hand_out
from services.meetings.sittings.model import Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name, moment, one_line, signer
from services.meetings.sittings.receivers import receivers
from services.meetings.sittings.rules import Sitting


@dataclass(frozen=True)
class Guest:
    """Somebody for the list: a person of the roster by id, or a guest from outside by name (AMB-48)."""

    category: AttendeeCategory
    person_id: UUID | None = None
    name: str = ""
    title: str = ""
    unit_id: UUID | None = None
    post: PostCode | None = None
    through: UnitRole | None = None


async def add_attendees(session: AsyncSession, act: Act, *, meeting_id: UUID, guests: Sequence[Guest]) -> Meeting:
    """People join the list; after the notice the number of copies grows with them (CW-4.4a)."""
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.moves += 1
    advance(session, MEETING, "add_attendees", Case(meeting, act))
    present = await queries.attendees(session, meeting.id)
    known = {attendee.person_id for attendee in present if attendee.person_id is not None}
    view = act.roster.as_of(meeting.on)
    position = max((attendee.position for attendee in present), default=0)
    for guest in guests:
        if guest.person_id in known:
            continue
        if guest.person_id is not None:
            known.add(guest.person_id)
        position += 1
        attendee = listed(meeting, guest, view, position, path=("guests",))
        attendee.added_after_notice = meeting.notified_at is not None
        session.add(attendee)
        if meeting.copies_required is not None:
            meeting.copies_required += 1
    return meeting


def listed(meeting: Meeting, guest: Guest, view: RosterView, position: int, *, path: tuple[str, ...]) -> Attendee:
    """His line on the list, filled up from the roster; raises CONTENT_INVALID for nobody in particular."""
    who = view.persons.get(guest.person_id) if guest.person_id else None
    name = who.name if who else guest.name.strip()
    if not name or (guest.person_id is not None and who is None):
        raise refuse(CONTENT_INVALID, "参会人员", path=path)
    held = next(iter(view.holdings_of(who.id)), None) if who else None
    return Attendee(
        meeting_id=meeting.id,
        position=position,
        category=guest.category,
        post=guest.post or (PostCode(held.post) if held else None),
        through=guest.through,
        person_id=who.id if who else None,
        name=name,
        title=guest.title or (view.title_of(who.id) if who else ""),
        unit_id=guest.unit_id or (held.unit_id if held else None),
        left_at=[],
    )


async def remove_attendee(session: AsyncSession, act: Act, *, attendee_id: UUID) -> Meeting:
    """Somebody leaves the list, until the notice freezes it; a member, or who has asked for leave, stays on it."""
    meeting, attendee = await _lock(session, act, attendee_id)
    advance(session, MEETING, "remove_attendee", Case(meeting, act))
    if meeting.notified_at is not None or attendee.category is AttendeeCategory.MEMBER:
        raise refuse(STATE_NOT_ALLOWED, "名单已确定" if meeting.notified_at else "组成人员")
    if attendee.leave_id is not None:
        raise refuse(STATE_NOT_ALLOWED, "已请假")
    await session.delete(attendee)
    return meeting


async def _lock(session: AsyncSession, act: Act, attendee_id: UUID) -> tuple[Meeting, Attendee]:
    meeting, attendee = await lock_part(session, act, Attendee, attendee_id)
    meeting.moves += 1
    return meeting, attendee


async def notify_meeting(
    session: AsyncSession, act: Act, *, meeting_id: UUID, by_phone_ids: Sequence[UUID] = ()
) -> Meeting:
    """办主任 sends the notice: the list is frozen, guests are invited through their offices (CW-4.2, CW-4.3).

    `by_phone_ids` are attendees who will be telephoned; each call is registered by hand. Sent again it reaches those
    who have not been told.
    """
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.moves += 1
    sitting = await queries.sitting(session, act, meeting)
    first = meeting.notified_at is None
    by = advance(session, MEETING, "notify_meeting", Case(meeting, act, sitting))
    meeting.notified_at, meeting.roster_version = act.occurred_at, act.roster.version
    meeting.copies_required = len(sitting.attendees)
    await ask_for_the_absent(
        session, consequence(act), sitting, [a for a in sitting.attendees if a.notified_at is None]
    )
    told = [a for a in sitting.attendees if a.notified_at is None and a.id not in set(by_phone_ids)]
    for attendee in told:
        _mark(attendee, NoticeChannel.ELECTRONIC, act.occurred_at, act.doer.id)
    await deliver(session, act, meeting, told)
    await hand_out(session, act, meeting, told)
    text = notice_text(sitting)
    to = [person(a.person_id) for a in told if a.person_id is not None]
    DESK.notify(session, act, meeting, "meeting_notice", f"{meeting_name(meeting)}会议通知", text, to)
    _tell_the_others(session, act, meeting, told, by)
    if first:
        await _request_papers(session, act, sitting, by)
    return meeting


def notice_text(sitting: Sitting) -> str:
    """Time, place, topics, whom to ask for leave (spec 07, 7.1)."""
    titles = "；".join(sitting.title(item) for item in sitting.on_the_agenda())
    return (
        f"定于{moment(sitting.meeting)}在{sitting.meeting.place}召开{meeting_name(sitting.meeting)}，"
        f"议题：{titles}。{sheets.leave_words(sitting.meeting)}"
    )


def _mark(attendee: Attendee, channel: NoticeChannel, at: datetime, by: UUID, answered_by: str = "") -> None:
    attendee.channel, attendee.notified_at = channel, at
    attendee.notified_by, attendee.answered_by = by, answered_by


def _tell_the_others(
    session: AsyncSession, act: Act, meeting: Meeting, told: Iterable[Attendee], by: Capacity | None
) -> None:
    rows = tuple(
        Notified(name=a.name, person_id=a.person_id, channel=a.channel, at=a.notified_at)
        for a in told
        if a.channel is not None and a.notified_at is not None
    )
    publish(session, act, MeetingNotified(meeting_id=meeting.id, recipients=rows, clauses=("CW-4.2",)), meeting, by)


async def _request_papers(session: AsyncSession, act: Act, sitting: Sitting, by: Capacity | None) -> None:
    """会议通知 and 邀请函; of a meeting that was moved they take the place of what has not gone out yet."""
    meeting = sitting.meeting
    for kind in (DocumentKind.MEETING_NOTICE, DocumentKind.INVITATION):
        await supersede(session, meeting.id, kind)
    await request_paper(
        session,
        act,
        meeting,
        DocumentKind.MEETING_NOTICE,
        f"关于召开{meeting_name(meeting)}的通知",
        sheets.notice(act, sitting),
        by=by,
        series="OFFICE_LETTER",
        recipients=sheets.recipients(sitting),
        signer=signer(act, by) if by else None,
        signed_on=act.on,
    )
    for unit_id, name, data in sheets.invitations(act, sitting):
        await request_paper(
            session,
            act,
            meeting,
            DocumentKind.INVITATION,
            f"关于邀请参加{meeting_name(meeting)}的函",
            data,
            by=by,
            series="OFFICE_LETTER",
            recipients=[Recipient(name=name, unit_id=unit_id)],
            signer=signer(act, by) if by else None,
            signed_on=act.on,
        )


async def register_phone_notice(
    session: AsyncSession, act: Act, *, attendee_id: UUID, answered_by: str, at: datetime | None = None
) -> Meeting:
    """A telephone call, by hand: when, who called, who answered (CW-4.2)."""
    meeting, attendee = await _lock(session, act, attendee_id)
    by = advance(session, MEETING, "register_phone_notice", Case(meeting, act))
    called = at or act.occurred_at
    if not answered_by.strip() or called > act.at:
        raise refuse(CONTENT_INVALID, "接听人、通知时间", path=("answeredBy",))
    _mark(attendee, NoticeChannel.PHONE, called, act.doer.id, answered_by.strip())
    await deliver(session, act, meeting, [attendee])
    await hand_out(session, act, meeting, [attendee])
    _tell_the_others(session, act, meeting, [attendee], by)
    return meeting


async def acknowledge_notice(
    session: AsyncSession, act: Act, *, meeting_id: UUID, attendee_ids: Sequence[UUID] = ()
) -> Meeting:
    """回执: the invited says that he will come; asking for leave is the other answer (CW-4.2).

    The office enters what guests without an account and those telephoned have answered: `attendee_ids`.
    """
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.moves += 1
    if meeting.state is not MeetingState.NOTIFIED:
        raise refuse(STATE_NOT_ALLOWED, meeting.state.label)
    listed = await queries.attendees(session, meeting.id)
    mine = receivers(act, meeting, listed, attendee_ids, himself=act.person.id)
    for each in mine:
        each.receipt, each.receipt_at = Receipt.WILL_ATTEND, act.at
    detail = {"attendees": [str(each.id) for each in mine]}
    record(session, Record(act, "acknowledge_notice", "Meeting", meeting.id, clauses=("CW-4.2",), detail=detail))
    return meeting


async def sign_in(
    session: AsyncSession,
    act: Act,
    *,
    meeting_id: UUID,
    attendee_ids: Sequence[UUID] = (),
    person_ids: Sequence[UUID] = (),
    at: datetime | None = None,
) -> Meeting:
    """People sign in at the door; who is not on the list is refused (CW-5.3)."""
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.moves += 1
    present = await queries.attendees(session, meeting.id)
    when = _moment(act, at)
    for door in _doors(act, present, attendee_ids, person_ids):
        advance(session, DOOR, "sign_in", Case(meeting, act, door))
        assert door.attendee is not None
        door.attendee.signed_in_at = door.attendee.signed_in_at or when
        door.attendee.signed_out_at = None
        door.attendee.substitute = door.attendee.substitute_title = ""  # he has come himself
    return meeting


async def sign_out(
    session: AsyncSession, act: Act, *, meeting_id: UUID, attendee_ids: Sequence[UUID], at: datetime | None = None
) -> Meeting:
    """People go: observers after their topic, members at the end."""
    meeting = await load(session, Meeting, meeting_id, act)
    meeting.moves += 1
    present = await queries.attendees(session, meeting.id)
    when = _moment(act, at)
    advance(session, DOOR, "sign_out", Case(meeting, act))
    for door in _doors(act, present, attendee_ids, ()):
        if door.attendee is None or door.attendee.signed_in_at is None:
            raise refuse(CONTENT_INVALID, f"{door.name}尚未签到", path=("attendeeIds",))
        door.attendee.signed_out_at = when
    return meeting


async def mark_leaving(session: AsyncSession, act: Act, *, attendee_id: UUID, at: datetime | None = None) -> Meeting:
    """Somebody who has come leaves the room midway (CW-5.3)."""
    meeting, attendee = await _lock(session, act, attendee_id)
    when = _moment(act, at)
    advance(session, DOOR, "mark_leaving", Case(meeting, act, Door(attendee.name, attendee)))
    if attendee.signed_in_at is None or when < attendee.signed_in_at or attendee.signed_out_at is not None:
        raise refuse(CONTENT_INVALID, f"{attendee.name}未在会场", path=("attendeeId",))
    attendee.left_at = [*attendee.left_at, when.astimezone(SHANGHAI).isoformat()]
    return meeting


async def register_substitute(
    session: AsyncSession, act: Act, *, attendee_id: UUID, name: str | None = None, title: str = ""
) -> Meeting:
    """代会: who sits in the place of somebody who has not come; he counts for nobody (AMB-33). Without a name: nobody.

    Entered when the meeting is over, the 签到表 is asked for anew.
    """
    meeting, attendee = await _lock(session, act, attendee_id)
    by = advance(session, DOOR, "register_substitute", Case(meeting, act, Door(attendee.name, attendee)))
    if name is not None and not (name.strip() and title.strip()):
        raise refuse(CONTENT_INVALID, "代会人员姓名、职务", path=("name",))
    if meeting.bulletin_signed_at is not None:
        raise refuse(STATE_NOT_ALLOWED, "到会情况通报已签发")
    attendee.substitute, attendee.substitute_title = (one_line(each) if name else "" for each in (name or "", title))
    if meeting.state is MeetingState.CONCLUDED:
        await supersede(session, meeting.id, DocumentKind.SIGN_IN_SHEET)
        await request_sign_in_sheet(session, act, await queries.sitting(session, act, meeting), by)
    return meeting


def _moment(act: Act, at: datetime | None) -> datetime:
    when = at or act.occurred_at
    if when.tzinfo is None or when > act.at:
        raise refuse(CONTENT_INVALID, "时间", path=("at",))
    return when


def _doors(
    act: Act, present: Sequence[Attendee], attendee_ids: Sequence[UUID], person_ids: Sequence[UUID]
) -> Iterable[Door]:
    by_id = {attendee.id: attendee for attendee in present}
    by_person = {attendee.person_id: attendee for attendee in present}
    for each in attendee_ids:
        found = by_id.get(each)
        yield Door(found.name if found else "", found)
    for each in person_ids:
        yield Door(act.view.person_name(each), by_person.get(each))
