"""The signing chains as rights: who signs which step of which minutes (AMB-02), from the table of procedures."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.meetings import MeetingKind, MinutesStep, SpecialBasis
from services.kernel.acts import Act
from services.kernel.authority import Capacity, Right, may, owners_of
from services.meetings.columns import Relation, SignOff
from services.meetings.minutes.model import Minutes
from services.meetings.procedures import PROCEDURES, procedure


def sign_offs(minutes: Minutes) -> tuple[SignOff, ...]:
    """The steps that the table has for these minutes."""
    return procedure(minutes.kind).chains[minutes.basis]


def sign_off_at(minutes: Minutes, step: MinutesStep | None) -> SignOff | None:
    """The row of the table for this step."""
    return next((each for each in sign_offs(minutes) if each.step is step), None)


def steps_for(act: Act, minutes: Minutes) -> list[MinutesStep]:
    """The steps of a new edition: those that policy keeps, and that somebody can take."""
    return [
        each.step
        for each in sign_offs(minutes)
        if (each.policy is None or act.policies.flag(each.policy)) and signers(act, minutes, each)
    ]


def countersigners(minutes: Minutes) -> list[UUID]:
    """参会副县长 who still hold their posts, where the table asks for them (BG-6)."""
    asked = any(each.relation is Relation.PRESENT for each in sign_offs(minutes))
    return [each for each in minutes.attended_deputies if asked and each not in minutes.released]


def signers(act: Act, minutes: Minutes, sign_off: SignOff) -> list[Addressee]:
    """Who has to take the step: a post, or the persons whom the table means; none when all of them have left."""
    if sign_off.relation is Relation.ANY:
        return [post(sign_off.post)]
    found = set[UUID]().union(*(owners_of(each, minutes, act) for each in _rights_today(act, minutes, sign_off)))
    return [person(each) for each in sorted(found)]


def next_step(act: Act, minutes: Minutes) -> MinutesStep:
    """The step after the present one; one that nobody can take any more is passed over."""
    assert minutes.step is not None
    *later, last = minutes.chain[minutes.chain.index(minutes.step.value) + 1 :]
    ahead = [each for each in sign_offs(minutes) if each.step.value in later]
    return next((each.step for each in ahead if signers(act, minutes, each)), MinutesStep(last))


def gone(act: Act, minutes: Minutes) -> list[UUID]:
    """Who would still have to sign in person, but has left the post that he attended in."""
    ahead = minutes.chain[minutes.chain.index(minutes.step.value) :] if minutes.step else None
    found = [
        who
        for each in sign_offs(minutes)
        if ahead is None or each.step.value in ahead
        for who in _named(each, minutes, now=minutes.step is not None) or ()
        if not any(act.view.holds(who, code) for code in each.posts)
    ]
    return [who for who in dict.fromkeys(found) if who not in minutes.released]


def _named(sign_off: SignOff, minutes: Minutes, *, now: bool) -> list[UUID] | None:
    """The persons whom the row means by themselves; `now`: of a parallel step only who has not taken it yet."""
    match sign_off.relation:
        case Relation.HOST:
            return [minutes.host_id]
        case Relation.PRESENT:
            return minutes.waiting if now else minutes.attended_deputies
        case _:
            return None


def _rights(sign_off: SignOff, when: Any, *, now: bool) -> Iterator[Right[Minutes]]:
    """Who may take the step."""
    in_person = sign_off.relation in (Relation.HOST, Relation.PRESENT)
    for code in sign_off.posts:
        yield Right[Minutes](
            code,
            person=(lambda minutes: _named(sign_off, minutes, now=now)) if in_person else None,
            serves=(lambda minutes: minutes.host_id) if sign_off.relation is Relation.SECTION else None,
            when=when,
            delegable=sign_off.delegable,
            substitutable=sign_off.substitutable,
        )


def _instead(sign_off: SignOff, when: Any) -> Iterator[Right[Minutes]]:
    """Who takes the step when it has no signer of its own: the host has left (GZ-19.2), or has no 口副主任."""
    if sign_off.instead is not None:
        yield Right[Minutes](sign_off.instead, when=when)
    if sign_off.relation is Relation.SECTION:
        yield Right[Minutes](sign_off.post, section_of=lambda minutes: minutes.lead_unit_ids, when=when)


def _rights_today(act: Act, minutes: Minutes, sign_off: SignOff) -> list[Right[Minutes]]:
    rights = list(_rights(sign_off, None, now=True))
    own = any(owners_of(each, minutes, act) for each in rights)
    return rights if own else [*rights, *_instead(sign_off, None)]


def _all(*, now: bool) -> Iterator[tuple[SignOff, Right[Minutes]]]:
    for each in PROCEDURES.values():
        for basis, chain in each.chains.items():
            for sign_off in chain:
                when = _at(each.kind, basis, sign_off.step if now else None)
                rights = (*_rights(sign_off, when, now=now), *_instead(sign_off, when))
                yield from ((sign_off, right) for right in rights)


def _at(kind: MeetingKind, basis: SpecialBasis | None, step: MinutesStep | None) -> Callable[[Minutes], bool]:
    return lambda minutes: minutes.kind is kind and minutes.basis is basis and step in (None, minutes.step)


# Anybody in the chain may try, and the rules say whose turn it is. Who has the turn comes first, so that the audit
# names the capacity in which he signs: for A, or for 县长, and not the one he has beside it.
SIGNERS: tuple[Right[Minutes], ...] = tuple(right for now in (True, False) for _, right in _all(now=now))
SIGNATURES: tuple[Right[Minutes], ...] = tuple(
    right for sign_off, right in _all(now=True) if sign_off.step is MinutesStep.SIGNATURE
)


def capacity_at(minutes: Minutes, step: MinutesStep | None, act: Act) -> Capacity | None:
    """In which capacity the asker may sign this step, if he may."""
    sign_off = sign_off_at(minutes, step)
    return may(_rights_today(act, minutes, sign_off), minutes, act) if sign_off is not None else None


def delegated_signature(act: Act, minutes: Minutes) -> Capacity | None:
    """In which capacity the asker signs for another at the end of the chain; None when he does not."""
    found = capacity_at(minutes, MinutesStep.SIGNATURE, act)
    return found if found is not None and found.delegation_id is not None else None
