"""What may be asked of delegations, and what their windows do by themselves."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.copies import end_delegation, keep_delegation
from services.contracts.desk import person
from services.contracts.directory import DelegationRegistered, DelegationRevoked
from services.contracts.words.directory import DelegationScope
from services.directory.delegations.lifecycle import DELEGATION
from services.directory.delegations.model import Delegation, DelegationState
from services.directory.desk.changes import tell_everybody
from services.directory.desk.commands import notify
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import NotFound
from services.kernel.rules import Case


@dataclass(frozen=True)
class DelegationDraft:
    """What is delegated to whom, from `valid_from` up to, not including, `valid_until`; for one case if narrowed."""

    grantor_id: UUID
    grantee_id: UUID
    scopes: list[DelegationScope]
    valid_from: date
    valid_until: date
    basis: str
    meeting_id: UUID | None = None
    topic_id: UUID | None = None
    evidence: str = ""
    evidence_file_ids: list[UUID] = field(default_factory=list)


async def register_delegation(session: AsyncSession, act: Act, *, draft: DelegationDraft) -> Delegation:
    """县长 gives a delegation, or the office registers one on his instruction (GZ-5; AMB-32, AMB-38)."""
    for person_id in (draft.grantor_id, draft.grantee_id):
        if person_id not in act.view.persons:
            raise NotFound("Person", person_id)
    delegation = Delegation(
        **{**vars(draft), "scopes": [scope.value for scope in dict.fromkeys(draft.scopes)]},
        state=DelegationState.NEW,
        registered_by=act.person.id,
        created_at=act.at,
    )
    session.add(delegation)
    await session.flush()
    await files.attach(session, act, draft.evidence_file_ids, delegation)
    by = advance(session, DELEGATION, "register_delegation", Case(delegation, act))
    event = DelegationRegistered(
        id=delegation.id,
        grantor_id=delegation.grantor_id,
        grantee_id=delegation.grantee_id,
        scopes=tuple(map(DelegationScope, delegation.scopes)),
        valid_from=delegation.valid_from,
        valid_until=delegation.valid_until,
        basis=delegation.basis,
        meeting_id=delegation.meeting_id,
        topic_id=delegation.topic_id,
        clauses=("GZ-5", "GZ-6.1"),
    )
    publish(session, act, event, delegation, by)
    await keep_delegation(session, act, event)
    await _tell_the_grantee(session, act, delegation, "委托登记", "delegation_registered")
    return delegation


async def revoke_delegation(session: AsyncSession, act: Act, *, delegation_id: UUID) -> Delegation:
    """From today on it gives nothing; what was done under it stays valid (spec 06, 6.2.2)."""
    delegation = await load(session, Delegation, delegation_id, act)
    by = advance(session, DELEGATION, "revoke_delegation", Case(delegation, act))
    delegation.revoked_at, delegation.revoked_because = act.at, act.reason
    event = DelegationRevoked(
        id=delegation.id,
        grantor_id=delegation.grantor_id,
        grantee_id=delegation.grantee_id,
        revoked_on=act.today,
        reason=act.reason,
        clauses=("GZ-5",),
    )
    publish(session, act, event, delegation, by)
    await end_delegation(session, act, event)
    await _tell_the_grantee(session, act, delegation, "委托撤销", "delegation_revoked")
    return delegation


async def turn_delegations(session: AsyncSession, act: Act) -> None:
    """At the beginning of a day: windows open and end."""
    moving = select(Delegation).where(
        or_(
            (Delegation.state == DelegationState.REGISTERED) & (Delegation.valid_from <= act.today),
            (Delegation.state == DelegationState.ACTIVE) & (Delegation.valid_until <= act.today),
        )
    )
    for delegation in (await session.execute(moving.order_by(Delegation.id).with_for_update())).scalars():
        over = delegation.valid_until <= act.today
        advance(session, DELEGATION, "expire_delegation" if over else "begin_delegation", Case(delegation, act))


async def _tell_the_grantee(session: AsyncSession, act: Act, delegation: Delegation, title: str, template: str) -> None:
    scopes = "、".join(DelegationScope(scope).label for scope in delegation.scopes)
    grantor = act.view.person_name(delegation.grantor_id)
    case = "仅限所指定的会议。" if delegation.meeting_id else "仅限所指定的议题。" if delegation.topic_id else ""
    text = (
        f"{grantor}委托您：{scopes}。{case}自{delegation.valid_from}起，至{delegation.last_day}止。{act.reason or ''}"
    )
    await notify(session, act, delegation, template, title, text, [person(delegation.grantee_id)])
    await tell_everybody(session)
