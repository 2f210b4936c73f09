"""Study sessions of the party group."""

from typing import Any

from tests.learning.asking import (
    ASK_LEAVE,
    DRAFT_SESSION,
    EXCHANGE,
    LEAVE,
    RECORD,
    SESSION,
    a_session,
    by_id,
    codes,
    published,
)
from tests.service import RunningService, known_id

PROPOSE, CONFIRM, NOTIFY, HOLD, ARCHIVE, CANCEL = (
    by_id(f"{verb}Session", SESSION) for verb in ("propose", "confirm", "notify", "hold", "archive", "cancel")
)
APPROVE_LEAVE = by_id("approveStudyLeave", LEAVE)
ATTENDANCE = "query($id: ID!) { studySession(id: $id) { attendance { person { id } status } } }"


async def a_study(service: RunningService, until: str = "hold", **changes: Any) -> str:
    study = await service.ask(DRAFT_SESSION, as_="clerk", input=a_session(**changes))
    steps = {"propose": (PROPOSE, "clerk"), "confirm": (CONFIRM, "mayor"), "notify": (NOTIFY, "clerk")}
    for name, (mutation, login) in {**steps, "hold": (HOLD, "clerk")}.items():
        if name == "hold":
            service.set_clock("2022-03-08T17:00")
        moved = await service.ask(mutation, as_=login, id=study["id"])
        assert moved["__typename"] == "StudySession", moved
        if name == until:
            break
    return str(study["id"])


async def marks(service: RunningService, study: str, status: str = "PRESENT") -> list[dict[str, str]]:
    rows = (await service.ask(ATTENDANCE, as_="clerk", id=study))["attendance"]
    return [{"personId": row["person"]["id"], "status": status} for row in rows if row["status"] is None]


async def test_at48_study_is_hosted_by_the_county_head_or_his_executive_deputy(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session(hostId=str(known_id("deputy-a"))))
    assert codes(await learning.ask(PROPOSE, as_="clerk", id=study["id"])) == ["HOST_NOT_ALLOWED"]
    await a_study(learning, "propose")


async def test_study_is_confirmed_before_it_is_announced(learning: RunningService) -> None:
    study = await a_study(learning, "propose")
    assert codes(await learning.ask(NOTIFY, as_="clerk", id=study)) == ["NOT_CONFIRMED"]


async def test_attendance_is_complete(learning: RunningService) -> None:
    study = await a_study(learning)
    some = (await marks(learning, study))[1:]
    await learning.ask(RECORD, as_="clerk", id=study, marks=some)
    assert codes(await learning.ask(ARCHIVE, as_="clerk", id=study)) == ["ATTENDANCE_INCOMPLETE"]
    await learning.ask(RECORD, as_="clerk", id=study, marks=await marks(learning, study, "ABSENT"))
    assert (await learning.ask(ARCHIVE, as_="clerk", id=study))["state"] == "ARCHIVED"
    (archived,) = await published(learning, "learning.study.archived.v1")
    assert archived.data["expected"] == archived.data["present"] + archived.data["absent"]
    kinds = {e.data["kind"] for e in await published(learning, "learning.document.requested.v1")}
    assert kinds == {"STUDY_SIGN_IN_SHEET", "STUDY_RECORD"}


async def test_a_discussion_has_an_exchange(learning: RunningService) -> None:
    study = await a_study(learning, form="SEMINAR")
    await learning.ask(RECORD, as_="clerk", id=study, marks=await marks(learning, study))
    assert codes(await learning.ask(ARCHIVE, as_="clerk", id=study)) == ["EXCHANGE_MISSING"]
    await learning.ask(EXCHANGE, as_="clerk", id=study, person=str(known_id("deputy-a")), text="结合城建工作谈体会。")
    assert (await learning.ask(ARCHIVE, as_="clerk", id=study))["state"] == "ARCHIVED"


async def test_leave_is_asked_before_the_study_begins(learning: RunningService) -> None:
    study = await a_study(learning, "notify")
    leave = await learning.ask(ASK_LEAVE, as_="deputy-a", id=study)
    assert codes(await learning.ask(APPROVE_LEAVE, as_="mayor", id=leave["id"])) == ["ACTOR_NOT_ALLOWED"]
    assert (await learning.ask(APPROVE_LEAVE, as_="executive", id=leave["id"]))["state"] == "APPROVED"
    learning.set_clock("2022-03-08T15:01")
    assert codes(await learning.ask(ASK_LEAVE, as_="deputy-b", id=study)) == ["LEAVE_TOO_LATE"]
    await learning.ask(HOLD, as_="clerk", id=study)
    rows = (await learning.ask(ATTENDANCE, as_="clerk", id=study))["attendance"]
    status = {row["person"]["id"]: row["status"] for row in rows}
    assert status[str(known_id("deputy-a"))] == "ON_LEAVE"
    assert status[str(known_id("deputy-b"))] is None


async def test_a_session_does_not_exist_for_who_takes_no_part(learning: RunningService) -> None:
    study = await a_study(learning, "notify")
    query = "query($id: ID!) { studySession(id: $id) { state } }"
    assert (await learning.ask(query, as_="deputy-a", id=study))["state"] == "NOTIFIED"
    for stranger in ("housing-head", "admin"):
        assert await learning.error_code(query, as_=stranger, id=study) == "NOT_FOUND"
    assert await learning.error_code(ASK_LEAVE, as_="housing-head", id=study) == "NOT_FOUND"


async def test_calling_off_needs_a_reason(learning: RunningService) -> None:
    study = await a_study(learning, "notify")
    assert codes(await learning.ask(CANCEL, as_="clerk", id=study)) == ["REASON_REQUIRED"]
    cancelled = await learning.ask(CANCEL, as_="clerk", id=study, act={"reason": "防汛"})
    assert cancelled["state"] == "CANCELLED"
