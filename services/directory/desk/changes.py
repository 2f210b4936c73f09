"""Whose desk has changed: said with the commit, heard by those who follow theirs."""

import json

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import Addressee
from services.kernel.changes import EVERYTHING, Changes

changes = Changes("desk")


async def tell(session: AsyncSession, *to: Addressee) -> None:
    """Say with the commit that the desk of these people has changed, to all replicas of the service."""
    await changes.tell(session, (each.model_dump_json() for each in to))


async def tell_everybody(session: AsyncSession) -> None:
    """Say with the commit that any desk may have changed: posts, 委托 or absences are others now."""
    await changes.tell(session, [EVERYTHING])


def heard(payload: str) -> Addressee | None:
    """Whom a message means; None is everybody."""
    return None if payload == EVERYTHING else Addressee.model_validate(json.loads(payload))
