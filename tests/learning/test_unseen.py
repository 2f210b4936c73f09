"""Who does not see a plan, a session or a leave learns nothing of it by acting on it (spec 11)."""

from tests.learning.asking import ASK_LEAVE, DRAFT_PLAN, DRAFT_SESSION, a_session, by_id, codes, months
from tests.service import RunningService, known_id
from tests.unseen import tells_nothing

CONFIRM = by_id("confirmSession", "__typename")


async def test_every_mutation_is_silent_about_what_is_not_to_be_seen(learning: RunningService) -> None:
    entries = {"kind": "STUDY", "year": 2022, "entries": months()}
    await learning.ask(DRAFT_PLAN, as_="clerk", **entries)
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    for step, login in (("proposeSession", "clerk"), ("confirmSession", "mayor"), ("notifySession", "clerk")):
        await learning.ask(by_id(step, "__typename"), as_=login, id=study["id"])
    leave = await learning.ask(ASK_LEAVE, as_="deputy-a", id=study["id"])
    assert leave["state"] == "SUBMITTED"
    asked = await tells_nothing(learning, "learning", "town-head")
    assert set(asked) == {"StudyPlan", "StudySession", "StudyLeave"}
    assert min(asked.values()) > 30


async def test_a_session_is_told_of_to_those_who_take_part(learning: RunningService) -> None:
    study = await learning.ask(DRAFT_SESSION, as_="clerk", input=a_session())
    assert await learning.error_code(CONFIRM, as_="deputy-a", id=study["id"]) == "NOT_FOUND"
    refused = "mutation($id: ID!) { confirmSession(id: $id) { ... on Refusal { violations { code detail } } } }"
    assert codes(await learning.ask(refused, as_="director", id=study["id"])) == ["ACTOR_NOT_ALLOWED"]


async def test_a_plan_under_way_is_not_bound_by_who_does_not_see_it(learning: RunningService) -> None:
    """Everybody who drafts a session sees every plan; a plan that is none is not found."""
    nowhere = a_session(planId=str(known_id("no-plan")))
    assert await learning.error_code(DRAFT_SESSION, as_="clerk", input=nowhere) == "NOT_FOUND"
