"""The only place where a state changes: right, then state, then rules, then the move, then the audit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.audit import Record, record, waiting
from services.kernel.authority import Capacity, Right, authorise, capacity
from services.kernel.labels import Labelled
from services.kernel.refusals import (
    ACTOR_NOT_ALLOWED,
    CONTENT_INVALID,
    EVIDENCE_REQUIRED,
    REASON_REQUIRED,
    STATE_NOT_ALLOWED,
    Attempt,
    Refused,
    Violation,
    ViolationKind,
    violation,
)
from services.kernel.rules import Case, Rule, judge
from services.kernel.store import AuditEntry, Finding, LateRegistrationRow


class Stateful(Protocol):
    """What `advance` moves: an object with an id and a state."""

    id: Any
    state: Any
    unconfirmed: Any


S = TypeVar("S", bound=Stateful)


@dataclass(frozen=True)
class Step(Generic[S]):
    """One row of a transition table.

    after         states from which the step is open
    becomes       the state it leads to, or a function of the case
    by            rights, any of which allows it; empty for steps that only time or events take
    rules         rules of procedure judged before the move; one whose code is of kind ACTOR is judged with the right
    clauses       the clauses the step rests on, kept in the audit
    registrable   may be registered after the fact with evidence (AMB-47)
    """

    label: str
    after: frozenset[Any]
    becomes: Any
    by: tuple[Right[S], ...] = ()
    rules: tuple[Rule[S], ...] = ()
    clauses: tuple[str, ...] = ()
    needs_reason: bool = False
    registrable: bool = False
    chain: Callable[[S], str | None] | None = None  # who must act now, for CHAIN_ORDER


Table = Mapping[str, Step[S]]
CONFIRM = {"confirm_registrations": "确认补登"}  # what every object knows beside the steps of its table (AMB-47)
REGISTRARS = ("OFFICE_CLERK", "OFFICE_DIRECTOR", "SUPERVISION_CLERK", "SUPERVISION_CHIEF")
_DISPENSED, _ADVISORY, _LATE = "DISPENSATION", "ADVISORY", "LATE_REGISTRATION"


def states(*names: Any) -> frozenset[Any]:
    """The states a step may start from."""
    return frozenset(names)


def labels_of(table: Table[S], **own: str) -> dict[str, str]:
    """The Chinese names of what may be done with an object: its steps, and acts of its own that move no state."""
    return {name: step.label for name, step in table.items()} | CONFIRM | own


def stays(case: Case[Any]) -> Any:
    """The act is put on the object's file and does not move it."""
    return case.subject.state


def type_name(subject: Any) -> str:
    """The name under which audit, findings and deadlines know the object."""
    return type(subject).__name__


def _state_violation(step: Step[S], subject: S) -> Violation:
    current = subject.state
    label = current.label if isinstance(current, Labelled) else str(current)
    return violation(STATE_NOT_ALLOWED, label)


def _late_violation(step: Step[S], act: Act) -> Violation | None:
    late = act.late
    if late is None:
        return None
    if not step.registrable or late.occurred_at > act.at or not (late.note.strip() or late.evidence_file_ids):
        return violation(EVIDENCE_REQUIRED)
    today = act.roster.as_of(act.today)  # the registrar's post is that of the day on which he registers
    if not any(today.holds(act.person.id, post) for post in REGISTRARS):
        return violation(ACTOR_NOT_ALLOWED)
    if late.by_person_id not in act.view.persons:
        return violation(CONTENT_INVALID, "实际办理人", path=("act", "lateRegistration", "byPersonId"))
    return None


def _barred(step: Step[S], case: Case[S]) -> tuple[Violation, ...]:
    """What the rules about the person say: where one is broken, nothing else is answered (spec 11)."""
    return judge((each for each in step.rules if each.code.kind is ViolationKind.ACTOR), case).blocking


def advance(session: AsyncSession, table: Table[S], action: str, case: Case[S]) -> Capacity | None:
    """Take one step or refuse it whole; returns the capacity in which it was taken.

    Raises `Refused` with the missing right alone; then with the wrong state alone; then with all broken rules.
    """
    step, subject, act = table[action], case.subject, case.act
    attempt = Attempt(action, type_name(subject), subject.id)
    allowed: Capacity | None = None
    if not act.system:
        found = authorise(step.by, subject, act)
        if isinstance(found, Violation):
            raise Refused([found], attempt)
        allowed = found
    barred = _barred(step, case)
    if barred:
        raise Refused(barred, attempt)
    late = _late_violation(step, act)
    if late is not None:
        raise Refused([late], attempt)
    if subject.unconfirmed and act.late is None:
        raise Refused([violation(EVIDENCE_REQUIRED)], attempt)
    if subject.state not in step.after:
        raise Refused([_state_violation(step, subject)], attempt)
    if step.needs_reason and not (act.reason or "").strip():
        raise Refused([violation(REASON_REQUIRED, clauses=step.clauses)], attempt)
    verdict = judge(step.rules, case)
    if verdict.blocking:
        raise Refused(verdict.blocking, attempt)
    before = str(subject.state)
    subject.state = step.becomes(case) if callable(step.becomes) else step.becomes
    keep_findings(session, subject, action, act, verdict.findings)
    if act.late is not None:
        _keep_registration(session, subject, action, act)
    record(
        session,
        Record(
            act,
            action,
            attempt.object_type,
            subject.id,
            from_state=before,
            to_state=str(subject.state),
            capacity=allowed,
            clauses=step.clauses,
            detail={"findings": [f.code for f in verdict.findings]} if verdict.findings else {},
        ),
    )
    return allowed


