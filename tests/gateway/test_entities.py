"""Merging, representations, rewrites and completion, where the test subgraphs do not reach."""

import pytest
from graphql import build_schema, parse

from gateway.completion import Completion
from gateway.entities import MISSING, clone, merge, project, rewrite, spots
from gateway.errors import error
from gateway.operation import read_operation
from gateway.plan import AT, Required, Rewrite
from gateway.types import PossibleTypes

ID = Required("id", "id", None, ())
TYPENAME = Required("__typename", "__typename", None, ())


def on(types: set[str], *selections: Required) -> Required:
    return Required("", "", frozenset(types), selections)


def test_lists_are_merged_index_by_index_and_null_adds_nothing() -> None:
    target = {"rows": [{"a": 1}, None, {"a": 3}], "kept": 1, "was": None, "deep": [[{"x": 1}]]}
    merge(target, {"rows": [{"b": 1}, {"b": 2}, None], "kept": None, "was": {"now": 1}, "deep": [[{"y": 2}]]})
    assert target == {
        "rows": [{"a": 1, "b": 1}, {"b": 2}, {"a": 3}],
        "kept": 1,
        "was": {"now": 1},
        "deep": [[{"x": 1, "y": 2}]],
    }


def test_spots_pass_through_nested_lists_types_and_nulls() -> None:
    data = {"a": [[{"__typename": "X", "b": {"n": 1}}, None], [{"__typename": "Y", "b": {"n": 2}}], None]}
    assert list(spots(data, ("a", AT, frozenset({"X"}), "b"))) == [({"n": 1}, ("a", 0, 0, "b"))]
    assert [spot for _, spot in spots(data, ("a", AT, "b"))] == [("a", 0, 0, "b"), ("a", 1, 0, "b")]
    assert list(spots({"a": None}, ("a", "b"))) == []
    assert [spot for _, spot in spots({"a": [{"b": 1}]}, ("a", AT, frozenset({"X"})))] == [("a", 0)]


def test_representations() -> None:
    whole = on({"U"}, TYPENAME, ID, Required("size", "size", None, (Required("w", "w", None, ()),)))
    value = {"__typename": "U", "id": "1", "size": {"__typename": "S", "w": 2, "h": 3}, "more": 1}
    assert project((whole,), value) == {"__typename": "U", "id": "1", "size": {"__typename": "S", "w": 2}}
    assert project((whole,), {"__typename": "V", "id": "1"}) is MISSING
    assert project((whole,), {"__typename": "U"}) is MISSING
    assert project((on({"U"}, TYPENAME),), {"__typename": "U", "x": 1}) == {"__typename": "U"}
    assert project((ID,), {"__typename": "U", "id": None}) == {"__typename": "U", "id": None}
    listed = Required("sizes", "sizes", None, (Required("w", "w", None, ()),))
    assert project((listed,), {"sizes": [{"w": 1, "h": 2}, None]}) == {"sizes": [{"w": 1}, None]}
    assert project((Required("json", "json", None, ()),), {"json": {"any": [1]}}) == {"json": {"any": [1]}}
    aliased = Required("price", "_price", None, ())
    assert project((aliased,), {"price": 1}) == {"_price": 1}
    assert project((aliased,), {"_price": 1}) == {"_price": 1}


def test_rewrites() -> None:
    value = [{"__typename": "A", "x": 1, "in": [{"k": 1}]}, {"__typename": "B", "x": 1}]
    rewrite(value, (Rewrite((frozenset({"A"}), "x"), "y", renames=True),))
    rewrite(value, (Rewrite(("in", "k"), "j", renames=True), Rewrite(("__typename",), "M", renames=False)))
    assert value == [{"__typename": "M", "y": 1, "in": [{"j": 1}]}, {"__typename": "M", "x": 1}]


def test_a_copy_shares_nothing() -> None:
    one = {"a": [{"b": 1}]}
    other = clone(one)
    other["a"][0]["b"] = 2
    assert one == {"a": [{"b": 1}]}


def test_possible_types_of_interfaces_and_unions() -> None:
    types = PossibleTypes(
        parse("interface I { x: Int } type A implements I { x: Int } type B { y: Int } union U = A | B")
    )
    assert types.concrete(["I"]) == {"I", "A"}
    assert types.concrete(["U", "B"]) == {"U", "A", "B"}
    assert types.related("A") == {"A", "I", "U"}


