"""What the examination of a clause looks at beside the answers: audit, notices, papers, the roster extended."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.kernel.policies import Policies
from services.kernel.store import AuditEntry
from services.meetings.papers.model import RequestedPaper
from tests.meetings.steps import events
from tests.roster import roster
from tests.service import FOUNDED, RunningService, known_id


def settle(office: RunningService, monkeypatch: pytest.MonkeyPatch, **policies: Any) -> None:
    """The county settles what its policies leave open, for this test."""
    county = office.runtime.policies
    monkeypatch.setattr(office.runtime, "policies", Policies({**vars(county)["_values"], **policies}))


DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
COMMISSIONED = {**DEPUTY, "basis": "COMMISSIONED"}


async def audited(office: RunningService, object_id: str) -> list[str]:
    """What was done with the object, in order."""
    async with office.runtime.sessions() as session:
        query = select(AuditEntry).where(AuditEntry.object_id == UUID(object_id), AuditEntry.outcome == "DONE")
        return [entry.action for entry in await session.scalars(query.order_by(AuditEntry.seq))]


async def notices(office: RunningService, template: str) -> list[dict[str, Any]]:
    return [e.data for e in await events(office, "notice.raised") if e.data["template"] == template]


async def papers(office: RunningService, kind: str) -> list[dict[str, Any]]:
    """The papers of this kind that documents was asked for, in order, restricted ones included."""
    async with office.runtime.sessions() as session:
        query = select(RequestedPaper).where(RequestedPaper.kind == kind).order_by(RequestedPaper.id)
        return [row.request for row in await session.scalars(query)]


async def with_more_members(office: RunningService) -> None:
    """The park's two leaders and a member of the party group join the county."""
    snapshot = roster(version=2)
    dated = {"valid_from": FOUNDED.isoformat(), "valid_until": None}
    for login, name, post, title in (
        ("park-secretary", "园区甲", "PARK_PARTY_SECRETARY", "经开区党工委书记"),
        ("park-director", "园区乙", "PARK_DIRECTOR", "经开区管委会主任"),
        ("party-member", "党组甲", "PARTY_GROUP_MEMBER", "县政府党组成员"),
    ):
        snapshot["persons"].append({"id": str(known_id(login)), "login": login, "name": name})
        holding = {"person_id": str(known_id(login)), "post": post, "unit_id": str(known_id("county")), "title": title}
        snapshot["posts"].append({"id": str(known_id(f"{login}/{post}")), "main": False, **holding, **dated})
    await office.give_roster(snapshot)


def names(meeting: dict[str, Any], category: str) -> list[str]:
    return [each["name"] for each in meeting["attendees"] if each["category"] == category]


def attendee(meeting: dict[str, Any], name: str) -> str:
    (found,) = [each["id"] for each in meeting["attendees"] if each["name"] == name]
    return str(found)
