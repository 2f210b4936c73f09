"""A topic on a meeting's agenda: arranged, finalized, called, decided, or put off; the meeting tells the facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.meetings import TopicDeferred, TopicFinalized
from services.contracts.words.meetings import DeferralReason, MeetingKind, Outcome, TopicFlag
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import confirm_registrations, demand
from services.kernel.outbox import publish
from services.kernel.refusals import Attempt, Refused, Violation
from services.kernel.rules import Case, Rule
from services.meetings.procedures import procedure
from services.meetings.topics.drafting.commands import blank
from services.meetings.topics.model import Deferral, Topic, TopicState
from services.meetings.topics.moves import (
    ask_next,
    close_terms,
    find_topic,
    leader_in_charge,
    move,
    shown_title,
    tell,
    tell_of_draft,
    unit_people,
)
from services.meetings.topics.queries import load_dossiers, meetings_ahead


async def propose_arrangement(session: AsyncSession, act: Act, *, topic: Topic, meeting_id: UUID) -> Topic:
    """The office puts a ready topic on the draft of a meeting's agenda (CW-3.5)."""
    await move(session, act, topic, "propose_arrangement", asked=meeting_id)
    topic.meeting_id = meeting_id
    return topic


async def ask_again(
    session: AsyncSession, act: Act, chosen: Sequence[Topic], action: str, rules: Iterable[Rule[Topic]]
) -> None:
    """Judge these rules anew for the topics of a list; the refusal says what each lacks (GZ-9.1, GZ-10, GZ-12)."""
    files = await load_dossiers(session, act, [topic.id for topic in chosen])
    lacking: list[Violation] = []
    for topic in chosen:
        try:
            demand(session, rules, action, Case(topic, act, files[topic.id]))
        except Refused as refused:
            title = shown_title(topic)
            lacking += [replace(each, message_zh=f"议题“{title}”：{each.message_zh}") for each in refused.violations]
    if lacking:
        raise Refused(lacking, Attempt(action, "Topic", chosen[0].id if len(chosen) == 1 else None))


async def finalize_topic(
    session: AsyncSession, act: Act, *, topic: Topic, order: int, reporter_id: UUID, planned_minutes: int
) -> Capacity | None:
    """县长 approves the arrangement (CW-3.5); where he or the host has decided already, the office may do it."""
    by = await move(session, act, topic, "finalize_topic")
    topic.reporter_id = reporter_id
    if topic.meeting_id is not None:
        event = TopicFinalized(
            title=shown_title(topic),
            restricted=topic.restricted,
            topic_id=topic.id,
            meeting_id=topic.meeting_id,
            order=order,
            unit_id=topic.unit_id,
            reporter_id=reporter_id,
            planned_minutes=planned_minutes,
            legal_basis=() if topic.restricted else tuple(topic.legal_basis),
        )
        publish(session, act, event, topic, by)
    return by


async def withdraw_arrangement(session: AsyncSession, act: Act, *, topic: Topic) -> None:
    """The office drafts its proposal anew: nobody has put the topic off, it is as ready as before (CW-3.5)."""
    await move(session, act, topic, "withdraw_arrangement")
    topic.meeting_id = None


async def unarrange_topic(session: AsyncSession, act: Act, *, topic: Topic) -> Capacity | None:
    """县长 takes the topic off this meeting's agenda; it stays a candidate for the next one (CW-3.5).

    His consent to add it was to this meeting (CW-3.4b).
    """
    state, meeting_id = TopicState(topic.state), topic.meeting_id
    by = await move(session, act, topic, "unarrange_topic")
    topic.urgent_consent_at = None
    _keep_deferral(session, act, topic, state, DeferralReason.NOT_ARRANGED, "CW-3.5", meeting_id, by)
    return by


async def call_topic(session: AsyncSession, act: Act, *, topic: Topic) -> Topic:
    """The topic's turn has come in the meeting (CW-5.2)."""
    await move(session, act, topic, "call_topic")
    return topic


async def decide_topic(session: AsyncSession, act: Act, *, topic: Topic, outcome: Outcome) -> Topic:
    """The meeting has come to an outcome (CW-6.2b, BG-5.2, ZT-4)."""
    await move(session, act, topic, "decide_topic", asked=outcome)
    topic.outcome = outcome
    return topic


