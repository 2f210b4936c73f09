"""One line of a person's calendar (日程): what he has to do, when and where, and nothing restricted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.kernel.labels import Labelled


class EntryKind(Labelled):
    """Where a line of the calendar comes from."""

    MEETING = "MEETING", "会议"
    COUNTY_WIDE = "COUNTY_WIDE", "全县性会议"
    ACTIVITY = "ACTIVITY", "活动"
    ABSENCE = "ABSENCE", "外出、休假"


class EntryState(Labelled):
    """How sure it is."""

    CONFIRMED = "CONFIRMED", "已确定"
    TENTATIVE = "TENTATIVE", "待定"


@dataclass(frozen=True)
class Entry:
    """A line of one person's calendar; a whole day runs from midnight to midnight."""

    person_id: UUID
    kind: EntryKind
    object_id: UUID
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: EntryState
    all_day: bool = False
    note: str = ""

    @property
    def uid(self) -> str:
        """The same for ever, whatever changes about it (RFC 5545, 3.8.4.7)."""
        return f"{self.kind.value.lower().replace('_', '-')}-{self.object_id}@zhengban"

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Do they have a moment in common?"""
        return self.starts_at < ends_at and starts_at < self.ends_at

    def words(self) -> str:
        """As a refusal or a notice names it."""
        if self.all_day:
            return f"{self.starts_at:%m月%d日}起{self.title}"
        return f"{self.starts_at:%m月%d日%H:%M}至{self.ends_at:%H:%M}{self.title}"


def conflicts(entry: Entry, others: Iterable[Entry]) -> list[Entry]:
    """The other lines of the same calendar at the same time."""
    return [each for each in others if each.uid != entry.uid and each.overlaps(entry.starts_at, entry.ends_at)]
