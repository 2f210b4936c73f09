"""Who does not see a 委托, an absence or a notice learns nothing of it by acting on it (spec 11)."""

from tests.directory.asking import codes
from tests.directory.test_absences import STEP, apply
from tests.directory.test_delegations import REVOKE, register
from tests.service import RunningService
from tests.unseen import tells_nothing


async def test_every_mutation_is_silent_about_what_is_not_to_be_seen(fresh_directory: RunningService) -> None:
    await register(fresh_directory, "chen.wenan")
    absence = await apply(fresh_directory, "zhou.lihai")
    await fresh_directory.ask(STEP % ("approveAbsence", "__typename"), as_="chen.wenan", id=absence["id"], act=None)
    asked = await tells_nothing(fresh_directory, "directory", "hao.yuhai")
    assert set(asked) == {"Delegation", "Absence", "Notice"}
    assert min(asked.values()) > 15


async def test_who_sees_a_delegation_is_told_that_he_lacks_the_right(directory: RunningService) -> None:
    given = await register(directory, "chen.wenan", validFrom="2022-11-01", lastDay="2022-11-02")
    assert await directory.error_code(REVOKE, as_="hao.yuhai", id=given["id"]) == "NOT_FOUND"
    assert codes(await directory.ask(REVOKE, as_="lin.qiulin", id=given["id"])) == ["ACTOR_NOT_ALLOWED"]
