"""What the tests say to the supervision service: events of others, and mutations by name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from services.contracts.directory import AbsenceApproved, DelegationRegistered
from services.contracts.documents import DocumentFailed, DocumentIssued
from services.contracts.meetings import Decision, MinutesIssued
from services.contracts.words.directory import AbsenceKind, DelegationScope
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Outcome
from services.contracts.words.shared import DocumentKind
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.store import OutboxRow
from tests.roster import roster
from tests.service import RunningService, known_id

REFUSED = "... on Refusal { violations { code detail kind messageZh clauses { id } } }"
ITEM = """id version number state title content sourceType basis due originalDue light overdue overdueDays everOverdue
  handler escalated restricted sourceChanged isProject percent rating onTime extensionCount urgeCount warningCount
  reviewStage closedOn points { no text } leadUnit { id } assistUnits { id } leader { id } responsible { id }
  availableActions { name enabled blockedBy { code } }"""
FEEDBACK = "id kind status round documentNumber submittedAt item { id state version reviewStage }"
EXTENSION = "id state oldDue requestedDue byCountyHead finding stamp papers { id kind status } item { due state }"
WARNING = (
    "id state number replyDue replyOverdue level reply papers { id status number failure } availableActions { name }"
)
BULLETIN = """id state period cutoff title overview progress problems demands number papers { id status number }
  figures { overall { total closed running overdue extended suspended ongoing shares { standing count percent } }
            byMeeting { label total closed running overdue extended suspended ongoing }
            byUnit { label total unit { id } } }"""
TYPES = {
    "SupervisedItem": ITEM,
    "Feedback": FEEDBACK,
    "Extension": EXTENSION,
    "WarningSheet": WARNING,
    "Bulletin": BULLETIN,
    "LedgerExport": "id rowCount papers { id status kind }",
    "SupervisionPaper": "id status number failure",
    "Escalation": "id state reason item { id handler escalated }",
}
# Mutation → its arguments with their GraphQL types, and the type it answers with.
MUTATIONS = {
    "registerItem": ("input: ItemInput!", "SupervisedItem"),
    "approveItemProposal": ("id: ID!", "SupervisedItem"),
    "amendItem": ("id: ID!, input: ItemChangeInput!", "SupervisedItem"),
    "dispatchItem": ("id: ID!, withNotice: Boolean! = false", "SupervisedItem"),
    "receiveItem": ("id: ID!", "SupervisedItem"),
    "beginItem": ('id: ID!, measures: String! = ""', "SupervisedItem"),
    "urgeItem": ("id: ID!, method: UrgeMethod!, text: String!", "SupervisedItem"),
    "answerUrge": ("id: ID!, answer: String!", "SupervisedItem"),
    "recordInspection": ("id: ID!, input: VisitInput!", "SupervisedItem"),
    "confirmRectified": ("id: ID!", "SupervisedItem"),
    "closeItem": ("id: ID!, rating: ClosingRating", "SupervisedItem"),
    "cancelItem": ("id: ID!", "SupervisedItem"),
    "confirmItemRegistrations": ("id: ID!", "SupervisedItem"),
    "submitFeedback": ("itemId: ID!, input: FeedbackInput!", "Feedback"),
    "inspectFeedback": ("id: ID!, input: ReviewInput!", "Feedback"),
    "reviewFeedback": ("id: ID!, input: ReviewInput!", "Feedback"),
    "approveFeedback": ("id: ID!, input: ReviewInput!", "Feedback"),
    "requestExtension": ("itemId: ID!, input: ExtensionInput!", "Extension"),
    "verifyExtension": ("id: ID!, finding: String!", "Extension"),
    "approveExtension": ('id: ID!, opinion: String! = ""', "Extension"),
    "rejectExtension": ("id: ID!", "Extension"),
    "requestEscalation": ("itemId: ID!", "Escalation"),
    "approveEscalation": ("id: ID!", "Escalation"),
    "rejectEscalation": ("id: ID!", "Escalation"),
    "draftWarning": ("input: WarningInput!", "WarningSheet"),
    "amendWarning": ("id: ID!, input: WarningChangeInput!", "WarningSheet"),
    "signWarning": ("id: ID!", "WarningSheet"),
    "receiveWarning": ("id: ID!", "WarningSheet"),
    "replyWarning": ("id: ID!, input: WarningReplyInput!", "WarningSheet"),
    "returnWarningReply": ("id: ID!, newDue: Date!", "WarningSheet"),
    "closeWarning": ("id: ID!", "WarningSheet"),
    "draftBulletin": ("year: Int!, quarter: Int!", "Bulletin"),
    "editBulletin": ("id: ID!, input: BulletinSectionsInput!", "Bulletin"),
    "submitBulletin": ("id: ID!", "Bulletin"),
    "reviewBulletin": ("id: ID!", "Bulletin"),
    "returnBulletin": ("id: ID!", "Bulletin"),
    "signBulletin": ("id: ID!", "Bulletin"),
    "exportLedger": ("filter: LedgerFilterInput", "LedgerExport"),
    "retrySupervisionPaper": ("id: ID!", "SupervisionPaper"),
}


def county() -> dict[str, Any]:
    """The roster of all tests, with 考核办, a 垂管 unit, a body under a department, and 办主任 as a unit's head."""
    snapshot = roster()
    dated = {"valid_from": "2021-01-01", "valid_until": None}
    for code, name, kind, parent, more in (
        ("assessment", "县考核办", "DIRECT_BODY", None, {"roles": ["ASSESSMENT_OFFICE"], "supervised": True}),
        ("ecology", "市生态环境局平利分局", "DIRECT_BODY", None, {"supervised": True, "assist_only": True}),
        ("waterworks", "县自来水公司", "SUBORDINATE_BODY", "housing", {}),
    ):
        unit = {
            "id": str(known_id(code)),
            "code": code,
            "name": name,
            "short_name": name,
            "kind": kind,
            **dated,
            **more,
        }
        snapshot["units"].append({**unit, "parent_id": str(known_id(parent)) if parent else None})
    for unit in snapshot["units"]:
        unit["supervised"] = unit.get("supervised") or unit["code"] == "office"
    for login, name in (("assessor", "考核甲"), ("assessor-head", "考核乙"), ("deputy-c", "副县长丙")):
        snapshot["persons"].append({"id": str(known_id(login)), "login": login, "name": name})
    for login, code, unit in (
        ("assessor", "ASSESSMENT_CLERK", "assessment"),
        ("assessor-head", "UNIT_HEAD", "assessment"),
        ("director", "UNIT_HEAD", "office"),
        ("deputy-c", "DEPUTY_HEAD", "county"),
    ):
        post = {"id": str(known_id(f"{login}/{code}")), "person_id": str(known_id(login)), "post": code, "title": code}
        snapshot["posts"].append({**post, "unit_id": str(known_id(unit)), "main": code == "UNIT_HEAD", **dated})
    snapshot["portfolios"][0]["unit_ids"].append(str(known_id("office")))
    snapshot["portfolios"][1]["unit_ids"].append(str(known_id("waterworks")))
    return snapshot


