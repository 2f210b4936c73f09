"""What may be asked of a correction: begin it, word decisions anew, withdraw it; and what follows from its issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.meetings import MinutesCorrected
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.audit import Record
from services.kernel.audit import record as audit
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.commands import (
    DecisionText,
    check_outcome,
    check_wording,
    keep_revision,
    record_decisions,
    take_effect,
    told,
    word,
)
from services.meetings.decisions.lifecycle import DECISION
from services.meetings.decisions.model import CORRECTABLE, Decision
from services.meetings.desk import DESK
from services.meetings.minutes.commands import copy_wording, sitting_of
from services.meetings.minutes.concerned import keep_concerned
from services.meetings.minutes.correction.model import DecisionChange
from services.meetings.minutes.correction.queries import being_corrected, changes_of
from services.meetings.minutes.correction.rules import rewords_alone
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import Minutes, MinutesState
from services.meetings.papers.model import RequestedPaper
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.model import AgendaItem, AgendaItemState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.queries import hears_personnel
from services.meetings.sittings.rules import Sitting


async def correct_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """A draft that corrects issued minutes: it begins with their wording and takes their chain (CW-6.2c)."""
    minutes = await load(session, Minutes, minutes_id, act)
    advance(session, MINUTES, "correct_minutes", Case(minutes, act, await being_corrected(session, minutes)))
    correction = Minutes(
        meeting_id=minutes.meeting_id,
        kind=minutes.kind,
        basis=minutes.basis,
        state=MinutesState.DRAFTING,
        edition=1,
        chain=[],
        host_id=minutes.host_id,
        lead_unit_ids=minutes.lead_unit_ids,
        attended_deputies=minutes.attended_deputies,
        waiting=[],
        released=[],
        summary=minutes.summary,
        drafted_by=act.person.id,
        correction=minutes.correction + 1,
        correction_reason=(act.reason or "").strip(),
        corrects_id=minutes.id,
        created_at=act.at,
    )
    session.add(correction)
    await session.flush()
    await copy_wording(session, minutes, correction, 1)
    detail = {"corrects": str(minutes.id)}
    begun = Record(act, "draft_minutes", "Minutes", correction.id, to_state=correction.state, detail=detail)
    audit(session, begun)
    return correction


@dataclass(frozen=True)
class Change:
    """A decision worded anew, or, with the agenda item alone, one that the minutes left out."""

    text: DecisionText
    decision_id: UUID | None = None
    item_id: UUID | None = None
    party_ref: str = ""


async def edit_minutes_correction(
    session: AsyncSession, act: Act, *, minutes_id: UUID, changes: Sequence[Change]
) -> Minutes:
    """The decisions that the correction words anew: `changes` replaces the whole list.

    Its outcome a topic keeps: another outcome is for another meeting to decide. What the asker may not hear stays.
    """
    minutes = await load(session, Minutes, minutes_id, act)
    advance(session, MINUTES, "edit_minutes_correction", Case(minutes, act))
    sitting = await sitting_of(session, act, minutes)
    hidden = [each for each in await changes_of(session, minutes) if not _hears(act, sitting, each.item_id)]
    await session.execute(
        delete(DecisionChange).where(
            DecisionChange.minutes_id == minutes.id,
            DecisionChange.edition == minutes.edition,
            DecisionChange.id.not_in([each.id for each in hidden]),
        )
    )
    first = max((each.position for each in hidden), default=0) + 1
    named = [each.decision_id for each in changes if each.decision_id is not None]
    if len(set(named)) != len(named):
        raise refuse(CONTENT_INVALID, "同一议定事项重复", path=("changes",))
    for position, change in enumerate(changes, first):
        session.add(await _change(session, act, minutes, sitting, position, change))
    return minutes


def _hears(act: Act, sitting: Sitting, item_id: UUID) -> bool:
    item = next(each for each in sitting.items if each.id == item_id)
    return not item.restricted or hears_personnel(act, sitting.topics[item.topic_id].assigned_clerk_id)


async def _change(
    session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting, position: int, change: Change
) -> DecisionChange:
    decision = await _decision(session, act, minutes, change.decision_id)
    item = _item(act, sitting, decision.item_id if decision is not None else change.item_id)
    if decision is None:
        check_outcome(item)
    check_wording(sitting.view, change.text)
    return DecisionChange(
        minutes_id=minutes.id,
        edition=minutes.edition,
        position=position,
        item_id=item.id,
        decision_id=change.decision_id,
        revision=decision.revision if decision is not None else 0,
        restricted=item.restricted,
        text=change.text.text.strip(),
        lead_unit_id=change.text.lead_unit_id,
        assist_unit_ids=list(dict.fromkeys(change.text.assist_unit_ids)),
        due=change.text.due,
        due_text=change.text.due_text,
        long_term=change.text.long_term,
        publishable=change.text.publishable and not item.restricted,
        party_ref=change.party_ref.strip(),
    )


async def _decision(session: AsyncSession, act: Act, minutes: Minutes, decision_id: UUID | None) -> Decision | None:
    if decision_id is None:
        return None
    decision = (await decision_queries.load_decisions(session, act, [decision_id])).get(decision_id)
    if decision is None or decision.meeting_id != minutes.meeting_id:
        raise NotFound("Decision", decision_id)
    if decision.state not in CORRECTABLE:
        raise refuse(STATE_NOT_ALLOWED, f"{decision.number}{decision.state.label}", path=("changes",))
    return decision


def _item(act: Act, sitting: Sitting, item_id: UUID | None) -> AgendaItem:
    """The topic that the decision belongs to: one that was heard."""
    item = next((each for each in sitting.items if each.id == item_id), None)
    if item is None or item.state is not AgendaItemState.DECIDED or not _hears(act, sitting, item.id):
        raise NotFound("AgendaItem", item_id)
    return item


async def withdraw_minutes_correction(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """A correction that is not needed after all leaves what was issued as it is."""
    minutes = await load(session, Minutes, minutes_id, act)
    advance(session, MINUTES, "withdraw_minutes_correction", Case(minutes, act))
    return minutes


async def correction_issued(session: AsyncSession, act: Act, minutes: Minutes, paper: RequestedPaper) -> None:
    """The correction is out: decisions read as it says, the old paper stays and is marked, the others are told."""
    assert minutes.corrects_id is not None
    assert paper.document_id is not None
    advance(session, MINUTES, "issue_minutes", Case(minutes, act))
    minutes.document_id, minutes.document_number, minutes.issued_at = paper.document_id, paper.number, paper.issued_at
    corrected = await load(session, Minutes, minutes.corrects_id)
    corrected.corrected_by_id = minutes.id
    sitting = await sitting_of(session, act, minutes)
    revised = await _revise(session, act, minutes, sitting)
    await keep_concerned(session, minutes.meeting_id)
    meeting = sitting.meeting
    event = MinutesCorrected(
        minutes_id=minutes.id,
        corrects_id=corrected.id,
        document_id=paper.document_id,
        document_number=paper.number,
        meeting_id=meeting.id,
        meeting_kind=meeting.kind,
        meeting_date=meeting.on,
        decisions=tuple(told(decision) for decision, _ in revised),
        issued_at=paper.issued_at or act.at,
        session_no=meeting.session_no,
        host_id=meeting.host_id,
        basis=meeting.basis,
        clauses=("CW-6.2b", "CW-6.2c"),
    )
    publish(session, act, event, minutes)
    _tell(session, act, sitting, minutes, revised)


async def _revise(
    session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting
) -> list[tuple[Decision, tuple[UUID, ...]]]:
    """The decisions in their new wording, each with the units that answered for it until now."""
    revised: list[tuple[Decision, tuple[UUID, ...]]] = []
    by = minutes.signed_by or minutes.drafted_by
    for change in await changes_of(session, minutes):
        text = _text(change)
        if change.decision_id is None:
            item = next(each for each in sitting.items if each.id == change.item_id)
            (decision,) = await record_decisions(session, act, sitting, item, [text], announced=False)
            units: tuple[UUID, ...] = ()
        else:
            decision = await load(session, Decision, change.decision_id)
            agreed = await decision_queries.agreed_by_the_party(session, [decision.id])
            later = decision.revision != change.revision or decision.state not in CORRECTABLE
            if later or rewords_alone(decision, change, agreed):
                _tell_of_a_change_between(session, act, minutes, decision)  # 县委's later word stands
                continue
            advance(session, DECISION, "correct_decision", Case(decision, consequence(act)))
            units = _units(decision)
            reason = f"{minutes.document_number}更正：{minutes.correction_reason}"
            keep_revision(session, act, decision, reason, by)
            word(sitting.view, decision, text)
        decision.minutes_document_id, decision.minutes_number = minutes.document_id, minutes.document_number
        await take_effect(session, act, decision)
        revised.append((decision, units))
    return revised


def _text(change: DecisionChange) -> DecisionText:
    return DecisionText(
        text=change.text,
        lead_unit_id=change.lead_unit_id,
        assist_unit_ids=change.assist_unit_ids,
        due=change.due,
        due_text=change.due_text,
        long_term=change.long_term,
        publishable=change.publishable,
    )


def _units(decision: Decision) -> tuple[UUID, ...]:
    return tuple(unit for unit in (decision.lead_unit_id, *decision.assist_unit_ids) if unit is not None)


def _tell_of_a_change_between(session: AsyncSession, act: Act, minutes: Minutes, decision: Decision) -> None:
    title, text = "更正未适用", f"{decision.number}在更正签发后已有变化，未按更正修改，请核对。"
    to = [person(minutes.drafted_by), post(PostCode.OFFICE_DIRECTOR)]
    DESK.notify(session, act, minutes, "correction_overtaken", title, text, to, restricted=decision.restricted)


def _tell(
    session: AsyncSession,
    act: Act,
    sitting: Sitting,
    minutes: Minutes,
    revised: Sequence[tuple[Decision, tuple[UUID, ...]]],
) -> None:
    """Members learn of the correction; each unit of the decisions that it had or has, and of nothing restricted."""
    name = f"{meeting_name(sitting.meeting)}纪要更正"
    members = [person(a.person_id) for a in sitting.attendees if a.category == "MEMBER" and a.person_id is not None]
    text = f"{meeting_name(sitting.meeting)}纪要已更正：{minutes.document_number}"
    DESK.notify(session, act, minutes, "minutes_corrected", name, text, members)
    by_unit: dict[UUID, list[Decision]] = {}
    for decision, before in revised:
        for unit in dict.fromkeys((*before, *_units(decision))):
            if not decision.restricted:
                by_unit.setdefault(unit, []).append(decision)
    for unit, own in by_unit.items():
        lines = "；".join(f"{decision.number} {decision.text}" for decision in own)
        to: list[Any] = [post(PostCode.UNIT_HEAD, unit), post(PostCode.UNIT_CLERK, unit)]
        words = f"{text}，涉及你单位的议定事项更正为：{lines}"
        DESK.notify(session, act, minutes, "minutes_corrected_unit", name, words, to)
