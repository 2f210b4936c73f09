"""What may be asked of a calendar's feed: its address, given anew or shut; and what it tells."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import NotFound
from services.kernel.rules import Case
from services.meetings.calendars import queries
from services.meetings.calendars.entry import Entry
from services.meetings.calendars.lifecycle import FEED
from services.meetings.calendars.model import CalendarFeed, FeedState, ToldEntry

TOKEN_BYTES = 32
DAYS_BACK, DAYS_AHEAD = 31, 366


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def issue_calendar_feed(session: AsyncSession, act: Act) -> CalendarFeed:
    """The asker's feed gets a fresh address; an earlier one answers no longer."""
    values: dict[str, Any] = {
        "id": new_id(),
        "version": 1,
        "unconfirmed": False,
        "created_at": act.at,
        "person_id": act.person.id,
        "state": FeedState.REVOKED,
    }
    await session.execute(insert(CalendarFeed).values(values).on_conflict_do_nothing(index_elements=["person_id"]))
    feed = await _feed_of(session, act, act.person.id)
    advance(session, FEED, "issue_calendar_feed", Case(feed, act))
    feed.token = secrets.token_urlsafe(TOKEN_BYTES)
    feed.token_sha256, feed.issued_at, feed.revoked_at = hashed(feed.token), act.at, None
    return feed


async def revoke_calendar_feed(session: AsyncSession, act: Act, *, person_id: UUID | None = None) -> CalendarFeed:
    """The address answers no longer; 办主任 may shut that of another (a telephone was lost)."""
    feed = await _feed_of(session, act, person_id or act.person.id)
    advance(session, FEED, "revoke_calendar_feed", Case(feed, act))
    feed.token_sha256, feed.revoked_at = None, act.at
    return feed


async def _feed_of(session: AsyncSession, act: Act, person_id: UUID) -> CalendarFeed:
    """The person's feed, locked; for who may not see his calendar there is none."""
    if not queries.may_see_calendar(act, person_id):
        raise NotFound("CalendarFeed", person_id)
    feed_id = await session.scalar(select(CalendarFeed.id).where(CalendarFeed.person_id == person_id))
    if feed_id is None:
        raise NotFound("CalendarFeed", person_id)
    return await load(session, CalendarFeed, feed_id, act)


async def follow_calendar_feed(session: AsyncSession, act: Act, token: str) -> tuple[UUID, list[ToldEntry]]:
    """Whose feed this address is, and what it tells now; two who ask at once are told the same.

    Raises `NotFound` for an address that was never given, is shut, or belongs to nobody of today's roster.
    """
    query = select(CalendarFeed).where(CalendarFeed.token_sha256 == hashed(token)).with_for_update()
    feed = (await session.execute(query)).scalar_one_or_none()
    if feed is None or not act.view.holdings_of(feed.person_id):
        raise NotFound("CalendarFeed")
    return feed.person_id, await _bring_up_to_date(session, act, feed.person_id)


async def _bring_up_to_date(session: AsyncSession, act: Act, person_id: UUID) -> list[ToldEntry]:
    """Compare the calendar with what was told: what is new, different or gone is told with the next number."""
    window = queries.Window.of_days(act.today - timedelta(days=DAYS_BACK), act.today + timedelta(days=DAYS_AHEAD))
    now = {entry.uid: entry for entry in (await queries.entries(session, act, [person_id], window))[person_id]}
    query = select(ToldEntry).where(
        ToldEntry.person_id == person_id,
        ToldEntry.ends_at > window.since,
        ToldEntry.starts_at < window.before,
    )
    told = {row.uid: row for row in (await session.execute(query)).scalars()}
    told |= await _told_elsewhere(session, person_id, [uid for uid in now if uid not in told])
    for uid, entry in now.items():
        row = told.get(uid)
        if row is None:
            told[uid] = ToldEntry(
                person_id=person_id, uid=uid, sequence=0, cancelled=False, told_at=act.at, **_content(entry)
            )
            session.add(told[uid])
        elif row.cancelled or _is_different(row, entry):
            _tell_anew(row, act, cancelled=False, **_content(entry))
    for uid, row in told.items():
        if uid not in now and not row.cancelled:
            _tell_anew(row, act, cancelled=True)
    return sorted(told.values(), key=lambda row: (row.starts_at, row.uid))


async def _told_elsewhere(session: AsyncSession, person_id: UUID, uids: list[str]) -> dict[str, ToldEntry]:
    """What was told of these lines when they stood outside of the window."""
    query = select(ToldEntry).where(ToldEntry.person_id == person_id, ToldEntry.uid.in_(uids))
    return {row.uid: row for row in (await session.execute(query)).scalars()} if uids else {}


def _content(entry: Entry) -> dict[str, Any]:
    return {
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "title": entry.title,
        "line": {
            "kind": entry.kind.value,
            "state": entry.state.value,
            "place": entry.place,
            "all_day": entry.all_day,
            "note": entry.note,
        },
    }


def _is_different(row: ToldEntry, entry: Entry) -> bool:
    return any(getattr(row, name) != value for name, value in _content(entry).items())


def _tell_anew(row: ToldEntry, act: Act, *, cancelled: bool, **content: Any) -> None:
    row.sequence, row.cancelled, row.told_at = row.sequence + 1, cancelled, act.at
    for name, value in content.items():
        setattr(row, name, value)
