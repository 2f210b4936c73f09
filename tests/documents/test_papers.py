"""发文: a paper from the proposal to the issue, and every rule in its way."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from services.contracts import meetings
from services.contracts.meetings import Decision
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Outcome, PartyResult
from tests.documents.chain import PAPER, countersign, draft, drafted, edited, propose, sign, step
from tests.documents.story import WAIT_SECONDS, Story, codes
from tests.service import known_id

READ = "query($id: ID!) { officialPaper(id: $id) { id state number issuedAt failureZh document { id number state } } }"


async def issued(story: Story, paper: str) -> Any:
    """The paper once the pipeline has answered."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            shown = await story.ask(READ, as_="clerk", id=paper)
            if shown["state"] != "SIGNED" or shown["failureZh"]:
                return shown
            await asyncio.sleep(0.05)


async def test_gz_21_1_a_paper_runs_through_the_chain_and_is_issued(documents: Story) -> None:
    paper = await edited(documents, affectedUnitIds=[str(known_id("finance"))])
    assert paper["state"] == "COUNTERSIGNING"
    row = await countersign(documents, paper["id"])
    assert row["countersignatures"][0]["verdict"] == "AGREED"
    signed = await sign(documents, paper["id"])
    assert signed["state"] == "SIGNED"
    shown = await issued(documents, paper["id"])
    assert shown["state"] == "ISSUED", shown["failureZh"]
    assert shown["number"] == shown["document"]["number"]
    assert shown["number"].startswith("平政发〔2022〕")
    again = await draft(documents, paper["id"])
    assert codes(again) == ["ALREADY_ISSUED"]
    # Delivered: the town sees the issued document, and its clerk has the 签收 on the desk.
    document = shown["document"]["id"]
    seen = await documents.ask("query($id: ID!) { document(id: $id) { title } }", as_="town-clerk", id=document)
    assert seen["title"]
    opened = await documents.told(UUID(document), "documents.task.opened.v1")
    assert {task["to"]["unit_id"] for task in opened} == {str(known_id("town")), str(known_id("finance"))}


async def test_paper_is_needed(documents: Story) -> None:
    paper = await propose(documents, lawIsClear=True)
    assert codes(await step(documents, "admit", paper["id"], as_="clerk")) == ["DOC_NOT_NEEDED"]
    admitted = await step(documents, "admit", paper["id"], as_="director", dispensation="上级要求县政府转发")
    assert admitted["state"] == "ADMITTED"
    other = await propose(documents, departmentSuffices=True)
    assert codes(await step(documents, "refuse", other["id"], as_="clerk")) == ["REASON_REQUIRED"]
    refused = await step(documents, "refuse", other["id"], as_="clerk", reason="改由县住建局发文")
    assert refused["state"] == "REFUSED"


async def test_unit_head_approved_the_draft(documents: Story) -> None:
    paper = await drafted(documents)
    assert codes(await step(documents, "accept", paper["id"], as_="clerk")) == ["UNIT_HEAD_APPROVAL_REQUIRED"]
    assert codes(await step(documents, "approve", paper["id"], as_="housing-clerk")) == ["ACTOR_NOT_ALLOWED"]


async def test_affected_units_countersigned(documents: Story) -> None:
    paper = await edited(documents, affectedUnitIds=[str(known_id("finance"))])
    refused = await sign(documents, paper["id"])
    assert codes(refused) == ["COUNTERSIGN_INCOMPLETE"]
    assert refused["violations"][0]["detail"] == "县财政局"
    assert codes(await countersign(documents, paper["id"], as_="finance-clerk")) == ["ACTOR_NOT_ALLOWED"]
    await countersign(documents, paper["id"], verdict="DISAGREED", text="资金渠道不明确")
    assert codes(await sign(documents, paper["id"])) == ["COUNTERSIGN_INCOMPLETE"]
    settle = (
        'mutation($id: ID!, $unit: ID!) { coordinatePaper(id: $id, unitId: $unit, text: "资金由县级财政统筹") { %s } }'
        % PAPER
    )
    unit = str(known_id("finance"))
    other = await documents.error_code(settle, as_="deputy-b", id=paper["id"], unit=unit)
    assert other == "NOT_FOUND"
    await documents.ask(settle, as_="deputy-a", id=paper["id"], unit=unit)
    assert (await sign(documents, paper["id"]))["state"] == "SIGNED"


