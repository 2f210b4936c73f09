"""Meetings held on paper and their minutes: through the gateway, the shortest real way to a supervised item."""

from dataclasses import dataclass
from typing import Any, Protocol

from deploy.demo.office import REFUSAL
from deploy.demo.people import CLERK, DIRECTOR, RURAL, County

CHECKER = "zheng.siheng"  # 副主任 of the 农业口, who checks before the host signs (AMB-02)
HOST = RURAL
UNIT = "NYNCJ"
HELD_AT = "2022-01-27T09:00:00+08:00"  # under the rules: what was decided before them is not supervised
MEETING = f"__typename ... on Meeting {{ id state decisions {{ id number }} }} {REFUSAL}"
MINUTES = f"__typename ... on Minutes {{ id state step }} {REFUSAL}"
REGISTER = (
    "mutation($meeting: HeldMeetingInput!, $act: ActInput) "
    f"{{ registerHeldMeeting(meeting: $meeting, act: $act) {{ {MEETING} }} }}"
)
CONFIRM = f"mutation($id: ID!, $act: ActInput) {{ confirmMeetingRegistrations(id: $id, act: $act) {{ {MEETING} }} }}"
DRAFT = f"mutation($id: ID!, $act: ActInput) {{ draftMinutes(meetingId: $id, act: $act) {{ {MINUTES} }} }}"
SUBMIT = f"mutation($id: ID!, $act: ActInput) {{ submitMinutes(id: $id, act: $act) {{ {MINUTES} }} }}"
SIGN = f"mutation($id: ID!, $act: ActInput) {{ signMinutes(id: $id, act: $act) {{ {MINUTES} }} }}"


class Doer(Protocol):
    """Whoever carries out mutations that must succeed, as `deploy.demo.office.Office` does."""

    async def do(self, login: str, operation: str, **variables: Any) -> Any: ...


@dataclass(frozen=True)
class Held:
    """A 专题会议 that was held, its decisions in order, and its minutes, which wait for the host's signature."""

    id: str
    minutes_id: str
    decision_ids: tuple[str, ...]


def on_paper(county: County, title: str, decisions: int) -> dict[str, Any]:
    """What the office registers: one matter (ZT-4), heard under 副县长, with as many decisions as asked for."""
    unit = county.units[UNIT]
    texts = [
        {"text": f"由县农业农村局落实{title}第{n}项工作。", "leadUnitId": unit, "due": "2022-03-31"}
        for n in range(1, decisions + 1)
    ]
    topic = {
        "title": title,
        "unitId": unit,
        "scopeCode": "1",
        "outcome": "AGREED",
        "conclusion": "同意所提工作安排。",
        "decisions": texts,
    }
    return {
        "kind": "SPECIAL",
        "basis": "BY_PORTFOLIO",
        "place": "县政府三楼会议室",
        "hostId": county.people[HOST],
        "topics": [topic],
    }


def late(county: County, occurred_at: str = HELD_AT) -> dict[str, Any]:
    """补登 by 秘书股: when it was, who was there to know, and on what papers it rests (AMB-47)."""
    registration = {"occurredAt": occurred_at, "byPersonId": county.people[CLERK], "note": "会议签到表、原始记录"}
    return {"lateRegistration": registration}


async def hold(office: Doer, county: County, title: str, decisions: int = 1) -> Held:
    """Register the meeting, confirm it, and bring its minutes to the last signature."""
    meeting = await office.do(CLERK, REGISTER, meeting=on_paper(county, title, decisions), act=late(county))
    await office.do(DIRECTOR, CONFIRM, id=meeting["id"])
    minutes = await office.do(CLERK, DRAFT, id=meeting["id"])
    await office.do(CLERK, SUBMIT, id=minutes["id"])
    await office.do(CHECKER, SIGN, id=minutes["id"])
    return Held(meeting["id"], minutes["id"], tuple(each["id"] for each in meeting["decisions"]))


async def sign(office: Doer, held: Held) -> None:
    """The last signature: from here on the paper is asked for (待印发)."""
    await office.do(HOST, SIGN, id=held.minutes_id)
