"""Contracts only grow: what was published stays as it was, new fields have a default.

`python -m tests.contracts.evolution` takes additions into the snapshots; it refuses every other change.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.contracts.asyncapi import json_schema
from services.contracts.registry import PUBLISHERS, events

SNAPSHOTS = Path(__file__).parent / "snapshots"
PROSE = {"description", "title"}

Schema = dict[str, Any]


def current() -> dict[str, dict[str, Schema]]:
    """By publisher and type: the schema of every event as the code has it now."""
    found: dict[str, dict[str, Schema]] = {p.__name__.rsplit(".", 1)[1]: {} for p in PUBLISHERS}
    for event in events():
        found[event.source()][event.TYPE] = json_schema(event)
    return found


def committed() -> dict[str, dict[str, Schema]]:
    """The same as it was last published."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SNAPSHOTS.glob("*.json"))}


def breaks(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Every place where a reader or writer of `old` would stumble over `new`."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted((old.keys() | new.keys()) - PROSE):
            yield from _key_breaks(key, old, new, f"{path}/{key}")
    elif old != new:
        yield f"{path}: {old!r} became {new!r}"


def _key_breaks(key: str, old: Schema, new: Schema, path: str) -> Iterator[str]:
    if key in ("properties", "$defs"):
        before, after = old.get(key, {}), new.get(key, {})
        for name in before:
            if name in after:
                yield from breaks(before[name], after[name], f"{path}/{name}")
            else:
                yield f"{path}/{name} is gone"
    elif key == "required":
        before, after = set(old.get(key, ())), set(new.get(key, ()))
        known = old.get("properties", {}).keys()
        for name in sorted(after - before):
            yield f"{path}: {name} {'became required' if name in known else 'is new and has no default'}"
        for name in sorted((before - after) & new.get("properties", {}).keys()):
            yield f"{path}: {name} may now be missing"
    elif key == "enum":
        for value in old.get(key, ()):
            if value not in new.get(key, ()):
                yield f"{path}: {value} is gone"
    elif key not in old or key not in new:
        yield f"{path} was {old.get(key)!r}, is {new.get(key)!r}"
    else:
        yield from breaks(old[key], new[key], path)


def all_breaks() -> list[str]:
    """Every breach of the promise between the snapshots and the code."""
    now = current()
    found = []
    for publisher, types in committed().items():
        for type_name, schema in types.items():
            if type_name in now.get(publisher, {}):
                found += breaks(schema, now[publisher][type_name], type_name)
            else:
                found.append(f"{type_name} is gone")
    return found


def take() -> None:
    """Write the snapshots, unless something published would change."""
    if found := all_breaks():
        raise SystemExit("Not an addition; publish a new major version instead:\n" + "\n".join(found))
    SNAPSHOTS.mkdir(exist_ok=True)
    for publisher, types in current().items():
        lines = [f"{json.dumps(t)}: {json.dumps(s, ensure_ascii=False, sort_keys=True)}" for t, s in types.items()]
        (SNAPSHOTS / f"{publisher}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    take()
