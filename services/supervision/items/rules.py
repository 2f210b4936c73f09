"""Rules of procedure for registering, handing out and escalating items, in the order of the regulation."""

from collections.abc import Iterator
from uuid import UUID

from services.contracts import refusals
from services.contracts.words.directory import UnitKind
from services.contracts.words.supervision import Handler
from services.kernel.refusals import STATE_NOT_ALLOWED
from services.kernel.roster import RosterView
from services.kernel.rules import Case, rule, rule_each
from services.supervision.items.model import SupervisedItem


def may_lead(view: RosterView, unit_id: UUID) -> bool:
    """承办单位: a town, a department or a body directly under the county, or what belongs to one (DC-2, GZ-31)."""
    unit = view.unit(unit_id)
    if unit is None or unit.assist_only:
        return False
    if unit.kind == UnitKind.SUBORDINATE_BODY and unit.parent_id is not None:
        return unit.supervised or may_lead(view, unit.parent_id)
    return unit.supervised


def may_assist(view: RosterView, unit_id: UUID) -> bool:
    """协办单位: any body but the leadership itself; those outside of the scope are asked (商请)."""
    unit = view.unit(unit_id)
    return unit is not None and unit.kind != UnitKind.LEADERSHIP


@rule_each(
    refusals.UNIT_NOT_IN_SCOPE, ("DC-2", "GZ-31"), "适用于各镇，县政府各工作部门、直属机构", path=("leadUnitId",)
)
def units_are_in_scope(case: Case[SupervisedItem]) -> Iterator[str]:
    """The lead unit lies in the scope of supervision; 垂管 units may assist and never lead."""
    item, view = case.subject, case.act.view
    if item.lead_unit_id is not None and not may_lead(view, item.lead_unit_id):
        yield view.unit_name(item.lead_unit_id) or "牵头单位"
    for unit_id in item.assist_unit_ids:
        if not may_assist(view, unit_id):
            yield view.unit_name(unit_id) or "协办单位"


@rule_each(STATE_NOT_ALLOWED, "DC-4.3", "可转交县政府办（督查室）提级督查")
def item_is_not_escalated_yet(case: Case[SupervisedItem]) -> Iterator[str]:
    """What 督查室 handles already cannot be handed over to it."""
    if case.subject.handler is Handler.SUPERVISION_OFFICE:
        yield "已由督查室督办"


@rule(refusals.NO_URGE_BEFORE_ESCALATION, "DC-4.3", "催办后落实效果不佳")
def escalation_follows_an_urge(case: Case[SupervisedItem]) -> bool:
    """An item is escalated only when urging did not help."""
    return case.subject.urge_count > 0


@rule_each(refusals.ITEM_INCOMPLETE, "DC-7.1", "由县政府办（督查室）梳理确定交办事项")
def handed_out_item_is_complete(case: Case[SupervisedItem]) -> Iterator[str]:
    """An item is handed out with points, one lead unit, a leader in charge and a due date still to come."""
    item = case.subject
    if not item.restricted and not [point for point in item.points if point.strip()]:
        yield "要点"
    if item.lead_unit_id is None:
        yield "牵头单位"
    if item.leader_id is None:
        yield "分管县领导"
    if item.long_term and item.report_rhythm is None:
        yield "反馈频次"
    if item.due is None:
        yield "首次反馈期限" if item.long_term else "办结时限"
    elif item.due < case.on:
        yield "办结时限（已过）"
