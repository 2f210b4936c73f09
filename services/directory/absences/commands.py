"""What may be asked of absences, and what they do by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.copies import OPENS_AB_WINDOW, keep_absence
from services.contracts.copies import end_absence as close_window
from services.contracts.desk import person, post
from services.contracts.directory import AbsenceApproved, AbsenceEnded
from services.contracts.words.directory import AbsenceKind, PostCode
from services.contracts.words.shared import TaskEnding
from services.directory.absences.lifecycle import ABSENCE, LEADERS
from services.directory.absences.model import Absence, AbsenceState
from services.directory.desk.changes import tell_everybody
from services.directory.desk.commands import close_own_task, notify, open_own_task
from services.directory.desk.reach import DEPUTIES
from services.kernel import roster
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.rules import Case

TASK = "approve_absence"


@dataclass(frozen=True)
class AbsenceDraft:
    """From when to when somebody is away, and why; up to, not including, `valid_until`."""

    kind: AbsenceKind
    valid_from: date
    valid_until: date
    reason: str
    place: str = ""


async def apply_for_absence(session: AsyncSession, act: Act, *, draft: AbsenceDraft) -> Absence:
    """A leader or head applies for himself; the approver is the county's policy (GZ-28.2)."""
    absence = Absence(
        **vars(draft),
        state=AbsenceState.NEW,
        person_id=act.doer.id,
        approver_post=_approver(act),
        created_at=act.at,
    )
    session.add(absence)
    await session.flush()
    advance(session, ABSENCE, "apply_for_absence", Case(absence, act))
    title = f"{act.doer.name}申请{draft.kind.label}（{absence.valid_from}至{absence.last_day}）"
    await open_own_task(session, act, absence, TASK, title, post(absence.approver_post))
    return absence


async def approve_absence(session: AsyncSession, act: Act, *, absence_id: UUID) -> Absence:
    """Opens the AB window of a deputy head who is 公务外出 or 休假 (GZ-6.2)."""
    absence = await load(session, Absence, absence_id, act)
    by = advance(session, ABSENCE, "approve_absence", Case(absence, act))
    await _decide(session, act, absence)
    if act.late is None:
        await _take_effect(session, act, absence, by)
    return absence


async def reject_absence(session: AsyncSession, act: Act, *, absence_id: UUID) -> Absence:
    absence = await load(session, Absence, absence_id, act)
    advance(session, ABSENCE, "reject_absence", Case(absence, act))
    await _decide(session, act, absence)
    text = f"{absence.kind.label}申请（{absence.valid_from}至{absence.last_day}）未获批准：{act.reason}"
    await notify(session, act, absence, "absence_rejected", "外出、休假申请未获批准", text, [person(absence.person_id)])
    return absence


async def withdraw_absence(session: AsyncSession, act: Act, *, absence_id: UUID) -> Absence:
    absence = await load(session, Absence, absence_id, act)
    advance(session, ABSENCE, "withdraw_absence", Case(absence, act))
    await close_own_task(session, act, absence, TASK, TaskEnding.WITHDRAWN)
    return absence


async def end_absence(session: AsyncSession, act: Act, *, absence_id: UUID, back_on: date | None) -> Absence:
    """销假: back from `back_on` (today) on; what the B角 left undone goes back to A (GZ-6.2)."""
    absence = await load(session, Absence, absence_id, act)
    ended_on = back_on or act.today
    by = advance(session, ABSENCE, "end_absence", Case(absence, act, ended_on))
    absence.ended_on = ended_on
    event = AbsenceEnded(id=absence.id, person_id=absence.person_id, ended_on=ended_on, clauses=("GZ-28.2", "GZ-6.2"))
    publish(session, act, event, absence, by)
    await close_window(session, act, event)
    await tell_everybody(session)
    return absence


async def confirm_absence_registrations(session: AsyncSession, act: Act, *, absence_id: UUID) -> Absence:
    """办主任 confirms what was registered after the fact; an approval takes effect with it (AMB-47)."""
    absence = await load(session, Absence, absence_id, act)
    waiting = absence.unconfirmed
    await confirm_registrations(session, absence, act)
    if waiting and absence.state is AbsenceState.APPROVED:
        await _take_effect(session, act, absence, None)
    return absence


