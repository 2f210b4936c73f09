"""The way of an explanation: asked for by the bulletin, given by the unit's head."""

from services.contracts.words.directory import PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.meetings.attendance.bulletin import rules
from services.meetings.attendance.bulletin.model import AbsenceExplanation, ExplanationState

EXPLANATION: dict[str, Step[AbsenceExplanation]] = {
    "explain_absence": Step(
        label="报送书面说明",
        after=states(ExplanationState.ASKED),
        becomes=ExplanationState.GIVEN,
        by=(Right[AbsenceExplanation](PostCode.UNIT_HEAD, of=lambda explanation: explanation.unit_id),),
        rules=(rules.an_explanation_says_something,),
        clauses=("GZ-18.2", "CW-4.5"),
    ),
}
