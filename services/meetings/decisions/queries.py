"""Which decisions the asker may see."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.meetings import DecisionStatus, PartyResult
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.kernel.store import StoredFile
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.model import Decision, DecisionRevision, PartyApproval
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.queries import HEARS_PERSONNEL, SEES_EVERY_MEETING, kinds_of_member, posts_of
from services.meetings.topics.model import Topic
from services.meetings.topics.queries import own_units, served_portfolios

AGREED = (PartyResult.AGREED, PartyResult.AGREED_AS_AMENDED)
FOLLOWS_EVERY_DECISION = frozenset({PostCode.EXECUTIVE_DEPUTY_HEAD})  # he signs the bulletin of all items (CW-6.3)


def sees_all_decisions(act: Act) -> ColumnElement[bool]:
    """Of which meetings the asker sees every decision: the office and the members, no observer (CW-5.1, AMB-22)."""
    if posts_of(act) & SEES_EVERY_MEETING:
        return Decision.id.is_not(None)
    return exists().where(
        Meeting.id == Decision.meeting_id,
        or_(Meeting.kind.in_(kinds_of_member(act)), Meeting.host_id == act.person.id),
    )


def _follows(act: Act) -> ColumnElement[bool]:
    """Decisions that the asker follows up: whoever finds an item in the ledger finds what was decided (spec 06, 6.2.6).

    Those of the leader in charge, of his B角 (GZ-6.2) and of his 口, and of whoever acts for 办主任 (AMB-32). Personnel
    matters stay closed.
    """
    if posts_of(act) & FOLLOWS_EVERY_DECISION:
        return Decision.restricted.is_(False)
    grounds: list[ColumnElement[bool]] = []
    if served := served_portfolios(act):
        units = [unit for portfolio in served for unit in portfolio.unit_ids]
        grounds += [_concerns(units), Decision.portfolio_leader_id.in_({portfolio.leader_id for portfolio in served})]
    for given in act.view.delegations(act.person.id, DelegationScope.OFFICE_DIRECTION):
        case = ((Decision.meeting_id, given.meeting_id), (Decision.topic_id, given.topic_id))
        grounds.append(and_(true(), *(column == value for column, value in case if value is not None)))
    return and_(Decision.restricted.is_(False), or_(false(), *grounds))


def _concerns(units: list[UUID]) -> ColumnElement[bool]:
    """Decisions that these units lead or assist."""
    if not units:
        return false()
    return or_(Decision.lead_unit_id.in_(units), Decision.assist_unit_ids.bool_op("&&")(units))


def _hears_personnel(act: Act) -> ColumnElement[bool]:
    if posts_of(act) & HEARS_PERSONNEL:
        return Decision.id.is_not(None)
    clerk = select(Topic.assigned_clerk_id).where(Topic.id == Decision.topic_id).scalar_subquery()
    return or_(Decision.restricted.is_(False), clerk == act.person.id)


def visible_decisions(
    act: Act,
    *,
    meeting_id: UUID | None = None,
    lead_unit_id: UUID | None = None,
    states: Iterable[DecisionStatus] | None = None,
    due_before: date | None = None,
) -> Select[Any]:
    """Decisions that exist for the asker; a unit learns of its own when the minutes are issued (spec 07, 7.1)."""
    out = and_(Decision.minutes_document_id.is_not(None), or_(_concerns(own_units(act)), _follows(act)))
    query = select(Decision).where(or_(sees_all_decisions(act), out), _hears_personnel(act))
    if meeting_id is not None:
        query = query.where(Decision.meeting_id == meeting_id)
    if lead_unit_id is not None:
        query = query.where(Decision.lead_unit_id == lead_unit_id)
    if states:
        query = query.where(Decision.state.in_(list(states)))
    if due_before is not None:
        query = query.where(Decision.due <= due_before)
    return query


@shows(Decision)
async def load_decisions(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Decision]:
    rows = (await session.execute(visible_decisions(act).where(Decision.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def decisions_of_meetings(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = {each: [] for each in ids}
    query = visible_decisions(act).where(Decision.meeting_id.in_(ids)).order_by(Decision.position)
    for row in (await session.execute(query)).scalars():
        found[row.meeting_id].append(row)
    return found


async def load_changers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Decision]]:
    """Decisions that take the place of these, as far as the asker sees them."""
    found: dict[UUID, list[Decision]] = {each: [] for each in ids}
    query = visible_decisions(act).where(Decision.changes_id.in_(ids)).order_by(Decision.id)
    for row in (await session.execute(query)).scalars():
        found[row.changes_id].append(row)
    return found


async def load_evaluations(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[DecisionEvaluation]]:
    found: dict[UUID, list[DecisionEvaluation]] = {each: [] for each in ids}
    query = select(DecisionEvaluation).where(DecisionEvaluation.decision_id.in_(ids)).order_by(DecisionEvaluation.id)
    for row in (await session.execute(query)).scalars():
        found[row.decision_id].append(row)
    return found


async def load_reports(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[StoredFile]]:
    """The files of these evaluations."""
    found: dict[UUID, list[StoredFile]] = {each: [] for each in ids}
    query = select(StoredFile).where(StoredFile.object_type == "DecisionEvaluation", StoredFile.object_id.in_(ids))
    for row in (await session.execute(query.order_by(StoredFile.id))).scalars():
        if row.object_id is not None:
            found[row.object_id].append(row)
    return found


@shows(DecisionEvaluation)
async def load_evaluation(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, DecisionEvaluation]:
    """Evaluations by id, of decisions that the asker sees: who sees them reads their reports."""
    query = (
        select(DecisionEvaluation)
        .join(Decision, Decision.id == DecisionEvaluation.decision_id)
        .where(DecisionEvaluation.id.in_(ids), Decision.id.in_(visible_decisions(act).with_only_columns(Decision.id)))
    )
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def load_approvals(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[PartyApproval]]:
    found: dict[UUID, list[PartyApproval]] = {each: [] for each in ids}
    query = select(PartyApproval).where(PartyApproval.decision_id.in_(ids)).order_by(PartyApproval.id)
    for row in (await session.execute(query)).scalars():
        found[row.decision_id].append(row)
    return found


async def load_revisions(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[DecisionRevision]]:
    found: dict[UUID, list[DecisionRevision]] = {each: [] for each in ids}
    query = select(DecisionRevision).where(DecisionRevision.decision_id.in_(ids)).order_by(DecisionRevision.revision)
    for row in (await session.execute(query)).scalars():
        found[row.decision_id].append(row)
    return found


async def agreed_by_the_party(session: AsyncSession, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these decisions to whose wording 县委 has agreed (GZ-3)."""
    query = select(PartyApproval.decision_id).where(
        PartyApproval.decision_id.in_(ids), PartyApproval.result.in_(AGREED)
    )
    return frozenset((await session.execute(query)).scalars())


async def of_meeting(session: AsyncSession, meeting_id: UUID) -> list[Decision]:
    """All decisions of a meeting, for commands."""
    query = select(Decision).where(Decision.meeting_id == meeting_id).order_by(Decision.position)
    return list((await session.execute(query)).scalars())
