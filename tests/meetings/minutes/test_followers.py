"""Whoever follows a unit up finds what a 专题会议 decided for it, once the minutes are out (spec 06, 6.2.6; GZ-6.2)."""

from typing import Any

from tests.meetings.minutes.story import DECISION
from tests.meetings.steps import answer_paper, delegate, done, drafted, in_session, ready_topic
from tests.roster import roster
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
NUMBER = "专题会议纪要〔2022〕第1次"
DECISIONS = "{ decisions { nodes { number text } } }"
MINUTES = (
    "{ minutesList { nodes { documentNumber entries { heading } excerpts { unit { id } } signatures { step } } } }"
)
FOLLOWERS = ("deputy-b", "executive", "section-clerk", "deputy-director", "inspector", "housing-head", "finance-clerk")


async def held(office: RunningService, **changes: Any) -> dict[str, Any]:
    """A 专题会议 of 副县长甲 on what is his, with its minutes through the chain."""
    meeting = await in_session(office, [await ready_topic(office, kind="SPECIAL", **changes)], **DEPUTY)
    minutes = await drafted(office, meeting, decisions=[DECISION])
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    for login in ("deputy-director", "deputy-a"):
        await done(office, "signMinutes", as_=login, id=minutes["id"])
    return minutes


async def decisions(office: RunningService, login: str) -> int:
    return len((await office.ask(DECISIONS, as_=login))["nodes"])


async def test_gz_6_2_the_substitute_of_the_leader_in_charge_sees_what_was_decided(office: RunningService) -> None:
    minutes = await held(office)
    # Before the issue: the host, who decided it, and the office; 副县长乙 and 常务副县长 were not there.
    seen = {login: await decisions(office, login) for login in (*FOLLOWERS, "deputy-a", "letters-head", "admin")}
    assert {login for login, count in seen.items() if count} == {"deputy-a", "deputy-director", "inspector"}
    await answer_paper(office, minutes["id"], NUMBER)
    for login in (*FOLLOWERS, "deputy-a"):
        assert await decisions(office, login) == 1, login
    for login in ("letters-head", "town-head", "admin"):
        assert await decisions(office, login) == 0, login

    (read,) = (await office.ask(MINUTES, as_="deputy-b"))["nodes"]
    assert read == {
        "documentNumber": NUMBER,
        "entries": [{"heading": "县城老旧小区改造方案"}],
        "excerpts": [{"unit": {"id": str(known_id("housing"))}}],  # of 县财政局, which is not his to follow, nothing
        "signatures": [],
    }
    assert (await office.ask(MINUTES, as_="letters-head"))["nodes"] == []

    alone = {**roster(version=2), "ab_pairs": []}
    await office.give_roster(alone)
    assert await decisions(office, "deputy-b") == 0
    assert (await office.ask(MINUTES, as_="deputy-b"))["nodes"] == []
    assert await decisions(office, "section-clerk") == 1


async def test_amb32_who_acts_for_the_director_sees_the_decisions_of_his_case(office: RunningService) -> None:
    minutes = await held(office)
    await answer_paper(office, minutes["id"], NUMBER)
    meeting_id = (await office.ask("{ decisions { nodes { meeting { id } } } }", as_="clerk"))["nodes"][0]["meeting"]
    days = ("2022-02-21", "2022-03-31")
    other = str(known_id("another meeting"))
    await delegate(office, ("OFFICE_DIRECTION",), "town-head", days, by="director", meeting_id=other)
    assert await decisions(office, "town-head") == 0
    await delegate(office, ("OFFICE_DIRECTION",), "town-head", days, by="director", meeting_id=meeting_id["id"])
    assert await decisions(office, "town-head") == 1


async def test_cw_2_6_a_personnel_matter_stays_closed_to_who_follows_up(office: RunningService) -> None:
    minutes = await held(office, title="某某任职", flags=["PERSONNEL"])
    await answer_paper(office, minutes["id"], NUMBER)
    for login in FOLLOWERS:
        assert await decisions(office, login) == 0, login
