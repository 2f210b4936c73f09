"""Who presides by which mandate on a given day, read from the table of procedures (AMB-01)."""

from collections.abc import Iterable
from uuid import UUID

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.meetings import MeetingKind, SpecialBasis
from services.kernel.authority import about
from services.kernel.roster import RosterView
from services.meetings.procedures import procedure
from services.meetings.sittings.model import Meeting
from services.meetings.topics.model import Topic

DELEGATED = "受县长委托"


def may_be_planned(kind: MeetingKind, host_id: UUID, view: RosterView) -> bool:
    """Does he hold a post that may preside at all? A 委托 may still be registered until the meeting starts."""
    posts = {post for host in procedure(kind).hosts for post in (host.post, host.delegate) if post}
    return any(view.holds(host_id, post) for post in posts)


def mandate(meeting: Meeting, view: RosterView) -> str | None:
    """Empty when he presides by his own post, 受县长委托 under a 委托, None when he may not preside on that day."""
    if meeting.basis is SpecialBasis.COMMISSIONED:
        return DELEGATED if view.holds(meeting.host_id, PostCode.DEPUTY_HEAD) else None
    for host in procedure(meeting.kind).hosts:
        if view.holds(meeting.host_id, host.post):
            return ""
        if host.delegate is None or host.scope is None or not view.holds(meeting.host_id, host.delegate):
            continue
        delegation = view.delegation(meeting.host_id, host.scope, about(meeting))
        if delegation is not None and view.holds(delegation.grantor_id, host.post):
            return DELEGATED
    return None


def is_commissioned(meeting: Meeting, topics: Iterable[Topic], view: RosterView) -> bool:
    """Has 县长 charged the host with every matter on the agenda, or with one by a 委托 (ZT-2.5)?"""

    def entrusted(*case: UUID | None) -> bool:
        delegation = view.delegation(meeting.host_id, DelegationScope.COMMISSIONED_TASK, case)
        return delegation is not None and view.holds(delegation.grantor_id, PostCode.COUNTY_HEAD)

    heard = list(topics)
    if not heard:
        return entrusted(*about(meeting))
    return all(
        (t.commissioned_at is not None and t.host_id == meeting.host_id) or entrusted(*about(meeting), *about(t))
        for t in heard
    )


def covers(host_id: UUID, unit_id: UUID, view: RosterView) -> bool:
    """Does the unit lie in the host's portfolio, or in that of one whom he stands in for (GZ-16.1, GZ-6.2)?"""
    return view.holds(host_id, PostCode.COUNTY_HEAD) or any(
        unit_id in portfolio.unit_ids
        for portfolio in view.portfolios
        if host_id == portfolio.leader_id or host_id in view.substitutes(portfolio.leader_id)
    )
