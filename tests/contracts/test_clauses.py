"""The clause register: every id resolves, every quotation stands in the county's own text."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from services.contracts.clauses import UnknownClause, clause, effective, matrix, parent, register
from services.kernel.rules import IN_FORCE

SOURCE = Path(__file__).resolve().parents[2] / "deploy/county/pzbf-2022-1.txt"
SERVICES = {"directory", "meetings", "supervision", "learning", "documents"}
TYPES = {"R", "W", "T", "Ro", "Wf", "Do", "St", "I"}


def bare(text: str) -> str:
    return re.sub(r"\s", "", re.sub(r"— \d+ —", "", text))


def test_every_clause_of_the_matrix_resolves() -> None:
    assert len(matrix()) == 208
    for clause_id, row in matrix().items():
        found = clause(clause_id)
        assert found.id == clause_id
        assert found.text
        assert bare(row.words or found.text) in bare(found.text), clause_id
        assert (row.words is None) == (clause_id in register()), "a sub-clause says which words it stands for"


def test_every_clause_stands_in_the_source() -> None:
    source = bare(SOURCE.read_text(encoding="utf-8"))
    for found in register().values():
        assert bare(found.text) in source, found.id
        assert bare(found.regulation) in source


def test_the_articles_are_complete() -> None:
    articles = Counter(match[1] for match in (re.fullmatch(r"([A-Z]{2})-[1-9]\d*", i) for i in register()) if match)
    assert articles == {"GZ": 32, "XX": 5, "CW": 6, "XF": 8, "BG": 10, "ZT": 9, "DC": 10}


def test_rows_are_well_formed() -> None:
    for row in matrix().values():
        assert row.types
        assert set(row.types) <= TYPES, row.id
        assert set(row.owners) <= SERVICES, row.id
        assert row.owners or row.types == ("I",), row.id
        assert row.summary


def test_a_sub_clause_quotes_its_parent() -> None:
    assert clause("CW-3.3a").article == clause("CW-3.3").article == "三、议题审核3."
    assert clause("CW-3.3a").text == register()["CW-3.3"].text
    assert clause("GZ-17.4").article == "第十七条"
    assert clause("TZ-1").text.startswith("《平利县人民政府工作规则》")
    assert [parent(i) for i in ("CW-3.3a", "CW-3.3", "CW-3", "TZ")] == ["CW-3.3", "CW-3", "CW", None]


@pytest.mark.parametrize("wrong", ["", "GZ-33", "GZ-17.9", "CW-3.3z", "gz-1", "XX"])
def test_an_unknown_id_is_no_clause(wrong: str) -> None:
    with pytest.raises(UnknownClause):
        clause(wrong)


def test_in_force_from_the_day_of_issue() -> None:
    assert effective() == IN_FORCE == date(2022, 1, 26)
