"""What may be done to the roster: take over the county's list, change single posts, publish the next version."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import directory as contracts
from services.contracts.copies import keep_roster
from services.contracts.county import RosterFile
from services.contracts.directory import RosterPublished
from services.contracts.words.directory import PostCode
from services.directory.desk.changes import tell_everybody
from services.directory.roster import county_file, model
from services.directory.roster.model import Dated, RosterRelease
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.outbox import publish
from services.kernel.refusals import (
    ACTOR_NOT_ALLOWED,
    CONTENT_INVALID,
    PROFILE_INCOMPLETE,
    NotFound,
    Refused,
    refuse,
    violation,
)

MAX_BYTES = 512 * 1024  # one event carries the whole structure (design 4)
KEEPERS = (PostCode.OFFICE_DIRECTOR, PostCode.OFFICE_CLERK, PostCode.ADMINISTRATOR)
ROSTER_LOCK = 0x5A42_0057
DAY = timedelta(days=1)

# The lists of the published structure, with the tables they come from.
LISTS: dict[str, tuple[type[Any], type[Any]]] = {
    "units": (model.Unit, contracts.Unit),
    "persons": (model.Person, contracts.Person),
    "posts": (model.Holding, contracts.Holding),
    "portfolios": (model.Portfolio, contracts.Portfolio),
    "ab_pairs": (model.SubstitutePair, contracts.SubstitutePair),
    "externals": (model.External, contracts.External),
}


async def import_roster(session: AsyncSession, act: Act, *, file: RosterFile) -> RosterRelease | None:
    """Take over the county's list, valid from the day it states; None when it is the list taken over last.

    The list is complete: what it no longer names ends on that day. A list of the same day corrects the one before.
    Raises CONTENT_INVALID for a list older than what stands.
    """
    await _one_at_a_time(session)
    source = county_file.fingerprint(file)
    last = select(RosterRelease.source_sha256).where(RosterRelease.source_sha256.is_not(None))
    if source == await session.scalar(last.order_by(RosterRelease.version.desc()).limit(1)):
        return None
    await _name_persons(session, county_file.persons(file))
    for kind, wanted in county_file.dated_rows(file).items():
        await _replace(session, kind, wanted, file.valid_from)
    return await _publish(session, act, f"导入花名册（自{file.valid_from}起）", source)


@dataclass(frozen=True)
class Appointment:
    """任职: who takes which post; `name` is needed for a login that is not yet known."""

    login: str
    post: PostCode
    unit_id: UUID
    title: str
    valid_from: date
    name: str | None = None
    main: bool = False


async def assign_post(session: AsyncSession, act: Act, *, appointment: Appointment) -> RosterRelease:
    """Enter a post that somebody takes; each unit has one head at a time (GZ-8)."""
    await _one_at_a_time(session)
    person_id = county_file.person_id(appointment.login)
    _may_keep_the_roster_of(act, person_id)
    since = appointment.valid_from
    unit = await _open_row(session, model.Unit, appointment.unit_id)
    if unit is None:
        raise NotFound("Unit", appointment.unit_id)
    if not appointment.title.strip() or not appointment.login.strip():
        raise refuse(PROFILE_INCOMPLETE, "登录名、职务名称")
    person = await session.get(model.Person, person_id)
    if person is None:
        if not (appointment.name or "").strip():
            raise refuse(PROFILE_INCOMPLETE, "姓名")
        last = await session.scalar(select(func.coalesce(func.max(model.Person.order), 0)))
        person = model.Person(id=person_id, login=appointment.login, name=appointment.name or "", order=(last or 0) + 1)
        session.add(person)
    holding_id = county_file.holding_id(appointment.login, appointment.post, unit.code)
    if await _stands(session, model.Holding.id == holding_id, since):
        raise refuse(CONTENT_INVALID, "该人员在此期间已任此职")
    leads = (model.Holding.main.is_(True)) | (model.Holding.post == PostCode.UNIT_HEAD)
    if (appointment.main or appointment.post is PostCode.UNIT_HEAD) and await _stands(
        session, (model.Holding.unit_id == unit.id) & leads & (model.Holding.person_id != person_id), since
    ):
        taken = violation(CONTENT_INVALID, "该单位已有主要负责人，请先办理其免职", clauses=("GZ-8",))
        raise Refused([taken])
    last = await session.scalar(select(func.coalesce(func.max(model.Holding.order), 0)))
    session.add(
        model.Holding(
            id=holding_id,
            person_id=person_id,
            post=appointment.post,
            unit_id=unit.id,
            title=appointment.title,
            main=appointment.main,
            valid_from=since,
            order=(last or 0) + 1,
        )
    )
    return await _publish(session, act, f"{person.name}任{appointment.title}（自{since}起）")


async def end_holding(session: AsyncSession, act: Act, *, holding_id: UUID, last_day: date) -> RosterRelease:
    """End a post with `last_day` as its last day."""
    await _one_at_a_time(session)
    holding = await _open_row(session, model.Holding, holding_id)
    if holding is None:
        raise NotFound("Post", holding_id)
    _may_keep_the_roster_of(act, holding.person_id)
    if last_day < holding.valid_from:
        raise refuse(CONTENT_INVALID, "最后一日早于任职之日", path=("lastDay",))
    holding.valid_until = last_day + DAY
    person = await session.get_one(model.Person, holding.person_id)
    return await _publish(session, act, f"{person.name}不再任{holding.title}（至{last_day}止）")


def _may_keep_the_roster_of(act: Act, person_id: UUID) -> None:
    """The office and the administrator keep the roster; nobody enters a post of his own."""
    if person_id == act.person.id or not any(act.holds(post) for post in KEEPERS):
        raise refuse(ACTOR_NOT_ALLOWED)


async def _one_at_a_time(session: AsyncSession) -> None:
    """Versions follow each other: a second change waits for the first."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ROSTER_LOCK})