async def test_at57_signer_writes_an_explicit_opinion(documents: Story) -> None:
    paper = await edited(documents, {"genre": "REQUEST"})
    assert codes(await sign(documents, paper["id"], opinion="CIRCLED")) == ["EXPLICIT_OPINION_REQUIRED"]
    assert codes(await sign(documents, paper["id"], opinion="OTHER")) == ["EXPLICIT_OPINION_REQUIRED"]
    assert (await sign(documents, paper["id"], opinion="REVISE"))["state"] == "RETURNED"


async def test_at59_paper_is_not_classified(documents: Story) -> None:
    assert codes(await drafted(documents, secrecy="SECRET")) == ["CLASSIFIED_NOT_ALLOWED"]


async def test_what_is_not_public_says_why(documents: Story) -> None:
    refused = await drafted(documents, publicAttribute="NOT_PUBLIC")
    assert codes(refused) == ["CONTENT_INVALID"]


async def test_a_draft_that_cannot_be_printed_is_refused_with_the_place(documents: Story) -> None:
    refused = await drafted(documents, blocks=[{"kind": "p", "text": ""}])
    assert codes(refused) == ["CONTENT_INVALID"]
    assert "blocks.0" in refused["violations"][0]["detail"]


async def test_signer_is_the_one_for_the_paper(documents: Story) -> None:
    county = await edited(documents)
    assert codes(await sign(documents, county["id"], as_="director")) == ["SIGNER_NOT_ALLOWED"]
    assert codes(await sign(documents, county["id"], as_="deputy-a")) == ["SIGNER_NOT_ALLOWED"]
    assert (await sign(documents, county["id"]))["state"] == "SIGNED"


async def test_leader_in_charge_saw_the_offices_paper(documents: Story) -> None:
    office = await edited(documents, {"series": "OFFICE_PAPER", "title": "平利县人民政府办公室关于做好供水保障的通知"})
    assert codes(await sign(documents, office["id"], as_="director")) == ["CHAIN_ORDER"]
    await step(documents, "review", office["id"], as_="deputy-a")
    assert (await sign(documents, office["id"], as_="director"))["state"] == "SIGNED"


async def test_party_committee_has_approved(documents: Story) -> None:
    decision = a_decision()
    await documents.service.receive(
        meetings.DecisionRecorded(
            meeting_id=uuid4(), meeting_kind=MeetingKind.STANDING, meeting_date="2022-02-07", decision=decision
        ),
        decision.decision_id,
    )
    paper = await edited(documents, {"decisionIds": [str(decision.decision_id)]})
    assert codes(await sign(documents, paper["id"])) == ["PARTY_APPROVAL_REQUIRED"]
    approval = meetings.PartyApprovalRecorded(
        decision_id=decision.decision_id,
        meeting_id=uuid4(),
        result=PartyResult.AGREED,
        ref_no="平办字〔2022〕3号",
        decided_on="2022-02-07",
        recorded_on="2022-02-07",
    )
    await documents.service.receive(approval, decision.decision_id)
    assert (await sign(documents, paper["id"]))["state"] == "SIGNED"


def a_decision() -> Decision:
    return Decision(
        decision_id=uuid4(),
        revision=1,
        number="2022-CW-02-01",
        topic_id=uuid4(),
        topic_title="城区供水管网改造",
        text="原则同意，报县委审定。",
        outcome=Outcome.TO_PARTY_COMMITTEE,
        status=DecisionStatus.PENDING_PARTY_APPROVAL,
        needs_party_approval=True,
    )


