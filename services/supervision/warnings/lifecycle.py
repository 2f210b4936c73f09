"""A warning sheet on its way: read this table first."""

from services.contracts.words.directory import PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.supervision.warnings import rules
from services.supervision.warnings.model import WarningSheet
from services.supervision.warnings.model import WarningState as S

SUPERVISION = (Right[WarningSheet](PostCode.SUPERVISION_CHIEF), Right[WarningSheet](PostCode.SUPERVISION_CLERK))
SIGNERS = tuple(
    Right[WarningSheet](each, when=lambda sheet, each=each: sheet.signer_post == each)  # type: ignore[misc]
    for each in (PostCode.SUPERVISION_CHIEF, PostCode.OFFICE_DIRECTOR)
)
UNIT_HEAD = Right[WarningSheet](PostCode.UNIT_HEAD, of=lambda sheet: sheet.unit_id)
UNIT_CLERK = Right[WarningSheet](PostCode.UNIT_CLERK, of=lambda sheet: sheet.unit_id)

WARNING: dict[str, Step[WarningSheet]] = {
    "amend_warning": Step(
        label="修改督办单",
        after=states(S.DRAFTED),
        becomes=S.DRAFTED,
        by=SUPERVISION,
        clauses=("DC-9.2",),
    ),
    "sign_warning": Step(
        label="签发督办单",
        after=states(S.DRAFTED),
        becomes=S.SIGNED,
        by=SIGNERS,
        rules=(rules.warned_unit_is_in_scope, rules.warning_is_complete),
        clauses=("DC-9.2",),
    ),
    "issue_warning": Step(  # documents has numbered and issued it: nobody's step
        label="印发督办单",
        after=states(S.SIGNED),
        becomes=S.ISSUED,
        clauses=("DC-9.2",),
    ),
    "receive_warning": Step(
        label="签收督办单",
        after=states(S.ISSUED),
        becomes=S.RECEIVED,
        by=(UNIT_HEAD, UNIT_CLERK),
        clauses=("DC-9.2",),
        registrable=True,
    ),
    "reply_warning": Step(
        label="回复督办单",
        after=states(S.ISSUED, S.RECEIVED),
        becomes=S.REPLIED,
        by=(UNIT_HEAD,),
        rules=(rules.warning_is_answered_in_words,),
        clauses=("DC-9.2",),
    ),
    "return_warning_reply": Step(
        label="退回督办单回复",
        after=states(S.REPLIED),
        becomes=S.RECEIVED,
        by=SUPERVISION,
        clauses=("DC-9.2",),
        needs_reason=True,
    ),
    "close_warning": Step(
        label="办结督办单",
        after=states(S.REPLIED),
        becomes=S.CLOSED,
        by=SUPERVISION,
        clauses=("DC-9.2",),
    ),
}