async def defer_topic(
    session: AsyncSession,
    act: Act,
    topic: Topic,
    *,
    reason: DeferralReason,
    clause: str | None = None,
    from_meeting_id: UUID | None = None,
) -> Topic:
    """Put the topic off to a later meeting; late or insufficient material is prepared anew (CW-3.3d, 3.4b, 5.2b).

    What is not on an agenda yet misses the next meeting of its kind. 县长's consent to add it was to that one.
    """
    state, ahead = TopicState(topic.state), await meetings_ahead(session, topic.kind, act.occurred_at)
    missed = from_meeting_id or topic.meeting_id or next(iter(ahead), None)
    by = await move(session, act, topic, "defer_topic", asked=reason)
    topic.earliest_meeting_id = next((each for each in ahead if each != missed), None)
    topic.urgent_consent_at = None
    _keep_deferral(session, act, topic, state, reason, clause, missed, by)
    await close_terms(session, topic)
    return topic


def _keep_deferral(
    session: AsyncSession,
    act: Act,
    topic: Topic,
    from_state: TopicState,
    reason: DeferralReason,
    clause: str | None,
    meeting_id: UUID | None,
    by: Capacity | None,
) -> None:
    """Count the deferral, keep its cause, and tell the unit and its leader."""
    topic.deferral_count += 1
    topic.meeting_id = None
    session.add(
        Deferral(
            topic_id=topic.id,
            reason=reason,
            clause=clause,
            note=act.reason or "",
            from_state=from_state,
            from_meeting_id=meeting_id,
            earliest_meeting_id=topic.earliest_meeting_id,
            person_id=None if act.system else act.doer.id,
            deferred_at=act.occurred_at,
        )
    )
    event = TopicDeferred(
        topic_id=topic.id,
        unit_id=topic.unit_id,
        reason_code=reason,
        clause=clause,
        from_meeting_id=meeting_id,
        earliest_meeting_id=topic.earliest_meeting_id,
    )
    publish(session, act, event, topic, by)
    text = f"原因：{reason.label}。列入下次会议研究（累计{topic.deferral_count}次）。"
    to = [*unit_people(topic.unit_id), *leader_in_charge(act.view, topic)]
    tell(session, act, topic, "topic.deferred", f"议题列入下次会议研究：{topic.title}", text, to)


async def refer_topic(session: AsyncSession, act: Act, *, topic: Topic, kind: MeetingKind) -> Topic:
    """A 专题会议 asks a higher meeting to take the matter up: a new draft there, linked with this one (GZ-16.2)."""
    referred = blank(act, kind, topic.unit_id)
    for name in (
        "title",
        "summary",
        "question",
        "suggestion",
        "basis",
        "legal_basis",
        "amount",
        "urgency",
        "restricted",
    ):
        setattr(referred, name, getattr(topic, name))
    referred.involved_unit_ids = list(topic.involved_unit_ids)
    referred.flags, referred.flag_marks = list(topic.flags), dict(topic.flag_marks)
    referred.previous_topic_id = topic.id
    referred.changes_decision_id, referred.ends_decision = topic.changes_decision_id, topic.ends_decision
    session.add(referred)
    await session.flush()
    tell_of_draft(session, act, referred)
    ask_next(session, act, referred)
    return referred


@dataclass(frozen=True)
class HeardTopic:
    """A topic of a meeting that is registered after the fact."""

    kind: MeetingKind
    title: str
    unit_id: UUID
    meeting_id: UUID
    outcome: Outcome
    involved_unit_ids: tuple[UUID, ...] = ()
    scope_code: str | None = None
    flags: tuple[TopicFlag, ...] = ()


async def register_heard_topic(session: AsyncSession, act: Act, *, heard: HeardTopic, at: datetime) -> Topic:
    """Put a topic on record that was heard before it could be entered (补登, AMB-47); the meeting's act is audited."""
    scope = procedure(heard.kind).scope(heard.scope_code)
    topic = blank(act, heard.kind, heard.unit_id, TopicState.DECIDED)
    topic.title, topic.scope_code, topic.outcome = heard.title, heard.scope_code, heard.outcome
    topic.involved_unit_ids = list(heard.involved_unit_ids)
    topic.flags = list(dict.fromkeys(flag.value for flag in (*heard.flags, *(scope.sets if scope else ()))))
    topic.restricted = (scope is not None and scope.restricted) or TopicFlag.PERSONNEL in heard.flags
    topic.meeting_id, topic.drafted_at, topic.queued_at = heard.meeting_id, at, at
    session.add(topic)
    await session.flush()
    return topic


async def confirm_topic_registrations(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """办主任 confirms what was registered after the fact for this topic (AMB-47)."""
    topic = await find_topic(session, act, topic_id)
    await confirm_registrations(session, topic, act)
    return topic
