"""The five steps of a 重大行政决策: always five, each done, waived or missing (GZ-9.1, AMB-23)."""

from dataclasses import dataclass

from services.contracts.words.meetings import TopicFlag
from services.kernel.labels import Labelled
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork.model import GroundworkKind
from services.meetings.topics.model import Topic


class DecisionStep(Labelled):
    """重大行政决策的必经程序 (GZ-9.1)."""

    PARTICIPATION = "PARTICIPATION", "公众参与"
    EXPERT = "EXPERT", "专家论证"
    RISK = "RISK", "风险评估"
    LEGALITY = "LEGALITY", "合法性审查"
    COLLECTIVE = "COLLECTIVE", "集体讨论决定"


class StepState(Labelled):
    """How a step stands."""

    DONE = "DONE", "已完成"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用，办公室已同意"
    WAITING = "WAITING", "申报不适用，待办公室同意"
    MISSING = "MISSING", "未完成"


@dataclass(frozen=True)
class StepSlot:
    """One of the five."""

    step: DecisionStep
    state: StepState


def decision_steps(topic: Topic, dossier: Dossier) -> list[StepSlot]:
    """The five slots of a major administrative decision; a topic that is none has none."""
    if not topic.has(TopicFlag.MAJOR_ADMINISTRATIVE_DECISION):
        return []
    return [StepSlot(step, _state(topic, dossier, step)) for step in DecisionStep]


def _state(topic: Topic, dossier: Dossier, step: DecisionStep) -> StepState:
    """合法性审查 is documents' to tell, 集体讨论决定 the meeting's; neither is ever waived."""
    if step is DecisionStep.LEGALITY:
        return StepState.DONE if dossier.legality() else StepState.MISSING
    if step is DecisionStep.COLLECTIVE:
        return StepState.DONE if topic.outcome is not None else StepState.MISSING
    found = [each for each in dossier.groundwork if each.kind is GroundworkKind(step.value)]
    if any(each.applicable for each in found):
        return StepState.DONE
    if any(each.counts for each in found):
        return StepState.NOT_APPLICABLE
    return StepState.WAITING if found else StepState.MISSING
