"""Which topics the asker may see, how he finds them, and what lies on their files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import DelegationScope, PostCode, UnitRole
from services.contracts.words.meetings import DecisionStatus, MeetingKind, TopicFlag
from services.kernel.acts import Act
from services.kernel.roster import Portfolio
from services.kernel.sight import shows
from services.kernel.store import Deadline, Finding, StoredFile
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.model import Decision
from services.meetings.papers.model import RequestedPaper
from services.meetings.procedures import PROCEDURES, procedure
from services.meetings.rights import LEADERS
from services.meetings.sittings.model import Meeting, MeetingState
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.groundwork.model import (
    Coordination,
    Groundwork,
    LegalityReviewCopy,
    PublicConsultationCopy,
    UnitConsultation,
)
from services.meetings.topics.model import Deferral, Topic, TopicOpinion, TopicState
from services.meetings.topics.preparation.model import Material, PreparationNotice
from services.meetings.topics.review.model import PreliminaryReview, VetoReview

UNIT_POSTS = (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
NOT_BEGUN = (MeetingState.PLANNED, MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED)
SECTION_POSTS = (PostCode.DEPUTY_DIRECTOR, PostCode.SECTION_HEAD, PostCode.SECTION_CLERK)


def sees(act: Act) -> ColumnElement[bool]:
    """Topics that exist for the asker (spec 06, 6.2.6): his unit's, his meetings', his 口's, or all for the office."""
    view, me = act.view, act.person.id
    posts = {holding.post for holding in view.holdings_of(me)}
    if posts & {PostCode.COUNTY_HEAD, PostCode.OFFICE_DIRECTOR} or view.delegation(
        me, DelegationScope.OFFICE_DIRECTION
    ):
        return true()
    sits = [kind for kind, rules in PROCEDURES.items() if posts & set(LEADERS) and rules.is_member(view, me)]
    own = own_units(act)
    few: list[ColumnElement[bool]] = [
        Topic.drafted_by == me,
        Topic.assigned_clerk_id == me,
        Topic.host_id == me,
        Topic.kind.in_(sits),
    ]
    for given in view.delegations(me, DelegationScope.OFFICE_DIRECTION):  # narrowed to one case (GZ-5)
        case = ((Topic.meeting_id, given.meeting_id), (Topic.id, given.topic_id))
        few.append(and_(*(column == value for column, value in case if value is not None)))
    if PostCode.UNIT_HEAD in posts:
        few.append(Topic.unit_id.in_(own))
    many: list[ColumnElement[bool]] = [_concerns(own)]
    if PostCode.OFFICE_CLERK in posts:
        many.append(true())
    if posts & {PostCode.DEPUTY_HEAD, *SECTION_POSTS}:
        many.append(_concerns(served_units(act)))
    if _own_roles(act, UnitRole.VETO):
        many.append(Topic.flags.bool_op("@>")([TopicFlag.COMMENDATION.value]))
    if _own_roles(act, UnitRole.JUSTICE_BUREAU):
        many.append(exists().where(LegalityReviewCopy.topic_id == Topic.id))
    return or_(*few, and_(Topic.restricted.is_(False), or_(*many)))


def _concerns(units: list[UUID]) -> ColumnElement[bool]:
    """Topics that these units bring, or that involve them."""
    if not units:
        return false()
    return or_(Topic.unit_id.in_(units), Topic.involved_unit_ids.bool_op("&&")(units))


def own_units(act: Act) -> list[UUID]:
    """Units whose submissions and tasks are the asker's own, with bodies that have no head of their own (GZ-31)."""
    view = act.view
    mine = {h.unit_id for h in view.holdings_of(act.person.id) if h.post in UNIT_POSTS}
    return [unit for unit in view.units if unit in mine or view.responsible_unit(unit) in mine] if mine else []


def served_portfolios(act: Act) -> list[Portfolio]:
    """分工 of the asker, of the leader whose B角 he is, and of the leader his 口 serves."""
    view, me = act.view, act.person.id
    sections = {h.unit_id for h in view.holdings_of(me) if h.post in SECTION_POSTS}
    return [
        p
        for p in view.portfolios
        if p.leader_id == me or view.has_pair(p.leader_id, me) or p.deputy_director_id == me or p.section_id in sections
    ]


def served_units(act: Act) -> list[UUID]:
    """The units in these."""
    return [unit for portfolio in served_portfolios(act) for unit in portfolio.unit_ids]


def units_of_concern(act: Act) -> list[UUID]:
    """Units whose tasks are the asker's own, or his to follow up."""
    return list(dict.fromkeys([*own_units(act), *served_units(act)]))


def _own_roles(act: Act, role: UnitRole) -> bool:
    mine = {h.unit_id for h in act.view.holdings_of(act.person.id)}
    return any(unit.id in mine for unit in act.view.units_with_role(role))


def visible_topics(
    act: Act,
    *,
    states: list[TopicState] | None = None,
    kinds: list[MeetingKind] | None = None,
    unit_id: UUID | None = None,
    flag: TopicFlag | None = None,
) -> Select[Topic]:
    """The asker's topics, narrowed by what he gives."""
    query = select(Topic).where(sees(act))
    if states is not None:
        query = query.where(Topic.state.in_(states))
    if kinds is not None:
        query = query.where(Topic.kind.in_(kinds))
    if unit_id is not None:
        query = query.where(Topic.unit_id == unit_id)
    if flag is not None:
        query = query.where(Topic.flags.bool_op("@>")([flag.value]))
    return query


def candidates(act: Act, *, kind: MeetingKind) -> Select[Topic]:
    """Topics ready for the next meeting of this kind; sort by urgency, then by the time they were listed (CW-3.5)."""
    return select(Topic).where(sees(act), Topic.kind == kind, Topic.state == procedure(kind).path.ready)


