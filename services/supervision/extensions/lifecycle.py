"""A request for more time on its way: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.supervision.extensions import rules
from services.supervision.extensions.model import PENDING, Extension
from services.supervision.extensions.model import ExtensionState as S

SUPERVISION = (
    Right[Extension](PostCode.SUPERVISION_CHIEF),
    Right[Extension](PostCode.SUPERVISION_CLERK, when=lambda extension: not extension.item.restricted),
)
LEADER = Right[Extension](
    PostCode.DEPUTY_HEAD,
    person=lambda extension: extension.item.leader_id,
    when=lambda extension: not extension.by_county_head,
    substitutable=True,
)
COUNTY_HEAD = Right[Extension](PostCode.COUNTY_HEAD, delegable=DelegationScope.PRESIDE)

EXTENSION: dict[str, Step[Extension]] = {
    "verify_extension": Step(
        label="督查室核查延期申请",
        after=states(S.SUBMITTED),
        becomes=S.VERIFIED,
        by=SUPERVISION,
        rules=(rules.extension_is_verified_in_words,),
        clauses=("DC-7.2b",),
    ),
    "approve_extension": Step(
        label="同意延期",
        after=states(*PENDING),
        becomes=S.APPROVED,
        by=(LEADER, COUNTY_HEAD),
        rules=(rules.extension_was_verified,),
        clauses=("DC-7.2b",),
    ),
    "reject_extension": Step(
        label="不同意延期",
        after=states(*PENDING),
        becomes=S.REJECTED,
        by=(LEADER, COUNTY_HEAD),
        rules=(rules.extension_was_verified,),
        clauses=("DC-7.2b",),
        needs_reason=True,
    ),
}