def away(login: str, first: str, until: str) -> AbsenceApproved:
    """公务外出: opens the AB window (GZ-6.2)."""
    window = {"valid_from": date.fromisoformat(first), "valid_until": date.fromisoformat(until)}
    return AbsenceApproved(id=new_id(), person_id=known_id(login), kind=AbsenceKind.OFFICIAL_TRIP, **window)


def commissioned(grantor: str, grantee: str, scope: DelegationScope) -> DelegationRegistered:
    """委托 for the whole of 2022."""
    return DelegationRegistered(
        id=new_id(),
        grantor_id=known_id(grantor),
        grantee_id=known_id(grantee),
        scopes=(scope,),
        valid_from=date(2022, 1, 1),
        valid_until=date(2023, 1, 1),
        basis="书面委托",
    )


def decision(name: str, unit: str = "housing", **changes: Any) -> Decision:
    """A decision of a meeting; its id stands for `name`."""
    values: dict[str, Any] = {
        "decision_id": known_id(f"decision/{name}"),
        "revision": 1,
        "number": f"2022-CW-02-{name}",
        "topic_id": known_id(f"topic/{name}"),
        "topic_title": f"议题{name}",
        "text": f"由牵头单位落实{name}",
        "outcome": Outcome.AGREED,
        "status": DecisionStatus.EFFECTIVE,
        "lead_unit_id": known_id(unit),
        "due": date(2022, 6, 30),
        **changes,
    }
    return Decision(**values)


