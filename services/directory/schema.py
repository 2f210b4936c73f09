"""The directory subgraph: its parts put together."""

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.directory.absences.schema import AbsenceMutation, AbsenceQuery
from services.directory.calendar.schema import CalendarMutation, CalendarQuery
from services.directory.delegations import queries as delegations
from services.directory.delegations.schema import DelegationMutation, DelegationQuery
from services.directory.desk.schema import DeskMutation, DeskQuery, DeskSubscription
from services.directory.roster.schema import RosterMutation, RosterQuery
from services.kernel.acts import Act
from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema
from services.kernel.store import StoredFile


async def may_read(session: AsyncSession, act: Act, file: StoredFile) -> bool:
    """The evidence of a delegation is open to those who may see the delegation."""
    if file.object_type != "Delegation" or file.object_id is None:
        return False
    return file.object_id in await delegations.load_delegations(session, act, [file.object_id])


FileMutation = file_mutation("directory", may_read)


@strawberry.type
class Query(DeskQuery, RosterQuery, DelegationQuery, AbsenceQuery, CalendarQuery):
    """What may be read."""


@strawberry.type
class Mutation(RosterMutation, DelegationMutation, AbsenceMutation, CalendarMutation, DeskMutation, FileMutation):  # type: ignore[misc,valid-type]
    """What may be done."""


@strawberry.type
class Subscription(DeskSubscription):
    """What may be followed."""


schema = build_schema(Query, Mutation, Subscription)
