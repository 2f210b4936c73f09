"""A bulletin on its way: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.supervision.bulletins import rules
from services.supervision.bulletins.model import Bulletin
from services.supervision.bulletins.model import BulletinState as S

SUPERVISION = (Right[Bulletin](PostCode.SUPERVISION_CHIEF), Right[Bulletin](PostCode.SUPERVISION_CLERK))
DIRECTOR = Right[Bulletin](PostCode.OFFICE_DIRECTOR, delegable=DelegationScope.OFFICE_DIRECTION)
SIGNERS = (
    Right[Bulletin](
        PostCode.EXECUTIVE_DEPUTY_HEAD,
        when=lambda bulletin: bulletin.signer_post == PostCode.EXECUTIVE_DEPUTY_HEAD,
        substitutable=True,
    ),
    Right[Bulletin](
        PostCode.COUNTY_HEAD,
        when=lambda bulletin: bulletin.signer_post == PostCode.COUNTY_HEAD,
        delegable=DelegationScope.SIGN,
    ),
)
RULES = (rules.figures_reconcile, rules.bulletin_has_its_four_sections)

BULLETIN: dict[str, Step[Bulletin]] = {
    "edit_bulletin": Step(
        label="修改督办通报",
        after=states(S.DRAFT),
        becomes=S.DRAFT,
        by=SUPERVISION,
        clauses=("DC-9.1",),
    ),
    "submit_bulletin": Step(
        label="报送审核",
        after=states(S.DRAFT),
        becomes=S.SUBMITTED,
        by=SUPERVISION,
        rules=RULES,
        clauses=("CW-6.3b", "DC-9.1"),
    ),
    "review_bulletin": Step(
        label="办主任审核",
        after=states(S.SUBMITTED),
        becomes=S.REVIEWED,
        by=(DIRECTOR,),
        rules=RULES,
        clauses=("DC-4.1", "DC-9.1"),
    ),
    "return_bulletin": Step(
        label="退回修改",
        after=states(S.SUBMITTED, S.REVIEWED),
        becomes=S.DRAFT,
        by=(DIRECTOR, *SIGNERS),
        clauses=("DC-9.1",),
        needs_reason=True,
    ),
    "sign_bulletin": Step(
        label="签发督办通报",
        after=states(S.REVIEWED),
        becomes=S.SIGNED,
        by=SIGNERS,
        rules=RULES,
        clauses=("CW-6.3b",),
    ),
    "issue_bulletin": Step(  # documents has numbered and issued it: nobody's step
        label="印发督办通报",
        after=states(S.SIGNED),
        becomes=S.ISSUED,
        clauses=("CW-6.3b",),
    ),
}
