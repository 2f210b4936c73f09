"""Rules of procedure as data: a predicate, the clause and exact words it enforces, and the code a refusal carries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from services.kernel.acts import Act
from services.kernel.refusals import Code, Verdict, Violation, violation

IN_FORCE = date(2022, 1, 26)  # TZ-1: the regulations apply to what is dated on or after this day

S = TypeVar("S")


class Severity(StrEnum):
    """How a breach counts (spec 0.2a)."""

    HARD = "HARD"  # refused
    DISPENSABLE = "DISPENSABLE"  # refused, unless the named post gives a recorded reason (原则上)
    ADVISORY = "ADVISORY"  # passes; the finding is recorded (一般)


@dataclass(frozen=True)
class Case(Generic[S]):
    """All that a rule may look at: the subject, the act, and facts that were loaded before.

    `at` is the moment the rule is judged for: now, or the time of an act registered after the fact.
    """

    subject: S
    act: Act
    given: Any = None

    @property
    def at(self) -> datetime:
        return self.act.occurred_at

    @property
    def on(self) -> date:
        return self.act.occurred_at.date()


@dataclass(frozen=True)
class Rule(Generic[S]):
    """One rule; its name is a sentence, its docstring the paraphrase."""

    name: str
    says: str
    code: Code
    clauses: tuple[str, ...]
    quote: str
    breaches: Callable[[Case[S]], Iterable[str | None]]
    severity: Severity
    dispensable_by: str | None
    bar: bool  # never to be passed, not even by an act registered after the fact
    acknowledge: bool  # an advisory breach that the asker must have seen: its code stands in `act.acknowledge`
    since: date
    until: date | None
    path: tuple[str, ...]

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)

    def judge(self, case: Case[S]) -> list[Violation]:
        """Every breach of this rule in this case; empty when it holds or is not in force."""
        if not self.in_force(case.on):
            return []
        return [
            violation(
                self.code,
                detail,
                clauses=self.clauses,
                path=self.path,
                blocking=self.severity is not Severity.ADVISORY,
                dispensable_by=self.dispensable_by,
            )
            for detail in self.breaches(case)
        ]


def _make(
    code: Code,
    clause: str | tuple[str, ...],
    quote: str,
    severity: Severity,
    dispensable_by: str | None,
    bar: bool,
    acknowledge: bool,
    since: date,
    until: date | None,
    path: tuple[str, ...],
) -> Callable[[Callable[[Case[S]], Iterable[str | None]], Callable[..., Any]], Rule[S]]:
    def build(breaches: Callable[[Case[S]], Iterable[str | None]], source: Callable[..., Any]) -> Rule[S]:
        return Rule(
            name=source.__name__,
            says=(source.__doc__ or "").strip(),
            code=code,
            clauses=(clause,) if isinstance(clause, str) else clause,
            quote=quote,
            breaches=breaches,
            severity=severity,
            dispensable_by=dispensable_by,
            bar=bar,
            acknowledge=acknowledge,
            since=since,
            until=until,
            path=path,
        )

    return build


def rule(
    code: Code,
    clause: str | tuple[str, ...],
    quote: str,
    *,
    severity: Severity = Severity.HARD,
    dispensable_by: str | None = None,
    bar: bool = False,
    acknowledge: bool = False,
    since: date = IN_FORCE,
    until: date | None = None,
    path: tuple[str, ...] = (),
) -> Callable[[Callable[[Case[S]], bool]], Rule[S]]:
    """A rule that holds or not: the function answers True when the rule holds.

    `quote` are words of the first clause's text as printed; a test proves that they occur there.
    """
    build: Any = _make(code, clause, quote, severity, dispensable_by, bar, acknowledge, since, until, path)
    return lambda holds: build(lambda case: () if holds(case) else (None,), holds)


def rule_each(
    code: Code,
    clause: str | tuple[str, ...],
    quote: str,
    *,
    severity: Severity = Severity.HARD,
    dispensable_by: str | None = None,
    bar: bool = False,
    acknowledge: bool = False,
    since: date = IN_FORCE,
    until: date | None = None,
    path: tuple[str, ...] = (),
) -> Callable[[Callable[[Case[S]], Iterable[str | None]]], Rule[S]]:
    """A rule that can be broken several times: the function yields the detail of every breach."""
    build: Any = _make(code, clause, quote, severity, dispensable_by, bar, acknowledge, since, until, path)
    return lambda breaches: build(breaches, breaches)


def judge(rules: Iterable[Rule[S]], case: Case[S]) -> Verdict:
    """Ask all rules; sort their answers into what blocks and what is only put on record.

    A dispensable breach passes when the asker holds the competent post and gives a reason, an advisory one that asks
    for it when the asker says that he has seen it. An act registered after the fact passes every breach of a rule
    that is no bar; the breach stays as a finding.
    """
    blocking: list[Violation] = []
    findings: list[Violation] = []
    for each in rules:
        for broken in each.judge(case):
            dispensed = (
                each.severity is Severity.DISPENSABLE
                and case.act.dispensation is not None
                and each.dispensable_by is not None
                and case.act.holds(each.dispensable_by)
            )
            unseen = each.acknowledge and broken.code not in case.act.acknowledged
            advised = not broken.blocking and not unseen
            passes = advised or dispensed or (case.act.late is not None and not each.bar)
            (findings if passes else blocking).append(broken)
    return Verdict(tuple(blocking), tuple(findings))
