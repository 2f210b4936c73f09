"""What GZ-9, GZ-10, GZ-12 and GZ-17 ask before a topic is heard, each clause through the API."""

from datetime import date
from typing import Any

import pytest

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.documents import ReviewConclusion
from tests.meetings.topics.steps import (
    assess,
    consult,
    do,
    drafted,
    listed,
    noticed,
    refused,
    signed,
    some_work,
    submit,
    submitted,
)
from tests.meetings.topics.test_review_and_groundwork import opened, passing, reviewed
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService, known_id

MAJOR = {"scopeCode": "4", "flags": ["MAJOR_ADMINISTRATIVE_DECISION"]}
MAYOR = {"kind": "MAYOR", "scopeCode": "1"}
INVOLVED = [str(known_id("finance")), str(known_id("town"))]
STEPS = "query($id: ID!) { topic(id: $id) { decisionSteps { step state } groundwork { id kind heard adoption } } }"
WAIVABLE = ("PARTICIPATION", "EXPERT", "RISK")


async def slots(service: RunningService, topic_id: str) -> dict[str, str]:
    """The five steps of a major decision and how each stands."""
    return {s["step"]: s["state"] for s in (await service.ask(STEPS, as_="clerk", id=topic_id))["decisionSteps"]}


async def waive(service: RunningService, topic_id: str, kind: str) -> str:
    """The unit declares that the step does not apply; the id of what it put on file."""
    said = {**await some_work(service, kind), "text": "不涉及专业性、技术性问题。", "applicable": False, "fileIds": []}
    answer = await do(service, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=said)
    assert answer["__typename"] == "Topic", answer
    file = (await service.ask(STEPS, as_="clerk", id=topic_id))["groundwork"]
    return str(file[-1]["id"])


async def test_gz_9_1_a_major_decision_shows_five_steps_of_which_three_may_be_waived(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, **MAJOR)
    assert await slots(meetings, topic_id) == dict.fromkeys([*WAIVABLE, "LEGALITY", "COLLECTIVE"], "MISSING")
    for kind in WAIVABLE:
        work_id = await waive(meetings, topic_id, kind)
        assert (await slots(meetings, topic_id))[kind] == "WAITING"
        assert f"DECISION_STEP_MISSING:{kind.lower()}" in await passing(meetings, topic_id)
        opinion = await meetings_opinion(meetings, "housing-head")
        own = {"groundworkId": work_id, "fileIds": [opinion]}
        assert await refused(meetings, "approveGroundworkNotApplicable", as_="housing-head", **own) == [
            "ACTOR_NOT_ALLOWED"
        ]
        agreed = {"groundworkId": work_id, "fileIds": [await meetings_opinion(meetings, "clerk")]}
        assert (await do(meetings, "approveGroundworkNotApplicable", as_="clerk", **agreed))["__typename"] == "Topic"
        assert (await slots(meetings, topic_id))[kind] == "NOT_APPLICABLE"
    assert await passing(meetings, topic_id) == ["DECISION_STEP_MISSING:legality", "REVIEW_ITEM_OPEN:4"]
    await reviewed(meetings, topic_id, ReviewConclusion.LEGAL)
    assert await passing(meetings, topic_id) == []
    assert (await slots(meetings, topic_id))["COLLECTIVE"] == "MISSING"  # only the meeting that hears it does that


async def meetings_opinion(service: RunningService, login: str) -> str:
    """The paper of 县司法局 that the office attaches."""
    return str((await some_work(service, login=login))["fileIds"][0])


async def test_gz_9_1_legality_review_is_never_waived(meetings: RunningService) -> None:
    topic_id = await noticed(meetings, **MAJOR)
    said = {**await some_work(meetings), "kind": "LEGALITY", "applicable": False}
    query = "mutation($id: ID!, $input: GroundworkInput!) { addTopicGroundwork(id: $id, input: $input) { __typename } }"
    answer = await meetings.post(query, as_="housing-clerk", id=topic_id, input=said)
    assert "LEGALITY" in answer["errors"][0]["message"]


async def test_gz_9_1_other_topics_have_no_such_steps(meetings: RunningService) -> None:
    assert await slots(meetings, await noticed(meetings)) == {}


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        ("PARTICIPATION", "GZ-9.1"),
        ("EXPERT", "GZ-9.1"),
        ("RISK", "GZ-9.1"),
        ("EVALUATION", "GZ-9.3"),
        ("FEASIBILITY", "GZ-10.1"),
        ("STABILITY", "GZ-10.4"),
        ("PLAN", "BG-4"),
    ],
)
async def test_gz_10_1_what_was_done_is_proved_by_a_paper(meetings: RunningService, kind: str, clause: str) -> None:
    """Whoever says that it was done attaches the report."""
    topic_id = await noticed(meetings)
    bare = {**await some_work(meetings, kind), "fileIds": []}
    answer = await do(meetings, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=bare)
    (found,) = answer["violations"]
    assert (found["code"], found["clauses"][0]["id"], found["path"]) == (
        "CONTENT_INVALID",
        clause,
        ["input", "fileIds"],
    )
    await assess(meetings, topic_id, kind)


