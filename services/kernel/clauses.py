"""A clause of a regulation: what every refusal and every rule cites."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """One clause with its exact words, white space removed."""

    id: str
    regulation: str
    article: str
    text: str


ClauseLookup = Callable[[str], Clause]
