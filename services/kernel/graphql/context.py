"""What a resolver may reach: who asks, when, the sessions, and loaders that gather the ids of one request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader

from services.kernel.acts import Act, LateRegistration
from services.kernel.calendar import WorkCalendar
from services.kernel.clauses import ClauseLookup
from services.kernel.clock import SHANGHAI
from services.kernel.graphql.acts import ActInput, LateRegistrationInput
from services.kernel.graphql.texts import check_text
from services.kernel.refusals import NotFound
from services.kernel.roster import Person, Roster
from services.kernel.runtime import Runtime
from services.kernel.sight import loader_of
from services.kernel.tokens import InvalidToken

T = TypeVar("T")
R = TypeVar("R", covariant=True)
LoadMany = Callable[[AsyncSession, Act, list[UUID]], Awaitable[Mapping[UUID, T]]]


class Unauthenticated(Exception):
    """Nobody is logged in, or the login is not in the roster."""

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh


@dataclass
class Context:
    """One request's context. Sibling fields run at the same time: every read opens a session of its own."""

    runtime: Runtime
    clause: ClauseLookup
    roster: Roster
    calendar: WorkCalendar
    person: Person | None
    refused_token: InvalidToken | None = None
    request_id: str | None = None
    connection_params: Any = None  # what a WebSocket client said when it connected
    _loaders: dict[Any, DataLoader[UUID, Any]] = field(default_factory=dict)

    def act(self, how: ActInput | None = None) -> Act:
        """The act of the person who asks; raises `Unauthenticated`."""
        if self.refused_token is not None:
            raise Unauthenticated(self.refused_token.code, self.refused_token.message_zh)
        if self.person is None:
            raise Unauthenticated("UNAUTHENTICATED", "请先登录")
        how = how or ActInput()
        return Act(
            person=self.person,
            at=self.runtime.clock.now(),
            roster=self.roster,
            calendar=self.calendar,
            policies=self.runtime.policies,
            post=how.post,
            reason=how.reason,
            dispensation=how.dispensation,
            late=_late(how.late_registration) if how.late_registration else None,
            acknowledged=frozenset(how.acknowledge or ()),
            expected_version=how.expected_version,
            request_id=self.request_id,
        )

    async def refresh(self) -> None:
        """Take over what has been published meanwhile: a subscription outlives its first answer."""
        self.roster, self.calendar = await self.runtime.copies.current()
        self._loaders.clear()

    async def read(self, query: Callable[..., Awaitable[T]], /, *arguments: Any, **named: Any) -> T:
        """Run one query in a session of its own: `await context.read(queries.topic, topic_id)`."""
        act = self.act()
        check_text({**named, "arguments": arguments})
        async with self.runtime.reads() as session:
            return await query(session, act, *arguments, **named)

    async def load(self, load_many: LoadMany[T], object_id: UUID) -> T | None:
        """Load one object together with all others that this request asks of the same function.

        `load_many` leaves out what the asker may not see, so that it does not exist for him.
        """
        loader = self._loaders.get(load_many)
        if loader is None:

            async def gather(ids: list[UUID]) -> list[T | None]:
                found = await self.read(load_many, ids)
                return [found.get(each) for each in ids]

            loader = self._loaders[load_many] = DataLoader(load_fn=gather)
        found: T | None = await loader.load(object_id)
        return found

    async def find(self, shown: "type[Presented[T]]", id: strawberry.ID) -> T | None:
        """The object of this id as the asker sees it (kernel/sight.py), or None; `resolve_reference` is this."""
        row = await self.load(loader_of(shown.table), as_id(id, shown.__name__))
        return None if row is None else shown.of(row)

    async def one(self, shown: "type[Presented[T]]", id: strawberry.ID) -> T:
        """The same for a query by id; raises `NotFound`."""
        found = await self.find(shown, id)
        if found is None:
            raise NotFound(shown.__name__, id)
        return found


class Presented(Protocol[R]):
    """A GraphQL type that shows rows of one table."""

    table: Any

    @classmethod
    def of(cls, row: Any, /) -> R: ...


Info = strawberry.Info[Context, None]


def _late(registration: LateRegistrationInput) -> LateRegistration:
    return LateRegistration(
        occurred_at=registration.occurred_at.astimezone(SHANGHAI),
        by_person_id=as_id(registration.by_person_id, "Person"),
        note=registration.note,
        evidence_file_ids=tuple(as_id(each, "File") for each in registration.evidence_file_ids),
    )


def as_id(value: str, what: str) -> UUID:
    """The UUID of a GraphQL id; what is none cannot exist."""
    try:
        return UUID(value)
    except ValueError as error:
        raise NotFound(what, value) from error
