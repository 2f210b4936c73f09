"""Rules of procedure for the 到会情况通报."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.kernel.refusals import CONTENT_INVALID
from services.kernel.rules import Case, rule_each
from services.meetings.attendance.bulletin.model import AbsenceExplanation


@dataclass(frozen=True)
class Given:
    """What a unit hands in."""

    text: str
    file_ids: Sequence[UUID]


@rule_each(CONTENT_INVALID, "GZ-18.2", "其他与会人员和列席人员不能参加会议，需向县政府办主任请假", path=("text",))
def an_explanation_says_something(case: Case[AbsenceExplanation]) -> Iterator[str]:
    """It is written: here, or in a paper that is attached."""
    given: Given = case.given
    if not given.text.strip() and not given.file_ids:
        yield "书面说明（文字或附件）"
