"""What may be asked of minutes in the signing chain: submit, sign, return."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.meetings import MinutesReturned, MinutesSigned, MinutesSubmitted
from services.contracts.shared import Addressee
from services.contracts.words.meetings import MinutesStep
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import STATE_NOT_ALLOWED, refuse
from services.kernel.rules import Case
from services.meetings.desk import DESK
from services.meetings.minutes import queries, sheet
from services.meetings.minutes.chain import (
    capacity_at,
    countersigners,
    delegated_signature,
    gone,
    next_step,
    sign_off_at,
    signers,
    steps_for,
)
from services.meetings.minutes.commands import copy_wording, draft_of, meet_draft_term, sitting_of
from services.meetings.minutes.correction.queries import copy_changes
from services.meetings.minutes.lifecycle import FOLLOWING, MINUTES
from services.meetings.minutes.model import (
    Minutes,
    MinutesSignature,
    MinutesState,
    MinutesVerdict,
)
from services.meetings.minutes.rules import Turn
from services.meetings.minutes.signing.papers import request_papers
from services.meetings.papers.commands import supersede
from services.meetings.papers.model import PaperState, RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.rules import Sitting

SIGN = "sign_minutes"


async def submit_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """The draft is complete and goes into the chain (CW-6.2, BG-6, ZT-5)."""
    minutes = await load(session, Minutes, minutes_id, act)
    sitting = await sitting_of(session, act, minutes)
    given = await draft_of(session, act, minutes)
    by = advance(session, MINUTES, "submit_minutes", Case(minutes, act, given))
    minutes.submitted_at = act.at
    minutes.released = [*minutes.released, *gone(act, minutes)]
    minutes.waiting = countersigners(minutes)
    chain = steps_for(act, minutes)
    minutes.chain, minutes.step = [step.value for step in chain], chain[0]
    await session.flush()
    if minutes.corrects_id is None:
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


def _whose_turn(act: Act, minutes: Minutes) -> list[Addressee]:
    sign_off = sign_off_at(minutes, minutes.step)
    assert sign_off is not None
    return signers(act, minutes, sign_off)


def _ask_to_sign(session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting) -> None:
    assert minutes.step is not None
    title = f"{minutes.step.label}：{sheet.title(sitting, minutes)}（第{minutes.edition}稿）"
    DESK.open_task(session, act, minutes, SIGN, title, _whose_turn(act, minutes))


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
        before_him=_before_him(act, minutes, capacity),
    )


def _before_him(act: Act, minutes: Minutes, capacity: Capacity | None) -> tuple[str, ...]:
    """Whom the one who will sign for 县长 lets countersign first: his one signature is the last (AMB-31)."""
    if minutes.step is not MinutesStep.COUNTERSIGNATURE or capacity is None or not capacity.is_own:
        return ()
    if delegated_signature(act, minutes) is None:
        return ()
    view, me = act.view, act.doer.id
    return tuple(view.person_name(each) for each in minutes.waiting if each != me and me not in view.substitutes(each))


async def sign_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID, comment: str = "") -> Minutes:
    """One signature in the chain; with the last one the paper is asked for (CW-6.2c, GZ-19)."""
    minutes = await load(session, Minutes, minutes_id, act)
    given = await turn(session, act, minutes)
    advance(session, MINUTES, SIGN, Case(minutes, act, given))
    by, step = given.capacity, minutes.step
    assert by is not None
    assert step is not None
    _sign(session, act, minutes, step, by, comment)
    own = by.on_behalf_of or by.person_id
    parallel = step is MinutesStep.COUNTERSIGNATURE
    DESK.close_task(session, act, minutes, SIGN, [person(own)] if parallel else _whose_turn(act, minutes))
    if parallel:
        minutes.waiting = [each for each in minutes.waiting if each != own]
    if minutes.state is MinutesState.SIGNED:
        await _signed(session, act, minutes, by, comment)
    elif not parallel or not minutes.waiting:
        await _go_on(session, act, minutes, comment)
    return minutes


async def _go_on(session: AsyncSession, act: Act, minutes: Minutes, comment: str = "") -> None:
    """The next step waits, unless its signature is given with this one (AMB-31)."""
    minutes.step = next_step(act, minutes)
    delegated = delegated_signature(act, minutes) if minutes.step is MinutesStep.SIGNATURE else None
    if delegated is None:
        _ask_to_sign(session, act, minutes, await sitting_of(session, act, minutes))
        return
    advance(session, FOLLOWING, "sign_for_the_county_head", Case(minutes, act))
    _sign(session, act, minutes, minutes.step, delegated, comment)
    await _signed(session, act, minutes, delegated, comment)


async def release_signers(session: AsyncSession, act: Act) -> None:
    """Every day: nobody waits for a signer who has left his post; the next one is asked (AMB-33)."""
    in_review = select(Minutes).where(Minutes.state == MinutesState.IN_REVIEW).order_by(Minutes.id).with_for_update()
    for minutes in (await session.execute(in_review)).scalars().all():
        left = gone(act, minutes)
        if not left and _whose_turn(act, minutes):
            continue
        advance(session, FOLLOWING, "release_signers", Case(minutes, act))
        DESK.close_task(session, act, minutes, SIGN, [person(each) for each in left])
        minutes.released = [*minutes.released, *left]
        minutes.waiting = [each for each in minutes.waiting if each not in left]
        if _whose_turn(act, minutes):
            _ask_to_sign(session, act, minutes, await sitting_of(session, act, minutes))
        else:
            await _go_on(session, act, minutes)


def _sign(
    session: AsyncSession,
    act: Act,
    minutes: Minutes,
    step: MinutesStep,
    by: Capacity,
    comment: str,
    verdict: MinutesVerdict = MinutesVerdict.SIGNED,
) -> None:
    """Put the signature, or the return, on record with the capacity it was given in."""
    session.add(
        MinutesSignature(
            minutes_id=minutes.id,
            edition=minutes.edition,
            step=step,
            verdict=verdict,
            person_id=by.person_id,
            on_behalf_of=by.on_behalf_of,
            delegation_id=by.delegation_id,
            stamp=by.stamp,
            comment=comment,
            at=act.occurred_at,
        )
    )


async def _signed(session: AsyncSession, act: Act, minutes: Minutes, by: Capacity, comment: str) -> None:
    minutes.signed_at, minutes.signed_by, minutes.signed_post = act.occurred_at, by.person_id, by.post
    minutes.sign_stamp, minutes.signed_for = by.stamp, by.on_behalf_of
    publish(session, act, MinutesSigned(**_moved(act, minutes, comment), clauses=("GZ-19.1", "GZ-19.2")), minutes, by)
    await session.flush()
    await request_papers(session, act, minutes, await sitting_of(session, act, minutes), by)


async def return_minutes(session: AsyncSession, act: Act, *, minutes_id: UUID) -> Minutes:
    """Whoever's turn it is may send the draft back with reasons; the chain begins anew (CW-6.2c)."""
    minutes = await load(session, Minutes, minutes_id, act)
    given = await turn(session, act, minutes)
    advance(session, MINUTES, "return_minutes", Case(minutes, act, given))
    assert given.capacity is not None
    assert minutes.step is not None
    _sign(session, act, minutes, minutes.step, given.capacity, act.reason or "", MinutesVerdict.RETURNED)
    DESK.close_task(session, act, minutes, SIGN, _whose_turn(act, minutes))
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


