"""What may be asked of invitations: request, arrange, answer, change, cancel, record (GZ-30)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.authority import may
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.activities import queries
from services.meetings.activities.lifecycle import ACTIVITY, answering
from services.meetings.activities.model import ActivityAnswer, ActivityInvitation, ActivityState, InvitedLeader
from services.meetings.activities.rules import Weighing
from services.meetings.desk import DESK
from services.meetings.rights import LEADERS

ARRANGE, ANSWER, RECORD = "arrange_activity", "answer_activity", "record_activity"
LONGEST_DAYS = 31


@dataclass(frozen=True)
class ActivityRequest:
    """What a unit proposes (安排意见): the activity, its time and place, the leaders wanted, how it is to go."""

    unit_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    plan: str
    leader_ids: Sequence[UUID]


@dataclass(frozen=True)
class ActivityChange:
    """What is to be different; what is not given stays."""

    title: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    plan: str | None = None
    leader_ids: Sequence[UUID] | None = None


async def request_activity(session: AsyncSession, act: Act, *, request: ActivityRequest) -> ActivityInvitation:
    """The unit's head lays before the office which leaders are wanted where."""
    if request.unit_id not in act.view.units:
        raise NotFound("Unit", request.unit_id)
    invitation = ActivityInvitation(
        state=ActivityState.REQUESTED,
        unit_id=request.unit_id,
        title=request.title.strip(),
        starts_at=request.starts_at.astimezone(SHANGHAI),
        ends_at=request.ends_at.astimezone(SHANGHAI),
        place=request.place.strip(),
        plan=request.plan.strip(),
        leader_ids=list(dict.fromkeys(request.leader_ids)),
        requested_by=act.doer.id,
        requested_at=act.occurred_at,
        created_at=act.at,
    )
    _check(act, invitation)
    session.add(invitation)
    await session.flush()
    advance(session, ACTIVITY, "request_activity", Case(invitation, act))
    _ask(session, invitation)
    _lay_before_the_office(session, act, invitation)
    return invitation


def _check(act: Act, invitation: ActivityInvitation) -> None:
    """What every request says; raises CONTENT_INVALID with what is missing."""
    view = act.roster.as_of(invitation.starts_at.date())
    lasts = invitation.ends_at - invitation.starts_at
    missing = {
        "活动名称": not invitation.title,
        "活动时间（应晚于当前时间，结束晚于开始）": invitation.starts_at <= act.occurred_at
        or not 0 < lasts.total_seconds() <= LONGEST_DAYS * 86_400,
        "活动地点": not invitation.place,
        "安排意见": not invitation.plan,
        "拟请县政府领导": not invitation.leader_ids
        or any(not any(h.post in LEADERS for h in view.holdings_of(each)) for each in invitation.leader_ids),
    }
    wrong = [name for name, is_wrong in missing.items() if is_wrong]
    if wrong:
        raise refuse(CONTENT_INVALID, "、".join(wrong), path=("request",))


def _ask(session: AsyncSession, invitation: ActivityInvitation) -> None:
    session.add_all(
        InvitedLeader(
            invitation_id=invitation.id, position=position, leader_id=leader_id, answer=ActivityAnswer.PENDING
        )
        for position, leader_id in enumerate(invitation.leader_ids, 1)
    )


def _lay_before_the_office(session: AsyncSession, act: Act, invitation: ActivityInvitation) -> None:
    title = f"办理活动邀请：{invitation.title}"
    due = invitation.starts_at.date()
    DESK.open_task(session, act, invitation, ARRANGE, title, [post(PostCode.OFFICE_CLERK)], due=due)


async def return_activity(session: AsyncSession, act: Act, *, activity_id: UUID) -> ActivityInvitation:
    """The office sends the proposal back with its reasons."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    advance(session, ACTIVITY, "return_activity", Case(invitation, act))
    DESK.close_task(session, act, invitation, ARRANGE, [post(PostCode.OFFICE_CLERK)])
    _tell(session, act, invitation, f"退回，理由：{act.reason}", _unit(invitation))
    return invitation


async def arrange_activity(
    session: AsyncSession,
    act: Act,
    *,
    activity_id: UUID,
    opinion: str = "",
    leader_ids: Sequence[UUID] | None = None,
) -> ActivityInvitation:
    """The office lays the invitation before the leaders, having seen what stands in their calendars."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    if leader_ids is not None:
        await _ask_others(session, act, invitation, leader_ids)
    weighing = await queries.weighing(session, act, invitation, invitation.leader_ids)
    advance(session, ACTIVITY, "arrange_activity", Case(invitation, act, weighing))
    invitation.opinion = opinion.strip()
    invitation.arranged_by, invitation.arranged_at = act.doer.id, act.occurred_at
    DESK.close_task(session, act, invitation, ARRANGE, [post(PostCode.OFFICE_CLERK)])
    title = f"答复活动邀请：{invitation.title}"
    to = [person(each) for each in invitation.leader_ids]
    DESK.open_task(session, act, invitation, ANSWER, title, to, due=invitation.starts_at.date())
    return invitation


