"""A county-wide meeting's way from application to what was held: read this table first."""

from services.contracts.words.directory import DelegationScope, PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.meetings.countywide import rules
from services.meetings.countywide.model import CountyWideMeeting
from services.meetings.countywide.model import CountyWideState as S
from services.meetings.rights import DIRECTOR, OFFICE

# The head checks and signs what his unit submits (GZ-8); for the government's office that is 办主任.
HEAD = (
    Right[CountyWideMeeting](PostCode.UNIT_HEAD, of=lambda m: (m.unit_id, m.counted_unit_id)),
    Right[CountyWideMeeting](PostCode.OFFICE_DIRECTOR, of=lambda m: m.unit_id),
)
CLERK_OF_UNIT = Right[CountyWideMeeting](PostCode.UNIT_CLERK, of=lambda m: (m.unit_id, m.counted_unit_id))
LEADER_IN_CHARGE = Right[CountyWideMeeting](
    PostCode.DEPUTY_HEAD, in_charge_of=lambda m: (m.unit_id, m.counted_unit_id), substitutable=True
)
COUNTY_HEAD = Right[CountyWideMeeting](PostCode.COUNTY_HEAD, delegable=DelegationScope.PRESIDE)  # AMB-38

PLANNED = (rules.department_meeting_is_planned_for_half_a_day, rules.county_wide_meeting_is_planned_short)

COUNTY_WIDE: dict[str, Step[CountyWideMeeting]] = {
    "apply_for_county_wide_meeting": Step(
        label="申请召开全县性会议",
        after=states(S.APPLIED),
        becomes=S.APPLIED,
        by=HEAD,
        rules=(rules.further_meeting_is_asked_for_as_an_exception, *PLANNED),
        clauses=("GZ-20.1", "GZ-20.2"),
        registrable=True,
    ),
    "review_county_wide_meeting": Step(
        label="分管领导审核全县性会议",
        after=states(S.APPLIED),
        becomes=S.REVIEWED,
        by=(LEADER_IN_CHARGE,),
        rules=(rules.department_meets_once_a_year,),
        clauses=("GZ-20.1", "GZ-20.2"),
        registrable=True,
    ),
    "approve_county_wide_meeting": Step(
        label="批准召开全县性会议",
        after=states(S.APPLIED, S.REVIEWED),
        becomes=S.APPROVED,
        by=(COUNTY_HEAD,),
        rules=(
            rules.leader_in_charge_reviews_first,
            rules.department_of_the_county_head_meets_once_a_year,
            rules.county_wide_meeting_is_planned_short,
        ),
        clauses=("GZ-20.1",),
        registrable=True,
    ),
    "reject_county_wide_meeting": Step(
        label="不批准召开全县性会议",
        after=states(S.APPLIED, S.REVIEWED),
        becomes=S.REJECTED,
        by=(LEADER_IN_CHARGE, COUNTY_HEAD),
        clauses=("GZ-20.1",),
        needs_reason=True,
        registrable=True,
    ),
    "withdraw_county_wide_meeting": Step(
        label="撤回全县性会议申请",
        after=states(S.APPLIED, S.REVIEWED),
        becomes=S.WITHDRAWN,
        by=HEAD,
        clauses=("GZ-20.1",),
    ),
    "reschedule_county_wide_meeting": Step(
        label="全县性会议改期、改地点",
        after=states(S.APPROVED, S.NOTIFIED),
        becomes=S.APPROVED,  # who was notified is notified anew
        by=OFFICE,
        clauses=("GZ-20.1",),
        needs_reason=True,
    ),
    "notify_county_wide_meeting": Step(
        label="发出全县性会议通知",
        after=states(S.APPROVED),
        becomes=S.NOTIFIED,
        by=(DIRECTOR,),
        clauses=("GZ-20.1",),
        registrable=True,
    ),
    "record_county_wide_meeting": Step(
        label="登记全县性会议召开情况",
        after=states(S.NOTIFIED),
        becomes=S.HELD,
        by=(*OFFICE, *HEAD, CLERK_OF_UNIT),
        rules=(rules.department_meeting_kept_to_half_a_day, rules.county_wide_meeting_was_short),
        clauses=("GZ-20.2", "GZ-20.3"),
        registrable=True,
    ),
    "cancel_county_wide_meeting": Step(
        label="取消全县性会议",
        after=states(S.APPROVED, S.NOTIFIED),
        becomes=S.CANCELLED,
        by=(DIRECTOR, COUNTY_HEAD, *HEAD),
        clauses=("GZ-20.1",),
        needs_reason=True,
    ),
}