async def test_gz_9_2_who_was_heard_and_what_became_of_it_stands_on_the_topic_sheet(meetings: RunningService) -> None:
    topic_id = await submitted(meetings)
    heard = {**await some_work(meetings, "LISTENING"), "form": "座谈会", "heard": "民主党派、工商联", "fileIds": []}
    nobody = await refused(
        meetings, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input={**heard, "heard": " "}
    )
    assert nobody == ["CONTENT_INVALID:听取各方面意见听取对象（GZ-9.2）"]
    said = {**heard, "text": "建议分期实施", "adoption": "已采纳"}
    await do(meetings, "addTopicGroundwork", as_="housing-clerk", id=topic_id, input=said)
    file = (await meetings.ask(STEPS, as_="clerk", id=topic_id))["groundwork"]
    assert [(w["heard"], w["adoption"]) for w in file if w["kind"] == "LISTENING"] == [("民主党派、工商联", "已采纳")]
    await do(meetings, "requestTopicForm", as_="clerk", id=topic_id, kind="TOPIC_FORM")
    (sheet,) = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.document.requested.v1"]
    shown = {each["name"]: each.get("reason") for each in sheet["data"]["preconditions"]}
    assert shown["听取各方面意见"] == "建议分期实施；听取对象：民主党派、工商联；采纳情况：已采纳"


async def test_gz_9_2_listening_is_as_needed_and_blocks_nothing(meetings: RunningService) -> None:
    assert await passing(meetings, await submitted(meetings)) == []


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_gz_10_4_a_public_consultation_is_one_way_of_hearing_the_people(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, flags=["PUBLIC_INTEREST"])
    await assess(meetings, topic_id, "STABILITY")
    assert await passing(meetings, topic_id) == ["PRECONDITION_MISSING:hearing"]
    await opened(meetings, topic_id, date(2022, 1, 20), date(2022, 2, 20), closed=False)
    assert await passing(meetings, topic_id) == ["PRECONDITION_MISSING:hearing"]
    await opened(meetings, topic_id, date(2022, 1, 10), date(2022, 2, 6), closed=True)
    assert await passing(meetings, topic_id) == []


@pytest.mark.refuses("CONSULTATION_NOT_ENDED", "CONSULTATION_TOO_SHORT")
async def test_gz_12_2c_a_consultation_chosen_for_a_major_decision_lasts_thirty_days_and_ends(
    meetings: RunningService,
) -> None:
    topic_id = await submitted(meetings, **MAJOR)
    for kind in WAIVABLE:
        await assess(meetings, topic_id, kind)
    await reviewed(meetings, topic_id, ReviewConclusion.LEGAL)
    assert await passing(meetings, topic_id) == []  # nobody need choose this form (AMB-39)
    other = await submitted(meetings, **MAJOR)
    for kind in WAIVABLE:
        await assess(meetings, other, kind)
    await reviewed(meetings, other, ReviewConclusion.LEGAL)
    await opened(meetings, other, date(2022, 1, 26), date(2022, 2, 24), closed=False)
    assert await passing(meetings, other) == ["CONSULTATION_TOO_SHORT:30", "CONSULTATION_NOT_ENDED"]
    await opened(meetings, other, date(2022, 1, 7), date(2022, 2, 6), closed=True)
    assert await passing(meetings, other) == []


@pytest.mark.refuses("PRECONDITION_MISSING", "DISAGREEMENT_UNRESOLVED")
async def test_gz_17_1_a_matter_of_a_mayor_meeting_is_argued_and_consulted_on_as_well(meetings: RunningService) -> None:
    topic_id = await signed(meetings, **MAYOR, involvedUnitIds=INVOLVED)
    review = {"as_": "deputy-a", "id": topic_id, "opinion": "AGREED"}
    await submit(meetings, topic_id)
    assert await refused(meetings, "reviewTopicAsLeader", **review) == [
        "PRECONDITION_MISSING:feasibility",
        "PRECONDITION_MISSING:consult:县财政局",
        "PRECONDITION_MISSING:consult:城关镇人民政府",
    ]
    await assess(meetings, topic_id)
    await consult(meetings, topic_id, "town")
    await do(meetings, "answerUnitConsultation", as_="finance-head", id=topic_id, result="DISAGREED", text="无资金来源")
    assert await refused(meetings, "reviewTopicAsLeader", **review) == ["DISAGREEMENT_UNRESOLVED"]
    for result, still in (("DIVIDED", ["DISAGREEMENT_UNRESOLVED"]), ("SETTLED", [])):
        await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result=result, text="分两年安排")
        answer = await do(meetings, "reviewTopicAsLeader", **review)
        assert [v["code"] for v in answer.get("violations", [])] == still


