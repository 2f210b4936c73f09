"""Where entities stand in an answer, what is sent to find more about them, and how what comes back is merged in."""

from collections.abc import Iterator
from typing import Any

from gateway.plan import AT, Path, Required, Rewrite

Spot = tuple[str | int, ...]  # the path of an answer's element, as errors name it

MISSING: Any = object()


def spots(value: Any, path: Path, at: Spot = ()) -> Iterator[tuple[dict[str, Any], Spot]]:
    """Every object at `path` inside `value`, with where it stands."""
    if isinstance(value, list):
        rest = path[1:] if path and path[0] is AT else path
        for index, element in enumerate(value):
            yield from spots(element, rest, (*at, index))
    elif isinstance(value, dict):
        if not path:
            yield value, at
            return
        segment = path[0]
        if isinstance(segment, str):
            inner = value.get(segment)
            if inner is not None:
                yield from spots(inner, path[1:], (*at, segment))
        elif segment is not AT and _passes(value, segment):
            yield from spots(value, path[1:], at)


def _passes(value: dict[str, Any], types: frozenset[str]) -> bool:
    """Whether the object may be of one of these types; one that does not say passes."""
    typename = value.get("__typename")
    return typename is None or typename in types


def project(required: tuple[Required, ...], value: Any) -> Any:
    """The part of `value` that a representation needs, or MISSING when there is nothing to send."""
    if isinstance(value, list):
        return [element for element in (project(required, one) for one in value) if element is not MISSING]
    if not isinstance(value, dict) or not required:
        return value
    made: dict[str, Any] = {}
    _project_into(made, required, value)
    typename = value.get("__typename")
    if not made and not all(one.name == "__typename" for one in _fields(required)):
        return MISSING
    return {"__typename": typename, **made} if typename is not None else made or MISSING


def _project_into(made: dict[str, Any], required: tuple[Required, ...], value: dict[str, Any]) -> None:
    for one in required:
        if one.types is not None:
            if _passes(value, one.types):
                _project_into(made, one.selections, value)
            continue
        if one.name == "__typename":
            continue
        found = value.get(one.name, MISSING)
        if found is MISSING:
            found = value.get(one.key, MISSING)
        if found is MISSING:
            continue
        inner = project(one.selections, found)
        if inner is not MISSING:
            made[one.key] = inner


def _fields(required: tuple[Required, ...]) -> Iterator[Required]:
    for one in required:
        if one.types is None:
            yield one
        else:
            yield from _fields(one.selections)


def rewrite(value: Any, rewrites: tuple[Rewrite, ...]) -> None:
    """Apply `rewrites` to `value` in place."""
    for one in rewrites:
        _rewrite(value, one, one.path)


def _rewrite(value: Any, rule: Rewrite, path: tuple[str | frozenset[str], ...]) -> None:
    if isinstance(value, list):
        for element in value:
            _rewrite(element, rule, path)
        return
    if not isinstance(value, dict):
        return
    segment, rest = path[0], path[1:]
    if not isinstance(segment, str):
        if rest and _passes(value, segment):
            _rewrite(value, rule, rest)
    elif segment in value:
        if rest:
            _rewrite(value[segment], rule, rest)
        elif rule.renames:
            value[rule.value] = value.pop(segment)
        else:
            value[segment] = rule.value


def merge(target: dict[str, Any], source: dict[str, Any]) -> None:
    """Merge what another service knows: objects by key, lists index by index; null adds nothing to what is there."""
    for key, value in source.items():
        there = target.get(key)
        if there is None:
            target[key] = value
        elif isinstance(there, dict) and isinstance(value, dict):
            merge(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            _merge_lists(there, value)
        elif value is not None:
            target[key] = value


def _merge_lists(target: list[Any], source: list[Any]) -> None:
    for index, (there, value) in enumerate(zip(target, source, strict=False)):
        if isinstance(there, dict) and isinstance(value, dict):
            merge(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            _merge_lists(there, value)
        elif value is not None:
            target[index] = value


def clone(value: Any) -> Any:
    """A copy that later merges may change."""
    if isinstance(value, dict):
        return {key: clone(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [clone(inner) for inner in value]
    return value
