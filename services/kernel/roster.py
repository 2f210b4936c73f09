"""The roster: who holds which post, who is in charge of what, on any day (人员、职务、分工、AB角)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _id(value: Any) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(str(value))


@dataclass(frozen=True)
class Dated:
    """A row that is true from `valid_from` up to, not including, `valid_until`."""

    valid_from: date
    valid_until: date | None

    def on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class Unit(Dated):
    """A body of the county (单位): town, department, section of the office, or one outside of the government."""

    id: UUID
    name: str
    short_name: str
    kind: str
    parent_id: UUID | None
    supervised: bool  # in the scope of supervision (DC-2)
    assist_only: bool  # may assist, never lead (垂管)
    roles: tuple[str, ...]  # JUSTICE_BUREAU, ASSESSMENT_OFFICE, VETO …
    code: str


@dataclass(frozen=True)
class Person:
    """A person with a login (人员)."""

    id: UUID
    login: str
    name: str


@dataclass(frozen=True)
class Holding(Dated):
    """A person holds a post in a unit (任职)."""

    person_id: UUID
    post: str
    unit_id: UUID
    title: str
    id: UUID | None = None
    main: bool = False  # 主要负责人 (GZ-8)


@dataclass(frozen=True)
class Portfolio(Dated):
    """What a leader is in charge of (分工, GZ-6.1)."""

    leader_id: UUID
    areas: tuple[str, ...]
    unit_ids: tuple[UUID, ...]
    deputy_director_id: UUID | None
    section_id: UUID | None


@dataclass(frozen=True)
class SubstitutePair(Dated):
    """B stands in for A while A is away (AB角, GZ-6.2)."""

    a_id: UUID
    b_id: UUID


@dataclass(frozen=True)
class External(Dated):
    """Somebody without an account who is invited (人大代表、政协委员、法律顾问; AMB-48)."""

    id: UUID
    name: str
    post: str
    title: str
    unit_id: UUID | None


@dataclass(frozen=True)
class Delegation(Dated):
    """委托 (GZ-5): an explicit scope for a window; never implied or passed on; narrowed, it is for one case alone."""

    id: UUID
    grantor_id: UUID
    grantee_id: UUID
    scopes: tuple[str, ...]
    meeting_id: UUID | None = None
    topic_id: UUID | None = None

    def covers(self, about: Iterable[UUID | None]) -> bool:
        """Is one of these ids each meeting and topic that it is narrowed to? One that is not narrowed covers all."""
        return {self.meeting_id, self.topic_id} <= {None, *about}


@dataclass(frozen=True)
class Absence(Dated):
    """外出 or 休假 (GZ-28.2); opens the AB window of a deputy head."""

    id: UUID
    person_id: UUID


@dataclass(frozen=True)
class Roster:
    """The structure in one version; ask it only through `as_of`."""

    version: int
    units: tuple[Unit, ...] = ()
    persons: tuple[Person, ...] = ()
    holdings: tuple[Holding, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    pairs: tuple[SubstitutePair, ...] = ()
    externals: tuple[External, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    absences: tuple[Absence, ...] = ()
    _views: dict[date, "RosterView"] = field(default_factory=dict, compare=False, repr=False)

    def as_of(self, day: date) -> "RosterView":
        """The roster as it stood on `day`: the only way to ask."""
        if day not in self._views:
            if len(self._views) > 64:
                self._views.clear()
            self._views[day] = RosterView(self, day)
        return self._views[day]

    @classmethod
    def read(
        cls, snapshot: Mapping[str, Any], delegations: Iterable[Delegation] = (), absences: Iterable[Absence] = ()
    ) -> "Roster":
        """Read the snapshot that the directory publishes (`directory.roster.published`)."""

        def dates(row: Mapping[str, Any]) -> dict[str, Any]:
            return {"valid_from": _day(row["valid_from"]), "valid_until": _day(row.get("valid_until"))}

        return cls(
            version=int(snapshot["version"]),
            units=tuple(
                Unit(
                    id=UUID(str(u["id"])),
                    name=u["name"],
                    short_name=u.get("short_name") or u["name"],
                    kind=str(u["kind"]),
                    parent_id=_id(u.get("parent_id")),
                    supervised=bool(u.get("supervised", False)),
                    assist_only=bool(u.get("assist_only", False)),
                    roles=tuple(str(role) for role in u.get("roles", ())),
                    code=str(u.get("code", "")),
                    **dates(u),
                )
                for u in snapshot["units"]
            ),
            persons=tuple(Person(UUID(str(p["id"])), p["login"], p["name"]) for p in snapshot["persons"]),
            holdings=tuple(
                Holding(
                    person_id=UUID(str(h["person_id"])),
                    post=str(h["post"]),
                    unit_id=UUID(str(h["unit_id"])),
                    title=h.get("title") or "",
                    id=_id(h.get("id")),
                    main=bool(h.get("main", False)),
                    **dates(h),
                )
                for h in snapshot["posts"]
            ),
            portfolios=tuple(
                Portfolio(
                    leader_id=UUID(str(p["leader_id"])),
                    areas=tuple(p.get("areas", ())),
                    unit_ids=tuple(UUID(str(u)) for u in p.get("unit_ids", ())),
                    deputy_director_id=_id(p.get("deputy_director_id")),
                    section_id=_id(p.get("section_id")),
                    **dates(p),
                )
                for p in snapshot["portfolios"]
            ),
            pairs=tuple(
                SubstitutePair(a_id=UUID(str(p["a_id"])), b_id=UUID(str(p["b_id"])), **dates(p))
                for p in snapshot["ab_pairs"]
            ),
            externals=tuple(
                External(
                    id=UUID(str(e["id"])),
                    name=e["name"],
                    post=str(e["post"]),
                    title=e["title"],
                    unit_id=_id(e.get("unit_id")),
                    **dates(e),
                )
                for e in snapshot.get("externals", ())
            ),
            delegations=tuple(delegations),
            absences=tuple(absences),
        )


class RosterView:
    """The roster on one day."""

    def __init__(self, roster: Roster, day: date) -> None:
        self._roster = roster
        self.day = day
        self.version = roster.version
        self.units: Mapping[UUID, Unit] = {u.id: u for u in roster.units if u.on(day)}
        self.persons: Mapping[UUID, Person] = {p.id: p for p in roster.persons}
        self.holdings: Sequence[Holding] = [h for h in roster.holdings if h.on(day)]
        self.portfolios: Sequence[Portfolio] = [p for p in roster.portfolios if p.on(day)]
        self._delegations = [d for d in roster.delegations if d.on(day)]
        self._absent = {a.person_id for a in roster.absences if a.on(day)}

    @cached_property
    def _by_login(self) -> Mapping[str, Person]:
        return {p.login: p for p in self._roster.persons}

    @cached_property
    def _all_units(self) -> Mapping[UUID, Unit]:
        return {u.id: u for u in self._roster.units}

    def person_by_login(self, login: str) -> Person | None:
        return self._by_login.get(login)

    def unit(self, unit_id: UUID) -> Unit | None:
        """The unit in force, or its last row when it has ended."""
        return self.units.get(unit_id) or self._all_units.get(unit_id)

    def unit_name(self, unit_id: UUID | None) -> str:
        unit = self.unit(unit_id) if unit_id else None
        return unit.name if unit else ""

    def person_name(self, person_id: UUID | None) -> str:
        person = self.persons.get(person_id) if person_id else None
        return person.name if person else ""

    def holdings_of(self, person_id: UUID) -> list[Holding]:
        return [h for h in self.holdings if h.person_id == person_id]

    def holds(self, person_id: UUID, post: str, unit_id: UUID | None = None) -> bool:
        return any(h.post == post and (unit_id is None or h.unit_id == unit_id) for h in self.holdings_of(person_id))

    def holders(self, post: str, unit_id: UUID | None = None) -> list[Person]:
        """Everyone who holds `post` (in `unit_id`), in the roster's order."""
        return [
            self.persons[h.person_id]
            for h in self.holdings
            if h.post == post and (unit_id is None or h.unit_id == unit_id) and h.person_id in self.persons
        ]

    def holder(self, post: str, unit_id: UUID | None = None) -> Person | None:
        found = self.holders(post, unit_id)
        return found[0] if found else None

    def title_of(self, person_id: UUID) -> str:
        """The post's printed name of the person's first holding (职务)."""
        return next((h.title for h in self.holdings_of(person_id) if h.title), "")

    def externals(self, post: str) -> list[External]:
        """People without accounts who may be invited as holders of `post`."""
        return [e for e in self._roster.externals if e.post == post and e.on(self.day)]

    def units_with_role(self, role: str) -> list[Unit]:
        return [u for u in self.units.values() if role in u.roles]

    def responsible_unit(self, unit_id: UUID) -> UUID:
        """The body whose head answers for `unit_id`: itself, or its parent when it has no head of its own (GZ-31)."""
        current: UUID | None = unit_id
        while current is not None:
            if any(h.unit_id == current and h.post == "UNIT_HEAD" for h in self.holdings):
                return current
            unit = self.units.get(current)
            current = unit.parent_id if unit else None
        return unit_id

    def portfolio_of_unit(self, unit_id: UUID) -> Portfolio | None:
        """Whose portfolio the unit belongs to on this day (分管, GZ-6.1)."""
        return next((p for p in self.portfolios if unit_id in p.unit_ids), None)

    def leader_of_unit(self, unit_id: UUID) -> Person | None:
        portfolio = self.portfolio_of_unit(unit_id)
        return self.persons.get(portfolio.leader_id) if portfolio else None

    def delegations(self, grantee_id: UUID, scope: str) -> list[Delegation]:
        """The delegations in force on this day that give `scope` to the grantee, for everything or for one case."""
        return [d for d in self._delegations if d.grantee_id == grantee_id and scope in d.scopes]

    def delegation(self, grantee_id: UUID, scope: str, about: Iterable[UUID | None] = ()) -> Delegation | None:
        """The delegation in force on this day that gives `scope` to the grantee in this case (GZ-5).

        `about` are the ids of what the act is about and of the meeting and topic that it belongs to; without them
        only a delegation that is not narrowed is found.
        """
        case = set(about)
        return next((d for d in self.delegations(grantee_id, scope) if d.covers(case)), None)

    def is_absent(self, person_id: UUID) -> bool:
        return person_id in self._absent

    def substitutes(self, person_id: UUID) -> list[UUID]:
        """Who may act for A: his B角, while A is away and B is not (GZ-6.2)."""
        if not self.is_absent(person_id):
            return []
        return [
            p.b_id for p in self._roster.pairs if p.on(self.day) and p.a_id == person_id and not self.is_absent(p.b_id)
        ]

    def has_pair(self, a_id: UUID, b_id: UUID) -> bool:
        return any(p.on(self.day) and p.a_id == a_id and p.b_id == b_id for p in self._roster.pairs)
