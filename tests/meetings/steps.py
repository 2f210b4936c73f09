"""What people do with meetings, as short as they say it: `await hold(office, "startMeeting", as_="clerk", id=…)`."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.contracts.base import Ref
from services.contracts.directory import AbsenceApproved, AbsenceEnded, DelegationRegistered
from services.contracts.documents import DocumentFailed, DocumentIssued, LegalReviewCompleted
from services.contracts.words.directory import AbsenceKind, DelegationScope
from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.contracts.words.shared import DocumentKind
from services.kernel.events import Envelope
from services.kernel.ids import new_id
from services.kernel.store import OutboxRow
from services.meetings.topics.drafting.commands import blank
from services.meetings.topics.model import TopicState
from tests.meetings.topics.steps import a_draft, do, some_work, upload
from tests.service import Asks, RunningService, known_id

ITEM = """id order state title membersOnly materialLate materialDeliveredAt keptReason reportedMinutes deputyReported
  outcome conclusion deferral deferralClause unconfirmed unit { id } reporter { id } topic { id state title }
  statements { kind speaker text } findings { code kind clauses } deadlines { key due state }"""
DECISION = """id number revision state text outcome restricted needsPartyApproval leadUnit { id } due longTerm
  topicTitle minutesNumber minutesDocument { id } supervisionState supervisionNumber partyApprovals { result refNo }
  revisions { revision text reason due minutesNumber leadUnit { id } }"""
BRIEF = "id state startsAt agenda { id } attendees { id person { id } }"
MEETING = """id version name state unconfirmed sessionNo startsAt dateAssumed dateNote mandate arrangement agendaVersion
  arrangedBy { id } arrangedStamp recordReviewedBy { id }
  copiesRequired lawStudySubject registeredAsHeld agenda { %s }
  attendees { id name category post title through unit { id } person { id } notifiedAt channel answeredBy receipt
    status signedInAt signedOutAt substitute { name title leaveApproved }
    leave { id state fromAbsence } absence { kind validFrom lastDay } }
  preparations { id label doneAt } decisions { %s } papers { id kind title state number failureZh }
  deadlines { key due state metOn } findings { action code kind clauses messageZh occurredAt }
  minutes { id state edition }""" % (ITEM, DECISION)
MINUTES = """id version state edition step chain documentNumber issuedAt signStamp internal document { id }
  signedBy { id } waiting { id } entries { id itemId heading text restricted } papers { id kind state failureZh }
  signatures { step verdict person { id } onBehalfOf { id } stamp comment edition }
  correction correctionReason corrects { id } correctedBy { id } corrections { id state }
  signedScans { id name sha256 size edition restricted replacedAt replacedBecause attachedBy { id } }
  decisionChanges { decisionId text revision leadUnit { id } }"""
LEAVE = """id state reason unconfirmed fromAbsence toCountyHead person { id } approver { id } approverStamp
  decisionReason"""
EXPLANATION = "id state matter due late text unit { id } files { name } givenBy { id } givenAt"
REFUSAL = "... on Refusal { violations { code detail kind messageZh blocking path clauses { id text } } }"
ANSWER = f"""__typename ... on Meeting {{ {MEETING} }} {REFUSAL}"""
ANSWERS = {
    **dict.fromkeys(
        [
            "draftMinutes",
            "editMinutes",
            "submitMinutes",
            "signMinutes",
            "returnMinutes",
            "recallMinutes",
            "correctMinutes",
            "editMinutesCorrection",
            "withdrawMinutesCorrection",
            "attachMinutesScan",
        ],
        f"__typename ... on Minutes {{ {MINUTES} }} {REFUSAL}",
    ),
    **dict.fromkeys(
        [
            "requestMeetingLeave",
            "approveMeetingLeave",
            "rejectMeetingLeave",
            "withdrawMeetingLeave",
            "confirmMeetingLeaveRegistrations",
        ],
        f"__typename ... on MeetingLeave {{ {LEAVE} }} {REFUSAL}",
    ),
    **dict.fromkeys(["editDecision", "recordPartyApproval"], f"__typename ... on Decision {{ {DECISION} }} {REFUSAL}"),
    "retryMeetingPaper": f"__typename ... on RequestedPaper {{ id kind state }} {REFUSAL}",
    "explainAbsence": f"__typename ... on AbsenceExplanation {{ {EXPLANATION} }} {REFUSAL}",
}
TYPES = {
    "id": "ID!",
    "meetingId": "ID!",
    "itemId": "ID!",
    "attendeeId": "ID!",
    "decisionId": "ID!",
    "attendeeIds": "[ID!]!",
    "personIds": "[ID!]",
    "byPhoneIds": "[ID!]",
    "removedTopicIds": "[ID!]",
    "orderedTopicIds": "[ID!]",
    "preparationIds": "[ID!]!",
    "hostId": "ID",
    "reporterId": "ID",
    "recorderId": "ID!",
    "plan": "MeetingPlanInput!",
    "meeting": "HeldMeetingInput!",
    "guests": "[GuestInput!]!",
    "keepOrder": "Boolean!",
    "paperCopies": "Int",
    "fileIds": "[ID!]",
    "checks": "[FormatCheckInput!]!",
    "minutes": "Int",
    "answeredBy": "String!",
    "at": "DateTime",
    "startsAt": "DateTime!",
    "place": "String",
    "label": "String!",
    "reason": "String!",
    "opinions": "[WrittenOpinionInput!]",
    "text": "String!",
    "comment": "String!",
    "kind": "StatementKind!",
    "outcome": "Outcome!",
    "conclusion": "String!",
    "decisions": "[DecisionInput!]",
    "decision": "DecisionInput!",
    "authorityBasis": "String!",
    "agreesWithMajority": "Boolean",
    "majorityReason": "String!",
    "referTo": "MeetingKind",
    "said": "PartyDecisionInput!",
    "summary": "String",
    "externalNumber": "String!",
    "name": "String",
    "title": "String!",
    "explainBy": "Date",
    "changes": "[DecisionChangeInput!]!",
    "fileId": "ID!",
    "restricted": "Boolean",
    "act": "ActInput",
}


def _kind(mutation: str, name: str) -> str:
    if name == "entries":
        return "[MinutesEntryInput!]" if mutation == "editMinutes" else "[AgendaEntryInput!]!"
    if name == "attendeeIds" and mutation in ("signInAttendees", "acknowledgeMeetingNotice"):
        return "[ID!]"
    if name == "attendeeId" and mutation == "requestMeetingLeave":
        return "ID"
    return TYPES[name]


async def hold(service: Asks, mutation: str, *, as_: str, brief: bool = False, **arguments: Any) -> dict[str, Any]:
    """Carry out one mutation; the object or the refusal. `brief`: of the meeting only what the next step needs."""
    variables = ", ".join(f"${name}: {_kind(mutation, name)}" for name in arguments)
    given = ", ".join(f"{name}: ${name}" for name in arguments)
    answer = f"__typename ... on Meeting {{ {BRIEF} }} {REFUSAL}" if brief else ANSWERS.get(mutation, ANSWER)
    query = f"mutation({variables}) {{ {mutation}({given}) {{ {answer} }} }}"
    return dict(await service.ask(query, as_=as_, **arguments))


async def done(service: Asks, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    """Carry out one mutation that must not be refused."""
    answer = await hold(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] != "Refusal", answer
    return answer


async def refused(service: Asks, mutation: str, *, as_: str, **arguments: Any) -> list[str]:
    """The refusal as `CODE` or `CODE:detail`, every broken rule."""
    answer = await hold(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "Refusal", answer
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def meeting_of(service: Asks, meeting_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    return dict(await service.ask("query($id: ID!) { meeting(id: $id) { %s } }" % MEETING, as_=as_, id=meeting_id))


async def offered(service: Asks, what: str, object_id: str, *, as_: str) -> dict[str, list[str]]:
    """What the asker could do next with a `meeting` or `minutes`, each with what still blocks it."""
    query = "query($id: ID!) { %s(id: $id) { availableActions { name blockedBy { code } } } }" % what
    actions = (await service.ask(query, as_=as_, id=object_id))["availableActions"]
    return {action["name"]: [each["code"] for each in action["blockedBy"]] for action in actions}


async def minutes_of(service: Asks, minutes_id: str, *, as_: str = "clerk") -> dict[str, Any]:
    return dict(await service.ask("query($id: ID!) { minutes(id: $id) { %s } }" % MINUTES, as_=as_, id=minutes_id))


async def events(service: RunningService, kind: str, about: str | None = None) -> list[Envelope]:
    """Events of this type in the outbox (`meetings.` and `.v1` left out), in order."""
    async with service.runtime.sessions() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))
        told = [Envelope.load(row.payload) for row in rows if row.payload]
    return [e for e in told if e.type == f"meetings.{kind}.v1" and (about is None or e.subject == about)]


LEADERS = {"housing": "deputy-a", "town": "deputy-a", "finance": "executive", "justice": "executive"}


async def passed_topic(service: RunningService, unit: str = "housing", **changes: Any) -> str:
    """A topic of this unit, from its draft to 初审通过."""
    clerk = f"{unit}-clerk"
    draft = a_draft(unitId=str(known_id(unit)), **changes)
    topic = await do(service, "draftTopic", as_=clerk, input=draft)
    topic_id = str(topic["id"])
    for mutation, login, arguments in (
        ("signTopic", f"{unit}-head", {}),
        ("endorseTopic", LEADERS[unit], {}),
        ("giveTopicOpinion", "mayor", {"opinion": "AGREED", "text": "同意上会"}),
        ("backlogTopic", "director", {}),
        ("sendPreparationNotice", "director", {}),
    ):
        topic = await do(service, mutation, as_=login, id=topic_id, **arguments)
        assert topic["__typename"] == "Topic", topic
    work = await some_work(service, login=clerk)
    await do(service, "addTopicGroundwork", as_=clerk, id=topic_id, input=work)
    await do(service, "submitTopicMaterial", as_=clerk, id=topic_id, fileIds=[await upload(service, clerk)])
    await do(service, "recordPreliminaryReview", as_="director", id=topic_id)
    topic = await do(service, "passTopic", as_="director", id=topic_id)
    assert topic["state"] == "PASSED", topic
    return topic_id


READY = {"STANDING": "PASSED", "PLENARY": "PASSED", "MAYOR": "OPINION_GIVEN", "SPECIAL": "ACCEPTED"}


async def ready_topic(service: RunningService, unit: str = "housing", kind: str = "STANDING", **changes: Any) -> str:
    """A topic that is ready for the agenda of a meeting; how it gets there is told with the topics."""
    act = await service.runtime.system_act()
    topic = blank(act, MeetingKind(kind), known_id(unit), TopicState(READY[kind]))
    topic.title, topic.scope_code = "县城老旧小区改造方案", "7" if kind == "STANDING" else "1"
    topic.unit_head_id, topic.host_id = known_id(f"{unit}-head"), known_id("deputy-a") if kind == "SPECIAL" else None
    for name, value in changes.items():
        setattr(topic, name, value)
    topic.restricted = TopicFlag.PERSONNEL.value in topic.flags
    async with service.runtime.sessions.begin() as session:
        session.add(topic)
    topic_id = str(topic.id)
    if topic.has(TopicFlag.MAJOR_ADMINISTRATIVE_DECISION):
        await four_steps(service, topic_id, unit)
    return topic_id


async def four_steps(service: RunningService, topic_id: str, unit: str = "housing") -> None:
    """What a major administrative decision has behind it before it is heard (GZ-9.1)."""
    clerk = f"{unit}-clerk"
    for kind in ("PARTICIPATION", "EXPERT", "RISK"):
        work = await some_work(service, kind, login=clerk)
        topic = await do(service, "addTopicGroundwork", as_=clerk, id=topic_id, input=work)
        assert topic["__typename"] == "Topic", topic
    concluded = LegalReviewCompleted(
        review_id=new_id(),
        subject=Ref(type="Topic", id=topic_id),
        kind=ReviewSubjectKind.MAJOR_ADMINISTRATIVE_DECISION,
        conclusion=ReviewConclusion.LEGAL,
        reviewer_id=known_id("justice-reviewer"),
        concluded_on=service.runtime.clock.today(),
    )
    await service.receive(concluded, topic_id)


def a_plan(starts_at: str = "2022-02-25T09:00:00+08:00", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "STANDING",
        "startsAt": starts_at,
        "place": "县政府四楼会议室",
        "hostId": str(known_id("mayor")),
        "recorderId": str(known_id("clerk")),
        **changes,
    }


async def planned(service: RunningService, **changes: Any) -> str:
    meeting = await done(service, "planMeeting", as_="clerk", brief=True, plan=a_plan(**changes))
    assert meeting["state"] == "PLANNED"
    return str(meeting["id"])


def entry(topic_id: str, **changes: Any) -> dict[str, Any]:
    return {"topicId": topic_id, **changes}


async def arranged(service: RunningService, topics: list[str], **changes: Any) -> str:
    """A meeting whose arrangement 县长 has approved, or of a 专题会议 its host."""
    meeting_id = await planned(service, **changes)
    hosts = {str(known_id(login)): login for login in ("deputy-a", "deputy-b")}
    decider = hosts.get(changes.get("hostId", ""), "mayor") if changes.get("kind") == "SPECIAL" else "mayor"
    await done(
        service,
        "proposeArrangement",
        as_="director",  # who sees personnel matters as well
        brief=True,
        meetingId=meeting_id,
        entries=[entry(t) for t in topics],
    )
    await done(service, "approveArrangement", as_=decider, brief=True, meetingId=meeting_id)
    return meeting_id


async def on_the_way(
    service: RunningService, topics: list[str], *, brief: bool = False, **changes: Any
) -> dict[str, Any]:
    """A meeting whose 议题单 is issued, whose material is delivered, and of which everybody knows."""
    meeting_id = await arranged(service, topics, **changes)
    meeting = await done(service, "issueAgenda", as_="director", brief=True, meetingId=meeting_id)
    for item in meeting["agenda"]:
        await done(service, "deliverMaterial", as_="clerk", brief=True, itemId=item["id"], paperCopies=20)
    return await done(service, "notifyMeeting", as_="director", brief=brief, meetingId=meeting_id)


async def in_session(
    service: RunningService, topics: list[str], *, absent: tuple[str, ...] = (), **changes: Any
) -> dict[str, Any]:
    """The meeting has begun; all but the `absent` have signed in."""
    meeting = await on_the_way(service, topics, brief=True, **changes)
    away = {str(known_id(login)) for login in absent}
    here = [a["id"] for a in meeting["attendees"] if not a["person"] or a["person"]["id"] not in away]
    await done(service, "signInAttendees", as_="clerk", brief=True, meetingId=meeting["id"], attendeeIds=here)
    service.set_clock(meeting["startsAt"][:16])
    return await done(service, "startMeeting", as_="clerk", id=meeting["id"])


POINTS = {"TITLE": "标题", "UNIT": "汇报单位", "PAGES": "页数", "ATTACHMENTS": "附件", "FORMAT": "格式"}


def format_checks(**wrong: str) -> list[dict[str, Any]]:
    """The checklist of CW-4.4b: `ATTACHMENTS="缺附件2"` does not conform, the rest does."""
    return [{"point": each, "conforms": each not in wrong, "remark": wrong.get(each, "")} for each in POINTS]


async def heard(service: Asks, item_id: str, outcome: str = "AGREED", **changes: Any) -> dict[str, Any]:
    """One topic from its call to its outcome."""
    await done(service, "callTopic", as_="clerk", brief=True, itemId=item_id)
    await done(service, "endReport", as_="clerk", brief=True, itemId=item_id, minutes=9)
    decision = {
        "text": "由县住建局组织实施。",
        "leadUnitId": str(known_id("housing")),
        "assistUnitIds": [str(known_id("finance"))],
        "due": "2022-06-30",
    }
    given = {"conclusion": "原则同意实施方案。", "decisions": [decision], **changes}
    return await done(service, "recordOutcome", as_="clerk", itemId=item_id, outcome=outcome, **given)


async def drafted(service: Asks, meeting: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The minutes of a meeting in session, drafted after its end."""
    over = await concluded(service, meeting, brief=True, **changes)
    return await done(service, "draftMinutes", as_="clerk", meetingId=over["id"])


