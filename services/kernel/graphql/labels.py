"""Enumerations in GraphQL: every value carries its Chinese label as its description."""

from typing import Any, TypeVar

import strawberry

from services.kernel.labels import Labelled

L = TypeVar("L", bound=type[Labelled])


def labelled(enum: L, description: str, *, name: str | None = None) -> L:
    """Register the enumeration with GraphQL; the label of each value becomes its description.

    Every schema file registers what it shows; the second time changes nothing.
    """
    if "__strawberry_definition__" in vars(enum):
        return enum
    shown = strawberry.enum(enum, description=description, name=name)
    definition: Any = shown.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = enum(value.value).label
    return shown
