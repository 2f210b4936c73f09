"""Rules on what comes before a topic is heard (前置程序), in the order of the regulations."""

from collections.abc import Iterator
from datetime import timedelta

from services.contracts import refusals
from services.contracts.words.directory import PostCode, UnitKind
from services.contracts.words.meetings import TopicFlag
from services.kernel.authority import may
from services.kernel.refusals import ACTOR_NOT_ALLOWED
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.rights import OFFICE
from services.meetings.topics.cases import file_of, path_of, scope_of
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork.kinds import ASKED
from services.meetings.topics.groundwork.model import GroundworkKind, PublicConsultationCopy
from services.meetings.topics.groundwork.steps import DecisionStep, StepState, decision_steps
from services.meetings.topics.model import Topic

COUNTY_HEAD = PostCode.COUNTY_HEAD
NORMATIVE = TopicFlag.NORMATIVE_DOCUMENT
MAJOR_DECISION = TopicFlag.MAJOR_ADMINISTRATIVE_DECISION


def _units(case: Case[Topic], *, towns: bool) -> Iterator[str]:
    """Names of the involved towns, or of the other involved units, that have said nothing yet."""
    view, said = case.act.view, file_of(case).consulted()
    for unit_id in case.subject.involved_unit_ids:
        unit = view.unit(unit_id)
        if unit is not None and (unit.kind == UnitKind.TOWN) is towns and unit_id not in said:
            yield f"consult:{unit.short_name}"


def _public_consultation(case: Case[Topic]) -> PublicConsultationCopy | None:
    found = file_of(case).public_consultations
    return found[-1] if found else None


def _must_be_public(topic: Topic) -> bool:
    return topic.has(NORMATIVE) and not topic.confidential_basis.strip()


@rule(ACTOR_NOT_ALLOWED, "GZ-3", "必须报县委审定", path=("input", "kind"))
def word_of_the_party_is_recorded_by_the_office(case: Case[Topic]) -> bool:
    """What 县委 has decided already is put on the topic's file by the office, not by the unit that wants it."""
    kind = getattr(file_of(case).asked, "kind", None)
    office_alone = kind is not None and ASKED[kind].of_the_office
    return not office_alone or may(OFFICE, case.subject, case.act) is not None


@rule_each(refusals.DECISION_STEP_MISSING, "GZ-9.1", "公众参与、专家论证、风险评估、合法性审查和集体讨论决定")
def decision_steps_are_complete(case: Case[Topic]) -> Iterator[str]:
    """A major administrative decision has gone through its steps before it is heard; the fifth is the hearing."""
    for slot in decision_steps(case.subject, file_of(case)):
        if slot.step is not DecisionStep.COLLECTIVE and slot.state in (StepState.MISSING, StepState.WAITING):
            yield slot.step.value.lower()


@rule(refusals.LEGAL_REVIEW_NEGATIVE, "GZ-9.1", "合法性审查", severity=Severity.DISPENSABLE, dispensable_by=COUNTY_HEAD)
def illegal_decision_goes_no_further_without_the_county_head(case: Case[Topic]) -> bool:
    """A major administrative decision found 不合法 goes on only when 县长 says so, with the risk stated."""
    topic, dossier = case.subject, file_of(case)
    concerns = topic.has(MAJOR_DECISION) and not topic.has(NORMATIVE)
    return not (concerns and dossier.is_illegal()) or dossier.dispensed(refusals.LEGAL_REVIEW_NEGATIVE.name)


@rule_each(refusals.LEGAL_REVIEW_HURRIED, "GZ-9.1", "合法性审查", severity=Severity.ADVISORY)
def legality_review_had_its_time(case: Case[Topic]) -> Iterator[str]:
    """县司法局 has seven working days for a major administrative decision (国令713 §26); fewer stay on record."""
    found, least = file_of(case).legality(), case.act.policies.number("legal_review_min_wd")
    if not case.subject.has(MAJOR_DECISION) or found is None or found.sent_on is None or found.concluded_on is None:
        return
    given = case.act.calendar.workdays_between(found.sent_on, found.concluded_on).days
    if given < least:
        yield f"{given}个工作日（应不少于{least}个工作日）"


