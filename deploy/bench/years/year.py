"""What a year is made of: how much of everything, and the rows for each of the three databases."""

from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from deploy.bench.years.rows import Rows
from deploy.bench.years.setting import Chance, County
from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import MeetingKind
from services.contracts.words.shared import TaskEnding
from services.directory.desk.model import NEVER, Notice, Task

READ_AFTER_DAYS = 30  # by then everybody has read what he was told


@dataclass(frozen=True)
class Volume:
    """Meetings of a kind in a year, and the topics that one of them hears."""

    meetings: int
    topics: int


VOLUMES = MappingProxyType(
    {
        MeetingKind.PLENARY: Volume(4, 10),
        MeetingKind.STANDING: Volume(46, 17),
        MeetingKind.MAYOR: Volume(90, 10),
        MeetingKind.SPECIAL: Volume(60, 1),  # 一事一议
    }
)
UNHEARD = 218  # topics a year that reach no meeting: withdrawn, rejected, or still on their way
# 200 meetings and 2,000 topics a year.


@dataclass
class Counters:
    """Numbers that run on from one year to the next: sessions, serials of the ledger."""

    sessions: dict[tuple[MeetingKind, int], int] = field(default_factory=dict)
    serials: dict[int, int] = field(default_factory=dict)

    def session(self, kind: MeetingKind, year: int) -> int:
        self.sessions[kind, year] = self.sessions.get((kind, year), 0) + 1
        return self.sessions[kind, year]

    def serial(self, year: int) -> int:
        self.serials[year] = self.serials.get(year, 0) + 1
        return self.serials[year]


@dataclass
class Year:
    """One stretch of time (a year, or a part of one) that is being made up."""

    county: County
    chance: Chance
    counters: Counters
    first: date
    last: date
    meetings: Rows = field(default_factory=Rows)
    supervision: Rows = field(default_factory=Rows)
    directory: Rows = field(default_factory=Rows)

    @property
    def now(self) -> datetime:
        return self.county.now

    def has_passed(self, at: datetime) -> bool:
        return self.county.has_passed(at)

    def share(self, a_year: int) -> int:
        """As much of what a whole year has as falls into this stretch."""
        days = (self.last - self.first).days + 1
        return max(1, round(a_year * days / 365))

    def task(
        self,
        source: str,
        kind: str,
        about: tuple[str, UUID],
        title: str,
        *,
        opened: datetime,
        done: datetime | None,
        by: UUID,
        post: PostCode | None = None,
        unit_id: UUID | None = None,
        due: date | None = None,
        restricted: bool = False,
    ) -> None:
        """A to-do of the person `by`, or of the post in whose name he does it; open while `done` lies ahead."""
        if not self.has_passed(opened):
            return
        closed = done if done is not None and self.has_passed(done) else None
        self.directory.add(
            Task,
            self.chance.id(opened),
            source=source,
            kind=kind,
            ref_type=about[0],
            ref_id=about[1],
            about=[about[1]],
            title=PERSONNEL_MASK if restricted else title,
            to_person=None if post else by,
            to_post=post,
            to_unit=unit_id,
            due=due or NEVER,
            restricted=restricted,
            opened_event=self.chance.id(opened),
            opened_at=opened,
            closed_event=self.chance.id(closed) if closed else None,
            closed_at=closed,
            closed_by=by if closed else None,
            ending=TaskEnding.DONE if closed else None,
        )

    def notice(
        self,
        source: str,
        template: str,
        about: tuple[str, UUID],
        title: str,
        text: str,
        *,
        at: datetime,
        to: list[UUID],
        restricted: bool = False,
    ) -> None:
        """Something said to several people, each with a copy of his own; what is old has been read."""
        if not self.has_passed(at):
            return
        notice_id = self.chance.id(at)
        age = (self.now - at).days
        for person_id in dict.fromkeys(to):
            read = age > READ_AFTER_DAYS or (age > 0 and self.chance.happens(0.9))
            self.directory.add(
                Notice,
                self.chance.id(at),
                notice_id=notice_id,
                person_id=person_id,
                source=source,
                template=template,
                title=PERSONNEL_MASK if restricted else title,
                text=PERSONNEL_MASK if restricted else text,
                ref_type=about[0],
                ref_id=about[1],
                restricted=restricted,
                delivered_at=at,
                read_at=at + (self.now - at) / max(age, 1) if read else None,
            )
