"""Who does not see a paper, a review or a document learns nothing of it by acting on it (spec 11)."""

from uuid import uuid4

from services.contracts.words.shared import DocumentKind
from tests.documents.chain import ONE_STEP, edited, propose, step
from tests.documents.story import Story, a_request
from tests.documents.test_reviews import PLAN, REQUEST, a_topic, plan, requested
from tests.service import known_id
from tests.unseen import tells_nothing


async def test_every_mutation_is_silent_about_what_is_not_to_be_seen(documents: Story) -> None:
    await propose(documents)
    topic = await a_topic(documents)
    await requested(documents, topic)
    await plan(documents, topic)
    await documents.send(a_request(DocumentKind.MEETING_NOTICE))
    asked = await tells_nothing(documents.service, "documents", "town-head")
    assert {"OfficialPaper", "LegalityReview", "PublicConsultation", "Document"} == set(asked)
    assert min(asked.values()) > 30


async def test_a_paper_of_another_unit_is_not_found_by_acting_on_it(documents: Story) -> None:
    """Nor is one that is issued already, nor by a version: what it is comes after whether it is there for him."""
    paper = await edited(documents)
    for name, mutation in ONE_STEP.items():
        query = "mutation($id: ID!, $act: ActInput) { %s(id: $id, act: $act) { __typename } }" % mutation
        for act in (None, {"expectedVersion": 99}):
            assert await documents.error_code(query, as_="letters-head", id=paper["id"], act=act) == "NOT_FOUND", name
    assert (await step(documents, "review", paper["id"], as_="clerk"))["__typename"] == "Refusal"


async def test_another_unit_s_paper_is_sent_out_no_more_than_one_that_is_none(documents: Story) -> None:
    paper = (await propose(documents))["id"]
    draft = {"subjectType": "OfficialPaper", "kind": "NORMATIVE_DOCUMENT", "title": "办法"}
    draft["unitId"] = str(known_id("letters"))
    days = {"startsOn": "2022-03-01", "endsOn": "2022-03-20", "channel": "县政府网站"}
    for subject in (paper, str(uuid4())):
        review = {**draft, "subjectId": subject}
        assert await documents.error_code(REQUEST, as_="letters-head", input=review) == "NOT_FOUND"
        assert await documents.error_code(PLAN, as_="letters-head", input={**review, **days}) == "NOT_FOUND"