SCHEMA = build_schema(
    """
    type Query { all: [I!] one: I two: U sure: Sure grid: [[Int!]]! color: Color colors: [Color!] }
    interface I { x: Int! color: Color! }
    type A implements I { x: Int! color: Color! inner: [A!]! }
    type Sure { must: Sure! x: Int! }
    union U = A | Sure
    enum Color { RED GREEN }
    """
)


def completed(query: str, data: dict, errors: list | None = None, unknown: set | None = None):
    operation = read_operation(SCHEMA, query, None)
    completion = Completion(errors or [], unknown or set())
    answer = completion.complete(operation.shapes({}), data)
    return answer, [(one["extensions"]["code"], one.get("path")) for one in completion.errors]


@pytest.mark.parametrize(
    ("query", "data", "answer", "errors"),
    [
        ("{one{x}}", {"one": {"__typename": "A", "x": 1, "hidden": 2}}, {"one": {"x": 1}}, []),
        ("{one{x}}", {}, {"one": None}, []),
        # a type that callers must not know is null, and so is a hidden value
        ("{one{x}}", {"one": {"__typename": "Secret", "x": 1}}, {"one": None}, []),
        ("{color}", {"color": "BLUE"}, {"color": None}, []),
        ("{one{color}}", {"one": {"__typename": "A", "color": "BLUE"}}, {"one": None}, [["one", "color"]]),
        ("{colors}", {"colors": ["RED", "BLUE"]}, {"colors": None}, [["colors", 1]]),
        ("{all{x}}", {"all": [{"__typename": "A", "x": 1}, {"__typename": "A"}]}, {"all": None}, [["all", 1, "x"]]),
        ("{sure{must{must{x}}}}", {"sure": {"must": {"must": {}}}}, {"sure": None}, [["sure", "must", "must", "x"]]),
        ("{grid}", {"grid": [[1, None], [2]]}, {"grid": [None, [2]]}, [["grid", 0, 1]]),
        ("{grid}", {}, None, [["grid"]]),
        ("{a:color b:color}", {"b": "RED", "a": None}, {"a": None, "b": "RED"}, []),
    ],
)
def test_completion(query: str, data: dict, answer: dict | None, errors: list) -> None:
    assert completed(query, data) == (answer, [("NULL_IN_NON_NULL", path) for path in errors])


def test_values_of_the_wrong_kind_are_the_services_fault() -> None:
    assert completed("{all{x}}", {"all": {"x": 1}}) == ({"all": None}, [("SERVICE_ERROR", ["all"])])
    assert completed("{one{x}}", {"one": "text"}) == ({"one": None}, [("SERVICE_ERROR", ["one"])])
    assert completed("{two{__typename}}", {"two": {"x": 1}}) == ({"two": None}, [("SERVICE_ERROR", ["two"])])


def test_an_interface_without_typename_has_the_fields_chosen_of_every_type() -> None:
    # The planner asks for __typename only where the type makes a difference.
    assert completed("{one{x ... on A @skip(if: true) {inner{x}}}}", {"one": {"x": 1}}) == ({"one": {"x": 1}}, [])


def test_a_null_that_is_already_explained_is_not_told_twice() -> None:
    known = [error("TIMEOUT", path=("sure",), service="s")]
    assert completed("{sure{x}}", {"sure": {}}, known) == ({"sure": None}, [("TIMEOUT", ["sure"])])
    known = [error("TIMEOUT", path=("color",))]
    assert completed("{color sure{x}}", {"sure": {}}, known)[1] == [
        ("TIMEOUT", ["color"]),
        ("NULL_IN_NON_NULL", ["sure", "x"]),
    ]


def test_an_unknown_entity_is_null_where_it_stands_and_an_error_beyond() -> None:
    assert completed("{sure{x}}", {"sure": {}}, unknown={("sure",)}) == ({"sure": None}, [])
    must = "{sure{must{x}} one{x}}"
    data = {"sure": {"must": {}}, "one": {"__typename": "A"}}
    beyond = ("NULL_IN_NON_NULL", ["sure", "must", "x"])
    assert completed(must, data, unknown={("sure", "must"), ("one",)}) == ({"sure": None, "one": None}, [beyond])
