"""Rules of procedure for 外出 and 休假."""

from collections.abc import Iterator

from services.contracts.words.directory import PostCode
from services.directory.absences.model import Absence
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, REASON_REQUIRED
from services.kernel.rules import Case, rule, rule_each


@rule_each(CONTENT_INVALID, "GZ-28.2", "因工外出和因私请假", path=("validFrom",))
def an_absence_has_a_window_and_a_reason(case: Case[Absence]) -> Iterator[str]:
    """An application says from when to when, and why."""
    if case.subject.valid_until <= case.subject.valid_from:
        yield "最后一日早于第一日"
    if not case.subject.reason.strip():
        yield "外出或休假事由"


@rule(ACTOR_NOT_ALLOWED, "GZ-28.2", "各部门主要负责同志请销假严格按")
def nobody_approves_his_own_absence(case: Case[Absence]) -> bool:
    """Nobody decides on his own absence (spec 06, 6.2.4)."""
    return case.act.doer.id != case.subject.person_id


@rule(REASON_REQUIRED, "GZ-28.2", "县政府组成人员，县政府各部门主要负责同志请销假", path=("act", "reason"))
def the_county_heads_absence_cites_its_approval(case: Case[Absence]) -> bool:
    """县长 is given leave by the superior government: the office records by what."""
    of_the_head = case.act.view.holds(case.subject.person_id, PostCode.COUNTY_HEAD)
    return not of_the_head or bool((case.act.reason or "").strip())


@rule_each(CONTENT_INVALID, "GZ-28.2", "请销假", path=("backOn",))
def the_return_lies_within_the_absence(case: Case[Absence]) -> Iterator[str]:
    """销假 states the first day back: after the absence began, and not in the future."""
    back_on = case.given or case.on
    if back_on < case.subject.valid_from:
        yield "销假之日早于外出之日"
    if back_on > case.on:
        yield "销假之日尚未到来"
