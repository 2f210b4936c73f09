"""One sample of every kind: the trial data for templates, and what the tests print."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("samples.json")


@dataclass(frozen=True)
class Sample:
    """Data of one kind, and the number it is printed with."""

    data: dict[str, Any]
    number: str | None


@cache
def samples() -> dict[str, Sample]:
    """Kind → sample."""
    return {kind: Sample(**sample) for kind, sample in json.loads(FILE.read_text("utf-8")).items()}
