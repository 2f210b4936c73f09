"""Rules of procedure for news of a meeting, in the order of the regulations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.contracts import refusals
from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.meetings import DecisionStatus
from services.kernel.authority import Capacity
from services.kernel.refusals import CHAIN_ORDER
from services.kernel.rules import Case, rule, rule_each
from services.meetings.decisions.model import Decision
from services.meetings.press.model import OUT, PressPassage, PressRelease
from services.meetings.procedures import procedure

WAITING = DecisionStatus.PENDING_PARTY_APPROVAL
LONG_ENOUGH = 6  # shorter pieces of a sentence are words that anybody may use
BREAKS = re.compile(r"[\s，。；：、！？“”《》（）,.;:!?()\"]+")
PERSONNEL_WORDS = (PERSONNEL_MASK, "人事任免", "干部任免")


@dataclass(frozen=True)
class Kept:
    """Words that no news may carry, and what they are called without saying them."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class News:
    """What the release tells, and what of the meeting it must not."""

    passages: Sequence[tuple[PressPassage, Decision]]
    kept: Sequence[Kept] = ()
    capacity: Capacity | None = None  # in which the asker could sign now
    signed_before: bool = False  # he has signed another step of this edition


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The sentences and long parts of sentences that a text is recognised by."""
    pieces = {piece for text in texts for piece in BREAKS.split(text) if len(piece) >= LONG_ENOUGH}
    return tuple(sorted(pieces | {whole for text in texts if len(whole := BREAKS.sub("", text)) >= LONG_ENOUGH}))


def _news(case: Case[PressRelease]) -> News:
    given: News = case.given
    return given


@rule(refusals.INTERNAL_DOCUMENT, ("BG-7", "ZT-7"), "内部文件", bar=True)
def internal_minutes_make_no_news(case: Case[PressRelease]) -> bool:
    """What a 县长办公会议 or 专题会议 decided stays inside."""
    return procedure(case.subject.kind).internal is None


@rule_each(refusals.PARTY_APPROVAL_REQUIRED, "GZ-3", "必须报县委审定", bar=True, path=("passages",))
def news_waits_for_the_party(case: Case[PressRelease]) -> Iterator[str]:
    """What waits for 县委 is not told."""
    for _, decision in _news(case).passages:
        if decision.state is WAITING:
            yield decision.number


@rule_each(refusals.PRESS_MATTER_NOT_PUBLIC, ("CW-6.1", "CW-2.6"), "宜于公开的", bar=True, path=("passages",))
def news_tells_only_what_may_be_published(case: Case[PressRelease]) -> Iterator[str]:
    """A release is made of decisions marked 宜于公开, as they stand now, and of nothing else that was heard."""
    news = _news(case)
    if not news.passages:
        yield "没有宜于公开的议定事项"
    for passage, decision in news.passages:
        if decision.restricted or not decision.publishable:
            yield PERSONNEL_MASK if decision.restricted else decision.number
        elif decision.state not in (DecisionStatus.EFFECTIVE, WAITING):
            yield f"{decision.number}{decision.state.label}"
        elif decision.revision != passage.revision:
            yield f"{decision.number}已更正"
    told = BREAKS.sub("", "".join((case.subject.title, case.subject.lead, *(p.text for p, _ in news.passages))))
    for kept in news.kept:
        if any(BREAKS.sub("", word) in told for word in kept.words):
            yield kept.name


@rule_each(CHAIN_ORDER, "CW-6.1", "新闻稿需按程序送审", bar=True)
def news_is_read_in_order(case: Case[PressRelease]) -> Iterator[str]:
    """办主任 reads it first, then 常务副县长 or 县长."""
    if _news(case).capacity is None:
        yield case.subject.state.label


@rule(refusals.SIGNER_NOT_ALLOWED, "CW-6.1", "新闻稿需按程序送审", bar=True)
def nobody_reads_news_twice(case: Case[PressRelease]) -> bool:
    """No person signs two steps of one chain (spec 06, 6.2.4)."""
    return not _news(case).signed_before


@rule(refusals.PRESS_NOT_APPROVED, "CW-6.1", "新闻稿需按程序送审", bar=True)
def news_is_approved_before_it_is_published(case: Case[PressRelease]) -> bool:
    """Nothing is published that has not gone through the chain."""
    return case.subject.state in OUT
