"""The signing chains as rights: who signs which step of which minutes (AMB-02), from the table of procedures."""

from collections.abc import Iterator
from typing import Any

from services.contracts.words.meetings import MinutesStep
from services.kernel.acts import Act
from services.kernel.authority import Capacity, Right, may
from services.meetings.columns import Relation, SignOff
from services.meetings.minutes.model import Minutes
from services.meetings.procedures import PROCEDURES, procedure


def sign_offs(minutes: Minutes) -> tuple[SignOff, ...]:
    """The steps that the table has for these minutes."""
    return procedure(minutes.kind).chains[minutes.basis]


def steps_for(act: Act, minutes: Minutes) -> list[MinutesStep]:
    """The steps of a new edition: those that policy keeps, and no countersignature where nobody has to give one."""
    return [
        each.step
        for each in sign_offs(minutes)
        if (each.policy is None or act.policies.flag(each.policy)) and not (each.parallel and not minutes.waiting)
    ]


def _rights(sign_off: SignOff, when: Any, *, now: bool) -> Iterator[Right[Minutes]]:
    """Who may take the step; `now`: of a parallel step only he who has not taken it yet."""
    person: Any = None
    if sign_off.relation is Relation.HOST:
        person = lambda minutes: minutes.host_id  # noqa: E731 -- a row of the table
    elif sign_off.relation is Relation.PRESENT:
        person = lambda minutes: minutes.waiting if now else minutes.attended_deputies  # noqa: E731
    for post in sign_off.posts:
        yield Right[Minutes](
            post,
            person=person,
            section_of=(lambda minutes: minutes.lead_unit_ids) if sign_off.relation is Relation.SECTION else None,
            when=when,
            delegable=sign_off.delegable,
            substitutable=sign_off.substitutable,
        )


def _all(*, now: bool) -> Iterator[tuple[SignOff, Right[Minutes]]]:
    for each in PROCEDURES.values():
        for basis, chain in each.chains.items():
            for sign_off in chain:
                kind, step = each.kind, sign_off.step
                rights = _rights(
                    sign_off,
                    lambda minutes, k=kind, b=basis, s=step: (
                        minutes.kind is k and minutes.basis is b and (not now or minutes.step is s)
                    ),
                    now=now,
                )
                yield from ((sign_off, right) for right in rights)


# Anybody in the chain may try, and the rules say whose turn it is. Who has the turn comes first, so that the audit
# names the capacity in which he signs: for A, or for 县长, and not the one he has beside it.
SIGNERS: tuple[Right[Minutes], ...] = tuple(right for now in (True, False) for _, right in _all(now=now))
SIGNATURES: tuple[Right[Minutes], ...] = tuple(
    right for sign_off, right in _all(now=True) if sign_off.step is MinutesStep.SIGNATURE
)


def capacity_at(minutes: Minutes, step: MinutesStep | None, act: Act) -> Capacity | None:
    """In which capacity the asker may sign this step, if he may."""
    named = [each for each in sign_offs(minutes) if each.step is step]
    return may([right for each in named for right in _rights(each, None, now=True)], minutes, act)


def delegated_signature(act: Act, minutes: Minutes) -> Capacity | None:
    """In which capacity the asker signs for another at the end of the chain; None when he does not."""
    found = capacity_at(minutes, MinutesStep.SIGNATURE, act)
    return found if found is not None and found.delegation_id is not None else None
