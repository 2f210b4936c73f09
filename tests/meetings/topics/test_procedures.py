"""The table of the four kinds of meeting holds together, and topics ask it rather than a kind's name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from services.contracts.clauses import clause
from services.contracts.words.meetings import MeetingKind, MinutesStep, SpecialBasis
from services.kernel.settings import ROOT
from services.meetings.columns import Procedure
from services.meetings.procedures import PROCEDURES
from services.meetings.topics.lifecycle import TOPIC

CLAUSE = re.compile(r"(GZ|CW|XF|BG|ZT)-[0-9N.]+[a-z]?$")
EVERY = pytest.mark.parametrize("kind", list(MeetingKind))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)


def the(kind: MeetingKind) -> Procedure:
    return PROCEDURES[kind]


@EVERY
def test_every_clause_of_the_table_exists(kind: MeetingKind) -> None:
    cited = [text for text in texts(the(kind)) if CLAUSE.match(text)]
    assert cited
    assert all(clause(each).text for each in cited)


@EVERY
def test_every_gate_is_a_row_of_the_topics_table(kind: MeetingKind) -> None:
    path = the(kind).path
    assert [gate.step for gate in path.gates if gate.step not in TOPIC] == []
    assert path.ready in TOPIC["propose_arrangement"].after


@EVERY
def test_every_chain_ends_with_a_signature(kind: MeetingKind) -> None:
    for chain in the(kind).chains.values():
        assert chain[-1].step is MinutesStep.SIGNATURE
        assert len({each.step for each in chain}) == len(chain)


def test_the_standing_meeting_invites_three_leaders_and_seven_others() -> None:
    counts = [each.count for each in the(MeetingKind.STANDING).invitations]
    assert counts == [1, 1, 1, 3, 3, 1]  # CW-4.3: at least one legal adviser
    assert [kind for kind in MeetingKind if the(kind).invitations] == [MeetingKind.STANDING]


def test_scopes_are_numbered_as_in_the_text() -> None:
    numbers = {kind: [scope.code for scope in the(kind).scopes] for kind in MeetingKind}
    assert numbers == {
        MeetingKind.PLENARY: [],
        MeetingKind.STANDING: list("12345678"),
        MeetingKind.MAYOR: list("1234567"),
        MeetingKind.SPECIAL: list("123456"),
    }


TABLE = ROOT / "services/meetings/procedures.py"


def named_kinds(path: Path) -> Iterator[str]:
    """Where a file of code names a member of MeetingKind, under whatever alias it was imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "MeetingKind"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MeetingKind.__members__:
            owner = node.value
            if (isinstance(owner, ast.Name) and owner.id in aliases) or (
                isinstance(owner, ast.Attribute) and owner.attr == "MeetingKind"
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in aliases:
            yield f"{path.relative_to(ROOT)}:{node.lineno} made from text"


def test_no_code_asks_for_the_name_of_a_kind() -> None:
    """The four kinds differ in the table and nowhere else; the test sees the names where they do stand."""
    sources = [
        path for path in (ROOT / "services/meetings").rglob("*.py") if path != TABLE and "migrations" not in path.parts
    ]
    assert {name.rsplit(" ", 1)[1] for name in named_kinds(TABLE)} == set(MeetingKind.__members__)
    assert [name for path in sources for name in named_kinds(path)] == []


@EVERY
def test_a_basis_is_asked_for_where_the_chains_differ_by_it(kind: MeetingKind) -> None:
    bases = set(the(kind).chains)
    assert bases == ({None} if kind is not MeetingKind.SPECIAL else set(SpecialBasis))


@EVERY
def test_a_matter_goes_up_to_meetings_that_may_take_more(kind: MeetingKind) -> None:
    assert kind not in the(kind).refers_to
    assert any(the(each).decides_major for each in the(kind).refers_to) or the(kind).decides_major
