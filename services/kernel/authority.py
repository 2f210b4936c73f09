"""Who may: the post held at the time of the act, in relation to the object, or a 委托 or AB角 window."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from services.kernel.acts import Act
from services.kernel.refusals import AB_NOT_ACTIVE, ACTOR_NOT_ALLOWED, NO_ACTIVE_DELEGATION, Violation, violation
from services.kernel.roster import Portfolio, RosterView

S = TypeVar("S")
Ids = UUID | Iterable[UUID] | None


STAMPS = {"OFFICE_DIRECTOR": "受办主任委托"}  # who delegates beside 县长 (AMB-32)
WITHOUT_BUSINESS = frozenset({"ADMINISTRATOR", "AUDITOR"})  # technical rights, and reading, alone (R22, R23)


@dataclass(frozen=True)
class Capacity:
    """In which capacity an act was done; printed on papers and kept in the audit (AT-61)."""

    person_id: UUID
    post: str
    on_behalf_of: UUID | None = None
    delegation_id: UUID | None = None
    stamp: str = ""  # 受县长委托, 受办主任委托, or B（代A）

    @property
    def is_own(self) -> bool:
        return self.on_behalf_of is None


@dataclass(frozen=True)
class Right(Generic[S]):
    """One way to be allowed: the holder of `post`, narrowed by his relation to the object.

    of             holder of the post in (one of) these units
    in_charge_of   the leader whose portfolio holds (one of) these units (分管)
    section_of     the deputy director or the section that serves that leader (口)
    serves         the deputy director or the section that serves this leader (口)
    person         exactly this person (the host, the author)
    delegable      may also be done under a 委托 with this scope, if narrowed then only in its case (GZ-5)
    substitutable  may also be done by the B角 while A is away (GZ-6.2)
    """

    post: str
    of: Callable[[S], Ids] | None = None
    in_charge_of: Callable[[S], Ids] | None = None
    section_of: Callable[[S], Ids] | None = None
    serves: Callable[[S], Ids] | None = None
    person: Callable[[S], Ids] | None = None
    when: Callable[[S], bool] | None = None
    delegable: str | None = None
    substitutable: bool = False


def _ids(value: Ids) -> set[UUID]:
    if value is None:
        return set()
    return {value} if isinstance(value, UUID) else set(value)


def about(subject: Any) -> tuple[UUID | None, ...]:
    """The object, and the meeting and topic it belongs to: what a 委托 may be narrowed to."""
    return tuple(getattr(subject, name, None) for name in ("id", "meeting_id", "topic_id"))


def _serving(view: RosterView, portfolios: list[Portfolio]) -> set[UUID | None]:
    """Deputy directors and sections (口) of these portfolios."""
    sections = {p.section_id for p in portfolios}
    return {p.deputy_director_id for p in portfolios} | {h.person_id for h in view.holdings if h.unit_id in sections}


def owners_of(right: Right[S], subject: S, act: Act) -> set[UUID]:
    """The persons to whom the right belongs by their own post."""
    view = act.view
    if right.when is not None and not right.when(subject):
        return set()
    if right.of is not None:
        units = {view.responsible_unit(u) if right.post == "UNIT_HEAD" else u for u in _ids(right.of(subject))}
        owners = {h.person_id for h in view.holdings if h.post == right.post and h.unit_id in units}
    else:
        owners = {h.person_id for h in view.holdings if h.post == right.post}
    if right.in_charge_of is not None:
        units = _ids(right.in_charge_of(subject))
        owners &= {p.leader_id for p in view.portfolios if units & set(p.unit_ids)}
    if right.section_of is not None:
        units = _ids(right.section_of(subject))
        owners &= _serving(view, [p for p in view.portfolios if units & set(p.unit_ids)])
    if right.serves is not None:
        leaders = _ids(right.serves(subject))
        owners &= _serving(view, [p for p in view.portfolios if p.leader_id in leaders])
    if right.person is not None:
        owners &= _ids(right.person(subject))
    return owners


def capacity(right: Right[S], subject: S, act: Act) -> Capacity | None:
    """The capacity in which the doer may use this right, or None."""
    doer, view = act.doer, act.view
    if act.post is not None and act.post != right.post and not (right.delegable or right.substitutable):
        return None
    owners = owners_of(right, subject, act)
    if doer.id in owners:
        return Capacity(doer.id, right.post)
    if right.delegable is not None:
        delegation = view.delegation(doer.id, right.delegable, about(subject))
        if delegation is not None and delegation.grantor_id in owners:
            stamp = STAMPS.get(right.post, "受县长委托")
            return Capacity(doer.id, right.post, delegation.grantor_id, delegation.id, stamp)
    if right.substitutable:
        for a_id in owners:
            if doer.id in view.substitutes(a_id):
                stamp = f"{view.person_name(doer.id)}（代{view.person_name(a_id)}）"
                return Capacity(doer.id, right.post, a_id, None, stamp)
    return None


def has_business(act: Act) -> bool:
    """Does the asker hold any post of the office's business? Who administers or audits alone decides nothing (R22)."""
    return act.system or any(h.post not in WITHOUT_BUSINESS for h in act.view.holdings_of(act.person.id))


def authorise(rights: Iterable[Right[S]], subject: S, act: Act) -> Capacity | Violation:
    """The first capacity that allows the act, or the most telling violation of kind ACTOR."""
    rights = list(rights)
    for right in rights:
        found = capacity(right, subject, act)
        if found is not None:
            return found
    doer, view = act.doer, act.view
    for right in rights:
        owners = owners_of(right, subject, act)
        if right.substitutable and any(view.has_pair(a, doer.id) for a in owners):
            return violation(AB_NOT_ACTIVE)
        if right.delegable and view.holds(doer.id, "EXECUTIVE_DEPUTY_HEAD"):
            return violation(NO_ACTIVE_DELEGATION)
    return violation(ACTOR_NOT_ALLOWED)


def may(rights: Iterable[Right[Any]], subject: Any, act: Act) -> Capacity | None:
    """Like `authorise`, for questions rather than acts."""
    found = authorise(rights, subject, act)
    return found if isinstance(found, Capacity) else None
