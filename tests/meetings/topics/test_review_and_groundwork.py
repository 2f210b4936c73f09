"""初审 and what must come before it: groundwork, consultation, legality, the public, vetoes (CW-3.3b, GZ-9 … GZ-17)."""

from datetime import date
from typing import Any

import pytest

from services.contracts.base import Ref
from services.contracts.documents import (
    ConsultationClosed,
    ConsultationOpened,
    LegalReviewCompleted,
    LegalReviewRequested,
)
from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.kernel.ids import new_id
from tests.meetings.topics.steps import (
    a_draft,
    assess,
    consult,
    do,
    noticed,
    refused,
    submit,
    submitted,
    topic_of,
    upload,
)
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService, known_id

PREFILL = "query($id: ID!) { topic(id: $id) { reviewPrefill { number question result evidence } } }"


async def passing(service: RunningService, topic_id: str, **judged: Any) -> list[str]:
    """What still stands in the way of 初审 when the office accepts what the records say."""
    await do(service, "recordPreliminaryReview", as_="clerk", id=topic_id, **judged)
    answer = await do(service, "passTopic", as_="clerk", id=topic_id)
    if answer["__typename"] == "Topic":
        return []
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def reviewed(
    service: RunningService, topic_id: str, conclusion: ReviewConclusion, *, sent_on: date | None = None
) -> None:
    """县司法局 concludes, as documents tells it."""
    subject, review_id = Ref(type="Topic", id=topic_id), new_id()
    kind, unit_id = ReviewSubjectKind.NORMATIVE_DOCUMENT, known_id("housing")
    if sent_on is not None:
        begun = LegalReviewRequested(review_id=review_id, subject=subject, kind=kind, unit_id=unit_id, sent_on=sent_on)
        await service.receive(begun, topic_id)
    event = LegalReviewCompleted(
        review_id=review_id,
        subject=subject,
        kind=kind,
        conclusion=conclusion,
        reviewer_id=known_id("justice-reviewer"),
        concluded_on=date(2022, 2, 7),
    )
    await service.receive(event, topic_id)


async def opened(
    service: RunningService, topic_id: str, first: date, last: date, *, closed: bool, short_reason: str = ""
) -> None:
    """The public is asked, and has been heard, as documents tells it."""
    about = {"consultation_id": new_id(), "subject": Ref(type="Topic", id=topic_id), "short_reason": short_reason}
    asked = ConsultationOpened(**about, starts_on=first, ends_on=last, channel="县政府网站")
    heard = ConsultationClosed(**about, starts_on=first, ends_on=last, opinions=3, adopted=1)
    for event in (heard, asked) if closed else (asked,):  # the bus may bring the later one first
        await service.receive(event, topic_id)


async def test_five_items_are_prefilled_from_the_records(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, involvedUnitIds=[str(known_id("finance"))])
    items = (await meetings.ask(PREFILL, as_="clerk", id=topic_id))["reviewPrefill"]
    assert [item["number"] for item in items] == [1, 2, 3, 4, 5]
    assert [item["result"] for item in items] == [
        "MET",
        "NOT_MET",
        "NOT_APPLICABLE",
        "NOT_APPLICABLE",
        "NOT_APPLICABLE",
    ]
    assert "县财政局" in items[1]["evidence"]


@pytest.mark.refuses("REVIEW_ITEM_OPEN")
async def test_nothing_passes_unreviewed(meetings: RunningService) -> None:
    topic_id = await submitted(meetings)
    assert await refused(meetings, "passTopic", as_="clerk", id=topic_id) == [
        f"REVIEW_ITEM_OPEN:{number}" for number in range(1, 6)
    ]


