"""A mutation with an idempotency key is done once: the answer's id is stored in the command's own transaction."""

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.clock import wall
from services.kernel.refusals import CONTENT_INVALID, IDEMPOTENCY_KEY_REUSED, refuse
from services.kernel.store import IdempotencyRecord

MAX_KEY = 200
NOTHING_YET = UUID(int=0)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, str | int | float | bool | UUID | date) else str(value)


def fingerprint(mutation: str, arguments: Mapping[str, Any]) -> str:
    """The hash by which a repetition with other arguments is recognised."""
    return hashlib.sha256(
        orjson.dumps([mutation, _plain(arguments)], default=str, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


async def claim(session: AsyncSession, act: Act, key: str, mutation: str, print_: str) -> UUID | None:
    """Claim the key for this command, or return the id of the answer it was given before.

    Two requests with one key at once: the second waits for the first one's transaction on the primary key.
    Raises IDEMPOTENCY_KEY_REUSED when the key stands for another request.
    """
    if not key or len(key) > MAX_KEY:
        raise refuse(CONTENT_INVALID, "idempotencyKey")
    claimed = await session.execute(
        insert(IdempotencyRecord)
        .values(
            person_id=act.person.id,
            key=key,
            mutation=mutation,
            fingerprint=print_,
            answer_id=NOTHING_YET,
            created_at=wall(),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyRecord.key)
    )
    if claimed.scalar_one_or_none() is not None:
        return None
    stored = await session.get_one(IdempotencyRecord, (act.person.id, key))
    if stored.mutation != mutation or stored.fingerprint != print_:
        raise refuse(IDEMPOTENCY_KEY_REUSED)
    return stored.answer_id


async def settle(session: AsyncSession, act: Act, key: str, answer_id: UUID) -> None:
    """Remember the answer, in the same transaction as the act."""
    record = await session.get_one(IdempotencyRecord, (act.person.id, key))
    record.answer_id = answer_id


async def prune(session: AsyncSession, days: int) -> None:
    """Forget keys older than the policy says."""
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < wall() - timedelta(days=days)))
