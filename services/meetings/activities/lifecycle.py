"""An invitation's way from the department over the office to the leaders: read this table first."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from services.contracts.words.directory import PostCode
from services.kernel.authority import Ids, Right
from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case
from services.meetings.activities import rules
from services.meetings.activities.model import ActivityInvitation
from services.meetings.activities.model import ActivityState as S
from services.meetings.rights import DIRECTOR, LEADERS, OFFICE

HEAD = (
    Right[ActivityInvitation](PostCode.UNIT_HEAD, of=lambda i: i.unit_id),
    Right[ActivityInvitation](PostCode.OFFICE_DIRECTOR, of=lambda i: i.unit_id),
)
CLERK_OF_UNIT = Right[ActivityInvitation](PostCode.UNIT_CLERK, of=lambda i: i.unit_id)


def _leaders(whom: Callable[[ActivityInvitation], Ids]) -> tuple[Right[ActivityInvitation], ...]:
    return tuple(
        Right[ActivityInvitation](leader, person=whom, substitutable=leader is PostCode.DEPUTY_HEAD)
        for leader in LEADERS
    )


INVITED = _leaders(lambda i: i.leader_ids)
ASKED = states(S.ARRANGED, S.ACCEPTED, S.DECLINED)
OPEN = states(S.REQUESTED, S.RETURNED, *ASKED)


def _answered(case: Case[ActivityInvitation]) -> S:
    """Accepted when somebody goes, declined when nobody does, and open until the last leader has spoken."""
    weighing: rules.Weighing = case.given
    if not weighing.all_have_answered():
        return S.ARRANGED
    return S.ACCEPTED if weighing.somebody_goes() else S.DECLINED


ACTIVITY: dict[str, Step[ActivityInvitation]] = {
    "request_activity": Step(
        label="提出邀请领导参加活动的安排意见",
        after=states(S.REQUESTED),
        becomes=S.REQUESTED,
        by=HEAD,
        clauses=("GZ-30.1",),
        registrable=True,
    ),
    "return_activity": Step(
        label="退回安排意见",
        after=states(S.REQUESTED),
        becomes=S.RETURNED,
        by=OFFICE,
        clauses=("GZ-30.1",),
        needs_reason=True,
    ),
    "arrange_activity": Step(
        label="呈请领导",
        after=states(S.REQUESTED),
        becomes=S.ARRANGED,
        by=OFFICE,
        rules=(rules.calendar_is_free,),
        clauses=("GZ-30.1",),
        registrable=True,
    ),
    "accept_activity": Step(
        label="同意出席",
        after=ASKED,
        becomes=_answered,
        by=INVITED,
        rules=(rules.calendar_is_free,),
        clauses=("GZ-30.1",),
        registrable=True,
    ),
    "send_to_activity": Step(
        label="派员出席",
        after=ASKED,
        becomes=_answered,
        by=INVITED,
        rules=(rules.calendar_is_free,),
        clauses=("GZ-30.1",),
        registrable=True,
    ),
    "decline_activity": Step(
        label="不出席",
        after=ASKED,
        becomes=_answered,
        by=INVITED,
        clauses=("GZ-30.1",),
        needs_reason=True,
        registrable=True,
    ),
    "change_activity": Step(
        label="变更活动安排",
        after=OPEN,
        becomes=S.REQUESTED,  # the office looks at it anew, and the leaders answer anew
        by=(*HEAD, *OFFICE),
        clauses=("GZ-30.1",),
        needs_reason=True,
    ),
    "cancel_activity": Step(
        label="取消活动邀请",
        after=OPEN,
        becomes=S.CANCELLED,
        by=(*HEAD, DIRECTOR),
        clauses=("GZ-30.1",),
        needs_reason=True,
    ),
    "record_activity": Step(
        label="登记活动举行情况",
        after=states(S.ARRANGED, S.ACCEPTED),
        becomes=S.HELD,
        by=(*OFFICE, *HEAD, CLERK_OF_UNIT),
        rules=(rules.somebody_goes,),
        clauses=("GZ-30.1",),
        registrable=True,
    ),
}


def answering(action: str, leader_id: UUID | None) -> Step[ActivityInvitation]:
    """The step of an answer; for one leader alone where it is said for whom: a B角 may be asked himself as well."""
    step = ACTIVITY[action]
    return step if leader_id is None else replace(step, by=_leaders(lambda _: leader_id))
