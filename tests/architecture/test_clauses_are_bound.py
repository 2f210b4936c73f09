"""Every clause that asks something of software is bound by the code, or excused with a reason that still holds."""

import pytest

from deploy import bindings, rulebook
from services.contracts.clauses import matrix
from services.contracts.words.supervision import SourceType
from services.kernel.deadlines import MONTHS, Term
from services.learning.contents import CATEGORIES, FOCUSES
from services.supervision.items.sources import SOURCES

BOUND = frozenset(bindings.bindings())
EXCUSES = rulebook.unbound()
EXCUSED = frozenset(EXCUSES.later) | frozenset(EXCUSES.outside)
WANTED = [clause_id for clause_id, row in matrix().items() if rulebook.asks_for_software(row)]


def test_every_clause_is_bound_or_excused() -> None:
    assert [clause_id for clause_id in WANTED if clause_id not in BOUND | EXCUSED] == []


def test_no_clause_that_is_bound_is_excused() -> None:
    held = {clause_id: bindings.bindings()[clause_id][0].place for clause_id in sorted(EXCUSED & BOUND)}
    assert held == {}, f"take these out of {rulebook.UNBOUND.name}"


def test_excuses_speak_of_clauses_that_ask_something() -> None:
    named = [*EXCUSES.later, *EXCUSES.outside, *EXCUSES.partly]
    assert len(named) == len(set(named))
    assert [clause_id for clause_id in named if clause_id not in WANTED] == []
    reasons = (EXCUSES.later, EXCUSES.outside, EXCUSES.partly)
    assert all(reason.strip() for each in reasons for reason in each.values())


def test_what_is_partly_bound_is_bound() -> None:
    assert sorted(frozenset(EXCUSES.partly) - BOUND) == []


def test_every_clause_the_code_speaks_of_exists() -> None:
    unknown = [
        f"{place}: {clause_id}" for clause_id, place in bindings.citations() if clause_id not in bindings.known()
    ]
    assert unknown == []


def test_every_test_named_after_a_clause_names_one_that_exists() -> None:
    assert bindings.shown_by().get("", ()) == ()


def test_a_test_is_shown_under_the_clause_it_is_named_after() -> None:
    shown = [each for tests in bindings.shown_by().values() for each in tests]
    page = rulebook.page()
    assert shown
    assert [each.name for each in shown if f"- 演示：测试 `{each.name}`（{each.place}）" not in page] == []


@pytest.mark.parametrize(
    ("name", "clause_id", "what"),
    [
        ("test_gz_10_4_the_people_are_heard", "GZ-10.4", "the_people_are_heard"),
        ("test_cw_2_n1_a_deputys_matter", "CW-2.N1", "a_deputys_matter"),
        ("test_at10_a_major_matter", None, "a_major_matter"),
    ],
)
def test_a_test_may_carry_a_clause_or_a_scenario_before_what_it_tests(
    name: str, clause_id: str | None, what: str
) -> None:
    assert bindings.Shown(name, "", clause_id).what == what


def test_every_excuse_and_every_binding_is_shown() -> None:
    page = rulebook.page()
    for clause_id in matrix():
        assert f"### {clause_id}　" in page
    for reason in (*EXCUSES.later.values(), *EXCUSES.outside.values(), *EXCUSES.partly.values()):
        assert reason in page


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(CW-3.3a, GZ-17.4)", ["CW-3.3a", "GZ-17.4"]),
        ("CW-2.N1 and XF-4.1…4.6", ["CW-2.N1", "XF-4.1"]),
        ("GZ-13…16", ["GZ-13"]),
        ("2022-CW-02-03", []),
        ("the decision CW-02-03 of", []),
        ("GZ-33 is no article", ["GZ-33"]),
    ],
)
def test_a_citation_is_told_from_a_number(text: str, ids: list[str]) -> None:
    assert bindings.CITATION.findall(text) == ids


def test_a_row_of_a_table_cites_in_any_field() -> None:
    assert bindings.cited(Term("key", "CW-6.3a", 1, MONTHS)) == ["CW-6.3a"]
    assert [bindings.cited(row) for row in (*CATEGORIES, *FOCUSES)] == [
        *([f"XX-1.{n}"] for n in range(1, 11)),
        *([f"XF-4.{n}"] for n in range(1, 7)),
    ]


def test_every_source_of_items_stands_in_the_table() -> None:
    assert [source.kind for source in SOURCES] == list(SourceType)


@pytest.mark.parametrize(
    ("clause_id", "sort", "place"),
    [
        ("GZ-17.4", "规则", "services/meetings/sittings/rules.py `planned_report_is_short`"),
        ("CW-6.2c", "环节", "services/meetings/minutes/lifecycle.py `sign_minutes`"),
        ("CW-6.3a", "期限", "services/supervision/items/commands.py"),
        ("XX-2.1", "规定次数", "services/learning/duties/commands.py"),
        ("BG-3.6", "议事范围", "services/meetings/procedures.py"),
        ("DC-5.4", "督办来源", "services/supervision/items/sources.py"),
        ("DC-9.2", "文书", "services/documents/rendering/kinds.py"),
        ("GZ-12.2b", "记录在案", "services/documents/library/commands.py `register_normative`"),
        ("GZ-8", "拒绝", "services/directory/roster/commands.py"),
    ],
)
def test_each_sort_of_binding_is_found(clause_id: str, sort: str, place: str) -> None:
    found = {(each.sort, each.place) for each in bindings.bindings()[clause_id]}
    assert (sort, place) in found, sorted(found)