async def _ask_others(
    session: AsyncSession, act: Act, invitation: ActivityInvitation, leader_ids: Sequence[UUID]
) -> None:
    """Other leaders than before; whatever had been answered is forgotten."""
    invitation.leader_ids = list(dict.fromkeys(leader_ids))
    _check(act, invitation)
    await session.execute(delete(InvitedLeader).where(InvitedLeader.invitation_id == invitation.id))
    _ask(session, invitation)
    await session.flush()


async def accept_activity(
    session: AsyncSession, act: Act, *, activity_id: UUID, note: str = "", leader_id: UUID | None = None
) -> ActivityInvitation:
    """The leader will come himself. `leader_id`: for whom a B角 answers who is asked himself (GZ-6.2)."""
    return await _answer(session, act, activity_id, "accept_activity", ActivityAnswer.ACCEPTED, leader_id, note)


async def send_to_activity(
    session: AsyncSession,
    act: Act,
    *,
    activity_id: UUID,
    person_id: UUID,
    note: str = "",
    leader_id: UUID | None = None,
) -> ActivityInvitation:
    """The leader sends somebody in his place."""
    return await _answer(session, act, activity_id, "send_to_activity", ActivityAnswer.SENT, leader_id, note, person_id)


async def decline_activity(
    session: AsyncSession, act: Act, *, activity_id: UUID, leader_id: UUID | None = None
) -> ActivityInvitation:
    """The leader does not come, with his reason."""
    why = act.reason or ""
    return await _answer(session, act, activity_id, "decline_activity", ActivityAnswer.DECLINED, leader_id, why)


async def _answer(
    session: AsyncSession,
    act: Act,
    activity_id: UUID,
    action: str,
    answer: ActivityAnswer,
    named: UUID | None,
    note: str,
    sent_id: UUID | None = None,
) -> ActivityInvitation:
    invitation = await load(session, ActivityInvitation, activity_id, act)
    if named is not None and named not in invitation.leader_ids:
        raise NotFound("Person", named)
    if sent_id is not None and (sent_id in invitation.leader_ids or not act.view.holdings_of(sent_id)):
        raise refuse(CONTENT_INVALID, "受派出席的人员", path=("personId",))
    step = answering(action, named)
    by = may(step.by, invitation, act)
    leader_id = (by.on_behalf_of or by.person_id) if by else act.doer.id
    weighing = await queries.weighing(session, act, invitation, [sent_id or leader_id])
    row = next((each for each in weighing.invited if each.leader_id == leader_id), None)
    went, told_before = weighing.somebody_goes(), row.sent_id if row else None
    if row is not None:
        row.answer, row.sent_id, row.note = answer, sent_id, note.strip()
        row.answered_by, row.answered_at, row.stamp = act.doer.id, act.occurred_at, by.stamp if by else ""
    advance(session, {action: step}, action, Case(invitation, act, weighing))
    if invitation.starts_at <= act.occurred_at and answer is not ActivityAnswer.DECLINED:
        raise refuse(STATE_NOT_ALLOWED, "活动已开始")
    invitation.answers += 1
    DESK.close_task(session, act, invitation, ANSWER, [person(leader_id)])
    _spread(session, act, invitation, weighing, leader_id, answer, told_before, sent_id)
    if went or weighing.somebody_goes():
        _expect_record(session, act, invitation, goes=weighing.somebody_goes())
    return invitation


def _spread(
    session: AsyncSession,
    act: Act,
    invitation: ActivityInvitation,
    weighing: Weighing,
    leader_id: UUID,
    answer: ActivityAnswer,
    told_before: UUID | None,
    sent_id: UUID | None,
) -> None:
    """The unit and the office learn of the answer; whoever is sent, or no longer sent, learns that."""
    view = act.view
    leader, sent = view.person_name(leader_id), f"（{view.person_name(sent_id)}）" if sent_id else ""
    _tell(session, act, invitation, f"{leader}{answer.label}{sent}", [*_unit(invitation), post(PostCode.OFFICE_CLERK)])
    if sent_id is not None:
        _tell(session, act, invitation, f"受{leader}委派，请您出席：{invitation.plan}", [person(sent_id)])
    if told_before is not None and told_before != sent_id:
        _tell(session, act, invitation, f"{leader}另有安排，请您不再出席", [person(told_before)])


