"""What can happen to a 规范性文件 after its issue (GZ-12.1, GZ-12.3)."""

from services.contracts.words.directory import PostCode
from services.documents.library.model import NormativeDocument
from services.documents.library.model import NormativeState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states

UNIT = tuple(
    Right[NormativeDocument](post, of=lambda document: document.drafting_unit_id)
    for post in (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
)
OFFICE = (Right[NormativeDocument](PostCode.OFFICE_CLERK), Right[NormativeDocument](PostCode.OFFICE_DIRECTOR))

NORMATIVE: dict[str, Step[NormativeDocument]] = {
    "amend_normative": Step(
        "登记修改", after=states(S.IN_FORCE), becomes=S.AMENDED, by=OFFICE, clauses=("GZ-12.1",), needs_reason=True
    ),
    "abolish_normative": Step(
        "登记废止",
        after=states(S.IN_FORCE, S.AMENDED),
        becomes=S.ABOLISHED,
        by=OFFICE,
        clauses=("GZ-12.1",),
        needs_reason=True,
    ),
    "evaluate_normative": Step(
        "登记实施后评估",
        after=states(S.IN_FORCE, S.AMENDED),
        becomes=lambda case: case.subject.state,
        by=(*UNIT, *OFFICE),
        clauses=("GZ-12.3",),
    ),
}
