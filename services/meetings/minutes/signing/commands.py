"""What may be asked of minutes in the signing chain: submit, sign, return."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.directory import DelegationScope
from services.contracts.meetings import (
    MinutesReturned,
    MinutesSigned,
    MinutesStep,
    MinutesSubmitted,
)
from services.contracts.shared import Addressee, Recipient
from services.kernel.acts import Act
from services.kernel.authority import Capacity, about
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import STATE_NOT_ALLOWED, refuse
from services.kernel.rules import Case
from services.meetings.columns import Relation
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.model import Decision
from services.meetings.desk import DESK
from services.meetings.minutes import queries, sheet
from services.meetings.minutes.chain import capacity_at, sign_offs, steps_for
from services.meetings.minutes.commands import draft_of, meet_draft_term, sitting_of
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import (
    Minutes,
    MinutesEntry,
    MinutesSignature,
    MinutesState,
    MinutesVerdict,
)
from services.meetings.minutes.rules import Turn
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.papers.model import PaperState, RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.naming import signer
from services.meetings.sittings.rules import Sitting

SIGN = "sign_minutes"


async def submit_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """The draft is complete and goes into the chain (CW-6.2, BG-6, ZT-5)."""
    minutes = await load(session, Minutes, minutes_id, act)
    sitting = await sitting_of(session, act, minutes)
    given = await draft_of(session, act, minutes)
    by = advance(session, MINUTES, "submit_minutes", Case(minutes, act, given))
    minutes.submitted_at = act.at
    minutes.waiting = list(minutes.attended_deputies)
    chain = steps_for(act, minutes)
    minutes.chain, minutes.step = [step.value for step in chain], chain[0]
    await session.flush()
    await meet_draft_term(session, act, sitting.meeting)
    publish(session, act, MinutesSubmitted(**_moved(act, minutes), clauses=("CW-6.2c",)), minutes, by)
    _ask_to_sign(session, act, minutes, sitting)
    return minutes


def _moved(act: Act, minutes: Minutes, comment: str = "") -> dict[str, object]:
    return {
        "minutes_id": minutes.id,
        "meeting_id": minutes.meeting_id,
        "meeting_kind": minutes.kind,
        "version": minutes.edition,
        "step": minutes.step,
        "by": act.doer.id,
        "at": act.at,
        "comment": comment,
    }


def _next_signers(act: Act, minutes: Minutes, step: MinutesStep) -> list[Addressee]:
    """Who has to sign now: a post, or the persons themselves, and whoever stands in for them today."""
    sign_off = next(each for each in sign_offs(minutes) if each.step is step)
    view = act.view
    if sign_off.relation is Relation.PRESENT:
        return [person(each) for each in minutes.attended_deputies if each in minutes.waiting]
    if sign_off.relation is Relation.HOST:
        return [person(minutes.host_id)]
    if sign_off.relation is Relation.SECTION:
        units = set(minutes.lead_unit_ids)
        serving = {p.deputy_director_id for p in view.portfolios if units & set(p.unit_ids)}
        return [person(each) for each in sorted(each for each in serving if each is not None)]
    return [post(sign_off.post)]


def _ask_to_sign(session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting) -> None:
    assert minutes.step is not None
    title = f"{minutes.step.label}：{sheet.title(sitting)}（第{minutes.edition}稿）"
    DESK.open_task(session, act, minutes, SIGN, title, _next_signers(act, minutes, minutes.step))


def _close_signing(session: AsyncSession, act: Act, minutes: Minutes, step: MinutesStep) -> None:
    DESK.close_task(session, act, minutes, SIGN, _next_signers(act, minutes, step))


async def turn(session: AsyncSession, act: Act, minutes: Minutes) -> Turn:
    """Whose turn it is, as the asker's rules look at it."""
    signed = await queries.signatures(session, minutes)
    capacity = capacity_at(minutes, minutes.step, act)
    return Turn(
        step=minutes.step,
        capacity=capacity,
        waiting=tuple(act.view.person_name(each) for each in minutes.waiting),
        signed_before=any(
            s.person_id == act.doer.id and s.step is not minutes.step and s.verdict is MinutesVerdict.SIGNED
            for s in signed
        ),
        was_there=act.doer.id in minutes.attended_deputies,
    )


