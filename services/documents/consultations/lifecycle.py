"""A consultation's way from the plan to the adoption of opinions."""

from services.contracts.words.directory import PostCode
from services.documents.consultations import rules
from services.documents.consultations.model import ConsultationState as S
from services.documents.consultations.model import PublicConsultation
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states

UNIT = tuple(
    Right[PublicConsultation](post, of=lambda consultation: consultation.unit_id)
    for post in (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
)
OFFICE = Right[PublicConsultation](PostCode.OFFICE_CLERK)

CONSULTATION: dict[str, Step[PublicConsultation]] = {
    "open_consultation": Step(
        "发布征求意见公告",
        after=states(S.PLANNED),
        becomes=S.OPEN,
        by=(*UNIT, OFFICE),
        rules=(rules.consultation_is_long_enough, rules.consultation_opens_on_its_first_day),
        clauses=("GZ-12.2c",),
        registrable=True,
    ),
    "record_opinion": Step(
        "登记意见",
        after=states(S.OPEN, S.CLOSED),
        becomes=lambda case: case.subject.state,
        by=(*UNIT, OFFICE),
        clauses=("GZ-12.2c",),
    ),
    "close_consultation": Step(
        "截止",
        after=states(S.OPEN),
        becomes=S.CLOSED,
        by=(*UNIT, OFFICE),
        rules=(rules.last_day_has_passed,),
        clauses=("GZ-12.2c",),
    ),
    "adopt_opinions": Step(
        "说明采纳情况",
        after=states(S.CLOSED),
        becomes=S.ADOPTED,
        by=(*UNIT, OFFICE),
        rules=(rules.every_opinion_is_answered,),
        clauses=("GZ-12.2c",),
    ),
}
