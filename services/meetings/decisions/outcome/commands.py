"""How a topic ends in the meeting: the conclusion, the outcome and what was decided (CW-5.1, GZ-9.1, BG-5.2)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import DeferralReason, MeetingKind, Outcome
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.kernel.rules import Case
from services.meetings.decisions.commands import DecisionText, record_decisions
from services.meetings.decisions.model import Decision
from services.meetings.decisions.rules import DECIDING, Deliberation
from services.meetings.procedures import procedure
from services.meetings.sittings.clocks import commands as clocks
from services.meetings.sittings.commands import consequence, lock_item
from services.meetings.sittings.lifecycle import AGENDA_ITEM
from services.meetings.sittings.model import AgendaItem, Meeting, Statement, StatementKind
from services.meetings.sittings.rules import Sitting
from services.meetings.topics import commands as topics
from services.meetings.topics.lifecycle import ASKED_BY_FLAGS
from services.meetings.topics.model import Topic


async def record_outcome(
    session: AsyncSession,
    act: Act,
    *,
    item_id: UUID,
    outcome: Outcome,
    conclusion: str,
    decisions: Sequence[DecisionText] = (),
    authority_basis: str = "",
    refer_to: MeetingKind | None = None,
    agrees_with_majority: bool | None = None,
    majority_reason: str = "",
) -> Meeting:
    """The chair's conclusion, the outcome, and none or several decisions (CW-5.1, BG-5.2, ZT-4).

    `refer_to` names the higher meeting that the matter is sent up to (GZ-16.2); whether he decides as most of the
    members think, and why if not, is said of a major administrative decision (GZ-9.1, 国令713 §30).
    """
    sitting, item = await lock_item(session, act, item_id)
    topic = sitting.topics[item.topic_id]
    statements = await _statements(session, item)
    given = Deliberation(
        kind=sitting.meeting.kind,
        outcome=outcome,
        flags=frozenset(topic.flags),
        authority_basis=authority_basis or topic.authority_basis,
        silent_deputies=_silent_deputies(sitting, statements),
        with_majority=agrees_with_majority,
        majority_reason=majority_reason,
        spoke_after_host=_spoke_after_host(sitting, statements),
    )
    if not conclusion.strip():
        raise refuse(CONTENT_INVALID, "主持人结论", path=("conclusion",))
    if topic.changes_decision_id is not None and outcome in DECIDING:
        await load(session, Decision, topic.changes_decision_id)  # of two that change it at once one is first
        if not decisions:
            raise refuse(CONTENT_INVALID, "调整、终止原议定事项须有新的议定事项", path=("decisions",))
    advance(session, AGENDA_ITEM, "record_outcome", Case(item, act, given))
    if outcome in DECIDING:
        await topics.ask_again(session, act, [topic], "record_outcome", ASKED_BY_FLAGS)
    item.outcome, item.conclusion, item.decided_at = outcome, conclusion.strip(), act.occurred_at
    item.authority_basis = given.authority_basis
    item.agrees_with_majority, item.majority_reason = agrees_with_majority, majority_reason.strip()
    await clocks.stop_topics_clocks(session, act, item)
    await _settle_topic(session, act, sitting, topic, outcome, refer_to)
    await record_decisions(session, act, sitting, item, decisions)
    return sitting.meeting


async def _settle_topic(
    session: AsyncSession, act: Act, sitting: Sitting, topic: Topic, outcome: Outcome, refer_to: MeetingKind | None
) -> None:
    """The topic is decided, waits for the next meeting, or goes up to a higher one."""
    higher = procedure(sitting.meeting.kind).refers_to if outcome is Outcome.TO_HIGHER_MEETING else (None,)
    if refer_to not in higher:
        raise refuse(CONTENT_INVALID, "提请研究的会议（县长办公会议或常务会议）", path=("referTo",))
    done = consequence(act)
    if outcome is Outcome.RECONSIDER:
        reason = DeferralReason.RECONSIDER
        await topics.defer_topic(session, done, topic, reason=reason, from_meeting_id=sitting.meeting.id)
        return
    await topics.decide_topic(session, done, topic=topic, outcome=outcome)
    if refer_to is not None:
        await topics.refer_topic(session, act, topic=topic, kind=refer_to)


async def _statements(session: AsyncSession, item: AgendaItem) -> list[Statement]:
    return list(await session.scalars(select(Statement).where(Statement.item_id == item.id).order_by(Statement.no)))


def _spoke_after_host(sitting: Sitting, statements: Sequence[Statement]) -> tuple[str, ...]:
    """Who had his first word after the host had his; opinions in writing came before the meeting."""
    aloud = [each for each in statements if each.kind is not StatementKind.WRITTEN_OPINION]
    host = next((n for n, each in enumerate(aloud) if each.person_id == sitting.meeting.host_id), len(aloud))
    before = {each.speaker for each in aloud[: host + 1]}
    return tuple(dict.fromkeys(each.speaker for each in aloud[host + 1 :] if each.speaker not in before))


def _silent_deputies(sitting: Sitting, statements: Sequence[Statement]) -> tuple[str, ...]:
    spoke = {each.person_id for each in statements}
    return tuple(
        a.name
        for a in sitting.attendees
        if a.signed_in_at is not None
        and a.person_id not in spoke
        and a.person_id not in (None, sitting.meeting.host_id)
        and sitting.view.holds(a.person_id, PostCode.DEPUTY_HEAD)
    )