@rule(
    refusals.EVALUATION_REQUIRED,
    "GZ-9.3",
    "将评估结果作为调整重大行政决策的重要依据",
    severity=Severity.DISPENSABLE,
    dispensable_by=COUNTY_HEAD,
)
def changed_decision_was_evaluated(case: Case[Topic]) -> bool:
    """A major administrative decision is changed on the ground of its evaluation, or in an emergency."""
    dossier = file_of(case)
    concerns = dossier.changes is not None and MAJOR_DECISION in dossier.changes.topic_flags
    evaluated = bool(dossier.evaluations) or dossier.done(GroundworkKind.EVALUATION)
    return not concerns or evaluated or dossier.dispensed(refusals.EVALUATION_REQUIRED.name)


@rule_each(
    refusals.PRECONDITION_MISSING,
    ("GZ-10.1", "GZ-17.1"),
    "必须经过深入调查研究，并经专家或研究、咨询机构等进行可行性和可控性论证评估",
)
def feasibility_was_assessed(case: Case[Topic]) -> Iterator[str]:
    """An important matter was researched and assessed, or it was approved that this does not apply."""
    scope = scope_of(case)
    weighed = path_of(case).preconditions is not None and (scope is None or scope.weighed)
    if weighed and not file_of(case).done(GroundworkKind.FEASIBILITY):
        yield "feasibility"


@rule_each(refusals.PRECONDITION_MISSING, ("GZ-10.2", "GZ-17.1"), "涉及有关部门的，应充分协商")
def departments_were_consulted(case: Case[Topic]) -> Iterator[str]:
    """Every involved department was consulted; no reply is an answer, silence about it is none."""
    if path_of(case).preconditions is not None:
        yield from _units(case, towns=False)


@rule_each(refusals.PRECONDITION_MISSING, ("GZ-10.3", "GZ-17.1"), "涉及各镇的，应事先征求意见")
def towns_were_asked(case: Case[Topic]) -> Iterator[str]:
    """Every involved town was asked for its opinion beforehand."""
    if path_of(case).preconditions is not None:
        yield from _units(case, towns=True)


@rule_each(refusals.PRECONDITION_MISSING, "GZ-10.4", "要进行社会稳定风险评估，并采取听证会等形式听取各方面意见")
def stability_was_assessed(case: Case[Topic]) -> Iterator[str]:
    """What touches the public interest had its risk assessed and the people heard, 公开征求意见 included."""
    if case.subject.has(TopicFlag.PUBLIC_INTEREST):
        dossier = file_of(case)
        if not dossier.done(GroundworkKind.STABILITY):
            yield "stability"
        if not dossier.done(GroundworkKind.HEARING) and not any(c.closed for c in dossier.public_consultations):
            yield "hearing"


@rule(refusals.LEGAL_REVIEW_REQUIRED, "GZ-12.2a", "规范性文件草案由县司法局负责合法性审查", bar=True)
def legality_was_reviewed(case: Case[Topic]) -> bool:
    """A normative document was reviewed by 县司法局."""
    return not case.subject.has(NORMATIVE) or file_of(case).legality() is not None


@rule(refusals.LEGAL_REVIEW_NEGATIVE, "GZ-12.2a", "规范性文件草案由县司法局负责合法性审查", bar=True)
def illegal_document_is_not_heard(case: Case[Topic]) -> bool:
    """A normative document found 不合法 is not put before the meeting."""
    return not (case.subject.has(NORMATIVE) and file_of(case).is_illegal())


