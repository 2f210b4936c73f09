"""Issued minutes become supervised items: one for each decision, in one gapless series."""

import asyncio
from datetime import date, datetime

import pytest

from services.contracts.base import PERSONNEL_MASK
from services.contracts.meetings import DecisionChanged, MinutesCorrected, PartyApprovalRecorded
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Outcome, PartyResult, SpecialBasis, TopicFlag
from services.kernel.clock import SHANGHAI
from tests.service import known_id
from tests.supervision.office import ITEM, Office, decision, feedback, minutes

PENDING = {"needs_party_approval": True, "status": DecisionStatus.PENDING_PARTY_APPROVAL}


def party(name: str, result: PartyResult, **changes: object) -> PartyApprovalRecorded:
    values: dict[str, object] = {
        "decision_id": known_id(f"decision/{name}"),
        "meeting_id": known_id("meeting/2"),
        "result": result,
        "ref_no": "平委纪〔2022〕3号",
        "decided_on": date(2022, 3, 14),
        "recorded_on": date(2022, 3, 15),
        **changes,
    }
    return PartyApprovalRecorded(**values)  # type: ignore[arg-type]


async def test_at31_minutes_delivered_twice_make_three_items(office: Office) -> None:
    decided = [decision(name) for name in "甲乙丙"]
    await office.from_minutes(*decided)
    items = await office.from_minutes(*decided)
    assert [item["number"] for item in items] == ["督〔2022〕1号", "督〔2022〕2号", "督〔2022〕3号"]
    assert {item["state"] for item in items} == {"REGISTERED"}
    assert items[0]["points"] == [{"no": 1, "text": "由牵头单位落实甲"}]
    registered = await office.events("item.registered")
    assert [each["decision_id"] for each in registered] == [str(each.decision_id) for each in decided]


async def test_what_was_decided_before_the_rules_becomes_no_item(office: Office) -> None:
    assert await office.from_minutes(decision("甲"), meeting_date=date(2022, 1, 24)) == []
    assert len(await office.from_minutes(decision("甲"), meeting_date=date(2022, 1, 26))) == 1


async def test_only_decisions_with_a_lead_unit_become_items(office: Office) -> None:
    items = await office.from_minutes(
        decision("甲"),
        decision("乙", lead_unit_id=None),
        decision("丙", outcome=Outcome.NOTED),
        decision("丁", outcome=Outcome.AGREED_IN_PRINCIPLE),
        decision("戊", status=DecisionStatus.RESCINDED),
    )
    assert [item["title"] for item in items] == ["议题甲", "议题丁"]


@pytest.mark.parametrize(
    ("kind", "basis", "source", "handler"),
    [
        (MeetingKind.STANDING, None, "STANDING_MEETING", "SUPERVISION_OFFICE"),
        (MeetingKind.PLENARY, None, "PLENARY_MEETING", "SUPERVISION_OFFICE"),
        (MeetingKind.MAYOR, None, "MAYOR_MEETING", "SUPERVISION_OFFICE"),
        (MeetingKind.SPECIAL, SpecialBasis.COMMISSIONED, "COMMISSIONED_MEETING", "SUPERVISION_OFFICE"),
        (MeetingKind.SPECIAL, SpecialBasis.BY_PORTFOLIO, "SPECIAL_MEETING", "LIAISON_SECTION"),
    ],
)
async def test_the_meeting_decides_who_supervises(
    office: Office, kind: MeetingKind, basis: SpecialBasis | None, source: str, handler: str
) -> None:
    (item,) = await office.from_minutes(decision("甲"), meeting_kind=kind, basis=basis)
    assert (item["sourceType"], item["handler"]) == (source, handler)


async def test_at29_waiting_for_the_party_committee_suspends_until_it_is_recorded(office: Office) -> None:
    (item,) = await office.from_minutes(decision("甲", due=date(2022, 3, 10), **PENDING))
    assert (item["state"], item["light"]) == ("SUSPENDED", "GREY")
    assert (await office.events("item.suspended"))[0]["item_id"] == item["id"]
    assert await office.refused("dispatchItem", "inspector", id=item["id"]) == ["STATE_NOT_ALLOWED:暂停"]
    await office.on("2022-03-15")
    await office.service.receive(party("甲", PartyResult.AGREED), "x")
    released = await office.item(item["id"])
    assert released["state"] == "REGISTERED"
    # The fixed date passed meanwhile: 督查室 sets a new one within one working day (AMB-37).
    assert [each["due"] for each in await office.open_tasks("set_due")] == ["2022-03-16", "2022-03-16"]
    refused = await office.refused("dispatchItem", "inspector", id=item["id"])
    assert refused == ["ITEM_INCOMPLETE:办结时限（已过）"]
    await office.done("amendItem", "inspector", id=item["id"], input={"due": "2022-04-30"})
    assert (await office.done("dispatchItem", "inspector", id=item["id"]))["state"] == "DISPATCHED"
    await office.on("2022-04-14")  # one month after the recording: 15 April
    assert await office.open_tasks("urge_item") == []
    await office.on("2022-04-15")
    assert {each["due"] for each in await office.open_tasks("urge_item")} == {"2022-04-15"}