async def pass_absences(session: AsyncSession, act: Act) -> None:
    """At the beginning of a day: absences whose last day was yesterday are over."""
    over = select(Absence).where(Absence.state == AbsenceState.APPROVED, Absence.valid_until <= act.today)
    for absence in (await session.execute(over.order_by(Absence.id).with_for_update())).scalars():
        advance(session, ABSENCE, "pass_absence", Case(absence, act))


def _approver(act: Act) -> PostCode:
    """Who decides: leaders' absences one post, all others' another; 县长's own is only recorded by 办主任."""
    held = {holding.post for holding in act.view.holdings_of(act.doer.id)}
    if PostCode.COUNTY_HEAD in held:
        return PostCode.OFFICE_DIRECTOR
    policy = "absence_approver_leaders" if held & set(LEADERS) else "absence_approver_others"
    return PostCode(act.policies.text(policy))


async def _decide(session: AsyncSession, act: Act, absence: Absence) -> None:
    absence.decided_by, absence.decided_at, absence.decision_note = act.doer.id, act.at, act.reason
    await close_own_task(session, act, absence, TASK)


async def _take_effect(session: AsyncSession, act: Act, absence: Absence, by: Capacity | None) -> None:
    """Publish the window, and tell the applicant, his B角, and 办主任 when no B角 is there."""
    ahead = _with(act.roster, absence)
    if absence.kind in OPENS_AB_WINDOW:
        absence.substitute_id = next(iter(ahead.as_of(absence.valid_from).substitutes(absence.person_id)), None)
    event = AbsenceApproved(
        id=absence.id,
        person_id=absence.person_id,
        kind=absence.kind,
        valid_from=absence.valid_from,
        valid_until=absence.valid_until,
        substitute_id=absence.substitute_id,
        clauses=("GZ-28.2", "GZ-6.2"),
    )
    publish(session, act, event, absence, by)
    await keep_absence(session, act, event)
    away = f"{act.view.person_name(absence.person_id)}{absence.kind.label}（{absence.valid_from}至{absence.last_day}）"
    await notify(session, act, absence, "absence_approved", "外出、休假已批准", away, [person(absence.person_id)])
    if absence.substitute_id is not None:
        text = f"{away}期间，由您代为处理有关工作（GZ-6.2）。"
        await notify(session, act, absence, "substitution_begins", "工作补位", text, [person(absence.substitute_id)])
    for a_id, day in _uncovered(ahead, absence):
        text = f"{act.view.person_name(a_id)}自{day}起不在岗，其AB角亦均不在岗，待办事项请协调办理（GZ-6.2）。"
        to = [post(PostCode.OFFICE_DIRECTOR)]
        await notify(session, act, absence, "substitution_missing", "AB角均不在岗", text, to)
    await tell_everybody(session)


def _with(before: roster.Roster, absence: Absence) -> roster.Roster:
    """The roster with this absence in it."""
    if absence.kind not in OPENS_AB_WINDOW:
        return before
    window = roster.Absence(absence.valid_from, absence.valid_until, absence.id, absence.person_id)
    return replace(before, absences=(*before.absences, window), _views={})


def _uncovered(ahead: roster.Roster, absence: Absence) -> Iterator[tuple[UUID, date]]:
    """Deputy heads for whom nobody is left because of this absence, with the first such day.

    Who is there changes only where some window begins, so only these days are looked at.
    """
    days = {absence.valid_from} | {a.valid_from for a in ahead.absences if absence.valid_from < a.valid_from}
    told: set[UUID] = set()
    for day in sorted(day for day in days if day < absence.valid_until):
        view = ahead.as_of(day)
        for holding in view.holdings:
            a_id = holding.person_id
            concerned = a_id == absence.person_id or view.has_pair(a_id, absence.person_id)
            if holding.post not in DEPUTIES or a_id in told or not concerned:
                continue
            if view.is_absent(absence.person_id) and view.is_absent(a_id) and not view.substitutes(a_id):
                told.add(a_id)
                yield a_id, day
