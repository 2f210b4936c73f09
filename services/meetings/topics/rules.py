"""Rules of procedure for topics, in the order of the regulations."""

from collections.abc import Iterator
from datetime import timedelta

from services.contracts import refusals
from services.contracts.words.directory import DelegationScope, PostCode, UnitKind, UnitRole
from services.contracts.words.meetings import DecisionStatus, Opinion, Outcome, TopicFlag
from services.kernel.authority import about
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CHAIN_ORDER, CONTENT_INVALID, REASON_REQUIRED, STATE_NOT_ALLOWED
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.columns import Path, Scope
from services.meetings.decisions.rules import DECIDING
from services.meetings.procedures import procedure
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork.model import GroundworkKind, PublicConsultationCopy
from services.meetings.topics.model import OpinionStep, Topic, TopicPurpose, TopicState
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult
from services.meetings.topics.review.prefill import applies

COUNTY_HEAD = PostCode.COUNTY_HEAD
PARTY_FLAGS = (TopicFlag.MAJOR_DECISION, TopicFlag.MAJOR_INVESTMENT, TopicFlag.LARGE_FUNDS)
NORMATIVE = TopicFlag.NORMATIVE_DOCUMENT
MAJOR_DECISION = TopicFlag.MAJOR_ADMINISTRATIVE_DECISION
MAJOR_FLAGS = (*PARTY_FLAGS, MAJOR_DECISION)
LAST_GATES = ("pass_topic", "give_topic_opinion", "accept_topic")
STEPS = (GroundworkKind.PARTICIPATION, GroundworkKind.EXPERT, GroundworkKind.RISK)


def _dossier(case: Case[Topic]) -> Dossier:
    return case.given if isinstance(case.given, Dossier) else Dossier()


def _path(case: Case[Topic]) -> Path:
    return procedure(case.subject.kind).path


def _scope(case: Case[Topic]) -> Scope | None:
    return procedure(case.subject.kind).scope(case.subject.scope_code)


def _units(case: Case[Topic], *, towns: bool) -> Iterator[str]:
    """Names of the involved towns, or of the other involved units, that have said nothing yet."""
    view, said = case.act.view, _dossier(case).consulted()
    for unit_id in case.subject.involved_unit_ids:
        unit = view.unit(unit_id)
        if unit is not None and (unit.kind == UnitKind.TOWN) is towns and unit_id not in said:
            yield f"consult:{unit.short_name}"


def _public_consultation(case: Case[Topic]) -> PublicConsultationCopy | None:
    found = _dossier(case).public_consultations
    return found[-1] if found else None


def _must_be_public(topic: Topic) -> bool:
    return topic.has(NORMATIVE) and not topic.confidential_basis.strip()


@rule(ACTOR_NOT_ALLOWED, "GZ-3", "凡重大事项决策、重大项目投资决策、大额资金使用必须报县委审定", path=("flag",))
def flag_of_others_is_cleared_by_the_county_head(case: Case[Topic]) -> bool:
    """A flag of 报县委审定 that others have set is cleared by 县长 alone."""
    flag = _dossier(case).asked
    set_by = case.subject.flag_marks.get(str(flag))
    return flag not in PARTY_FLAGS or set_by == str(case.act.doer.id) or case.act.holds(COUNTY_HEAD)


@rule(refusals.MAJOR_MATTER_WRONG_MEETING, "GZ-4", "须经县政府全体会议或常务会议讨论决定", path=("kind",))
def major_matter_goes_to_a_deciding_meeting(case: Case[Topic]) -> bool:
    """A major matter is decided by 全体会议 or 常务会议; a 专题会议 may coordinate it."""
    kind, topic = procedure(case.subject.kind), case.subject
    coordinated = kind.coordinates_major and topic.purpose is TopicPurpose.COORDINATE
    return kind.decides_major or coordinated or not any(topic.has(flag) for flag in MAJOR_FLAGS)


@rule(refusals.UNIT_HEAD_APPROVAL_REQUIRED, "GZ-8", "主要负责人负责本部门工作")
def unit_head_has_signed(case: Case[Topic]) -> bool:
    """What a unit submits was signed by its head."""
    return case.subject.unit_head_id is not None


