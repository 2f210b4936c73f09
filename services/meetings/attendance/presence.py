"""How many of a meeting's members are in the room (组成人员到会, AMB-21)."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.words.meetings import AttendeeCategory
from services.meetings.attendance.model import Attendee


@dataclass(frozen=True)
class Presence:
    """Members who have come, of those on the list."""

    present: int
    expected: int

    @property
    def words(self) -> str:
        return f"组成人员到会{self.present}/{self.expected}"

    def reaches(self, percent: int) -> bool:
        """No text asks for a quorum; a county may want to be told of fewer than so many percent."""
        return self.present * 100 >= percent * self.expected


def presence(attendees: Iterable[Attendee]) -> Presence:
    """Counted by the 签到 while the meeting sits, by what was settled at its end afterwards."""
    members = [each for each in attendees if each.category is AttendeeCategory.MEMBER]
    return Presence(sum(_came(each) for each in members), len(members))


def _came(attendee: Attendee) -> bool:
    return attendee.status.came if attendee.status is not None else attendee.signed_in_at is not None