def _expect_record(session: AsyncSession, act: Act, invitation: ActivityInvitation, *, goes: bool) -> None:
    """As long as somebody goes, what came of it is to be recorded on the day."""
    recorders = [post(PostCode.UNIT_CLERK, invitation.unit_id), post(PostCode.OFFICE_CLERK)]
    if goes:
        title, due = f"登记活动举行情况：{invitation.title}", invitation.ends_at.date()
        DESK.open_task(session, act, invitation, RECORD, title, recorders, due=due)
    else:
        ending = TaskEnding.DONE if invitation.state is ActivityState.HELD else TaskEnding.LAPSED
        DESK.close_task(session, act, invitation, RECORD, recorders, ending)


async def change_activity(
    session: AsyncSession, act: Act, *, activity_id: UUID, change: ActivityChange
) -> ActivityInvitation:
    """Another time, place, plan or other leaders: the office and the leaders look at it anew."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    before = await _those_who_know(session, act, invitation)
    _withdraw_questions(session, act, invitation)
    advance(session, ACTIVITY, "change_activity", Case(invitation, act))
    invitation.title = (change.title or "").strip() or invitation.title
    invitation.place = (change.place or "").strip() or invitation.place
    invitation.plan = (change.plan or "").strip() or invitation.plan
    starts_at, ends_at = change.starts_at or invitation.starts_at, change.ends_at or invitation.ends_at
    invitation.starts_at, invitation.ends_at = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    await _ask_others(session, act, invitation, change.leader_ids or invitation.leader_ids)
    if change.leader_ids is not None:  # those asked before go on seeing what became of it; others do not yet
        invitation.arranged_by, invitation.arranged_at = None, None
    _tell(session, act, invitation, f"有变更，待重新呈请：{_when(invitation)}，理由：{act.reason}", before)
    _expect_record(session, act, invitation, goes=False)
    _lay_before_the_office(session, act, invitation)
    return invitation


async def cancel_activity(session: AsyncSession, act: Act, *, activity_id: UUID) -> ActivityInvitation:
    """The invitation is taken back, with the reason; whoever knew of it learns that."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    before = await _those_who_know(session, act, invitation)
    _withdraw_questions(session, act, invitation)
    advance(session, ACTIVITY, "cancel_activity", Case(invitation, act))
    _tell(session, act, invitation, f"取消，理由：{act.reason}", [*before, post(PostCode.OFFICE_CLERK)])
    _expect_record(session, act, invitation, goes=False)
    return invitation


def _withdraw_questions(session: AsyncSession, act: Act, invitation: ActivityInvitation) -> None:
    to = [person(each) for each in invitation.leader_ids]
    DESK.close_task(session, act, invitation, ANSWER, to, TaskEnding.WITHDRAWN)
    DESK.close_task(session, act, invitation, ARRANGE, [post(PostCode.OFFICE_CLERK)], TaskEnding.WITHDRAWN)


async def _those_who_know(session: AsyncSession, act: Act, invitation: ActivityInvitation) -> list[Addressee]:
    """The unit, and once it was laid before them the leaders and whom they send."""
    if invitation.arranged_at is None:
        return _unit(invitation)
    invited = (await queries.load_invited(session, act, [invitation.id]))[invitation.id]
    persons = dict.fromkeys([*invitation.leader_ids, *(each.sent_id for each in invited if each.sent_id)])
    return [*_unit(invitation), *(person(each) for each in persons)]


async def record_activity(session: AsyncSession, act: Act, *, activity_id: UUID, note: str) -> ActivityInvitation:
    """The activity has taken place: who really came, and what was said."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    weighing = await queries.weighing(session, act, invitation, ())
    advance(session, ACTIVITY, "record_activity", Case(invitation, act, weighing))
    if invitation.starts_at > act.occurred_at or not note.strip():
        raise refuse(CONTENT_INVALID, "活动举行情况（活动开始后登记）", path=("note",))
    invitation.held_note = note.strip()
    silent = [person(each.leader_id) for each in weighing.invited if each.answer is ActivityAnswer.PENDING]
    DESK.close_task(session, act, invitation, ANSWER, silent, TaskEnding.LAPSED)
    _expect_record(session, act, invitation, goes=False)
    return invitation


async def confirm_activity_registrations(session: AsyncSession, act: Act, *, activity_id: UUID) -> ActivityInvitation:
    """办主任 confirms what was registered after the fact for this invitation (AMB-47)."""
    invitation = await load(session, ActivityInvitation, activity_id, act)
    await confirm_registrations(session, invitation, act)
    return invitation


def _unit(invitation: ActivityInvitation) -> list[Addressee]:
    return [post(code, invitation.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]


def _when(invitation: ActivityInvitation) -> str:
    return f"{invitation.starts_at:%Y年%m月%d日%H:%M}，{invitation.place}"


def _tell(session: AsyncSession, act: Act, invitation: ActivityInvitation, words: str, to: Iterable[Addressee]) -> None:
    text = f"{invitation.title}（{_when(invitation)}）：{words}"
    DESK.notify(session, act, invitation, "activity_invitation", invitation.title, text, to)
