"""The county in which the years pass: its people and units, its working days, chance, and the present moment."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from services.contracts.words.directory import PostCode
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.roster import Person, Portfolio, Roster, RosterView, Unit

T = TypeVar("T")
DAY = timedelta(days=1)


class County:
    """Everything that the generator asks of the roster, as it stands today; nobody's post ever changes."""

    def __init__(self, roster: Roster, calendar: WorkCalendar, now: datetime) -> None:
        self.calendar, self.now = calendar, now
        self.roster_version = roster.version
        self.view: RosterView = roster.as_of(now.date())
        self._heads: dict[UUID, Person] = {}
        self._clerks: dict[UUID, Person] = {}
        self._portfolios: dict[UUID, Portfolio | None] = {}

    def one(self, post: PostCode) -> Person:
        """The first holder of a post that the county cannot be without; raises ValueError when it is."""
        found = self.view.holder(post)
        if found is None:
            raise ValueError(f"nobody is {post}")
        return found

    @cached_property
    def mayor(self) -> Person:
        return self.one(PostCode.COUNTY_HEAD)

    @cached_property
    def executive(self) -> Person:
        return self.one(PostCode.EXECUTIVE_DEPUTY_HEAD)

    @cached_property
    def director(self) -> Person:
        return self.one(PostCode.OFFICE_DIRECTOR)

    @cached_property
    def inspector(self) -> Person:
        return self.one(PostCode.SUPERVISION_CHIEF)

    @cached_property
    def clerks(self) -> list[Person]:
        return self.view.holders(PostCode.OFFICE_CLERK)

    @cached_property
    def deputies(self) -> list[Person]:
        return self.view.holders(PostCode.DEPUTY_HEAD)

    @cached_property
    def hosts(self) -> list[Person]:
        """Leaders in charge of units that bring topics: each presides over 专题会议 of his own."""
        leaders = {self.leader(unit.id).id for unit in self.units}
        return [deputy for deputy in self.deputies if deputy.id in leaders]

    @cached_property
    def units(self) -> list[Unit]:
        """Units that bring topics and carry out decisions: those in supervision with a head of their own."""
        headed = {h.unit_id for h in self.view.holdings if h.post == PostCode.UNIT_HEAD}
        return [u for u in self.view.units.values() if u.supervised and not u.assist_only and u.id in headed]

    @cached_property
    def travellers(self) -> list[Person]:
        """Leaders and heads, whose 外出 and 休假 are applied for."""
        heads = [self.head(unit.id) for unit in self.units]
        return list({person.id: person for person in (self.mayor, *self.deputies, self.director, *heads)}.values())

    def head(self, unit_id: UUID) -> Person:
        if unit_id not in self._heads:
            found = self.view.holder(PostCode.UNIT_HEAD, self.view.responsible_unit(unit_id))
            self._heads[unit_id] = found or self.director
        return self._heads[unit_id]

    def clerk(self, unit_id: UUID) -> Person:
        if unit_id not in self._clerks:
            self._clerks[unit_id] = self.view.holder(PostCode.UNIT_CLERK, unit_id) or self.head(unit_id)
        return self._clerks[unit_id]

    def portfolio(self, unit_id: UUID) -> Portfolio | None:
        if unit_id not in self._portfolios:
            self._portfolios[unit_id] = self.view.portfolio_of_unit(unit_id)
        return self._portfolios[unit_id]

    def leader(self, unit_id: UUID) -> Person:
        """分管副县长; 常务副县长 where the table of portfolios names nobody."""
        portfolio = self.portfolio(unit_id)
        found = self.view.persons.get(portfolio.leader_id) if portfolio else None
        return found or self.executive

    def checker(self, unit_id: UUID) -> Person:
        """口副主任 of the unit's leader."""
        portfolio = self.portfolio(unit_id)
        found = (
            self.view.persons.get(portfolio.deputy_director_id) if portfolio and portfolio.deputy_director_id else None
        )
        return found or self.director

    def workdays(self, first: date, last: date) -> list[date]:
        days = (first + n * DAY for n in range((last - first).days + 1))
        return [day for day in days if self.calendar.is_workday(day)]

    def has_passed(self, at: datetime) -> bool:
        return at <= self.now


class Chance:
    """Chance that comes out the same for the same seed, and ids that sort by the time they were given (UUIDv7)."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def id(self, at: datetime) -> UUID:
        """An id as it would have been given at that moment."""
        high = int(at.timestamp() * 1000) << 16 | 0x7000 | self._random.getrandbits(12)
        return UUID(int=high << 64 | 0b10 << 62 | self._random.getrandbits(62))

    def name(self) -> UUID:
        """An id that says nothing of a time: of another service's object."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def one(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def some(self, choices: Sequence[T], at_most: int) -> list[T]:
        return self._random.sample(choices, self._random.randint(0, min(at_most, len(choices))))

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the office's day."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)
