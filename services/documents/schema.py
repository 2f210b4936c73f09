"""The documents subgraph: its parts put together."""

import strawberry

from services.documents.consultations import queries as consultations
from services.documents.consultations.schema import ConsultationMutation, ConsultationQuery, PublicConsultation
from services.documents.issuing.model import Document
from services.documents.issuing.schema import DocumentMutation, DocumentQuery, DocumentSubscription
from services.documents.library.schema import LibraryMutation, LibraryQuery
from services.documents.papers.schema import PaperMutation, PaperQuery
from services.documents.reviews import queries as reviews
from services.documents.reviews.schema import LegalityReview, ReviewMutation, ReviewQuery
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema

FileMutation = file_mutation("documents", Document)


@strawberry.federation.type(keys=["id"], description="议题")
class Topic:
    """What documents adds to a topic of meetings."""

    id: strawberry.ID = strawberry.field(description="编号")

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Topic":
        return cls(id=id)

    @strawberry.field(description="合法性审查（GZ-12）")
    async def legality_reviews(self, info: Info) -> list[LegalityReview]:
        rows = await info.context.load(reviews.reviews_of_subjects, as_id(self.id, "Topic"))
        return [LegalityReview.of(row) for row in rows or ()]

    @strawberry.field(description="公开征求意见（GZ-12）")
    async def consultations(self, info: Info) -> list[PublicConsultation]:
        rows = await info.context.load(consultations.consultations_of_subjects, as_id(self.id, "Topic"))
        return [PublicConsultation.of(row) for row in rows or ()]


@strawberry.type
class Query(DocumentQuery, PaperQuery, ReviewQuery, ConsultationQuery, LibraryQuery):
    """What may be read."""


@strawberry.type
class Mutation(
    DocumentMutation,
    PaperMutation,
    ReviewMutation,
    ConsultationMutation,
    LibraryMutation,
    FileMutation,  # type: ignore[misc, valid-type]
):
    """What may be done."""


@strawberry.type
class Subscription(DocumentSubscription):
    """What may be followed."""


schema = build_schema(Query, Mutation, Subscription, types=[Topic])
