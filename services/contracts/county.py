"""The county's own data files: the regulations' text, the first roster and number series."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from services.contracts.words.directory import PostCode, UnitKind, UnitRole
from services.kernel.labels import Labelled


class Row(BaseModel):
    """A part of a data file; a field it does not know is a typing mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BlockKind(Labelled):
    """Parts of a regulation's text."""

    PREAMBLE = "PREAMBLE", "序言"
    HEADING = "HEADING", "章节标题"
    ARTICLE = "ARTICLE", "条"
    ITEM = "ITEM", "项"
    PARAGRAPH = "PARAGRAPH", "款"


class Block(Row):
    """One paragraph of a regulation; `label` is 第一条, 一、, （一） or 1. and stands before `text`."""

    kind: BlockKind
    clause: str
    label: str = ""
    text: str


class Regulation(Row):
    """One regulation (制度); `id` is the prefix of its clause ids."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class NoticeOfIssue(Row):
    """The notice that the regulations are annexed to (印发通知)."""

    letterhead: str
    number: str
    title_lines: tuple[str, ...]
    addressees: str
    body: tuple[str, ...]
    signature: str
    signed_on: date
    cc: str
    printed_by: str
    printed_on: date

    @property
    def title(self) -> str:
        return "".join(self.title_lines)


class RegulationsFile(Row):
    """`regulations.yaml`."""

    notice: NoticeOfIssue
    regulations: tuple[Regulation, ...]


class UnitRow(Row):
    """A unit by its code; `parent` is a code as well."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent: str | None = None
    supervised: bool = False
    assist_only: bool = False
    roles: tuple[UnitRole, ...] = ()


class PostRow(Row):
    """A post that a person holds in the unit of that code."""

    post: PostCode
    unit: str
    title: str
    main: bool = False


class PersonRow(Row):
    """A person with a login."""

    login: str
    name: str
    posts: tuple[PostRow, ...]


class PortfolioRow(Row):
    """分工: persons by login, units by code."""

    leader: str
    areas: tuple[str, ...]
    units: tuple[str, ...]
    deputy_director: str
    section: str


class ExternalRow(Row):
    """Somebody who is invited and has no account."""

    name: str
    post: PostCode
    title: str
    unit: str | None = None


class RosterFile(Row):
    """`roster.yaml`: every row holds from `valid_from` on; mutual AB pairs, the first to be asked stands first."""

    valid_from: date
    units: tuple[UnitRow, ...]
    persons: tuple[PersonRow, ...]
    portfolios: tuple[PortfolioRow, ...]
    ab_pairs: tuple[tuple[str, str], ...]
    externals: tuple[ExternalRow, ...]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        codes = {unit.code for unit in self.units}
        logins = {person.login for person in self.persons}
        _unique("unit", (unit.code for unit in self.units))
        _unique("login", (person.login for person in self.persons))
        _known("unit", codes, (unit.parent for unit in self.units if unit.parent))
        _known("unit", codes, (post.unit for person in self.persons for post in person.posts))
        _known("unit", codes, (code for p in self.portfolios for code in (*p.units, p.section)))
        _known("unit", codes, (external.unit for external in self.externals if external.unit))
        _known("login", logins, (login for p in self.portfolios for login in (p.leader, p.deputy_director)))
        _known("login", logins, (login for pair in self.ab_pairs for login in pair))
        _unique("main post of", (post.unit for person in self.persons for post in person.posts if post.main))
        _unique("portfolio of", (code for portfolio in self.portfolios for code in portfolio.units))
        return self


class SeriesRow(Row):
    """A number series (文号系列): `format` has {year} and {n}; numbers begin anew each year."""

    key: str
    name: str
    format: str
    owner: str  # the service that takes the number
    source: str
    restricted: bool = False

    def number(self, year: int, n: int) -> str:
        """The number as it is printed."""
        return self.format.format(year=year, n=n)


class SeriesFile(Row):
    """`series.yaml`."""

    series: tuple[SeriesRow, ...]


def _unique(what: str, values: Iterable[str]) -> None:
    if twice := [value for value, count in Counter(values).items() if count > 1]:
        raise ValueError(f"{what} {twice[0]} stands twice")


def _known(what: str, known: set[str], values: Iterable[str]) -> None:
    if strange := [value for value in values if value not in known]:
        raise ValueError(f"there is no {what} {strange[0]}")


def _read(folder: Path, name: str) -> Any:
    return yaml.safe_load((folder / name).read_text(encoding="utf-8"))


def read_regulations(folder: Path) -> RegulationsFile:
    """Read the county's regulations; raises pydantic's ValidationError when the file is not as described."""
    return RegulationsFile.model_validate(_read(folder, "regulations.yaml"))


def read_roster(folder: Path) -> RosterFile:
    """Read the county's first roster; errors as above."""
    return RosterFile.model_validate(_read(folder, "roster.yaml"))


def read_series(folder: Path) -> dict[str, SeriesRow]:
    """Read the county's number series by key; errors as above."""
    return {row.key: row for row in SeriesFile.model_validate(_read(folder, "series.yaml")).series}