async def send_back(session: AsyncSession, act: Act, minutes: Minutes, reason: str) -> None:
    """A draft in review goes back by itself when what it says was decided has changed (CW-6.2b)."""
    to_sign = _whose_turn(act, minutes)
    act = replace(consequence(act), reason=reason)
    advance(session, FOLLOWING, "send_back", Case(minutes, act))
    DESK.close_task(session, act, minutes, SIGN, to_sign)
    await _begin_anew(session, act, minutes, None)
    await session.flush()


async def _begin_anew(session: AsyncSession, act: Act, minutes: Minutes, by: Capacity | None) -> None:
    """The next edition starts from the wording of this one."""
    publish(session, act, MinutesReturned(**_moved(act, minutes, act.reason or ""), clauses=("CW-6.2c",)), minutes, by)
    await copy_wording(session, minutes, minutes, minutes.edition + 1)
    await copy_changes(session, minutes, minutes.edition + 1)
    minutes.edition += 1
    minutes.step, minutes.chain, minutes.waiting = None, [], []
    minutes.signed_at = minutes.signed_by = minutes.signed_for = None
    minutes.signed_post = minutes.sign_stamp = ""
    sitting = await sitting_of(session, act, minutes)
    title = sheet.title(sitting, minutes)
    text = f"{title}被退回：{act.reason}"
    DESK.notify(session, act, minutes, "minutes_returned", title, text, [person(minutes.drafted_by)])