async def test_an_item_that_is_not_met_or_evaded_stays_open(meetings: RunningService) -> None:
    topic_id = await submitted(meetings)
    evaded = [{"number": 1, "result": "NOT_APPLICABLE"}, {"number": 4, "result": "NOT_MET", "evidence": "涉法"}]
    assert await passing(meetings, topic_id, items=evaded) == ["REVIEW_ITEM_OPEN:1", "REVIEW_ITEM_OPEN:4"]
    assert await refused(
        meetings, "recordPreliminaryReview", as_="clerk", id=topic_id, items=[{"number": 6, "result": "MET"}]
    ) == ["CONTENT_INVALID:初审项目"]
    assert await passing(meetings, topic_id) == []


async def test_a_return_says_why_and_a_new_version_is_reviewed_anew(meetings: RunningService) -> None:
    topic_id = await submitted(meetings)
    await do(meetings, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert await refused(meetings, "returnTopic", as_="clerk", id=topic_id, reasons=[]) == ["REASON_REQUIRED"]
    reasons = [{"text": "请补充方案", "item": 1}]
    assert (await do(meetings, "returnTopic", as_="clerk", id=topic_id, reasons=reasons))["state"] == "RETURNED"
    await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"summary": "补充后的情况。"})
    assert (await submit(meetings, topic_id))["state"] == "SUBMITTED"
    assert len(await refused(meetings, "passTopic", as_="clerk", id=topic_id)) == 5
    assert await passing(meetings, topic_id) == []
    told = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.topic.material_returned.v1"]
    assert [(t["version"], t["reasons"]) for t in told] == [(1, [{"text": "请补充方案", "item": 1}])]


@pytest.mark.refuses("AB_NOT_ACTIVE", "DISAGREEMENT_UNRESOLVED", "PRECONDITION_MISSING")
async def test_at08_involved_units_are_consulted_and_disagreement_is_settled(meetings: RunningService) -> None:
    units = [str(known_id("finance")), str(known_id("town"))]
    topic_id = await submitted(meetings, involvedUnitIds=units)
    assert await passing(meetings, topic_id) == [
        "PRECONDITION_MISSING:consult:县财政局",
        "PRECONDITION_MISSING:consult:城关镇人民政府",
        "REVIEW_ITEM_OPEN:2",
    ]
    await do(meetings, "askTopicUnits", as_="housing-clerk", id=topic_id)
    await do(meetings, "answerUnitConsultation", as_="town-head", id=topic_id, result="NO_REPLY")
    await consult(meetings, topic_id, "finance", "DISAGREED")
    assert await passing(meetings, topic_id) == ["DISAGREEMENT_UNRESOLVED", "REVIEW_ITEM_OPEN:3"]
    divided = {"result": "DIVIDED", "text": "县财政局仍不同意"}
    assert await refused(meetings, "coordinateTopic", as_="deputy-b", id=topic_id, **divided) == ["AB_NOT_ACTIVE"]
    await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, **divided)
    assert await passing(meetings, topic_id) == ["DISAGREEMENT_UNRESOLVED", "REVIEW_ITEM_OPEN:3"]
    await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result="SETTLED", text="资金分两年安排")
    assert await passing(meetings, topic_id) == []


async def test_gz_10_1_feasibility_is_assessed_or_its_absence_approved(meetings: RunningService) -> None:
    topic_id = await noticed(meetings)
    await submit(meetings, topic_id)
    assert await passing(meetings, topic_id) == ["PRECONDITION_MISSING:feasibility"]
    waived = {"kind": "FEASIBILITY", "doneOn": "2022-02-07", "text": "属上级文件转发", "applicable": False}
    await do(meetings, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=waived)
    assert await passing(meetings, topic_id) == ["PRECONDITION_MISSING:feasibility"]
    never = {**waived, "kind": "STABILITY"}
    assert await refused(meetings, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=never) == [
        "CONTENT_INVALID:社会稳定风险评估不能填报“不适用”"
    ]
    query = "query($id: ID!) { topic(id: $id) { groundwork { id approvedBy { id } } } }"
    (work,) = (await meetings.ask(query, as_="clerk", id=topic_id))["groundwork"]
    approve = {"groundworkId": work["id"]}
    assert await refused(meetings, "approveGroundworkNotApplicable", as_="clerk", fileIds=[], **approve) == [
        "CONTENT_INVALID:县司法局意见"
    ]
    opinion = await upload(meetings, "clerk", "县司法局意见.pdf")
    await do(meetings, "approveGroundworkNotApplicable", as_="clerk", fileIds=[opinion], **approve)
    assert await passing(meetings, topic_id) == []


