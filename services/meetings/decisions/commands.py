"""What may be asked of decisions: their record, their wording, what 县委 said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import meetings as contract
from services.contracts.base import PERSONNEL_MASK, Ref
from services.contracts.desk import post
from services.contracts.meetings import DecisionRecorded, PartyApprovalRecorded
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import (
    DecisionStatus,
    Outcome,
    PartyResult,
)
from services.contracts.words.supervision import ItemState
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, NotFound, refuse
from services.kernel.roster import RosterView
from services.kernel.rules import IN_FORCE, Case
from services.meetings.decisions import queries
from services.meetings.decisions.change.commands import replace
from services.meetings.decisions.lifecycle import DECISION, PartyWord
from services.meetings.decisions.model import Decision, DecisionRevision, PartyApproval
from services.meetings.decisions.rules import DECIDING, Rewording
from services.meetings.desk import DESK
from services.meetings.minutes.concerned import keep_concerned
from services.meetings.minutes.following import follow_decision
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.queries import locked
from services.meetings.procedures import procedure
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting
from services.meetings.topics.groundwork.model import Groundwork, GroundworkKind
from services.meetings.topics.model import PARTY_FLAGS, Topic
from services.meetings.topics.moves import office

PARTY_TASK = "record_party_approval"


@dataclass(frozen=True)
class DecisionText:
    """One 议定事项 as it was decided: who answers for it, and until when."""

    text: str
    lead_unit_id: UUID | None = None
    assist_unit_ids: Sequence[UUID] = field(default_factory=list)
    due: date | None = None
    due_text: str | None = None
    long_term: bool = False
    publishable: bool = False
    plan_ref: Ref | None = None


async def record_decisions(
    session: AsyncSession,
    act: Act,
    sitting: Sitting,
    item: AgendaItem,
    texts: Sequence[DecisionText],
    *,
    announced: bool = True,
) -> list[Decision]:
    """Give each decision its id and number, and send what needs 县委 to 县委 (GZ-3, AMB-34).

    Decisions of a meeting registered after the fact are announced when 办主任 has confirmed it.
    """
    meeting, topic = sitting.meeting, sitting.topics[item.topic_id]
    if texts:
        check_outcome(item)
    last = await session.scalar(select(func.max(Decision.position)).where(Decision.meeting_id == meeting.id)) or 0
    party_first = await _party_decided_first(session, topic.id)
    made = []
    for position, text in enumerate(texts, last + 1):
        decision = Decision(
            meeting_id=meeting.id,
            item_id=item.id,
            topic_id=topic.id,
            topic_title=topic.title,
            number=f"{meeting.year}-{procedure(meeting.kind).code}-{meeting.session_no or 0:02d}-{position:02d}",
            position=position,
            state=DecisionStatus.RECORDED,
            outcome=item.outcome,
            flags=list(topic.flags),
            needs_party_approval=meeting.on >= IN_FORCE and _needs_the_party(topic, item.outcome) and not party_first,
            restricted=item.restricted,
            changes_id=topic.changes_decision_id,
            source_leader_id=meeting.host_id,
            recorded_at=act.at,
            created_at=act.at,
        )
        check_wording(sitting.view, text)
        word(sitting.view, decision, text)
        session.add(decision)
        await session.flush()
        if decision.needs_party_approval:
            advance(session, DECISION, "await_party_approval", Case(decision, consequence(act)))
            title = f"登记县委审定结果：{decision.number}"
            DESK.open_task(session, act, decision, PARTY_TASK, title, _recorders(meeting, topic))
        made.append(decision)
    if announced:
        for decision in made:
            announce(session, act, sitting, decision)
    return made


def _recorders(meeting: Meeting, topic: Topic) -> list[Addressee]:
    """Who records the word of 县委: of a personnel matter one of those who may know of it (CW-2.6)."""
    return office(topic) if topic.restricted else [recorder(meeting)]


def announce(session: AsyncSession, act: Act, sitting: Sitting, decision: Decision) -> None:
    """Tell the others of a decision as it was heard, not yet as issued; and what is handed up for it (CW-2.2, 2.3)."""
    meeting = sitting.meeting
    scope = procedure(meeting.kind).scope(sitting.topics[decision.topic_id].scope_code)
    event = DecisionRecorded(
        meeting_id=meeting.id,
        meeting_kind=meeting.kind,
        meeting_date=meeting.on,
        decision=told(decision),
        upward_paper=scope.upward if scope is not None else None,
        clauses=("CW-6.2b",),
    )
    publish(session, act, event, decision)


def _needs_the_party(topic: Topic, outcome: Outcome | None) -> bool:
    return bool({*PARTY_FLAGS} & {*topic.topic_flags}) or outcome is Outcome.TO_PARTY_COMMITTEE


async def _party_decided_first(session: AsyncSession, topic_id: UUID) -> bool:
    query = select(Groundwork.id).where(
        Groundwork.topic_id == topic_id, Groundwork.kind == GroundworkKind.PARTY_DECISION, Groundwork.applicable
    )
    return (await session.execute(query)).first() is not None


def check_outcome(item: AgendaItem) -> None:
    """Raises CONTENT_INVALID where nothing was decided: what was heard or coordinated is a conclusion (GZ-4)."""
    if item.outcome not in DECIDING:
        label = item.outcome.label if item.outcome else ""
        raise refuse(CONTENT_INVALID, f"议决结果为“{label}”，不产生议定事项", path=("decisions",))


def check_wording(view: RosterView, text: DecisionText) -> None:
    """Raises CONTENT_INVALID for an empty text, a unit that is none, or a limit that is none and one."""
    units = [unit for unit in (text.lead_unit_id, *text.assist_unit_ids) if unit is not None]
    if not text.text.strip() or any(view.unit(unit) is None for unit in units):
        raise refuse(CONTENT_INVALID, "议定事项内容、责任单位", path=("decisions",))
    if text.due is not None and text.long_term:
        raise refuse(CONTENT_INVALID, "时限（有时限的事项不是长期事项）", path=("decisions",))


def word(view: RosterView, decision: Decision, text: DecisionText) -> None:
    """Write what is decided, in words that were checked before."""
    decision.text, decision.lead_unit_id = text.text.strip(), text.lead_unit_id
    decision.assist_unit_ids = list(dict.fromkeys(text.assist_unit_ids))
    decision.due, decision.due_text, decision.long_term = text.due, text.due_text, text.long_term
    decision.publishable = text.publishable and not decision.restricted
    leader = view.leader_of_unit(text.lead_unit_id) if text.lead_unit_id else None
    decision.portfolio_leader_id = leader.id if leader else None
    if text.plan_ref is not None:
        decision.plan_ref_type, decision.plan_ref_id = text.plan_ref.type, text.plan_ref.id


def told(decision: Decision) -> contract.Decision:
    """The decision as public events carry it; a personnel matter says nothing but the mask (AMB-42)."""
    hidden = decision.restricted
    plan = None
    if decision.plan_ref_type is not None and decision.plan_ref_id is not None:
        plan = Ref(type=decision.plan_ref_type, id=decision.plan_ref_id)
    return contract.Decision(
        decision_id=decision.id,
        revision=decision.revision,
        number=decision.number,
        topic_id=decision.topic_id,
        topic_title=PERSONNEL_MASK if hidden else decision.topic_title,
        text=PERSONNEL_MASK if hidden else decision.text,
        outcome=decision.outcome,
        status=decision.state,
        lead_unit_id=decision.lead_unit_id,
        assist_unit_ids=tuple(decision.assist_unit_ids),
        due=decision.due,
        due_text=None if hidden else decision.due_text,
        long_term=decision.long_term,
        flags=decision.topic_flags,
        needs_party_approval=decision.needs_party_approval,
        restricted=hidden,
        publishable=decision.publishable,
        source_leader_id=decision.source_leader_id,
        portfolio_leader_id=decision.portfolio_leader_id,
        plan_ref=plan,
    )


async def edit_decision(session: AsyncSession, act: Act, *, decision_id: UUID, text: DecisionText) -> Decision:
    """The office words a decision anew while the minutes are drafted (CW-6.2b)."""
    decision, meeting, minutes = await _lock(session, act, decision_id)
    view, was, reason = act.roster.as_of(meeting.on), decision.text, act.reason or "纪要起草"
    first = next((each.state for each in minutes if each.corrects_id is None), None)
    agreed = decision.id in await queries.agreed_by_the_party(session, [decision.id])
    advance(session, DECISION, "edit_decision", Case(decision, act, Rewording(first, text.text, agreed)))
    check_wording(view, text)
    keep_revision(session, act, decision, reason, act.person.id)
    word(view, decision, text)
    await follow_decision(session, act, minutes, decision, was, reason)
    return decision


async def _lock(session: AsyncSession, act: Act, decision_id: UUID) -> tuple[Decision, Meeting, list[Minutes]]:
    """A decision with its meeting and minutes, locked as the issue of minutes locks them: the decision last."""
    meeting_id = await session.scalar(select(Decision.meeting_id).where(Decision.id == decision_id))
    if meeting_id is None:
        raise NotFound("Decision", decision_id)
    minutes = await locked(session, meeting_id)
    meeting = await load(session, Meeting, meeting_id)
    return await load(session, Decision, decision_id, act), meeting, minutes


def keep_revision(session: AsyncSession, act: Act, decision: Decision, reason: str, by: UUID) -> None:
    """Keep how the decision read until now, and count the next revision."""
    session.add(
        DecisionRevision(
            decision_id=decision.id,
            revision=decision.revision,
            text=decision.text,
            lead_unit_id=decision.lead_unit_id,
            assist_unit_ids=decision.assist_unit_ids,
            due=decision.due,
            due_text=decision.due_text,
            long_term=decision.long_term,
            minutes_number=decision.minutes_number,
            changed_at=act.at,
            changed_by=by,
            reason=reason,
        )
    )
    decision.revision += 1


async def take_effect(session: AsyncSession, act: Act, decision: Decision) -> None:
    """The minutes are out, or were on paper: what does not wait for 县委 is in force."""
    if decision.state is DecisionStatus.RECORDED:
        advance(session, DECISION, "take_effect", Case(decision, consequence(act)))
        decision.effective_at = act.at
        await replace(session, act, decision)


@dataclass(frozen=True)
class PartyDecision:
    """What the office learned from 县委: result, reference, day, and the text as amended."""

    result: PartyResult
    ref_no: str
    decided_on: date
    amended: DecisionText | None = None
    note: str = ""


async def record_party_approval(session: AsyncSession, act: Act, *, decision_id: UUID, said: PartyDecision) -> Decision:
    """办公室 records what 县委 said of a decision (GZ-3, AMB-37)."""
    decision, meeting, minutes = await _lock(session, act, decision_id)
    was, why = decision.text, f"县委审定结果：{said.result.label}（{said.ref_no.strip()}）"
    if not said.ref_no.strip() or not meeting.on <= said.decided_on <= act.today:
        raise refuse(CONTENT_INVALID, "县委审定文号、审定日期", path=("refNo",))
    if (said.amended is None) is (said.result is PartyResult.AGREED_AS_AMENDED):
        raise refuse(CONTENT_INVALID, "修改后的议定事项（仅“修改后同意”时填写）", path=("amended",))
    issued = decision.minutes_document_id is not None
    by = advance(session, DECISION, PARTY_TASK, Case(decision, act, PartyWord(said.result, issued)))
    if said.amended is not None:
        view = act.roster.as_of(meeting.on)
        check_wording(view, said.amended)
        keep_revision(session, act, decision, f"县委审定修改（{said.ref_no.strip()}）", act.person.id)
        word(view, decision, said.amended)
        await keep_concerned(session, meeting.id)
    if said.result is not PartyResult.POSTPONED:
        await follow_decision(session, act, minutes, decision, was, why)
        decision.needs_party_approval = False
        topic = await session.get_one(Topic, decision.topic_id)
        DESK.close_task(session, act, decision, PARTY_TASK, _recorders(meeting, topic))
    if decision.state is DecisionStatus.EFFECTIVE:
        decision.effective_at = act.at
        await replace(session, act, decision)
    session.add(
        PartyApproval(
            decision_id=decision.id,
            result=said.result,
            ref_no=said.ref_no.strip(),
            decided_on=said.decided_on,
            recorded_at=act.at,
            recorded_by=act.person.id,
            note=said.note,
        )
    )
    event = PartyApprovalRecorded(
        decision_id=decision.id,
        meeting_id=meeting.id,
        result=said.result,
        ref_no=said.ref_no.strip(),
        decided_on=said.decided_on,
        recorded_on=act.today,
        decision=told(decision) if said.result is PartyResult.AGREED_AS_AMENDED else None,
        clauses=("GZ-3",),
    )
    publish(session, act, event, decision, by)
    text = f"{decision.number}{why}"
    to = [post(PostCode.COUNTY_HEAD), post(PostCode.OFFICE_DIRECTOR)]
    DESK.notify(
        session, act, decision, "party_approval", meeting_name(meeting), text, to, restricted=decision.restricted
    )
    return decision


async def follow_item(session: AsyncSession, decision_id: UUID | None, state: ItemState, number: str = "") -> None:
    """Supervision told how far the supervised item of a decision is."""
    if decision_id is None:
        return
    try:
        decision = await load(session, Decision, decision_id)
    except NotFound:
        return
    decision.supervision_state = state
    decision.supervision_number = number or decision.supervision_number
