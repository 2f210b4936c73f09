"""到会情况: who was to come to a meeting, and what became of each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory
from services.kernel.roster import RosterView
from services.meetings.attendance.model import Attendee, LeaveState, MeetingLeave
from services.meetings.attendance.remarks import approval, came_instead
from services.meetings.sittings import naming

COUNTED = {AttendeeCategory.MEMBER: "组成人员", AttendeeCategory.OBSERVER: "列席人员"}
NO_LEAVE = {None: "未请假", LeaveState.SUBMITTED: "请假未经批准", LeaveState.REJECTED: "请假未获批准"}


@dataclass(frozen=True)
class Turnout:
    """The settled attendance: 应到 is 实到, 请假 and 缺席, of everybody once.

    Guests are asked, not told to come (CW-4.3): they are not counted, nor is 县长 when he stays away, who asks nobody
    for leave (AMB-03).
    """

    view: RosterView
    attendees: tuple[Attendee, ...]
    leaves: Mapping[UUID, MeetingLeave]

    @property
    def expected(self) -> list[Attendee]:
        return [*self.present, *self.on_leave, *self.absent]

    @property
    def present(self) -> list[Attendee]:
        return [a for a in self._of_duty() if a.status and a.status.came]

    @property
    def on_leave(self) -> list[Attendee]:
        return [a for a in self._away() if self._excused(a)]

    @property
    def absent(self) -> list[Attendee]:
        """Those who stayed away without leave, whether another came in their place or not."""
        return [a for a in self._away() if not self._excused(a) and a.post is not PostCode.COUNTY_HEAD]

    def with_status(self, status: AttendanceStatus) -> list[Attendee]:
        return [a for a in self._of_duty() if a.status is status]

    def of(self, category: AttendeeCategory) -> "Turnout":
        return Turnout(self.view, tuple(a for a in self.attendees if a.category is category), self.leaves)

    def _of_duty(self) -> Iterator[Attendee]:
        return (a for a in self.attendees if a.category in COUNTED)

    def _away(self) -> Iterator[Attendee]:
        return (a for a in self._of_duty() if a.status and not a.status.came)

    def _excused(self, attendee: Attendee) -> bool:
        leave = self.leaves.get(attendee.id)
        approved = leave is not None and leave.state is LeaveState.APPROVED
        return approved or attendee.status is AttendanceStatus.ON_LEAVE

    def names(self, attendees: list[Attendee]) -> list[str]:
        return [naming.listed(self.view, a) for a in attendees]

    def told(self, attendees: list[Attendee]) -> list[str]:
        """住建局张三（未请假，副局长李四代会）: how those who did not come stand in the bulletin."""
        return [f"{naming.listed(self.view, a)}（{self._how(a)}）" for a in attendees]

    def _how(self, attendee: Attendee) -> str:
        leave = self.leaves.get(attendee.id)
        if not self._excused(attendee):
            how = NO_LEAVE[leave.state if leave is not None else None]
        else:
            how = approval(leave) if leave is not None else AttendanceStatus.ON_LEAVE.label
        return "，".join(filter(None, (how, came_instead(attendee))))

    def units(self) -> dict[UUID, list[Attendee]]:
        """The units that answer for who stayed away without leave; leaders have none, they are named alone."""
        found: dict[UUID, list[Attendee]] = {}
        for attendee in self.absent:
            unit = self.view.responsible_unit(attendee.unit_id) if attendee.unit_id else None
            if unit is not None and self.view.holder(PostCode.UNIT_HEAD, unit) is not None:
                found.setdefault(unit, []).append(attendee)
        return found