@rule_each(refusals.DECISION_STEP_MISSING, "GZ-9.1", "公众参与、专家论证、风险评估、合法性审查和集体讨论决定")
def decision_steps_are_complete(case: Case[Topic]) -> Iterator[str]:
    """A major administrative decision has gone through its steps before it is heard; the fifth is the hearing."""
    if not case.subject.has(MAJOR_DECISION):
        return
    yield from (kind.value.lower() for kind in STEPS if not _dossier(case).done(kind))
    if _dossier(case).legality() is None:
        yield "legality"


@rule(refusals.LEGAL_REVIEW_NEGATIVE, "GZ-9.1", "合法性审查", severity=Severity.DISPENSABLE, dispensable_by=COUNTY_HEAD)
def illegal_decision_goes_no_further_without_the_county_head(case: Case[Topic]) -> bool:
    """A major administrative decision found 不合法 goes on only when 县长 says so, with the risk stated."""
    topic, dossier = case.subject, _dossier(case)
    concerns = topic.has(MAJOR_DECISION) and not topic.has(NORMATIVE)
    return not (concerns and dossier.is_illegal()) or dossier.dispensed(refusals.LEGAL_REVIEW_NEGATIVE.name)


@rule(
    refusals.EVALUATION_REQUIRED,
    "GZ-9.3",
    "将评估结果作为调整重大行政决策的重要依据",
    severity=Severity.DISPENSABLE,
    dispensable_by=COUNTY_HEAD,
)
def changed_decision_was_evaluated(case: Case[Topic]) -> bool:
    """A major administrative decision is changed on the ground of its evaluation, or in an emergency."""
    dossier = _dossier(case)
    concerns = dossier.changes is not None and MAJOR_DECISION in dossier.changes.topic_flags
    evaluated = bool(dossier.evaluations) or dossier.done(GroundworkKind.EVALUATION)
    return not concerns or evaluated or dossier.dispensed(refusals.EVALUATION_REQUIRED.name)


@rule_each(STATE_NOT_ALLOWED, "GZ-9.3", "将评估结果作为调整重大行政决策的重要依据", path=("changesDecisionId",))
def changed_decision_is_in_force(case: Case[Topic]) -> Iterator[str]:
    """Only a decision in force is changed; one that another topic has changed meanwhile is looked at anew."""
    dossier = _dossier(case)
    undecided = isinstance(dossier.asked, Outcome) and dossier.asked not in DECIDING
    if dossier.changes is not None and dossier.changes.state is not DecisionStatus.EFFECTIVE and not undecided:
        yield f"拟调整的{dossier.changes.number}{dossier.changes.state.label}"


@rule_each(
    refusals.PRECONDITION_MISSING,
    ("GZ-10.1", "GZ-17.1"),
    "必须经过深入调查研究，并经专家或研究、咨询机构等进行可行性和可控性论证评估",
)
def feasibility_was_assessed(case: Case[Topic]) -> Iterator[str]:
    """An important matter was researched and assessed, or it was approved that this does not apply."""
    scope = _scope(case)
    weighed = _path(case).preconditions is not None and (scope is None or scope.weighed)
    if weighed and not _dossier(case).done(GroundworkKind.FEASIBILITY):
        yield "feasibility"


@rule_each(refusals.PRECONDITION_MISSING, ("GZ-10.2", "GZ-17.1"), "涉及有关部门的，应充分协商")
def departments_were_consulted(case: Case[Topic]) -> Iterator[str]:
    """Every involved department was consulted; no reply is an answer, silence about it is none."""
    if _path(case).preconditions is not None:
        yield from _units(case, towns=False)


@rule_each(refusals.PRECONDITION_MISSING, ("GZ-10.3", "GZ-17.1"), "涉及各镇的，应事先征求意见")
def towns_were_asked(case: Case[Topic]) -> Iterator[str]:
    """Every involved town was asked for its opinion beforehand."""
    if _path(case).preconditions is not None:
        yield from _units(case, towns=True)


@rule_each(refusals.PRECONDITION_MISSING, "GZ-10.4", "要进行社会稳定风险评估，并采取听证会等形式听取各方面意见")
def stability_was_assessed(case: Case[Topic]) -> Iterator[str]:
    """What touches the public interest had its risk assessed and the people heard."""
    if case.subject.has(TopicFlag.PUBLIC_INTEREST):
        dossier = _dossier(case)
        if not dossier.done(GroundworkKind.STABILITY):
            yield "stability"
        if not dossier.done(GroundworkKind.HEARING):
            yield "hearing"


