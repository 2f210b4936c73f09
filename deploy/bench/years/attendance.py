"""Who is on the list of a meeting, who was told, asked for leave, came, or came late."""

from datetime import timedelta
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.setting import DAY
from deploy.bench.years.sittings import Planned, Sitting, sheet_id
from deploy.bench.years.year import Year
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import AttendanceStatus, NoticeChannel
from services.meetings.attendance.model import Attendee, LeaveState, MeetingLeave, Receipt
from services.meetings.attendance.roster import draft
from services.meetings.procedures import procedure
from services.meetings.sittings.agenda.model import AgendaReceipt
from services.meetings.sittings.model import AgendaItem, Meeting

A = AttendanceStatus
CAME = (A.PRESENT,) * 93 + (A.LATE,) * 3 + (A.LEFT_EARLY,) * 2 + (A.ABSENT,) * 2
SHARE_ON_LEAVE = 0.05


def seat(year: Year, sitting: Sitting) -> list[UUID]:
    """Write the list that the service itself would draw up; returns who was there."""
    meeting, chance = sitting.plan, year.chance
    if not year.has_passed(meeting.sheet_at):
        return []
    listed = _listed(year, sitting)
    told, over = year.has_passed(meeting.notified_at), year.has_passed(meeting.ends_at)
    there = []
    for row in listed:
        attendee = chance.id(meeting.sheet_at)
        away = row.person_id not in (None, meeting.host_id) and told and chance.happens(SHARE_ON_LEAVE)
        leave = _ask_leave(year, meeting, attendee, row) if away else None
        status = A.ON_LEAVE if leave else A.PRESENT if row.person_id == meeting.host_id else chance.one(CAME)
        came = status not in (A.ON_LEAVE, A.ABSENT) and year.has_passed(meeting.starts_at)
        if came and row.person_id is not None:
            there.append(row.person_id)
        late = timedelta(minutes=15 if status is A.LATE else -10)
        early = status is A.LEFT_EARLY and over
        year.meetings.add(
            Attendee,
            attendee,
            meeting_id=meeting.id,
            position=row.position,
            category=row.category,
            post=row.post,
            through=row.through,
            person_id=row.person_id,
            name=row.name,
            title=row.title,
            unit_id=row.unit_id,
            channel=NoticeChannel.ELECTRONIC if told else None,
            notified_at=meeting.notified_at if told else None,
            notified_by=meeting.recorder_id if told else None,
            receipt=Receipt.ASKS_LEAVE if leave else Receipt.WILL_ATTEND if told else None,
            receipt_at=meeting.notified_at + timedelta(hours=1) if told else None,
            signed_in_at=meeting.starts_at + late if came else None,
            signed_out_at=meeting.ends_at if came and over and not early else None,
            left_at=[(meeting.ends_at - timedelta(minutes=30)).isoformat()] if early else [],
            leave_id=leave,
            status=status if over else None,
        )
        if told and row.person_id is not None:
            _deliver(year, meeting, attendee, sitting.versions)
    year.notice(
        "meetings", "meeting_notice", ("Meeting", meeting.id), f"{sitting.name}通知", f"请准时参加{sitting.name}。",
        at=meeting.notified_at, to=[row.person_id for row in listed if row.person_id is not None],
    )  # fmt: skip
    return there


def _listed(year: Year, sitting: Sitting) -> list[Attendee]:
    meeting = sitting.plan
    items = [AgendaItem(unit_id=item.topic.unit_id, involved_unit_ids=item.topic.involved) for item in sitting.items]
    return draft(Meeting(id=meeting.id, kind=meeting.kind, host_id=meeting.host_id), items, year.county.view)


def _deliver(year: Year, meeting: Planned, attendee: UUID, versions: int) -> None:
    at = max(meeting.notified_at, meeting.starts_at - 2 * DAY)
    for version in range(1, versions + 1):
        sent = meeting.notified_at if version == 1 else at
        received = sent + timedelta(hours=1)
        year.meetings.add(
            AgendaReceipt, sheet_id=sheet_id(meeting, version), attendee_id=attendee, delivered_at=sent,
            received_at=received if year.has_passed(received) and year.chance.happens(0.9) else None,
        )  # fmt: skip


def _ask_leave(year: Year, meeting: Planned, attendee: UUID, row: Attendee) -> UUID | None:
    """Leave that was asked for and given; none while that lies ahead."""
    asked, decided = meeting.notified_at + timedelta(hours=1), meeting.notified_at + timedelta(hours=5)
    if not year.has_passed(decided):
        return None
    by_head = row.post in procedure(meeting.kind).leave_of_county_head
    approver = year.county.mayor if by_head else year.county.director
    leave = year.chance.id(asked)
    year.meetings.add(
        MeetingLeave, leave, created_at=asked, meeting_id=meeting.id, attendee_id=attendee, person_id=row.person_id,
        state=LeaveState.APPROVED, reason=year.chance.one(words.REASONS), to_county_head=by_head,
        starts_at=meeting.starts_at, submitted_by=row.person_id, submitted_at=asked, approver_id=approver.id,
        decided_at=decided,
    )  # fmt: skip
    year.task("meetings", "decide_leave", ("MeetingLeave", leave), f"审批{row.name}会议请假", opened=asked,
              done=decided, by=approver.id,
              post=PostCode.COUNTY_HEAD if by_head else PostCode.OFFICE_DIRECTOR)  # fmt: skip
    return leave
