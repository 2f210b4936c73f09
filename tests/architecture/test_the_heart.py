"""What keeps the heart healthy: rules quote the law, are wired and tested, and states move in one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import bindings, procedures, rulebook
from services.contracts.clauses import clause
from services.kernel.settings import ROOT

SPACE = re.compile(r"\s+")
SERVICES = ROOT / "services"
# From the surface to the heart; a file may import only what stands to its right or beside it.
RANK = {
    name: rank
    for rank, names in enumerate(
        [
            {"app"},
            {"schema", "subscribers", "timers"},
            {"commands", "queries"},
            {"lifecycle"},
            {"rules"},
            {"model"},
            {"base"},
        ]
    )
    for name in names
}
PROTOCOLS = {"strawberry", "starlette", "nats", "docxtpl", "uvicorn", "aiohttp"}
HEART = {"rules", "lifecycle", "commands", "model", "queries"}


def sources(*parts: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every source file of the services, parsed."""
    for path in sorted(SERVICES.joinpath(*parts).rglob("*.py")):
        if "migrations" not in path.parts and "versions" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_rule_quotes_its_clause() -> None:
    wrong = [
        f"{module}.{rule.name}: {rule.quote}"
        for module, rules in bindings.all_rules().items()
        for rule in rules
        if SPACE.sub("", rule.quote) not in SPACE.sub("", clause(rule.clauses[0]).text)
    ]
    assert wrong == []


def test_every_rule_is_wired() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path, _ in sources() if path.stem not in ("rules", "__init__")
    )
    idle = [
        f"{module}.{rule.name}"
        for module, rules in bindings.all_rules().items()
        for rule in rules
        if not re.search(rf"\b{rule.name}\b", code)
    ]
    assert idle == []


def test_every_rule_has_a_test_of_its_name() -> None:
    untested = [
        f"{module}.{rule.name}"
        for module, rules in bindings.all_rules().items()
        for rule in rules
        if not bindings.test_of(rule)
    ]
    assert untested == []


def test_no_two_rules_share_clause_and_sentence() -> None:
    seen: dict[tuple[str, str], str] = {}
    for module, rules in bindings.all_rules().items():
        for rule in rules:
            key = (rule.clauses[0], rule.says)
            assert key not in seen, f"{module}.{rule.name} says what {seen[key]} says"
            seen[key] = f"{module}.{rule.name}"


def test_every_step_cites_clauses_that_exist() -> None:
    for table, steps in bindings.all_tables().items():
        for action, step in steps.items():
            for clause_id in step.clauses:
                assert clause(clause_id).text, f"{table}[{action}]"


def test_states_move_in_the_lifecycle_alone() -> None:
    moved = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        if path != SERVICES / "kernel" / "lifecycle.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and not _is_record(target)
    ]
    assert moved == []


def _is_record(target: ast.Attribute) -> bool:
    """Deadlines and the app's own state are no objects with a lifecycle."""
    return isinstance(target.value, ast.Name) and target.value.id in ("deadline", "current", "app")


@pytest.mark.parametrize("name", ["now", "today", "utcnow"])
def test_the_clock_is_read_in_one_place(name: str) -> None:
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        if path != SERVICES / "kernel" / "clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    ]
    assert readers == []


def test_nobody_commits_by_hand() -> None:
    allowed = {SERVICES / "kernel" / "outbox.py"}  # the relay's lock must not hold a transaction open
    committers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        if path not in allowed
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert committers == []


def test_imports_run_from_the_surface_to_the_heart() -> None:
    wrong = []
    for path, tree in sources():
        parts = path.relative_to(SERVICES).with_suffix("").parts
        if parts[0] in ("kernel", "contracts") or path.stem not in RANK:
            continue
        for name in imports(tree):
            steps = name.split(".")
            if steps[:2] != ["services", parts[0]]:
                continue
            layer = next((step for step in reversed(steps[2:]) if step in RANK), None)
            if layer is not None and RANK[layer] < RANK[path.stem]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_the_heart_speaks_no_protocol() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, tree in sources()
        if path.stem in HEART
        for name in imports(tree)
        if name.split(".")[0] in PROTOCOLS or name.startswith(("services.kernel.graphql", "services.kernel.app"))
    ]
    assert wrong == []


def test_services_do_not_know_each_other() -> None:
    wrong = []
    for path, tree in sources():
        own = path.relative_to(SERVICES).parts[0]
        reachable = {"kernel"} if own == "kernel" else {"kernel", "contracts", own}
        wrong += [
            f"{path.relative_to(ROOT)} imports {name}"
            for name in imports(tree)
            if name.startswith("services.") and name.split(".")[1] not in reachable
        ]
    assert wrong == []


def test_rulebook_is_fresh() -> None:
    assert rulebook.PAGE.read_text(encoding="utf-8") == rulebook.page(), "python -m deploy.rulebook"


def test_procedures_side_by_side_are_fresh() -> None:
    assert procedures.PAGE.read_text(encoding="utf-8") == procedures.page(), "python -m deploy.procedures"
