"""Rules of procedure for invitations to activities (GZ-30)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.contracts import refusals
from services.kernel.refusals import STATE_NOT_ALLOWED
from services.kernel.rules import Case, Severity, rule_each
from services.meetings.activities.model import ActivityAnswer, ActivityInvitation, InvitedLeader
from services.meetings.calendars.entry import Entry


@dataclass(frozen=True)
class Weighing:
    """The leaders asked, and what stands in the way of those whom the asker may look at."""

    invited: Sequence[InvitedLeader] = ()
    conflicts: Sequence[Entry] = ()

    def all_have_answered(self) -> bool:
        return all(each.answer is not ActivityAnswer.PENDING for each in self.invited)

    def somebody_goes(self) -> bool:
        return any(each.answer in (ActivityAnswer.ACCEPTED, ActivityAnswer.SENT) for each in self.invited)


@rule_each(
    refusals.CALENDAR_CONFLICT,
    "GZ-30.1",
    "报县政府办公室按规定程序办理",
    severity=Severity.ADVISORY,
    acknowledge=True,
)
def calendar_is_free(case: Case[ActivityInvitation]) -> Iterator[str]:
    """Who arranges or accepts an activity has seen what else stands in the calendar at that time."""
    weighing: Weighing = case.given or Weighing()
    for entry in weighing.conflicts:
        yield f"{case.act.view.person_name(entry.person_id)}{entry.words()}"


@rule_each(STATE_NOT_ALLOWED, "GZ-30.1", "邀请县政府领导参加的内外事活动")
def somebody_goes(case: Case[ActivityInvitation]) -> Iterator[str]:
    """An activity is recorded when a leader, or somebody for him, has gone; who is silent holds up nobody."""
    weighing: Weighing = case.given or Weighing()
    if not weighing.somebody_goes():
        yield "尚无县政府领导答复出席"
