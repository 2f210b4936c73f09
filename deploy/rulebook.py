"""Write docs/rulebook.md: every clause's words, what enforces it and where it is tested, or why nothing does.

`python -m deploy.rulebook` writes the page; a test keeps it fresh, and others keep `unbound.yaml` true.
"""

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from deploy.bindings import Found, bindings, shown_by
from services.contracts.clauses import MatrixRow, clause, matrix
from services.kernel.settings import ROOT

PAGE = ROOT / "docs" / "rulebook.md"
UNBOUND = Path(__file__).with_name("unbound.yaml")
INFORMATION = ("I",)
TYPES = {
    "R": "规则",
    "W": "提示",
    "T": "期限",
    "Ro": "权限",
    "Wf": "流程",
    "Do": "文书",
    "St": "统计",
    "I": "查阅",
}


@dataclass(frozen=True)
class Unbound:
    """Clauses that nothing in the code rests on, with the reason; `partly`: what remains of those that are bound."""

    later: dict[str, str]
    outside: dict[str, str]
    partly: dict[str, str]


@cache
def unbound() -> Unbound:
    """Read `unbound.yaml`."""
    rows: dict[str, Any] = yaml.safe_load(UNBOUND.read_text(encoding="utf-8"))
    return Unbound(**{name: dict(each) for name, each in rows.items()})


def asks_for_software(row: MatrixRow) -> bool:
    """Is the clause more than information?"""
    return row.types != INFORMATION


def _words(clause_id: str, row: MatrixRow) -> str:
    return " ".join((row.words or clause(clause_id).text).split())


def _line(each: Found) -> str:
    what = "：".join(part for part in (each.sort, each.what) if part)
    test = f"；测试 {each.test}" if each.test else ""
    return f"- {' '.join(part for part in (what, each.code) if part)}（{each.place}{test}）"


def _shown(clause_id: str) -> list[str]:
    return [f"- 演示：测试 `{each.name}`（{each.place}）" for each in shown_by().get(clause_id, ())]


def _entry(clause_id: str, row: MatrixRow) -> list[str]:
    """One clause: its words, then what rests on it, or the reason why nothing does."""
    kinds = "、".join(TYPES[each] for each in row.types)
    lines = [f"### {clause_id}　{clause(clause_id).article}（{kinds}）", "", f"> {_words(clause_id, row)}", ""]
    lines += [_line(each) for each in bindings().get(clause_id, ())]
    lines += _shown(clause_id)
    excuses = unbound()
    for text, reasons in (("后续实现", excuses.later), ("不属软件", excuses.outside), ("尚缺", excuses.partly)):
        if clause_id in reasons:
            lines.append(f"- **{text}**：{reasons[clause_id]}")
    if lines[-1] == "":
        lines.append("- 供查阅、引用（制度库）")
    return [*lines, ""]


def _summary() -> list[str]:
    rows = matrix()
    wanted = [clause_id for clause_id, row in rows.items() if asks_for_software(row)]
    bound = [clause_id for clause_id in wanted if clause_id in bindings()]
    excuses = unbound()
    return [
        "| 条款 | 数量 |",
        "|---|---|",
        f"| 全部（含款、项） | {len(rows)} |",
        f"| 对软件有要求 | {len(wanted)} |",
        f"| 已由代码落实 | {len(bound)}（其中尚有缺项 {len(excuses.partly)}） |",
        f"| 后续实现 | {len(excuses.later)} |",
        f"| 不属软件 | {len(excuses.outside)} |",
        f"| 仅供查阅 | {len(rows) - len(wanted)} |",
        "",
    ]


def page() -> str:
    """The whole page."""
    lines = [
        "# 规则册",
        "",
        "由代码生成（`python -m deploy.rulebook`）。每一条款列出原文，以及由什么落实：规则（附拒绝代码）、办理环节、",
        "期限、程序表、文书、记录；以该条命名的测试（`test_gz_10_4_…`）一并列出。没有落实的说明理由（`deploy/unbound.yaml`）。",
        "引用整条的规则另列在该条之下。",
        "",
        *_summary(),
    ]
    regulation = ""
    for clause_id, row in matrix().items():
        if clause(clause_id).regulation != regulation:
            regulation = clause(clause_id).regulation
            lines += [f"## {regulation}", ""]
        lines += _entry(clause_id, row)
    whole = sorted({*bindings(), *shown_by()} - {*matrix(), ""})
    lines += ["## 引用整条的", ""]
    for clause_id in whole:
        lines += [f"### {clause_id}　{clause(clause_id).article}", ""]
        lines += [_line(each) for each in bindings().get(clause_id, ())]
        lines += [*_shown(clause_id), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
