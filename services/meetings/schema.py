"""The meetings subgraph: its parts put together."""

import strawberry

from services.kernel.graphql.schema import build_schema
from services.meetings.topics.schema import TopicMutation, TopicQuery


@strawberry.type
class Query(TopicQuery):
    """What may be read."""


@strawberry.type
class Mutation(TopicMutation):
    """What may be done."""


schema = build_schema(Query, Mutation)
