"""The learning subgraph: its parts put together."""

import strawberry

from services.kernel.graphql.schema import build_schema
from services.learning.duties.schema import DutyQuery
from services.learning.lawstudy.schema import LawStudyMutation, LawStudyQuery, Meeting
from services.learning.plans.schema import PlanMutation, PlanQuery
from services.learning.sessions.schema import SessionMutation, SessionQuery


@strawberry.type
class Query(PlanQuery, SessionQuery, LawStudyQuery, DutyQuery):
    """What may be read."""


@strawberry.type
class Mutation(PlanMutation, SessionMutation, LawStudyMutation):
    """What may be done."""


schema = build_schema(Query, Mutation, types=[Meeting])
