"""Which press releases the asker may see, and what their rules look at."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.authority import may
from services.kernel.sight import shows
from services.meetings.decisions.model import Decision
from services.meetings.minutes.model import Minutes, MinutesEntry
from services.meetings.papers.lists import papers_about
from services.meetings.papers.model import RequestedPaper
from services.meetings.press.lifecycle import READERS
from services.meetings.press.model import (
    OUT,
    PressPassage,
    PressPublication,
    PressRelease,
    PressSignature,
    PressState,
    PressVerdict,
)
from services.meetings.press.rules import PERSONNEL_WORDS, Kept, News, words_of
from services.meetings.rights import OFFICE_POSTS
from services.meetings.sittings.queries import posts_of
from services.meetings.sittings.rules import Sitting

SEES_EVERY_RELEASE = frozenset({PostCode.COUNTY_HEAD, PostCode.EXECUTIVE_DEPUTY_HEAD, *OFFICE_POSTS})


def _sees(act: Act) -> ColumnElement[bool]:
    """The office and the chain see all of them, 发布员 what is approved, everybody what is published."""
    posts = posts_of(act)
    if posts & SEES_EVERY_RELEASE:
        return PressRelease.id.is_not(None)
    if PostCode.PUBLISHER in posts:
        return PressRelease.state.in_(OUT)
    return PressRelease.state == PressState.PUBLISHED if posts - {PostCode.ADMINISTRATOR} else false()


def visible_releases(act: Act, *, meeting_id: UUID | None = None, state: PressState | None = None) -> Select[Any]:
    query = select(PressRelease).where(_sees(act))
    if meeting_id is not None:
        query = query.where(PressRelease.meeting_id == meeting_id)
    return query if state is None else query.where(PressRelease.state == state)


@shows(PressRelease)
async def load_releases(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, PressRelease]:
    rows = (await session.execute(visible_releases(act).where(PressRelease.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def passages(session: AsyncSession, release: PressRelease) -> list[tuple[PressPassage, Decision]]:
    """The current edition with the decisions it tells, as they stand now."""
    query = (
        select(PressPassage, Decision)
        .join(Decision, Decision.id == PressPassage.decision_id)
        .where(PressPassage.release_id == release.id, PressPassage.edition == release.edition)
        .order_by(PressPassage.position)
    )
    return [(passage, decision) for passage, decision in (await session.execute(query)).all()]


async def news(session: AsyncSession, act: Act, release: PressRelease, sitting: Sitting) -> News:
    """What the release tells, what it must not, and in which capacity the asker could sign it now."""
    query = select(PressSignature).where(
        PressSignature.release_id == release.id,
        PressSignature.edition == release.edition,
        PressSignature.verdict == PressVerdict.AGREED,
    )
    signed = (await session.execute(query)).scalars()
    return News(
        passages=await passages(session, release),
        kept=await _kept(session, act, sitting),
        capacity=may(READERS.get(release.state, ()), release, act),
        signed_before=any(each.person_id == act.doer.id and each.step is not release.state for each in signed),
    )


async def _kept(session: AsyncSession, act: Act, sitting: Sitting) -> list[Kept]:
    """Personnel matters with the people they are about, and the words of decisions that are not 宜于公开."""
    query = select(Decision).where(Decision.meeting_id == sitting.meeting.id).order_by(Decision.position)
    decisions = list((await session.execute(query)).scalars())
    kept = [Kept(each.number, words_of([each.text])) for each in decisions if not (each.publishable or each.restricted)]
    items = [item for item in sitting.items if item.restricted]
    if not items:
        return kept
    texts = [text for item in items for text in (sitting.topics[item.topic_id].title, item.conclusion)]
    texts += [each.text for each in decisions if each.restricted]
    entries = (
        select(MinutesEntry.text)
        .join(Minutes, Minutes.id == MinutesEntry.minutes_id)
        .where(Minutes.meeting_id == sitting.meeting.id, MinutesEntry.restricted)
    )
    texts += (await session.execute(entries)).scalars()
    there = {a.name for a in sitting.attendees}
    about = {p.name for p in act.view.persons.values() if p.name not in there and any(p.name in t for t in texts)}
    titles = tuple(sitting.topics[item.topic_id].title for item in items)
    return [*kept, Kept(PERSONNEL_MASK, (*words_of(texts), *titles, *sorted(about), *PERSONNEL_WORDS))]


async def load_passages(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[PressPassage]]:
    """The current wording of releases that the asker sees."""
    found: dict[UUID, list[PressPassage]] = {each: [] for each in ids}
    query = (
        select(PressPassage)
        .join(PressRelease, PressRelease.id == PressPassage.release_id)
        .where(PressRelease.id.in_(ids), PressPassage.edition == PressRelease.edition, _sees(act))
        .order_by(PressPassage.position)
    )
    for row in (await session.execute(query)).scalars():
        found[row.release_id].append(row)
    return found


async def load_signatures(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[PressSignature]]:
    """The chain as it was signed, for the office and those in it."""
    found: dict[UUID, list[PressSignature]] = {each: [] for each in ids}
    if not posts_of(act) & SEES_EVERY_RELEASE:
        return found
    query = select(PressSignature).where(PressSignature.release_id.in_(ids)).order_by(PressSignature.id)
    for row in (await session.execute(query)).scalars():
        found[row.release_id].append(row)
    return found


async def load_publications(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[PressPublication]]:
    found: dict[UUID, list[PressPublication]] = {each: [] for each in ids}
    query = select(PressPublication).where(PressPublication.release_id.in_(ids)).order_by(PressPublication.id)
    for row in (await session.execute(query)).scalars():
        found[row.release_id].append(row)
    return found


async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[RequestedPaper]]:
    """The papers asked for of these releases, for the office and those in the chain."""
    if not posts_of(act) & SEES_EVERY_RELEASE:
        return {each: [] for each in ids}
    return await papers_about(session, PressRelease, ids)
