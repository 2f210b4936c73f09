"""Material for a meeting that is not to standard: all of it goes back to the unit (CW-4.4b)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.rules import Case
from services.meetings.desk import DESK
from services.meetings.sittings.commands import ask_for_material, lock_item
from services.meetings.sittings.lifecycle import AGENDA_ITEM
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.naming import meeting_name


async def return_material(session: AsyncSession, act: Act, *, item_id: UUID) -> Meeting:
    """退回 with the reasons: the unit prints anew; what comes after the last day is late (AMB-06)."""
    sitting, item = await lock_item(session, act, item_id)
    advance(session, AGENDA_ITEM, "return_material", Case(item, act, sitting))
    item.material_delivered_at = item.paper_copies = None
    await ask_for_material(session, act, sitting, item)
    text = f"《{sitting.title(item)}》会议材料不符合规范要求，退回重新印制并及时报送：{act.reason}"
    to = [post(code, item.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
    name = meeting_name(sitting.meeting)
    DESK.notify(session, act, sitting.meeting, "material_returned", name, text, to, restricted=item.restricted)
    return sitting.meeting
