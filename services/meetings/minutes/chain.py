"""The signing chains as rights: who signs which step of which minutes (AMB-02), from the table of procedures."""

from collections.abc import Iterator
from typing import Any

from services.contracts.meetings import MinutesStep
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


def _right(sign_off: SignOff, when: Any) -> Right[Minutes]:
    person: Any = None
    if sign_off.relation is Relation.HOST:
        person = lambda minutes: minutes.host_id  # noqa: E731 -- a row of the table
    elif sign_off.relation is Relation.PRESENT:
        person = lambda minutes: minutes.attended_deputies  # noqa: E731
    return Right[Minutes](
        sign_off.post,
        person=person,
        section_of=(lambda minutes: minutes.lead_unit_ids) if sign_off.relation is Relation.SECTION else None,
        when=when,
        delegable=sign_off.delegable,
        substitutable=sign_off.substitutable,
    )


def _all() -> Iterator[Right[Minutes]]:
    for each in PROCEDURES.values():
        for basis, chain in each.chains.items():
            for sign_off in chain:
                kind = each.kind
                yield _right(sign_off, lambda minutes, k=kind, b=basis: minutes.kind is k and minutes.basis is b)


SIGNERS: tuple[Right[Minutes], ...] = tuple(_all())  # anybody in the chain; the rules say whose turn it is


def capacity_at(minutes: Minutes, step: MinutesStep | None, act: Act) -> Capacity | None:
    """In which capacity the asker may sign this step, if he may."""
    rights = [_right(each, None) for each in sign_offs(minutes) if each.step is step]
    found = may(rights, minutes, act)
    if found is None or step is not MinutesStep.COUNTERSIGNATURE:
        return found
    owed = found.on_behalf_of or found.person_id
    return found if owed in minutes.waiting else None
