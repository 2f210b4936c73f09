"""The documents subgraph: its parts put together."""

import strawberry

from services.documents.issuing.queries import may_read_file
from services.documents.issuing.schema import DocumentMutation, DocumentQuery, DocumentSubscription
from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema

FileMutation = file_mutation("documents", may_read_file)


@strawberry.type
class Query(DocumentQuery):
    """What may be read."""


@strawberry.type
class Mutation(DocumentMutation, FileMutation):  # type: ignore[misc, valid-type]
    """What may be done."""


@strawberry.type
class Subscription(DocumentSubscription):
    """What may be followed."""


schema = build_schema(Query, Mutation, Subscription)
