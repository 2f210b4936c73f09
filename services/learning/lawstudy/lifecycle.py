"""A law study's way: read this table first."""

from services.contracts.words.directory import PostCode
from services.contracts.words.learning import LawStudyKind
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.learning.lawstudy import rules
from services.learning.lawstudy.model import LawStudy
from services.learning.lawstudy.model import LawStudyState as S


def is_lecture(study: LawStudy) -> bool:
    return study.kind is LawStudyKind.LECTURE


ORGANISERS = (
    Right[LawStudy](PostCode.LEGALITY_REVIEWER),
    Right[LawStudy](PostCode.OFFICE_CLERK),
    Right[LawStudy](PostCode.OFFICE_DIRECTOR),
)
MAKING = (rules.a_lecture_is_organised_by_the_justice_bureau, rules.a_lecture_names_its_lecturer)

LAW_STUDY: dict[str, Step[LawStudy]] = {
    "hold_lecture": Step(
        "举办专题学法",
        states(S.SCHEDULED),
        S.HELD,
        tuple(Right[LawStudy](right.post, when=is_lecture) for right in ORGANISERS),
        (*MAKING, rules.a_lecture_is_hosted_by_the_county_head),
        ("XF-3.3", "XF-5"),
        registrable=True,
    ),
    # Moved with its meeting, held when the meeting's sign-in is final, cancelled with it (XF-3.2, XF-5).
    "move_with_meeting": Step("随常务会议改期", states(S.SCHEDULED, S.POSTPONED), S.SCHEDULED, clauses=("XF-3.2",)),
    "postpone_with_meeting": Step("随常务会议推迟", states(S.SCHEDULED, S.POSTPONED), S.POSTPONED, clauses=("XF-3.2",)),
    "hold_with_meeting": Step("随常务会议开展", states(S.SCHEDULED), S.HELD, clauses=("XF-3.2", "XF-5")),
    "cancel_law_study": Step("取消学法", states(S.SCHEDULED, S.POSTPONED), S.CANCELLED, ORGANISERS, needs_reason=True),
    "cancel_with_meeting": Step("随常务会议取消", states(S.SCHEDULED, S.POSTPONED), S.CANCELLED, clauses=("XF-3.2",)),
}