async def sign_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID, comment: str = "") -> Minutes:
    """One signature in the chain; with the last one the paper is asked for (CW-6.2c, GZ-19)."""
    minutes = await load(session, Minutes, minutes_id, act)
    given = await turn(session, act, minutes)
    advance(session, MINUTES, SIGN, Case(minutes, act, given))
    by, step = given.capacity, minutes.step
    assert by is not None
    assert step is not None
    _close_signing(session, act, minutes, step)
    _sign(session, act, minutes, step, by, comment)
    if step is MinutesStep.COUNTERSIGNATURE:
        minutes.waiting = [each for each in minutes.waiting if each != (by.on_behalf_of or by.person_id)]
        if minutes.waiting:
            return minutes
    sitting = await sitting_of(session, act, minutes)
    if minutes.state is not MinutesState.SIGNED:
        minutes.step = MinutesStep(minutes.chain[minutes.chain.index(step.value) + 1])
        delegated = _delegated_signature(act, minutes, step)
        if delegated is None:
            _ask_to_sign(session, act, minutes, sitting)
            return minutes
        # 常务副县长 to whom 签发 is delegated signs once for both steps (AMB-31).
        advance(session, MINUTES, "sign_for_the_county_head", Case(minutes, consequence(act)))
        _sign(session, act, minutes, minutes.step, delegated, comment)
        by = delegated
    await _signed(session, act, minutes, sitting, by, comment)
    return minutes


def _delegated_signature(act: Act, minutes: Minutes, step: MinutesStep) -> Capacity | None:
    if step is not MinutesStep.EXECUTIVE_DEPUTY_HEAD or minutes.step is not MinutesStep.SIGNATURE:
        return None
    if act.view.delegation(act.doer.id, DelegationScope.SIGN, about(minutes)) is None:
        return None
    found = capacity_at(minutes, MinutesStep.SIGNATURE, act)
    return found if found is not None and not found.is_own else None


def _sign(session: AsyncSession, act: Act, minutes: Minutes, step: MinutesStep, by: Capacity, comment: str) -> None:
    session.add(
        MinutesSignature(
            minutes_id=minutes.id,
            edition=minutes.edition,
            step=step,
            verdict=MinutesVerdict.SIGNED,
            person_id=by.person_id,
            on_behalf_of=by.on_behalf_of,
            delegation_id=by.delegation_id,
            stamp=by.stamp,
            comment=comment,
            at=act.occurred_at,
        )
    )


async def _signed(
    session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting, by: Capacity, comment: str
) -> None:
    minutes.signed_at, minutes.signed_by, minutes.signed_post = act.occurred_at, by.person_id, by.post
    minutes.sign_stamp, minutes.signed_for = by.stamp, by.on_behalf_of
    publish(session, act, MinutesSigned(**_moved(act, minutes, comment), clauses=("GZ-19.1", "GZ-19.2")), minutes, by)
    await session.flush()
    await _request_papers(session, act, minutes, sitting, by)


async def _request_papers(session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting, by: Capacity) -> None:
    """待印发: the minutes in their series, and an extract of personnel matters of its own (AMB-22)."""
    rules = procedure(minutes.kind)
    entries = await queries.entries(session, minutes)
    decisions = await decision_queries.of_meeting(session, minutes.meeting_id)
    names = [
        act.view.person_name(s.on_behalf_of or s.person_id)
        for s in await queries.signatures(session, minutes)
        if s.step is MinutesStep.COUNTERSIGNATURE
    ]
    await supersede(session, minutes.id, rules.minutes_kind)
    for restricted in (False, True):
        if restricted and not any(entry.restricted for entry in entries):
            continue
        await request_paper(
            session,
            act,
            minutes,
            rules.minutes_kind,
            f"{sheet.title(sitting)}{'（人事事项）' if restricted else ''}",
            sheet.data(act, sitting, minutes, entries, decisions, names, restricted=restricted),
            by=by,
            series=None if restricted else rules.minutes_series,
            recipients=() if restricted else _recipients(sitting, decisions),
            signer=signer(act, by),
            signed_on=act.on,
            restricted=restricted,
        )


