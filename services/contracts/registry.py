"""The one list of every event of the published language."""

from types import ModuleType

from services.contracts import directory, documents, learning, meetings, supervision
from services.kernel.events import Event

PUBLISHERS: tuple[ModuleType, ...] = (directory, meetings, supervision, learning, documents)


def events() -> tuple[type[Event], ...]:
    """Every event class, ordered by its subject on the bus."""
    found = {
        member
        for module in PUBLISHERS
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Event) and "TYPE" in vars(member)
    }
    return tuple(sorted(found, key=lambda event: event.bus_subject()))