@rule(refusals.CONSULTATION_REQUIRED, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def draft_was_opened_to_the_public(case: Case[Topic]) -> bool:
    """The draft of a normative document was open to public consultation, unless the law keeps it confidential."""
    return not _must_be_public(case.subject) or _public_consultation(case) is not None


@rule_each(refusals.CONSULTATION_TOO_SHORT, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def consultation_was_long_enough(case: Case[Topic]) -> Iterator[str]:
    """Public consultation lasts as long as higher law asks (AMB-24, AMB-39), unless a published reason shortens it."""
    topic, found = case.subject, _public_consultation(case)
    major = topic.has(MAJOR_DECISION)
    if found is None or not (major or _must_be_public(topic)) or found.short_reason.strip():
        return
    least = case.act.policies.number("consult_days_major" if major else "consult_days_norm")
    if found.ends_on - found.starts_on < timedelta(days=least):
        yield str(least)


@rule(refusals.CONSULTATION_NOT_ENDED, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def consultation_has_ended(case: Case[Topic]) -> bool:
    """The topic waits for the last day of the public consultation that it needs, or that was chosen for it."""
    topic, found = case.subject, _public_consultation(case)
    concerned = topic.has(MAJOR_DECISION) or _must_be_public(topic)
    return found is None or not concerned or (found.closed and found.ends_on <= case.on)


@rule(refusals.DISAGREEMENT_UNRESOLVED, "GZ-17.2", "部门意见有分歧的，由分管副县长协调，基本取得一致意见后")
def disagreement_was_settled(case: Case[Topic]) -> bool:
    """Disagreement between units was settled by 分管副县长; only BG-3.5 takes up what stayed divided."""
    scope = scope_of(case)
    if scope is not None and scope.divided:
        return True
    return path_of(case).preconditions is None or not _is_open(file_of(case))


@rule(refusals.DISAGREEMENT_UNRESOLVED, "GZ-17.2", "基本取得一致意见后，报县政府办公室")
def disagreement_is_settled_before_it_is_reported(case: Case[Topic]) -> bool:
    """Material that the office has asked for comes when the units agree; what lies with a draft may come before."""
    return case.subject.noticed_at is None or not _is_open(file_of(case))


def _is_open(file: Dossier) -> bool:
    return bool(file.disagreement()) or file.is_divided()


@rule_each(refusals.PRECONDITION_MISSING, "BG-3.5", "涉及2个及以上县领导分管工作未协调一致的事项")
def divided_matter_concerns_two_leaders(case: Case[Topic]) -> Iterator[str]:
    """What comes up as uncoordinated concerns two leaders, and the coordination that failed is on record."""
    scope = scope_of(case)
    if scope is not None and scope.divided:
        units = (case.subject.unit_id, *case.subject.involved_unit_ids)
        leaders = {leader.id for unit in units if (leader := case.act.view.leader_of_unit(unit))}
        if len(leaders) < 2 or not file_of(case).is_divided():
            yield "uncoordinated"


@rule(refusals.PLAN_ATTACHMENT_REQUIRED, "BG-4", "提出具体方案")
def plan_is_attached(case: Case[Topic]) -> bool:
    """The asking unit has attached a concrete plan."""
    dossier = file_of(case)
    owners = {each.id for each in dossier.materials}
    owners |= {each.id for each in dossier.groundwork if each.kind is GroundworkKind.PLAN}
    return path_of(case).plan_attached is None or any(dossier.files.get(owner) for owner in owners)


@rule_each(refusals.PRECONDITION_MISSING, "ZT-3", "形成简要明确的书面材料")
def written_material_is_complete(case: Case[Topic]) -> Iterator[str]:
    """A matter for a 专题会议 has its situation, a clear opinion and the ground for deciding in writing."""
    if path_of(case).written_material is not None:
        topic = case.subject
        parts = {"situation": topic.summary, "suggestion": topic.suggestion, "basis": topic.basis}
        yield from (name for name, text in parts.items() if not text.strip())