OPEN = "query($id: ID!) { topic(id: $id) { openGroundwork { code detail } } }"


async def test_gz_9_and_10_a_topic_says_what_is_still_to_be_done(meetings: RunningService) -> None:
    topic_id = await noticed(meetings, involvedUnitIds=INVOLVED[:1])

    async def still() -> list[str]:
        rows = (await meetings.ask(OPEN, as_="housing-clerk", id=topic_id))["openGroundwork"]
        return [":".join(filter(None, (row["code"], row["detail"]))) for row in rows]

    assert await still() == ["PRECONDITION_MISSING:feasibility", "PRECONDITION_MISSING:consult:县财政局"]
    await assess(meetings, topic_id)
    await consult(meetings, topic_id, "finance", "DISAGREED")
    assert await still() == ["DISAGREEMENT_UNRESOLVED"]
    await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result="SETTLED", text="一致")
    assert await still() == []
    await do(meetings, "flagTopic", as_="clerk", id=topic_id, flag="PUBLIC_INTEREST")
    assert await still() == ["PRECONDITION_MISSING:stability", "PRECONDITION_MISSING:hearing"]
    await do(meetings, "withdrawTopic", as_="housing-head", id=topic_id, act={"reason": "条件不成熟"})
    assert await still() == []


@pytest.mark.refuses("DISAGREEMENT_UNRESOLVED")
async def test_disagreement_is_settled_before_it_is_reported(meetings: RunningService) -> None:
    """基本取得一致意见后，报县政府办公室: what lies with a draft may come before."""
    topic_id = await listed(meetings, involvedUnitIds=INVOLVED[:1])
    await consult(meetings, topic_id, "finance", "DISAGREED")
    assert (await submit(meetings, topic_id))["__typename"] == "Topic"
    await do(meetings, "sendPreparationNotice", as_="clerk", id=topic_id)
    for result in ("DIVIDED", "SETTLED"):
        answer = await submit(meetings, topic_id)
        assert [v["code"] for v in answer["violations"]] == ["DISAGREEMENT_UNRESOLVED"]
        await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result=result, text="分两年安排")
    assert (await submit(meetings, topic_id))["state"] == "SUBMITTED"


async def test_gz_17_2_a_new_disagreement_is_coordinated_anew(meetings: RunningService) -> None:
    topic_id = await submitted(meetings, involvedUnitIds=INVOLVED[:1])
    await consult(meetings, topic_id, "finance", "DISAGREED")
    await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result="SETTLED", text="一致")
    assert await passing(meetings, topic_id) == []
    other = await submitted(meetings, involvedUnitIds=INVOLVED[:1])
    await consult(meetings, other, "finance", "DISAGREED")
    await do(meetings, "coordinateTopic", as_="deputy-a", id=other, result="SETTLED", text="一致")
    await do(meetings, "answerUnitConsultation", as_="finance-head", id=other, result="DISAGREED", text="再次不同意")
    assert await passing(meetings, other) == ["DISAGREEMENT_UNRESOLVED", "REVIEW_ITEM_OPEN:3"]


@pytest.mark.parametrize(("field", "value"), [("signatory", " "), ("consultedOn", "2099-01-01")])
async def test_gz_10_2_a_consultation_says_when_and_who_signed(
    meetings: RunningService, field: str, value: Any
) -> None:
    topic_id = await noticed(meetings, involvedUnitIds=INVOLVED[:1])
    said = {"unitId": INVOLVED[0], "result": "AGREED", "consultedOn": "2022-02-07", "signatory": "财政甲", field: value}
    answer = await refused(meetings, "recordUnitConsultation", as_="housing-clerk", id=topic_id, input=said)
    assert answer[0].startswith("CONTENT_INVALID")


