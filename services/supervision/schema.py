"""The supervision subgraph: its parts put together."""

from typing import Any

import strawberry

from services.kernel.graphql.files import file_mutation
from services.kernel.graphql.schema import build_schema
from services.supervision.bulletins.schema import BulletinMutation, BulletinQuery
from services.supervision.escalations.schema import EscalationMutation
from services.supervision.extensions.model import Extension
from services.supervision.extensions.schema import ExtensionMutation, ExtensionQuery
from services.supervision.feedback.model import Feedback
from services.supervision.feedback.schema import FeedbackMutation, FeedbackQuery
from services.supervision.followup.model import Inspection
from services.supervision.items.mutations import ItemMutation
from services.supervision.items.schema import Decision, ItemQuery
from services.supervision.ledger.schema import LedgerMutation, LedgerQuery
from services.supervision.papers.schema import PaperMutation
from services.supervision.warnings.model import WarningSheet
from services.supervision.warnings.schema import WarningMutation, WarningQuery

FileMutation: Any = file_mutation("supervision", Feedback, Extension, Inspection, WarningSheet)


@strawberry.type
class Query(ItemQuery, FeedbackQuery, ExtensionQuery, WarningQuery, BulletinQuery, LedgerQuery):
    """What may be read."""


@strawberry.type
class Mutation(
    ItemMutation,
    FeedbackMutation,
    EscalationMutation,
    ExtensionMutation,
    WarningMutation,
    BulletinMutation,
    LedgerMutation,
    PaperMutation,
    FileMutation,  # type: ignore[misc]
):
    """What may be done."""


schema = build_schema(Query, Mutation, types=[Decision])