def minutes(*decisions: Decision, **changes: Any) -> MinutesIssued:
    """第2次常务会议, held on 25 February 2022."""
    values: dict[str, Any] = {
        "minutes_id": known_id("minutes/2"),
        "document_id": known_id("document/2"),
        "document_number": "常务会议纪要〔2022〕第2次",
        "meeting_id": known_id("meeting/2"),
        "meeting_kind": MeetingKind.STANDING,
        "year": 2022,
        "session_no": 2,
        "meeting_date": date(2022, 2, 25),
        "host_id": known_id("mayor"),
        "decisions": decisions,
        "issued_at": datetime(2022, 2, 25, 17, tzinfo=SHANGHAI),
        **changes,
    }
    return MinutesIssued(**values)


def feedback(kind: str = "RESULT", points: int = 1, **changes: Any) -> dict[str, Any]:
    """A feedback in due form."""
    answers = [{"no": no, "text": f"第{no}项已完成", "status": "DONE"} for no in range(1, points + 1)]
    return {
        "kind": kind,
        "documentNumber": "平住建字〔2022〕8号",
        "documentTitle": "关于办理情况的报告",
        "summary": "已完成",
        "answers": answers,
        **changes,
    }


@dataclass
class Office:
    """The running service, spoken to by mutation name: `await office.do("signWarning", "inspector", id=…)`."""

    service: RunningService

    async def do(self, mutation: str, as_: str, act: dict[str, Any] | None = None, **arguments: Any) -> Any:
        """The object, or the refusal."""
        return await self.service.ask(self._document(mutation, arguments), as_=as_, act=act, **arguments)

    def _document(self, mutation: str, arguments: dict[str, Any]) -> str:
        declared, answer = MUTATIONS[mutation]
        names = [part.split(":")[0].strip() for part in declared.split(",")]
        used = [name for name in names if name in arguments]
        variables = ", ".join(f"${part.strip()}" for part in declared.split(",") if part.split(":")[0].strip() in used)
        passed = "".join(f"{name}: ${name}, " for name in used)
        return (
            f"mutation({variables}{', ' if used else ''}$act: ActInput) {{ {mutation}({passed}act: $act) "
            f"{{ __typename ... on {answer} {{ {TYPES[answer]} }} {REFUSED} }} }}"
        )

    async def unseen(self, mutation: str, as_: str, act: dict[str, Any] | None = None, **arguments: Any) -> None:
        """Fails unless the object named does not exist for the asker."""
        document = self._document(mutation, arguments)
        assert await self.service.error_code(document, as_=as_, act=act, **arguments) == "NOT_FOUND", (mutation, as_)

    async def refused(self, mutation: str, as_: str, act: dict[str, Any] | None = None, **arguments: Any) -> list[str]:
        """`CODE:detail` of every violation; fails when it was not refused."""
        answer = await self.do(mutation, as_, act, **arguments)
        assert answer["__typename"] == "Refusal", answer
        return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]

    async def done(self, mutation: str, as_: str, act: dict[str, Any] | None = None, **arguments: Any) -> Any:
        """The object; fails when it was refused."""
        answer = await self.do(mutation, as_, act, **arguments)
        assert answer["__typename"] != "Refusal", answer
        return answer

    async def item(self, item_id: str, as_: str = "inspector", fields: str = ITEM) -> Any:
        return await self.service.ask(
            f"query($id: ID!) {{ supervisedItem(id: $id) {{ {fields} }} }}", as_=as_, id=item_id
        )

    async def ledger(self, as_: str = "inspector", fields: str = ITEM, **filter: Any) -> list[Any]:
        query = (
            "query($filter: LedgerFilterInput) { supervisedItems(filter: $filter, order: OLDEST, first: 100) "
            f"{{ nodes {{ {fields} }} totalCount }} }}"
        )
        answer = await self.service.ask(query, as_=as_, filter=filter or None)
        assert answer["totalCount"] == len(answer["nodes"])
        return list(answer["nodes"])

    async def from_minutes(self, *decisions: Decision, **changes: Any) -> list[Any]:
        """The items that the minutes have become."""
        await self.service.receive(minutes(*decisions, **changes), known_id("minutes/2"))
        return await self.ledger()

    async def dispatched(self, name: str = "甲", unit: str = "housing", **changes: Any) -> Any:
        """An item from minutes, handed out."""
        await self.service.receive(minutes(decision(name, unit, **changes)), known_id("minutes/2"))
        query = "query($d: [_Any!]!) { _entities(representations: $d) { ... on Decision { supervisedItem { id } } } }"
        reference = [{"__typename": "Decision", "id": str(known_id(f"decision/{name}"))}]
        (found,) = await self.service.ask(query, as_="inspector", d=reference)
        return await self.done("dispatchItem", "inspector", id=found["supervisedItem"]["id"])

    async def on(self, day: str) -> None:
        """Move the office clock to nine in the morning of `day`, and wait for the timers."""
        self.service.set_clock(f"{day}T09:00")
        await self.service.timers_done()

    async def events(self, type_name: str) -> list[dict[str, Any]]:
        """The payloads published so far, e.g. `item.registered`."""
        query = select(OutboxRow).where(OutboxRow.subject == f"evt.supervision.{type_name}.v1").order_by(OutboxRow.seq)
        async with self.service.runtime.sessions() as session:
            rows = (await session.execute(query)).scalars().all()
        return [orjson.loads(row.payload)["data"] for row in rows if row.payload]

    async def request(self, kind: DocumentKind) -> dict[str, Any]:
        """The last paper of this kind that documents was asked for."""
        return [each for each in await self.events("document.requested") if each["kind"] == kind][-1]

    async def issue(self, kind: DocumentKind, number: str) -> None:
        """documents issues the last requested paper of this kind."""
        asked = await self.request(kind)
        event = DocumentIssued(
            document_id=new_id(),
            kind=kind,
            request_id=UUID(asked["request_id"]),
            number=number,
            issued_at=self.service.runtime.clock.now(),
            files=(),
        )
        await self.service.receive(event, event.document_id)

    async def fail(self, kind: DocumentKind) -> None:
        """documents cannot make the last requested paper of this kind."""
        asked = await self.request(kind)
        event = DocumentFailed(
            document_id=new_id(),
            kind=kind,
            request_id=UUID(asked["request_id"]),
            code="FORMAT_CHECK_FAILED",
            message_zh="版式检查未通过",
            problems=("标题过长",),
        )
        await self.service.receive(event, event.document_id)

    async def notices(self, template: str) -> list[dict[str, Any]]:
        return [each for each in await self.events("notice.raised") if each["template"] == template]

    async def open_tasks(self, kind: str) -> list[dict[str, Any]]:
        """To-dos of this kind that were opened and not closed since."""
        opened = {each["task_id"]: each for each in await self.events("task.opened") if each["kind"] == kind}
        rows = [("task.opened", "task_id"), ("task.closed", "task_id")]
        last: dict[str, str] = {}
        async with self.service.runtime.sessions() as session:
            query = select(OutboxRow).order_by(OutboxRow.seq)
            for row in (await session.execute(query)).scalars():
                for suffix, key in rows:
                    if row.subject == f"evt.supervision.{suffix}.v1" and row.payload:
                        last[orjson.loads(row.payload)["data"][key]] = suffix
        return [each for task, each in opened.items() if last[task] == "task.opened"]