async def test_the_party_committee_may_refuse_amend_or_postpone(office: Office) -> None:
    names = ("甲", "乙", "丙")
    await office.from_minutes(*(decision(name, **PENDING) for name in names))
    amended = decision("乙", revision=2, text="修改后的内容", status=DecisionStatus.EFFECTIVE)
    await office.service.receive(party("甲", PartyResult.NOT_AGREED), "x")
    await office.service.receive(party("乙", PartyResult.AGREED_AS_AMENDED, decision=amended), "x")
    await office.service.receive(party("丙", PartyResult.POSTPONED), "x")
    first, second, third = await office.ledger()
    assert (first["state"], first["light"]) == ("CANCELLED", "GREY")
    assert (second["state"], second["content"]) == ("REGISTERED", "修改后的内容")
    assert third["state"] == "SUSPENDED"
    assert [each["item_id"] for each in await office.events("item.cancelled")] == [first["id"]]


async def test_a_changed_decision_ends_its_item(office: Office) -> None:
    """The later decision has an item of its own; delivered twice or to a closed item it changes nothing (GZ-9.3)."""
    changed = DecisionChanged(
        decision_id=known_id("decision/甲"),
        number="2022-CW-02-01",
        status=DecisionStatus.SUPERSEDED,
        by_decision_id=known_id("decision/丙"),
        by_number="2022-CW-03-01",
        meeting_id=known_id("meeting/3"),
        changed_on=date(2022, 3, 28),
    )
    first, other = await office.from_minutes(decision("甲"), decision("乙"))
    for _ in range(2):
        await office.service.receive(changed, "x")
    assert (await office.item(first["id"]))["state"] == "CANCELLED"
    assert (await office.item(other["id"]))["state"] == "REGISTERED"
    (told,) = await office.events("item.cancelled")
    assert (told["item_id"], told["reason"]) == (first["id"], "2022-CW-02-01已被替代，依据2022-CW-03-01")


async def test_an_approval_that_came_before_the_minutes_is_not_lost(office: Office) -> None:
    await office.service.receive(party("甲", PartyResult.AGREED), "x")
    (item,) = await office.from_minutes(decision("甲", **PENDING))
    assert item["state"] == "REGISTERED"


async def test_a_restricted_decision_is_counted_and_says_nothing(office: Office) -> None:
    masked = {"text": PERSONNEL_MASK, "topic_title": PERSONNEL_MASK, "restricted": True}
    await office.from_minutes(decision("甲"), decision("乙", flags=(TopicFlag.PERSONNEL,), **masked))
    ordinary, hidden = await office.ledger(as_="inspector")
    assert (hidden["title"], hidden["content"]) == (PERSONNEL_MASK, "")
    assert [item["id"] for item in await office.ledger(as_="inspector-clerk")] == [ordinary["id"]]
    for login in ("deputy-a", "executive", "section-clerk", "housing-head", "admin"):
        assert hidden["id"] not in [item["id"] for item in await office.ledger(as_=login)], login
    query = "query($id: ID!) { supervisedItem(id: $id) { id } }"
    assert await office.service.error_code(query, as_="inspector-clerk", id=hidden["id"]) == "NOT_FOUND"
    tasks = [each for each in await office.open_tasks("dispatch_item") if each["ref"]["id"] == hidden["id"]]
    assert [(each["title_zh"], each["to"]["post"]) for each in tasks] == [(PERSONNEL_MASK, "SUPERVISION_CHIEF")]
    export = await office.done("exportLedger", "inspector")
    assert export["rowCount"] == 1


