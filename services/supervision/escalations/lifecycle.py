"""A request for escalation on its way: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.supervision.escalations.model import Escalation
from services.supervision.escalations.model import EscalationState as S

DIRECTOR = Right[Escalation](PostCode.OFFICE_DIRECTOR, delegable=DelegationScope.OFFICE_DIRECTION)

ESCALATION: dict[str, Step[Escalation]] = {
    "approve_escalation": Step(
        label="同意提级督查",
        after=states(S.REQUESTED),
        becomes=S.APPROVED,
        by=(DIRECTOR,),
        clauses=("DC-4.3",),
    ),
    "reject_escalation": Step(
        label="不同意提级督查",
        after=states(S.REQUESTED),
        becomes=S.REJECTED,
        by=(DIRECTOR,),
        clauses=("DC-4.3",),
        needs_reason=True,
    ),
}
