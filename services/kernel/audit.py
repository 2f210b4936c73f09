"""The audit: every act and every refusal, appended in the act's own transaction and chained by hash."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import wall
from services.kernel.store import AuditEntry

GENESIS = "0" * 64
_PENDING = "pending_audit"
_LOCK = 0x5A42_A0D1  # advisory lock of the chain's head; one service = one database, so one number serves all


@dataclass
class Record:
    """One entry as the command states it; time, place in the chain and hash are added at commit."""

    act: Act
    action: str
    object_type: str
    object_id: UUID | None
    outcome: str = "DONE"
    from_state: str | None = None
    to_state: str | None = None
    capacity: Capacity | None = None
    clauses: Sequence[str] = ()
    detail: dict[str, Any] = field(default_factory=dict)


def record(session: AsyncSession | Session, entry: Record) -> None:
    """Put an entry on the audit of this transaction."""
    session.info.setdefault(_PENDING, []).append(entry)


def waiting(session: AsyncSession | Session) -> Sequence[Record]:
    """What this transaction has put on the audit so far."""
    entries: list[Record] = session.info.get(_PENDING, [])
    return entries


def _canonical(entry: Any) -> bytes:
    columns = {c.key: getattr(entry, c.key) for c in AuditEntry.__table__.columns if c.key != "hash"}
    for name in ("recorded_at", "at", "occurred_at"):
        columns[name] = round(columns[name].timestamp() * 1_000_000)
    return orjson.dumps(columns, default=str, option=orjson.OPT_SORT_KEYS)


def entry_hash(entry: Any) -> str:
    """The hash over the entry's content and the previous entry's hash; an `AuditEntry`, or its row as it was read."""
    return hashlib.sha256(_canonical(entry)).hexdigest()


def append_pending(session: Session) -> None:
    """Called before commit: lock the chain's head, number and hash the waiting entries."""
    pending: list[Record] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    head = session.execute(
        select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).one_or_none()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    for waiting in pending:
        seq += 1
        act, capacity = waiting.act, waiting.capacity
        entry = AuditEntry(
            seq=seq,
            recorded_at=wall(),
            at=act.at,
            occurred_at=act.occurred_at,
            action=waiting.action,
            object_type=waiting.object_type,
            object_id=waiting.object_id,
            outcome=waiting.outcome,
            from_state=waiting.from_state,
            to_state=waiting.to_state,
            person_id=None if act.system else act.person.id,
            person_name=act.person.name,
            post=capacity.post if capacity else act.post,
            on_behalf_of=capacity.on_behalf_of if capacity else None,
            delegation_id=capacity.delegation_id if capacity else None,
            stamp=capacity.stamp if capacity else "",
            clauses=list(waiting.clauses),
            reason=act.reason,
            detail=waiting.detail,
            roster_version=act.roster.version,
            request_id=act.request_id,
            previous_hash=previous,
        )
        entry.hash = previous = entry_hash(entry)
        session.add(entry)
    session.flush()


def discard_pending(session: Session) -> None:
    """Called after a rollback: what did not happen is not recorded."""
    session.info.pop(_PENDING, None)
