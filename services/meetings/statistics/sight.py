"""Who sees which figures: the office all, a leader his own and his portfolio's, a unit its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.contracts.words.meetings import MeetingKind
from services.kernel.acts import Act
from services.kernel.refusals import Malformed
from services.meetings.calendars.queries import Window
from services.meetings.rights import LEADERS
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.queries import SEES_EVERY_MEETING, kinds_of_member, posts_of, sees_whole_meeting
from services.meetings.topics.queries import own_units, served_units

FIRST_YEAR, LAST_YEAR = 2000, 9000


@dataclass(frozen=True)
class Year:
    """A calendar year: meetings belong to it by their day, topics by the day on which they were drafted."""

    number: int

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number, 12, 31)

    @property
    def window(self) -> Window:
        return Window.of_days(self.first, self.last)


def is_year(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR


def the_year(number: int) -> Year:
    """Raises `Malformed` for what is no year of any county government's."""
    if not is_year(number):
        raise Malformed("year", f"年度应为{FIRST_YEAR}至{LAST_YEAR}")
    return Year(number)


def sees_everything(act: Act) -> bool:
    """县长, the office and 督查室: those who see every meeting."""
    return bool(posts_of(act) & SEES_EVERY_MEETING)


def whole_kinds(act: Act) -> list[MeetingKind]:
    """Kinds whose every meeting the asker sees: only of these can a year's figures be true for him."""
    return list(MeetingKind) if sees_everything(act) else kinds_of_member(act)


def units_seen(act: Act) -> list[UUID] | None:
    """His own units and those he is in charge of or serves; None: all of them."""
    return None if sees_everything(act) else [*own_units(act), *served_units(act)]


def leaders_seen(act: Act, year: Year) -> list[UUID]:
    """County leaders of that year, in the roster's order, as far as the asker may see their cards."""
    months = [date(year.number, month, 1) for month in range(1, 13)]
    days = [day for day in (*months, year.last) if day <= act.today] or [act.today]
    leaders = dict.fromkeys(
        holding.person_id for day in reversed(days) for holding in _holdings(act, day) if holding.post in LEADERS
    )
    return [each for each in leaders if each == act.person.id or sees_everything(act)]


def _holdings(act: Act, day: date) -> Sequence[Any]:
    return act.roster.as_of(day).holdings


def visible_meetings(act: Act, year: Year) -> Select[Any]:
    """The year's meetings that the asker sees whole, whose figures are his to see."""
    return select(Meeting).where(Meeting.year == year.number, sees_whole_meeting(act))
