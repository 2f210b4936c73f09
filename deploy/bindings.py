"""Finds what in the code rests on which clause: rules, steps, terms, tables of procedure, records and refusals."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import services
from services.contracts import refusals
from services.contracts.clauses import matrix, register
from services.kernel import refusals as general
from services.kernel.deadlines import Term
from services.kernel.lifecycle import Step
from services.kernel.refusals import Code
from services.kernel.rules import Rule
from services.kernel.settings import ROOT

SERVICES = ("directory", "meetings", "supervision", "learning", "documents")
SEVERITIES = {"HARD": "拒绝", "DISPENSABLE": "原则上，可说明理由变通", "ADVISORY": "提示并记录"}
UNITS = {
    "WORKDAYS": "{}个工作日内",
    "DAYS": "{}日内",
    "MONTHS": "{}个月",
    "DATE": "以指定的日期为限",
    "WORKDAYS_BEFORE": "提前{}个工作日",
    "MINUTES": "{}分钟内",
}
TABLES = {  # the rows of procedure that carry a clause, as an office calls them
    "Column": "统计项目",
    "Content": "学习内容",
    "Duty": "规定次数",
    "Exclusion": "不列入议题",
    "Gate": "上会环节",
    "Kind": "文书",
    "Path": "议题程序",
    "Procedure": "会议程序",
    "Scope": "议事范围",
    "SignOff": "审签环节",
    "Source": "督办来源",
}
APART = re.compile(r"\.migrations|\.office_worker$")  # Alembic's scripts, and a program for LibreOffice's own Python
TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
ACCEPTANCE = re.compile(r"^test_(?:at_?\d+_)?")
OF_A_CLAUSE = re.compile(r"^test_(?:tz|gz|xx|cw|xf|bg|zt|dc)_n?\d")
CITATION = re.compile(r"(?<![\w-])(?:TZ|GZ|XX|CW|XF|BG|ZT|DC)-[1-9]\d*(?:\.(?:N?\d+[a-d]?))?(?![\w.]*\d)")
CODES = {name: value for module in (refusals, general) for name, value in vars(module).items() if type(value) is Code}


@dataclass(frozen=True)
class Found:
    """One thing of the code that rests on a clause: what it is, the refusal it gives, where it stands, its test."""

    clause: str
    sort: str
    what: str
    place: str
    code: str = ""
    test: str = ""


@cache
def known() -> frozenset[str]:
    """Every clause id that the register or the matrix has."""
    return frozenset(register()) | frozenset(matrix())


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the five services."""
    names = [info.name for info in pkgutil.walk_packages(services.__path__, "services.")]
    wanted = [name for name in names if name.split(".")[1] in SERVICES and not APART.search(name)]
    return tuple(importlib.import_module(name) for name in wanted)


def named(last: str) -> Iterator[ModuleType]:
    """The modules of that last name, one for each subject."""
    return (module for module in modules() if module.__name__.rsplit(".", 1)[-1] == last)


def all_rules() -> dict[str, list[Rule[Any]]]:
    """The rules by the module they are written in."""
    return {
        module.__name__: [value for value in vars(module).values() if isinstance(value, Rule)]
        for module in named("rules")
    }


def all_tables() -> dict[str, dict[str, Step[Any]]]:
    """The transition tables by module and name."""
    return {
        f"{module.__name__}.{name}": value
        for module in named("lifecycle")
        for name, value in vars(module).items()
        if isinstance(value, dict) and value and all(isinstance(step, Step) for step in value.values())
    }


@dataclass(frozen=True)
class Shown:
    """A test of the suite: its name, its file, and the clause it is named after."""

    name: str
    place: str
    clause: str | None  # empty when it is named after a clause that there is not

    @property
    def what(self) -> str:
        """What is tested, often a rule's name: the acceptance scenario or the clause before it left out."""
        return ACCEPTANCE.sub("", self.name.replace(_prefix(self.clause), "test_", 1) if self.clause else self.name)


def _prefix(clause_id: str) -> str:
    """`test_gz_10_4_` for GZ-10.4."""
    return f"test_{re.sub('[-.]', '_', clause_id).lower()}_"


@cache
def suite() -> tuple[Shown, ...]:
    """Every test; one is named after the longest clause id that its name begins with."""
    longest = sorted(((_prefix(each), each) for each in known()), key=lambda named: len(named[0]), reverse=True)
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in TEST.findall(path.read_text(encoding="utf-8")):
            clause_id = next((each for prefix, each in longest if name.startswith(prefix)), "")
            named = clause_id if OF_A_CLAUSE.match(name) else None
            found.append(Shown(name, str(path.relative_to(ROOT)), named))
    return tuple(found)


@cache
def tests() -> dict[str, str]:
    """What is tested → file, over the whole suite."""
    return {each.what: each.place for each in reversed(suite())}