async def concluded(service: Asks, meeting: dict[str, Any], *, brief: bool = False, **changes: Any) -> dict[str, Any]:
    """Every topic is heard and the meeting is over."""
    for item in meeting["agenda"]:
        await heard(service, item["id"], brief=True, **changes)
    return await done(service, "concludeMeeting", as_="clerk", brief=brief, id=meeting["id"])


async def delegate(
    service: RunningService, scopes: tuple[str, ...], to: str, days: tuple[str, str], by: str = "mayor", **case: str
) -> None:
    """委托 from the first day up to, not including, the second (GZ-5); `meeting_id` or `topic_id` narrows it."""
    event = DelegationRegistered(
        id=new_id(),
        grantor_id=known_id(by),
        grantee_id=known_id(to),
        scopes=tuple(DelegationScope(scope) for scope in scopes),
        valid_from=date.fromisoformat(days[0]),
        valid_until=date.fromisoformat(days[1]),
        basis="公务外出，书面委托",
        **{name: UUID(value) for name, value in case.items()},
    )
    await service.receive(event, event.id)


async def go_away(service: RunningService, who: str, days: tuple[str, str], kind: str = "OFFICIAL_TRIP") -> UUID:
    """外出 or 休假 is approved, from the first day up to, not including, the second (GZ-28.2)."""
    event = AbsenceApproved(
        id=new_id(),
        person_id=known_id(who),
        kind=AbsenceKind(kind),
        valid_from=date.fromisoformat(days[0]),
        valid_until=date.fromisoformat(days[1]),
    )
    await service.receive(event, event.id)
    return event.id


async def come_back(service: RunningService, who: str, absence_id: UUID, on: str) -> None:
    """销假: at work from this day on."""
    event = AbsenceEnded(id=absence_id, person_id=known_id(who), ended_on=date.fromisoformat(on))
    await service.receive(event, event.id)


async def answer_paper(service: RunningService, subject_id: str, number: str = "", failure: str = "") -> None:
    """Documents answers the last request of this object: issued, or failed with the reason."""
    request = (await events(service, "document.requested", subject_id))[-1].data
    common = {
        "document_id": new_id(),
        "kind": DocumentKind(request["kind"]),
        "request_id": UUID(request["request_id"]),
    }
    if failure:
        await service.receive(DocumentFailed(**common, code="FORMAT_CHECK_FAILED", message_zh=failure), subject_id)
    else:
        now = service.runtime.clock.now()
        await service.receive(DocumentIssued(**common, number=number, issued_at=now, files=()), subject_id)
