"""A topic and its file, made up for one rule: `breaches(rule, a_topic(…), Dossier(…))`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from services.contracts.words.documents import ReviewConclusion
from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.kernel.acts import Act
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.policies import Policies
from services.kernel.roster import Roster
from services.kernel.rules import Case, Rule
from services.kernel.settings import ROOT
from services.kernel.store import Finding
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.drafting.commands import blank
from services.meetings.topics.groundwork.model import (
    ConsultationResult,
    Coordination,
    CoordinationResult,
    Groundwork,
    GroundworkKind,
    LegalityReviewCopy,
    PublicConsultationCopy,
    UnitConsultation,
)
from services.meetings.topics.model import Topic
from tests.roster import roster
from tests.service import known_id

ROSTER = Roster.read(roster())
POLICIES = Policies.load(ROOT / "deploy" / "county")
NOW = datetime(2022, 2, 15, 9, tzinfo=SHANGHAI)
JudgeOf = Callable[..., list[str | None]]


def an_act(login: str, roster_: Roster = ROSTER) -> Act:
    person = roster_.as_of(NOW.date()).person_by_login(login)
    assert person is not None
    return Act(person=person, at=NOW, roster=roster_, calendar=WorkCalendar(), policies=POLICIES)


def a_topic(kind: MeetingKind = MeetingKind.STANDING, *flags: TopicFlag, **changes: Any) -> Topic:
    topic = blank(an_act("housing-clerk"), kind, known_id("housing"))
    topic.scope_code = "7"
    topic.flags = [flag.value for flag in flags]
    for name, value in changes.items():
        setattr(topic, name, value)
    return topic


def breaches(
    rule: Rule[Topic],
    topic: Topic,
    dossier: Dossier | None = None,
    *,
    by: str = "clerk",
    asked: Any = None,
    roster_: Roster = ROSTER,
) -> list[str | None]:
    """The details of every breach; a whole rule broken is [None]."""
    given = replace(dossier or Dossier(), asked=asked)
    return [v.detail for v in rule.judge(Case(topic, an_act(by, roster_), given))]


def work(kind: GroundworkKind, **changes: Any) -> Groundwork:
    return Groundwork(id=known_id(kind), kind=kind, applicable=True, approved_at=None, **changes)


def legality(conclusion: ReviewConclusion | None) -> LegalityReviewCopy:
    return LegalityReviewCopy(review_id=known_id("review"), conclusion=conclusion)


def public(first: date, last: date, *, closed: bool = True, short_reason: str = "") -> PublicConsultationCopy:
    return PublicConsultationCopy(starts_on=first, ends_on=last, closed=closed, short_reason=short_reason)


def said(unit: str, result: ConsultationResult) -> UnitConsultation:
    return UnitConsultation(unit_id=known_id(unit), result=result, recorded_at=NOW)


def coordinated(result: CoordinationResult, after: timedelta = timedelta(hours=1)) -> Coordination:
    return Coordination(result=result, coordinated_at=NOW + after, person_id=known_id("deputy-a"))


def waived(code: str, detail: str | None = None) -> Finding:
    return Finding(kind="DISPENSATION", code=code, detail=detail)


NORMATIVE = TopicFlag.NORMATIVE_DOCUMENT
MAJOR = TopicFlag.MAJOR_ADMINISTRATIVE_DECISION
