"""What may stand in a text that comes in: no control characters, and no more than anybody would write."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from services.kernel.refusals import INPUT_ILLEGAL_CHARACTER, INPUT_TOO_LONG, Refused, violation

MAX_TEXT = 50_000
ALLOWED_CONTROLS = frozenset("\n\t")


def check_text(value: Any, path: tuple[str, ...] = ()) -> None:
    """Refuse texts that are too long or hold control characters, wherever they stand in the input."""
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise Refused([violation(INPUT_TOO_LONG, ".".join(path), path=path)])
        if any((ord(c) < 32 and c not in ALLOWED_CONTROLS) or 0x7F <= ord(c) < 0xA0 for c in value):
            raise Refused([violation(INPUT_ILLEGAL_CHARACTER, ".".join(path), path=path)])
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for each in dataclasses.fields(value):
            check_text(getattr(value, each.name), (*path, each.name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            check_text(inner, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            check_text(inner, (*path, str(number)))