async def test_a_returned_paper_begins_its_chain_anew(documents: Story) -> None:
    paper = await edited(documents, affectedUnitIds=[str(known_id("finance"))])
    await countersign(documents, paper["id"])
    assert codes(await step(documents, "return", paper["id"], as_="clerk")) == ["REASON_REQUIRED"]
    returned = await step(documents, "return", paper["id"], as_="clerk", reason="文种不当")
    assert (returned["state"], returned["countersignatures"]) == ("RETURNED", [])
    again = await draft(documents, paper["id"])
    assert (again["state"], again["revision"]) == ("DRAFTED", 2)
    assert codes(await step(documents, "accept", paper["id"], as_="clerk")) == ["UNIT_HEAD_APPROVAL_REQUIRED"]


async def test_a_paper_exists_only_for_whom_it_concerns(documents: Story) -> None:
    paper = await drafted(documents)
    query = "query($id: ID!) { officialPaper(id: $id) { title } }"
    for login in ("town-clerk", "finance-head", "deputy-b", "admin"):
        assert await documents.error_code(query, as_=login, id=paper["id"]) == "NOT_FOUND"
    for login in ("housing-clerk", "clerk", "mayor", "deputy-a"):
        assert (await documents.ask(query, as_=login, id=paper["id"]))["title"]


async def test_amb47_an_approval_on_paper_is_registered_and_confirmed(documents: Story) -> None:
    paper = await drafted(documents)
    late = {
        "occurredAt": "2022-02-07T08:30:00+08:00",
        "byPersonId": str(known_id("housing-head")),
        "note": "主要负责人已在纸质稿上签字",
    }
    registered = await step(documents, "approve", paper["id"], as_="clerk", lateRegistration=late)
    assert (registered["state"], registered["unconfirmed"]) == ("UNIT_HEAD_SIGNED", True)
    assert codes(await step(documents, "accept", paper["id"], as_="clerk")) == ["EVIDENCE_REQUIRED"]
    assert codes(await step(documents, "confirm", paper["id"], as_="clerk")) == ["ACTOR_NOT_ALLOWED"]
    confirmed = await step(documents, "confirm", paper["id"], as_="director")
    assert confirmed["unconfirmed"] is False
    assert (await step(documents, "accept", paper["id"], as_="clerk"))["state"] == "ACCEPTED"


async def test_cw_2_2_and_2_3_what_the_meeting_agreed_to_hand_up_is_drafted(documents: Story) -> None:
    """One 发文立项 for the topic, at the unit that answers for it; from there it takes the way of every paper."""
    for title, paper, wanted in (
        ("关于申请省级水利专项资金的请示", "REQUEST_OR_REPORT", ("REQUEST", "关于申请省级水利专项资金的请示")),
        ("2021年法治政府建设情况报告", "REQUEST_OR_REPORT", ("REPORT", "2021年法治政府建设情况报告")),
        ("2022年财政预算调整", "BILL", ("BILL", "关于2022年财政预算调整的议案")),
    ):
        decided = {"topic_title": title, "lead_unit_id": known_id("housing"), "outcome": Outcome.AGREED}
        first = a_decision().model_copy(update={**decided, "needs_party_approval": False})
        second = first.model_copy(update={"decision_id": uuid4(), "number": "2022-CW-02-02"})
        for decision in (first, second):
            event = meetings.DecisionRecorded(
                meeting_id=uuid4(),
                meeting_kind=MeetingKind.STANDING,
                meeting_date="2022-02-07",
                decision=decision,
                upward_paper=paper,
            )
            await documents.service.receive(event, decision.decision_id)
        query = """query($title: String!) { officialPapers(title: $title, first: 10) {
          nodes { id state genre title unit { id } } } }"""
        (made,) = (await documents.ask(query, as_="clerk", title=title))["nodes"]
        assert (made["state"], made["genre"], made["title"]) == ("PROPOSED", *wanted)
        assert made["unit"]["id"] == str(known_id("housing"))
        assert (await step(documents, "admit", made["id"], as_="clerk"))["state"] == "ADMITTED"