@rule(refusals.LEGAL_REVIEW_REQUIRED, "GZ-12.2a", "规范性文件草案由县司法局负责合法性审查", bar=True)
def legality_was_reviewed(case: Case[Topic]) -> bool:
    """A normative document was reviewed by 县司法局."""
    return not case.subject.has(NORMATIVE) or _dossier(case).legality() is not None


@rule(refusals.LEGAL_REVIEW_NEGATIVE, "GZ-12.2a", "规范性文件草案由县司法局负责合法性审查", bar=True)
def illegal_document_is_not_heard(case: Case[Topic]) -> bool:
    """A normative document found 不合法 is not put before the meeting."""
    return not (case.subject.has(NORMATIVE) and _dossier(case).is_illegal())


@rule(refusals.CONSULTATION_REQUIRED, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def draft_was_opened_to_the_public(case: Case[Topic]) -> bool:
    """The draft of a normative document was open to public consultation, unless the law keeps it confidential."""
    return not _must_be_public(case.subject) or _public_consultation(case) is not None


@rule_each(refusals.CONSULTATION_TOO_SHORT, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def consultation_was_long_enough(case: Case[Topic]) -> Iterator[str]:
    """Public consultation lasts as long as higher law asks (AMB-24, AMB-39), unless a published reason shortens it."""
    topic, found = case.subject, _public_consultation(case)
    major = topic.has(MAJOR_DECISION)
    if found is None or not (major or _must_be_public(topic)) or topic.short_consultation_reason.strip():
        return
    least = case.act.policies.number("consult_days_major" if major else "consult_days_norm")
    if found.ends_on - found.starts_on < timedelta(days=least):
        yield str(least)


@rule(refusals.CONSULTATION_NOT_ENDED, "GZ-12.2c", "所有政府规范性文件草案都要公开征求意见")
def consultation_has_ended(case: Case[Topic]) -> bool:
    """The topic waits for the last day of its public consultation."""
    found = _public_consultation(case)
    return found is None or not _must_be_public(case.subject) or (found.closed and found.ends_on <= case.on)


@rule(refusals.DISAGREEMENT_UNRESOLVED, "GZ-17.2", "部门意见有分歧的，由分管副县长协调，基本取得一致意见后")
def disagreement_was_settled(case: Case[Topic]) -> bool:
    """Disagreement between units was settled by 分管副县长; only BG-3.5 takes up what stayed divided."""
    scope = _scope(case)
    if scope is not None and scope.divided:
        return True
    return _path(case).preconditions is None or not (_dossier(case).disagreement() or _dossier(case).is_divided())


@rule(refusals.EXPLICIT_OPINION_REQUIRED, "GZ-23", "应签署明确意见", path=("opinion",))
def opinion_is_explicit(case: Case[Topic]) -> bool:
    """A leader signs an opinion, not a circle; 其他意见 is put into words."""
    asked = _dossier(case).asked
    if asked is None:
        return True
    return asked.opinion is not None and (asked.opinion is not Opinion.OTHER or bool(asked.text.strip()))


@rule(refusals.CLASSIFIED_NOT_ALLOWED, "GZ-28.3", "严禁泄漏国家秘密", bar=True, path=("secrecy",))
def topic_is_not_classified(case: Case[Topic]) -> bool:
    """Nothing classified enters this system."""
    asked = _dossier(case).asked
    return asked is None or not asked.is_classified


@rule(refusals.SCOPE_REQUIRED, ("CW-2", "BG-3", "ZT-2"), "议事范围", path=("scopeCode",))
def topic_names_its_scope(case: Case[Topic]) -> bool:
    """Every topic selects one of the scopes of its kind of meeting."""
    return not procedure(case.subject.kind).scopes or _scope(case) is not None


@rule(
    refusals.SCOPE_REQUIRED,
    ("CW-2.8", "CW-2.4", "BG-3.7", "ZT-2.2", "ZT-2.6"),
    "通报和讨论县政府其他事项",
    path=("scopeNote",),
)
def scope_is_explained(case: Case[Topic]) -> bool:
    """An “other” matter is explained, what carries out a decision names it, what CW-2.4 lists is marked as such."""
    scope, topic = _scope(case), case.subject
    explained = scope is None or not scope.note or bool(topic.scope_note.strip())
    return explained or (scope is not None and any(topic.has(flag) for flag in scope.instead))


@rule_each(
    refusals.TOPIC_OUT_OF_SCOPE,
    "CW-2.N1",
    "凡属分管县长职权范围内可决定的事项，由分管县长研究决定",
    severity=Severity.DISPENSABLE,
    dispensable_by=COUNTY_HEAD,
)
def matter_exceeds_a_deputys_power(case: Case[Topic]) -> Iterator[str]:
    """In principle the meeting does not hear what a deputy head may decide himself."""
    yield from _excluded(case, "delegated", case.subject.delegated_matter)


@rule_each(
    refusals.TOPIC_OUT_OF_SCOPE,
    "CW-2.N2",
    "凡涉及机构、编制问题，由县编委会或县编委办研究决定",
    severity=Severity.DISPENSABLE,
    dispensable_by=COUNTY_HEAD,
)
def matter_is_not_of_establishment(case: Case[Topic]) -> Iterator[str]:
    """In principle the meeting does not hear matters of organisation and posts."""
    yield from _excluded(case, "establishment", case.subject.has(TopicFlag.ESTABLISHMENT))


def _excluded(case: Case[Topic], code: str, concerned: bool) -> Iterator[str]:
    listed = procedure(case.subject.kind).exclusion(code) is not None
    if concerned and listed and not _dossier(case).dispensed(refusals.TOPIC_OUT_OF_SCOPE.name, code):
        yield code


@rule(refusals.PROPOSER_NOT_MEMBER, "CW-3.1", "议题应由县政府常务会议组成人员提出")
def proposer_is_a_member(case: Case[Topic]) -> bool:
    """A topic is brought forward by a member of the meeting; a unit only drafts it."""
    return procedure(case.subject.kind).is_member(case.act.view, case.act.doer.id)


@rule(refusals.MAYOR_OPINION_REQUIRED, "CW-3.2", "收到县政府主要领导签署明确意见的上会议题后")
def county_head_gave_his_opinion(case: Case[Topic]) -> bool:
    """The office lists a topic only after 县长 signed an explicit opinion that it be heard."""
    signed = _dossier(case).opinion(OpinionStep.COUNTY_HEAD)
    return signed is not None and signed.opinion in (Opinion.AGREED, Opinion.OTHER)


@rule_each(refusals.REVIEW_ITEM_OPEN, "CW-3.3b", "初审内容包括")
def review_items_are_met(case: Case[Topic]) -> Iterator[str]:
    """Each of the five items of 初审 is met, or does not concern the topic; the first always does."""
    review = _dossier(case).review()
    results = {int(item["number"]): item["result"] for item in review.items} if review else {}
    for number in REVIEW_ITEMS:
        result = results.get(number)
        waived = result == ItemResult.NOT_APPLICABLE and not applies(case.subject, _dossier(case), number)
        dispensed = number == 1 and _dossier(case).dispensed(refusals.TOPIC_OUT_OF_SCOPE.name, "delegated")
        if result != ItemResult.MET and not waived and not dispensed:
            yield str(number)


@rule_each(refusals.VETOED_BY, "CW-3.3b", "由“一票否决”部门提出审查意见")
def no_department_vetoed(case: Case[Topic]) -> Iterator[str]:
    """A commendation passes only when no “一票否决” department said no."""
    if case.subject.has(TopicFlag.COMMENDATION):
        said = _dossier(case).veto_opinions()
        yield from (case.act.view.unit_name(unit) for unit, opinion in said.items() if opinion.vetoed)


@rule(ACTOR_NOT_ALLOWED, "CW-3.3b", "由“一票否决”部门提出审查意见")
def department_has_a_veto(case: Case[Topic]) -> bool:
    """Only heads of “一票否决” departments give this opinion."""
    view = case.act.view
    return any(
        view.holds(case.act.doer.id, PostCode.UNIT_HEAD, unit.id) for unit in view.units_with_role(UnitRole.VETO)
    )


@rule(REASON_REQUIRED, "CW-3.3c", "由县政府办公室通知相关部门修改完善后重新报送", path=("reasons",))
def return_says_why(case: Case[Topic]) -> bool:
    """A unit is told what to mend."""
    reasons = _dossier(case).asked
    return reasons is None or any(reason.text.strip() for reason in reasons)


@rule_each(CONTENT_INVALID, "CW-3.4b", "按时限要求及时报送议题材料", path=("dueAt",))
def urgent_addition_has_its_hour(case: Case[Topic]) -> Iterator[str]:
    """An urgent addition that 县长 agreed to has its own time limit; other topics have the two working days."""
    asked, urgent = _dossier(case).asked, case.subject.urgent_consent_at is not None
    if asked is not None and urgent and (asked.due_at is None or asked.due_at <= case.at):
        yield "报送时限"
    if asked is not None and not urgent and asked.due_at is not None:
        yield "报送时限（未经县长同意增加的议题，期限为2个工作日）"


@rule_each(CHAIN_ORDER, "CW-3.5", "对议题材料初审汇总后")
def only_ready_topics_are_arranged(case: Case[Topic]) -> Iterator[str]:
    """A topic is put on an agenda after the gate before it: 初审, 县长's decision, or the host's acceptance."""
    if case.subject.state is not _path(case).ready:
        yield next(gate.who for gate in reversed(_path(case).gates) if gate.step in LAST_GATES)


@rule(ACTOR_NOT_ALLOWED, "BG-3.4", "县长认为有必要研究布置的重要事项", path=("scopeCode",))
def scope_is_chosen_by_the_one_it_names(case: Case[Topic]) -> bool:
    """What 县长 thinks necessary is chosen by him."""
    asked = _dossier(case).asked
    scope = procedure(case.subject.kind).scope(asked.scope_code) if asked is not None else None
    unchanged = scope is not None and scope.code == case.subject.scope_code
    return scope is None or scope.chosen_by is None or unchanged or case.act.holds(scope.chosen_by)


@rule_each(refusals.PRECONDITION_MISSING, "BG-3.5", "涉及2个及以上县领导分管工作未协调一致的事项")
def divided_matter_concerns_two_leaders(case: Case[Topic]) -> Iterator[str]:
    """What comes up as uncoordinated concerns two leaders, and the coordination that failed is on record."""
    scope = _scope(case)
    if scope is not None and scope.divided:
        units = (case.subject.unit_id, *case.subject.involved_unit_ids)
        leaders = {leader.id for unit in units if (leader := case.act.view.leader_of_unit(unit))}
        if len(leaders) < 2 or not _dossier(case).is_divided():
            yield "uncoordinated"


@rule(refusals.PLAN_ATTACHMENT_REQUIRED, "BG-4", "提出具体方案")
def plan_is_attached(case: Case[Topic]) -> bool:
    """The asking unit has attached a concrete plan."""
    dossier = _dossier(case)
    owners = {each.id for each in dossier.materials}
    owners |= {each.id for each in dossier.groundwork if each.kind is GroundworkKind.PLAN}
    return _path(case).plan_attached is None or any(dossier.files.get(owner) for owner in owners)


@rule_each(CHAIN_ORDER, ("BG-4", "CW-3.1"), "由分管副县长审核后，县长决定上会事项")
def no_level_is_skipped(case: Case[Topic]) -> Iterator[str]:
    """县长 decides after the level before him."""
    if case.subject.state is TopicState.UNIT_HEAD_SIGNED:
        yield _path(case).gates[0].who


@rule(refusals.COMMISSION_REQUIRED, "ZT-2.5", "受县长委托专题研究的有关事项")
def county_head_commissioned_it(case: Case[Topic]) -> bool:
    """A commissioned matter has 县长's commission on record."""
    scope = _scope(case)
    if scope is None or not scope.commissioned or case.subject.commissioned_at is not None:
        return True
    charged = case.act.view.delegation(case.act.doer.id, DelegationScope.COMMISSIONED_TASK, about(case.subject))
    return charged is not None


@rule_each(refusals.PRECONDITION_MISSING, "ZT-3", "形成简要明确的书面材料")
def written_material_is_complete(case: Case[Topic]) -> Iterator[str]:
    """A matter for a 专题会议 has its situation, a clear opinion and the ground for deciding in writing."""
    if _path(case).written_material is not None:
        topic = case.subject
        parts = {"situation": topic.summary, "suggestion": topic.suggestion, "basis": topic.basis}
        yield from (name for name, text in parts.items() if not text.strip())


@rule(refusals.UNIT_HEAD_APPROVAL_REQUIRED, "ZT-3", "由单位主要领导把关后提交会议研究")
def unit_head_checked_the_matter(case: Case[Topic]) -> bool:
    """A matter for a 专题会议 was checked by the unit's head."""
    return _path(case).written_material is None or case.subject.unit_head_id is not None
