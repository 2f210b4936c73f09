"""An item's way from 立项 to 销号: read this table first."""

from typing import Any

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.supervision import Handler
from services.contracts.words.supervision import ItemState as S
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.kernel.rules import Case
from services.supervision.extensions import rules as extension_rules
from services.supervision.feedback import rules as feedback_rules
from services.supervision.feedback.model import FeedbackKind, ReviewOutcome
from services.supervision.items import rules
from services.supervision.items.model import OWING, RUNNING, UNDER_WAY, ReviewStage, SupervisedItem


def _lead(item: SupervisedItem) -> Any:
    return item.lead_unit_id


def _units(item: SupervisedItem) -> Any:
    return [unit for unit in (item.lead_unit_id, *item.assist_unit_ids) if unit is not None]


def _by_section(item: SupervisedItem) -> bool:
    return item.handler is Handler.LIAISON_SECTION and not item.restricted


def _open(item: SupervisedItem) -> bool:
    return not item.restricted


SUPERVISION = (
    Right[SupervisedItem](PostCode.SUPERVISION_CHIEF),
    Right[SupervisedItem](PostCode.SUPERVISION_CLERK, when=_open),
)
OWN_SECTION = tuple(
    Right[SupervisedItem](post, section_of=_lead, when=_by_section)
    for post in (PostCode.SECTION_HEAD, PostCode.SECTION_CLERK)
)
ANY_SECTION = tuple(
    Right[SupervisedItem](post, section_of=_lead, when=_open)
    for post in (PostCode.SECTION_HEAD, PostCode.SECTION_CLERK, PostCode.DEPUTY_DIRECTOR)
)
UNIT_HEAD = Right[SupervisedItem](PostCode.UNIT_HEAD, of=_lead)
UNIT_CLERK = Right[SupervisedItem](PostCode.UNIT_CLERK, of=_lead, when=_open)
ANY_UNIT = (
    UNIT_HEAD,
    Right[SupervisedItem](PostCode.UNIT_HEAD, of=_units, when=_open),
    Right[SupervisedItem](PostCode.UNIT_CLERK, of=_units, when=_open),
)
COUNTY_HEAD = Right[SupervisedItem](PostCode.COUNTY_HEAD)
DIRECTOR = Right[SupervisedItem](PostCode.OFFICE_DIRECTOR, delegable=DelegationScope.OFFICE_DIRECTION)
LEADER = Right[SupervisedItem](PostCode.DEPUTY_HEAD, person=lambda item: item.leader_id, when=_open, substitutable=True)
DECIDER = Right[SupervisedItem](PostCode.DEPUTY_HEAD, person=lambda item: item.source_leader_id, when=_open)


def unchanged(case: Case[SupervisedItem]) -> S:
    """The step leaves the item where it is."""
    return case.subject.state


def received(case: Case[SupervisedItem]) -> S:
    """签收 of the lead unit moves the item on; that of an assisting unit is only kept."""
    of_lead = isinstance(case.given, bool) and case.given
    return S.RECEIVED if of_lead and case.subject.state is S.DISPATCHED else case.subject.state


def inspected(case: Case[SupervisedItem]) -> S:
    """Interim reports close at 督查室, results go on (AMB-10)."""
    if case.given.outcome is ReviewOutcome.RETURNED:
        return S.RETURNED
    return S.UNDER_REVIEW if case.given.kind is FeedbackKind.RESULT else S.IN_PROGRESS


def reviewed(case: Case[SupervisedItem]) -> S:
    return S.RETURNED if case.given.outcome is ReviewOutcome.RETURNED else S.UNDER_REVIEW


def decided(case: Case[SupervisedItem]) -> S:
    """The leader's 审定: to be closed by 督查室, to go on, or to be reported anew."""
    after = {ReviewOutcome.CLOSE: S.UNDER_REVIEW, ReviewOutcome.RETURNED: S.RETURNED}
    return after.get(case.given.outcome, S.IN_PROGRESS)


REVIEW_RULES = (
    feedback_rules.review_keeps_the_order,
    feedback_rules.nobody_reviews_twice,
    feedback_rules.review_says_what_it_may,
)
IN_REVIEW = states(S.REPORTED, S.UNDER_REVIEW)
STAGES = {
    ReviewStage.INSPECTION: "inspect_feedback",
    ReviewStage.DIRECTOR: "review_feedback",
    ReviewStage.LEADER: "approve_feedback",
}

