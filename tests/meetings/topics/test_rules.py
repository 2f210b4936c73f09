"""Every rule of topics by its name, judged on a file made up for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.contracts.meetings import ReturnReason
from services.contracts.words.documents import ReviewConclusion
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Opinion, Outcome, TopicFlag
from services.kernel.acts import Act
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.policies import Policies
from services.kernel.roster import Delegation, Roster
from services.kernel.rules import Case, Rule
from services.kernel.settings import ROOT
from services.kernel.store import Finding, StoredFile
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.model import Decision
from services.meetings.topics import rules
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.drafting.commands import TopicDraft, blank
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
from services.meetings.topics.model import OpinionStep, Topic, TopicOpinion, TopicPurpose, TopicState
from services.meetings.topics.moves import SignedOpinion
from services.meetings.topics.preparation.commands import NoticeToPrepare
from services.meetings.topics.preparation.model import Material
from services.meetings.topics.review.model import ItemResult, PreliminaryReview, VetoReview
from tests.roster import roster
from tests.service import FOUNDED, known_id

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


def public(first: date, last: date, *, closed: bool = True) -> PublicConsultationCopy:
    return PublicConsultationCopy(starts_on=first, ends_on=last, closed=closed)


def said(unit: str, result: ConsultationResult) -> UnitConsultation:
    return UnitConsultation(unit_id=known_id(unit), result=result, recorded_at=NOW)


def coordinated(result: CoordinationResult, after: timedelta = timedelta(hours=1)) -> Coordination:
    return Coordination(result=result, coordinated_at=NOW + after, person_id=known_id("deputy-a"))


def waived(code: str, detail: str | None = None) -> Finding:
    return Finding(kind="DISPENSATION", code=code, detail=detail)


NORMATIVE = TopicFlag.NORMATIVE_DOCUMENT
MAJOR = TopicFlag.MAJOR_ADMINISTRATIVE_DECISION


def test_flag_of_others_is_cleared_by_the_county_head() -> None:
    flag = TopicFlag.MAJOR_INVESTMENT
    topic = a_topic(MeetingKind.STANDING, flag, flag_marks={flag.value: str(known_id("clerk"))})
    rule = rules.flag_of_others_is_cleared_by_the_county_head
    assert breaches(rule, topic, by="housing-head", asked=flag) == [None]
    assert breaches(rule, topic, by="clerk", asked=flag) == []
    assert breaches(rule, topic, by="mayor", asked=flag) == []


def test_major_matter_goes_to_a_deciding_meeting() -> None:
    rule = rules.major_matter_goes_to_a_deciding_meeting
    for flag in rules.MAJOR_FLAGS:
        assert breaches(rule, a_topic(MeetingKind.MAYOR, flag)) == [None]
        assert breaches(rule, a_topic(MeetingKind.SPECIAL, flag)) == [None]
        assert breaches(rule, a_topic(MeetingKind.STANDING, flag)) == []
        assert breaches(rule, a_topic(MeetingKind.PLENARY, flag)) == []
    coordinating = a_topic(MeetingKind.SPECIAL, TopicFlag.LARGE_FUNDS, purpose=TopicPurpose.COORDINATE)
    assert breaches(rule, coordinating) == []


def test_unit_head_has_signed() -> None:
    assert breaches(rules.unit_head_has_signed, a_topic()) == [None]
    assert breaches(rules.unit_head_has_signed, a_topic(unit_head_id=known_id("housing-head"))) == []


def test_decision_steps_are_complete() -> None:
    rule, topic = rules.decision_steps_are_complete, a_topic(MeetingKind.STANDING, MAJOR)
    assert breaches(rule, topic) == ["participation", "expert", "risk", "legality"]
    unapproved = work(GroundworkKind.EXPERT)
    unapproved.applicable = False
    some = Dossier(groundwork=(work(GroundworkKind.RISK), unapproved))
    assert breaches(rule, topic, some) == ["participation", "expert", "legality"]
    assert breaches(rule, a_topic()) == []


def test_illegal_decision_goes_no_further_without_the_county_head() -> None:
    rule, illegal = rules.illegal_decision_goes_no_further_without_the_county_head, legality(ReviewConclusion.ILLEGAL)
    topic = a_topic(MeetingKind.STANDING, MAJOR)
    assert breaches(rule, topic, Dossier(legality_reviews=(illegal,))) == [None]
    allowed = Dossier(legality_reviews=(illegal,), findings=(waived("LEGAL_REVIEW_NEGATIVE"),))
    assert breaches(rule, topic, allowed) == []
    assert rule.dispensable_by == "COUNTY_HEAD"


def test_changed_decision_was_evaluated() -> None:
    rule = rules.changed_decision_was_evaluated
    topic, major = a_topic(), Decision(flags=[MAJOR.value], state=DecisionStatus.EFFECTIVE)
    assert breaches(rule, topic, Dossier(changes=major)) == [None]  # its own weight counts, not what the topic says
    assert breaches(rule, topic, Dossier(changes=major, evaluations=(DecisionEvaluation(),))) == []
    assert breaches(rule, topic, Dossier(changes=major, groundwork=(work(GroundworkKind.EVALUATION),))) == []
    assert breaches(rule, topic, Dossier(changes=major, findings=(waived("EVALUATION_REQUIRED"),))) == []
    assert breaches(rule, topic, Dossier(changes=Decision(flags=[], state=DecisionStatus.EFFECTIVE))) == []
    assert breaches(rule, a_topic(MeetingKind.STANDING, MAJOR)) == []


def test_changed_decision_is_in_force() -> None:
    rule, gone = rules.changed_decision_is_in_force, Decision(number="2022-CW-01-01", state=DecisionStatus.SUPERSEDED)
    assert breaches(rule, a_topic(), Dossier(changes=gone)) == ["拟调整的2022-CW-01-01已被替代"]
    assert breaches(rule, a_topic(), Dossier(changes=gone), asked=Outcome.NOT_AGREED) == []
    assert breaches(rule, a_topic(), Dossier(changes=gone), asked=Outcome.AGREED) != []
    assert breaches(rule, a_topic(), Dossier(changes=Decision(state=DecisionStatus.EFFECTIVE))) == []


def test_feasibility_was_assessed() -> None:
    rule = rules.feasibility_was_assessed
    assert breaches(rule, a_topic()) == ["feasibility"]
    assert breaches(rule, a_topic(), Dossier(groundwork=(work(GroundworkKind.FEASIBILITY),))) == []
    assert breaches(rule, a_topic(scope_code="6")) == []  # personnel matters are no requests of a department
    assert breaches(rule, a_topic(MeetingKind.SPECIAL)) == []


def test_departments_were_consulted() -> None:
    rule, topic = rules.departments_were_consulted, a_topic(involved_unit_ids=[known_id("finance"), known_id("town")])
    assert breaches(rule, topic) == ["consult:县财政局"]
    answered = Dossier(consultations=(said("finance", ConsultationResult.NO_REPLY),))
    assert breaches(rule, topic, answered) == []


def test_towns_were_asked() -> None:
    rule, topic = rules.towns_were_asked, a_topic(involved_unit_ids=[known_id("finance"), known_id("town")])
    assert breaches(rule, topic) == ["consult:城关镇人民政府"]
    assert breaches(rule, topic, Dossier(consultations=(said("town", ConsultationResult.AGREED),))) == []


def test_stability_was_assessed() -> None:
    rule, topic = rules.stability_was_assessed, a_topic(MeetingKind.STANDING, TopicFlag.PUBLIC_INTEREST)
    assert breaches(rule, topic) == ["stability", "hearing"]
    done = Dossier(groundwork=(work(GroundworkKind.STABILITY), work(GroundworkKind.HEARING)))
    assert breaches(rule, topic, done) == []


def test_legality_was_reviewed() -> None:
    rule, topic = rules.legality_was_reviewed, a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, topic, Dossier(legality_reviews=(legality(None),))) == [None]
    assert breaches(rule, topic, Dossier(legality_reviews=(legality(ReviewConclusion.LEGAL),))) == []
    assert rule.bar


def test_illegal_document_is_not_heard() -> None:
    rule, topic = rules.illegal_document_is_not_heard, a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, topic, Dossier(legality_reviews=(legality(ReviewConclusion.ILLEGAL),))) == [None]
    assert breaches(rule, topic, Dossier(legality_reviews=(legality(ReviewConclusion.LEGAL_AS_AMENDED),))) == []
    assert rule.dispensable_by is None


def test_draft_was_opened_to_the_public() -> None:
    rule, topic = rules.draft_was_opened_to_the_public, a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, topic) == [None]
    asked = Dossier(public_consultations=(public(date(2022, 1, 27), date(2022, 2, 11)),))
    assert breaches(rule, topic, asked) == []
    assert breaches(rule, a_topic(MeetingKind.STANDING, NORMATIVE, confidential_basis="保密法第二十条")) == []


def test_consultation_was_long_enough() -> None:
    rule = rules.consultation_was_long_enough
    fifteen = Dossier(public_consultations=(public(date(2022, 1, 27), date(2022, 2, 11)),))
    fourteen = Dossier(public_consultations=(public(date(2022, 1, 28), date(2022, 2, 11)),))
    topic = a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, topic, fifteen) == []
    assert breaches(rule, topic, fourteen) == ["15"]
    assert breaches(rule, a_topic(MeetingKind.STANDING, MAJOR), fifteen) == ["30"]
    hurried = a_topic(MeetingKind.STANDING, NORMATIVE, short_consultation_reason="汛期应急，已公告说明")
    assert breaches(rule, hurried, fourteen) == []


def test_consultation_has_ended() -> None:
    rule, topic = rules.consultation_has_ended, a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, topic, Dossier(public_consultations=(public(FOUNDED, NOW.date()),))) == []
    tomorrow = NOW.date() + timedelta(days=1)
    assert breaches(rule, topic, Dossier(public_consultations=(public(FOUNDED, tomorrow),))) == [None]
    running = public(FOUNDED, NOW.date(), closed=False)
    assert breaches(rule, topic, Dossier(public_consultations=(running,))) == [None]


def test_disagreement_was_settled() -> None:
    rule, divided = rules.disagreement_was_settled, (said("finance", ConsultationResult.DISAGREED),)
    assert breaches(rule, a_topic(), Dossier(consultations=divided)) == [None]
    before = coordinated(CoordinationResult.SETTLED, -timedelta(hours=1))
    assert breaches(rule, a_topic(), Dossier(consultations=divided, coordinations=(before,))) == [None]
    after = coordinated(CoordinationResult.SETTLED)
    assert breaches(rule, a_topic(), Dossier(consultations=divided, coordinations=(after,))) == []
    assert breaches(rule, a_topic(MeetingKind.MAYOR, scope_code="5"), Dossier(consultations=divided)) == []


def test_opinion_is_explicit() -> None:
    rule = rules.opinion_is_explicit
    assert breaches(rule, a_topic(), asked=SignedOpinion(None, "已阅")) == [None]
    assert breaches(rule, a_topic(), asked=SignedOpinion(Opinion.OTHER, " ")) == [None]
    assert breaches(rule, a_topic(), asked=SignedOpinion(Opinion.AGREED)) == []


@pytest.mark.parametrize(("secrecy", "found"), [("秘密", [None]), ("无", []), ("", [])])
def test_topic_is_not_classified(secrecy: str, found: list[None]) -> None:
    draft = TopicDraft(MeetingKind.STANDING, "议题", known_id("housing"), secrecy=secrecy)
    assert breaches(rules.topic_is_not_classified, a_topic(), asked=draft) == found


def test_topic_names_its_scope() -> None:
    rule = rules.topic_names_its_scope
    for kind in (MeetingKind.STANDING, MeetingKind.MAYOR, MeetingKind.SPECIAL):
        assert breaches(rule, a_topic(kind, scope_code=None)) == [None]
        assert breaches(rule, a_topic(kind, scope_code="99")) == [None]
        assert breaches(rule, a_topic(kind, scope_code="1")) == []
    assert breaches(rule, a_topic(MeetingKind.PLENARY, scope_code=None)) == []


def test_scope_is_explained() -> None:
    rule = rules.scope_is_explained
    for kind, code in ((MeetingKind.STANDING, "8"), (MeetingKind.MAYOR, "7"), (MeetingKind.SPECIAL, "2")):
        assert breaches(rule, a_topic(kind, scope_code=code)) == [None]
        assert breaches(rule, a_topic(kind, scope_code=code, scope_note="事项说明")) == []


def test_matter_exceeds_a_deputys_power() -> None:
    rule, topic = rules.matter_exceeds_a_deputys_power, a_topic(delegated_matter=True)
    assert breaches(rule, topic) == ["delegated"]
    assert breaches(rule, topic, Dossier(findings=(waived("TOPIC_OUT_OF_SCOPE", "delegated"),))) == []
    assert breaches(rule, a_topic(MeetingKind.PLENARY, delegated_matter=True)) == []


def test_matter_is_not_of_establishment() -> None:
    rule, topic = rules.matter_is_not_of_establishment, a_topic(MeetingKind.STANDING, TopicFlag.ESTABLISHMENT)
    (violation,) = rule.judge(Case(topic, an_act("deputy-a"), Dossier()))
    assert (violation.detail, violation.dispensable_by) == ("establishment", "COUNTY_HEAD")
    assert "县编委会或县编委办" in violation.message_zh
    assert breaches(rule, topic, Dossier(findings=(waived("TOPIC_OUT_OF_SCOPE", "delegated"),))) == ["establishment"]


@pytest.mark.parametrize(
    ("login", "kind", "found"),
    [
        ("deputy-b", MeetingKind.STANDING, []),
        ("director", MeetingKind.STANDING, []),
        ("housing-head", MeetingKind.STANDING, [None]),
        ("housing-head", MeetingKind.PLENARY, []),
        ("town-head", MeetingKind.PLENARY, [None]),
    ],
)
def test_proposer_is_a_member(login: str, kind: MeetingKind, found: list[None]) -> None:
    assert breaches(rules.proposer_is_a_member, a_topic(kind), by=login) == found


def test_county_head_gave_his_opinion() -> None:
    def signed(opinion: Opinion) -> Dossier:
        return Dossier(opinions=(TopicOpinion(step=OpinionStep.COUNTY_HEAD, opinion=opinion, text=""),))

    rule = rules.county_head_gave_his_opinion
    assert breaches(rule, a_topic()) == [None]
    assert breaches(rule, a_topic(), signed(Opinion.REVISE)) == [None]
    assert breaches(rule, a_topic(), signed(Opinion.AGREED)) == []


def test_review_items_are_met() -> None:
    def reviewed(*results: ItemResult) -> Dossier:
        items = [{"number": n, "result": r.value, "evidence": ""} for n, r in enumerate(results, 1)]
        return Dossier(materials=(Material(number=1),), reviews=(PreliminaryReview(material_number=1, items=items),))

    met, no, na = ItemResult.MET, ItemResult.NOT_MET, ItemResult.NOT_APPLICABLE
    rule = rules.review_items_are_met
    assert breaches(rule, a_topic(), reviewed(met, na, na, na, na)) == []
    assert breaches(rule, a_topic(), reviewed(na, na, no, na, na)) == ["1", "3"]
    lawful = a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, lawful, reviewed(met, na, na, na, na)) == ["4"]  # an item that applies is not waived
    assert breaches(rule, a_topic()) == ["1", "2", "3", "4", "5"]


def test_no_department_vetoed() -> None:
    rule, topic = rules.no_department_vetoed, a_topic(MeetingKind.STANDING, TopicFlag.COMMENDATION)
    no, yes = (
        VetoReview(unit_id=known_id("letters"), vetoed=True),
        VetoReview(unit_id=known_id("letters"), vetoed=False),
    )
    assert breaches(rule, topic, Dossier(vetoes=(no,))) == ["县信访局"]
    assert breaches(rule, topic, Dossier(vetoes=(no, yes))) == []


def test_department_has_a_veto() -> None:
    assert breaches(rules.department_has_a_veto, a_topic(), by="finance-head") == [None]
    assert breaches(rules.department_has_a_veto, a_topic(), by="letters-head") == []


def test_return_says_why() -> None:
    assert breaches(rules.return_says_why, a_topic(), asked=(ReturnReason(text=" "),)) == [None]
    assert breaches(rules.return_says_why, a_topic(), asked=(ReturnReason(text="请补充"),)) == []


def test_urgent_addition_has_its_hour() -> None:
    rule, urgent = rules.urgent_addition_has_its_hour, a_topic(urgent_consent_at=NOW)
    later = NoticeToPrepare(due_at=NOW + timedelta(hours=3))
    assert breaches(rule, urgent, asked=NoticeToPrepare()) == ["报送时限"]
    assert breaches(rule, urgent, asked=NoticeToPrepare(due_at=NOW)) == ["报送时限"]
    assert breaches(rule, urgent, asked=later) == []
    assert len(breaches(rule, a_topic(), asked=later)) == 1


def test_only_ready_topics_are_arranged() -> None:
    rule = rules.only_ready_topics_are_arranged
    assert breaches(rule, a_topic(state=TopicState.OPINION_GIVEN)) == ["县政府办公室"]
    assert breaches(rule, a_topic(state=TopicState.PASSED)) == []
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.OPINION_GIVEN)) == []
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, state=TopicState.ACCEPTED)) == []


def test_scope_is_chosen_by_the_one_it_names() -> None:
    rule = rules.scope_is_chosen_by_the_one_it_names
    draft = TopicDraft(MeetingKind.MAYOR, "议题", known_id("housing"), scope_code="4")
    assert breaches(rule, a_topic(MeetingKind.MAYOR), by="deputy-a", asked=draft) == [None]
    assert breaches(rule, a_topic(MeetingKind.MAYOR), by="mayor", asked=draft) == []
    assert breaches(rule, a_topic(MeetingKind.MAYOR, scope_code="4"), by="housing-clerk", asked=draft) == []


def test_divided_matter_concerns_two_leaders() -> None:
    rule = rules.divided_matter_concerns_two_leaders
    divided = Dossier(coordinations=(coordinated(CoordinationResult.DIVIDED),))
    one = a_topic(MeetingKind.MAYOR, scope_code="5", involved_unit_ids=[known_id("town")])
    two = a_topic(MeetingKind.MAYOR, scope_code="5", involved_unit_ids=[known_id("finance")])
    assert breaches(rule, one, divided) == ["uncoordinated"]
    assert breaches(rule, two) == ["uncoordinated"]
    assert breaches(rule, two, divided) == []


def test_plan_is_attached() -> None:
    rule, topic = rules.plan_is_attached, a_topic(MeetingKind.MAYOR)
    plan = work(GroundworkKind.PLAN)
    assert breaches(rule, topic, Dossier(groundwork=(plan,))) == [None]
    assert breaches(rule, topic, Dossier(groundwork=(plan,), files={plan.id: (StoredFile(name="方案.pdf"),)})) == []
    assert breaches(rule, a_topic()) == []


def test_no_level_is_skipped() -> None:
    rule = rules.no_level_is_skipped
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.UNIT_HEAD_SIGNED)) == ["分管副县长"]
    assert breaches(rule, a_topic(state=TopicState.UNIT_HEAD_SIGNED)) == ["会议组成人员"]
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.REVIEWED)) == []


def test_county_head_commissioned_it() -> None:
    rule, topic = rules.county_head_commissioned_it, a_topic(MeetingKind.SPECIAL, scope_code="5")
    assert breaches(rule, topic, by="deputy-a") == [None]
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, scope_code="5", commissioned_at=NOW), by="deputy-a") == []
    window = Delegation(
        FOUNDED, None, known_id("委托"), known_id("mayor"), known_id("deputy-a"), ("COMMISSIONED_TASK",)
    )
    assert breaches(rule, topic, by="deputy-a", roster_=Roster.read(roster(), [window])) == []


def test_written_material_is_complete() -> None:
    rule = rules.written_material_is_complete
    assert breaches(rule, a_topic(MeetingKind.SPECIAL)) == ["situation", "suggestion", "basis"]
    full = a_topic(MeetingKind.SPECIAL, summary="情况", suggestion="建议", basis="依据")
    assert breaches(rule, full) == []
    assert breaches(rule, a_topic()) == []


def test_unit_head_checked_the_matter() -> None:
    rule = rules.unit_head_checked_the_matter
    assert breaches(rule, a_topic(MeetingKind.SPECIAL)) == [None]
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, unit_head_id=known_id("housing-head"))) == []
