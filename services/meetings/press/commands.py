"""What may be asked of news: draft, word, send through the chain, publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, TaskEnding
from services.kernel.acts import Act
from services.kernel.audit import Record
from services.kernel.audit import record as audit
from services.kernel.authority import may
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance, demand
from services.kernel.model import load
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.decisions import queries as decision_queries
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.papers.model import RequestedPaper
from services.meetings.press import queries
from services.meetings.press.lifecycle import PRESS
from services.meetings.press.model import (
    PressPassage,
    PressPublication,
    PressRelease,
    PressSignature,
    PressState,
    PressVerdict,
)
from services.meetings.press.rules import internal_minutes_make_no_news, news_tells_only_what_may_be_published
from services.meetings.rights import OFFICE
from services.meetings.sittings import naming
from services.meetings.sittings import queries as sittings
from services.meetings.sittings.model import Meeting, MeetingState
from services.meetings.sittings.naming import signer
from services.meetings.sittings.rules import Sitting

TASK = "sign_press_release"
READER = {PressState.DIRECTOR: PostCode.OFFICE_DIRECTOR, PressState.LEADER: PostCode.EXECUTIVE_DEPUTY_HEAD}


async def draft_press_release(session: AsyncSession, act: Act, *, meeting_id: UUID) -> PressRelease:
    """A draft that tells what the meeting decided and may be published; its minutes are out (CW-6.1)."""
    meeting = await load(session, Meeting, meeting_id, act, versioned=False)
    if may(OFFICE, meeting, act) is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    release = PressRelease(
        meeting_id=meeting.id,
        kind=meeting.kind,
        state=PressState.DRAFTED,
        edition=1,
        title=f"{naming.meeting_name(meeting)}召开",
        lead="",
        drafted_by=act.person.id,
        created_at=act.at,
    )
    demand(session, (internal_minutes_make_no_news,), "draft_press_release", Case(release, act))
    if meeting.state not in (MeetingState.MINUTES_ISSUED, MeetingState.ARCHIVED):
        raise refuse(STATE_NOT_ALLOWED, meeting.state.label)
    sitting = await sittings.sitting(session, act, meeting)
    release.lead = _lead(sitting)
    decisions = await decision_queries.of_meeting(session, meeting.id)
    told = [each for each in decisions if each.publishable and not each.restricted]
    session.add(release)
    await session.flush()
    for position, decision in enumerate(told, 1):
        session.add(_passage(release, position, decision.id, decision.revision, decision.text))
    await session.flush()
    given = await queries.news(session, act, release, sitting)
    if not given.passages:
        demand(session, (news_tells_only_what_may_be_published,), "draft_press_release", Case(release, act, given))
    begun = Record(act, "draft_press_release", "PressRelease", release.id, to_state=release.state, clauses=("CW-6.1",))
    audit(session, begun)
    return release


def _lead(sitting: Sitting) -> str:
    meeting = sitting.meeting
    held = (meeting.started_at or meeting.starts_at).astimezone(SHANGHAI)
    who = f"{meeting.mandate}，" if meeting.mandate else ""
    host = naming.titled(sitting.view, meeting.host_id)
    return f"{held.month}月{held.day}日，{who}{host}主持召开{naming.meeting_name(meeting)}。"


def _passage(release: PressRelease, position: int, decision_id: UUID, revision: int, text: str) -> PressPassage:
    return PressPassage(
        release_id=release.id,
        edition=release.edition,
        position=position,
        decision_id=decision_id,
        revision=revision,
        text=text,
    )


@dataclass(frozen=True)
class Passage:
    """The wording for one decision; a decision that is left out is not told."""

    decision_id: UUID
    text: str


async def edit_press_release(
    session: AsyncSession,
    act: Act,
    *,
    release_id: UUID,
    title: str | None = None,
    lead: str | None = None,
    passages: Sequence[Passage] | None = None,
) -> PressRelease:
    """The draft reads as given: `passages` replaces the whole text."""
    release = await load(session, PressRelease, release_id, act)
    advance(session, PRESS, "edit_press_release", Case(release, act))
    release.title = release.title if title is None else title.strip()
    release.lead = release.lead if lead is None else lead.strip()
    if not release.title or not release.lead:
        raise refuse(CONTENT_INVALID, "标题、导语", path=("title",))
    if passages is None:
        return release
    wanted = [each.decision_id for each in passages]
    seen = await decision_queries.load_decisions(session, act, wanted)
    if len(set(wanted)) != len(wanted) or any(not each.text.strip() for each in passages):
        raise refuse(CONTENT_INVALID, "同一事项重复，或内容为空", path=("passages",))
    await session.execute(
        delete(PressPassage).where(PressPassage.release_id == release.id, PressPassage.edition == release.edition)
    )
    for position, each in enumerate(passages, 1):
        decision = seen.get(each.decision_id)
        if decision is None or decision.meeting_id != release.meeting_id:
            raise NotFound("Decision", each.decision_id)
        session.add(_passage(release, position, decision.id, decision.revision, each.text.strip()))
    return release


async def _case(session: AsyncSession, act: Act, release: PressRelease) -> tuple[Case[PressRelease], Sitting]:
    meeting = await session.get_one(Meeting, release.meeting_id)
    sitting = await sittings.sitting(session, act, meeting)
    return Case(release, act, await queries.news(session, act, release, sitting)), sitting


async def submit_press_release(session: AsyncSession, act: Act, *, release_id: UUID) -> PressRelease:
    """The draft tells nothing but what may be published, and goes to 办主任 (CW-6.1)."""
    release = await load(session, PressRelease, release_id, act)
    case, _ = await _case(session, act, release)
    advance(session, PRESS, "submit_press_release", case)
    _ask_to_read(session, act, release)
    return release


def _readers(release: PressRelease) -> list[Addressee]:
    return [post(READER[release.state])] if release.state in READER else []


def _ask_to_read(session: AsyncSession, act: Act, release: PressRelease) -> None:
    title = f"新闻稿{release.state.label}：{release.title}"
    DESK.open_task(session, act, release, TASK, title, _readers(release))


async def sign_press_release(session: AsyncSession, act: Act, *, release_id: UUID, comment: str = "") -> PressRelease:
    """办主任, then 常务副县长 or 县长; with the second signature the paper is asked for (spec 08, 14)."""
    release = await load(session, PressRelease, release_id, act)
    case, sitting = await _case(session, act, release)
    step, readers = release.state, _readers(release)
    advance(session, PRESS, "sign_press_release", case)
    DESK.close_task(session, act, release, TASK, readers)
    _keep(session, act, release, step, PressVerdict.AGREED, case.given.capacity, comment)
    if release.state is not PressState.APPROVED:
        _ask_to_read(session, act, release)
        return release
    release.approved_at, release.approved_by = act.at, act.doer.id
    await supersede(session, release.id, DocumentKind.PRESS_RELEASE)
    by = case.given.capacity
    data = {
        "title": naming.one_line(release.title),
        "lead": naming.one_line(release.lead),
        "paragraphs": [naming.one_line(passage.text) for passage, _ in case.given.passages],
        "source": naming.office(act.view),
        "approved_by": naming.titled(sitting.view, act.doer.id),
        "dated": act.on,
    }
    await request_paper(
        session,
        act,
        release,
        DocumentKind.PRESS_RELEASE,
        f"新闻稿：{release.title}",
        data,
        by=by,
        signer=signer(act, by),
        signed_on=act.on,
        public=True,
    )
    return release


def _keep(
    session: AsyncSession,
    act: Act,
    release: PressRelease,
    step: PressState,
    verdict: PressVerdict,
    by: Any,
    comment: str,
) -> None:
    session.add(
        PressSignature(
            release_id=release.id,
            edition=release.edition,
            step=step,
            verdict=verdict,
            person_id=by.person_id,
            on_behalf_of=by.on_behalf_of,
            delegation_id=by.delegation_id,
            stamp=by.stamp,
            comment=comment,
            at=act.at,
        )
    )


async def return_press_release(session: AsyncSession, act: Act, *, release_id: UUID) -> PressRelease:
    """Whoever's turn it is sends it back with reasons; the chain begins anew."""
    release = await load(session, PressRelease, release_id, act)
    case, _ = await _case(session, act, release)
    step, readers = release.state, _readers(release)
    advance(session, PRESS, "return_press_release", case)
    DESK.close_task(session, act, release, TASK, readers)
    _keep(session, act, release, step, PressVerdict.RETURNED, case.given.capacity, act.reason or "")
    release.edition += 1
    for passage, _ in case.given.passages:
        session.add(_passage(release, passage.position, passage.decision_id, passage.revision, passage.text))
    text = f"新闻稿被退回：{act.reason}"
    DESK.notify(session, act, release, "press_returned", release.title, text, [person(release.drafted_by)])
    return release