async def meetings_ahead(session: AsyncSession, kind: MeetingKind, after: datetime) -> list[UUID]:
    """The next two meetings of the kind that have been planned and have not begun, the earlier first."""
    to_come = (Meeting.kind == kind, Meeting.state.in_(NOT_BEGUN), Meeting.starts_at > after)
    query = select(Meeting.id).where(*to_come).order_by(Meeting.starts_at, Meeting.id).limit(2)
    return list((await session.execute(query)).scalars())


@shows(Topic)
async def load_topics(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Topic]:
    rows = (await session.execute(visible_topics(act).where(Topic.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_changing(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Topic]]:
    """Topics that want these decisions changed, as far as the asker sees them; the oldest first."""
    found: dict[UUID, list[Topic]] = {each: [] for each in ids}
    query = visible_topics(act).where(Topic.changes_decision_id.in_(ids)).order_by(Topic.id)
    for row in (await session.execute(query)).scalars():
        if row.changes_decision_id is not None:
            found[row.changes_decision_id].append(row)
    return found


async def load_dossiers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Dossier]:
    """The files of these topics; the caller has made sure that the asker may see them."""
    parts: dict[str, Any] = {
        "opinions": TopicOpinion,
        "deferrals": Deferral,
        "consultations": UnitConsultation,
        "coordinations": Coordination,
        "groundwork": Groundwork,
        "notices": PreparationNotice,
        "materials": Material,
        "reviews": PreliminaryReview,
        "vetoes": VetoReview,
    }
    found: dict[UUID, dict[str, list[Any]]] = {topic_id: {} for topic_id in ids}
    for name, model in parts.items():
        _sort(found, name, "topic_id", await _rows(session, model, "topic_id", ids, model.id))
    legality = await _rows(session, LegalityReviewCopy, "topic_id", ids, LegalityReviewCopy.review_id)
    _sort(found, "legality_reviews", "topic_id", legality)
    public = await _rows(session, PublicConsultationCopy, "topic_id", ids, PublicConsultationCopy.consultation_id)
    _sort(found, "public_consultations", "topic_id", public)
    for name, kept, order in (("deadlines", Deadline, Deadline.id), ("findings", Finding, Finding.id)):
        _sort(found, name, "object_id", await _rows(session, kept, "object_id", ids, order))
    _sort(found, "papers", "subject_id", await _rows(session, RequestedPaper, "subject_id", ids, RequestedPaper.id))
    _sort_changes(found, await _changes(session, ids))
    for topic_id, rival in await _rivals(session, ids):
        found[topic_id].setdefault("rivals", []).append(rival)
    owners = {each.id: topic_id for topic_id, own in found.items() for each in _with_files(own)}
    files = await _rows(session, StoredFile, "object_id", list(owners), StoredFile.id) if owners else []
    return {
        topic_id: Dossier(
            **{name: tuple(rows) for name, rows in own.items() if name != "changes"},
            changes=next(iter(own.get("changes", ())), None),
            files={each.id: tuple(file for file in files if file.object_id == each.id) for each in _with_files(own)},
        )
        for topic_id, own in found.items()
    }


async def _changes(session: AsyncSession, ids: list[UUID]) -> list[tuple[UUID, Decision, DecisionEvaluation | None]]:
    """Topic, the decision that it wants changed, and each evaluation of it."""
    query = (
        select(Topic.id, Decision, DecisionEvaluation)
        .join(Decision, Decision.id == Topic.changes_decision_id)
        .outerjoin(DecisionEvaluation, DecisionEvaluation.decision_id == Decision.id)
        .where(Topic.id.in_(ids))
        .order_by(DecisionEvaluation.id)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def _rivals(session: AsyncSession, ids: list[UUID]) -> list[tuple[UUID, Decision]]:
    """Topic, and each decision on another topic that will change the same one once it is in force."""
    waiting = (DecisionStatus.RECORDED, DecisionStatus.PENDING_PARTY_APPROVAL)
    query = (
        select(Topic.id, Decision)
        .join(Decision, Decision.changes_id == Topic.changes_decision_id)
        .where(Topic.id.in_(ids), Decision.topic_id != Topic.id, Decision.state.in_(waiting))
        .order_by(Decision.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


def _sort_changes(
    found: dict[UUID, dict[str, list[Any]]], rows: Iterable[tuple[UUID, Decision, DecisionEvaluation | None]]
) -> None:
    for topic_id, decision, evaluation in rows:
        found[topic_id]["changes"] = [decision]
        if evaluation is not None:
            found[topic_id].setdefault("evaluations", []).append(evaluation)


def _with_files(own: Mapping[str, list[Any]]) -> list[Any]:
    return [*own.get("materials", ()), *own.get("groundwork", ())]


async def _rows(session: AsyncSession, model: Any, key: str, ids: list[UUID], order: Any) -> list[Any]:
    return list((await session.execute(select(model).where(getattr(model, key).in_(ids)).order_by(order))).scalars())


def _sort(found: dict[UUID, dict[str, list[Any]]], name: str, key: str, rows: Iterable[Any]) -> None:
    for row in rows:
        found[getattr(row, key)].setdefault(name, []).append(row)


async def _parts(session: AsyncSession, act: Act, part: Any, ids: list[UUID]) -> Mapping[UUID, Any]:
    query = select(part).join(Topic, Topic.id == part.topic_id).where(part.id.in_(ids), sees(act))
    return {row.id: row for row in (await session.execute(query)).scalars()}


@shows(Material)
async def load_material(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Material]:
    return await _parts(session, act, Material, ids)


@shows(Groundwork)
async def load_groundwork(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Groundwork]:
    return await _parts(session, act, Groundwork, ids)
