"""The clause register: the exact words of the notice and its seven regulations, by clause id.

`clauses.json` holds the words (white space within a paragraph removed, paragraphs on lines of their own).
`matrix.json` lists every clause that was weighed, sub-clauses included: what it asks for, and of which service.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.kernel.clauses import Clause

HERE = Path(__file__).parent


@dataclass(frozen=True)
class MatrixRow:
    """One clause of the matrix (条款矩阵).

    types    R rule, W advice, T deadline, Ro authority, Wf workflow, Do document, St quota, I information only
    owners   the services it concerns, the responsible one first; empty for 制度库 alone
    words    the exact words that a sub-clause stands for, None when it is the whole clause
    codes    the refusals it is known by
    """

    id: str
    types: tuple[str, ...]
    owners: tuple[str, ...]
    summary: str
    words: str | None
    codes: tuple[str, ...]


class UnknownClause(KeyError):
    """No regulation has a clause of this id."""


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def effective() -> date:
    """The day from which the regulations apply (TZ-1)."""
    return date.fromisoformat(_read("clauses.json")["effective"])


@cache
def register() -> dict[str, Clause]:
    """Every clause that has words of its own, in the order of the regulations."""
    return {row["id"]: Clause(**row) for row in _read("clauses.json")["clauses"]}


@cache
def matrix() -> dict[str, MatrixRow]:
    """Every row of the matrix, in the order of the regulations."""
    return {
        row["id"]: MatrixRow(
            id=row["id"],
            types=tuple(row["types"]),
            owners=tuple(row["owners"]),
            summary=row["summary"],
            words=row.get("words"),
            codes=tuple(row.get("codes", ())),
        )
        for row in _read("matrix.json")
    }


def parent(clause_id: str) -> str | None:
    """The id one step up: CW-3.3a → CW-3.3 → CW-3; TZ-1 → TZ."""
    if clause_id[-1:].islower():
        return clause_id[:-1]
    for mark in (".", "-"):
        head, found, _ = clause_id.rpartition(mark)
        if found:
            return head
    return None


@cache
def clause(clause_id: str) -> Clause:
    """The clause; a sub-clause of the matrix has its own id and the words of the clause that it lies in.

    Raises `UnknownClause` for an id that neither the register nor the matrix has.
    """
    known = register()
    if clause_id not in known and clause_id not in matrix():
        raise UnknownClause(clause_id)
    place: str | None = clause_id
    while place is not None and place not in known:
        place = parent(place)
    if place is None:
        raise UnknownClause(clause_id)
    found = known[place]
    return Clause(clause_id, found.regulation, found.article, found.text)
