"""Every rule on what comes before a topic is heard, by its name, judged on a file made up for it."""

from datetime import date, timedelta

from services.contracts.words.documents import ReviewConclusion
from services.contracts.words.meetings import DecisionStatus, MeetingKind, TopicFlag
from services.kernel.store import StoredFile
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.model import Decision
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork import rules
from services.meetings.topics.groundwork.model import (
    ConsultationResult,
    CoordinationResult,
    GroundworkKind,
)
from tests.meetings.topics.made_up import (
    MAJOR,
    NORMATIVE,
    NOW,
    a_topic,
    breaches,
    coordinated,
    legality,
    public,
    said,
    waived,
    work,
)
from tests.service import FOUNDED, known_id


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
    hurried = public(date(2022, 1, 28), date(2022, 2, 11), short_reason="汛期应急，已随公告公布")
    assert breaches(rule, topic, Dossier(public_consultations=(hurried,))) == []


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


def test_written_material_is_complete() -> None:
    rule = rules.written_material_is_complete
    assert breaches(rule, a_topic(MeetingKind.SPECIAL)) == ["situation", "suggestion", "basis"]
    full = a_topic(MeetingKind.SPECIAL, summary="情况", suggestion="建议", basis="依据")
    assert breaches(rule, full) == []
    assert breaches(rule, a_topic()) == []
