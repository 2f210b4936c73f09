"""Whose to-dos a person sees: his own, and on the days of an AB角 or 委托 window those he stands in for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.labels import Labelled
from services.kernel.roster import RosterView

DEPUTIES = (PostCode.EXECUTIVE_DEPUTY_HEAD, PostCode.DEPUTY_HEAD)
ANSWERING = (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)  # a body answers for its parts without a head of their own
Address = tuple[str, UUID | None]  # post, and its unit when one is meant


class Standing(Labelled):
    """In which standing somebody sees a to-do (办理身份)."""

    OWN = "OWN", "本人办理"
    SUBSTITUTE = "SUBSTITUTE", "补位代办（AB角）"
    DELEGATE = "DELEGATE", "受委托办理"
    COORDINATION = "COORDINATION", "办主任协调（AB角均不在岗）"


@dataclass(frozen=True)
class Reach:
    """The to-dos of one person, and in which standing the asker sees them."""

    standing: Standing
    person_id: UUID
    addresses: frozenset[Address]
    refs: frozenset[UUID] | None = None  # the meetings and topics that a narrowed 委托 is for; None: everything

    def covers(self, person_id: UUID | None, post: str | None, unit_id: UUID | None) -> bool:
        """Is what is addressed so meant for this person?"""
        return person_id == self.person_id if person_id else (post or "", unit_id) in self.addresses

    def is_about(self, about: Iterable[UUID]) -> bool:
        """Does what the to-do is about lie within what the person stands in for?"""
        return self.refs is None or not self.refs.isdisjoint(about)


_known: WeakKeyDictionary[RosterView, dict[UUID, tuple[Reach, ...]]] = WeakKeyDictionary()


def reaches(view: RosterView, person_id: UUID) -> tuple[Reach, ...]:
    """Everything the person may see on the view's day, his own first."""
    of_view = _known.setdefault(view, {})
    if person_id not in of_view:
        of_view[person_id] = tuple(_reaches(view, person_id))
    return of_view[person_id]


def _reaches(view: RosterView, person_id: UUID) -> Iterator[Reach]:
    yield Reach(Standing.OWN, person_id, addresses(view, person_id))
    deputies = dict.fromkeys(h.person_id for h in view.holdings if h.post in DEPUTIES)
    for a_id in deputies:
        if not view.is_absent(a_id):
            continue
        partner = next(iter(view.substitutes(a_id)), None)
        if partner == person_id:
            yield Reach(Standing.SUBSTITUTE, a_id, addresses(view, a_id))
        elif partner is None and view.holds(person_id, PostCode.OFFICE_DIRECTOR):
            yield Reach(Standing.COORDINATION, a_id, addresses(view, a_id))
    for grantor_id, refs in _entrusted(view, person_id).items():
        yield Reach(Standing.DELEGATE, grantor_id, addresses(view, grantor_id), refs)


def _entrusted(view: RosterView, person_id: UUID) -> dict[UUID, frozenset[UUID] | None]:
    """Who has given the person a 委托, and for which meetings and topics; a wider one takes the narrow ones in."""
    found: dict[UUID, frozenset[UUID] | None] = {}
    for scope in DelegationScope:
        if scope is DelegationScope.COMMISSIONED_TASK:
            continue
        for given in view.delegations(person_id, scope):
            case = given.topic_id or given.meeting_id
            before = found.get(given.grantor_id, frozenset())
            found[given.grantor_id] = None if case is None or before is None else before | {case}
    return found


def addresses(view: RosterView, person_id: UUID) -> frozenset[Address]:
    """Under which posts, with and without their unit, the person is addressed on the view's day."""
    found: set[Address] = set()
    for holding in view.holdings_of(person_id):
        found |= {(holding.post, None), (holding.post, holding.unit_id)}
        if holding.post in ANSWERING:
            found |= {(holding.post, u) for u in view.units if view.responsible_unit(u) == holding.unit_id}
    return frozenset(found)


def addressed(view: RosterView, post: str, unit_id: UUID | None) -> list[UUID]:
    """Who is meant by a post (of a unit) on the view's day."""
    if unit_id is None:
        return [person.id for person in view.holders(post)]
    found = view.holders(post, unit_id)
    if not found and post in ANSWERING:
        found = view.holders(post, view.responsible_unit(unit_id))
    return [person.id for person in found]