@cache
def shown_by() -> dict[str, tuple[Shown, ...]]:
    """Clause → the tests that are named after it; what names no clause that there is stands under nothing."""
    found: dict[str, list[Shown]] = {}
    for each in suite():
        if each.clause is not None:
            found.setdefault(each.clause, []).append(each)
    return {clause_id: tuple(tests) for clause_id, tests in found.items()}


def test_of(rule: Rule[Any]) -> str:
    """The file that tests the rule under its own name, or nothing."""
    return tests().get(rule.name, "")


def _place(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _rules() -> Iterator[Found]:
    for module, rules in all_rules().items():
        for each in rules:
            what = f"{each.says}（{SEVERITIES[each.severity]}）"
            code = f"`{each.code.name}` {each.code.message_zh.replace('{detail}', '…')}"
            for clause_id in each.clauses:
                yield Found(clause_id, "规则", what, f"{_place(module)} `{each.name}`", code, test_of(each))


def _steps() -> Iterator[Found]:
    for table, steps in all_tables().items():
        place = _place(table.rsplit(".", 1)[0])
        for action, step in steps.items():
            for clause_id in step.clauses:
                yield Found(clause_id, "环节", step.label, f"{place} `{action}`")


def _assigned(module: ModuleType) -> Iterator[Any]:
    """What the module itself binds at its top level, imports left out."""
    for node in _tree(module).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and hasattr(module, target.id):
                yield getattr(module, target.id)


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))


def _rows(value: Any) -> Iterator[Any]:
    """The dataclass rows in a table, and the rows within them."""
    if isinstance(value, Rule | Step | type | Enum):
        return
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from _rows(each)
    elif is_dataclass(value):
        yield value
        for each in fields(value):
            yield from _rows(getattr(value, each.name))


def cited(row: Any) -> list[str]:
    """The clauses that a row of a table names, in whichever field."""
    texts: list[str] = []
    for each in fields(row):
        value = getattr(row, each.name)
        texts += [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return [text for text in texts if isinstance(text, str) and CITATION.fullmatch(text)]


def _says(row: Any) -> str:
    if isinstance(row, Term):
        return f"`{row.key}`：{UNITS[row.unit].format(row.length)}"
    for name in ("text", "suggestion", "who", "name", "kind", "step"):
        value = getattr(row, name, None)
        if value is not None:
            return str(getattr(value, "label", value))
    return ""


def _table_rows() -> Iterator[Found]:
    seen = set()
    for module in modules():
        for value in _assigned(module):
            for row in _rows(value):
                sort = "期限" if isinstance(row, Term) else TABLES.get(type(row).__name__, type(row).__name__)
                for clause_id in dict.fromkeys(cited(row)):
                    found = Found(clause_id, sort, _says(row), _place(module.__name__))
                    if found not in seen:
                        seen.add(found)
                        yield found


def _calls() -> Iterator[Found]:
    """Acts put on record and single refusals, which name their clauses where they are made."""
    for module in modules():
        place = _place(module.__name__)
        for function in ast.walk(_tree(module)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                said = _said(function)
                for node in ast.walk(function):
                    if isinstance(node, ast.Call):
                        yield from _call(node, place, said)


def _said(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The clauses that a function keeps in its variable `clauses`, to put them on record."""
    kept = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and "clauses" in _names(node)]
    return [text for value in kept for text in _texts(value)]


def _names(node: ast.Assign) -> list[str]:
    return [_name(target) for target in node.targets]


def _texts(value: ast.expr) -> list[str]:
    texts = [each.value for each in ast.walk(value) if isinstance(each, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and CITATION.fullmatch(text)]


def _call(node: ast.Call, place: str, said: list[str]) -> Iterator[Found]:
    called = _name(node.func)
    given = [word.value for word in node.keywords if word.arg == "clauses"]
    literal = [text for value in given for text in (said if _name(value) == "clauses" else _texts(value))]
    if called == "Record":
        action = next((f" `{a.value!s}`" for a in node.args[1:2] if isinstance(a, ast.Constant)), "")
        yield from (Found(each, "记录在案", "", place + action) for each in literal)
    elif called in ("refuse", "violation") and node.args:
        code = CODES.get(_name(node.args[0]))
        if code is not None:
            text = f"`{code.name}` {code.message_zh.replace('{detail}', '…')}"
            yield from (Found(each, "拒绝", "", place, text) for each in literal or code.clauses)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def bindings() -> dict[str, tuple[Found, ...]]:
    """Everything that rests on a clause, by clause id; each said once."""
    by_clause: dict[str, dict[Found, None]] = {}
    for source in (_rules, _steps, _table_rows, _calls):
        for found in source():
            by_clause.setdefault(found.clause, {})[found] = None
    return {clause_id: tuple(found) for clause_id, found in by_clause.items()}


def citations() -> Iterator[tuple[str, str]]:
    """Every clause id that the code writes anywhere, comments and descriptions included, with its place."""
    for folder in ("services", "gateway", "deploy"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for match in CITATION.finditer(line):
                    yield match[0], f"{path.relative_to(ROOT)}:{number}"
