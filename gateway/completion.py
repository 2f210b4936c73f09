"""Makes the answer out of the merged data: the selected keys in their order, nulls where the schema allows them."""

from collections.abc import Container
from typing import Any

from gateway.entities import Spot
from gateway.errors import Error, error
from gateway.selection import ENUM, LEAF, LIST, TYPENAME, Shape

MAX_NULL_ERRORS = 100


class _NullRises(Exception):
    """A value that must not be null is; the nearest object or list that may be null becomes null."""


class Completion:
    """Completes one answer; `errors` holds what is already known, and afterwards what was found missing.

    `unknown` says where entities stand that their service does not know, or does not show to this caller: such a one is
    null where it stands, and that is no error. Where its place must not be null, it is one.
    """

    def __init__(self, errors: list[Error], unknown: Container[Spot] = ()) -> None:
        self.errors = errors
        self._unknown = unknown
        self._known = [tuple(one["path"]) for one in errors if "path" in one]
        self._path: list[str | int] = []

    def complete(self, fields: list[tuple[str, Shape]], data: dict[str, Any]) -> dict[str, Any] | None:
        """The answer's `data`."""
        try:
            return self._object(fields, data)
        except _NullRises:
            return None

    def _object(self, fields: list[tuple[str, Shape]], source: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        path = self._path
        for key, shape in fields:
            kind = shape.kind
            value = source.get(key)
            if kind is LEAF and value is not None:
                made[key] = value
            elif kind is TYPENAME:
                made[key] = shape.typename
            else:
                path.append(key)
                made[key] = self._nullable(shape, value)
                path.pop()
        return made

    def _nullable(self, shape: Shape, value: Any) -> Any:
        """The completed value, or null where the shape allows that."""
        if shape.nonnull:
            made = None if value is None else self._value(shape, value)
            if made is None:
                self._report("NULL_IN_NON_NULL")
                raise _NullRises
            return made
        if value is None:
            return None
        depth, known, errors = len(self._path), len(self._known), len(self.errors)
        try:
            return self._value(shape, value)
        except _NullRises:
            del self._path[depth:]
            if tuple(self._path) in self._unknown:
                del self._known[known:], self.errors[errors:]
            return None

    def _value(self, shape: Shape, value: Any) -> Any:
        kind = shape.kind
        if kind is LEAF:
            return value
        if kind is LIST:
            return self._list(shape, value)
        if kind is ENUM:
            # A value that the API schema hides does not exist for the caller.
            return value if isinstance(value, str) and value in shape.values else None
        return self._composite(shape, value)

    def _list(self, shape: Shape, value: Any) -> list[Any] | None:
        item = shape.item
        assert item is not None
        if not isinstance(value, list):
            self._report("SERVICE_ERROR")
            return None
        if item.kind is LEAF and None not in value:
            return value
        path = self._path
        path.append(0)
        made = []
        for index, element in enumerate(value):
            path[-1] = index
            made.append(self._nullable(item, element))
        path.pop()
        return made

    def _composite(self, shape: Shape, value: Any) -> dict[str, Any] | None:
        assert shape.selection is not None
        if not isinstance(value, dict):
            self._report("SERVICE_ERROR")
            return None
        typename = shape.typename or value.get("__typename") or shape.selection.common
        if not isinstance(typename, str):
            self._report("SERVICE_ERROR")
            return None
        fields = shape.selection.fields(typename)
        return None if fields is None else self._object(fields, value)

    def _report(self, code: str) -> None:
        """Add an error for the current place unless one already explains it."""
        here = tuple(self._path)
        if any(here[: len(known)] == known[: len(here)] for known in self._known):
            return
        if len(self._known) < MAX_NULL_ERRORS:
            self._known.append(here)
            self.errors.append(error(code, path=here))
