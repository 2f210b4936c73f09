"""The steps of a paper's chain, each done by who may do it."""

from typing import Any

from tests.documents.story import Story
from tests.service import known_id

FIELDS = """id version state title number revision failureZh unconfirmed
countersignatures { unit { id } verdict text coordination } availableActions { name enabled blockedBy { code } }"""
PAPER = "__typename ... on OfficialPaper { %s } ... on Refusal { violations { code kind detail messageZh } }" % FIELDS
ONE_STEP = {
    "admit": "admitPaper",
    "refuse": "refusePaper",
    "approve": "approvePaperDraft",
    "accept": "acceptPaper",
    "edit": "editPaper",
    "review": "reviewPaper",
    "return": "returnPaper",
    "confirm": "confirmPaperRegistrations",
}


def a_proposal(**changes: Any) -> dict[str, Any]:
    return {
        "unitId": str(known_id("housing")),
        "title": "平利县人民政府关于做好城区供水保障工作的通知",
        "genre": "NOTICE",
        "series": "COUNTY_PAPER",
        "lawIsClear": False,
        "departmentSuffices": False,
        **changes,
    }


def a_draft(**changes: Any) -> dict[str, Any]:
    return {
        "title": "平利县人民政府关于做好城区供水保障工作的通知",
        "addressees": ["各镇人民政府", "县政府各工作部门、直属机构"],
        "blocks": [
            {"kind": "p", "text": "供水事关群众日常生活。为保障城区供水安全，经县政府研究，现就有关事项通知如下。"},
            {"kind": "h1", "text": "一、加强巡查检修"},
            {"kind": "p", "text": "县住房和城乡建设局要组织供水企业对管网逐段排查，发现隐患立即整改。"},
        ],
        "recipients": [
            {"name": "城关镇人民政府", "unitId": str(known_id("town"))},
            {"name": "县财政局", "unitId": str(known_id("finance"))},
        ],
        "copied": ["县委各工作部门"],
        "publicAttribute": "PUBLIC",
        **changes,
    }


async def propose(story: Story, *, as_: str = "housing-clerk", **changes: Any) -> Any:
    query = "mutation($input: PaperProposal!) { proposePaper(input: $input) { %s } }" % PAPER
    return await story.ask(query, as_=as_, input=a_proposal(**changes))


async def draft(story: Story, paper: str, *, as_: str = "housing-clerk", **changes: Any) -> Any:
    query = "mutation($id: ID!, $input: PaperDraft!) { draftPaper(id: $id, input: $input) { %s } }" % PAPER
    return await story.ask(query, as_=as_, id=paper, input=a_draft(**changes))


async def step(story: Story, name: str, paper: str, *, as_: str, **act: Any) -> Any:
    query = "mutation($id: ID!, $act: ActInput) { %s(id: $id, act: $act) { %s } }" % (ONE_STEP[name], PAPER)
    return await story.ask(query, as_=as_, id=paper, act=act or None)


async def drafted(story: Story, proposal: dict[str, Any] | None = None, **changes: Any) -> Any:
    """A paper proposed, admitted and drafted."""
    paper = await propose(story, **(proposal or {}))
    await step(story, "admit", paper["id"], as_="clerk")
    return await draft(story, paper["id"], **changes)


async def edited(story: Story, proposal: dict[str, Any] | None = None, **changes: Any) -> Any:
    """A paper that waits for countersignature or signature."""
    paper = await drafted(story, proposal, **changes)
    assert paper["__typename"] == "OfficialPaper", paper
    await step(story, "approve", paper["id"], as_="housing-head")
    await step(story, "accept", paper["id"], as_="clerk")
    return await step(story, "edit", paper["id"], as_="deputy-director")


async def countersign(
    story: Story,
    paper: str,
    *,
    as_: str = "finance-head",
    unit: str = "finance",
    verdict: str = "AGREED",
    text: str = "",
) -> Any:
    query = (
        "mutation($id: ID!, $unit: ID!, $verdict: CountersignVerdict!, $text: String!)"
        " { countersignPaper(id: $id, unitId: $unit, verdict: $verdict, text: $text) { %s } }" % PAPER
    )
    return await story.ask(query, as_=as_, id=paper, unit=str(known_id(unit)), verdict=verdict, text=text)


async def sign(story: Story, paper: str, *, as_: str = "mayor", opinion: str = "AGREED", text: str = "") -> Any:
    query = (
        "mutation($id: ID!, $opinion: PaperOpinion!, $text: String!)"
        " { signPaper(id: $id, opinion: $opinion, text: $text) { %s } }" % PAPER
    )
    return await story.ask(query, as_=as_, id=paper, opinion=opinion, text=text)