async def demand_order(session: AsyncSession) -> None:
    """Refuse what was registered after the fact with a day before that of the step before it (AMB-47).

    Within the day the order is open: the system knows when a step was entered, paper when it was done. Steps that
    left the state as it was, and those that others caused, stand in no order.
    """
    for entry in waiting(session):
        if entry.act.late is None or entry.from_state in (None, entry.to_state):
            continue
        before = await session.scalar(
            select(func.max(AuditEntry.occurred_at)).where(
                AuditEntry.object_type == entry.object_type,
                AuditEntry.object_id == entry.object_id,
                AuditEntry.outcome == entry.outcome,
                AuditEntry.from_state != AuditEntry.to_state,
                AuditEntry.person_id.is_not(None),
            )
        )
        if before is not None and entry.act.on < before.date():
            detail = f"补登的办理日期（不得早于上一环节{before:%Y年%m月%d日}）"
            found = violation(CONTENT_INVALID, detail, path=("act", "lateRegistration", "occurredAt"))
            raise Refused([found], Attempt(entry.action, entry.object_type, entry.object_id))


def demand(session: AsyncSession, rules: Iterable[Rule[S]], action: str, case: Case[S]) -> None:
    """Judge rules where no state moves, as when an object is made; refuses or keeps the findings like `advance`."""
    subject = case.subject
    verdict = judge(rules, case)
    if verdict.blocking:
        raise Refused(verdict.blocking, Attempt(action, type_name(subject), subject.id))
    keep_findings(session, subject, action, case.act, verdict.findings)


def keep_findings(session: AsyncSession, subject: S, action: str, act: Act, findings: Iterable[Violation]) -> None:
    """Put on record what passed although a rule speaks against it."""
    for found in findings:
        kind = _LATE if act.late else (_DISPENSED if found.dispensable_by else _ADVISORY)
        session.add(
            Finding(
                object_type=type_name(subject),
                object_id=subject.id,
                action=action,
                kind=kind,
                code=found.code,
                clauses=list(found.clauses),
                message_zh=found.message_zh,
                detail=found.detail,
                reason=act.dispensation if kind == _DISPENSED else act.reason,
                person_id=None if act.system else act.person.id,
                at=act.at,
                occurred_at=act.occurred_at,
            )
        )


def _keep_registration(session: AsyncSession, subject: S, action: str, act: Act) -> None:
    late = act.late
    assert late is not None
    subject.unconfirmed = True
    session.add(
        LateRegistrationRow(
            object_type=type_name(subject),
            object_id=subject.id,
            action=action,
            occurred_at=late.occurred_at,
            by_person_id=late.by_person_id,
            registered_by=act.person.id,
            registered_at=act.at,
            note=late.note,
            evidence_file_ids=[str(file_id) for file_id in late.evidence_file_ids],
        )
    )


@dataclass(frozen=True)
class Prospect:
    """An action the asker could take next, and what still stands in its way."""

    name: str
    label_zh: str
    needs_reason: bool
    blocked_by: tuple[Violation, ...]

    @property
    def enabled(self) -> bool:
        return not self.blocked_by


def prospects(table: Table[S], case: Case[S]) -> list[Prospect]:
    """What the asker may do with this object now; screens draw their buttons from it, never from rules of their own."""
    found = []
    for action, step in table.items():
        if case.subject.state not in step.after:
            continue
        if not any(capacity(right, case.subject, case.act) for right in step.by) or _barred(step, case):
            continue
        verdict = judge(step.rules, case)
        found.append(Prospect(action, step.label, step.needs_reason, verdict.blocking))
    return found


async def confirm_registrations(session: AsyncSession, subject: S, act: Act) -> int:
    """办主任 confirms what was registered after the fact for this object (AMB-47); the registrar cannot be he.

    Returns how many registrations were confirmed.
    """
    attempt = Attempt("confirm_registrations", type_name(subject), subject.id)
    rows = (
        (
            await session.execute(
                select(LateRegistrationRow).where(
                    LateRegistrationRow.object_type == attempt.object_type,
                    LateRegistrationRow.object_id == subject.id,
                    LateRegistrationRow.confirmed_at.is_(None),
                )
            )
        )
        .scalars()
        .all()
    )
    if not act.holds("OFFICE_DIRECTOR") or any(row.registered_by == act.person.id for row in rows):
        raise Refused([violation(ACTOR_NOT_ALLOWED)], attempt)
    for row in rows:
        row.confirmed_by, row.confirmed_at = act.person.id, act.at
    subject.unconfirmed = False
    record(session, Record(act, "confirm_registrations", attempt.object_type, subject.id, detail={"count": len(rows)}))
    return len(rows)


def object_key(subject: Stateful) -> tuple[str, UUID]:
    """Type and id under which the object's deadlines, files and findings are kept."""
    return type_name(subject), subject.id
