"""Yearly plans, from the draft to the year they govern."""

from datetime import datetime
from uuid import UUID

import pytest

from services.contracts.base import Ref
from services.contracts.documents import DocumentFailed, DocumentIssued
from services.contracts.meetings import Decision, MinutesIssued
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Outcome
from services.contracts.words.shared import DocumentKind
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from tests.learning.asking import DRAFT_PLAN, PLAN, by_id, codes, law_entries, months, published
from tests.service import RunningService, known_id

SUBMIT, APPROVE, COSIGN, RETURN = (by_id(m, PLAN) for m in ("submitPlan", "approvePlan", "cosignPlan", "returnPlan"))


async def a_plan(service: RunningService, entries: list[dict[str, object]], kind: str = "STUDY") -> str:
    author = "clerk" if kind == "STUDY" else "justice-reviewer"
    plan = await service.ask(DRAFT_PLAN, as_=author, kind=kind, year=2022, entries=entries)
    return str(plan["id"])


async def test_plan_covers_every_month(learning: RunningService) -> None:
    plan = await a_plan(learning, months(1, 5, 9))
    # January 2022 is not judged: the regulations came into force on the 26th.
    assert codes(await learning.ask(SUBMIT, as_="clerk", id=plan)) == ["PLAN_MONTH_EMPTY:5", "PLAN_MONTH_EMPTY:9"]


async def test_law_plan_has_a_study_before_a_meeting_in_every_quarter(learning: RunningService) -> None:
    plan = await a_plan(learning, law_entries(quarters=3), "LAW_STUDY")
    assert codes(await learning.ask(COSIGN, as_="director", id=plan)) == ["PLAN_BELOW_QUOTA"]


async def test_law_study_has_six_focuses_and_collective_study_ten_contents(learning: RunningService) -> None:
    law = [{**entry, "categories": [7]} for entry in law_entries()]
    refused = await learning.ask(DRAFT_PLAN, as_="justice-reviewer", kind="LAW_STUDY", year=2022, entries=law)
    assert codes(refused) == ["CONTENT_INVALID:第1项安排"]
    assert await a_plan(learning, [{**entry, "categories": [7, 10]} for entry in months()])


async def test_law_plan_has_two_lectures(learning: RunningService) -> None:
    plan = await a_plan(learning, law_entries(lectures=1), "LAW_STUDY")
    assert codes(await learning.ask(COSIGN, as_="director", id=plan)) == ["PLAN_BELOW_QUOTA"]


async def test_law_plan_is_made_together_with_the_office(learning: RunningService) -> None:
    plan = await a_plan(learning, law_entries(), "LAW_STUDY")
    refused = await learning.ask(SUBMIT, as_="justice-reviewer", id=plan)
    assert codes(refused) == ["CHAIN_ORDER:县政府办公室主任"]
    assert (await learning.ask(COSIGN, as_="director", id=plan))["state"] == "COSIGNED"
    assert (await learning.ask(SUBMIT, as_="justice-reviewer", id=plan))["state"] == "SUBMITTED"


async def test_a_plan_is_approved_issued_and_in_force(learning: RunningService) -> None:
    plan = await a_plan(learning, months())
    await learning.ask(SUBMIT, as_="clerk", id=plan)
    assert codes(await learning.ask(APPROVE, as_="executive", id=plan)) == ["NO_ACTIVE_DELEGATION"]
    assert codes(await learning.ask(RETURN, as_="mayor", id=plan)) == ["REASON_REQUIRED"]
    approved = await learning.ask(APPROVE, as_="mayor", id=plan)
    assert (approved["state"], approved["approvedOn"]) == ("APPROVED", "2022-02-07")
    (request,) = await published(learning, "learning.document.requested.v1")
    assert request.data["kind"] == "STUDY_PLAN"
    assert len(request.data["data"]["sessions"]) == 12
    failed = DocumentFailed(
        request_id=UUID(request.data["request_id"]),
        document_id=new_id(),
        kind=DocumentKind.STUDY_PLAN,
        requester=Ref(type="StudyPlan", id=UUID(plan)),
        code="FORMAT_CHECK_FAILED",
        message_zh="版式检查未通过",
    )
    await learning.receive(failed, plan)
    issued = DocumentIssued(
        request_id=failed.request_id,
        document_id=failed.document_id,
        kind=DocumentKind.STUDY_PLAN,
        requester=failed.requester,
        number="平政办发〔2022〕3号",
        issued_at=datetime(2022, 2, 7, 10, tzinfo=SHANGHAI),
        files=(),
    )
    await learning.receive(issued, plan)
    query = "query($id: ID!) { studyPlan(id: $id) { state documentNumber papers { number failure document { id } } } }"
    seen = await learning.ask(query, as_="deputy-a", id=plan)
    assert (seen["state"], seen["documentNumber"]) == ("IN_FORCE", "平政办发〔2022〕3号")
    assert seen["papers"][0]["failure"] is None


async def test_one_plan_of_a_kind_a_year_and_only_by_its_author(learning: RunningService) -> None:
    await a_plan(learning, months())
    again = await learning.ask(DRAFT_PLAN, as_="clerk", kind="STUDY", year=2022, entries=months())
    assert codes(again) == ["CONTENT_INVALID:2022年度已有该计划"]
    law = await learning.ask(DRAFT_PLAN, as_="clerk", kind="LAW_STUDY", year=2022, entries=law_entries())
    assert codes(law) == ["ACTOR_NOT_ALLOWED"]


async def test_a_draft_does_not_exist_for_others(learning: RunningService) -> None:
    plan = await a_plan(learning, months())
    query = "query($id: ID!) { studyPlan(id: $id) { state } }"
    assert await learning.error_code(query, as_="housing-head", id=plan) == "NOT_FOUND"


@pytest.mark.parametrize("times", [1, 2])
async def test_amb44_minutes_that_heard_the_law_plan_approve_it(learning: RunningService, times: int) -> None:
    plan = await a_plan(learning, law_entries(), "LAW_STUDY")
    await learning.ask(COSIGN, as_="director", id=plan)
    await learning.ask(SUBMIT, as_="justice-reviewer", id=plan)
    decision = Decision(
        decision_id=new_id(),
        revision=1,
        number="2022-CW-02-01",
        topic_id=new_id(),
        topic_title="年度学法计划",
        text="原则同意",
        outcome=Outcome.AGREED,
        status=DecisionStatus.EFFECTIVE,
        plan_ref=Ref(type="StudyPlan", id=UUID(plan)),
    )
    issued = MinutesIssued(
        minutes_id=new_id(),
        document_id=new_id(),
        document_number="常务会议纪要〔2022〕第2次",
        meeting_id=new_id(),
        meeting_kind=MeetingKind.STANDING,
        year=2022,
        session_no=2,
        meeting_date=datetime(2022, 2, 25, tzinfo=SHANGHAI).date(),
        host_id=known_id("mayor"),
        decisions=(decision,),
        issued_at=datetime(2022, 3, 2, 10, tzinfo=SHANGHAI),
    )
    for _ in range(times):
        await learning.receive(issued, issued.minutes_id)
    query = "query($id: ID!) { studyPlan(id: $id) { state approvedOn } }"
    seen = await learning.ask(query, as_="clerk", id=plan)
    assert (seen["state"], seen["approvedOn"]) == ("APPROVED", "2022-03-02")
    assert len(await published(learning, "learning.study_plan.approved.v1")) == 1
