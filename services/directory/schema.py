"""The directory subgraph: its parts put together."""

import strawberry

from services.directory.absences.schema import AbsenceMutation, AbsenceQuery
from services.directory.calendar.schema import CalendarMutation, CalendarQuery
from services.directory.delegations.model import Delegation
from services.directory.delegations.schema import DelegationMutation, DelegationQuery
from services.directory.desk.schema import DeskMutation, DeskQuery, DeskSubscription
from services.directory.roster.schema import RosterMutation, RosterQuery
from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema

FileMutation = file_mutation("directory", Delegation)


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
