"""What stands in calendars beside meetings: absences, invitations to activities, county-wide meetings."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from deploy.bench.years import words
from deploy.bench.years.setting import DAY, clock
from deploy.bench.years.year import Year
from services.contracts.words.directory import AbsenceKind, PostCode
from services.directory.absences.model import Absence, AbsenceState
from services.kernel.copies import ABSENCE
from services.kernel.store import WindowCopy
from services.meetings.activities.model import ActivityAnswer, ActivityInvitation, ActivityState, InvitedLeader
from services.meetings.attendance.model import AbsenceCopy
from services.meetings.countywide.model import CountyWideKind, CountyWideMeeting, CountyWideState

ABSENCES, ACTIVITIES, COUNTY_WIDE = 6, 120, 30  # a year: of each leader and head, and in all


def keep_diary(year: Year) -> None:
    days = year.county.workdays(year.first, year.last)
    for person in year.county.travellers:
        for _ in range(year.share(ABSENCES)):
            _be_away(year, person.id, year.chance.one(days))
    for _ in range(year.share(ACTIVITIES)):
        _invite(year, year.chance.one(days))
    for _ in range(year.share(COUNTY_WIDE)):
        _gather(year, year.chance.one(days))


def _be_away(year: Year, person_id: UUID, first: date) -> None:
    """公务外出 or 休假 as the directory keeps it, and its copies in the services that look at it."""
    chance, asked = year.chance, clock(first - 3 * DAY, 10)
    if not year.has_passed(asked):
        return
    until = first + chance.number(1, 4) * DAY
    absence = chance.id(asked)
    kind = chance.one((AbsenceKind.OFFICIAL_TRIP, AbsenceKind.OFFICIAL_TRIP, AbsenceKind.VACATION))
    ended = year.now.date() >= until
    year.directory.add(
        Absence, absence, created_at=asked, state=AbsenceState.ENDED if ended else AbsenceState.APPROVED,
        person_id=person_id, kind=kind, valid_from=first, valid_until=until, reason=chance.one(words.REASONS),
        place="安康", approver_post=PostCode.COUNTY_HEAD, decided_by=year.county.mayor.id,
        decided_at=asked + timedelta(hours=3), ended_on=until if ended else None,
    )  # fmt: skip
    for database in (year.directory, year.meetings, year.supervision):
        database.add(
            WindowCopy, absence, kind=ABSENCE, person_id=person_id, scopes=[], valid_from=first, valid_until=until
        )
    year.meetings.add(AbsenceCopy, absence, person_id=person_id, kind=kind, valid_from=first, valid_until=until)


def _invite(year: Year, day: date) -> None:
    """邀请县政府领导参加活动."""
    chance, county = year.chance, year.county
    starts, asked = clock(day, 10), clock(day - 10 * DAY, 9)
    if not year.has_passed(asked):
        return
    leader, unit = chance.one(county.deputies), chance.one(county.units)
    held = year.has_passed(starts + timedelta(hours=2))
    invitation = chance.id(asked)
    year.meetings.add(
        ActivityInvitation, invitation, created_at=asked, state=ActivityState.HELD if held else ActivityState.ACCEPTED,
        unit_id=unit.id, title=f"{chance.one(words.FIELDS)}现场推进会", starts_at=starts,
        ends_at=starts + timedelta(hours=2), place=unit.short_name, plan=words.paragraph(chance, 1),
        leader_ids=[leader.id], requested_by=county.clerk(unit.id).id, requested_at=asked, opinion="建议出席",
        arranged_by=chance.one(county.clerks).id, arranged_at=asked + DAY, answers=1,
    )  # fmt: skip
    year.meetings.add(
        InvitedLeader, chance.id(asked), invitation_id=invitation, position=1, leader_id=leader.id,
        answer=ActivityAnswer.ACCEPTED, answered_by=leader.id, answered_at=asked + 2 * DAY,
    )  # fmt: skip


def _gather(year: Year, day: date) -> None:
    """全县性会议."""
    chance, county = year.chance, year.county
    starts, asked = clock(day, 15), clock(day - 20 * DAY, 9)
    if not year.has_passed(asked):
        return
    unit, leader = chance.one(county.units), chance.one(county.deputies)
    held = year.has_passed(starts + timedelta(hours=2))
    year.meetings.add(
        CountyWideMeeting, chance.id(asked), created_at=asked, kind=CountyWideKind.DEPARTMENT,
        state=CountyWideState.HELD if held else CountyWideState.NOTIFIED, year=day.year, unit_id=unit.id,
        counted_unit_id=unit.id, title=f"全县{chance.one(words.FIELDS)}工作会议", reason=words.paragraph(chance, 1),
        content=[words.work(chance)], starts_at=starts, planned_minutes=80, place=words.PLACES[2],
        people=chance.number(60, 200), attending_unit_ids=[each.id for each in chance.some(county.units, 20)],
        leader_ids=[leader.id], cost=Decimal(2000), cost_source="部门预算", applied_by=county.clerk(unit.id).id,
        applied_at=asked, reviewed_by=leader.id, reviewed_at=asked + DAY, approved_by=county.mayor.id,
        approved_at=asked + 2 * DAY, notified_at=asked + 3 * DAY if year.has_passed(asked + 3 * DAY) else None,
        started_at=starts if held else None, ended_at=starts + timedelta(minutes=75) if held else None,
        people_present=chance.number(60, 200) if held else None, cost_actual=Decimal(1800) if held else None,
    )  # fmt: skip
