"""Meetings as the county's people hold them through the gateway, in the words of the meetings' own tests."""

from dataclasses import dataclass
from typing import Any

from deploy.demo.office import Office
from deploy.demo.people import CLERK, DEPUTY_DIRECTOR, DIRECTOR, EXECUTIVE, MAYOR, REVIEWER, RURAL, URBAN, County
from tests.meetings.steps import done
from tests.meetings.topics.steps import do

UNIT = "ZJJ"  # 县住建局, in the portfolio of URBAN
LOGINS = {
    "mayor": MAYOR,
    "executive": EXECUTIVE,
    "urban": URBAN,
    "rural": RURAL,
    "director": DIRECTOR,
    "deputy-director": DEPUTY_DIRECTOR,
    "checker": "liang.xinping",  # 副主任 of URBAN's 口
    "clerk": CLERK,
    "reviewer": REVIEWER,
    "head": "wu.qiuyi",
    "unit-clerk": "qian.lian",
    "admin": "ding.chunchuan",
}
AGREED = {"opinion": "AGREED", "text": "同意"}
MINUTES = "query($id: ID!) { minutes(id: $id) { state documentNumber document { id } papers { failureZh } } }"


@dataclass(frozen=True)
class Gate:
    """Speaks as one of `LOGINS`, or as any login of the county."""

    office: Office
    county: County

    async def ask(self, query: str, *, as_: str, **variables: Any) -> Any:
        return await self.office.ask(LOGINS.get(as_, as_), query, **variables)

    async def clock(self, to: str) -> None:
        await self.office.clock(to)

    def person(self, name: str) -> str:
        return self.county.people[LOGINS.get(name, name)]

    def unit(self, code: str = UNIT) -> str:
        return self.county.units[code]


def draft(gate: Gate, **changes: Any) -> dict[str, Any]:
    """A topic of 县住建局 as its clerk writes it."""
    return {
        "kind": "STANDING",
        "title": "县城老旧小区改造方案",
        "unitId": gate.unit(),
        "scopeCode": "7",
        "summary": "全县老旧小区12个，拟改造5个。",
        "suggestion": "建议同意实施方案。",
        "basis": "省政府年度任务。",
        **changes,
    }


async def drafted(gate: Gate, **changes: Any) -> str:
    return str((await do(gate, "draftTopic", as_="unit-clerk", input=draft(gate, **changes)))["id"])


async def signed(gate: Gate, **changes: Any) -> str:
    topic_id = await drafted(gate, **changes)
    topic = await do(gate, "signTopic", as_="head", id=topic_id)
    assert topic["__typename"] == "Topic", topic
    return topic_id


async def noticed(gate: Gate, **changes: Any) -> str:
    """A topic of a 常务会议 whose unit was told to prepare it."""
    topic_id = await signed(gate, **changes)
    await do(gate, "endorseTopic", as_="urban", id=topic_id)
    await do(gate, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED)
    await do(gate, "backlogTopic", as_="clerk", id=topic_id)
    topic = await do(gate, "sendPreparationNotice", as_="clerk", id=topic_id)
    assert topic["state"] == "NOTICED", topic
    return topic_id


async def upload(gate: Gate, name: str) -> str:
    return str(await gate.office.upload(LOGINS["unit-clerk"], "meetings", name, b"%PDF-1.4\n%%EOF\n"))


async def submit(gate: Gate, topic_id: str) -> dict[str, Any]:
    file_id = await upload(gate, "议题材料.pdf")
    return await do(gate, "submitTopicMaterial", as_="unit-clerk", id=topic_id, fileIds=[file_id])


async def assess(gate: Gate, topic_id: str, kind: str = "FEASIBILITY") -> None:
    work = {
        "kind": kind,
        "doneOn": gate.office.now.date().isoformat(),
        "text": "已论证。",
        "form": "论证会",
        "fileIds": [await upload(gate, "论证评估报告.pdf")],
    }
    await do(gate, "addTopicGroundwork", as_="unit-clerk", id=topic_id, input=work)


