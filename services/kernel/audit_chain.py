"""The audit's chain, walked from its first entry to its head: whole, or broken at one place (AT-61)."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.audit import GENESIS, entry_hash
from services.kernel.store import AuditEntry

BATCH = 1000
ENTRIES = AuditEntry.__table__
CONTENT = frozenset({"reason", "detail"})  # what a person wrote; the rest says who did what to which object, and when


class Chain:
    """How far the chain has been followed, and where it broke."""

    def __init__(self) -> None:
        self.count = 0
        self.head = GENESIS
        self.first_break: int | None = None  # number of the first entry that does not fit

    def follow(self, entries: Iterable[Any]) -> bool:
        """Follow the next entries in their order; False once the chain is broken."""
        for entry in entries:
            fits = entry.seq == self.count + 1 and entry.previous_hash == self.head
            if not fits or entry.hash != entry_hash(entry):
                self.first_break = self.first_break or self.count + 1
                return False
            self.count, self.head = entry.seq, entry.hash
        return True


async def walk(session: AsyncSession, batch: int = BATCH) -> Chain:
    """Follow the whole chain, `batch` entries at a time; what is appended meanwhile is followed too."""
    chain = Chain()
    while True:
        query = select(ENTRIES).where(ENTRIES.c.seq > chain.count).order_by(ENTRIES.c.seq).limit(batch)
        entries = (await session.execute(query)).all()
        if not chain.follow(entries) or len(entries) < batch:
            return chain


async def of_object(session: AsyncSession, object_type: str, object_id: UUID) -> AsyncIterator[Mapping[str, Any]]:
    """The entries of one object in their order, without what persons wrote: that is for who may see the object."""
    columns = [column for column in ENTRIES.c if column.key not in CONTENT]
    query = select(*columns).where(ENTRIES.c.object_type == object_type, ENTRIES.c.object_id == object_id)
    result = await session.stream(query.order_by(ENTRIES.c.seq))
    async for entry in result.mappings():
        yield dict(entry)
