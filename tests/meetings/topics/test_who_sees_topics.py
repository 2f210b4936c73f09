"""Units see their own and what involves them, members their meetings, few a personnel matter (spec 06, CW-2.6)."""

from datetime import date

from services.contracts.directory import AbsenceApproved
from services.contracts.words.directory import AbsenceKind
from services.kernel.ids import new_id
from tests.meetings.topics.steps import a_draft, do, drafted, refused, signed, topic_of
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService, known_id

READ = "query($id: ID!) { topic(id: $id) { title } }"


async def sees(service: RunningService, login: str, topic_id: str) -> bool:
    answer = await service.post(READ, as_=login, id=topic_id)
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        return False
    return True


async def seers(service: RunningService, topic_id: str, *logins: str) -> list[str]:
    return [login for login in logins if await sees(service, login, topic_id)]


EVERYBODY = (
    "mayor",
    "executive",
    "deputy-a",
    "deputy-b",
    "director",
    "deputy-director",
    "clerk",
    "section-clerk",
    "housing-clerk",
    "finance-clerk",
    "town-head",
    "inspector",
    "admin",
)


async def test_an_ordinary_topic_is_seen_by_those_it_concerns(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, involvedUnitIds=[str(known_id("town"))])
    assert await seers(meetings, topic_id, *EVERYBODY) == [
        "mayor",
        "executive",
        "deputy-a",
        "deputy-b",
        "director",
        "deputy-director",
        "clerk",
        "section-clerk",
        "housing-clerk",
        "town-head",
    ]


async def test_a_special_matter_stays_in_its_portfolio(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, kind="SPECIAL")
    assert await seers(meetings, topic_id, "mayor", "executive", "deputy-a", "deputy-b", "section-clerk") == [
        "mayor",
        "deputy-a",
        "deputy-b",  # B角 of deputy-a
        "section-clerk",
    ]
    foreign = "mutation($id: ID!) { acceptTopic(id: $id, opinion: AGREED) { __typename } }"
    assert await meetings.error_code(foreign, as_="executive", id=topic_id) == "NOT_FOUND"


async def test_at21_a_personnel_matter_is_closed_to_all_but_few(meetings: RunningService) -> None:
    topic = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft(scopeCode="6", title="王某等同志任免"))
    topic_id = topic["id"]
    assert topic["restricted"] is True
    few = ["mayor", "executive", "deputy-a", "deputy-b", "director", "housing-clerk"]
    assert await seers(meetings, topic_id, *EVERYBODY) == few
    await do(meetings, "signTopic", as_="housing-head", id=topic_id)
    await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="王某可用")
    assert (
        await meetings.error_code(
            "mutation($id: ID!) { backlogTopic(id: $id) { __typename } }", as_="clerk", id=topic_id
        )
        == "NOT_FOUND"
    )
    await do(meetings, "assignTopicClerk", as_="director", id=topic_id, personId=str(known_id("clerk")))
    assert await seers(meetings, topic_id, "clerk", "clerk-b") == ["clerk"]
    await do(meetings, "backlogTopic", as_="clerk", id=topic_id)
    for envelope in await events_about(meetings, topic_id):
        assert "王某" not in envelope.dump().decode(), envelope.type
    assert await refused(meetings, "unflagTopic", as_="mayor", id=topic_id, flag="PERSONNEL") == [
        "CONTENT_INVALID:人事事项标记不能取消"
    ]


async def test_lists_hold_what_single_reads_show(meetings: RunningService) -> None:
    own = await drafted(meetings, title="清单里的议题")
    query = """query($filter: TopicFilter) {
      topics(filter: $filter, first: 100) { nodes { id state } totalCount } }"""
    unit = {"unitId": str(known_id("housing")), "states": ["DRAFT"], "kinds": ["STANDING"]}
    mine = await meetings.ask(query, as_="housing-clerk", filter=unit)
    assert own in [node["id"] for node in mine["nodes"]]
    assert {node["state"] for node in mine["nodes"]} == {"DRAFT"}
    assert (await meetings.ask(query, as_="finance-clerk", filter=unit))["nodes"] == []
    assert (await meetings.ask(query, as_="admin", filter=None))["totalCount"] == 0


async def test_the_substitute_acts_and_is_named_beside_the_one_he_stands_for(january: RunningService) -> None:
    topic_id = await signed(january)
    away = AbsenceApproved(
        id=new_id(),
        person_id=known_id("deputy-a"),
        kind=AbsenceKind.OFFICIAL_TRIP,
        valid_from=date(2022, 1, 28),
        valid_until=date(2022, 2, 1),
    )
    await january.receive(away, away.id)
    await do(january, "endorseTopic", as_="deputy-b", id=topic_id)
    query = "query($id: ID!) { topic(id: $id) { opinions { step stamp person { id } onBehalfOf { id } } } }"
    opinions = (await january.ask(query, as_="clerk", id=topic_id))["opinions"]
    assert opinions[-1] == {
        "step": "ENDORSEMENT",
        "stamp": "副县长乙（代副县长甲）",
        "person": {"id": str(known_id("deputy-b"))},
        "onBehalfOf": {"id": str(known_id("deputy-a"))},
    }
    assert (await topic_of(january, topic_id))["state"] == "PROPOSED"
