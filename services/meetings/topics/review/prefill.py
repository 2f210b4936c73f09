"""What the records say of the five items of 初审, before anybody judges them."""

from dataclasses import dataclass

from services.contracts.words.directory import UnitRole
from services.contracts.words.meetings import TopicFlag
from services.kernel.roster import RosterView
from services.meetings.procedures import procedure
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.model import Topic
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult

LEGAL_FLAGS = (TopicFlag.NORMATIVE_DOCUMENT, TopicFlag.MAJOR_ADMINISTRATIVE_DECISION)


@dataclass(frozen=True)
class ReviewItem:
    """One of the five items."""

    number: int
    result: ItemResult
    evidence: str


def applies(topic: Topic, dossier: Dossier, number: int) -> bool:
    """Does the item concern this topic at all? The first always does."""
    match number:
        case 2:
            return bool(topic.involved_unit_ids)
        case 3:
            return bool(dossier.disagreement() or dossier.coordinations or topic.previous_topic_id)
        case 4:
            return any(topic.has(flag) for flag in LEGAL_FLAGS)
        case 5:
            return topic.has(TopicFlag.COMMENDATION)
    return True


def prefill(topic: Topic, dossier: Dossier, view: RosterView) -> list[ReviewItem]:
    """Exactly five items, each with what it rests on."""
    return [_item(topic, dossier, view, number) for number in REVIEW_ITEMS]


def _item(topic: Topic, dossier: Dossier, view: RosterView, number: int) -> ReviewItem:
    if not applies(topic, dossier, number):
        return ReviewItem(number, ItemResult.NOT_APPLICABLE, "不涉及")
    met, evidence = {1: _scope, 2: _consultation, 3: _coordination, 4: _legality, 5: _veto}[number](
        topic, dossier, view
    )
    return ReviewItem(number, ItemResult.MET if met else ItemResult.NOT_MET, evidence)


def _scope(topic: Topic, _: Dossier, view: RosterView) -> tuple[bool, str]:
    rules = procedure(topic.kind)
    scope = rules.scope(topic.scope_code)
    excluded = topic.delegated_matter or topic.has(TopicFlag.ESTABLISHMENT)
    if excluded:
        return False, "属原则不列入会议议题的情形"
    if not rules.scopes:
        return True, f"提请{topic.kind.label}研究"
    return scope is not None, f"议事范围第{scope.code}项：{scope.text}" if scope else "未选择议事范围"


def _consultation(topic: Topic, dossier: Dossier, view: RosterView) -> tuple[bool, str]:
    said = dossier.consulted()
    missing = [view.unit_name(unit) for unit in topic.involved_unit_ids if unit not in said]
    if missing:
        return False, "尚无意见：" + "、".join(missing)
    return True, "；".join(f"{view.unit_name(unit)}：{each.result.label}" for unit, each in said.items())


def _coordination(topic: Topic, dossier: Dossier, view: RosterView) -> tuple[bool, str]:
    divided = dossier.disagreement()
    if divided:
        return False, "意见有分歧：" + "、".join(view.unit_name(each.unit_id) for each in divided)
    if not dossier.coordinations:
        return True, "已经会议研究，提请本次会议决定"  # it was sent up by a meeting of a leader (GZ-16.2)
    last = dossier.coordinations[-1]
    return not dossier.is_divided(), f"{view.person_name(last.person_id)}协调：{last.result.label}"


def _legality(_: Topic, dossier: Dossier, view: RosterView) -> tuple[bool, str]:
    found = dossier.legality()
    if found is None or found.conclusion is None:
        return False, "尚无县司法局审查意见"
    return not dossier.is_illegal(), f"县司法局审查结论：{found.conclusion.label}"


def _veto(_: Topic, dossier: Dossier, view: RosterView) -> tuple[bool, str]:
    said = dossier.veto_opinions()
    departments = view.units_with_role(UnitRole.VETO)
    missing = [unit.short_name for unit in departments if unit.id not in said]
    against = [view.unit_name(unit) for unit, each in said.items() if each.vetoed]
    if against:
        return False, "否决：" + "、".join(against)
    return not missing, "尚无意见：" + "、".join(missing) if missing else "各“一票否决”部门无否决意见"