async def test_gz_10_3_only_an_involved_unit_is_recorded_and_answers(meetings: RunningService) -> None:
    topic_id = await noticed(meetings, involvedUnitIds=INVOLVED[1:])
    strange = {
        "unitId": str(known_id("finance")),
        "result": "AGREED",
        "consultedOn": "2022-02-07",
        "signatory": "财政甲",
    }
    answer = await refused(meetings, "recordUnitConsultation", as_="housing-clerk", id=topic_id, input=strange)
    assert answer == ["CONTENT_INVALID:该单位不在议题涉及单位之内"]
    clerk = await refused(meetings, "answerUnitConsultation", as_="town-clerk", id=topic_id, result="AGREED")
    assert clerk == ["ACTOR_NOT_ALLOWED"]
    assert (await do(meetings, "answerUnitConsultation", as_="town-head", id=topic_id, result="AGREED"))["id"]


async def test_gz_10_2_what_comes_first_is_gathered_while_the_topic_is_drafted(meetings: RunningService) -> None:
    """Documents learns of a draft at once; what it concludes lies on the file before anybody has signed (AMB-41)."""
    topic_id = await drafted(meetings, scopeCode="4", flags=["NORMATIVE_DOCUMENT"], involvedUnitIds=INVOLVED[:1])
    (told,) = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.topic.drafted.v1"]
    assert (told["topic_id"], told["unit_id"]) == (topic_id, str(known_id("housing")))
    await do(meetings, "requestTopicLegalityReview", as_="housing-clerk", id=topic_id)
    await reviewed(meetings, topic_id, ReviewConclusion.LEGAL)
    await opened(meetings, topic_id, date(2022, 1, 10), date(2022, 2, 6), closed=True)
    await consult(meetings, topic_id, "finance")
    await assess(meetings, topic_id)
    await do(meetings, "signTopic", as_="housing-head", id=topic_id)
    await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="同意上会")
    await do(meetings, "backlogTopic", as_="clerk", id=topic_id)
    await do(meetings, "sendPreparationNotice", as_="clerk", id=topic_id)
    await submit(meetings, topic_id)
    assert await passing(meetings, topic_id) == []


async def test_gz_10_2_another_title_is_told_and_a_personnel_matter_keeps_its_mask(meetings: RunningService) -> None:
    async def titles() -> list[str]:
        told = [e for e in await events_about(meetings, topic_id) if e.type == "meetings.topic.drafted.v1"]
        return [e.data["title"] for e in told]

    topic_id = await drafted(meetings, title="某同志任职")
    await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"summary": "补充情况。"})
    await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"title": "某某同志任职"})
    await do(meetings, "flagTopic", as_="housing-head", id=topic_id, flag="PERSONNEL")
    assert await titles() == ["某同志任职", "某某同志任职", PERSONNEL_MASK]


async def test_gz_9_1_legality_review_had_its_time(meetings: RunningService) -> None:
    """Seven working days for 县司法局; a review that was hurried passes and stays on record (国令713 §26)."""
    query = "query($id: ID!) { topic(id: $id) { findings { kind code messageZh } } }"
    for sent_on, found in ((date(2022, 1, 24), []), (date(2022, 1, 28), [("ADVISORY", "LEGAL_REVIEW_HURRIED")])):
        topic_id = await submitted(meetings, **MAJOR)
        for kind in WAIVABLE:
            await assess(meetings, topic_id, kind)
        await reviewed(meetings, topic_id, ReviewConclusion.LEGAL, sent_on=sent_on)
        assert await passing(meetings, topic_id) == []
        findings = (await meetings.ask(query, as_="clerk", id=topic_id))["findings"]
        assert [(f["kind"], f["code"]) for f in findings] == found
        assert all("3个工作日（应不少于7个工作日）" in f["messageZh"] for f in findings)


async def test_gz_12_2c_a_published_reason_shortens_the_consultation(meetings: RunningService) -> None:
    """The reason that documents published counts, not what the unit says of its topic (AMB-24, AMB-41)."""
    topic_id = await submitted(meetings, scopeCode="4", flags=["NORMATIVE_DOCUMENT"])
    await reviewed(meetings, topic_id, ReviewConclusion.LEGAL)
    days = {"first": date(2022, 1, 27), "last": date(2022, 2, 6), "closed": True}
    await opened(meetings, topic_id, **days)
    assert await passing(meetings, topic_id) == ["CONSULTATION_TOO_SHORT:15"]
    await opened(meetings, topic_id, **days, short_reason="汛期临近，须尽快施行")
    assert await passing(meetings, topic_id) == []
    query = "query($id: ID!) { topic(id: $id) { publicConsultations { shortReason } } }"
    shown = (await meetings.ask(query, as_="clerk", id=topic_id))["publicConsultations"]
    assert [each["shortReason"] for each in shown] == ["", "汛期临近，须尽快施行"]
