"""Who confirms that he has what was sent for a meeting, and for whom the office does (签收、回执, GZ-17.3, CW-4.2)."""

from collections.abc import Sequence
from uuid import UUID

from services.contracts.refusals import NOT_ON_ROSTER
from services.kernel.acts import Act
from services.kernel.authority import may
from services.kernel.refusals import ACTOR_NOT_ALLOWED, NotFound, refuse
from services.meetings.attendance.model import Attendee
from services.meetings.rights import OFFICE
from services.meetings.sittings.model import Meeting


def receivers(
    act: Act, meeting: Meeting, present: Sequence[Attendee], attendee_ids: Sequence[UUID], *, himself: UUID
) -> list[Attendee]:
    """`himself`, or those on the list whom the office enters: guests, and who was telephoned.

    Raises ACTOR_NOT_ALLOWED for others than the office, `NotFound` for a name that is not there, NOT_ON_ROSTER.
    """
    if attendee_ids:
        if may(OFFICE, meeting, act) is None:
            raise refuse(ACTOR_NOT_ALLOWED)
        listed = [each for each in present if each.id in set(attendee_ids)]
        if len(listed) != len(set(attendee_ids)):
            raise NotFound("Attendee")
        return listed
    mine = [each for each in present if each.person_id == himself]
    if not mine:
        raise refuse(NOT_ON_ROSTER)
    return mine
