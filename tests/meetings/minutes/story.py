"""Words in which the tests of issued minutes are written."""

from typing import Any

from tests.meetings.steps import answer_paper, done, drafted, events, in_session, minutes_of, ready_topic
from tests.roster import PEOPLE, roster
from tests.service import RunningService, known_id

SIGNERS = ("director", "executive", "mayor")
NUMBER = "常务会议纪要〔2022〕第1次"
FIRST_CORRECTION = "纪要更正〔2022〕第1期"
DECISION = {
    "text": "由县住建局组织实施。",
    "leadUnitId": str(known_id("housing")),
    "assistUnitIds": [str(known_id("finance"))],
    "due": "2022-06-30",
}


async def issued(
    office: RunningService, meeting: dict[str, Any], signers: tuple[str, ...] = SIGNERS, **changes: Any
) -> dict[str, Any]:
    """The minutes of a meeting in session, signed and issued."""
    minutes = await drafted(office, meeting, **changes)
    await signed(office, minutes["id"], signers)
    await answer_paper(office, minutes["id"], NUMBER)
    return await minutes_of(office, minutes["id"])


async def signed(office: RunningService, minutes: str, signers: tuple[str, ...] = SIGNERS) -> dict[str, Any]:
    """A draft through its whole chain."""
    answer = await done(office, "submitMinutes", as_="clerk", id=minutes)
    for login in signers:
        answer = await done(office, "signMinutes", as_=login, id=minutes)
    assert answer["state"] == "SIGNED"
    return answer


async def standing_minutes(office: RunningService, *titles: str) -> dict[str, Any]:
    """Issued minutes of a 常务会议 that heard these topics."""
    topics = [await ready_topic(office, title=title) for title in titles or ("县城老旧小区改造方案",)]
    return await issued(office, await in_session(office, topics))


async def correction_of(office: RunningService, minutes: str, reason: str = "责任单位表述有误") -> dict[str, Any]:
    return await done(office, "correctMinutes", as_="clerk", id=minutes, act={"reason": reason})


def reworded(minutes: dict[str, Any], old: str, new: str) -> list[dict[str, str]]:
    """The entries of a draft with some words replaced."""
    return [{"itemId": each["itemId"], "text": each["text"].replace(old, new)} for each in minutes["entries"]]


async def signing_tasks(office: RunningService, minutes: str) -> set[str]:
    """Who has the to-do to sign these minutes: of a post whoever holds it."""
    logins = {str(known_id(login)): login for login in PEOPLE}
    holders = {post: login for login, (_, posts) in PEOPLE.items() for post, _, _ in posts}
    closed = {e.data["task_id"] for e in await events(office, "task.closed", minutes)}
    opened = {}
    for told in await events(office, "task.opened", minutes):
        opened[told.data["task_id"]] = told.data["to"]
    return {logins.get(to["person_id"]) or holders[to["post"]] for task, to in opened.items() if task not in closed}


async def gives_up_post(office: RunningService, login: str, day: str) -> None:
    """From this day on he holds none of his posts."""
    other = roster(2)
    for post in other["posts"]:
        if post["person_id"] == str(known_id(login)):
            post["valid_until"] = day
    await office.give_roster(other)
