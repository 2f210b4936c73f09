"""合法性审查, 公开征求意见 and the 规范性文件 that needs both."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.contracts.base import PERSONNEL_MASK
from services.contracts.meetings import LegalReviewRequested, TopicDrafted
from services.contracts.words.documents import ReviewSubjectKind
from services.contracts.words.meetings import MeetingKind
from services.documents.reviews.model import TopicCopy
from tests.documents.chain import edited, sign
from tests.documents.story import Story, codes
from tests.documents.test_papers import issued
from tests.service import known_id

REVIEW = """__typename ... on LegalityReview { id state conclusion title document { id state number failureZh }
availableActions { name } } ... on Refusal { violations { code detail } }"""
REQUEST = "mutation($input: ReviewRequest!) { requestLegalityReview(input: $input) { %s } }" % REVIEW
CONCLUDE = (
    "mutation($id: ID!, $input: ReviewOpinion!) { concludeLegalityReview(id: $id, input: $input) { %s } }" % REVIEW
)
RETURN = "mutation($id: ID!, $act: ActInput) { returnReviewMaterials(id: $id, act: $act) { %s } }" % REVIEW
RESUBMIT = "mutation($id: ID!) { resubmitReviewMaterials(id: $id) { %s } }" % REVIEW
CONSULTATION = """__typename ... on PublicConsultation { id state days startsOn endsOn opinions { id text adopted }
announcement { id } adoption { id } availableActions { name enabled } } ... on Refusal { violations { code detail } }"""
PLAN = "mutation($input: ConsultationPlan!) { planConsultation(input: $input) { %s } }" % CONSULTATION
OPEN = "mutation($id: ID!, $act: ActInput) { openConsultation(id: $id, act: $act) { %s } }" % CONSULTATION
CONFIRM = "mutation($id: ID!) { confirmConsultationRegistrations(id: $id) { %s } }" % CONSULTATION
CLOSE = "mutation($id: ID!) { closeConsultation(id: $id) { %s } }" % CONSULTATION
OPINION = (
    'mutation($id: ID!, $on: Date) { recordOpinion(id: $id, source: "城关镇居民", text: "建议明确补贴标准",'
    " receivedOn: $on) { %s } }" % CONSULTATION
)
ADOPT = "mutation($id: ID!, $all: [OpinionAnswer!]!) { adoptOpinions(id: $id, answers: $all) { %s } }" % CONSULTATION
TITLE = "平利县城区供水管理办法"


def an_opinion(conclusion: str = "LEGAL", **changes: Any) -> dict[str, Any]:
    lawful = conclusion == "LEGAL"
    return {
        "conclusion": conclusion,
        "basis": ["《中华人民共和国水法》", "《城市供水条例》"],
        "checks": [
            {"subject": "AUTHORITY", "lawful": True, "text": "属县政府法定职权。"},
            {"subject": "PROCEDURE", "lawful": True, "text": "已公开征求意见。"},
            {"subject": "CONTENT", "lawful": lawful, "text": "与上位法比对。"},
        ],
        "suggestions": [] if lawful else ["删去第五条增设的许可"],
        **changes,
    }


async def a_topic(story: Story, unit: str = "housing", **changes: Any) -> UUID:
    """A draft that meetings has told of: nobody has signed or proposed it yet."""
    topic = uuid4()
    said = {"title": TITLE, "meeting_kind": MeetingKind.STANDING, "unit_id": known_id(unit), **changes}
    await story.service.receive(TopicDrafted(topic_id=topic, **said), topic)
    return topic


async def requested(story: Story, subject: UUID, kind: str = "Topic") -> Any:
    return await story.ask(
        REQUEST,
        as_="housing-clerk",
        input={
            "subjectType": kind,
            "subjectId": str(subject),
            "kind": "NORMATIVE_DOCUMENT",
            "title": TITLE,
            "unitId": str(known_id("housing")),
        },
    )


async def test_at06_only_the_justice_bureau_concludes(documents: Story) -> None:
    topic = await a_topic(documents)
    review = await requested(documents, topic)
    assert (await requested(documents, topic))["id"] == review["id"]
    for login in ("housing-head", "clerk", "director", "mayor"):
        refused = await documents.ask(CONCLUDE, as_=login, id=review["id"], input=an_opinion())
        assert codes(refused) == ["ACTOR_NOT_ALLOWED"]
    assert await documents.error_code(CONCLUDE, as_="town-head", id=review["id"], input=an_opinion()) == "NOT_FOUND"
    done = await documents.ask(CONCLUDE, as_="justice-reviewer", id=review["id"], input=an_opinion())
    assert (done["state"], done["conclusion"]) == ("CONCLUDED", "LEGAL")
    (told,) = await documents.told(UUID(review["id"]), "documents.legal_review.completed.v1")
    assert (told["subject"]["id"], told["conclusion"]) == (str(topic), "LEGAL")
    assert told["reviewer_id"] == str(known_id("justice-reviewer"))
    sheet = await documents.settled_document(UUID(told["document_id"]))
    assert sheet.state.value == "ISSUED", sheet.failure_zh


async def test_gz_12_2a_material_goes_back_and_forth(documents: Story) -> None:
    review = await requested(documents, await a_topic(documents))
    refused = await documents.ask(RETURN, as_="justice-reviewer", id=review["id"])
    assert codes(refused) == ["REASON_REQUIRED"]
    returned = await documents.ask(RETURN, as_="justice-reviewer", id=review["id"], act={"reason": "缺起草说明"})
    assert returned["state"] == "MATERIALS_RETURNED"
    refused = await documents.ask(CONCLUDE, as_="justice-head", id=review["id"], input=an_opinion())
    assert codes(refused) == ["STATE_NOT_ALLOWED"]
    again = await documents.ask(RESUBMIT, as_="housing-clerk", id=review["id"])
    assert again["state"] == "REQUESTED"


async def test_an_opinion_is_complete_and_agrees_with_itself(documents: Story) -> None:
    review = await requested(documents, await a_topic(documents))
    for opinion in (
        an_opinion(basis=[]),
        an_opinion(checks=[]),
        an_opinion("ILLEGAL", suggestions=[]),
        an_opinion("ILLEGAL") | {"conclusion": "LEGAL"},
    ):
        refused = await documents.ask(CONCLUDE, as_="justice-head", id=review["id"], input=opinion)
        assert codes(refused) == ["CONTENT_INVALID"]


async def test_gz_12_2a_a_draft_is_reviewed_for_its_own_unit_alone(documents: Story) -> None:
    """What must be done before a topic is heard begins while it is drafted (GZ-10, AMB-41)."""
    topic = await a_topic(documents)
    assert (await requested(documents, topic))["state"] == "REQUESTED"
    strange = {"subjectType": "Topic", "kind": "NORMATIVE_DOCUMENT", "title": TITLE, "unitId": str(known_id("finance"))}
    for subject in (topic, uuid4()):  # another unit's, and one that meetings has not told of
        asked = {**strange, "subjectId": str(subject)}
        assert await documents.error_code(REQUEST, as_="finance-clerk", input=asked) == "NOT_FOUND"
    own = {**strange, "subjectId": str(uuid4()), "unitId": str(known_id("housing"))}
    assert await documents.error_code(REQUEST, as_="housing-clerk", input=own) == "NOT_FOUND"


async def test_gz_12_2c_a_draft_is_opened_to_the_public_by_its_own_unit_alone(documents: Story) -> None:
    topic = await a_topic(documents, "finance")
    days = {"startsOn": day(documents), "endsOn": day(documents, 15), "channel": "县政府网站"}
    asked = {"subjectType": "Topic", "subjectId": str(topic), "kind": "NORMATIVE_DOCUMENT", "title": TITLE, **days}
    taken = {**asked, "unitId": str(known_id("housing"))}
    assert await documents.error_code(PLAN, as_="housing-clerk", input=taken) == "NOT_FOUND"
    own = {**asked, "unitId": str(known_id("finance"))}
    assert (await documents.ask(PLAN, as_="finance-clerk", input=own))["state"] == "PLANNED"


async def test_a_draft_told_of_twice_keeps_its_last_title(documents: Story) -> None:
    topic = await a_topic(documents)
    masked = {"title": PERSONNEL_MASK, "restricted": True, "meeting_kind": MeetingKind.STANDING}
    again = TopicDrafted(topic_id=topic, unit_id=known_id("housing"), **masked)
    await documents.service.receive(again, topic)
    async with documents.service.runtime.sessions() as session:
        assert (await session.get_one(TopicCopy, topic)).title == PERSONNEL_MASK


async def test_meetings_sends_a_topic_and_the_review_is_joined_to_it(documents: Story) -> None:
    topic = uuid4()
    event = LegalReviewRequested(
        topic_id=topic, title=TITLE, kind=ReviewSubjectKind.NORMATIVE_DOCUMENT, unit_id=known_id("housing")
    )
    await documents.service.receive(event, topic)
    await documents.service.receive(event, topic)
    query = "query($id: ID!) { legalityReviews(subjectId: $id) { nodes { state unit { id } } } }"
    found = await documents.ask(query, as_="justice-reviewer", id=str(topic))
    assert [each["state"] for each in found["nodes"]] == ["REQUESTED"]
    joined = await documents.ask(
        "query($refs: [_Any!]!) { _entities(representations: $refs) { ... on Topic { legalityReviews { state } } } }",
        as_="housing-clerk",
        refs=[{"__typename": "Topic", "id": str(topic)}],
    )
    assert joined == [{"legalityReviews": [{"state": "REQUESTED"}]}]


def day(story: Story, later: int = 0) -> str:
    """So many days after today, by the office clock."""
    return (story.service.runtime.clock.today() + timedelta(days=later)).isoformat()


async def next_day(story: Story, days: int = 1) -> None:
    """Let the office clock move on to the morning of a later day, and the timers run."""
    story.service.set_clock(f"{day(story, days)}T09:00")
    await story.service.timers_done()


async def plan(story: Story, subject: UUID, subject_type: str = "Topic", **changes: Any) -> Any:
    return await story.ask(
        PLAN,
        as_="housing-clerk",
        input={
            "subjectType": subject_type,
            "subjectId": str(subject),
            "kind": "NORMATIVE_DOCUMENT",
            "title": TITLE,
            "unitId": str(known_id("housing")),
            "startsOn": day(story),
            "endsOn": day(story, 15),
            "channel": "县政府网站",
            **changes,
        },
    )


async def test_consultation_is_long_enough(documents: Story) -> None:
    short = await plan(documents, await a_topic(documents), endsOn=day(documents, 14))
    refused = await documents.ask(OPEN, as_="housing-clerk", id=short["id"])
    assert codes(refused) == ["CONSULTATION_TOO_SHORT"]
    assert refused["violations"][0]["detail"] == "15"
    major = await plan(documents, await a_topic(documents), kind="MAJOR_DECISION", endsOn=day(documents, 29))
    refused = await documents.ask(OPEN, as_="housing-clerk", id=major["id"])
    assert refused["violations"][0]["detail"] == "30"
    reasoned = await plan(
        documents, await a_topic(documents), endsOn=day(documents, 7), shortReason="汛期临近，须尽快施行"
    )
    assert (await documents.ask(OPEN, as_="housing-clerk", id=reasoned["id"]))["state"] == "OPEN"


async def test_consultation_opens_on_its_first_day(documents: Story) -> None:
    early = await plan(documents, await a_topic(documents), startsOn=day(documents, 1), endsOn=day(documents, 16))
    assert codes(await documents.ask(OPEN, as_="housing-clerk", id=early["id"])) == ["CONTENT_INVALID"]


async def test_last_day_has_passed(documents: Story) -> None:
    consultation = await plan(documents, await a_topic(documents))
    await documents.ask(OPEN, as_="housing-clerk", id=consultation["id"])
    refused = await documents.ask(CLOSE, as_="housing-clerk", id=consultation["id"])
    assert codes(refused) == ["CONSULTATION_NOT_ENDED"]


async def test_every_opinion_is_answered(documents: Story) -> None:
    consultation = await plan(documents, await a_topic(documents), endsOn=day(documents), shortReason="紧急")
    await documents.ask(OPEN, as_="housing-clerk", id=consultation["id"])
    given = await documents.ask(OPINION, as_="housing-clerk", id=consultation["id"])
    await next_day(documents)
    refused = await documents.ask(ADOPT, as_="housing-clerk", id=consultation["id"], all=[])
    assert codes(refused) == ["CONTENT_INVALID"]
    silent = [{"opinionId": given["opinions"][0]["id"], "adopted": False}]
    refused = await documents.ask(ADOPT, as_="housing-clerk", id=consultation["id"], all=silent)
    assert codes(refused) == ["CONTENT_INVALID"]


async def normative(story: Story) -> tuple[str, UUID]:
    """A 规范性文件 that waits for its signature."""
    title = f"平利县人民政府关于印发{TITLE}的通知"
    paper = await edited(story, {"normative": True, "title": title}, title=title)
    return paper["id"], UUID(paper["id"])


async def reviewed(story: Story, subject: UUID, conclusion: str = "LEGAL") -> None:
    review = await requested(story, subject, "OfficialPaper")
    await story.ask(CONCLUDE, as_="justice-head", id=review["id"], input=an_opinion(conclusion))


async def test_normative_paper_was_reviewed(documents: Story) -> None:
    paper, _ = await normative(documents)
    assert "LEGAL_REVIEW_REQUIRED" in codes(await sign(documents, paper))


async def test_review_is_not_negative(documents: Story) -> None:
    paper, subject = await normative(documents)
    await reviewed(documents, subject, "ILLEGAL")
    assert codes(await sign(documents, paper)) == ["LEGAL_REVIEW_NEGATIVE", "CONSULTATION_REQUIRED"]
    await reviewed(documents, subject)
    assert codes(await sign(documents, paper)) == ["CONSULTATION_REQUIRED"]


async def test_normative_paper_was_consulted_on(documents: Story) -> None:
    paper, subject = await normative(documents)
    await reviewed(documents, subject)
    await plan(documents, subject, "OfficialPaper")  # a plan is no consultation
    assert codes(await sign(documents, paper)) == ["CONSULTATION_REQUIRED"]
    title = f"平利县人民政府关于印发{TITLE}的通知"
    proposal = {"normative": True, "title": title, "confidentialBasis": "《中华人民共和国保守国家秘密法》"}
    exempt = await edited(documents, proposal, title=title)
    await reviewed(documents, UUID(exempt["id"]))
    assert (await sign(documents, exempt["id"]))["state"] == "SIGNED"


async def test_consultation_has_ended(documents: Story) -> None:
    paper, subject = await normative(documents)
    await reviewed(documents, subject)
    consultation = await plan(documents, subject, "OfficialPaper")
    await documents.ask(OPEN, as_="housing-clerk", id=consultation["id"])
    assert codes(await sign(documents, paper)) == ["CONSULTATION_NOT_ENDED"]


async def test_consultation_was_long_enough(documents: Story) -> None:
    """An announcement registered after the fact may have been too short: then the paper is not signed."""
    paper, subject = await normative(documents)
    await reviewed(documents, subject)
    consultation = await plan(documents, subject, "OfficialPaper", endsOn=day(documents, 2))
    late = {
        "occurredAt": f"{day(documents)}T08:30:00+08:00",
        "byPersonId": str(known_id("housing-clerk")),
        "note": "公告已在县政府网站发布",
    }
    opened = await documents.ask(OPEN, as_="clerk", id=consultation["id"], act={"lateRegistration": late})
    assert opened["state"] == "OPEN"
    await documents.ask(CONFIRM, as_="director", id=consultation["id"])
    await next_day(documents, 3)
    assert codes(await sign(documents, paper)) == ["CONSULTATION_TOO_SHORT"]


async def test_gz_12_2a_a_normative_paper_needs_review_and_consultation(documents: Story) -> None:
    paper, subject = await normative(documents)
    assert codes(await sign(documents, paper)) == ["LEGAL_REVIEW_REQUIRED", "CONSULTATION_REQUIRED"]
    review = await requested(documents, subject, "OfficialPaper")
    await documents.ask(CONCLUDE, as_="justice-reviewer", id=review["id"], input=an_opinion("ILLEGAL"))
    consultation = await plan(documents, subject, "OfficialPaper")
    opened = await documents.ask(OPEN, as_="housing-clerk", id=consultation["id"])
    assert opened["state"] == "OPEN"
    assert codes(await sign(documents, paper)) == ["LEGAL_REVIEW_NEGATIVE", "CONSULTATION_NOT_ENDED"]
    refused = await documents.ask(CLOSE, as_="housing-clerk", id=consultation["id"])
    assert codes(refused) == ["CONSULTATION_NOT_ENDED"]
    given = await documents.ask(OPINION, as_="housing-clerk", id=consultation["id"], on=day(documents))

    again = await requested(documents, subject, "OfficialPaper")
    assert again["id"] != review["id"]
    await documents.ask(CONCLUDE, as_="justice-head", id=again["id"], input=an_opinion())
    await next_day(documents, 16)
    (closed,) = await documents.told(UUID(consultation["id"]), "documents.consultation.closed.v1")
    assert (closed["opinions"], closed["adopted"]) == (1, 0)

    refused = await documents.ask(ADOPT, as_="housing-clerk", id=consultation["id"], all=[])
    assert codes(refused) == ["CONTENT_INVALID"]
    answers = [{"opinionId": given["opinions"][0]["id"], "adopted": True}]
    adopted = await documents.ask(ADOPT, as_="housing-clerk", id=consultation["id"], all=answers)
    assert adopted["state"] == "ADOPTED"
    for told in ("announcement", "adoption"):
        sheet = await documents.settled_document(UUID(adopted[told]["id"]))
        assert sheet.state.value == "ISSUED", sheet.failure_zh
    assert (await sign(documents, paper))["state"] == "SIGNED"
    shown = await issued(documents, paper)
    assert shown["state"] == "ISSUED", shown["failureZh"]

    query = """{ normativeDocuments { nodes { id title number state draftingUnit { id } interpretingUnit { id } } } }"""
    found = await documents.ask(query, as_="town-clerk")
    (entry,) = (each for each in found["nodes"] if each["number"] == shown["number"])
    assert entry["interpretingUnit"]["id"] == str(known_id("housing"))
    abolish = (
        "mutation($id: ID!, $act: ActInput) { abolishNormative(id: $id, act: $act) { __typename"
        " ... on NormativeDocument { state } ... on Refusal { violations { code } } } }"
    )
    assert codes(await documents.ask(abolish, as_="clerk", id=entry["id"])) == ["REASON_REQUIRED"]
    ended = await documents.ask(abolish, as_="clerk", id=entry["id"], act={"reason": "与上位法抵触"})
    assert ended["state"] == "ABOLISHED"
