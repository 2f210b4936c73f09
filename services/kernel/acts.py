"""An act: who asks, when, in which capacity, and with which extra words (reason, dispensation, registration)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.kernel.calendar import WorkCalendar
from services.kernel.policies import Policies
from services.kernel.roster import Person, Roster, RosterView

SYSTEM = Person(id=UUID(int=0), login="system", name="系统")  # whoever acts when no person does


@dataclass(frozen=True)
class LateRegistration:
    """补登 (AMB-47): an act done on paper or by telephone, entered afterwards with evidence."""

    occurred_at: datetime
    by_person_id: UUID
    note: str
    evidence_file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Act:
    """Everything about the asking that rules and rights may look at; immutable for the whole command.

    `at` is the office clock's now. `occurred_at` differs from it only for an act registered after the fact.
    """

    person: Person
    at: datetime
    roster: Roster
    calendar: WorkCalendar
    policies: Policies
    post: str | None = None  # the post chosen by the asker when several could be meant
    reason: str | None = None
    dispensation: str | None = None
    late: LateRegistration | None = None
    acknowledged: frozenset[str] = field(default_factory=frozenset)
    expected_version: int | None = None  # of the object that the act changes
    request_id: str | None = None
    system: bool = False  # done by a timer or by an event of another service, not by a person
    cause: UUID | None = None  # the event of another service that caused it; UUIDv7, so later ones are greater

    @property
    def occurred_at(self) -> datetime:
        return self.late.occurred_at if self.late else self.at

    @property
    def on(self) -> date:
        return self.occurred_at.date()

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def view(self) -> RosterView:
        """The roster on the day of the act."""
        return self.roster.as_of(self.on)

    @property
    def doer(self) -> Person:
        """Who did it: the asker, or for an act registered after the fact the person it is registered for."""
        if self.late is None:
            return self.person
        return self.view.persons.get(self.late.by_person_id, self.person)

    def holds(self, post: str, unit_id: UUID | None = None) -> bool:
        """Does the asker hold the post on the day of the act?"""
        return self.view.holds(self.person.id, post, unit_id)

    def with_reason(self, reason: str | None) -> "Act":
        return replace(self, reason=reason)