async def test_gz_10_4_what_touches_the_public_is_assessed_and_heard(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, flags=["PUBLIC_INTEREST"])
    assert await passing(meetings, topic_id) == ["PRECONDITION_MISSING:stability", "PRECONDITION_MISSING:hearing"]
    await assess(meetings, topic_id, "STABILITY")
    await assess(meetings, topic_id, "HEARING")
    assert await passing(meetings, topic_id) == []


@pytest.mark.refuses(
    "CONSULTATION_NOT_ENDED",
    "CONSULTATION_REQUIRED",
    "CONSULTATION_TOO_SHORT",
    "LEGAL_REVIEW_NEGATIVE",
    "LEGAL_REVIEW_REQUIRED",
)
async def test_at06_a_normative_document_is_reviewed_and_opened_to_the_public(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, scopeCode="4", flags=["NORMATIVE_DOCUMENT"])
    assert await passing(meetings, topic_id) == [
        "LEGAL_REVIEW_REQUIRED",
        "CONSULTATION_REQUIRED",
        "REVIEW_ITEM_OPEN:4",
    ]
    await do(meetings, "requestTopicLegalityReview", as_="housing-clerk", id=topic_id)
    sent = [e for e in await events_about(meetings, topic_id) if e.type == "meetings.legal_review.requested.v1"]
    assert [e.data["kind"] for e in sent] == ["NORMATIVE_DOCUMENT"]
    begun = LegalReviewRequested(
        review_id=new_id(),
        subject=Ref(type="Topic", id=topic_id),
        kind=ReviewSubjectKind.NORMATIVE_DOCUMENT,
        unit_id=known_id("housing"),
        sent_on=date(2022, 2, 7),
    )
    await meetings.receive(begun, topic_id)
    await reviewed(meetings, topic_id, ReviewConclusion.ILLEGAL)
    await opened(meetings, topic_id, date(2022, 1, 27), date(2022, 2, 5), closed=False)
    assert await passing(meetings, topic_id) == [
        "LEGAL_REVIEW_NEGATIVE",
        "CONSULTATION_TOO_SHORT:15",
        "CONSULTATION_NOT_ENDED",
        "REVIEW_ITEM_OPEN:4",
    ]
    await do(meetings, "recordPreliminaryReview", as_="clerk", id=topic_id)
    hard = await do(meetings, "passTopic", as_="mayor", id=topic_id, act={"dispensation": "急需"})
    assert "LEGAL_REVIEW_NEGATIVE" in [v["code"] for v in hard["violations"]]
    await reviewed(meetings, topic_id, ReviewConclusion.LEGAL_AS_AMENDED)
    await opened(meetings, topic_id, date(2022, 1, 20), date(2022, 2, 6), closed=True)
    assert await passing(meetings, topic_id) == []


