"""Rules of procedure for those who take part, in the order of the regulations."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts import refusals
from services.contracts.words.directory import PostCode
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, EVIDENCE_REQUIRED
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.attendance.model import Attendee, MeetingLeave
from services.meetings.sittings.model import Meeting, MeetingState


@dataclass(frozen=True)
class Door:
    """Who wants in or went out, as found on the list; `attendee` is None when he is not on it."""

    name: str
    attendee: Attendee | None


@rule(ACTOR_NOT_ALLOWED, "GZ-18.1", "应向县长请假")
def nobody_decides_his_own_leave(case: Case[MeetingLeave]) -> bool:
    """Leave is given by another person than the one who asks for it."""
    return case.act.doer.id != case.subject.person_id


@rule_each(
    CONTENT_INVALID,
    "GZ-18.2",
    "其他与会人员和列席人员不能参加会议，需向县政府办主任请假",
    bar=True,
    path=("attendeeId",),
)
def who_has_come_needs_no_substitute(case: Case[Meeting]) -> Iterator[str]:
    """Somebody else sits in the place of one who has not come (代会)."""
    door: Door = case.given
    if door.attendee is not None and door.attendee.signed_in_at is not None:
        yield f"{door.name}已签到，不登记代会"


@rule(refusals.LEAVE_TOO_LATE, "CW-4.5", "须提前向县长请假")
def leave_is_asked_for_before_the_meeting(case: Case[MeetingLeave]) -> bool:
    """Leave is asked for before the meeting starts; asked for later it stays on record."""
    return case.at < case.subject.starts_at


@rule_each(CONTENT_INVALID, "CW-1.2", "由县长召集和主持（或由县长委托常务副县长召集和主持）")
def county_head_delegates_or_postpones(case: Case[MeetingLeave]) -> Iterator[str]:
    """县长 asks nobody for leave: he lets another preside, or the meeting waits (AMB-03)."""
    person_id = case.subject.person_id
    if person_id is not None and case.act.view.holds(person_id, PostCode.COUNTY_HEAD):
        yield "县长不能到会的，请委托主持或者推迟会议"


@rule(EVIDENCE_REQUIRED, "CW-5.1", "完整、准确做好会议记录")
def substitutes_are_entered_while_the_meeting_sits(case: Case[Meeting]) -> bool:
    """Once it is over, who sat for whom is registered after the fact, with evidence (AMB-47)."""
    return case.subject.state is MeetingState.IN_SESSION or case.act.late is not None


@rule(refusals.NOT_ON_ROSTER, "CW-5.3", "非与会人员或会务工作人员不得随意进出会场", path=("personId",))
def only_those_on_the_list_sign_in(case: Case[Meeting]) -> bool:
    """Nobody signs in who is not on the list."""
    door: Door = case.given
    return door.attendee is not None


@rule_each(refusals.LEFT_MIDWAY, "CW-5.3", "不得中途退会", severity=Severity.ADVISORY)
def nobody_leaves_midway(case: Case[Meeting]) -> Iterator[str]:
    """Who leaves midway is put on record."""
    door: Door = case.given
    if door.attendee is not None:
        yield door.name