def _recipients(sitting: Sitting, decisions: Sequence[Decision]) -> list[Recipient]:
    """组成人员, and the units whose matters were heard or who answer for a decision (spec 08)."""
    units = {unit for item in sitting.items if item.decided_at for unit in (item.unit_id, *item.involved_unit_ids)}
    units |= {unit for d in decisions for unit in (d.lead_unit_id, *d.assist_unit_ids) if unit is not None}
    return [Recipient(name=sitting.view.unit_name(unit), unit_id=unit) for unit in sorted(units)]


async def return_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """Whoever's turn it is may send the draft back with reasons; the chain begins anew (CW-6.2c)."""
    minutes = await load(session, Minutes, minutes_id, act)
    given = await turn(session, act, minutes)
    advance(session, MINUTES, "return_minutes", Case(minutes, act, given))
    assert given.capacity is not None
    assert minutes.step is not None
    session.add(
        MinutesSignature(
            minutes_id=minutes.id,
            edition=minutes.edition,
            step=minutes.step,
            verdict=MinutesVerdict.RETURNED,
            person_id=given.capacity.person_id,
            on_behalf_of=given.capacity.on_behalf_of,
            delegation_id=given.capacity.delegation_id,
            stamp=given.capacity.stamp,
            comment=act.reason or "",
            at=act.at,
        )
    )
    _close_signing(session, act, minutes, minutes.step)
    await _begin_anew(session, act, minutes, given.capacity)
    return minutes


async def recall_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """办主任 takes signed minutes back when the paper could not be made of them; they are signed anew."""
    minutes = await load(session, Minutes, minutes_id, act)
    query = select(RequestedPaper).where(
        RequestedPaper.subject_id == minutes.id, RequestedPaper.progress == PaperState.FAILED
    )
    failed = (await session.execute(query)).scalars().first()
    if minutes.state is MinutesState.SIGNED and (failed is None or failed.issued_outside):
        raise refuse(STATE_NOT_ALLOWED, "纪要已线下印发，请更正文号" if failed else "成文未失败")
    by = advance(session, MINUTES, "recall_minutes", Case(minutes, act))
    await supersede(session, minutes.id, procedure(minutes.kind).minutes_kind)
    await _begin_anew(session, act, minutes, by)
    return minutes


async def _begin_anew(session: AsyncSession, act: Act, minutes: Minutes, by: Capacity | None) -> None:
    """The next edition starts from the wording of this one."""
    publish(session, act, MinutesReturned(**_moved(act, minutes, act.reason or ""), clauses=("CW-6.2c",)), minutes, by)
    for entry in await queries.entries(session, minutes):
        session.add(
            MinutesEntry(
                minutes_id=minutes.id,
                edition=minutes.edition + 1,
                item_id=entry.item_id,
                position=entry.position,
                heading=entry.heading,
                text=entry.text,
                restricted=entry.restricted,
            )
        )
    minutes.edition += 1
    minutes.step, minutes.chain, minutes.waiting = None, [], []
    minutes.signed_at = minutes.signed_by = minutes.signed_for = None
    minutes.signed_post = minutes.sign_stamp = ""
    sitting = await sitting_of(session, act, minutes)
    text = f"{sheet.title(sitting)}被退回：{act.reason}"
    DESK.notify(session, act, minutes, "minutes_returned", sheet.title(sitting), text, [person(minutes.drafted_by)])