@pytest.mark.refuses("DECISION_STEP_MISSING", "LEGAL_REVIEW_NEGATIVE")
async def test_gz_9_1_a_major_decision_goes_through_its_steps(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, scopeCode="4", flags=["MAJOR_ADMINISTRATIVE_DECISION"])
    missing = await passing(meetings, topic_id)
    assert missing == [
        "DECISION_STEP_MISSING:participation",
        "DECISION_STEP_MISSING:expert",
        "DECISION_STEP_MISSING:risk",
        "DECISION_STEP_MISSING:legality",
        "REVIEW_ITEM_OPEN:4",
    ]
    for kind in ("PARTICIPATION", "EXPERT", "RISK"):
        await assess(meetings, topic_id, kind)
    await reviewed(meetings, topic_id, ReviewConclusion.ILLEGAL)
    assert await passing(meetings, topic_id) == ["LEGAL_REVIEW_NEGATIVE", "REVIEW_ITEM_OPEN:4"]
    judged = [{"number": 4, "result": "MET", "evidence": "已有审查意见，风险已报县长"}]
    assert await passing(meetings, topic_id, items=judged) == ["LEGAL_REVIEW_NEGATIVE"]
    risk = {"dispensation": "法律风险已研判，按国令713第25条提请讨论"}
    assert (await do(meetings, "passTopic", as_="mayor", id=topic_id, act=risk))["state"] == "PASSED"
    query = "query($id: ID!) { topic(id: $id) { findings { kind code reason } } }"
    (finding,) = (await meetings.ask(query, as_="clerk", id=topic_id))["findings"]
    assert (finding["kind"], finding["code"]) == ("DISPENSATION", "LEGAL_REVIEW_NEGATIVE")


async def test_a_deputys_matter_is_not_heard_unless_the_county_head_says_so(meetings: RunningService) -> None:
    topic_id = await submitted(meetings)
    assert await passing(meetings, topic_id, delegatedMatter=True) == [
        "TOPIC_OUT_OF_SCOPE:delegated",
        "REVIEW_ITEM_OPEN:1",
    ]
    judged = [{"number": 1, "result": "MET", "evidence": "县长意见"}]
    assert await passing(meetings, topic_id, delegatedMatter=True, items=judged) == ["TOPIC_OUT_OF_SCOPE:delegated"]
    act = {"dispensation": "涉及面广，提请会议研究"}
    assert (await do(meetings, "passTopic", as_="mayor", id=topic_id, act=act))["state"] == "PASSED"


@pytest.mark.refuses("VETOED_BY")
async def test_a_commendation_waits_for_the_vetoes(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, flags=["COMMENDATION"])
    assert await passing(meetings, topic_id) == ["REVIEW_ITEM_OPEN:5"]
    stranger = await refused(meetings, "giveVetoOpinion", as_="housing-head", id=topic_id, vetoed=False)
    assert stranger == ["ACTOR_NOT_ALLOWED"]
    await do(meetings, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=True, text="发生越级访")
    assert await passing(meetings, topic_id) == ["REVIEW_ITEM_OPEN:5", "VETOED_BY:县信访局"]
    await do(meetings, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=False, text="已化解")
    assert await passing(meetings, topic_id) == []


async def test_forms_are_asked_for_with_what_is_on_file(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, title="平利县城市管理办法")
    await do(meetings, "recordPreliminaryReview", as_="clerk", id=topic_id, opinion="材料齐备")
    for kind in ("TOPIC_FORM", "PRELIMINARY_REVIEW_FORM"):
        assert (await do(meetings, "requestTopicForm", as_="clerk", id=topic_id, kind=kind))["__typename"] == "Topic"
    told = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.document.requested.v1"]
    assert [each["kind"] for each in told] == ["TOPIC_FORM", "PRELIMINARY_REVIEW_FORM"]
    assert told[0]["data"]["unit_head"]["name"] == "住建甲"
    assert [check["result"] for check in told[1]["data"]["checks"]] == ["符合", "不适用", "不适用", "不适用", "不适用"]


async def test_a_notice_may_go_out_as_a_paper(meetings: RunningService) -> None:
    answer = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft())
    topic_id = answer["id"]
    await do(meetings, "signTopic", as_="housing-head", id=topic_id)
    await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    await do(meetings, "backlogTopic", as_="clerk", id=topic_id)
    await do(meetings, "sendPreparationNotice", as_="clerk", id=topic_id, input={"withPaper": True})
    told = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.document.requested.v1"]
    assert [(each["kind"], each["series"], each["data"]["due"]) for each in told] == [
        ("PREPARATION_NOTICE", None, "2022-02-09")
    ]
    assert (await topic_of(meetings, topic_id))["state"] == "NOTICED"
