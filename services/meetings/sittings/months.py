"""Which months the rule of one meeting a month speaks of (CW-1.2)."""

from datetime import date

from services.kernel.calendar import add_months
from services.kernel.rules import IN_FORCE


def after(first: date) -> date:
    """The first day of the month that follows."""
    return add_months(first, 1)


def is_judged(first: date) -> bool:
    """A month is judged when the rules were in force for at least half of it (spec 00, 0.5.6)."""
    following = after(first)
    return (following - max(first, IN_FORCE)).days * 2 >= (following - first).days