async def ready(gate: Gate, kind: str = "STANDING", **changes: Any) -> str:
    """A topic that its kind of meeting may hear, brought there by everybody whose step it is."""
    if kind == "STANDING":
        topic_id = await noticed(gate, **changes)
        await assess(gate, topic_id)
        await submit(gate, topic_id)
        await do(gate, "recordPreliminaryReview", as_="clerk", id=topic_id)
        topic = await do(gate, "passTopic", as_="clerk", id=topic_id)
    else:
        topic_id = await signed(gate, kind=kind, **{"scopeCode": "1", **changes})
    if kind == "MAYOR":
        await assess(gate, topic_id)
        await submit(gate, topic_id)
        await do(gate, "reviewTopicAsLeader", as_="urban", id=topic_id, **AGREED)
        topic = await do(gate, "giveTopicOpinion", as_="mayor", id=topic_id, **AGREED)
    if kind == "SPECIAL":
        topic = await do(gate, "acceptTopic", as_="urban", id=topic_id, **AGREED)
    assert topic["state"] in ("PASSED", "OPINION_GIVEN", "ACCEPTED"), topic
    return topic_id


def plan(gate: Gate, starts_at: str, kind: str = "STANDING", host: str = "mayor", **changes: Any) -> dict[str, Any]:
    basis = {"basis": "BY_PORTFOLIO"} if kind == "SPECIAL" else {}
    return {
        "kind": kind,
        "startsAt": f"{starts_at}:00+08:00",
        "place": "县政府常务会议室",
        "hostId": gate.person(host),
        "recorderId": gate.person("clerk"),
        **basis,
        **changes,
    }


async def planned(gate: Gate, starts_at: str, **changes: Any) -> str:
    meeting = await done(gate, "planMeeting", as_="clerk", brief=True, plan=plan(gate, starts_at, **changes))
    return str(meeting["id"])


async def proposed(gate: Gate, meeting_id: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return await done(gate, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=list(entries))


async def notified(gate: Gate, topics: list[str], starts_at: str, **changes: Any) -> dict[str, Any]:
    """A meeting of which everybody knows, its material delivered."""
    meeting_id = await planned(gate, starts_at, **changes)
    await proposed(gate, meeting_id, *({"topicId": each} for each in topics))
    decider = "urban" if changes.get("kind") == "SPECIAL" else "mayor"
    await done(gate, "approveArrangement", as_=decider, brief=True, meetingId=meeting_id)
    meeting = await done(gate, "issueAgenda", as_="director", meetingId=meeting_id)
    for item in meeting["agenda"]:
        await done(gate, "deliverMaterial", as_="clerk", brief=True, itemId=item["id"])
    return await done(gate, "notifyMeeting", as_="director", meetingId=meeting_id)


async def opened(
    gate: Gate, meeting: dict[str, Any], *, absent: tuple[str, ...] = (), as_: str = "clerk"
) -> dict[str, Any]:
    """All but the `absent` sign in and the meeting begins at its time."""
    away = {gate.person(each) for each in absent}
    here = [a["id"] for a in meeting["attendees"] if not a["person"] or a["person"]["id"] not in away]
    await done(gate, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    await gate.clock(meeting["startsAt"][:16])
    return await done(gate, "startMeeting", as_=as_, id=meeting["id"])


async def over(gate: Gate, meeting: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Every topic is heard and decided, and the meeting is over."""
    decision = {"text": "由县住建局组织实施。", "leadUnitId": gate.unit(), "due": "2022-12-31"}
    given = {"outcome": "AGREED", "conclusion": "同意。", "decisions": [decision], **changes}
    for item in meeting["agenda"]:
        await done(gate, "callTopic", as_="clerk", brief=True, itemId=item["id"])
        await done(gate, "endReport", as_="clerk", brief=True, itemId=item["id"], minutes=8)
        await done(gate, "recordOutcome", as_="clerk", brief=True, itemId=item["id"], **given)
    return await done(gate, "concludeMeeting", as_="clerk", id=meeting["id"])


async def submitted(gate: Gate, meeting_id: str) -> str:
    """Minutes in the chain."""
    minutes = await done(gate, "draftMinutes", as_="clerk", meetingId=meeting_id)
    await done(gate, "submitMinutes", as_="clerk", id=minutes["id"])
    return str(minutes["id"])


async def issued(gate: Gate, minutes_id: str, *signers: str) -> dict[str, Any]:
    """The chain signs, and documents issues the paper."""
    for login in signers:
        await done(gate, "signMinutes", as_=login, id=minutes_id)
    found: dict[str, Any] = await gate.office.until(
        CLERK, MINUTES, lambda m: m["state"] == "ISSUED" or any(p["failureZh"] for p in m["papers"]), id=minutes_id
    )
    assert found["state"] == "ISSUED", found
    return found