async def test_a_restricted_item_runs_between_few(office: Office) -> None:
    """县长 decides on it himself, and of the unit its head alone knows."""
    masked = {"text": PERSONNEL_MASK, "topic_title": PERSONNEL_MASK, "restricted": True}
    (item,) = await office.from_minutes(decision("甲", **masked))
    for login in ("inspector-clerk", "executive", "deputy-a", "housing-head", "housing-clerk", "admin"):
        document = "mutation($id: ID!) { dispatchItem(id: $id) { __typename } }"
        assert await office.service.error_code(document, as_=login, id=item["id"]) == "NOT_FOUND", login
    await office.done("dispatchItem", "inspector", id=item["id"])
    assert [each["to"]["post"] for each in await office.open_tasks("receive_item")] == ["UNIT_HEAD"]
    query = "query($id: ID!) { supervisedItem(id: $id) { title } }"
    for login in ("housing-clerk", "deputy-a", "section-clerk", "deputy-director", "executive"):
        assert await office.service.error_code(query, as_=login, id=item["id"]) == "NOT_FOUND", login
    await office.done("receiveItem", "housing-head", id=item["id"])
    sent = await office.done("submitFeedback", "housing-head", itemId=item["id"], input=feedback())
    await office.done("inspectFeedback", "inspector", id=sent["id"], input={"outcome": "PASSED"})
    await office.done("reviewFeedback", "director", id=sent["id"], input={"outcome": "PASSED"})
    assert [each["to"]["post"] for each in await office.open_tasks("approve_feedback")] == ["COUNTY_HEAD"]
    await office.done("approveFeedback", "mayor", id=sent["id"], input={"outcome": "CLOSE"})
    await office.done("closeItem", "inspector", id=item["id"], rating="GOOD")
    said = [*await office.events("task.opened"), *await office.events("notice.raised")]
    assert {each["title_zh"] for each in said} == {PERSONNEL_MASK}
    assert await office.events("item.dispatched") == await office.events("item.received") == []


async def test_a_correction_flags_the_item_and_the_highest_revision_counts(office: Office) -> None:
    (item,) = await office.from_minutes(decision("甲"))
    handed_out = await office.dispatched("乙")

    def correction(revision: int, text: str) -> MinutesCorrected:
        changed = tuple(decision(name, revision=revision, text=text) for name in ("甲", "乙"))
        return MinutesCorrected(
            minutes_id=known_id("minutes/2b"),
            corrects_id=known_id("minutes/2"),
            document_id=known_id("document/2b"),
            document_number="常务会议纪要〔2022〕第2次（更正）",
            meeting_id=known_id("meeting/2"),
            meeting_kind=MeetingKind.STANDING,
            meeting_date=date(2022, 2, 25),
            decisions=changed,
            issued_at=datetime(2022, 3, 1, 9, tzinfo=SHANGHAI),
        )

    await office.service.receive(correction(3, "第三版"), "x")
    await office.service.receive(correction(2, "第二版"), "x")
    first, second = await office.ledger()
    assert (first["content"], first["points"][0]["text"], first["sourceChanged"]) == ("第三版", "第三版", True)
    assert (second["content"], second["points"], second["sourceChanged"]) == ("第三版", handed_out["points"], True)
    missing_reason = {"id": second["id"], "input": {"points": ["第三版"]}}
    assert await office.refused("amendItem", "inspector", **missing_reason) == ["REASON_REQUIRED"]
    amended = await office.done("amendItem", "inspector", {"reason": "纪要更正"}, **missing_reason)
    assert (amended["points"][0]["text"], amended["sourceChanged"]) == ("第三版", False)
    assert item["id"] == first["id"]


async def test_minutes_at_once_share_one_gapless_series(office: Office) -> None:
    """Three messages at the same time, two of them with decisions in common."""
    other = {"minutes_id": known_id("minutes/3"), "meeting_id": known_id("meeting/3"), "session_no": 3}
    heard = (range(40), range(30, 60), range(60, 90))
    events = [minutes(*(decision(str(n)) for n in numbers), **other) for numbers in heard]
    await asyncio.gather(*(office.service.receive(event, "x") for event in events))
    items = await office.ledger(fields="number title")
    assert sorted(item["title"] for item in items) == sorted(f"议题{n}" for n in range(90))
    assert sorted(item["number"] for item in items) == sorted(f"督〔2022〕{n}号" for n in range(1, 91))


async def test_federation_joins_a_decision_with_its_item(office: Office) -> None:
    (item,) = await office.from_minutes(decision("甲"))
    query = (
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Decision { id supervisedItem { %s } } "
        "... on SupervisedItem { number decision { id } } } }" % ITEM
    )
    known = {"__typename": "Decision", "id": str(known_id("decision/甲"))}
    unknown = {"__typename": "Decision", "id": str(known_id("decision/没有"))}
    entity = {"__typename": "SupervisedItem", "id": item["id"]}
    found = await office.service.ask(query, as_="inspector", r=[known, unknown, entity])
    assert found[0]["supervisedItem"]["id"] == item["id"]
    assert found[1]["supervisedItem"] is None
    assert found[2] == {"number": "督〔2022〕1号", "decision": {"id": str(known_id("decision/甲"))}}
