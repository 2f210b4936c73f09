"""Where a signed opinion leads: on, back to the unit, or off the list (CW-3.2, GZ-23)."""

from collections.abc import Callable
from dataclasses import replace

from services.contracts.words.meetings import Opinion
from services.kernel.rules import Case, Rule
from services.meetings.topics.cases import file_of
from services.meetings.topics.model import Topic, TopicState

ENDS = {
    Opinion.REVISE: TopicState.DRAFT,
    Opinion.NOT_AGREED: TopicState.REJECTED,
    Opinion.TRANSFERRED: TopicState.REJECTED,
}


def by_opinion(agreed: TopicState) -> Callable[[Case[Topic]], TopicState]:
    """The state that the opinion leads to; `agreed` where it lets the topic go on."""
    return lambda case: ENDS.get(file_of(case).asked.opinion, agreed)


def onward(*rules: Rule[Topic]) -> tuple[Rule[Topic], ...]:
    """Judged of an opinion that lets the topic go on: a faulty one can always be sent back or declined."""

    def of(each: Rule[Topic]) -> Rule[Topic]:
        return replace(each, breaches=lambda case: each.breaches(case) if _leads_on(case) else ())

    return tuple(of(each) for each in rules)


def _leads_on(case: Case[Topic]) -> bool:
    signed = file_of(case).asked
    return signed is not None and signed.opinion not in ENDS
