"""What is registered after the fact keeps the order in which things can have happened (AMB-47)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.kernel.acts import Act, LateRegistration
from services.kernel.authority import Right
from services.kernel.clock import SHANGHAI
from services.kernel.database import Sessions, open_engine, open_sessions
from services.kernel.ids import new_id
from services.kernel.lifecycle import Step, advance, demand_order, states
from services.kernel.refusals import Refused
from services.kernel.rules import Case
from tests.conftest import DatabaseFor
from tests.kernel.test_rules_and_lifecycle import an_act


@dataclass
class Sheet:
    id: UUID = field(default_factory=new_id)
    state: str = "DRAFT"
    unconfirmed: bool = False


CLERK = (Right[Sheet]("OFFICE_CLERK"),)
TABLE = {
    "begin": Step("开始", states("DRAFT"), "OPEN", CLERK, registrable=True),
    "note": Step("记录", states("OPEN"), "OPEN", CLERK, registrable=True),
    "settle": Step("随行", states("OPEN"), "SETTLED", registrable=True),
    "end": Step("结束", states("OPEN", "SETTLED"), "OVER", CLERK, registrable=True),
}


@pytest.fixture
async def sessions(database_for: DatabaseFor) -> Any:
    async with database_for("meetings") as dsn:
        engine = open_engine(dsn, 2)
        yield open_sessions(engine)
        await engine.dispose()


async def take(sessions: Sessions, action: str, sheet: Sheet, act: Act) -> None:
    async with sessions.begin() as session:
        advance(session, TABLE, action, Case(sheet, act))
        await demand_order(session)


def later(day: int, hour: int = 9) -> Act:
    """Registered on the eighth as having happened on this day."""
    now = an_act("clerk", "2022-02-08T12:00")
    at = datetime(2022, 2, day, hour, tzinfo=SHANGHAI)
    return replace(now, late=LateRegistration(at, now.person.id, "值班记录"))


async def refused(sessions: Sessions, action: str, sheet: Sheet, act: Act) -> bool:
    was = sheet.state
    try:
        await take(sessions, action, sheet, act)
    except Refused as refusal:
        sheet.state = was
        (found,) = refusal.violations
        assert (found.code, found.path[-1]) == ("CONTENT_INVALID", "occurredAt")
        return True
    return False


async def test_amb_47_a_step_is_not_registered_before_the_one_that_led_to_it(sessions: Sessions) -> None:
    sheet = Sheet()
    await take(sessions, "begin", sheet, an_act("clerk"))  # on the seventh at nine
    assert not await refused(sessions, "note", sheet, later(6))  # what moves nothing stands in no order
    assert await refused(sessions, "end", sheet, later(6))
    assert not await refused(sessions, "end", sheet, later(7, 8))  # who entered it at nine may have done it at eight


async def test_amb_47_what_was_registered_first_counts_with_its_own_day(sessions: Sessions) -> None:
    sheet = Sheet()
    await take(sessions, "begin", sheet, later(4))
    sheet.unconfirmed = False  # 办主任 has confirmed it
    await take(sessions, "settle", sheet, replace(an_act("clerk", "2022-02-08T12:00"), system=True))
    assert await refused(sessions, "end", sheet, later(3))
    assert not await refused(sessions, "end", sheet, later(6))  # a consequence, entered on the eighth, is in no order
