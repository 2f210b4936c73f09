"""Write docs/rulebook.md: every clause, what the software makes of it, under which code, and where it is tested.

`python -m deploy.rulebook` writes the page; a test keeps it fresh.
"""

import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import services
from services.contracts.clauses import clause, matrix
from services.kernel.deadlines import Term
from services.kernel.lifecycle import Step
from services.kernel.rules import Rule
from services.kernel.settings import ROOT

PAGE = ROOT / "docs" / "rulebook.md"
SERVICES = ("directory", "meetings", "supervision", "learning", "documents")
SEVERITIES = {"HARD": "拒绝", "DISPENSABLE": "原则上（可说明理由变通）", "ADVISORY": "提示并记录"}
TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
ACCEPTANCE = re.compile(r"^test_(?:at_?\d+_)?")


@dataclass(frozen=True)
class Found:
    """One thing of the code that rests on a clause."""

    clause: str
    what: str
    code: str
    place: str
    test: str


def modules(name: str) -> Iterator[ModuleType]:
    """Every module called `name`, in all services and their subject folders."""
    for info in pkgutil.walk_packages(services.__path__, "services."):
        if info.name.split(".")[1] in SERVICES and info.name.rsplit(".", 1)[-1] == name:
            yield importlib.import_module(info.name)


def all_rules() -> dict[str, list[Rule[Any]]]:
    """The rules by the module they are written in."""
    return {
        module.__name__: [value for value in vars(module).values() if isinstance(value, Rule)]
        for module in modules("rules")
    }


def all_tables() -> dict[str, dict[str, Step[Any]]]:
    """The transition tables by module and name."""
    tables = {}
    for module in modules("lifecycle"):
        for name, value in vars(module).items():
            if isinstance(value, dict) and value and all(isinstance(step, Step) for step in value.values()):
                tables[f"{module.__name__}.{name}"] = value
    return tables


def all_terms() -> dict[str, list[Term]]:
    """The deadlines by the module that names them."""
    found = {}
    for info in pkgutil.walk_packages(services.__path__, "services."):
        if info.name.split(".")[1] not in SERVICES or ".rendering" in info.name or ".migrations" in info.name:
            continue
        module = importlib.import_module(info.name)
        terms = [
            value
            for name, value in vars(module).items()
            if isinstance(value, Term) and name.isupper() and _is_home(module, name)
        ]
        if terms:
            found[info.name] = terms
    return found


def _is_home(module: ModuleType, name: str) -> bool:
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    return re.search(rf"^{name}\b[^=\n]*=", source, re.MULTILINE) is not None


@cache
def tests() -> dict[str, str]:
    """What is tested → file, over the whole suite; a test may carry the acceptance scenario before the rule's name."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in TEST.findall(path.read_text(encoding="utf-8")):
            found.setdefault(ACCEPTANCE.sub("", name), str(path.relative_to(ROOT)))
    return found


def test_of(rule: Rule[Any]) -> str:
    """The file that tests the rule under its own name, or nothing."""
    return tests().get(rule.name, "")


def findings() -> dict[str, list[Found]]:
    """Everything that rests on a clause, by clause id."""
    by_clause: dict[str, list[Found]] = defaultdict(list)
    for module, rules in all_rules().items():
        place = module.replace(".", "/") + ".py"
        for each in rules:
            what = f"{each.says}（{SEVERITIES[each.severity]}）"
            for clause_id in each.clauses:
                by_clause[clause_id].append(
                    Found(clause_id, what, f"`{each.code.name}`", f"{place} `{each.name}`", test_of(each))
                )
    for table, steps in all_tables().items():
        place = table.rsplit(".", 1)[0].replace(".", "/") + ".py"
        for action, step in steps.items():
            for clause_id in step.clauses:
                by_clause[clause_id].append(Found(clause_id, f"办理：{step.label}", "", f"{place} `{action}`", ""))
    for module, terms in all_terms().items():
        place = module.replace(".", "/") + ".py"
        for term in terms:
            what = f"期限 `{term.key}`：{term.length} {term.unit}"
            by_clause[term.clause].append(Found(term.clause, what, "", place, ""))
    return by_clause


def line(kinds: str, each: Found) -> str:
    """One row of the page."""
    return f"| {each.clause} | {kinds} | {each.what} | {each.code} | {each.place} | {each.test} |"


def page() -> str:
    """The whole page."""
    by_clause = findings()
    lines = [
        "# 规则册",
        "",
        "由代码生成（`python -m deploy.rulebook`）：条款、办理方式、拒绝代码、代码位置和测试。",
        "没有列出行为的条款，或者只供查阅（制度库），或者尚待后续实现。",
        "“要求”一栏的类别：R 规则、W 提示、T 期限、Ro 权限、Wf 流程、Do 文书、St 统计、I 仅供查阅。",
        "",
        "| 条款 | 要求 | 系统的办理 | 代码 | 位置 | 测试 |",
        "|---|---|---|---|---|---|",
    ]
    for clause_id, row in matrix().items():
        kinds = "、".join(row.types)
        found = by_clause.get(clause_id, [])
        if not found:
            what = "制度库" if row.types == ("I",) else ""
            lines.append(f"| {clause_id} | {kinds} | {what} | | | |")
        lines += [line(kinds, each) for each in found]
    strange = sorted(set(by_clause) - set(matrix()))
    for clause_id in strange:
        clause(clause_id)  # raises for a clause that no regulation has
        lines += [line("", each) for each in by_clause[clause_id]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