async def withdraw_press_release(session: AsyncSession, act: Act, *, release_id: UUID) -> PressRelease:
    """Nothing will be published; what was published stays published."""
    release = await load(session, PressRelease, release_id, act)
    readers = _readers(release)
    advance(session, PRESS, "withdraw_press_release", Case(release, act))
    DESK.close_task(session, act, release, TASK, readers, TaskEnding.WITHDRAWN)
    return release


@dataclass(frozen=True)
class Publication:
    """Where the release appeared, and when."""

    medium: str
    published_at: datetime
    link: str = ""


async def publish_press_release(
    session: AsyncSession, act: Act, *, release_id: UUID, publications: Sequence[Publication]
) -> PressRelease:
    """发布员 or the office records where approved news appeared (CW-6.1, GZ-24)."""
    release = await load(session, PressRelease, release_id, act)
    case, _ = await _case(session, act, release)
    advance(session, PRESS, "publish_press_release", case)
    if not publications or any(_impossible(act, release, each) for each in publications):
        raise refuse(CONTENT_INVALID, "发布媒体、发布时间", path=("publications",))
    for each in publications:
        session.add(
            PressPublication(
                release_id=release.id,
                medium=each.medium.strip(),
                link=each.link.strip(),
                published_at=each.published_at,
                recorded_by=act.person.id,
            )
        )
    release.published_at = release.published_at or min(each.published_at for each in publications)
    return release


def _impossible(act: Act, release: PressRelease, each: Publication) -> bool:
    """Nothing appears without a medium, before it was approved, or tomorrow."""
    if not each.medium.strip() or each.published_at.tzinfo is None:
        return True
    return release.approved_at is None or not release.approved_at <= each.published_at <= act.at


async def press_failed(session: AsyncSession, act: Act, paper: RequestedPaper) -> None:
    """Documents could not make the paper: whoever drafted it learns why."""
    query = select(PressRelease).where(PressRelease.id == paper.subject_id)
    release = (await session.execute(query)).scalar_one()
    text = f"成文失败：{paper.failure_zh}"
    DESK.notify(session, act, release, "paper_failed", paper.title, text, [person(release.drafted_by)])
