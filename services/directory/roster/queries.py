"""Questions to the roster in memory; everybody who is logged in may see the directory."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from uuid import UUID

from services.contracts import words
from services.kernel import calendar
from services.kernel.labels import Labelled
from services.kernel.roster import Holding, Person, Portfolio, RosterView


def head_of(view: RosterView, unit_id: UUID) -> Person | None:
    """The one 主要负责人 of the unit, or of the body that answers for it (GZ-8)."""
    main = next((h for h in view.holdings if h.main and h.unit_id == unit_id), None)
    if main is not None:
        return view.persons.get(main.person_id)
    return view.holder("UNIT_HEAD", view.responsible_unit(unit_id))


def portfolio_of(view: RosterView, person_id: UUID) -> Portfolio | None:
    """What a leader is in charge of (GZ-6.1)."""
    return next((p for p in view.portfolios if p.leader_id == person_id), None)


def staff_of(view: RosterView, unit_id: UUID) -> list[Holding]:
    return [h for h in view.holdings if h.unit_id == unit_id]


def people(view: RosterView, post: str | None, unit_id: UUID | None, name: str | None) -> list[Person]:
    """Persons who hold a post on the view's day, narrowed by post, unit and a part of the name."""
    holders = {
        h.person_id
        for h in view.holdings
        if (post is None or h.post == post) and (unit_id is None or h.unit_id == unit_id)
    }
    return [p for p in view.persons.values() if p.id in holders and (name is None or name in p.name)]


@cache
def dictionaries() -> dict[str, type[Labelled]]:
    """Every enumeration of the published language by its name."""
    modules = [import_module(f"{words.__name__}.{found.name}") for found in iter_modules(words.__path__)]
    return {enum.__name__: enum for module in (calendar, *modules) for enum in _enumerations(module)}


def _enumerations(module: ModuleType) -> Iterator[type[Labelled]]:
    for member in vars(module).values():
        if isinstance(member, type) and issubclass(member, Labelled) and member is not Labelled:
            yield member
