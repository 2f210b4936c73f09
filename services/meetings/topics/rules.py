"""Rules of procedure for topics, in the order of the regulations."""

from collections.abc import Iterator

from services.contracts import refusals
from services.contracts.words.directory import DelegationScope, PostCode, UnitRole
from services.contracts.words.meetings import DecisionStatus, DeferralReason, Opinion, Outcome, TopicFlag
from services.kernel.authority import about
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CHAIN_ORDER, CONTENT_INVALID, REASON_REQUIRED, STATE_NOT_ALLOWED
from services.kernel.roster import RosterView
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.decisions.rules import DECIDING
from services.meetings.procedures import procedure
from services.meetings.rights import LEADERS, OFFICE_POSTS
from services.meetings.topics.cases import file_of, path_of, scope_of
from services.meetings.topics.model import (
    BY_AMOUNT,
    BY_SIGNED_AMOUNT,
    MAJOR_FLAGS,
    OpinionStep,
    Topic,
    TopicPurpose,
    TopicState,
)
from services.meetings.topics.review.model import REVIEW_ITEMS, ItemResult
from services.meetings.topics.review.prefill import applies

COUNTY_HEAD = PostCode.COUNTY_HEAD
UNIT_POSTS = (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
REVIEW = "review_topic_as_leader"
MATERIAL_CAME_LATE = (
    DeferralReason.MATERIAL_LATE,
    DeferralReason.MATERIAL_RETURNED,
    DeferralReason.URGENT_MATERIAL_LATE,
    DeferralReason.PRINT_LATE,
)
LAST_GATES = ("pass_topic", "give_topic_opinion", "accept_topic")


def is_in_a_deputys_charge(view: RosterView, topic: Topic) -> bool:
    """Is there a 分管副县长 of the unit, or does it answer to 县长 alone?"""
    leader = view.leader_of_unit(topic.unit_id)
    return leader is not None and view.holds(leader.id, PostCode.DEPUTY_HEAD)


@rule(
    ACTOR_NOT_ALLOWED,
    ("GZ-3", "GZ-4"),
    "凡重大事项决策、重大项目投资决策、大额资金使用必须报县委审定",
    path=("flag",),
)
def flag_of_others_is_cleared_by_the_county_head(case: Case[Topic]) -> bool:
    """What others have marked as a major matter, and a flag that scope or amount brings, only 县长 clears (AMB-27)."""
    flag, scope = file_of(case).asked, scope_of(case)
    set_by = case.subject.flag_marks.get(str(flag))
    by_itself = set_by in (BY_AMOUNT, BY_SIGNED_AMOUNT) or (scope is not None and flag in scope.sets)
    his_own = set_by == str(case.act.doer.id) and not by_itself
    return (flag not in MAJOR_FLAGS and not by_itself) or his_own or case.act.holds(COUNTY_HEAD)


@rule(ACTOR_NOT_ALLOWED, "GZ-17.1", "主办部门应提前充分研究论证、沟通协商和征求意见", path=("flag",))
def unit_clears_its_own_flags_alone(case: Case[Topic]) -> bool:
    """What the office or a leader has marked is not unmarked by the unit whose work it asks for."""
    flag, act = file_of(case).asked, case.act
    set_by = case.subject.flag_marks.get(str(flag))
    of_the_unit = {str(h.person_id) for h in act.view.holdings if h.post in UNIT_POSTS}
    for_the_unit = not any(act.view.holds(act.doer.id, post) for post in (*LEADERS, *OFFICE_POSTS))
    return flag in MAJOR_FLAGS or set_by is None or set_by in of_the_unit or not for_the_unit


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


@rule_each(STATE_NOT_ALLOWED, "GZ-9.3", "将评估结果作为调整重大行政决策的重要依据", path=("changesDecisionId",))
def changed_decision_is_in_force(case: Case[Topic]) -> Iterator[str]:
    """Only a decision in force is changed; one that another topic has changed meanwhile is looked at anew."""
    changed = file_of(case).changes
    if changed is not None and changed.state is not DecisionStatus.EFFECTIVE and not _decides_nothing(case):
        yield f"拟调整的{changed.number}{changed.state.label}"


@rule_each(STATE_NOT_ALLOWED, "GZ-9.3", "将评估结果作为调整重大行政决策的重要依据", path=("changesDecisionId",))
def one_decision_takes_the_place_of_another(case: Case[Topic]) -> Iterator[str]:
    """What a decision on another topic changes, though not yet in force, no second one changes beside it."""
    if not _decides_nothing(case):
        for each in file_of(case).rivals:
            yield f"拟调整的议定事项已由{each.number}调整"


def _decides_nothing(case: Case[Topic]) -> bool:
    asked = file_of(case).asked
    return isinstance(asked, Outcome) and asked not in DECIDING


@rule(ACTOR_NOT_ALLOWED, "GZ-17.2", "由分管副县长协调")
def county_head_coordinates_what_no_deputy_is_in_charge_of(case: Case[Topic]) -> bool:
    """The deputy in charge brings the units together; where there is none, 县长 does."""
    return _leaves_to_the_deputy_what_is_his(case)


@rule(refusals.EXPLICIT_OPINION_REQUIRED, "GZ-23", "应签署明确意见", path=("opinion",))
def opinion_is_explicit(case: Case[Topic]) -> bool:
    """A leader signs an opinion, not a circle; 其他意见 is put into words."""
    asked = file_of(case).asked
    if asked is None:
        return True
    return asked.opinion is not None and (asked.opinion is not Opinion.OTHER or bool(asked.text.strip()))


@rule(refusals.CLASSIFIED_NOT_ALLOWED, "GZ-28.3", "严禁泄漏国家秘密", bar=True, path=("secrecy",))
def topic_is_not_classified(case: Case[Topic]) -> bool:
    """Nothing classified enters this system."""
    asked = file_of(case).asked
    return asked is None or not asked.is_classified


@rule(refusals.SCOPE_REQUIRED, ("CW-2", "BG-3", "ZT-2"), "议事范围", path=("scopeCode",))
def topic_names_its_scope(case: Case[Topic]) -> bool:
    """Every topic selects one of the scopes of its kind of meeting."""
    return not procedure(case.subject.kind).scopes or scope_of(case) is not None


@rule(
    refusals.SCOPE_REQUIRED,
    ("CW-2.8", "CW-2.4", "BG-3.7", "ZT-2.2", "ZT-2.6"),
    "通报和讨论县政府其他事项",
    path=("scopeNote",),
)
def scope_is_explained(case: Case[Topic]) -> bool:
    """An “other” matter is explained, what carries out a decision names it, what CW-2.4 lists is marked as such."""
    scope, topic = scope_of(case), case.subject
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
    if concerned and listed and not file_of(case).dispensed(refusals.TOPIC_OUT_OF_SCOPE.name, code):
        yield code


@rule(refusals.PROPOSER_NOT_MEMBER, "CW-3.1", "议题应由县政府常务会议组成人员提出")
def proposer_is_a_member(case: Case[Topic]) -> bool:
    """A topic is brought forward by a member of the meeting; a unit only drafts it."""
    return procedure(case.subject.kind).is_member(case.act.view, case.act.doer.id)


@rule(refusals.MAYOR_OPINION_REQUIRED, "CW-3.2", "收到县政府主要领导签署明确意见的上会议题后")
def county_head_gave_his_opinion(case: Case[Topic]) -> bool:
    """The office lists a topic only after 县长 signed an explicit opinion that it be heard."""
    signed = file_of(case).opinion(OpinionStep.COUNTY_HEAD)
    return signed is not None and signed.opinion in (Opinion.AGREED, Opinion.OTHER)


@rule(REASON_REQUIRED, "CW-3.3a", "通知后2个工作日内", path=("act", "reason"))
def second_notice_says_why(case: Case[Topic]) -> bool:
    """A notice sent again gives the unit new days, and says why; the hour of an urgent addition takes their place."""
    file, topic = file_of(case), case.subject
    if file.asked is None or topic.state is not TopicState.NOTICED:
        return True
    first_hour = topic.urgent_consent_at is not None and file.notices[-1].due_at is None
    return first_hour or bool((case.act.reason or "").strip())


@rule_each(refusals.REVIEW_ITEM_OPEN, "CW-3.3b", "初审内容包括")
def review_items_are_met(case: Case[Topic]) -> Iterator[str]:
    """Each of the five items of 初审 is met, or does not concern the topic; the first always does."""
    review = file_of(case).review()
    results = {int(item["number"]): item["result"] for item in review.items} if review else {}
    for number in REVIEW_ITEMS:
        result = results.get(number)
        waived = result == ItemResult.NOT_APPLICABLE and not applies(case.subject, file_of(case), number)
        dispensed = number == 1 and file_of(case).dispensed(refusals.TOPIC_OUT_OF_SCOPE.name, "delegated")
        unheard = number == 5 and applies(case.subject, file_of(case), number) and _silent_departments(case)
        if unheard or (result != ItemResult.MET and not waived and not dispensed):
            yield str(number)


def _silent_departments(case: Case[Topic]) -> bool:
    """Has a “一票否决” department still to say something? No reviewer answers for it."""
    said = file_of(case).veto_opinions()
    return any(unit.id not in said for unit in case.act.view.units_with_role(UnitRole.VETO))


@rule_each(refusals.REVIEW_ITEM_OPEN, "CW-3.3b", "由“一票否决”部门提出审查意见")
def veto_departments_have_spoken(case: Case[Topic]) -> Iterator[str]:
    """What was found to be a commendation after 初审 waits for the “一票否决” departments all the same."""
    if path_of(case).has("pass_topic") and applies(case.subject, file_of(case), 5) and _silent_departments(case):
        yield "5"


@rule_each(refusals.VETOED_BY, "CW-3.3b", "由“一票否决”部门提出审查意见")
def no_department_vetoed(case: Case[Topic]) -> Iterator[str]:
    """A commendation passes only when no “一票否决” department said no."""
    if path_of(case).has("pass_topic") and case.subject.has(TopicFlag.COMMENDATION):
        said = file_of(case).veto_opinions()
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
    reasons = file_of(case).asked
    return reasons is None or any(reason.text.strip() for reason in reasons)


@rule(refusals.NEXT_MEETING_ONLY, "CW-3.3d", "未按要求及时报送的，列入下次常务会议研究")
def late_topic_waits_for_the_next_meeting(case: Case[Topic]) -> bool:
    """Whose material came late misses that meeting; 县长's consent since then may add it all the same (CW-3.4b)."""
    missed = [each for each in file_of(case).deferrals if each.reason in MATERIAL_CAME_LATE][-1:]
    return case.subject.urgent_consent_at is not None or all(
        each.from_meeting_id != file_of(case).asked for each in missed
    )


@rule_each(CONTENT_INVALID, "CW-3.4b", "按时限要求及时报送议题材料", path=("dueAt",))
def urgent_addition_has_its_hour(case: Case[Topic]) -> Iterator[str]:
    """An urgent addition that 县长 agreed to has its own time limit; other topics have the two working days."""
    asked, urgent = file_of(case).asked, case.subject.urgent_consent_at is not None
    if asked is not None and urgent and (asked.due_at is None or asked.due_at <= case.at):
        yield "报送时限"
    if asked is not None and not urgent and asked.due_at is not None:
        yield "报送时限（未经县长同意增加的议题，期限为2个工作日）"


@rule_each(CHAIN_ORDER, "CW-3.5", "对议题材料初审汇总后")
def only_ready_topics_are_arranged(case: Case[Topic]) -> Iterator[str]:
    """A topic is put on an agenda after the gate before it: 初审, 县长's decision, or the host's acceptance."""
    if case.subject.state is not path_of(case).ready:
        yield next(gate.who for gate in reversed(path_of(case).gates) if gate.step in LAST_GATES)


@rule(ACTOR_NOT_ALLOWED, "BG-3.4", "县长认为有必要研究布置的重要事项", path=("scopeCode",))
def scope_is_chosen_by_the_one_it_names(case: Case[Topic]) -> bool:
    """What 县长 thinks necessary is chosen by him."""
    asked = file_of(case).asked
    scope = procedure(case.subject.kind).scope(asked.scope_code) if asked is not None else None
    unchanged = scope is not None and scope.code == case.subject.scope_code
    return scope is None or scope.chosen_by is None or unchanged or case.act.holds(scope.chosen_by)


@rule_each(CHAIN_ORDER, ("BG-4", "CW-3.1"), "由分管副县长审核后，县长决定上会事项")
def no_level_is_skipped(case: Case[Topic]) -> Iterator[str]:
    """县长 decides after the level before him; where nobody else is in charge, that is his own review."""
    gate, deputys = path_of(case).gates[0], is_in_a_deputys_charge(case.act.view, case.subject)
    if case.subject.state is TopicState.UNIT_HEAD_SIGNED:
        yield gate.who if deputys or gate.step != REVIEW else "县长（该单位无分管副县长，由县长先行审核）"


@rule(ACTOR_NOT_ALLOWED, "BG-4", "由分管副县长审核")
def county_head_reviews_what_no_deputy_is_in_charge_of(case: Case[Topic]) -> bool:
    """县长 takes no review out of a deputy's hands; what lies in no deputy's portfolio he reviews himself."""
    return _leaves_to_the_deputy_what_is_his(case)


def _leaves_to_the_deputy_what_is_his(case: Case[Topic]) -> bool:
    view, doer = case.act.view, case.act.doer
    return not (view.holds(doer.id, COUNTY_HEAD) and is_in_a_deputys_charge(view, case.subject))


@rule(ACTOR_NOT_ALLOWED, ("BG-4", "CW-3.1"), "由分管副县长审核后，县长决定上会事项")
def nobody_decides_on_what_he_brought(case: Case[Topic]) -> bool:
    """Who brought or reviewed the topic does not decide for 县长 as well; 县长 himself may do both (spec 06, 6.2.4)."""
    brought = (file_of(case).opinion(step) for step in (OpinionStep.ENDORSEMENT, OpinionStep.LEADER_REVIEW))
    return case.act.view.holds(case.act.doer.id, COUNTY_HEAD) or all(
        each is None or each.person_id != case.act.doer.id for each in brought
    )


@rule(refusals.COMMISSION_REQUIRED, "ZT-2.5", "受县长委托专题研究的有关事项")
def county_head_commissioned_it(case: Case[Topic]) -> bool:
    """A commissioned matter has 县长's commission on record."""
    scope = scope_of(case)
    return scope is None or not scope.commissioned or case.subject.commissioned_at is not None or _is_charged(case)


def _is_charged(case: Case[Topic]) -> bool:
    """Has the doer a 委托 of his own to deal with the matter?"""
    given = case.act.view.delegation(case.act.doer.id, DelegationScope.COMMISSIONED_TASK, about(case.subject))
    return given is not None


@rule(ACTOR_NOT_ALLOWED, "ZT-2.5", "受县长委托专题研究的有关事项")
def commission_is_his_whom_it_names(case: Case[Topic]) -> bool:
    """What 县长 entrusted to one deputy no other takes up, unless 县长 himself or under a 委托 of his own (ZT-5.2)."""
    topic, doer = case.subject, case.act.doer
    his = topic.host_id == doer.id or case.act.view.holds(doer.id, COUNTY_HEAD)
    return topic.commissioned_at is None or his or _is_charged(case)


@rule(refusals.UNIT_HEAD_APPROVAL_REQUIRED, "ZT-3", "由单位主要领导把关后提交会议研究")
def unit_head_checked_the_matter(case: Case[Topic]) -> bool:
    """A matter for a 专题会议 was checked by the unit's head."""
    return path_of(case).written_material is None or case.subject.unit_head_id is not None