ITEM: dict[str, Step[SupervisedItem]] = {
    "approve_item_proposal": Step(
        label="县长批准督查室建议立项",
        after=states(S.EXPECTED),
        becomes=S.REGISTERED,
        by=(COUNTY_HEAD,),
        clauses=("DC-5.0",),
    ),
    "amend_item": Step(
        label="调整要素",
        after=states(S.EXPECTED, *RUNNING, S.SUSPENDED),
        becomes=unchanged,
        by=(*SUPERVISION, *OWN_SECTION),
        rules=(extension_rules.due_moves_by_extension,),
        clauses=("DC-7.1",),
    ),
    "dispatch_item": Step(
        label="交办",
        after=states(S.REGISTERED),
        becomes=S.DISPATCHED,
        by=(*SUPERVISION, *OWN_SECTION),
        rules=(rules.units_are_in_scope, rules.handed_out_item_is_complete),
        clauses=("DC-7.1", "DC-3", "DC-5.0", "DC-6.0"),
    ),
    "receive_item": Step(
        label="签收",
        after=states(*UNDER_WAY),
        becomes=received,
        by=ANY_UNIT,
        clauses=("DC-7.2a", "BG-8", "ZT-6"),
        registrable=True,
    ),
    "begin_item": Step(
        label="分解落实",
        after=states(S.DISPATCHED, S.RECEIVED),
        becomes=S.IN_PROGRESS,
        by=(UNIT_HEAD, UNIT_CLERK),
        clauses=("DC-7.2a",),
        registrable=True,
    ),
    "urge_item": Step(
        label="催办",
        after=states(*RUNNING),
        becomes=unchanged,
        by=(*SUPERVISION, *ANY_SECTION),
        clauses=("CW-6.3a", "DC-7.3", "DC-4.2", "DC-6.0", "BG-9", "ZT-8"),
        registrable=True,
    ),
    "record_inspection": Step(
        label="登记现场督查",
        after=states(*UNDER_WAY),
        becomes=unchanged,
        by=(*SUPERVISION, *ANY_SECTION),
        clauses=("DC-7.3",),
        registrable=True,
    ),
    "submit_feedback": Step(
        label="报送反馈",
        after=states(*OWING),
        becomes=S.REPORTED,
        by=(UNIT_HEAD,),
        rules=(
            feedback_rules.feedback_is_a_formal_document,
            feedback_rules.every_point_is_answered,
            feedback_rules.project_figures_are_given,
            feedback_rules.project_figures_are_possible,
        ),
        clauses=("DC-7.4a", "DC-7.4b", "DC-7.4c", "BG-8", "ZT-6"),
    ),
    "inspect_feedback": Step(
        label="督查室审核反馈",
        after=IN_REVIEW,
        becomes=inspected,
        by=SUPERVISION,
        rules=REVIEW_RULES,
        clauses=("DC-7.5",),
    ),
    "review_feedback": Step(
        label="办主任审阅反馈",
        after=IN_REVIEW,
        becomes=reviewed,
        by=(DIRECTOR,),
        rules=REVIEW_RULES,
        clauses=("DC-7.5",),
    ),
    "approve_feedback": Step(
        label="县领导审定反馈",
        after=IN_REVIEW,
        becomes=decided,
        by=(LEADER, COUNTY_HEAD),
        rules=REVIEW_RULES,
        clauses=("DC-7.5",),
    ),
    "request_extension": Step(
        label="申请延期",
        after=states(*OWING),
        becomes=unchanged,
        by=(UNIT_HEAD,),
        rules=(
            extension_rules.extension_is_asked_in_time,
            extension_rules.new_date_is_later,
            extension_rules.extension_gives_its_reasons,
            extension_rules.one_request_at_a_time,
        ),
        clauses=("DC-7.2b",),
    ),
    "request_escalation": Step(
        label="申请提级督查",
        after=states(*UNDER_WAY),
        becomes=unchanged,
        by=ANY_SECTION,
        rules=(rules.item_is_not_escalated_yet, rules.escalation_follows_an_urge),
        clauses=("DC-4.3",),
        needs_reason=True,
    ),
    "close_item": Step(
        label="办结销号",
        after=states(*UNDER_WAY),
        becomes=S.CLOSED,
        by=SUPERVISION,
        rules=(feedback_rules.closing_was_approved,),
        clauses=("DC-7.5",),
    ),
    "cancel_item": Step(
        label="撤销事项",
        after=states(S.EXPECTED, *RUNNING, S.SUSPENDED),
        becomes=S.CANCELLED,
        by=(COUNTY_HEAD, DECIDER),
        clauses=("DC-7.1",),
        needs_reason=True,
    ),
    "release_item": Step(  # 县委审定 was recorded: nobody's step, another service's event takes it
        label="恢复办理",
        after=states(S.SUSPENDED),
        becomes=S.REGISTERED,
        clauses=("GZ-3",),
    ),
}
