"""What the directory's tests ask again and again."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select

from services.directory.roster.county_file import person_id
from services.kernel.events import Envelope, Event
from services.kernel.store import OutboxRow
from tests.service import RunningService

E = TypeVar("E", bound=Event)
REFUSAL = "... on Refusal { violations { code kind messageZh path clauses { id } } }"


async def published(service: RunningService, event: type[E]) -> list[E]:
    """The events of this type in the outbox, in order."""
    async with service.runtime.sessions() as session:
        rows = select(OutboxRow.payload).where(OutboxRow.subject == event.bus_subject())
        payloads = (await session.execute(rows.order_by(OutboxRow.seq))).scalars()
        return [Envelope.load(payload or b"").read(event) for payload in payloads]


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of a refusal; an object that was not refused fails the test."""
    assert answer["__typename"] == "Refusal", answer
    return [violation["code"] for violation in answer["violations"]]


def messages(answer: dict[str, Any]) -> str:
    return "；".join(violation["messageZh"] for violation in answer["violations"])


def ids(logins: Iterable[str]) -> list[str]:
    return [str(person_id(login)) for login in logins]