async def _open_row(session: AsyncSession, kind: type[Any], row_id: UUID) -> Any:
    found = await session.execute(select(kind).where(kind.id == row_id, kind.valid_until.is_(None)))
    return found.scalar_one_or_none()


async def _stands(session: AsyncSession, which: Any, since: date) -> bool:
    """Does such a holding stand on or after `since`?"""
    lasts = model.Holding.valid_until.is_(None) | (model.Holding.valid_until > since)
    return await session.scalar(select(model.Holding.id).where(which, lasts).limit(1)) is not None


async def _name_persons(session: AsyncSession, wanted: county_file.Rows) -> None:
    """Persons have no validity: a new name corrects the old one."""
    known = {row.id: row for row in (await session.execute(select(model.Person))).scalars()}
    for person_id, values in wanted.items():
        row = known.get(person_id) or model.Person(id=person_id)
        row.login, row.name, row.order = values["login"], values["name"], values["order"]
        session.add(row)


async def _replace(session: AsyncSession, kind: type[Any], wanted: county_file.Rows, since: date) -> None:
    """Let the rows of `kind` say what is wanted from `since` on; what stays the same keeps its row."""
    rows = list((await session.execute(select(kind))).scalars())
    newest = max((day for row in rows for day in (row.valid_from, row.valid_until) if day), default=since)
    if newest > since:
        raise refuse(CONTENT_INVALID, f"花名册已有自{newest}起的内容，名单的 valid_from 不得早于此日")
    standing = {row.id: row for row in rows if row.valid_until is None}
    for row_id, row in standing.items():
        values = wanted.get(row_id)
        if values is not None and _says(row, values):
            row.order = values["order"]
        elif row.valid_from < since:
            row.valid_until = since
        elif values is not None:  # it would end on the day it began, so it was never true: corrected in place
            for name, value in values.items():
                setattr(row, name, value)
        else:
            await session.delete(row)
    for row_id, values in wanted.items():
        if row_id not in standing or standing[row_id].valid_until is not None:
            session.add(kind(id=row_id, valid_from=since, **values))


def _says(row: Dated, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items() if name != "order")


async def _publish(session: AsyncSession, act: Act, note: str, source: str | None = None) -> RosterRelease:
    """Publish the whole structure as its next version, and keep the directory's own copy of it."""
    await session.flush()
    version = 1 + (await session.scalar(select(func.coalesce(func.max(RosterRelease.version), 0))) or 0)
    lists = {name: await _list(session, *kinds) for name, kinds in LISTS.items()}
    event = RosterPublished(version=version, clauses=("GZ-5", "GZ-6.1", "GZ-6.2", "GZ-7", "GZ-8"), **lists)
    size = len(orjson.dumps(event.model_dump(mode="json")))
    if size > MAX_BYTES:
        raise refuse(CONTENT_INVALID, f"花名册共{size}字节，超过{MAX_BYTES}字节")
    release = RosterRelease(
        version=version,
        published_at=act.at,
        published_by=None if act.system else act.person.id,
        note=note,
        source_sha256=source,
        bytes=size,
    )
    session.add(release)
    await session.flush()
    publish(session, act, event, release)
    await keep_roster(session, act, event)
    await tell_everybody(session)
    detail = {"version": version, "note": note}
    record(session, Record(act, "publish_roster", "RosterRelease", release.id, clauses=event.clauses, detail=detail))
    return release


async def _list(session: AsyncSession, kind: type[Any], value: type[Any]) -> tuple[Any, ...]:
    order = (kind.order, kind.id, *((kind.valid_from,) if issubclass(kind, Dated) else ()))
    rows = (await session.execute(select(kind).order_by(*order))).scalars()
    return tuple(value.model_validate({name: getattr(row, name) for name in value.model_fields}) for row in rows)
