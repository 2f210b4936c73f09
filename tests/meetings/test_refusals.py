"""Every refusal code that meetings answers with has a test that provokes it through the API."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services import meetings
from services.contracts import refusals
from services.kernel import refusals as general
from services.kernel.refusals import Code
from services.kernel.rules import Rule, Severity
from services.kernel.settings import ROOT

CODES = {name: code for module in (general, refusals) for name, code in vars(module).items() if isinstance(code, Code)}
REGISTERS = ("services.contracts.refusals", "services.kernel.refusals")
# Answered by the kernel on behalf of every service: no file of this one names them.
BY_THE_KERNEL = {"NO_ACTIVE_DELEGATION", "AB_NOT_ACTIVE", "VERSION_CONFLICT", "IDEMPOTENCY_KEY_REUSED"}


def parsed(*folder: str) -> Iterator[ast.Module]:
    for path in sorted(Path(ROOT, *folder).rglob("*.py")):
        if "migrations" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def named() -> set[str]:
    """Codes that code of this service names: `refusals.X`, or `X` imported from a register."""
    found = set()
    for tree in parsed("services", "meetings"):
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in REGISTERS
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "refusals":
                found.add(node.attr)
        found |= imported
    return {name for name in found if name in CODES}


def advice() -> set[str]:
    """Codes of rules that never refuse, only put on record."""
    modules = [
        importlib.import_module(info.name)
        for info in pkgutil.walk_packages(meetings.__path__, "services.meetings.")
        if info.name.endswith(".rules")
    ]
    rules = [each for module in modules for each in vars(module).values() if isinstance(each, Rule)]
    refusing = {each.code.name for each in rules if each.severity is not Severity.ADVISORY or each.acknowledge}
    return {each.code.name for each in rules} - refusing


def provoked() -> set[str]:
    """Codes with which tests are marked; `tests.meetings.refusals` sees to it that they provoke them."""
    return {
        str(word.value)
        for tree in parsed("tests", "meetings")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "refuses"
        for word in node.args
        if isinstance(word, ast.Constant)
    }


OWNED = sorted((named() | BY_THE_KERNEL) - advice())


def test_the_list_is_the_services_own() -> None:
    assert {"IMPROMPTU_TOPIC", "MINUTES_INCOMPLETE", "VETOED_BY", "ACTOR_NOT_ALLOWED"} <= set(OWNED)
    assert "LEFT_MIDWAY" not in OWNED  # put on record, never refused


@pytest.mark.parametrize("code", OWNED)
def test_every_code_is_provoked(code: str) -> None:
    assert code in provoked()


def test_no_mark_names_a_code_that_is_none() -> None:
    assert provoked() - CODES.keys() == set()
