"""A legality review's way: only 县司法局 returns material and concludes (GZ-12.2a, AT-06)."""

from services.contracts.words.directory import PostCode
from services.documents.reviews.model import LegalityReview
from services.documents.reviews.model import ReviewState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states

BUREAU = tuple(
    Right[LegalityReview](post, of=lambda review: review.bureau_id)
    for post in (PostCode.LEGALITY_REVIEWER, PostCode.UNIT_HEAD)
)
UNIT = tuple(
    Right[LegalityReview](post, of=lambda review: review.unit_id) for post in (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
)

REVIEW: dict[str, Step[LegalityReview]] = {
    "return_review_materials": Step(
        "退回送审材料",
        after=states(S.REQUESTED),
        becomes=S.MATERIALS_RETURNED,
        by=BUREAU,
        clauses=("GZ-12.2a",),
        needs_reason=True,
    ),
    "resubmit_review_materials": Step(
        "重新送审", after=states(S.MATERIALS_RETURNED), becomes=S.REQUESTED, by=UNIT, clauses=("GZ-12.2a",)
    ),
    "conclude_legality_review": Step(
        "出具合法性审查意见", after=states(S.REQUESTED), becomes=S.CONCLUDED, by=BUREAU, clauses=("GZ-12.2a",)
    ),
}
