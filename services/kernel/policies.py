"""Policy parameters: figures and choices the regulations leave open, as typed data with a source, per county."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


class Policies:
    """The county's parameters by name; asking for one that is not there is a fault of ours, not of the user."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    @classmethod
    def load(cls, county: Path) -> "Policies":
        """Read `policies.yaml` of the county's folder: a list of {name, value, unit, source}."""
        rows = yaml.safe_load((county / "policies.yaml").read_text(encoding="utf-8"))
        return cls({row["name"]: row["value"] for row in rows["policies"]})

    def number(self, name: str) -> int:
        return int(self._values[name])

    def limit(self, name: str) -> int | None:
        """A figure, or None where the county has settled none (`off`)."""
        return None if self._values[name] in ("off", False) else self.number(name)

    def text(self, name: str) -> str:
        return str(self._values[name])

    def rows(self, name: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(self._values[name])

    def flag(self, name: str) -> bool:
        return bool(self._values[name])

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in self._values[name])
