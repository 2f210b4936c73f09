"""Write docs/procedures.md: the four kinds of meeting side by side, row by row, each with the clause that says it.

`python -m deploy.procedures` writes the page from the table of procedures; a test keeps it fresh.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Final

from services.contracts.words.directory import PostCode
from services.kernel.deadlines import WORKDAYS_BEFORE, Term
from services.kernel.settings import ROOT
from services.meetings.columns import Exclusion, Gate, Host, Invitation, Procedure, Relation, Scope, Seat, SignOff
from services.meetings.procedures import PROCEDURES
from services.meetings.topics.lifecycle import TOPIC

PAGE = ROOT / "docs" / "procedures.md"
NONE = "—"


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts) or NONE


def _cited(text: str, clause: str | None) -> str:
    """The text with its clause; a dash when no clause says so."""
    return f"{text}（{clause}）" if clause else NONE


def _posts(posts: Iterable[PostCode]) -> str:
    return "、".join(post.label for post in posts) or NONE


def _who(row: Seat | SignOff | Host) -> str:
    return row.post.label if row.relation is Relation.ANY else f"{row.relation.label}{row.post.label}"


def _seat(seat: Seat | SignOff) -> str:
    who = _who(seat)
    kinds = seat.kinds if isinstance(seat, Seat) else ()
    return f"{who}（{'、'.join(kind.label for kind in kinds)}）" if kinds else who


def _host(host: Host) -> str:
    who = _who(host)
    if host.delegate and host.scope:
        who += f"；委托{host.delegate.label}（{host.scope.label}）"
    return f"{who}；B角可补位" if host.substitutable else who


def _invitation(each: Invitation) -> str:
    through = f"，经{each.through.label}" if each.through else ""
    return f"{each.post.label}{'至少' if each.at_least else ''}{each.count}名{through}"


def _scope(scope: Scope) -> str:
    notes = [
        *(f"标记“{flag.label}”" for flag in scope.sets),
        *([f"须写明{scope.note}" + "".join(f"或标记“{flag.label}”" for flag in scope.instead)] if scope.note else []),
        *([f"仅{scope.chosen_by.label}可选"] if scope.chosen_by else []),
        *(["须有县长委托"] if scope.commissioned else []),
        *(["两名以上分管领导未协调一致"] if scope.divided else []),
        *(["仅组成人员知悉"] if scope.restricted else []),
        *([f"议决后起草{scope.upward.label}"] if scope.upward else []),
    ]
    return f"{scope.code}. {scope.text}（{scope.clause}）" + (f"：{'，'.join(notes)}" if notes else "")


def _exclusion(each: Exclusion) -> str:
    return f"{each.reason.label}（{each.clause}）：{each.suggestion}"


def _gate(gate: Gate) -> str:
    return f"{TOPIC[gate.step].label}（{gate.who}，{gate.clause}）"


def _term(term: Term | None) -> str:
    if term is None:
        return NONE
    return f"{'会前' if term.unit == WORKDAYS_BEFORE else ''}{term.length}个工作日（{term.clause}）"


def _sign_off(step: SignOff) -> str:
    notes = [
        *(["并行"] if step.parallel else []),
        *([f"可凭“{step.delegable.label}”委托"] if step.delegable else []),
        *(["B角可补位"] if step.substitutable else []),
        *([f"政策 {step.policy} 可关"] if step.policy else []),
        *([f"或{step.relation.label}{step.also.label}"] if step.also else []),
        *([f"其离任的，由{step.instead.label}"] if step.instead else []),
    ]
    return f"{step.step.label}：{_seat(step)}（{step.clause}）" + (f"，{'，'.join(notes)}" if notes else "")


def _chains(procedure: Procedure) -> str:
    ways = []
    for basis, chain in procedure.chains.items():
        steps = [f"{number}. {_sign_off(step)}" for number, step in enumerate(chain, 1)]
        ways.append(_lines([f"**{basis.label}**", *steps] if basis else steps))
    return _lines(ways)


ROWS: Final[tuple[tuple[str, Callable[[Procedure], str]], ...]] = (
    ("条款", lambda p: "、".join(p.clauses)),
    ("召集和主持", lambda p: f"{_lines(map(_host, p.hosts))}（{p.presided}）"),
    ("组成人员", lambda p: _lines(map(_seat, p.members))),
    ("列席", lambda p: _lines(map(_seat, p.observers))),
    ("邀请", lambda p: _lines(map(_invitation, p.invitations))),
    ("向县长请假的", lambda p: _posts(p.leave_of_county_head)),
    ("议事范围", lambda p: _lines(map(_scope, p.scopes))),
    (
        "原则不列入",
        lambda p: _lines(f"{each.reason.label}（{each.clause}）：{each.suggestion}" for each in p.exclusions),
    ),
    ("议题环节", lambda p: _lines(map(_gate, p.path.gates))),
    ("会前论证、协商", lambda p: _cited("须完成", p.path.preconditions)),
    ("简要书面材料", lambda p: _cited("须有", p.path.written_material)),
    ("具体方案", lambda p: _cited("须附", p.path.plan_attached)),
    ("报送材料时限", lambda p: _term(p.path.material)),
    ("印送材料时限", lambda p: _term(p.print_term)),
    ("确定议题", lambda p: _cited("主持人", p.settled_by_host) if p.settled_by_host else "县长"),
    ("临时增加议题", lambda p: _cited("须县长同意", p.additions)),
    (
        "重大事项",
        lambda p: "可以决定" if p.decides_major else ("只协调，不决定" if p.coordinates_major else "不得决定"),
    ),
    ("资金、项目安排", lambda p: "须有权限依据（GZ-16.2）" if p.funds_need_authority else NONE),
    ("提请上一级会议", lambda p: _lines(kind.label for kind in p.refers_to)),
    ("一事一议", lambda p: p.one_matter.label),
    ("主要负责人缺席", lambda p: p.absent_head.label),
    ("口副主任到会", lambda p: _cited("须到会", p.section_attends)),
    ("先听取副县长意见", lambda p: _cited("须听取", p.hears_deputies)),
    ("汇报时限", lambda p: _cited("不超过10分钟", p.report_limited)),
    ("会期", lambda p: _cited("一般每月1次", p.monthly)),
    ("会前学法", lambda p: _cited("安排", p.prestudy)),
    ("整理记录、起草纪要", lambda p: f"{_term(p.draft_term)}{'' if p.draft_binding else '，按政策提示'}"),
    ("纪要审签", _chains),
    ("对外效力", lambda p: _cited("内部文件，不作为对外行政行为的直接依据", p.internal)),
    ("议定事项承办督办", lambda p: p.handler.label),
    ("编号", lambda p: f"{p.session_series}；{p.minutes_series}；议定事项 {p.code}"),
)


def page() -> str:
    """The whole page."""
    table = list(PROCEDURES.values())
    lines = [
        "# 四类会议对照",
        "",
        "由代码生成（`python -m deploy.procedures`）。内容即程序所依据的数据（`services/meetings/procedures.py`）；",
        "括号内为条款编号，条款原文见[规则册](rulebook.md)。",
        "",
        f"| | {' | '.join(each.kind.label for each in table)} |",
        f"|---|{'---|' * len(table)}",
    ]
    lines += [f"| **{name}** | {' | '.join(cell(each) for each in table)} |" for name, cell in ROWS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
